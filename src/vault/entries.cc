#include "vault/entries.h"

#include <algorithm>

namespace concordat::vault {

std::vector<ledger::Leaf> entries_of(store::Reader& reader, const std::set<std::string, std::less<>>& events) {
  const auto may_be_one = [&](const std::string& line) {
    return std::ranges::any_of(events, [&](const std::string& event) { return line.find(event) != std::string::npos; });
  };
  std::vector<ledger::Leaf> found;
  const std::uint64_t count = reader.leaf_count();
  for (std::uint64_t first = 0; first < count; first += ledger::kLeavesAtOnce) {
    for (const std::string& line : reader.leaves(first, ledger::kLeavesAtOnce)) {
      if (!may_be_one(line)) continue;
      auto leaf = ledger::decode(line);
      if (leaf && events.contains(leaf->event)) found.push_back(std::move(*leaf));
    }
  }
  return found;
}

}  // namespace concordat::vault
