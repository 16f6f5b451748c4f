#pragma once
// Events of a case that the vault itself records, beside those that the steps of a charter name.

#include <string_view>

namespace concordat::vault {

inline constexpr std::string_view kAskedEvent = "agency-asked:";  // and the agency's name in the charter
inline constexpr std::string_view kExpectedEvent = "expected:";   // and the event's name in the charter; the last one counts

}  // namespace concordat::vault
