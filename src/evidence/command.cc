// concordat attest

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/civil_date.h"
#include "evidence/attest.h"

namespace concordat::evidence {
namespace {

constexpr int kDone = 0;
constexpr int kBroken = 1;
constexpr int kMisuse = 2;

constexpr std::string_view kHelp = R"(concordat attest: is each promise of the charter kept?

  concordat attest --data DIR [--json] [--at YYYY-MM-DD]

  --data DIR        the data directory; read only, also while the server runs; no pass phrase is needed
  --json            {"judged_at","ledger":{"entries","head_entries","head_root"},
                     "promises":[{"id","status","class","evidence","todo","shown_by":[{"control","status"}]}]};
                    the root in base64, of the newest deposited head
  --at YYYY-MM-DD   judge as on that day instead of today

A promise is kept, broken, held (a hold stands against it), not-exercised, or missing (its evidence is).
Exit codes: 0 none is broken, 1 one is broken, 2 misuse, or the data directory cannot be read.
)";

struct Call {
  std::string directory;
  bool as_json = false;
  Instant at;
};

Result<Call> read_call(std::span<const std::string_view> arguments, Instant now) {
  const std::string see = "See concordat attest --help.";
  Call call{"", false, now};
  while (!arguments.empty()) {
    const std::string_view word = arguments.front();
    arguments = arguments.subspan(1);
    if (word == "--json") {
      call.as_json = true;
      continue;
    }
    if (word != "--data" && word != "--at") return Error{"There is no option \"" + std::string(word) + "\".", see};
    if (arguments.empty()) return Error{std::string(word) + " needs a value.", see};
    const std::string_view value = arguments.front();
    arguments = arguments.subspan(1);
    const auto day = CivilDate::parse(value);
    if (word == "--at" && !day) return Error{"\"" + std::string(value) + "\" is not a day.", "Write it as 2026-11-22."};
    if (word == "--data") call.directory = value;
    else call.at = Instant{london_midnight(*day).microseconds + kMicrosecondsPerDay / 2};
  }
  if (call.directory.empty()) return Error{"Which data directory?", "Name it: concordat attest --data DIR."};
  return call;
}

void print_json(const Attestation& attestation, std::ostream& out) {
  const LedgerState& ledger = attestation.ledger;
  nlohmann::ordered_json judged = {{"judged_at", to_rfc3339(attestation.judged_at)}};
  judged["ledger"] = {{"entries", ledger.entries}, {"head_entries", ledger.head_entries}, {"head_root", ledger.head_root}};
  auto list = nlohmann::ordered_json::array();
  for (const Finding& finding : attestation.findings) {
    auto shown_by = nlohmann::ordered_json::array();
    for (const Shown& one : finding.shown_by) shown_by.push_back({{"control", one.control}, {"status", one.status}});
    list.push_back({{"id", finding.id}, {"status", finding.status}, {"class", finding.proof}, {"evidence", finding.evidence},
                    {"todo", finding.todo}, {"shown_by", std::move(shown_by)}});
  }
  judged["promises"] = std::move(list);
  out << judged.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void print_words(const std::vector<Finding>& findings, std::ostream& out) {
  for (const Finding& finding : findings) {
    out << finding.id << "  " << finding.status << "  (" << finding.proof << ")  " << finding.says << "\n    " << finding.evidence << '\n';
    if (!finding.todo.empty()) out << "    To do: " << finding.todo << '\n';
  }
  for (const std::string_view status : {"kept", "broken", "held", "not-exercised", "missing"}) {
    const auto count = std::ranges::count_if(findings, [&](const Finding& finding) { return finding.status == status; });
    out << (status == "kept" ? "" : ", ") << count << ' ' << status;
  }
  out << ".\n";
}

}  // namespace

int run_attest_command(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err, Instant now) {
  if (std::ranges::any_of(arguments, [](std::string_view word) { return word == "--help" || word == "-h" || word == "help"; })) {
    out << kHelp;
    return kDone;
  }
  const auto report = [&](const Error& error) {
    err << error.message << (error.remedy.empty() ? "" : " ") << error.remedy << '\n';
    return kMisuse;
  };
  const auto call = read_call(arguments, now);
  if (!call) return report(call.error());
  const auto attestation = attest(call->directory, call->at);
  if (!attestation) return report(attestation.error());
  const std::vector<Finding>& findings = attestation->findings;
  call->as_json ? print_json(*attestation, out) : print_words(findings, out);
  return std::ranges::any_of(findings, [](const Finding& finding) { return finding.status == "broken"; }) ? kBroken : kDone;
}

}  // namespace concordat::evidence
