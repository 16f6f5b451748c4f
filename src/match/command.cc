#include "match/command.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "match/commands.h"
#include "match/csv.h"

namespace concordat::match {
namespace {

constexpr std::string_view kHelp = R"(concordat match: who may this be?

  concordat match link A.csv [B.csv] --map map.toml --out pairs.csv [--threshold P] [--json]
      one file: its duplicates; two files: who is in both. Nothing has to be labelled or tuned.
  concordat match evaluate pairs.csv truth.csv [--threshold P] [--json]
      truth.csv: id_a,id_b (pairs), or id,cluster
  concordat match build PEOPLE.csv … --map map.toml --index FILE --key-file KEY [--threads N]
      a resident index of everybody in the files, sealed on disk under a key of 32 bytes
  concordat match query --index FILE --key-file KEY (--json-file family.json | [--forename …] [--surname …] [--birth-date …]
      [--postcode …] [--phone …] [--number …]) [--limit 20] [--json]
      who may this person, or each of this family, be? A list for a person to decide on.
  concordat match explain ID1 ID2 --index FILE --key-file KEY [--svg picture.svg] [--json]
      why two may be one person, field by field

Exit codes: 0 done, 1 found something wrong (rows refused, say), 2 misuse.
)";

struct Command {
  std::string_view name;
  Result<int> (*run)(Arguments, std::ostream&, std::ostream&);
};

constexpr std::array kCommands = {Command{"link", link_command}, Command{"evaluate", evaluate_command}, Command{"build", build_command},
                                  Command{"query", query_command}, Command{"explain", explain_command}};

}  // namespace

int run_match_command(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err) {
  if (arguments.empty()) {
    err << kHelp;
    return 2;
  }
  for (const std::string_view word : arguments) {
    if (word == "--help" || word == "-h" || word == "help") {
      out << kHelp;
      return 0;
    }
  }
  for (const Command& command : kCommands) {
    if (command.name != arguments.front()) continue;
    const Result<int> code = command.run(arguments.subspan(1), out, err);
    if (code) return *code;
    err << code.error().message << (code.error().remedy.empty() ? "" : " ") << code.error().remedy << '\n';
    return 2;
  }
  err << "There is no command \"match " << arguments.front() << "\". See concordat match --help.\n";
  return 2;
}

Result<std::string> read_file(const std::string& path) {
  const auto file = TRY(MappedFile::open(path));
  return std::string(file.content());
}

Result<void> write_file(const std::string& path, std::string_view content) {
  const std::string temporary = path + ".part";
  const Error failed{"Cannot write " + path + ".", "Check that the folder is there, may be written to and has room."};
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed;
  std::size_t written = 0;
  bool good = true;
  while (good && written < content.size()) {
    const ssize_t count = ::write(descriptor, content.data() + written, content.size() - written);
    good = count > 0;
    if (good) written += static_cast<std::size_t>(count);
  }
  good = good && ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (good && std::rename(temporary.c_str(), path.c_str()) == 0) return {};
  ::unlink(temporary.c_str());
  return failed;
}

}  // namespace concordat::match
