#include "charter/command.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "charter/diff.h"
#include "charter/names.h"
#include "charter/outputs.h"

namespace concordat::charter {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDone = 0;
constexpr int kFoundWrong = 1;
constexpr int kMisuse = 2;

struct Call {
  std::vector<std::string> words;  // FILE and more for check; FILE; FILE and NAME for explain; OLD and NEW for diff
  bool as_json = false;
  CivilDate today;  // or the day of --on
};

Json to_json(const Finding& finding) {
  return {{"severity", name_of(finding.severity)},
          {"rule", finding.rule},
          {"file", finding.where.file},
          {"line", finding.where.line},
          {"message", finding.message},
          {"remedy", finding.remedy}};
}

void print(const Finding& finding, std::ostream& out) {
  out << finding.where.file << ':' << finding.where.line << ": " << name_of(finding.severity) << ": " << finding.message << " ["
      << finding.rule << "]\n";
  if (!finding.remedy.empty()) out << "    " << finding.remedy << '\n';
}

void print_findings(const Compilation& done, bool as_json, std::ostream& out) {
  if (as_json) {
    Json list = Json::array();
    for (const Finding& finding : done.findings) list.push_back(to_json(finding));
    out << Json{{"findings", list}}.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  for (const Finding& finding : done.findings) print(finding, out);
  const auto errors =
      std::count_if(done.findings.begin(), done.findings.end(), [](const Finding& finding) { return finding.severity == Severity::error; });
  out << errors << (errors == 1 ? " error, " : " errors, ") << static_cast<std::ptrdiff_t>(done.findings.size()) - errors << " warnings\n";
}

int run_check(const Call& call, std::ostream& out, std::ostream&) {
  Compilation all;
  std::vector<Charter> charters;
  for (const std::string& file : call.words) {
    Compilation done = compile(file);
    add_findings_on(done, call.today);
    for (Finding& finding : done.findings) all.findings.push_back(std::move(finding));
    if (done.charter) charters.push_back(std::move(*done.charter));
  }
  for (Finding& finding : check_together(charters)) all.findings.push_back(std::move(finding));
  print_findings(all, call.as_json, out);
  return all.has_errors() ? kFoundWrong : kDone;
}

// A charter that can be asked something; where there is none, what is wrong
// with it goes to `err`.
std::optional<Charter> readable(const std::string& file, std::ostream& err) {
  Compilation done = compile(file);
  if (!done.charter) print_findings(done, false, err);
  return std::move(done.charter);
}

int run_promises(const Call& call, std::ostream& out, std::ostream& err) {
  const auto charter = readable(call.words[0], err);
  if (!charter) return kFoundWrong;
  Json list = Json::array();
  for (const Promise& promise : charter->promises) {
    Json controls = Json::array();
    for (const Control& control : promise.controls) controls.push_back(control.kind + ":" + control.target);
    list.push_back({{"id", promise.id}, {"class", name_of(promise.proof)}, {"control", controls}, {"says", promise.says}});
    if (call.as_json) continue;
    out << promise.id << "  " << name_of(promise.proof) << "  " << promise.says << '\n';
    for (const Control& control : promise.controls)
      out << "    " << control.kind << ':' << control.target << "  " << words(control, *charter) << '\n';
  }
  if (call.as_json) out << Json{{"promises", list}}.dump(2) << '\n';
  return kDone;
}

int run_explain(const Call& call, std::ostream& out, std::ostream& err) {
  const auto charter = readable(call.words[0], err);
  if (!charter) return kFoundWrong;
  const auto said = explain(*charter, call.words[1]);
  if (!said) {
    err << said.error().message << '\n' << "    " << said.error().remedy << '\n';
    return kFoundWrong;
  }
  if (call.as_json) {
    out << Json{{"name", call.words[1]}, {"sentences", *said}}.dump(2) << '\n';
    return kDone;
  }
  for (const std::string& sentence : *said) out << sentence << '\n';
  return kDone;
}

int run_diff(const Call& call, std::ostream& out, std::ostream& err) {
  const auto before = readable(call.words[0], err);
  const auto after = readable(call.words[1], err);
  if (!before || !after) return kFoundWrong;
  const std::vector<Change> changes = diff(*before, *after);
  if (call.as_json) {
    Json list = Json::array();
    for (const Change& change : changes) {
      list.push_back({{"direction", name_of(change.direction)},
                      {"kind", change.kind},
                      {"about", change.about},
                      {"whom", change.whom},
                      {"says", change.says}});
    }
    out << Json{{"widens", widens(changes)}, {"changes", list}}.dump(2) << '\n';
  } else {
    out << in_words(changes);
  }
  return widens(changes) ? kFoundWrong : kDone;
}

struct Command {
  std::string_view name;
  std::size_t words;
  std::size_t most;
  std::string_view usage;
  std::string_view help;
  int (*run)(const Call&, std::ostream&, std::ostream&);
};

constexpr std::array<Command, 4> kCommands = {{
    {"check", 1, 100, "check FILE… [--on YYYY-MM-DD] [--json]",
     "Says what is wrong in a charter and what its notice leaves out, each "
     "with file, line and remedy.\n"
     "Law and calendar are those of today, or of the day after --on. Several "
     "files are held against one another too.",
     run_check},
    {"promises", 1, 1, "promises FILE [--json]",
     "Lists the promises of a charter, how strongly each is kept, and what "
     "shows it.",
     run_promises},
    {"explain", 2, 2, "explain FILE NAME [--json]",
     "Says of a field, part, record, role or purpose who may see it, why, and "
     "until when.",
     run_explain},
    {"diff", 2, 2, "diff OLD NEW [--json]",
     "Says in words what a new version of a charter changes, for whom, and "
     "whether it widens what may be done with their data.\n"
     "Exit code 1 where anything widens, so that a script stops until two "
     "people have looked at it.",
     run_diff},
}};

int misuse(std::ostream& err, std::string_view message) {
  err << message << "\nUsage:\n";
  for (const Command& command : kCommands) err << "  concordat " << command.usage << '\n';
  return kMisuse;
}

void print_help(const Command& command, std::ostream& out) {
  out << "Usage: concordat " << command.usage << "\n\n" << command.help << "\n\nExit code: 0 done, 1 found something wrong, 2 misuse.\n";
}

}  // namespace

int run_charter_command(std::span<const std::string_view> arguments, CivilDate today, std::ostream& out, std::ostream& err) {
  if (arguments.empty()) return misuse(err, "Which command?");
  const auto command = std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& known) { return known.name == arguments[0]; });
  if (command == kCommands.end()) return misuse(err, "There is no such command.");
  Call call;
  call.today = today;
  for (std::size_t at = 1; at < arguments.size(); ++at) {
    const std::string_view argument = arguments[at];
    if (argument == "--help") {
      print_help(*command, out);
      return kDone;
    }
    if (argument == "--on" && command->run == run_check) {
      const auto day = at + 1 < arguments.size() ? CivilDate::parse(arguments[++at]) : std::nullopt;
      if (!day) return misuse(err, "--on wants a day, as 2026-11-22.");
      call.today = *day;
    } else if (argument == "--json") {
      call.as_json = true;
    } else if (argument.starts_with("--")) {
      return misuse(err, "There is no such option.");
    } else {
      call.words.emplace_back(argument);
    }
  }
  if (call.words.size() < command->words || call.words.size() > command->most) return misuse(err, "Too many words, or too few.");
  return command->run(call, out, err);
}

}  // namespace concordat::charter
