#include "ops/officers.h"

#include <algorithm>

#include "ops/secrets.h"

namespace concordat::ops {

Result<std::vector<Pair>> pairs_of(const Options& options, const std::string& name, char between) {
  std::vector<Pair> pairs;
  const auto given = options.values.find(name);
  if (given == options.values.end()) return pairs;
  for (const std::string& text : given->second) {
    const std::size_t at = text.find(between);
    if (at == std::string::npos || at == 0 || at + 1 == text.size())
      return Error{"--" + name + " " + text + " is not two things with a '" + between + "' between them.", "See --help."};
    pairs.push_back({text.substr(0, at), text.substr(at + 1)});
  }
  return pairs;
}

Result<policy::Mandate> authorise_officer(const Pair& given, Instance& instance, const std::vector<parties::Account>& accounts,
                                          charter::Capability capability) {
  std::string password = TRY(read_file(given.second));
  while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) password.pop_back();
  const auto found = std::ranges::find(accounts, parties::normal_email(given.first), &parties::Account::email);
  if (found == accounts.end() || !crypto::verify_password(password, found->password_hash))
    return Error{"The address or the password of an officer is wrong.", "Give --officer EMAIL,FILE with a file that holds the password."};
  const policy::Actor actor = policy::person(*found, instance.charter(), instance.vault().today());
  return instance.vault().gate().authorise(actor, capability);
}

Result<std::pair<policy::Mandate, policy::Mandate>> two_officers(const Options& options, Instance& instance,
                                                                 const std::vector<parties::Account>& accounts) {
  const std::vector<Pair> officers = TRY(pairs_of(options, "officer", ','));
  if (officers.size() != 2) return Error{"Two officers are needed for this.", "Give --officer EMAIL,PASSWORD-FILE twice."};
  policy::Mandate first = TRY(authorise_officer(officers[0], instance, accounts, charter::Capability::approve_destruction));
  policy::Mandate second = TRY(authorise_officer(officers[1], instance, accounts, charter::Capability::approve_destruction));
  return std::pair(std::move(first), std::move(second));
}

}  // namespace concordat::ops
