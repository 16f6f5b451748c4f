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

}  // namespace concordat::vault
