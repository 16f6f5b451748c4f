#include "ledger/ledger.h"

namespace concordat::ledger {

bool is_reading(std::string_view event) {
  return event == kRecordRead || event == kListRead || event == "search.read" || event == "attachment.read";
}

Ledger::Ledger(store::Store& store, const Clock& clock, std::string origin, crypto::SigningKey key)
    : store_(store), clock_(clock), origin_(std::move(origin)), key_(std::move(key)) {}

std::uint64_t Ledger::append(store::Transaction& transaction, Leaf leaf) {
  leaf.at = clock_.now();
  const bool is_change = !is_reading(leaf.event);
  const auto tells_of = is_change ? store::TellsOf::change : store::TellsOf::reading;
  const std::uint64_t position = transaction.append_leaf(encode(leaf), leaf.case_id, tells_of);
  if (is_change) note_change(leaf.case_id, position + 1);
  return position;
}

void Ledger::note_change(CaseId case_id, std::uint64_t end) {
  const std::lock_guard lock(changes_mutex_);
  (case_id.is_none() ? changes_end_of_none_ : changes_end_of_[case_id]) = end;
  changes_end_ = end;
}

bool Ledger::is_unchanged_since(std::uint64_t leaves, CaseId case_id) const {
  if (changes_end_ <= leaves) return true;
  const std::lock_guard lock(changes_mutex_);
  const auto end = changes_end_of_.find(case_id);
  return changes_end_of_none_ <= leaves && (end == changes_end_of_.end() || end->second <= leaves);
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
