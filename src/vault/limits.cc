// UK GDPR, Articles 18 and 21, of what was copied: a right that stops the use of a record stops its copies too, and what ends the one ends
// the other. It is derived from the record each time and stands nowhere twice.

#include <algorithm>

#include "policy/tasks.h"
#include "vault/entries.h"
#include "vault/involvement.h"
#include "vault/vault.h"

namespace concordat::vault {
namespace {

// Of whom an agency was told in this check: the entry of the disclosure says so.
std::optional<RecordId> copied_from(store::Reader& reader, const store::RecordRow& check) {
  for (const ledger::Leaf& leaf : changes_of_case(reader, check.case_id))
    if (leaf.record == check.id)
      if (const auto about = asked_about(leaf)) return about;
  return std::nullopt;
}

}  // namespace

void Vault::add_limits_of_source(store::Reader& reader, const store::RecordRow& copy, std::string_view part,
                                 policy::Subject& subject) {
  const charter::Charter* charter = charters_.find(copy.charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(copy.kind) : nullptr;
  if (!kind || !kind->is_check() || kind->parts.front().name != part) return;
  std::vector<store::RestrictionRow> limits = reader.restrictions_of_case(copy.case_id);
  // What its owner asked back is of the owner's record alone.
  std::erase_if(limits, [](const store::RestrictionRow& row) { return !policy::in_force(row) || row.right == policy::kRecallRight; });
  if (limits.empty()) return;  // as nearly always: nothing is looked up in the ledger
  const auto source = copied_from(reader, copy);
  std::erase_if(limits, [&](const store::RestrictionRow& row) { return row.record != source; });
  policy::add_restrictions(limits, subject);
}

}  // namespace concordat::vault
