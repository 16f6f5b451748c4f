#pragma once
// The cookies that there are: the session's, and a pass to one path for who has no account.

#include <string>
#include <string_view>

#include "http/head.h"

namespace concordat::http {

// The value of our cookie, or empty; empty too when it comes twice, since one of the two is somebody else's.
std::string session_value(const Head& head, bool secure);
// For Set-Cookie; an empty value clears it. Over TLS the prefix __Host- keeps other hosts of the domain from setting it.
std::string session_cookie(std::string_view value, bool secure);

std::string pass_value(const Head& head, bool secure);
std::string pass_cookie(std::string_view value, std::string_view path, bool secure);

}  // namespace concordat::http
