#include "casework/workspace/ledger_index.h"

#include <algorithm>

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

std::optional<LedgerIndex::Sought> LedgerIndex::sought(const Wanted& wanted) const {
  Sought sought;
  if (wanted.day) sought.day = wanted.day->days();
  if (wanted.event.empty()) return sought;
  const auto number = numbers_.find(wanted.event);
  if (number == numbers_.end()) return std::nullopt;
  sought.event = number->second;
  return sought;
}

bool LedgerIndex::is_sought(const Sought& sought, const Entry& entry) {
  return (!sought.event || entry.event == *sought.event) && (!sought.day || entry.day == *sought.day);
}

LedgerIndex::Found LedgerIndex::count(const Wanted& wanted) {
  const std::lock_guard lock(mutex_);
  catch_up();
  const auto these = sought(wanted);
  if (!these) return {0, entries_.size()};
  if (!these->event && !these->day) return {entries_.size(), entries_.size()};
  const auto count = std::ranges::count_if(entries_, [&](const Entry& entry) { return is_sought(*these, entry); });
  return {static_cast<std::size_t>(count), entries_.size()};
}

std::vector<std::uint64_t> LedgerIndex::find(const Wanted& wanted, const Found& counted, std::size_t first, std::size_t end) {
  const std::lock_guard lock(mutex_);
  const auto these = sought(wanted);
  std::vector<std::uint64_t> positions;
  std::size_t number = 0;
  for (std::uint64_t position = these ? counted.size : 0; position-- > 0 && number < end;)
    if (is_sought(*these, entries_[position]) && number++ >= first) positions.push_back(position);
  return positions;
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
