// Keeping longer what is held already, with the server stopped.

#include <ostream>

#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/officers.h"
#include "ops/options.h"

namespace concordat::ops {
namespace {

constexpr std::string_view kAdoptHelp = R"(concordat adopt: let a longer period count for what is held already

  concordat adopt --data DIR --part KIND.PART --law CODE --officer EMAIL,PASSWORD-FILE --officer EMAIL,PASSWORD-FILE
                  [--key-file FILE | --passphrase-file FILE]

What was collected under an earlier charter is kept until the earlier day of that charter's and of the one in force. Two officers
may let the period of the one in force count instead, for one part of one kind of record, on a law that it cites for the purpose.
With the server stopped. The ledger keeps who did it and on which law. An officer's file holds the password and, where they have
an authenticator, on a second line its code.
)";

Result<void> adopt(const Options& options, const std::string& directory, std::ostream& out) {
  const std::string target = TRY(options.need("part"));
  const std::string law = TRY(options.need("law"));
  const std::size_t dot = target.find('.');
  if (dot == std::string::npos) return Error{"--part " + target + " is not KIND.PART, as booking.contact.", "See --help."};
  const auto clock = clock_for(directory);
  const auto instance = TRY(Instance::open(directory, TRY(unseal_from(options, directory)), *clock));
  const auto accounts = TRY(instance->vault().open_accounts(instance->vault().gate().grant_system(policy::SystemTask::index_accounts)));
  const auto [first, second] = TRY(two_officers(options, *instance, accounts));
  const std::uint64_t changed =
      TRY(instance->vault().adopt(target.substr(0, dot), target.substr(dot + 1), law, first.actor().account, second.actor().account));
  TRY(instance->deposit_checkpoint());
  out << changed << (changed == 1 ? " part is" : " parts are") << " kept longer now, by the period of the charter in force.\n";
  return {};
}

}  // namespace

int run_adopt(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"part", "law", "officer"}, {});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << kAdoptHelp;
    return kDone;
  }
  const auto done = adopt(begun->options, begun->directory, out);
  return done ? kDone : fail(err, done.error(), kWrong);
}

}  // namespace concordat::ops
