// A leaf about a list of records that spans cases. docs/formats/ledger.md freezes what it commits to.

#include <algorithm>

#include "ledger/ledger.h"

namespace concordat::ledger {

Digest list_digest(const std::vector<RecordId>& records) {
  Bytes ids;
  ids.reserve(records.size() * RecordId::kSize);
  for (const RecordId& id : records) ids.insert(ids.end(), id.bytes().begin(), id.bytes().end());
  return crypto::sha256(ids);
}

bool is_list_of(const Leaf& leaf, const std::vector<RecordId>& listed) {
  if (leaf.event != kListRead) return listed.empty();
  const std::string detail = ";" + leaf.detail + ";";
  if (detail.find(";" + std::string(kSet)) == std::string::npos) return listed.empty();
  const std::string expected = ";count=" + std::to_string(listed.size()) + ";" + std::string(kSet) + to_hex(list_digest(listed)) + ";";
  return detail.starts_with(expected);
}

std::uint64_t Ledger::append_list(store::Transaction& transaction, Leaf leaf, std::vector<std::pair<std::uint64_t, RecordId>> records) {
  std::ranges::sort(records);
  records.erase(std::unique(records.begin(), records.end()), records.end());
  std::vector<std::uint64_t> numbers;
  std::vector<RecordId> ids;
  for (const auto& [number, id] : records) {
    numbers.push_back(number);
    ids.push_back(id);
  }
  leaf.detail = "count=" + std::to_string(ids.size()) + ";" + std::string(kSet) + to_hex(list_digest(ids)) +
                (leaf.detail.empty() ? "" : ";" + leaf.detail);
  const std::uint64_t position = append(transaction, std::move(leaf));
  transaction.insert_list(position, numbers);
  return position;
}

}  // namespace concordat::ledger
