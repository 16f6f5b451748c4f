// The table of sub-commands.

#include <functional>
#include <iostream>
#include <string_view>
#include <vector>

#include "charter/command.h"
#include "intake/kind.h"
#include "match/command.h"
#include "ops/commands.h"
#include "worker/worker.h"

namespace {

using Arguments = std::span<const std::string_view>;

struct Command {
  std::string_view name;
  std::string_view says;
  std::function<int(Arguments, std::ostream&, std::ostream&)> run;
};

// check, promises, explain and diff share one entry, which wants its own name first.
std::function<int(Arguments, std::ostream&, std::ostream&)> of_charter(std::string_view name) {
  return [name](Arguments arguments, std::ostream& out, std::ostream& err) {
    std::vector<std::string_view> all{name};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return concordat::charter::run_charter_command(all, concordat::london_date(concordat::SystemClock().now()), out, err);
  };
}

const std::vector<Command>& commands() {
  using namespace concordat;
  static const std::vector<Command> table = {
      {"check", "look for mistakes in a charter", of_charter("check")},
      {"notice", "print the privacy notice that a charter makes", ops::run_notice},
      {"promises", "list a charter's promises and what shows each", of_charter("promises")},
      {"explain", "say who may see something, why, and until when", of_charter("explain")},
      {"diff", "say what a new version of a charter changes, for whom", of_charter("diff")},
      {"init", "make a data directory and its first two officers", ops::run_init},
      {"activate", "put a newer charter into force", ops::run_activate},
      {"adopt", "let a longer period count for what is held already", ops::run_adopt},
      {"demo", "make a data directory with invented people", ops::run_demo},
      {"serve", "serve the public site and the workspace", ops::run_serve},
      {"dispose", "do the night's work: destroy what is due", ops::run_dispose},
      {"attest", "say of each promise whether it is kept", ops::run_attest},
      {"evidence", "put on record what only a person can show", ops::run_evidence},
      {"backup", "take a signed copy, keys apart", ops::run_backup},
      {"restore", "make a data directory from a backup", ops::run_restore},
      {"rekey", "change the root key, by two officers", ops::run_rekey},
      {"partner", "exchange signed messages with other partnerships", ops::run_partner},
      {"agent", "answer involvement checks at an agency, beside its own records", ops::run_agent},
      {"fsck", "hold the ledger against its signed heads", ops::run_fsck},
      {"ledger", "export entries of the ledger for a SIEM", ops::run_ledger},
      {"prove", "write a proof from the ledger for others to check", ops::run_prove},
      {"verify-proof", "check a proof from the ledger, offline", ops::run_verify_proof},
      {"match", "find who may be the same person, with reasons", match::run_match_command},
      {"verify-certificate", "check a certificate of destruction, offline", ops::run_verify_certificate},
  };
  return table;
}

void help(std::ostream& out) {
  out << "concordat runs a safeguarding children partnership from its own privacy notice.\n\n";
  for (const Command& command : commands())
    out << "  " << command.name << std::string(20 - command.name.size(), ' ') << command.says << "\n";
  out << "\nEach has --help. Exit codes: 0 done, 1 found something wrong, 2 misuse.\n";
}

// A full disk must not leave half a notice behind and say that all went well.
int written(int exit_code) {
  if (std::cout.flush()) return exit_code;
  std::cerr << "concordat: The output could not be written whole.\n  See whether the disk is full.\n";
  return exit_code == 0 ? 1 : exit_code;
}

}  // namespace

int main(int count, char** values) {
  if (count == 2 && values[1] == concordat::worker::kCommand) concordat::worker::serve(concordat::intake::jobs());
  const std::vector<std::string_view> arguments(values + 1, values + count);
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "help") {
    help(arguments.empty() ? std::cerr : std::cout);
    return arguments.empty() ? 2 : 0;
  }
  for (const Command& command : commands())
    if (command.name == arguments[0]) return written(command.run(Arguments(arguments).subspan(1), std::cout, std::cerr));
  std::cerr << "concordat: there is no command \"" << arguments[0] << "\".\n  See concordat --help.\n";
  return 2;
}
