#include "vault/disposal.h"

#include <algorithm>
#include <map>
#include <set>

#include "vault/vault_checks.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

using store::WarrantItemRow;
using store::WarrantRow;

ledger::Leaf leaf_about(const WarrantRow& row, std::string event, std::string actor) {
  ledger::Leaf leaf;
  leaf.event = std::move(event);
  leaf.actor = std::move(actor);
  leaf.case_id = row.case_id;
  leaf.detail = "warrant=" + row.id.text() + ";kind=" + row.kind + ";content=" + to_hex(row.content);
  return leaf;
}

ledger::Leaf leaf_about_hold(std::string event, const policy::Mandate& mandate, std::string_view scope, std::string_view target,
                             const std::string& more) {
  ledger::Leaf leaf;
  leaf.event = std::move(event);
  leaf.actor = mandate.actor().ledger_name();
  leaf.charter = mandate.charter();
  leaf.detail = "scope=" + std::string(scope) + ";target=" + std::string(target) + more;
  return leaf;
}

bool covers(const store::HoldRow& hold, const WarrantRow& row, const std::vector<WarrantItemRow>& items) {
  if (hold.scope == "everything") return true;
  if (hold.scope == "case") return hold.target == row.case_id.text();
  if (hold.scope == "agency") return hold.target == row.owner.text();
  return std::ranges::any_of(items, [&](const WarrantItemRow& item) { return hold.target == item.record.text(); });
}

}  // namespace

bool on_hold(store::Reader& reader, const WarrantRow& row, const std::vector<WarrantItemRow>& items) {
  return std::ranges::any_of(reader.holds(), [&](const store::HoldRow& hold) { return covers(hold, row, items); });
}

WarrantRow new_warrant(const char* kind, const char* state, CaseId case_id, AgencyId owner, Instant now) {
  return {crypto::new_id<WarrantId>(), kind, state, case_id, owner, {}, now, std::nullopt};
}

void insert_warrant(store::Transaction& transaction, WarrantRow& row, const PartNames& parts) {
  std::vector<WarrantItemRow> items;
  for (const auto& [record, part] : parts) items.push_back({row.id, record, part});
  row.content = content_of(items);
  transaction.insert_warrant(row);
  for (const WarrantItemRow& item : items) transaction.insert_warrant_item(item);
}

const charter::Part* declared_part(Vault& vault, const store::RecordRow& record, std::string_view part) {
  const charter::Charter* charter = vault.charter(record.charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(record.kind) : nullptr;
  return kind ? kind->part(part) : nullptr;
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

void propose_destruction(store::Transaction& transaction, Vault& vault, const policy::Mandate& mandate, CaseId case_id,
                         const std::string& record_kind) {
  std::map<AgencyId, PartNames> by_owner;
  for (const store::RecordRow& record : transaction.records(case_id)) {
    if (record.kind != record_kind) continue;
    for (const store::PartRow& part : transaction.parts(record.id))
      if (!part.destroyed) by_owner[record.owner].emplace_back(record.id, part.part);
  }
  for (const auto& [owner, parts] : by_owner) {
    WarrantRow row = new_warrant("weighty", "proposed", case_id, owner, vault.clock().now());
    insert_warrant(transaction, row, parts);
    vault.ledger().append(transaction, leaf_about(row, "warrant.proposed", mandate.actor().ledger_name()));
  }
}

// Whether erasing the keys of these items would destroy more than them.
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

Disposal::Disposal(Vault& vault) : vault_(vault), trusted_clock_(vault.store(), vault.clock()) {}

// ---- destruction itself

Result<void> Disposal::intend(const Warrant& warrant) {
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_warrant(warrant.id());
    if (!row || (row->state != "approved" && row->state != "proposed")) return Error{"This destruction is not open any more.", ""};
    const auto items = transaction.warrant_items(row->id);
    if (content_of(items) != row->content) return Error{"What is to be destroyed is not what was approved.", "Propose it again."};
    if (on_hold(transaction, *row, items)) return Error{"A hold stands against this.", "It waits until two people release the hold."};
    if (key_is_shared(transaction, *row, items))
      return Error{"What is to be destroyed shares its key with what is not.", "Propose all of it, or look at why only a part is due."};
    row->state = "intended";
    transaction.update_warrant(*row);
    vault_.ledger().append(transaction, leaf_about(*row, "destruction.intended", "system"));
    return {};
  });
}

Result<Destroyed> Disposal::finish(const WarrantRow& row) {
  std::vector<WarrantItemRow> items;
  std::vector<KeyId> keys;
  vault_.store().read([&](store::Reader& reader) {
    items = reader.warrant_items(row.id);
    for (const WarrantItemRow& item : items)
      if (const auto part = reader.find_part(item.record, item.part); part && !part->destroyed) keys.push_back(part->key);
  });
  TRY(vault_.keyring_->erase(keys));
  Destroyed done{row.id, row.kind, row.case_id, row.owner, 0, 0, vault_.clock().now()};
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    done.parts = 0;
    for (const WarrantItemRow& item : items) {
      const auto record = transaction.find_record(item.record);
      const auto part = transaction.find_part(item.record, item.part);
      if (!record || !part || part->destroyed) continue;
      const charter::Part* declared = declared_part(vault_, *record, item.part);
      if (declared && declared->keep.then == charter::Ending::keep_counts)
        transaction.add_count(record->case_id, record->kind + ":" + record->state, 1);
      transaction.mark_part_destroyed(item.record, item.part);
      ledger::Leaf leaf = leaf_about(row, "part.destroyed", "system");
      leaf.case_id = record->case_id;
      leaf.record = item.record;
      leaf.part = item.part;
      leaf.purpose = record->purpose;
      vault_.ledger().append(transaction, leaf);
      ++done.parts;
    }
    WarrantRow finished = row;
    finished.state = "done";
    transaction.update_warrant(finished);
    done.leaf = vault_.ledger().append(transaction, leaf_about(finished, "destruction.done", "system"));
    return {};
  }));
  return done;
}

Result<Destroyed> Disposal::carry_out(const Warrant& warrant) {
  TRY(intend(warrant));
  std::optional<WarrantRow> row;
  vault_.store().read([&](store::Reader& reader) { row = reader.find_warrant(warrant.id()); });
  return finish(*row);
}

Result<void> Disposal::settle() {
  std::vector<WarrantRow> open;
  std::vector<KeyId> used;
  vault_.store().read([&](store::Reader& reader) { open = reader.warrants("intended"); });
  for (const WarrantRow& row : open) TRY(finish(row));
  if (vault_.active_charter() == nullptr) return {};  // an empty database says nothing about which keys are in use
  vault_.store().read([&](store::Reader& reader) { used = reader.live_keys(); });
  return vault_.keyring_->erase(vault_.keyring_->all_but(std::set<KeyId>(used.begin(), used.end())));
}

// ---- a person's own act

Result<Destroyed> Disposal::withdraw(const policy::Mandate& mandate, std::string_view consent_name) {
  const charter::Charter* charter = vault_.charter(mandate.subject().charter);
  const charter::Consent* consent = charter ? charter->consent(consent_name) : nullptr;
  if (mandate.what() != "withdraw:" + std::string(consent_name) || !consent) return Error{"There is no such consent to withdraw.", ""};
  const RecordId id = mandate.subject().record;
  WarrantRow row;
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
    row = new_warrant("subject", "intended", record->case_id, record->owner, vault_.clock().now());
    insert_warrant(transaction, row, parts);
    ledger::Leaf leaf = leaf_about(row, "consent.withdrawn", mandate.actor().ledger_name());
    leaf.record = id;
    leaf.purpose = record->purpose;
    leaf.charter = mandate.charter();
    leaf.detail += ";consent=" + std::string(consent_name);
    vault_.ledger().append(transaction, leaf);
    vault_.ledger().append(transaction, leaf_about(row, "destruction.intended", "system"));
    return {};
  }));
  return finish(row);
}

// ---- two people

Result<void> Disposal::approve(const policy::Mandate& mandate, WarrantId id, ByteView content) {
  if (mandate.what() != "capability:approve-destruction") return Error{"This mandate is for something else.", ""};
  const AccountId account = mandate.actor().account;
  const Instant now = TRY(trusted_clock_.now());  // the quarantine is counted from it
  const charter::Charter* charter = vault_.charter(mandate.charter());
  if (!charter) return Error{"The charter of this mandate is not in the archive.", "Restore the data directory from a backup."};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_warrant(id);
    if (!row || row->state != "proposed") return Error{"This proposal is not open any more.", "Look at the list again."};
    if (!std::ranges::equal(row->content, content) || content_of(transaction.warrant_items(id)) != row->content)
      return Error{"The proposal is not the one that you looked at.", "Look at it again, then approve."};
    auto approvals = transaction.approvals(id);
    if (std::ranges::any_of(approvals, [&](const store::ApprovalRow& one) { return one.account == account; }))
      return Error{"You have approved this already: the second approval is another person's.", "Ask a second officer."};
    const store::ApprovalRow approval{id, account, row->content, now};
    transaction.insert_approval(approval);
    ledger::Leaf leaf = leaf_about(*row, "warrant.approved", mandate.actor().ledger_name());
    leaf.charter = mandate.charter();
    vault_.ledger().append(transaction, leaf);
    if (approvals.size() + 1 < 2) return {};
    row->state = "approved";
    const int quarantine_days = row->kind == "weighty" ? charter->quarantine_days : 0;
    row->quarantine_until = Instant{approval.at.microseconds + quarantine_days * kMicrosecondsPerDay};
    transaction.update_warrant(*row);
    return {};
  });
}

Result<void> Disposal::cancel(const policy::Mandate& mandate, WarrantId id) {
  if (mandate.what() != "capability:approve-destruction") return Error{"This mandate is for something else.", ""};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_warrant(id);
    if (!row || (row->state != "proposed" && row->state != "approved")) return Error{"This proposal is not open any more.", ""};
    row->state = "cancelled";
    transaction.update_warrant(*row);
    vault_.ledger().append(transaction, leaf_about(*row, "warrant.cancelled", mandate.actor().ledger_name()));
    return {};
  });
}

Result<void> Disposal::hold(const policy::Mandate& mandate, std::string_view scope, std::string_view target) {
  static const std::set<std::string_view> scopes{"everything", "agency", "case", "record"};
  if (mandate.what() != "capability:hold" || !scopes.contains(scope)) return Error{"There is no hold of this kind.", ""};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.insert_hold({std::string(scope), std::string(target), vault_.clock().now()});
    vault_.ledger().append(transaction, leaf_about_hold("hold.placed", mandate, scope, target, ""));
    return {};
  });
}

Result<void> Disposal::release(const policy::Mandate& first, const policy::Mandate& second, std::string_view scope,
                               std::string_view target) {
  if (first.what() != "capability:hold" || second.what() != first.what()) return Error{"This mandate is for something else.", ""};
  if (first.actor().account == second.actor().account)
    return Error{"A hold is released by two different people.", "Ask a second officer to confirm."};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const bool stands =
        std::ranges::any_of(transaction.holds(), [&](const store::HoldRow& hold) { return hold.scope == scope && hold.target == target; });
    if (!stands) return Error{"There is no such hold.", "Look at the list of holds again."};
    transaction.remove_hold(scope, target);
    vault_.ledger().append(transaction, leaf_about_hold("hold.released", first, scope, target, ";second=" + second.actor().ledger_name()));
    return {};
  });
}

}  // namespace concordat::vault
