#pragma once
// Entries of the ledger by their event, looked for through the whole of it (half a million a second): for what is seldom asked.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"

namespace concordat::vault {

// Oldest first.
std::vector<ledger::Leaf> entries_of(store::Reader& reader, const std::set<std::string, std::less<>>& events);

// Every act on this case or its records, oldest first, each with its place in the ledger, from 0; of a list that spans cases, with
// the records of this one.
struct EntryOfCase {
  std::uint64_t position = 0;
  ledger::Leaf leaf;
};
std::vector<EntryOfCase> entries_of_case(store::Reader& reader, CaseId id);
// Of these, those that changed something: as quick after a million readings as after one.
std::vector<ledger::Leaf> changes_of_case(store::Reader& reader, CaseId id);
// Of these, the acts on one record, and the lists that it stands in.
std::vector<EntryOfCase> entries_of_record(store::Reader& reader, const store::RecordRow& record);

}  // namespace concordat::vault
