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
    const char* text = field.type == charter::FieldType::email ? "someone@example.org" : "Text";
    values[field.name] = is_choice ? field.choices.front() : is_date ? today.iso() : text;
  }
  return values;
}

// Its first part, and with it this one.
inline void put_record(Vault& vault, const policy::Actor& actor, CaseId id, const charter::RecordKind& kind, const charter::Part& with) {
  policy::Subject subject = *vault.subject_of_case(id);
  subject.record_kind = kind.name;
  std::vector<policy::Grant> grants;
  std::map<std::string, NewPart> parts;
  for (const charter::Part& part : kind.parts) {
    if (&part != &kind.parts.front() && &part != &with) continue;
    subject.part = part.name;
    if (const auto grant = vault.gate().decide(actor, charter::Act::add, kind.purpose, subject)) grants.push_back(*grant);
    parts[part.name] = {values_for(part, vault.today()), ""};
  }
  (void)vault.add(grants, parts, "office", "recorded");
}

// By the date that tells of it.
inline void put_event(Vault& vault, const policy::Actor& actor, CaseId id, const std::string& event) {
  for (const charter::RecordKind& kind : vault.active_charter()->record_kinds)
    for (const charter::Part& part : kind.parts)
      for (const charter::Field& field : part.fields)
        if (field.records == event && kind.case_kind == vault.subject_of_case(id)->case_kind) put_record(vault, actor, id, kind, part);
}

inline void meet_guards(Vault& vault, const policy::Actor& actor, CaseId id, const charter::Step& step) {
  const charter::Charter& charter = *vault.active_charter();
  for (const charter::Guard& guard : step.guards) {
    bool is_met = false;
    vault.store().read([&](store::Reader& reader) { is_met = check_guard(reader, charter, id, guard, vault.today()).ok(); });
    if (is_met) continue;
    if (guard.kind == charter::GuardKind::happened) put_event(vault, actor, id, guard.target);
    if (guard.kind == charter::GuardKind::recorded || guard.kind == charter::GuardKind::recorded_here) {
      const charter::RecordKind& kind = *charter.record_kind(guard.target);
      put_record(vault, actor, id, kind, kind.parts.front());
    }
  }
}

}  // namespace concordat::vault
