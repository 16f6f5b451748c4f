#include "vault/recall.h"

#include <algorithm>

#include "policy/tasks.h"
#include "vault/entries.h"
#include "vault/vault_checks.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

constexpr std::size_t kLongestRecallReason = 4'000;  // bytes
constexpr const char* kAsked = "recall.asked";
constexpr const char* kRefused = "recall.refused";
constexpr const char* kWithdrawn = "recall.withdrawn";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \r\n\t") == std::string_view::npos; }

Error too_long() { return {"The reason is longer than can be kept.", "Shorten it to a page."}; }
Error not_open() { return {"This was answered already, or was not asked back.", "Look at the page again."}; }

std::optional<store::RestrictionRow> stop_of(store::Reader& reader, RecordId record) {
  for (store::RestrictionRow& row : reader.restrictions(record))
    if (row.right == policy::kRecallRight && policy::in_force(row)) return std::move(row);
  return std::nullopt;
}

Recall::State state_of(store::Reader& reader, const store::WarrantRow& row) {
  if (row.state == "done" || is_gone(reader, reader.warrant_items(row.id))) return Recall::State::done;
  return row.state == "cancelled" ? Recall::State::refused : Recall::State::open;
}

void note_answer(const ledger::Leaf& leaf, Recall& recall) {
  recall.answered = leaf.at;
  // What was answered stays so, whatever became of the item with its case.
  recall.state = leaf.event == kRefused ? Recall::State::refused : leaf.event == kWithdrawn ? Recall::State::withdrawn : recall.state;
  recall.answer = RecordId::parse(ledger::word_of(leaf, "reason")).value_or(RecordId{});
  recall.until = CivilDate::parse(ledger::word_of(leaf, "until"));
}

ledger::Leaf leaf_of(const policy::Grant& grant, const store::WarrantRow& row, const char* event) {
  ledger::Leaf leaf = leaf_about(row, event, grant.actor().ledger_name());
  leaf.record = grant.subject().record;
  leaf.purpose = grant.purpose();
  leaf.charter = grant.charter();
  return leaf;
}

Result<void> check_grant(store::Reader& reader, const policy::Grant& grant, Instant now) {
  TRY(check_act(grant, charter::Act::recall));
  TRY(check_in_force(grant, now));
  TRY(check_charter_in_force(reader, grant.charter()));
  TRY(check_case_as_granted(reader, grant));
  const auto record = reader.find_record(grant.subject().record);
  return record ? check_record_as_granted(*record, grant) : Result<void>(no_such_record());
}

}  // namespace

std::vector<Recall> recalls_of(store::Reader& reader, CaseId case_id) {
  std::vector<Recall> all;
  for (const store::LeafOfCase& one : reader.changes_of_case(case_id)) {
    if (one.leaf.find("\trecall.") == std::string::npos) continue;
    const auto leaf = ledger::decode(one.leaf);
    const auto id = leaf ? WarrantId::parse(ledger::word_of(*leaf, "warrant")) : std::nullopt;
    const auto row = id ? reader.find_warrant(*id) : std::nullopt;
    if (!row) continue;
    const auto known = std::ranges::find(all, *id, &Recall::warrant);
    if (known != all.end() && (leaf->event == kRefused || leaf->event == kWithdrawn)) note_answer(*leaf, *known);
    if (leaf->event != kAsked) continue;
    all.push_back({*id, leaf->record, AccountId::parse(leaf->actor).value_or(AccountId{}), leaf->at, state_of(reader, *row),
                   RecordId::parse(ledger::word_of(*leaf, "reason")).value_or(RecordId{}), std::nullopt, {}, std::nullopt});
  }
  return all;
}

CivilDate answer_due(const charter::Charter& charter, const Recall& recall) {
  return london_date(recall.asked).plus_days(charter.approval_days);
}

Result<WarrantId> Recalls::ask(const policy::Grant& grant, std::string_view reason) {
  if (reason.size() > kLongestRecallReason) return too_long();
  const Instant now = vault_.clock().now();
  const RecordId id = grant.subject().record;
  WarrantId asked;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_grant(transaction, grant, now));
    if (stop_of(transaction, id)) return Error{"Your agency has asked for this back already.", "Look at the page again."};
    std::vector<store::PartRow> parts = transaction.parts(id);
    std::erase_if(parts, [](const store::PartRow& part) { return part.destroyed; });
    if (parts.empty()) return destroyed();
    PartNames names;
    for (const store::PartRow& part : parts) names.emplace_back(id, part.part);
    store::WarrantRow row = new_warrant("recall", "proposed", grant.subject().case_id, grant.subject().owner, now);
    insert_warrant(transaction, row, names);
    asked = row.id;
    const AccountId by = grant.actor().account;
    transaction.insert_restriction({crypto::new_id<RestrictionId>(), id, std::string(policy::kRecallRight), row.id.text(), now, by,
                                    std::nullopt, std::nullopt, {}});
    ledger::Leaf leaf = leaf_of(grant, row, kAsked);
    if (!is_blank(reason))
      leaf.detail +=
          ";reason=" + TRY(vault_.keep_reason(transaction, row.case_id, grant.actor(), grant.charter(), reason)).text();
    vault_.ledger().append(transaction, leaf);
    const charter::Charter* charter = vault_.charter(grant.charter());
    if (charter && charter->owner_approves) {
      transaction.insert_approval({row.id, by, row.content, now});
      vault_.ledger().append(transaction, leaf_of(grant, row, "warrant.approved"));
    }
    transaction.set_case_state(row.case_id, grant.subject().case_state);  // what was allowed before is decided anew
    return {};
  }));
  return asked;
}

Result<void> Recalls::close(store::Transaction& transaction, ledger::Leaf leaf, WarrantId id, AccountId by) {
  auto row = transaction.find_warrant(id);
  if (!row || row->kind != "recall" || (row->state != "proposed" && row->state != "approved")) return not_open();
  const auto items = transaction.warrant_items(id);
  row->state = "cancelled";
  transaction.update_warrant(*row);
  ledger::Leaf about = leaf_about(*row, leaf.event, leaf.actor);
  about.record = items.empty() ? RecordId{} : items.front().record;
  about.purpose = leaf.purpose;
  about.charter = leaf.charter;
  about.detail += leaf.detail;
  if (auto stop = stop_of(transaction, about.record)) {
    stop->ended = vault_.clock().now();
    stop->ended_by = by;
    transaction.update_restriction(*stop);
  }
  if (const auto of = transaction.find_case(row->case_id)) transaction.set_case_state(of->id, of->state);
  vault_.ledger().append(transaction, about);
  return {};
}

Result<void> Recalls::withdraw(const policy::Grant& grant, WarrantId id) {
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_grant(transaction, grant, vault_.clock().now()));
    const auto items = transaction.warrant_items(id);
    if (items.empty() || items.front().record != grant.subject().record) return not_open();
    ledger::Leaf leaf;
    leaf.event = kWithdrawn;
    leaf.actor = grant.actor().ledger_name();
    leaf.purpose = grant.purpose();
    leaf.charter = grant.charter();
    return close(transaction, leaf, id, grant.actor().account);
  });
}

Result<void> Recalls::refuse(const policy::Mandate& mandate, WarrantId id, std::string_view reason, std::optional<CivilDate> until) {
  if (mandate.what() != "capability:approve-destruction") return Error{"This mandate is for something else.", ""};
  if (is_blank(reason)) return Error{"No reason was given.", "Write why it is still needed: the agency is shown it."};
  if (reason.size() > kLongestRecallReason) return too_long();
  if (until && *until < vault_.today()) return Error{"The date is in the past.", "Give the last day on which it is needed."};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto row = transaction.find_warrant(id);
    if (!row) return not_open();
    ledger::Leaf leaf;
    leaf.event = kRefused;
    leaf.actor = mandate.actor().ledger_name();
    leaf.charter = mandate.charter();
    leaf.detail = ";reason=" + TRY(vault_.keep_reason(transaction, row->case_id, mandate.actor(), mandate.charter(), reason)).text() +
                  (until ? ";until=" + until->iso() : "");
    return close(transaction, leaf, id, mandate.actor().account);
  });
}

Result<std::string> Recalls::open(const ledger::Leaf& about, RecordId reason) {
  if (reason.is_none()) return std::string();
  std::optional<store::RecordRow> record;
  std::optional<store::PartRow> part;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    record = transaction.find_record(reason);
    if (record) part = transaction.find_part(reason, kReasonPart);
    if (!part || part->destroyed) return destroyed();
    vault_.ledger().append(transaction, about);
    return {};
  }));
  const auto values = vault_.unseal(*record, *part);
  return values ? Result<std::string>(values->at("reason")) : values.error();
}

Result<std::string> Recalls::reason_of(const policy::Mandate& mandate, const Recall& recall) {
  if (mandate.what() != "capability:approve-destruction") return Error{"This mandate is for something else.", ""};
  ledger::Leaf leaf;
  leaf.event = "recall.reason-read";
  leaf.actor = mandate.actor().ledger_name();
  leaf.charter = mandate.charter();
  vault_.store().read([&](store::Reader& reader) {
    if (const auto record = reader.find_record(recall.record)) leaf.case_id = record->case_id;
  });
  leaf.record = recall.record;
  leaf.detail = "warrant=" + recall.warrant.text() + ";kind=recall";
  return open(leaf, recall.reason);
}

Result<std::string> Recalls::answer_of(const policy::Grant& grant, const Recall& recall) {
  TRY(check_act(grant, charter::Act::recall));
  if (grant.subject().record != recall.record) return not_open();
  ledger::Leaf leaf;
  leaf.event = "recall.answer-read";
  leaf.actor = grant.actor().ledger_name();
  leaf.case_id = grant.subject().case_id;
  leaf.record = recall.record;
  leaf.purpose = grant.purpose();
  leaf.charter = grant.charter();
  leaf.detail = "warrant=" + recall.warrant.text() + ";kind=recall";
  return open(leaf, recall.answer);
}

}  // namespace concordat::vault
