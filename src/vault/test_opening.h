#pragma once
// For tests: on what a case of any kind can be opened, whatever its charter asks for.

#include "vault/vault.h"

namespace concordat::vault {

// By the first criterion, where there are some; with the notification, where one is asked for.
inline Opening opening_for(Vault& vault, const policy::Actor& actor, std::string_view case_kind) {
  const charter::Charter& charter = *vault.active_charter();
  const charter::CaseKind& kind = *charter.case_kind(case_kind);
  Opening opening;
  opening.id = crypto::new_id<CaseId>();
  opening.criterion = kind.criteria.empty() ? 0 : 1;
  const charter::RecordKind* record = charter.record_kind(kind.notification);
  if (!record) return opening;
  const charter::Part& part = record->parts.front();
  policy::Subject subject;
  subject.case_id = opening.id;
  subject.case_kind = kind.name;
  subject.case_state = kind.states.front();
  subject.case_version = 1;
  subject.record_kind = record->name;
  subject.part = part.name;
  for (const charter::Field& field : part.fields) {
    const bool is_choice = field.type == charter::FieldType::choice;
    const bool is_date = field.type == charter::FieldType::date || field.type == charter::FieldType::uncertain_date;
    const char* text = field.type == charter::FieldType::email ? "someone@example.org" : "An invented body";
    opening.parts[part.name].values[field.name] = is_choice ? field.choices.front() : is_date ? vault.today().iso() : text;
  }
  if (auto grant = vault.gate().decide(actor, charter::Act::add, record->purpose, subject)) opening.grants.push_back(std::move(*grant));
  return opening;
}

inline Result<CaseId> open_case(Vault& vault, const policy::Actor& actor, std::string_view case_kind, std::string_view reference) {
  const auto mandate = vault.gate().authorise(actor, charter::Capability::open_case);
  if (!mandate) return mandate.error();
  return vault.open_case(*mandate, case_kind, reference, opening_for(vault, actor, case_kind));
}

}  // namespace concordat::vault
