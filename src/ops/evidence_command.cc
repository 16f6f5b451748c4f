// concordat evidence: what the charter asks a person to show, how it stands, and putting one on record.

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <ostream>

#include "crypto/crypto.h"
#include "evidence/attest.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/officers.h"
#include "ops/secrets.h"
#include "vault/statements.h"

namespace concordat::ops {
namespace {

constexpr const char* kEvidenceHelp =
    "concordat evidence --data DIR [--json]\n"
    "concordat evidence --data DIR --record NAME --seen SENTENCE (--reference TEXT | --file FILE) --day YYYY-MM-DD\n"
    "                   [--until YYYY-MM-DD] --officer EMAIL,PASSWORD-FILE [--key-file FILE | --passphrase-file FILE]\n"
    "concordat evidence --data DIR --withdraw ENTRY --officer EMAIL,PASSWORD-FILE [--key-file FILE | --passphrase-file FILE]\n"
    "Some promises only a person can show, as where the servers stand. Without --record or --withdraw: what the charter asks\n"
    "for, and how it stands; needs no key, and may run beside the server. The other two run with the server stopped.\n"
    "  --record NAME     put the evidence NAME of the charter on record\n"
    "  --seen SENTENCE   what you saw, without anything about a person: it stands in the attestation\n"
    "  --reference TEXT  where it can be found again; --file FILE takes the file's SHA-256 instead, and nothing else of it\n"
    "  --day             the day it was made, or that you looked\n"
    "  --until           the last day on which it counts; otherwise as long as the charter lets it\n"
    "  --officer         who saw it: any whose role has see-ledger; the file holds the password and, where they have an\n"
    "                    authenticator, on a second line its code\n"
    "  --withdraw ENTRY  take a wrong one back: its words are erased, its entries in the ledger stay\n"
    "Exit codes: 0 done, 1 something on record has expired or was changed, or it was refused, 2 misuse.\n";

Result<CivilDate> day_of(const std::string& text, const char* option) {
  const auto day = CivilDate::parse(text);
  if (!day) return Error{std::string("--") + option + " \"" + text + "\" is not a day.", "Write it as 2026-11-22."};
  return *day;
}

nlohmann::ordered_json json_of(const evidence::Asked& one) {
  auto entries = nlohmann::ordered_json::array();
  for (const evidence::OnRecordEntry& entry : one.entries)
    entries.push_back({{"entry", entry.id}, {"day", entry.day.iso()}, {"until", entry.until.iso()}, {"seen", entry.seen},
                       {"reference", entry.reference}, {"withdrawn", entry.withdrawn}});
  return {{"name", one.name},         {"title", one.title},       {"renew_months", one.renew_months}, {"status", one.status},
          {"evidence", one.words},    {"todo", one.todo},         {"promises", one.promises}, {"entries", std::move(entries)}};
}

void print_words(const std::vector<evidence::Asked>& all, std::ostream& out) {
  if (all.empty()) out << "The charter in force asks a person for no evidence.\n";
  for (const evidence::Asked& one : all) {
    out << one.name << "  " << one.status;
    for (const std::string& promise : one.promises) out << (promise == one.promises.front() ? "  (shows " : ", ") << promise;
    out << (one.promises.empty() ? "" : ")") << "\n    " << one.words << (one.todo.empty() ? "" : " ") << one.todo << "\n";
    for (const evidence::OnRecordEntry& entry : one.entries) {
      out << "    entry " << entry.id << ", " << entry.day.iso() << " to " << entry.until.iso();
      out << (entry.withdrawn ? ", withdrawn" : ", reference: " + entry.reference) << "\n";
    }
  }
}

// The exit code.
Result<int> list(const Start& begun, std::ostream& out) {
  const auto all = TRY(evidence::evidence_asked(begun.directory, clock_for(begun.directory)->now()));
  if (begun.options.has("json")) {
    auto asked = nlohmann::ordered_json::array();
    for (const evidence::Asked& one : all) asked.push_back(json_of(one));
    out << nlohmann::ordered_json{{"evidence", std::move(asked)}}.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  } else {
    print_words(all, out);
  }
  return std::ranges::any_of(all, [](const evidence::Asked& one) { return one.status == "broken"; }) ? kWrong : kDone;
}

// What was typed, as far as it can be looked at before anything is opened.
struct Request {
  std::string withdraw;
  vault::Statement statement;
  std::optional<CivilDate> until;
  Pair officer;
};

Result<std::string> reference_of(const Options& options) {
  const std::string text = options.get("reference"), file = options.get("file");
  if (text.empty() == file.empty()) return Error{"Give --reference TEXT or --file FILE, and not both.", "See --help."};
  if (file.empty()) return text;
  return "sha256:" + to_hex(crypto::sha256(as_bytes(TRY(read_file(file)))));
}

Result<Request> read_request(const Options& options) {
  Request request;
  request.withdraw = options.get("withdraw");
  constexpr std::array<const char*, 6> of_a_record = {"record", "seen", "reference", "file", "day", "until"};
  const auto is_given = [&](const char* name) { return options.values.contains(name); };
  if (!request.withdraw.empty() && std::ranges::any_of(of_a_record, is_given))
    return Error{"--withdraw takes nothing but the entry and --officer.", "To put something else on record, run it again with --record."};
  if (request.withdraw.empty()) {
    request.statement.evidence = TRY(options.need("record"));
    request.statement.seen = TRY(options.need("seen"));
    request.statement.reference = TRY(reference_of(options));
    const std::string day = TRY(options.need("day"));
    request.statement.day = TRY(day_of(day, "day"));
    if (options.values.contains("until")) request.until = TRY(day_of(options.get("until"), "until"));
  }
  const std::vector<Pair> officers = TRY(pairs_of(options, "officer", ','));
  if (officers.size() != 1) return Error{"One officer is needed.", "Give --officer EMAIL,PASSWORD-FILE once."};
  request.officer = officers.front();
  return request;
}

Result<void> carry_out(const Start& begun, Request request, std::ostream& out) {
  const auto clock = clock_for(begun.directory);
  const auto instance = TRY(Instance::open(begun.directory, TRY(unseal_from(begun.options, begun.directory)), *clock));
  vault::Vault& vault = instance->vault();
  const auto accounts = TRY(vault.open_accounts(vault.gate().grant_system(policy::SystemTask::index_accounts)));
  const policy::Mandate mandate = TRY(authorise_officer(request.officer, *instance, accounts, charter::Capability::see_ledger));
  if (!request.withdraw.empty()) {
    TRY(vault::withdraw_statement(vault, mandate, request.withdraw));
    if (begun.options.has("json")) out << nlohmann::ordered_json{{"withdrawn", request.withdraw}}.dump() << "\n";
    else out << "Withdrawn. What was written is erased.\n";
  } else {
    vault::Statement& statement = request.statement;
    const auto& asked = instance->charter().evidence;
    const auto found = std::ranges::find(asked, statement.evidence, &charter::Evidence::name);
    statement.until = request.until.value_or(found == asked.end() ? statement.day : statement.day.plus_months(found->renew_months));
    const std::string id = TRY(vault::put_statement(vault, mandate, statement));
    if (begun.options.has("json")) out << nlohmann::ordered_json{{"entry", id}, {"until", statement.until.iso()}}.dump() << "\n";
    else out << "On record as entry " << id << "; it counts until " << statement.until.words() << ".\n";
  }
  return instance->deposit_checkpoint();
}

bool is_act(const Options& options) {
  constexpr std::array<const char*, 8> of_acts = {"record", "withdraw", "seen", "reference", "file", "day", "until", "officer"};
  return std::ranges::any_of(of_acts, [&](const char* name) { return options.values.contains(name); });
}

}  // namespace

int run_evidence(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"record", "withdraw", "seen", "reference", "file", "day", "until", "officer"}, {"json"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << kEvidenceHelp;
    return kDone;
  }
  if (!is_act(begun->options)) {
    const auto code = list(*begun, out);
    return code ? *code : fail(err, code.error(), kMisuse);
  }
  const auto request = read_request(begun->options);
  if (!request) return fail(err, request.error(), kMisuse);
  const auto done = carry_out(*begun, *request, out);
  return done ? kDone : fail(err, done.error(), kWrong);
}

}  // namespace concordat::ops
