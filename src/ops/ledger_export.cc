// concordat ledger export: entries for a SIEM, from a command line.

#include <filesystem>
#include <fstream>
#include <limits>
#include <ostream>

#include "ledger/export.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/options.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

constexpr std::string_view kLedgerHelp = R"(concordat ledger export: entries of the ledger for a SIEM

  concordat ledger export --data DIR --since N [--out FILE] [--key-file FILE | --passphrase-file FILE]

  --since N   from entry N on, from 1: for what is new, the number after the last that the SIEM has
  --out FILE  a new file; without it they are printed

JSON, a line each (docs/formats/ledger.md), with opaque ids and no personal data. Also while the server runs. That it was given out
is an entry of the ledger itself, which takes the key.
)";

struct ExportWork {
  const Start& begun;
  std::uint64_t since;
  std::ostream& out;
};

Result<ledger::ExportRange> log_export(const ExportWork& work, store::Store& store) {
  const Description description = TRY(read_description(work.begun.directory));
  const Unseal unseal = TRY(unseal_from(work.begun.options, work.begun.directory));
  const Secret root = TRY(root_key(description, unseal));
  Secrets secrets = TRY(read_secrets(work.begun.directory, root));
  const auto clock = clock_for(work.begun.directory);
  ledger::Ledger ledger(store, *clock, description.origin, std::move(secrets.signing));
  TRY(check_against_heads(store, ledger, work.begun.directory));
  ledger::Leaf leaf;
  leaf.actor = "system";
  return ledger::log_export(store, ledger, std::move(leaf), work.since, std::numeric_limits<std::uint64_t>::max());
}

Result<void> export_to(const ExportWork& work) {
  const std::string file = work.begun.options.get("out");
  if (!file.empty() && std::filesystem::exists(file)) return Error{file + " exists already.", "Choose another file."};
  TRY(check_restore_finished(work.begun.directory));
  const auto store = TRY(open_store(work.begun.directory));
  const ledger::ExportRange range = TRY(log_export(work, *store));
  std::ofstream to_file;
  if (!file.empty()) to_file.open(file, std::ios::binary);
  std::ostream& to = file.empty() ? work.out : to_file;
  store->read([&](store::Reader& reader) {
    ledger::export_lines(reader, range, [&](const std::string& lines) { to << lines; });
  });
  if (!to.flush()) return Error{"The export could not be written whole.", "See whether the disk is full, and export again."};
  return {};
}

}  // namespace

int run_ledger(Arguments arguments, std::ostream& out, std::ostream& err) {
  const bool is_said = !arguments.empty() && !arguments.front().starts_with("--");
  const auto begun = start(arguments.subspan(is_said ? 1 : 0), {"since", "out"}, {});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << kLedgerHelp;
    return kDone;
  }
  if (!is_said || arguments.front() != "export") return fail(err, {"Say what to do: export.", "See --help."}, kMisuse);
  const auto since = number_of<std::uint64_t>(begun->options.get("since"), "since");
  if (!since) return fail(err, since.error(), kMisuse);
  const auto done = export_to({*begun, *since, out});
  return done ? kDone : fail(err, done.error(), kWrong);
}

}  // namespace concordat::ops
