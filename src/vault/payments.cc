// What is known of a payment is noted in words that the program has, and in no one's own: by the system as the gateway tells it, and by who
// gives places and has held it against the gateway's report. Nobody writes into that part what they like (DDS-20).

#include "vault/sealing.h"
#include "vault/vault.h"
#include "vault/vault_checks.h"

namespace concordat::vault {

Result<Values> Vault::note_payment(store::Transaction& transaction, ledger::Leaf leaf, const SystemChange& change) {
  const auto record = transaction.find_record(leaf.record);
  const auto row = transaction.find_part(leaf.record, leaf.part);
  if (!record) return no_such_record();
  if (!row || row->destroyed) return destroyed();
  const Values values = TRY(unseal(*record, *row));
  const std::optional<Values> changed = change(values);
  if (!changed) return values;
  const charter::Charter* charter = charters_.find(record->charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(record->kind) : nullptr;
  const charter::Part* declared = kind ? kind->part(leaf.part) : nullptr;
  if (!declared) return Error{"The charter knows no such part of this record.", ""};
  TRY(check_fields(*declared, *changed, {}));
  TRY(seal_part(transaction, *record, leaf.part, {*changed, ""}, row->version + 1, row->key));
  leaf.event = "payment.noted";
  leaf.case_id = record->case_id;
  leaf.purpose = record->purpose;
  ledger_.append(transaction, leaf);
  return *changed;
}

Result<Values> Vault::note_payment(const policy::SystemGrant& grant, RecordId booking, std::string_view part, const SystemChange& change) {
  Values values;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    const auto record = transaction.find_record(booking);
    if (!record || record->kind != grant.record_kind()) return no_such_record();
    ledger::Leaf leaf;
    leaf.event = "system.opened";
    leaf.actor = "system";
    leaf.case_id = record->case_id;
    leaf.record = booking;
    leaf.part = part;
    leaf.detail = "task=" + grant.task() + ";count=1";
    ledger_.append(transaction, leaf);
    leaf.detail = "";
    values = TRY(note_payment(transaction, std::move(leaf), change));
    return {};
  }));
  return values;
}

Result<Values> Vault::note_payment(const policy::Mandate& mandate, const SystemChange& change) {
  if (mandate.what() != "capability:offer-place" || mandate.subject().record.is_none() || mandate.subject().part.empty())
    return Error{"This mandate is for something else.", ""};
  Values values;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.actor = mandate.actor().ledger_name();
    leaf.record = mandate.subject().record;
    leaf.part = mandate.subject().part;
    leaf.charter = mandate.charter();
    leaf.detail = mandate.what();
    values = TRY(note_payment(transaction, std::move(leaf), change));
    return {};
  }));
  return values;
}

}  // namespace concordat::vault
