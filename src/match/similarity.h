#pragma once
// How alike two short strings are.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>

namespace concordat::match {

// Bounds from which letters occur at all (letters_of), so that most strings that differ are never compared.
inline bool may_be_within(std::uint32_t left_letters, std::uint32_t right_letters, int edits) {
  return std::popcount(left_letters & ~right_letters) <= edits && std::popcount(right_letters & ~left_letters) <= edits;
}

inline double most_jaro_winkler(std::size_t left_length, std::uint32_t left_letters, std::size_t right_length, std::uint32_t right_letters,
                                bool same_first_letter) {
  const double matches = std::min(static_cast<double>(left_length) - std::popcount(left_letters & ~right_letters),
                                  static_cast<double>(right_length) - std::popcount(right_letters & ~left_letters));
  if (matches <= 0) return 0;
  const double jaro = (matches / static_cast<double>(left_length) + matches / static_cast<double>(right_length) + 1) / 3;
  return same_first_letter ? jaro + 0.4 * (1 - jaro) : jaro;
}

// From this Jaro-Winkler likeness on, two names are taken as near.
constexpr double kNear = 0.84;

// Jaro-Winkler (Winkler 1990), prefix scale 0.1 up to four letters; 1 for equal, 0 for nothing in common.
double jaro_winkler(std::string_view left, std::string_view right);

// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), or `limit` + 1 when there are more.
int edit_distance(std::string_view left, std::string_view right, int limit);

}  // namespace concordat::match
