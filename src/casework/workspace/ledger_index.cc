#include "casework/workspace/ledger_index.h"

#include "ledger/ledger.h"

namespace concordat::casework {

void LedgerIndex::add(const std::string& line) {
  const auto leaf = ledger::decode(line);
  const std::string event = leaf ? leaf->event : "";
  const auto [number, is_new] = numbers_.emplace(event, static_cast<std::uint32_t>(events_.size()));
  if (is_new) events_.push_back(event);
  last_position_[event] = entries_.size();
  entries_.push_back({number->second, leaf ? london_date(leaf->at).days() : 0});
}

void LedgerIndex::catch_up() {
  store_.read([&](store::Reader& reader) {
    for (;;) {
      const auto lines = reader.leaves(entries_.size(), ledger::kLeavesAtOnce);
      for (const std::string& line : lines) add(line);
      if (lines.size() < ledger::kLeavesAtOnce) return;
    }
  });
}

LedgerIndex::Found LedgerIndex::find(const Wanted& wanted) {
  const std::lock_guard lock(mutex_);
  catch_up();
  Found found{{}, entries_.size()};
  const auto number = numbers_.find(wanted.event);
  if (!wanted.event.empty() && number == numbers_.end()) return found;
  for (std::size_t position = entries_.size(); position-- > 0;) {
    const Entry& entry = entries_[position];
    const bool is_wanted = (wanted.event.empty() || entry.event == number->second) && (!wanted.day || entry.day == wanted.day->days());
    if (is_wanted) found.positions.push_back(position);
  }
  return found;
}

std::vector<std::string> LedgerIndex::events() {
  const std::lock_guard lock(mutex_);
  catch_up();
  return events_;
}

std::optional<std::uint64_t> LedgerIndex::last(const std::string& event) {
  const std::lock_guard lock(mutex_);
  catch_up();
  const auto found = last_position_.find(event);
  return found == last_position_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace concordat::casework
