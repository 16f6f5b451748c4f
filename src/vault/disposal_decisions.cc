// What is due and how people decide on it: proposals, approvals, holds. docs/decisions/0032 and 0035.

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

#include "policy/tasks.h"
#include "vault/disposal.h"
#include "vault/ending.h"
#include "vault/erasure.h"
#include "vault/people.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

constexpr std::size_t kMostPartsDue = 100'000;

using ListedParts = std::set<std::pair<RecordId, std::string>>;

// Parts due on `day` or before that are, or are not, to be destroyed on a proposal only; by case and owner.
std::vector<DueParts> due_parts(Vault& vault, store::Reader& reader, CivilDate day, bool weighty, const ListedParts& but_for) {
  Endings endings(vault, reader);
  std::map<std::pair<CaseId, AgencyId>, DueParts> groups;
  for (const store::PartRow& part : reader.parts_due(day, kMostPartsDue)) {
    const auto record = reader.find_record(part.record);
    if (!record || but_for.contains({part.record, part.part}) || endings.of(*record, part.part).weighty != weighty) continue;
    DueParts& group = groups[{record->case_id, record->owner}];
    if (group.parts.empty()) group = {record->case_id, record->owner, {}, *part.due};
    group.parts.emplace_back(part.record, part.part);
    group.first_due = std::min(group.first_due, *part.due);
  }
  std::vector<DueParts> list;
  for (auto& [key, group] : groups) list.push_back(std::move(group));
  return list;
}

void add_listed(store::Reader& reader, const std::vector<store::WarrantRow>& warrants, ListedParts& listed) {
  for (const store::WarrantRow& row : warrants)
    for (const store::WarrantItemRow& item : reader.warrant_items(row.id)) listed.emplace(item.record, item.part);
}

// With the case, so that it stands in the history of what it keeps.
ledger::Leaf leaf_about_hold(store::Reader& reader, std::string event, const policy::Mandate& mandate, std::string_view scope,
                             std::string_view target, const std::string& more) {
  ledger::Leaf leaf;
  leaf.event = std::move(event);
  if (scope == "case") leaf.case_id = CaseId::parse(target).value_or(CaseId{});
  if (scope == "record")
    if (const auto record = reader.find_record(RecordId::parse(target).value_or(RecordId{}))) leaf.case_id = record->case_id;
  leaf.actor = mandate.actor().ledger_name();
  leaf.charter = mandate.charter();
  leaf.detail = "scope=" + std::string(scope) + ";target=" + std::string(target) + more;
  return leaf;
}

std::string request_key(std::string_view scope, std::string_view target) {
  return "hold-release:" + std::string(scope) + ":" + std::string(target);
}

std::string reason_key(std::string_view scope, std::string_view target) {
  return "hold-reason:" + std::string(scope) + ":" + std::string(target);
}

bool hold_stands(store::Reader& reader, std::string_view scope, std::string_view target) {
  return std::ranges::any_of(reader.holds(), [&](const store::HoldRow& hold) { return hold.scope == scope && hold.target == target; });
}

// Of what an agency asked back: not while it is refused until a day.
bool waits_for_answer(store::Reader& reader, const std::vector<store::WarrantItemRow>& items) {
  return !items.empty() && std::ranges::any_of(reader.restrictions(items.front().record), [](const store::RestrictionRow& one) {
    return one.right == policy::kRecallRight && policy::in_force(one);
  });
}

Error other_mandate() { return {"This mandate is for something else.", ""}; }
Error stands_in() {
  return {"A deputy and the person they stand in for are one in an act of two people.", "Ask somebody who stands in for neither."};
}
Error no_such_review_day() {
  return {"A hold is looked at again on a day to come, within a year, and with a reason.", "Give both."};
}
std::string reason_in_leaf(const HoldAsked& why) { return ";ground=" + why.ground + ";review=" + why.review->iso(); }
std::string reason_in_meta(const HoldAsked& why, const policy::Mandate& mandate) {
  return why.ground + " " + why.review->iso() + " " + mandate.actor().account.text();
}
Error no_such_hold() { return {"There is no such hold.", "Look at the list of holds again."}; }

}  // namespace

bool may_be_reviewed_on(CivilDate review, CivilDate today) {
  return today < review && !(today.plus_months(kMostMonthsToHoldReview) < review);
}

std::vector<DueParts> due_by_rule(Vault& vault, store::Reader& reader, CivilDate day) { return due_parts(vault, reader, day, false, {}); }

std::vector<DueParts> due_unproposed(Vault& vault, store::Reader& reader, CivilDate day) {
  ListedParts listed;
  for (const char* state : {"proposed", "approved", "intended"}) add_listed(reader, reader.warrants(state), listed);
  return due_parts(vault, reader, day, true, listed);
}

std::vector<DueParts> due_never_proposed(Vault& vault, store::Reader& reader, CivilDate day) {
  ListedParts listed;
  for (const char* state : {"proposed", "approved", "intended"}) add_listed(reader, reader.warrants(state), listed);
  std::vector<store::WarrantRow> cancelled = reader.warrants("cancelled");
  std::erase_if(cancelled, [](const store::WarrantRow& row) { return row.kind != "weighty"; });
  add_listed(reader, cancelled, listed);
  return due_parts(vault, reader, day, true, listed);
}

// ---- proposals

void propose_destruction(store::Transaction& transaction, Vault& vault, const policy::Mandate& mandate, CaseId case_id,
                         const std::string& record_kind) {
  std::map<AgencyId, PartNames> by_owner;
  for (const store::RecordRow& record : transaction.records(case_id)) {
    if (record.kind != record_kind || hold_stands(transaction, "record", record.id.text())) continue;  // kept by itself, for longer
    for (const store::PartRow& part : transaction.parts(record.id))
      if (!part.destroyed) by_owner[record.owner].emplace_back(record.id, part.part);
  }
  for (const auto& [owner, parts] : by_owner) {
    store::WarrantRow row = new_warrant("weighty", "proposed", case_id, owner, vault.clock().now());
    insert_warrant(transaction, row, parts);
    vault.ledger().append(transaction, leaf_about(row, "warrant.proposed", mandate.actor().ledger_name()));
  }
}

Result<void> Disposal::propose_again(const policy::Mandate& mandate, AgencyId owner) {
  if (mandate.what() != "capability:propose-destruction") return other_mandate();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    for (const DueParts& due : due_unproposed(vault_, transaction, vault_.today())) {
      if (due.case_id != mandate.subject().case_id || due.owner != owner) continue;
      store::WarrantRow row = new_warrant("weighty", "proposed", due.case_id, owner, vault_.clock().now());
      insert_warrant(transaction, row, due.parts);
      ledger::Leaf leaf = leaf_about(row, "warrant.proposed", mandate.actor().ledger_name());
      leaf.charter = mandate.charter();
      vault_.ledger().append(transaction, leaf);
      return {};
    }
    return Error{"Nothing here waits to be proposed.", "Look at the list again: somebody else may have proposed it."};
  });
}

Result<void> approve_proposal(store::Transaction& transaction, Vault& vault, const policy::Mandate& mandate, const Approving& what) {
  const AccountId account = mandate.actor().account;
  const charter::Charter* charter = vault.charter(mandate.charter());
  if (!charter) return Error{"The charter of this mandate is not in the archive.", "Restore the data directory from a backup."};
  auto row = transaction.find_warrant(what.id);
  if (!row || row->state != "proposed") return Error{"This proposal is not open any more.", "Look at the list again."};
  if (row->kind == "recall" && !waits_for_answer(transaction, transaction.warrant_items(what.id)))
    return Error{"It was refused until a day.", "On the day after it waits for an answer again."};
  if (row->content != what.content || content_of(transaction.warrant_items(what.id)) != row->content)
    return Error{"The proposal is not the one that you looked at.", "Look at it again, then approve."};
  const auto approvals = transaction.approvals(what.id);
  if (std::ranges::any_of(approvals, [&](const store::ApprovalRow& one) { return one.account == account; }))
    return Error{"You have approved this already: the second approval is another person's.", "Ask a second officer."};
  const auto is_mine = [&](const store::ApprovalRow& one) { return same_seat(transaction, one.account, one.at, account, what.at); };
  if (std::ranges::any_of(approvals, is_mine)) return stands_in();
  if (const auto erasure = erasure_of(transaction, what.id);
      erasure && same_seat(transaction, erasure->proposed_by, erasure->proposed, account, what.at))
    return Error{"This was proposed by you, or by whom you stand in for: two other people approve it.", "Ask two other officers."};
  transaction.insert_approval({what.id, account, row->content, what.at});
  ledger::Leaf leaf = leaf_about(*row, "warrant.approved", mandate.actor().ledger_name());
  leaf.charter = mandate.charter();
  leaf.detail += what.more;
  vault.ledger().append(transaction, leaf);
  if (approvals.size() + 1 < 2) return {};
  row->state = "approved";
  const int quarantine_days = is_weighty(*row) ? charter->quarantine_days : 0;
  row->quarantine_until = Instant{what.at.microseconds + quarantine_days * kMicrosecondsPerDay};
  transaction.update_warrant(*row);
  return {};
}

Result<void> Disposal::approve(const policy::Mandate& mandate, WarrantId id, ByteView content) {
  if (mandate.what() != "capability:approve-destruction") return other_mandate();
  const Instant now = TRY(trusted_clock_.now());  // the quarantine is counted from it
  return vault_.store().write([&](store::Transaction& transaction) {
    return approve_proposal(transaction, vault_, mandate, {id, Bytes(content.begin(), content.end()), now, ""});
  });
}

Result<void> Disposal::cancel(const policy::Mandate& mandate, WarrantId id) {
  if (mandate.what() != "capability:approve-destruction") return other_mandate();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_warrant(id);
    if (!row || (row->state != "proposed" && row->state != "approved")) return Error{"This proposal is not open any more.", ""};
    if (row->kind == "routine" && !has_weighty(vault_, transaction, id))
      return Error{"The charter has this destroyed, and the daily run would do so tomorrow.", "To keep it for a reason, place a hold."};
    if (row->kind == "erasure") return Error{"An erasure is cancelled with a reason.", "Open the proposal and give the reason there."};
    if (row->kind == "recall") return Error{"Its owner asked for this back, and is told why not.", "Refuse it with a reason instead."};
    row->state = "cancelled";
    transaction.update_warrant(*row);
    vault_.ledger().append(transaction, leaf_about(*row, "warrant.cancelled", mandate.actor().ledger_name()));
    return {};
  });
}

// ---- holds

Result<void> Disposal::hold(const policy::Mandate& mandate, std::string_view scope, std::string_view target, const HoldAsked& why) {
  static const std::set<std::string_view> scopes{"everything", "agency", "case", "record"};
  if (mandate.what() != "capability:hold" || !scopes.contains(scope)) return Error{"There is no hold of this kind.", ""};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (hold_stands(transaction, scope, target)) return Error{"This hold stands already.", "Look at the list of holds."};
    transaction.insert_hold({std::string(scope), std::string(target), vault_.clock().now()});
    std::string more;
    if (why.review) {
      if (!may_be_reviewed_on(*why.review, vault_.today())) return no_such_review_day();
      more = reason_in_leaf(why);
      transaction.set_meta(reason_key(scope, target), as_bytes(reason_in_meta(why, mandate)));
    }
    vault_.ledger().append(transaction, leaf_about_hold(transaction, "hold.placed", mandate, scope, target, more));
    return {};
  });
}

Result<void> Disposal::review_hold(const policy::Mandate& mandate, std::string_view scope, std::string_view target, const HoldAsked& why) {
  if (mandate.what() != "capability:hold") return other_mandate();
  const CivilDate today = vault_.today();
  if (!why.review || why.ground.empty() || !may_be_reviewed_on(*why.review, today)) return no_such_review_day();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (!hold_stands(transaction, scope, target)) return no_such_hold();
    const auto before = hold_reason(transaction, scope, target);
    if (!before && scope == "record") return Error{"This hold ends by itself on its day.", "Look at what its owner asked back."};
    transaction.set_meta(reason_key(scope, target), as_bytes(reason_in_meta(why, mandate) + " " + today.iso()));
    vault_.ledger().append(transaction,
                           leaf_about_hold(transaction, "hold.reviewed", mandate, scope, target,
                                           reason_in_leaf(why) + (before ? ";before=" + before->review.iso() : "")));
    return {};
  });
}

std::optional<HoldReason> hold_reason(store::Reader& reader, std::string_view scope, std::string_view target) {
  const auto kept = reader.meta(reason_key(scope, target));
  std::istringstream words(kept ? std::string(as_text(*kept)) : std::string());
  std::string ground, review, by, looked;
  words >> ground >> review >> by >> looked;
  const auto day = CivilDate::parse(review);
  const auto account = AccountId::parse(by);
  if (!day || !account) return std::nullopt;
  return HoldReason{ground, *day, *account, CivilDate::parse(looked)};
}

std::optional<ReleaseRequest> release_request(store::Reader& reader, std::string_view scope, std::string_view target) {
  const auto kept = reader.meta(request_key(scope, target));
  const std::string_view text = kept ? as_text(*kept) : std::string_view();
  const std::size_t space = text.find(' ');
  const auto account = AccountId::parse(text.substr(0, space));
  if (!account || space == std::string_view::npos) return std::nullopt;
  ReleaseRequest request{*account, {}};
  std::from_chars(text.data() + space + 1, text.data() + text.size(), request.at.microseconds);
  return request;
}

Result<bool> Disposal::release(const policy::Mandate& mandate, std::string_view scope, std::string_view target) {
  if (mandate.what() != "capability:hold") return other_mandate();
  const AccountId account = mandate.actor().account;
  bool released = false;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (!hold_stands(transaction, scope, target)) return no_such_hold();
    const auto request = release_request(transaction, scope, target);
    if (request && request->account == account)
      return Error{"You have asked for this release already: a hold is released by two different people.",
                   "Ask a second officer to confirm."};
    if (request && same_seat(transaction, request->account, request->at, account, vault_.clock().now())) return stands_in();
    released = request.has_value();
    if (released) {
      transaction.remove_hold(scope, target);
      transaction.set_meta(request_key(scope, target), {});
      transaction.set_meta(reason_key(scope, target), {});
      vault_.ledger().append(
          transaction, leaf_about_hold(transaction, "hold.released", mandate, scope, target, ";first=" + request->account.text()));
    } else {
      const std::string text = account.text() + " " + std::to_string(vault_.clock().now().microseconds);
      transaction.set_meta(request_key(scope, target), as_bytes(text));
      vault_.ledger().append(transaction, leaf_about_hold(transaction, "hold.release-asked", mandate, scope, target, ""));
    }
    return {};
  }));
  return released;
}

Result<void> Disposal::keep_hold(const policy::Mandate& mandate, std::string_view scope, std::string_view target) {
  if (mandate.what() != "capability:hold") return other_mandate();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (!hold_stands(transaction, scope, target)) return no_such_hold();
    if (!release_request(transaction, scope, target)) return Error{"Nobody asks for this hold to be released.", ""};
    transaction.set_meta(request_key(scope, target), {});
    vault_.ledger().append(transaction, leaf_about_hold(transaction, "hold.kept", mandate, scope, target, ""));
    return {};
  });
}

}  // namespace concordat::vault
