#pragma once
// How alike two short strings are.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>

namespace concordat::match {

// Bounds from which letters occur at all (letters_of), so that most strings that differ are never compared.
inline bool may_be_within(std::uint32_t left_letters, std::uint32_t right_letters, int edits) {
  std::uint32_t only_left = left_letters & ~right_letters;
  std::uint32_t only_right = right_letters & ~left_letters;
  for (; edits > 0; --edits) {
    only_left &= only_left - 1;
    only_right &= only_right - 1;
  }
  return (only_left | only_right) == 0;
}

// From this Jaro-Winkler likeness on, two names are taken as near.
constexpr double kNear = 0.84;

// Whether they can be near: (matches / left + matches / right + 1) / 3, and four tenths of what is missing to 1 for a beginning alike.
inline bool may_be_near(std::size_t left_length, std::uint32_t left_letters, std::size_t right_length, std::uint32_t right_letters,
                        bool same_first_letter) {
  const auto left = static_cast<std::int64_t>(left_length);
  const auto right = static_cast<std::int64_t>(right_length);
  const std::int64_t in_left = left - std::popcount(left_letters & ~right_letters);
  const std::int64_t matches = std::min(in_left, right - std::popcount(right_letters & ~left_letters));
  const std::int64_t likeness = matches * (left + right) * 25;
  return matches > 0 && likeness >= left * right * (same_first_letter ? 30 : 38);
}

// Jaro-Winkler (Winkler 1990), prefix scale 0.1 up to four letters; 1 for equal, 0 for nothing in common.
double jaro_winkler(std::string_view left, std::string_view right);

// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), or `limit` + 1 when there are more.
int edit_distance(std::string_view left, std::string_view right, int limit);

}  // namespace concordat::match
