#include "ops/officers.h"

#include <algorithm>

#include "crypto/one_time.h"
#include "ops/secrets.h"

namespace concordat::ops {

namespace {

// Counts once, as on the page: it is noted in the account before anything is done by it.
Result<void> take_code(Instance& instance, const parties::Account& account, const std::string& code) {
  TRY(instance.vault().change_sign_in(
      account.id, "confirmed", account.id.text(), [&](store::Transaction&, parties::Account& one) -> Result<void> {
        const auto step = crypto::accept_totp(one.second.secret, code, instance.vault().clock().now(), one.second.last_step);
        if (!step)
          return Error{"The code of an officer's authenticator is wrong, or was used before.",
                       "Write the code that it shows now on the second line of the file with their password."};
        one.second.last_step = *step;
        return {};
      }));
  return {};
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

Result<policy::Mandate> authorise_officer(const Pair& given, Instance& instance, const std::vector<parties::Account>& accounts,
                                          charter::Capability capability) {
  const std::string text = TRY(read_secret_file(given.second));
  const std::size_t line = text.find('\n');
  const std::string password = text.substr(0, line > 0 && line != std::string::npos && text[line - 1] == '\r' ? line - 1 : line);
  const auto found = std::ranges::find(accounts, parties::normal_email(given.first), &parties::Account::email);
  if (found == accounts.end() || !crypto::verify_password(password, found->password_hash))
    return Error{"The address or the password of an officer is wrong.", "Give --officer EMAIL,FILE with a file that holds the password."};
  if (found->second.is_set_up()) TRY(take_code(instance, *found, line == std::string::npos ? "" : text.substr(line + 1)));
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
