#include "match/similarity.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstdlib>

namespace concordat::match {
namespace {

constexpr std::size_t kMostCompared = 64;  // beyond this only the beginnings are compared: names and addresses are shorter

struct Jaro {
  std::size_t matches = 0;
  std::size_t transpositions = 0;
};

Jaro jaro_counts(std::string_view left, std::string_view right) {
  const std::size_t longest = std::max(left.size(), right.size());
  const std::size_t window = longest / 2 > 0 ? longest / 2 - 1 : 0;
  std::uint64_t left_used = 0;
  std::uint64_t right_used = 0;
  Jaro counts;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const std::size_t from = i > window ? i - window : 0;
    const std::size_t to = std::min(right.size(), i + window + 1);
    for (std::size_t j = from; j < to; ++j) {
      if ((right_used >> j & 1) != 0 || left[i] != right[j]) continue;
      left_used |= std::uint64_t{1} << i;
      right_used |= std::uint64_t{1} << j;
      ++counts.matches;
      break;
    }
  }
  std::size_t j = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if ((left_used >> i & 1) == 0) continue;
    while ((right_used >> j & 1) == 0) ++j;
    if (left[i] != right[j]) ++counts.transpositions;
    ++j;
  }
  return counts;
}

}  // namespace

double jaro_winkler(std::string_view left, std::string_view right) {
  if (left == right) return 1;
  left = left.substr(0, kMostCompared);
  right = right.substr(0, kMostCompared);
  if (left.empty() || right.empty()) return 0;
  const Jaro counts = jaro_counts(left, right);
  if (counts.matches == 0) return 0;
  const auto matches = static_cast<double>(counts.matches);
  const double jaro = (matches / static_cast<double>(left.size()) + matches / static_cast<double>(right.size()) +
                       (matches - static_cast<double>(counts.transpositions / 2)) / matches) /
                      3;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < left.size() && prefix < right.size() && left[prefix] == right[prefix]) ++prefix;
  return jaro + 0.1 * static_cast<double>(prefix) * (1 - jaro);
}

int edit_distance(std::string_view left, std::string_view right, int limit) {
  left = left.substr(0, kMostCompared);
  right = right.substr(0, kMostCompared);
  while (!left.empty() && !right.empty() && left.front() == right.front()) {
    left.remove_prefix(1);
    right.remove_prefix(1);
  }
  while (!left.empty() && !right.empty() && left.back() == right.back()) {
    left.remove_suffix(1);
    right.remove_suffix(1);
  }
  const int rows = static_cast<int>(left.size());
  const int columns = static_cast<int>(right.size());
  if (std::abs(rows - columns) > limit) return limit + 1;
  std::array<std::array<int, kMostCompared + 1>, 3> table;
  for (int j = 0; j <= columns; ++j) table[0][static_cast<std::size_t>(j)] = j;
  for (int i = 1; i <= rows; ++i) {
    auto& row = table[static_cast<std::size_t>(i % 3)];
    const auto& above = table[static_cast<std::size_t>((i + 2) % 3)];
    const auto& two_above = table[static_cast<std::size_t>((i + 1) % 3)];
    row[0] = i;
    int best = i;
    for (int j = 1; j <= columns; ++j) {
      const auto at = static_cast<std::size_t>(j);
      const char here = left[static_cast<std::size_t>(i - 1)];
      int cost = std::min({above[at] + 1, row[at - 1] + 1, above[at - 1] + (here == right[at - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && here == right[at - 2] && left[static_cast<std::size_t>(i - 2)] == right[at - 1]) {
        cost = std::min(cost, two_above[at - 2] + 1);
      }
      row[at] = cost;
      best = std::min(best, cost);
    }
    if (best > limit) return limit + 1;
  }
  return std::min(table[static_cast<std::size_t>(rows % 3)][static_cast<std::size_t>(columns)], limit + 1);
}

}  // namespace concordat::match
