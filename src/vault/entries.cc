#include "vault/entries.h"

#include <algorithm>
#include <functional>

#include "vault/subjects.h"

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

namespace {

std::vector<EntryOfCase> decoded(store::Reader& reader, CaseId id, const std::function<bool(const store::LeafOfCase&)>& is_wanted) {
  std::vector<store::LeafOfCase> all = reader.leaves_of_case(id);
  std::ranges::move(reader.lists_of_case(id), std::back_inserter(all));
  std::erase_if(all, std::not_fn(is_wanted));
  std::ranges::sort(all, {}, &store::LeafOfCase::position);
  std::vector<EntryOfCase> entries;
  for (const store::LeafOfCase& one : all) {
    auto leaf = ledger::decode(one.leaf);
    if (!leaf) continue;
    if (!one.listed.empty()) {
      leaf->case_id = id;
      leaf->detail = records_detail(one.listed);
    }
    entries.push_back({one.position, std::move(*leaf)});
  }
  return entries;
}

}  // namespace

std::vector<EntryOfCase> entries_of_case(store::Reader& reader, CaseId id) {
  return decoded(reader, id, [](const store::LeafOfCase&) { return true; });
}

std::vector<ledger::Leaf> changes_of_case(store::Reader& reader, CaseId id) {
  std::vector<ledger::Leaf> changes;
  for (const store::LeafOfCase& one : reader.changes_of_case(id))
    if (auto leaf = ledger::decode(one.leaf)) changes.push_back(std::move(*leaf));
  return changes;
}

std::vector<EntryOfCase> entries_of_record(store::Reader& reader, const store::RecordRow& record) {
  const std::string id = record.id.text();
  return decoded(reader, record.case_id, [&](const store::LeafOfCase& one) {
    return one.listed.empty() ? one.leaf.find(id) != std::string::npos : std::ranges::find(one.listed, record.id) != one.listed.end();
  });
}

}  // namespace concordat::vault
