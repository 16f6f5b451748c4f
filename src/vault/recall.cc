#include "vault/recall.h"

#include <algorithm>
#include <set>

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
constexpr const char* kDue = "recall.due";

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

bool is_undecided(const store::WarrantRow& row) { return row.state == "proposed" || row.state == "approved"; }

// What was answered stays so, whatever became of the item with its case.
void note_answer(store::Reader& reader, const ledger::Leaf& leaf, const store::WarrantRow& row, Recall& recall) {
  if (leaf.event == kDue) {
    recall.taken_up = leaf.at;
    recall.state = state_of(reader, row);
    return;
  }
  recall.answered = leaf.at;
  recall.answer = RecordId::parse(ledger::word_of(leaf, "reason")).value_or(RecordId{});
  recall.until = CivilDate::parse(ledger::word_of(leaf, "until"));
  recall.state = leaf.event == kWithdrawn ? Recall::State::withdrawn
                 : !recall.until || row.state == "cancelled" ? Recall::State::refused
                 : is_undecided(row) ? Recall::State::put_off
                                     : state_of(reader, row);
}

// Asked back, and neither refused for good nor taken back.
bool is_asked_back(store::Reader& reader, CaseId case_id, RecordId record) {
  return std::ranges::any_of(reader.warrants_of_case(case_id), [&](const store::WarrantRow& row) {
    if (row.kind != "recall" || !is_undecided(row)) return false;
    const auto items = reader.warrant_items(row.id);
    return !items.empty() && items.front().record == record;
  });
}

void begin_stop(store::Transaction& transaction, RecordId record, WarrantId warrant, AccountId by, Instant now) {
  transaction.insert_restriction({crypto::new_id<RestrictionId>(), record, std::string(policy::kRecallRight), warrant.text(), now, by,
                                  std::nullopt, std::nullopt, {}});
}

bool end_stop(store::Transaction& transaction, RecordId record, AccountId by, Instant now) {
  auto stop = stop_of(transaction, record);
  if (!stop) return false;
  stop->ended = now;
  stop->ended_by = by;
  transaction.update_restriction(*stop);
  return true;
}

// What was allowed before is decided anew.
void count_as_changed(store::Transaction& transaction, CaseId id) {
  if (const auto of = transaction.find_case(id)) transaction.set_case_state(of->id, of->state);
}

bool is_held_by_itself(store::Reader& reader, RecordId record) {
  return std::ranges::any_of(reader.holds(),
                             [&](const store::HoldRow& hold) { return hold.scope == "record" && hold.target == record.text(); });
}

ledger::Leaf hold_leaf(const char* event, const ledger::Leaf& why, const std::string& more) {
  ledger::Leaf leaf;
  leaf.event = event;
  leaf.actor = why.actor;
  leaf.case_id = why.case_id;
  leaf.record = why.record;
  leaf.charter = why.charter;
  leaf.detail = "scope=record;target=" + why.record.text() + more;
  return leaf;
}

void end_hold(store::Transaction& transaction, Vault& vault, const ledger::Leaf& why) {
  if (!is_held_by_itself(transaction, why.record)) return;
  transaction.remove_hold("record", why.record.text());
  vault.ledger().append(transaction, hold_leaf("hold.ended", why, ""));
}

// What is held by itself does not keep the rest of its case: a proposal that lists both is made anew without it.
void take_out_of_proposals(store::Transaction& transaction, Vault& vault, const ledger::Leaf& why) {
  for (store::WarrantRow& row : transaction.warrants_of_case(why.case_id)) {
    if (row.kind != "weighty" || !is_undecided(row)) continue;
    PartNames rest;
    const auto items = transaction.warrant_items(row.id);
    for (const store::WarrantItemRow& item : items)
      if (item.record != why.record) rest.emplace_back(item.record, item.part);
    if (rest.size() == items.size()) continue;
    row.state = "cancelled";
    transaction.update_warrant(row);
    vault.ledger().append(transaction, leaf_about(row, "warrant.cancelled", why.actor));
    if (rest.empty()) continue;
    store::WarrantRow anew = new_warrant("weighty", "proposed", row.case_id, row.owner, vault.clock().now());
    insert_warrant(transaction, anew, rest);
    vault.ledger().append(transaction, leaf_about(anew, "warrant.proposed", why.actor));
  }
}

ledger::Leaf leaf_of(const policy::Grant& grant, const store::WarrantRow& row, const char* event) {
  ledger::Leaf leaf = leaf_about(row, event, grant.actor().ledger_name());
  leaf.record = grant.subject().record;
  leaf.purpose = grant.purpose();
  leaf.charter = grant.charter();
  return leaf;
}

// Of an answer to it: `leaf` has who, why and what.
ledger::Leaf answer_leaf(const store::WarrantRow& row, const std::vector<store::WarrantItemRow>& items, const ledger::Leaf& leaf) {
  ledger::Leaf about = leaf_about(row, leaf.event, leaf.actor);
  about.record = items.empty() ? RecordId{} : items.front().record;
  about.purpose = leaf.purpose;
  about.charter = leaf.charter;
  about.detail += leaf.detail;
  return about;
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
  for (const auto& [leaf, id] : leaves_of_kind(reader, case_id, "recall")) {
    const auto row = reader.find_warrant(id);
    if (!row) continue;
    const auto known = std::ranges::find(all, id, &Recall::warrant);
    const bool is_answer = leaf.event == kRefused || leaf.event == kWithdrawn || leaf.event == kDue;
    if (known != all.end() && is_answer) note_answer(reader, leaf, *row, *known);
    if (leaf.event != kAsked) continue;
    all.push_back({id, leaf.record, AccountId::parse(leaf.actor).value_or(AccountId{}), leaf.at, state_of(reader, *row),
                   RecordId::parse(ledger::word_of(leaf, "reason")).value_or(RecordId{}), {}, {}, {}, {}});
  }
  return all;
}

CivilDate answer_due(const charter::Charter& charter, const Recall& recall) {
  return london_date(recall.taken_up.value_or(recall.asked)).plus_days(charter.approval_days);
}

Result<WarrantId> Recalls::ask(const policy::Grant& grant, std::string_view reason) {
  if (reason.size() > kLongestRecallReason) return too_long();
  const Instant now = vault_.clock().now();
  const RecordId id = grant.subject().record;
  WarrantId asked;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_grant(transaction, grant, now));
    if (is_asked_back(transaction, grant.subject().case_id, id))
      return Error{"Your agency has asked for this back already.", "Look at the page again."};
    std::vector<store::PartRow> parts = transaction.parts(id);
    std::erase_if(parts, [](const store::PartRow& part) { return part.destroyed; });
    if (parts.empty()) return destroyed();
    PartNames names;
    for (const store::PartRow& part : parts) names.emplace_back(id, part.part);
    store::WarrantRow row = new_warrant("recall", "proposed", grant.subject().case_id, grant.subject().owner, now);
    insert_warrant(transaction, row, names);
    asked = row.id;
    const AccountId by = grant.actor().account;
    begin_stop(transaction, id, row.id, by, now);
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
    count_as_changed(transaction, row.case_id);
    return {};
  }));
  return asked;
}

Result<void> Recalls::close(store::Transaction& transaction, const ledger::Leaf& leaf, WarrantId id, AccountId by) {
  auto row = transaction.find_warrant(id);
  if (!row || row->kind != "recall" || !is_undecided(*row)) return not_open();
  const auto items = transaction.warrant_items(id);
  row->state = "cancelled";
  transaction.update_warrant(*row);
  const ledger::Leaf about = answer_leaf(*row, items, leaf);
  vault_.ledger().append(transaction, about);
  if (!end_stop(transaction, about.record, by, vault_.clock().now())) end_hold(transaction, vault_, about);  // it was put off
  count_as_changed(transaction, row->case_id);
  return {};
}

Result<void> Recalls::put_off(store::Transaction& transaction, ledger::Leaf leaf, WarrantId id, const Needed& needed) {
  auto row = transaction.find_warrant(id);
  const charter::Charter* charter = vault_.charter(leaf.charter);
  if (!row || !charter) return not_open();
  leaf.detail += ";until=" + needed.until.iso();
  const ledger::Leaf about = answer_leaf(*row, transaction.warrant_items(id), leaf);
  if (row->quarantine_until) {  // where two people had approved it, its quarantine begins anew after that day
    const Instant after = london_midnight(needed.until.plus_days(1 + charter->quarantine_days));
    row->quarantine_until = std::max(*row->quarantine_until, after);
    transaction.update_warrant(*row);
  }
  vault_.ledger().append(transaction, about);
  end_stop(transaction, about.record, needed.hold.actor().account, vault_.clock().now());
  if (!is_held_by_itself(transaction, about.record)) {
    transaction.insert_hold({"record", about.record.text(), vault_.clock().now()});
    vault_.ledger().append(transaction, hold_leaf("hold.placed", about, ";until=" + needed.until.iso()));
  }
  take_out_of_proposals(transaction, vault_, about);
  count_as_changed(transaction, row->case_id);
  return {};
}

Result<void> take_up_recalls(Vault& vault, CivilDate today) {
  std::vector<Recall> due;
  vault.store().read([&](store::Reader& reader) {
    std::set<CaseId> cases;
    for (const char* state : {"proposed", "approved"})
      for (const store::WarrantRow& row : reader.warrants(state))
        if (row.kind == "recall") cases.insert(row.case_id);
    for (const CaseId id : cases) std::ranges::move(recalls_of(reader, id), std::back_inserter(due));
  });
  std::erase_if(due, [&](const Recall& one) { return one.state != Recall::State::put_off || !one.until || *one.until >= today; });
  for (const Recall& one : due)
    TRY(vault.store().write([&](store::Transaction& transaction) -> Result<void> {
      const auto row = transaction.find_warrant(one.warrant);
      if (!row || !is_undecided(*row) || stop_of(transaction, one.record)) return {};  // taken back meanwhile
      ledger::Leaf leaf = leaf_about(*row, kDue, "system");
      leaf.record = one.record;
      vault.ledger().append(transaction, leaf);
      end_hold(transaction, vault, leaf);
      begin_stop(transaction, one.record, one.warrant, one.asked_by, vault.clock().now());
      count_as_changed(transaction, row->case_id);
      return {};
    }));
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

Result<void> Recalls::refuse(const policy::Mandate& mandate, WarrantId id, std::string_view reason, const std::optional<Needed>& needed) {
  const bool may_hold = !needed || (needed->hold.what() == "capability:hold" && needed->hold.actor().account == mandate.actor().account);
  if (mandate.what() != "capability:approve-destruction" || !may_hold) return Error{"This mandate is for something else.", ""};
  if (is_blank(reason)) return Error{"No reason was given.", "Write why it is still needed: the agency is shown it."};
  if (reason.size() > kLongestRecallReason) return too_long();
  if (needed && needed->until < vault_.today()) return Error{"The date is in the past.", "Give the last day on which it is needed."};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto row = transaction.find_warrant(id);
    const auto items = row ? transaction.warrant_items(id) : std::vector<store::WarrantItemRow>();
    if (items.empty() || row->kind != "recall" || !is_undecided(*row) || !stop_of(transaction, items.front().record)) return not_open();
    ledger::Leaf leaf;
    leaf.event = kRefused;
    leaf.actor = mandate.actor().ledger_name();
    leaf.charter = mandate.charter();
    leaf.detail = ";reason=" + TRY(vault_.keep_reason(transaction, row->case_id, mandate.actor(), mandate.charter(), reason)).text();
    return needed ? put_off(transaction, leaf, id, *needed) : close(transaction, leaf, id, mandate.actor().account);
  });
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
  return vault_.open_reason(leaf, recall.reason);
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
  return vault_.open_reason(leaf, recall.answer);
}

}  // namespace concordat::vault
