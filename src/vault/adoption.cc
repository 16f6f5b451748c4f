// A longer period for what is held already: only by two people, and only on a law that the charter cites for it.

#include <algorithm>

#include "vault/vault.h"

namespace concordat::vault {
namespace {

std::string key_of(std::string_view kind, std::string_view part, std::string_view collected_under) {
  return "adopted:" + std::string(kind) + "." + std::string(part) + ":" + std::string(collected_under);
}

// The charter itself must rest the purpose on that law: two people may not cite what the public was never told.
Result<void> check_cited(const charter::Charter& active, const charter::RecordKind& kind, const std::string& law) {
  const charter::Purpose* purpose = active.purpose(kind.purpose);
  std::string cited;
  for (const charter::Law& one : purpose->laws) {
    if (one.code == law) return {};
    cited += (cited.empty() ? "" : ", ") + one.code;
  }
  return Error{"The charter in force does not cite " + law + " for the purpose \"" + purpose->title + "\".",
               cited.empty() ? "It cites no law for it: nothing can be kept longer." : "It cites: " + cited + "."};
}

Result<const charter::Part*> declared(const charter::Charter& active, const std::string& kind_name, const std::string& part_name) {
  const charter::RecordKind* kind = active.record_kind(kind_name);
  const charter::Part* part = kind ? kind->part(part_name) : nullptr;
  if (!part)
    return Error{"The charter in force has no part " + kind_name + "." + part_name + ".", "`concordat explain` says what it has."};
  if (part->keep.unstated)
    return Error{"The charter in force gives no period for " + kind_name + "." + part_name + ".", "There is nothing to adopt."};
  return part;
}

using DueDays = std::vector<std::optional<CivilDate>>;

DueDays due_days(store::Reader& reader, std::string_view kind, std::string_view part) {
  DueDays days;
  for (const store::RecordRow& record : reader.records_of_kind(kind))
    if (const auto row = reader.find_part(record.id, part); row && !row->destroyed) days.push_back(row->due);
  return days;
}

std::uint64_t changed(const DueDays& before, const DueDays& after) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < before.size() && i < after.size(); ++i) count += before[i] != after[i] ? 1 : 0;
  return count;
}

}  // namespace

std::string Vault::retention_charter(store::Reader& reader, const store::RecordRow& record, std::string_view part) {
  const auto adopted = reader.meta(key_of(record.kind, part, record.charter));
  return adopted ? std::string(as_text(*adopted)) : record.charter;
}

Result<std::uint64_t> Vault::adopt(const std::string& kind, const std::string& part, const std::string& law, AccountId first,
                                   AccountId second) {
  if (first == second) return Error{"A period is adopted by two different people.", "Ask a second officer to confirm."};
  const charter::Charter& active = *active_charter();
  TRY(declared(active, kind, part));
  TRY(check_cited(active, *active.record_kind(kind), law));
  const std::vector<ledger::Leaf> all = activations();
  std::uint64_t count = 0;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    const DueDays before = due_days(transaction, kind, part);
    for (const ledger::Leaf& one : all)
      if (one.charter != active.hash) transaction.set_meta(key_of(kind, part, one.charter), as_bytes(active.hash));
    for (const charter::CaseKind& cases : active.case_kinds)
      for (const store::CaseRow& row : transaction.cases(cases.name)) set_due_days(transaction, row.id);
    count = changed(before, due_days(transaction, kind, part));
    if (count == 0) return Error{"Nothing held would be kept longer by this.", "There is nothing to adopt."};
    ledger::Leaf leaf;
    leaf.event = "retention.adopted";
    leaf.actor = first.text();
    leaf.charter = active.hash;
    leaf.detail = "second=" + second.text() + ";target=" + kind + "." + part + ";law=" + law;
    ledger_.append(transaction, leaf);
    return {};
  }));
  return count;
}

}  // namespace concordat::vault
