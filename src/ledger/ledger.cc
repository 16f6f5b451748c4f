#include "ledger/ledger.h"

namespace concordat::ledger {
Ledger::Ledger(store::Store& store, const Clock& clock, std::string origin, crypto::SigningKey key)
    : store_(store), clock_(clock), origin_(std::move(origin)), key_(std::move(key)) {}

std::uint64_t Ledger::append(store::Transaction& transaction, Leaf leaf) {
  leaf.at = clock_.now();
  const std::uint64_t position = transaction.append_leaf(encode(leaf), leaf.case_id);
  if (leaf.event != kRecordRead && leaf.event != kListRead) changes_end_ = position + 1;
  return position;
}

std::string Ledger::checkpoint() {
  const std::lock_guard lock(tree_mutex_);
  catch_up();
  return sign_checkpoint({origin_, tree_.size(), tree_.root(tree_.size())}, key_);
}

std::vector<Digest> Ledger::inclusion(std::uint64_t index, std::uint64_t size) {
  const std::lock_guard lock(tree_mutex_);
  catch_up();
  return tree_.inclusion(index, size);
}

std::vector<Digest> Ledger::consistency(std::uint64_t first, std::uint64_t second) {
  const std::lock_guard lock(tree_mutex_);
  catch_up();
  return tree_.consistency(first, second);
}

void Ledger::catch_up() {
  store_.read([this](store::Reader& reader) {
    for (;;) {
      const auto lines = reader.leaves(tree_.size(), kLeavesAtOnce);
      for (const auto& line : lines) tree_.append(leaf_hash(line));
      if (lines.size() < kLeavesAtOnce) return;
    }
  });
}

}  // namespace concordat::ledger
