#include "ops/officers.h"

#include <algorithm>

#include "ops/secrets.h"

namespace concordat::ops {
namespace {

// The password shows that the officer is there, rather than named by whoever types.
Result<AccountId> officer_by(const Pair& given, Instance& instance, const std::vector<parties::Account>& accounts) {
  const std::string password = TRY(read_secret_file(given.second));
  const auto found = std::ranges::find(accounts, parties::normal_email(given.first), &parties::Account::email);
  if (found == accounts.end() || !crypto::verify_password(password, found->password_hash))
    return Error{"The address or the password of an officer is wrong.", "Give --officer EMAIL,FILE with a file that holds the password."};
  const policy::Actor actor = policy::person(*found, instance.charter(), instance.vault().today());
  const auto mandate = instance.vault().gate().authorise(actor, charter::Capability::approve_destruction);
  if (!mandate) return mandate.error();
  return found->id;
}

}  // namespace

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

Result<std::pair<AccountId, AccountId>> two_officers(const Options& options, Instance& instance,
                                                     const std::vector<parties::Account>& accounts) {
  const std::vector<Pair> officers = TRY(pairs_of(options, "officer", ','));
  if (officers.size() != 2) return Error{"Two officers are needed for this.", "Give --officer EMAIL,PASSWORD-FILE twice."};
  const AccountId first = TRY(officer_by(officers[0], instance, accounts));
  const AccountId second = TRY(officer_by(officers[1], instance, accounts));
  if (first == second) return Error{"This takes two different people.", "Ask a second officer to confirm."};
  return std::pair(first, second);
}

}  // namespace concordat::ops
