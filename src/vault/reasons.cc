// Why something was done that is not done every day, sealed; whom the system writes to; and who stands in for whom.

#include <algorithm>

#include "policy/tasks.h"
#include "vault/vault.h"
#include "vault/vault_checks.h"

namespace concordat::vault {

Result<RecordId> Vault::keep_reason(store::Transaction& transaction, CaseId case_id, const policy::Actor& actor, const std::string& charter,
                                    std::string_view reason) {
  const store::RecordRow record{crypto::new_id<RecordId>(), case_id, std::string(policy::kReasonKind), {}, "kept", "access", "office",
                                today(), charter};
  transaction.insert_record(record);
  TRY(seal_part(transaction, record, kReasonPart, {{{"reason", std::string(reason)}}, ""}, 1, TRY(keyring_->add())));
  ledger::Leaf leaf;
  leaf.event = "record.put";
  leaf.actor = actor.ledger_name();
  leaf.case_id = case_id;
  leaf.record = record.id;
  leaf.part = kReasonPart;
  leaf.purpose = record.purpose;
  leaf.charter = charter;
  leaf.detail = "kind=" + record.kind + ";state=" + record.state;
  ledger_.append(transaction, leaf);
  return record.id;
}

Result<std::string> Vault::open_reason(const ledger::Leaf& about, RecordId reason) {
  if (reason.is_none()) return std::string();
  std::optional<store::RecordRow> record;
  std::optional<store::PartRow> part;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    record = transaction.find_record(reason);
    if (record) part = transaction.find_part(reason, kReasonPart);
    if (!part || part->destroyed) return destroyed();
    ledger_.append(transaction, about);
    return {};
  }));
  const auto values = unseal(*record, *part);
  return values ? Result<std::string>(values->at("reason")) : values.error();
}

Result<std::string> Vault::marks_of(store::Transaction& transaction, const policy::Grant& grant, Reasons& kept) {
  std::string marks;
  if (grant.emergency()) marks = "emergency=" + grant.emergency()->text();
  if (!grant.exemption()) return marks;
  const CaseId id = grant.subject().case_id;
  if (!kept.contains(id)) kept[id] = TRY(keep_reason(transaction, id, grant.actor(), grant.charter(), grant.exemption()->reason));
  return marks + (marks.empty() ? "" : ";") + "exemption=" + std::string(name_of(grant.exemption()->kind)) +
         ";reason=" + kept[id].text();
}

namespace {

ledger::Leaf opened_by_system(const policy::SystemGrant& grant, const store::RecordRow& record, const store::PartRow& part) {
  ledger::Leaf leaf;
  leaf.event = "system.opened";
  leaf.actor = "system";
  leaf.case_id = record.case_id;
  leaf.record = record.id;
  leaf.part = part.part;
  leaf.detail = "task=" + grant.task() + ";count=1";
  return leaf;
}

}  // namespace

Result<Values> Vault::text_to_mail(const policy::SystemGrant& grant, RecordId id) {
  std::optional<store::RecordRow> record;
  std::optional<store::PartRow> part;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    record = transaction.find_record(id);
    const charter::RecordKind* kind = record ? gate().active().record_kind(record->kind) : nullptr;
    const charter::CaseKind* of = kind ? gate().active().case_kind(kind->case_kind) : nullptr;
    const bool is_mailed = of && of->notification == kind->name && std::ranges::any_of(of->steps, [&](const charter::Step& step) {
      return std::ranges::any_of(step.effects, [&](const charter::Effect& effect) {
        return effect.kind == charter::EffectKind::mail_to && effect.record_kind == grant.record_kind();
      });
    });
    if (!is_mailed) return Error{"This grant is for something else.", ""};
    part = transaction.find_part(id, kind->parts.front().name);
    if (!part || part->destroyed) return destroyed();
    ledger_.append(transaction, opened_by_system(grant, *record, *part));
    return {};
  }));
  return unseal(*record, *part);
}

Result<std::string> Vault::address_of(const policy::SystemGrant& grant, RecordId id) {
  std::optional<store::RecordRow> record;
  std::optional<store::PartRow> part;
  std::string name;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    record = transaction.find_record(id);
    if (!record || record->kind != grant.record_kind()) return {};
    const charter::Charter* charter = charters_.find(record->charter);
    const charter::RecordKind* kind = charter ? charter->record_kind(record->kind) : nullptr;
    if (!kind) return {};
    for (const charter::Part& one : kind->parts)
      for (const charter::Field& field : one.fields)
        if (auto row = transaction.find_part(id, one.name); field.type == charter::FieldType::email && row && !row->destroyed && !part) {
          part = std::move(row);
          name = field.name;
        }
    if (!part) return {};
    ledger_.append(transaction, opened_by_system(grant, *record, *part));
    return {};
  }));
  if (!part) return std::string();
  const Values values = TRY(unseal(*record, *part));
  const auto address = values.find(name);
  return address == values.end() ? std::string() : address->second;
}

std::vector<parties::Deputyship> Vault::deputyships(AccountId account) {
  std::vector<parties::Deputyship> lent;
  store_.read([&](store::Reader& reader) {
    lent = policy::deputyships(reader.role_grants_of(account), clock_.now());
  });
  return lent;
}

}  // namespace concordat::vault
