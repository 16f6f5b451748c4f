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

std::string word_of(const ledger::Leaf& leaf, std::string_view key) {
  for (std::string_view rest = leaf.detail; !rest.empty();) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    if (pair.starts_with(key) && pair.substr(key.size()).starts_with('=')) return std::string(pair.substr(key.size() + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return "";
}

}  // namespace concordat::vault
