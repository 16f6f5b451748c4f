// What a payment gateway tells of a booking is noted by the system itself: no person brings it, and the payer's word for it is not enough.

#include "vault/sealing.h"
#include "vault/vault.h"
#include "vault/vault_checks.h"

namespace concordat::vault {

Result<Values> Vault::note_payment(const policy::SystemGrant& grant, RecordId booking, std::string_view part, const SystemChange& change) {
  Values values;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    const auto record = transaction.find_record(booking);
    if (!record || record->kind != grant.record_kind()) return no_such_record();
    const auto row = transaction.find_part(booking, part);
    if (!row || row->destroyed) return destroyed();
    values = TRY(unseal(*record, *row));
    const std::optional<Values> changed = change(values);
    ledger::Leaf leaf;
    leaf.event = "system.opened";
    leaf.actor = "system";
    leaf.case_id = record->case_id;
    leaf.record = booking;
    leaf.part = part;
    leaf.detail = "task=" + grant.task() + ";count=1";
    ledger_.append(transaction, leaf);
    if (!changed) return {};
    const charter::Charter* charter = charters_.find(record->charter);
    const charter::RecordKind* kind = charter ? charter->record_kind(record->kind) : nullptr;
    const charter::Part* declared = kind ? kind->part(part) : nullptr;
    if (!declared) return Error{"The charter knows no such part of this record.", ""};
    TRY(check_fields(*declared, *changed, {}));
    TRY(seal_part(transaction, *record, part, {*changed, ""}, row->version + 1, row->key));
    values = *changed;
    leaf.event = "payment.noted";
    leaf.detail = "";
    ledger_.append(transaction, leaf);
    return {};
  }));
  return values;
}

}  // namespace concordat::vault
