#pragma once
// What a password must be (NCSC, "Password policy: updating your approach"): long, and none that everybody tries first. No
// rules about kinds of letters, no day on which it lapses.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace concordat::parties {

inline constexpr std::size_t kShortestPassword = 12;  // characters
inline constexpr std::size_t kLongestPassword = 200;

// Why it is not fit to be this person's. `known` is what others know of them: their name, their address, the partnership.
Result<void> check_password(std::string_view password, const std::vector<std::string>& known);

}  // namespace concordat::parties
