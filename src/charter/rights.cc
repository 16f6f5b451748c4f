#include <algorithm>

#include "charter/outputs.h"

namespace concordat::charter {
namespace {

bool rests_on(const Purpose& purpose, const std::vector<std::string>& codes) {
  return std::any_of(purpose.bases.begin(), purpose.bases.end(),
                     [&](const Basis& basis) { return std::find(codes.begin(), codes.end(), basis.code) != codes.end(); });
}

}  // namespace

std::string applies(const Right& right, const Purpose& purpose) {
  const bool is_left_out = !right.only_for.empty() && !rests_on(purpose, right.only_for);
  return is_left_out || rests_on(purpose, right.except_for) ? right.otherwise : "Yes.";
}

}  // namespace concordat::charter
