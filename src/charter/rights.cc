#include <algorithm>

#include "charter/outputs.h"

namespace concordat::charter {
namespace {

bool rests_on(const Purpose& purpose, std::initializer_list<std::string_view> codes) {
  return std::any_of(purpose.bases.begin(), purpose.bases.end(),
                     [&](const Basis& basis) { return std::find(codes.begin(), codes.end(), basis.code) != codes.end(); });
}

}  // namespace

std::string applies(const Right& right, const Purpose& purpose) {
  const bool consent = std::ranges::any_of(purpose.bases, &Basis::is_consent);
  if (right.name == "erasure" && rests_on(purpose, {"ukgdpr:6.1.c", "ukgdpr:6.1.e"}))
    return "Not while we need it for a task in the public interest or a duty in law.";
  if (right.name == "portability" && !consent && !rests_on(purpose, {"ukgdpr:6.1.b"}))
    return "No: it is for data that you gave by consent or under a contract.";
  if (right.name == "objection" && !rests_on(purpose, {"ukgdpr:6.1.e", "ukgdpr:6.1.f"}))
    return consent ? "No: take your consent back instead." : "No: it is for what rests on a public task.";
  if (right.name == "withdraw-consent" && !consent) return "No: we do not rely on consent here.";
  return "Yes.";
}

}  // namespace concordat::charter
