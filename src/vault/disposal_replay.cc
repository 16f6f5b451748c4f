// After a restore: what was destroyed later than the backup is destroyed again.

#include <algorithm>

#include "vault/disposal.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

void withdraw_again(store::Transaction& transaction, Vault& vault, const Intent& intent) {
  if (intent.consent.empty()) return;
  const auto record = transaction.find_record(intent.withdrawn_from);
  const auto given = transaction.consents(intent.withdrawn_from);
  const bool open = std::ranges::any_of(
      given, [&](const store::ConsentRow& one) { return one.consent == intent.consent && !one.withdrawn; });
  if (!record || !open) return;
  transaction.withdraw_consent(intent.withdrawn_from, intent.consent, vault.clock().now());
  ledger::Leaf leaf = leaf_about(intent.row, "consent.withdrawn", "subject");
  leaf.record = intent.withdrawn_from;
  leaf.purpose = record->purpose;
  leaf.charter = record->charter;
  leaf.detail += ";consent=" + intent.consent;
  vault.ledger().append(transaction, leaf);
}

// A case that its person had ended since the backup is ended again.
const charter::Step* step_again(store::Transaction& transaction, Vault& vault, const Intent& intent) {
  const auto row = intent.row.kind == "subject" ? transaction.find_case(intent.row.case_id) : std::nullopt;
  const charter::Charter* charter = row ? vault.active_charter() : nullptr;
  const charter::CaseKind* kind = charter ? charter->case_kind(row->kind) : nullptr;
  return kind ? kind->stopping(row->state) : nullptr;
}

}  // namespace

Result<Destroyed> Disposal::replay(const Intent& intent) {
  if (content_of(intent.items) != intent.row.content)
    return Error{"An intent to destroy was changed: it does not list what was approved.", "Use the deposits exactly as they were written."};
  std::optional<Warrant> warrant;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_warrant(intent.row.id);
    if (row && row->state == "done") return {};
    if (!row) {
      row = intent.row;
      row->state = "intended";
      transaction.insert_warrant(*row);
      for (const store::WarrantItemRow& item : intent.items) transaction.insert_warrant_item(item);
    } else {
      row->state = "intended";
      transaction.update_warrant(*row);
    }
    vault_.ledger().append(transaction, leaf_about(*row, "destruction.replayed", "system"));
    withdraw_again(transaction, vault_, intent);
    if (const charter::Step* step = intent.items.empty() ? nullptr : step_again(transaction, vault_, intent)) {
      ledger::Leaf leaf = leaf_about(*row, "case.step", "subject");
      leaf.record = intent.items.front().record;
      leaf.detail += ";" + step_detail(*step, vault_.today());
      vault_.ledger().append(transaction, leaf);
      vault_.note_step(transaction, row->case_id, *step, vault_.today());
    }
    vault_.ledger().append(transaction, leaf_about(*row, "destruction.intended", "system"));
    warrant = TRY(intended(transaction, row->id));
    return {};
  }));
  TRY(vault_.erase_keys(intent.keys));  // whatever the database says of them
  if (!warrant) return Destroyed{};
  return finish(*warrant);
}

}  // namespace concordat::vault
