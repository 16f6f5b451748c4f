#include "match/dictionary.h"

#include <algorithm>
#include <functional>

#include "match/large_pages.h"
#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::size_t kLongestName = 200;  // characters of a name that are kept and compared

}  // namespace

std::size_t Dictionary::slot_of(std::string_view folded) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(folded)&mask;
  while (slots_[slot] != 0 && text(slots_[slot]) != folded) slot = (slot + 1) & mask;
  return slot;
}

std::uint32_t Dictionary::find(std::string_view folded) const {
  folded = folded.substr(0, kLongestName);
  return slots_.empty() || folded.empty() ? 0 : slots_[slot_of(folded)];
}

std::uint32_t Dictionary::add(std::string_view folded) {
  folded = folded.substr(0, kLongestName);
  if (folded.empty()) return 0;
  if (2 * (infos_.size() + 1) > slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(folded)];
  if (slot != 0) return slot;
  Info& info = infos_.emplace_back();
  info = {sound_of(folded), letters_of(folded), static_cast<std::uint8_t>(folded.size()), folded.find(' ') != std::string_view::npos, {}};
  if (folded.size() <= kInline) {
    std::copy(folded.begin(), folded.end(), info.text.begin());
  } else {
    const auto begin = static_cast<std::uint32_t>(texts_.size());
    std::memcpy(info.text.data(), &begin, sizeof begin);
    texts_ += folded;
  }
  return slot = size();
}

void Dictionary::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), 0);
  for (std::uint32_t number = 1; number <= size(); ++number) slots_[slot_of(text(number))] = number;
}

void Dictionary::shrink() {
  shrink_to_large_pages(infos_);
  texts_.shrink_to_fit();
}

std::size_t Dictionary::bytes() const {
  return texts_.capacity() + infos_.capacity() * sizeof(Info) + slots_.capacity() * sizeof(std::uint32_t);
}

}  // namespace concordat::match
