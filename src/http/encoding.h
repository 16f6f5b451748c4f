#pragma once
// Text as it travels in URLs and forms.

#include <optional>
#include <string>
#include <string_view>

namespace concordat::http {

bool is_utf8(std::string_view text);  // RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF
// Nothing when a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view encoded, bool plus_is_space);
bool equal_ignoring_case(std::string_view left, std::string_view right);  // ASCII
std::string to_lower(std::string_view text);                             // ASCII
std::string_view trim(std::string_view text);                            // spaces and tabs
bool is_token(std::string_view text);  // RFC 9110 section 5.6.2

}  // namespace concordat::http
