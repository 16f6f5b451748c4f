#pragma once
// The request target (RFC 9112 section 3.2) and the one spelling of a path that we accept.

#include <optional>
#include <string>
#include <string_view>

namespace concordat::http {

struct Target {
  std::string path;         // decoded UTF-8, begins with "/"
  std::string_view query;   // still encoded
  std::string_view authority;  // of an absolute-form target, else empty
};

// Nothing for what has two readings or none: control characters, encoded or plain backslashes and encoded slashes, dot
// segments, empty segments, malformed escapes, bad UTF-8, a fragment. The views point into `target`.
std::optional<Target> parse_target(std::string_view target);

bool is_host(std::string_view host);  // what may stand in Host: name or address and port (RFC 9110 section 7.2)

}  // namespace concordat::http
