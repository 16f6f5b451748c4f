// Putting a newer charter into force over a data directory, with the server stopped.

#include <ostream>

#include "charter/diff.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/officers.h"
#include "ops/options.h"
#include "vault/activation.h"

namespace concordat::ops {
namespace {

Result<charter::Charter> compile_accepting(const std::string& file, const vault::AcceptedErrors& accepted) {
  charter::Compilation compilation = charter::compile(file);
  if (const charter::Finding* finding = vault::not_accepted(compilation, accepted))
    return Error{"The charter has an error at " + finding->where.file + ":" + std::to_string(finding->where.line) + ": " +
                     finding->message + " [" + finding->rule + "]",
                 compilation.charter ? "Mend it, or give --accept " + finding->rule + "=REASON." : "Mend it."};
  if (!compilation.charter) return Error{"The charter " + file + " cannot be read.", "Run `concordat check " + file + "`."};
  return std::move(*compilation.charter);
}

Result<void> activate(const Options& options, const std::string& directory, std::ostream& out) {
  vault::AcceptedErrors accepted;
  for (const Pair& pair : TRY(pairs_of(options, "accept", '='))) accepted[pair.first] = pair.second;
  const charter::Charter next = TRY(compile_accepting(TRY(options.need("charter")), accepted));
  const auto clock = clock_for(directory);
  const auto instance = TRY(Instance::open(directory, TRY(unseal_from(options, directory)), *clock));
  TRY(vault::check_newer(instance->vault(), next));
  out << charter::in_words(charter::diff(instance->charter(), next));
  TRY(instance->vault().check_over_held(next));
  if (options.has("dry-run")) {
    out << "It could be activated. Nothing was changed.\n";
    return {};
  }
  const auto accounts = TRY(instance->vault().open_accounts(instance->vault().gate().grant_system(policy::SystemTask::index_accounts)));
  TRY(vault::check_approvers(next, accounts));
  const auto [first, second] = TRY(two_officers(options, *instance, accounts));
  TRY(make_deposit_folders(directory, next));
  TRY(instance->vault().activate(next, first.actor().account, second.actor().account, accepted));
  TRY(instance->deposit_checkpoint());
  out << "Version " << next.version << " is in force. The earlier one is kept, and shown under /notice/versions.\n";
  return {};
}

}  // namespace

int run_activate(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"charter", "officer", "accept"}, {"dry-run"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << "concordat activate --data DIR --charter FILE --officer EMAIL,PASSWORD-FILE --officer EMAIL,PASSWORD-FILE\n"
           "                   [--accept RULE=REASON]... [--dry-run] [--key-file FILE | --passphrase-file FILE]\n"
           "Puts a newer charter into force, with the server stopped: says in words what it changes, refuses to widen a purpose\n"
           "over data already held, and logs who activated it. The earlier charter is kept, and still rules what was collected\n"
           "under it. An error that `concordat check` finds is refused unless its rule is accepted with a reason.\n"
           "An officer's file holds the password and, where they have an authenticator, on a second line its code.\n";
    return kDone;
  }
  const auto done = activate(begun->options, begun->directory, out);
  return done ? kDone : fail(err, done.error(), kWrong);
}

}  // namespace concordat::ops
