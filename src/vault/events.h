#pragma once
// Events of a case that the vault itself records, beside those that the steps of a charter name.

#include <string_view>

namespace concordat::vault {

inline constexpr std::string_view kAskedEvent = "agency-asked:";  // and the agency's name in the charter

}  // namespace concordat::vault
