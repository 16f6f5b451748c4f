// concordat rekey

#include <ostream>

#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/officers.h"
#include "ops/options.h"
#include "ops/root_key.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

constexpr std::string_view kHelp = R"(concordat rekey: change the root key, with the server stopped

  concordat rekey --data DIR (--key-file FILE | --passphrase-file FILE)
                  (--new-key-file FILE [--new-key] | --new-passphrase-file FILE)
                  --officer EMAIL,PASSWORD-FILE --officer EMAIL,PASSWORD-FILE

  --new-key   makes the new key file first

An officer's file holds the password and, where they have an authenticator, on a second line its code.

From a key file or pass phrase to another, or from one to the other. Every key is wrapped anew and the old wrapping is
overwritten; records are not touched. Cut off anywhere, the directory opens with the old key or with the new one.
Backups taken before are restored with the OLD key alone: keep it until they have lapsed, and take a backup now. Where the
old key may be known to somebody, remove the older keys-DAYTIME folders once that backup is taken.
)";

Result<void> rekey(const Start& begun, std::ostream& out) {
  const Unseal from = TRY(unseal_from(begun.options, begun.directory));
  const auto clock = clock_for(begun.directory);
  const auto instance = TRY(Instance::open(begun.directory, from, *clock));
  const auto accounts = TRY(instance->vault().open_accounts(instance->vault().gate().grant_system(policy::SystemTask::index_accounts)));
  const auto [first, second] = TRY(two_officers(begun.options, *instance, accounts));
  if (begun.options.has("new-key")) TRY(write_key_file(TRY(begun.options.need("new-key-file"))));
  const Unseal to = TRY(unseal_given(begun.options, "new-"));
  if (to.key_file.empty() && !to.passphrase)
    return Error{"No new key was given.", "Give --new-key-file FILE or --new-passphrase-file FILE."};
  TRY(change_root_key(*instance, from, to, first.actor().account, second.actor().account));
  TRY(instance->deposit_checkpoint());
  out << "The root key is changed. From now on this directory opens with the new one alone.\n"
         "Take a backup now. Backups taken before are restored with the old key: keep it until they have lapsed.\n";
  return {};
}

}  // namespace

int run_rekey(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"new-key-file", "new-passphrase-file", "officer"}, {"new-key"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << kHelp;
    return kDone;
  }
  const auto done = rekey(*begun, out);
  return done ? kDone : fail(err, done.error(), kWrong);
}

}  // namespace concordat::ops
