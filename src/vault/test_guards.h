#pragma once
// For tests: what a step asks to be on record before it is put there, whatever its charter asks for. How a child and its family
// were heard is left to the test.

#include "vault/guards.h"
#include "vault/vault.h"

namespace concordat::vault {

inline Values values_for(const charter::Part& part, CivilDate today) {
  Values values;
  for (const charter::Field& field : part.fields) {
    const bool is_choice = field.type == charter::FieldType::choice;
    const bool is_date = field.type == charter::FieldType::date;
    values[field.name] = is_choice ? field.choices.front() : is_date ? today.iso() : "Text";
  }
  return values;
}

inline void meet_guards(Vault& vault, const policy::Actor& actor, CaseId id, const charter::Step& step) {
  const charter::Charter& charter = *vault.active_charter();
  for (const charter::Guard& guard : step.guards) {
    if (guard.kind != charter::GuardKind::recorded && guard.kind != charter::GuardKind::recorded_here) continue;
    bool is_met = false;
    vault.store().read([&](store::Reader& reader) { is_met = check_guard(reader, charter, id, guard).ok(); });
    if (is_met) continue;
    const charter::RecordKind& kind = *charter.record_kind(guard.target);
    policy::Subject subject = *vault.subject_of_case(id);
    subject.record_kind = kind.name;
    subject.part = kind.parts.front().name;
    const auto grant = vault.gate().decide(actor, charter::Act::add, kind.purpose, subject);
    if (grant) (void)vault.add({*grant}, {{subject.part, {values_for(kind.parts.front(), vault.today()), ""}}}, "office", "recorded");
  }
}

}  // namespace concordat::vault
