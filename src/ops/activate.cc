// Putting a newer charter into force over a data directory, with the server stopped.

#include <algorithm>
#include <map>
#include <ostream>

#include "charter/diff.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/files.h"
#include "ops/options.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

using Accepted = std::map<std::string, std::string>;  // by rule: the reason

struct Pair {
  std::string first;
  std::string second;
};

// "EMAIL,FILE" or "RULE=REASON".
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

Result<charter::Charter> compile_accepting(const std::string& file, const Accepted& accepted) {
  charter::Compilation compilation = charter::compile(file);
  for (const charter::Finding& finding : compilation.findings) {
    if (finding.severity != charter::Severity::error || (compilation.charter && accepted.contains(finding.rule))) continue;
    return Error{"The charter has an error at " + finding.where.file + ":" + std::to_string(finding.where.line) + ": " + finding.message +
                     " [" + finding.rule + "]",
                 compilation.charter ? "Mend it, or give --accept " + finding.rule + "=REASON." : "Mend it."};
  }
  if (!compilation.charter) return Error{"The charter " + file + " cannot be read.", "Run `concordat check " + file + "`."};
  return std::move(*compilation.charter);
}

// The password shows that the officer is there, rather than named by whoever types.
Result<AccountId> officer_by(const Pair& given, Instance& instance, const std::vector<parties::Account>& accounts) {
  std::string password = TRY(read_file(given.second));
  while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) password.pop_back();
  const auto found = std::ranges::find(accounts, parties::normal_email(given.first), &parties::Account::email);
  if (found == accounts.end() || !crypto::verify_password(password, found->password_hash))
    return Error{"The address or the password of an officer is wrong.", "Give --officer EMAIL,FILE with a file that holds the password."};
  const policy::Actor actor = policy::person(*found, instance.charter(), instance.vault().today());
  const auto mandate = instance.vault().gate().authorise(actor, charter::Capability::approve_destruction);
  if (!mandate) return mandate.error();
  return found->id;
}

// Two people must still be able to approve: else nothing weighty could ever be destroyed again.
Result<void> check_approvers(const charter::Charter& next, const std::vector<parties::Account>& accounts) {
  const auto may_approve = [&](const parties::Account& account) {
    return std::ranges::any_of(account.roles, [&](const std::string& name) {
      const charter::Role* role = next.role(name);
      return role && role->holds(charter::Capability::approve_destruction);
    });
  };
  if (std::ranges::count_if(accounts, may_approve) >= 2) return {};
  return Error{"Under this charter fewer than two people here could approve a destruction.", "Give their roles approve-destruction."};
}

// A reader who holds two notices must be able to tell them apart.
Result<void> check_version(const charter::Charter& next, vault::Vault& vault) {
  for (const vault::Activation& activation : vault.activations()) {
    const charter::Charter* earlier = vault.charter(activation.charter);
    if (earlier != nullptr && earlier->hash != next.hash && earlier->version == next.version)
      return Error{"Another charter of version " + next.version + " is or was in force here.", "Write a new version = in the charter."};
  }
  return {};
}

Result<void> make_deposit_folders(const std::string& directory, const charter::Charter& charter) {
  for (const charter::Agency& agency : charter.agencies) TRY(make_folders(directory + "/deposits/" + agency.name));
  return {};
}

Result<void> activate(const Options& options, const std::string& directory, std::ostream& out) {
  Accepted accepted;
  for (const Pair& pair : TRY(pairs_of(options, "accept", '='))) accepted[pair.first] = pair.second;
  const charter::Charter next = TRY(compile_accepting(TRY(options.need("charter")), accepted));
  const auto clock = clock_for(directory);
  const auto instance = TRY(Instance::open(directory, TRY(unseal_from(options, directory)), *clock));
  if (next.hash == instance->charter().hash) return Error{"This charter is in force already.", ""};
  TRY(check_version(next, instance->vault()));
  out << charter::in_words(charter::diff(instance->charter(), next));
  TRY(instance->vault().check_over_held(next));
  if (options.has("dry-run")) {
    out << "It could be activated. Nothing was changed.\n";
    return {};
  }
  const auto accounts = TRY(instance->vault().open_accounts(instance->vault().gate().grant_system(policy::SystemTask::index_accounts)));
  TRY(check_approvers(next, accounts));
  const std::vector<Pair> officers = TRY(pairs_of(options, "officer", ','));
  if (officers.size() != 2) return Error{"Two officers are needed to activate a charter.", "Give --officer EMAIL,PASSWORD-FILE twice."};
  const AccountId first = TRY(officer_by(officers[0], *instance, accounts));
  const AccountId second = TRY(officer_by(officers[1], *instance, accounts));
  TRY(make_deposit_folders(directory, next));
  TRY(instance->vault().activate(next, first, second, accepted));
  TRY(instance->deposit_checkpoint());
  out << "Version " << next.version << " is in force. The earlier one is kept, and shown under /notice/versions.\n";
  return {};
}

void print_error(std::ostream& err, const Error& error) {
  err << "concordat: " << error.message << "\n";
  if (!error.remedy.empty()) err << "  " << error.remedy << "\n";
}

}  // namespace

int run_activate(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto options =
      parse_options(arguments, {"data", "charter", "officer", "accept", "key-file", "passphrase-file"}, {"dry-run"});
  if (options && options->has("help")) {
    out << "concordat activate --data DIR --charter FILE --officer EMAIL,PASSWORD-FILE --officer EMAIL,PASSWORD-FILE\n"
           "                   [--accept RULE=REASON]... [--dry-run] [--key-file FILE | --passphrase-file FILE]\n"
           "Puts a newer charter into force, with the server stopped: says in words what it changes, refuses to widen a purpose\n"
           "over data already held, and logs who activated it. The earlier charter is kept, and still rules what was collected\n"
           "under it. An error that `concordat check` finds is refused unless its rule is accepted with a reason.\n";
    return 0;
  }
  const auto directory = options ? options->need("data") : Result<std::string>(options.error());
  if (!directory || !options->plain.empty()) {
    print_error(err, directory ? Error{"\"" + options->plain.front() + "\" was not expected.", "See --help."} : directory.error());
    return 2;
  }
  const auto done = activate(*options, *directory, out);
  if (!done) print_error(err, done.error());
  return done ? 0 : 1;
}

}  // namespace concordat::ops
