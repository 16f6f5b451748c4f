// How something is destroyed: warrants, the intent, the keys, the completion.

#include "vault/disposal.h"

#include <algorithm>
#include <set>

#include "vault/ending.h"
#include "vault/people.h"
#include "vault/vault_checks.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

using store::WarrantItemRow;
using store::WarrantRow;

bool covers(const store::HoldRow& hold, const WarrantRow& row, const std::vector<WarrantItemRow>& items) {
  if (hold.scope == "everything") return true;
  if (hold.scope == "case") return hold.target == row.case_id.text();
  if (hold.scope == "agency") return hold.target == row.owner.text();
  return std::ranges::any_of(items, [&](const WarrantItemRow& item) { return hold.target == item.record.text(); });
}

// Since it was proposed, its day may have moved: a course is put off, a case is opened again.
bool may_still_be_held(store::Reader& reader, const std::vector<WarrantItemRow>& items, CivilDate today) {
  return std::ranges::any_of(items, [&](const WarrantItemRow& item) {
    const auto part = reader.find_part(item.record, item.part);
    return part && !part->destroyed && !(part->due && *part->due < today);
  });
}

// Which consent the person withdrew: the ledger says so, near its end.
void find_withdrawal(store::Reader& reader, Intent& intent) {
  const std::string wanted = "warrant=" + intent.row.id.text();
  constexpr std::string_view word = ";consent=";
  for (std::uint64_t end = reader.leaf_count(); end > 0;) {
    const std::uint64_t first = end > ledger::kLeavesAtOnce ? end - ledger::kLeavesAtOnce : 0;
    for (const std::string& line : reader.leaves(first, end - first)) {
      if (line.find(wanted) == std::string::npos) continue;
      const auto leaf = ledger::decode(line);
      if (!leaf || leaf->event != "consent.withdrawn") continue;
      intent.withdrawn_from = leaf->record;
      intent.consent = leaf->detail.substr(leaf->detail.rfind(word) + word.size());
      return;
    }
    end = first;
  }
}

Error key_shared_error() {
  return {"What is to be destroyed shares its key with what is not.", "Propose all of it, or look at why only a part is due."};
}

}  // namespace

// ---- what a warrant lists

bool key_is_shared(store::Reader& reader, const WarrantRow& row, const std::vector<WarrantItemRow>& items) {
  std::set<std::pair<RecordId, std::string>> listed;
  std::set<KeyId> keys;
  for (const WarrantItemRow& item : items) {
    listed.emplace(item.record, item.part);
    if (const auto part = reader.find_part(item.record, item.part)) keys.insert(part->key);
  }
  for (const store::RecordRow& record : reader.records(row.case_id))
    for (const store::PartRow& part : reader.parts(record.id))
      if (!part.destroyed && keys.contains(part.key) && !listed.contains({record.id, part.part})) return true;
  return false;
}

WarrantRow new_warrant(const char* kind, const char* state, CaseId case_id, AgencyId owner, Instant now) {
  return {crypto::new_id<WarrantId>(), kind, state, case_id, owner, {}, now, std::nullopt};
}

std::vector<WarrantItemRow> insert_warrant(store::Transaction& transaction, WarrantRow& row, const PartNames& parts) {
  std::vector<WarrantItemRow> items;
  for (const auto& [record, part] : parts) items.push_back({row.id, record, part});
  row.content = content_of(items);
  transaction.insert_warrant(row);
  for (const WarrantItemRow& item : items) transaction.insert_warrant_item(item);
  return items;
}

ledger::Leaf leaf_about(const WarrantRow& row, std::string event, std::string actor) {
  ledger::Leaf leaf;
  leaf.event = std::move(event);
  leaf.actor = std::move(actor);
  leaf.case_id = row.case_id;
  leaf.detail = "warrant=" + row.id.text() + ";kind=" + row.kind + ";content=" + to_hex(row.content);
  return leaf;
}

std::vector<WarrantLeaf> leaves_of_kind(store::Reader& reader, CaseId case_id, const std::string& kind) {
  std::vector<WarrantLeaf> leaves;
  const auto warrants = reader.warrants_of_case(case_id);
  if (std::ranges::find(warrants, kind, &WarrantRow::kind) == warrants.end()) return leaves;
  for (const store::LeafOfCase& one : reader.changes_of_case(case_id)) {
    if (one.leaf.find("\t" + kind + ".") == std::string::npos) continue;
    auto leaf = ledger::decode(one.leaf);
    const auto id = leaf ? WarrantId::parse(ledger::word_of(*leaf, "warrant")) : std::nullopt;
    if (id) leaves.push_back({std::move(*leaf), *id});
  }
  return leaves;
}

bool has_weighty(Vault& vault, store::Reader& reader, WarrantId id) {
  Endings endings(vault, reader);
  return std::ranges::any_of(reader.warrant_items(id), [&](const WarrantItemRow& item) {
    const auto record = reader.find_record(item.record);
    return record && endings.of(*record, item.part).weighty;
  });
}

Bytes content_of(const std::vector<WarrantItemRow>& items) {
  std::vector<std::string> lines;
  for (const WarrantItemRow& item : items) lines.push_back(item.record.text() + " " + item.part + "\n");
  std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) text += line;
  const crypto::Digest digest = crypto::sha256(as_bytes(text));
  return {digest.begin(), digest.end()};
}

bool is_gone(store::Reader& reader, const std::vector<WarrantItemRow>& items) {
  return std::ranges::all_of(items, [&](const WarrantItemRow& item) {
    const auto part = reader.find_part(item.record, item.part);
    return !part || part->destroyed;
  });
}

// UK GDPR, Article 18: what is restricted is kept, above all where the person opposes its erasure (18(1)(b) and (c)).
bool is_restricted(store::Reader& reader, const std::vector<WarrantItemRow>& items) {
  return std::ranges::any_of(items, [&](const WarrantItemRow& item) {
    return std::ranges::any_of(reader.restrictions(item.record),
                               [](const store::RestrictionRow& one) { return one.right == "restriction" && policy::in_force(one); });
  });
}

bool on_hold(store::Reader& reader, const WarrantRow& row, const std::vector<WarrantItemRow>& items) {
  if (is_restricted(reader, items)) return true;
  return std::ranges::any_of(reader.holds(), [&](const store::HoldRow& hold) { return covers(hold, row, items); });
}

std::optional<Error> obstacle(store::Reader& reader, const WarrantRow& row, const std::vector<WarrantItemRow>& items, CivilDate today) {
  if (content_of(items) != row.content)
    return Error{"What is to be destroyed is not what was approved.", "Cancel it and propose it again."};
  if (on_hold(reader, row, items)) return Error{"A hold stands against this.", "It waits until two people release the hold."};
  if (key_is_shared(reader, row, items)) return key_shared_error();
  if (!goes_early(row) && may_still_be_held(reader, items, today))
    return Error{"The last day of what was proposed has moved: part of it may still be held.",
                 "Cancel it. What is due then is destroyed or proposed again by itself."};
  return std::nullopt;
}

namespace {

// Another warrant of the case may list what has just gone, as where a case was concluded while an agency had asked for an item back:
// of what has nothing left to destroy, nobody is asked any more.
void cancel_emptied(store::Transaction& transaction, Vault& vault, CaseId case_id) {
  for (WarrantRow& row : transaction.warrants_of_case(case_id)) {
    const auto items = transaction.warrant_items(row.id);
    const bool is_open = row.state == "proposed" || row.state == "approved";
    if (!is_open || !is_gone(transaction, items)) continue;
    row.state = "cancelled";
    transaction.update_warrant(row);
    vault.ledger().append(transaction, leaf_about(row, "warrant.cancelled", "system"));
  }
}

}  // namespace

// ---- destruction itself

Disposal::Disposal(Vault& vault) : vault_(vault), trusted_clock_(vault.store(), vault.clock()) {}

Result<Warrant> Disposal::intended(store::Reader& reader, WarrantId id) {
  auto row = reader.find_warrant(id);
  if (!row || row->state != "intended") return Error{"This destruction was not begun, or is done already.", "Look at the list again."};
  auto items = reader.warrant_items(id);
  if (content_of(items) != row->content)
    return Error{"The database was changed: what is to be destroyed is not what was begun.",
                 "Run `concordat fsck`, then restore a backup."};
  return Warrant(std::move(*row), std::move(items));
}

Result<Warrant> Disposal::begin(store::Transaction& transaction, WarrantRow row, const PartNames& parts, ledger::Leaf why) {
  if (key_is_shared(transaction, row, insert_warrant(transaction, row, parts))) return key_shared_error();
  const ledger::Leaf about = leaf_about(row, why.event, why.actor);
  why.case_id = about.case_id;
  why.detail = about.detail + why.detail;
  vault_.ledger().append(transaction, why);
  vault_.ledger().append(transaction, leaf_about(row, "destruction.intended", "system"));
  return intended(transaction, row.id);
}

Result<Warrant> Disposal::intend(store::Transaction& transaction, WarrantId id) {
  auto row = transaction.find_warrant(id);
  if (!row || row->state != "approved") return Error{"This destruction is not approved, or not open any more.", ""};
  if (row->kind == "routine" && has_weighty(vault_, transaction, id))
    return Error{"The charter in force asks for two people and a quarantine.", "Cancel it: it is proposed again by itself."};
  if (auto error = obstacle(transaction, *row, transaction.warrant_items(id), vault_.today())) return std::move(*error);
  row->state = "intended";
  transaction.update_warrant(*row);
  vault_.ledger().append(transaction, leaf_about(*row, "destruction.intended", "system"));
  return intended(transaction, id);
}

Result<Destroyed> Disposal::finish(const Warrant& warrant, const Withdrawal& withdrawal) {
  Intent intent{warrant.row(), warrant.items(), {}, withdrawal.record, withdrawal.consent};
  vault_.store().read([&](store::Reader& reader) {
    for (const WarrantItemRow& item : warrant.items())
      if (const auto part = reader.find_part(item.record, item.part); part && !part->destroyed) intent.keys.push_back(part->key);
    if (warrant.row().kind == "subject" && intent.withdrawn_from.is_none()) find_withdrawal(reader, intent);
  });
  if (deposit_intent_) TRY(deposit_intent_(intent));
  TRY(vault_.erase_keys(intent.keys));
  Destroyed done;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    done.parts = 0;
    auto row = transaction.find_warrant(warrant.row().id);
    if (!row || row->state != "intended") return {};  // finished meanwhile: by the person's own withdrawal, or by the daily run
    Endings endings(vault_, transaction);
    for (const WarrantItemRow& item : warrant.items()) {
      const auto record = transaction.find_record(item.record);
      const auto part = transaction.find_part(item.record, item.part);
      if (!record || !part || part->destroyed) continue;
      const charter::Part* rule = endings.of(*record, item.part).rule;
      if (rule && rule->keep.then == charter::Ending::keep_counts)
        transaction.add_count(record->case_id, record->kind + ":" + record->state, 1);
      transaction.mark_part_destroyed(item.record, item.part);
      ledger::Leaf leaf = leaf_about(*row, "part.destroyed", "system");
      leaf.case_id = record->case_id;
      leaf.record = item.record;
      leaf.part = item.part;
      leaf.purpose = record->purpose;
      vault_.ledger().append(transaction, leaf);
      ++done.parts;
    }
    row->state = "done";
    transaction.update_warrant(*row);
    vault_.ledger().append(transaction, leaf_about(*row, "destruction.done", "system"));
    if (!row->case_id.is_none()) cancel_emptied(transaction, vault_, row->case_id);
    return {};
  }));
  return done;
}

Result<Destroyed> Disposal::finish_intended(WarrantId id) {
  std::optional<Result<Warrant>> warrant;
  vault_.store().read([&](store::Reader& reader) { warrant = intended(reader, id); });
  return finish(TRY(std::move(*warrant)));
}

Result<Destroyed> Disposal::carry_out(WarrantId id) {
  std::optional<Warrant> warrant;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    warrant = TRY(intend(transaction, id));
    return {};
  }));
  return finish(*warrant);
}

Result<void> Disposal::settle() {
  std::vector<WarrantRow> open;
  std::vector<KeyId> used;
  vault_.store().read([&](store::Reader& reader) { open = reader.warrants("intended"); });
  for (const WarrantRow& row : open) TRY(finish_intended(row.id));
  TRY(vault_.clear_unfinished_uploads());
  if (vault_.active_charter() == nullptr) return {};  // an empty database says nothing about which keys are in use
  vault_.store().read([&](store::Reader& reader) { used = reader.live_keys(); });
  return vault_.erase_keys(vault_.keyring_->all_but(std::set<KeyId>(used.begin(), used.end())));
}

// ---- a person's own act

Result<Destroyed> Disposal::withdraw(const policy::Mandate& mandate, std::string_view consent_name) {
  const charter::Charter* charter = vault_.charter(mandate.subject().charter);
  const charter::Consent* consent = charter ? charter->consent(consent_name) : nullptr;
  if (mandate.what() != "withdraw:" + std::string(consent_name) || !consent) return Error{"There is no such consent to withdraw.", ""};
  const RecordId id = mandate.subject().record;
  std::optional<Warrant> warrant;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto record = transaction.find_record(id);
    if (!record) return no_such_record();
    const auto given = transaction.consents(id);
    const bool open =
        std::ranges::any_of(given, [&](const store::ConsentRow& one) { return one.consent == consent_name && !one.withdrawn; });
    if (!open) return Error{"This consent was not given, or is withdrawn already.", ""};
    PartNames parts;
    for (const std::string& target : consent->withdrawal_destroys) {
      const std::size_t dot = target.find('.');
      if (target.substr(0, dot) != record->kind || dot == std::string::npos) continue;
      const auto part = transaction.find_part(id, target.substr(dot + 1));
      if (part && !part->destroyed) parts.emplace_back(id, part->part);
    }
    transaction.withdraw_consent(id, consent_name, vault_.clock().now());
    ledger::Leaf why;
    why.event = "consent.withdrawn";
    why.actor = mandate.actor().ledger_name();
    why.record = id;
    why.purpose = record->purpose;
    why.charter = mandate.charter();
    why.detail = ";consent=" + std::string(consent_name);
    warrant = TRY(begin(transaction, new_warrant("subject", "intended", record->case_id, record->owner, vault_.clock().now()), parts, why));
    return {};
  }));
  return finish(*warrant, {id, std::string(consent_name)});
}

Result<Destroyed> Disposal::end_own(const policy::Mandate& mandate, const charter::Step& step) {
  if (mandate.actor().kind != policy::ActorKind::subject || !step.by_subject) return Error{"This is not yours to end.", ""};
  const RecordId id = mandate.subject().record;
  const CivilDate day = vault_.today();
  std::optional<Warrant> warrant;
  std::string withdrawn;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto record = transaction.find_record(id);
    if (!record) return no_such_record();
    TRY(vault_.check_step(transaction, mandate, step, day));
    PartNames parts;
    Endings endings(vault_, transaction);
    for (const store::PartRow& part : transaction.parts(id)) {
      if (part.destroyed) continue;
      const Ending ending = endings.of(*record, part.part);
      if (ending.rule && !ending.weighty && charter::ends_at_once(*ending.rule, step)) parts.emplace_back(id, part.part);
    }
    ledger::Leaf why;
    why.event = "case.step";
    why.actor = mandate.actor().ledger_name();
    why.record = id;
    why.purpose = record->purpose;
    why.charter = mandate.charter();
    why.detail = ";" + step_detail(step, day);
    vault_.note_step(transaction, record->case_id, step, day);
    warrant = TRY(begin(transaction, new_warrant("subject", "intended", record->case_id, record->owner, vault_.clock().now()), parts, why));
    for (const store::ConsentRow& one : transaction.consents(id)) {
      if (one.withdrawn) continue;
      withdrawn = one.consent;
      transaction.withdraw_consent(id, withdrawn, vault_.clock().now());
      ledger::Leaf leaf = leaf_about(warrant->row(), "consent.withdrawn", why.actor);
      leaf.record = id;
      leaf.purpose = record->purpose;
      leaf.charter = mandate.charter();
      leaf.detail += ";consent=" + withdrawn;
      vault_.ledger().append(transaction, leaf);
    }
    return {};
  }));
  return finish(*warrant, {id, withdrawn});
}

}  // namespace concordat::vault
