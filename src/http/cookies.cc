#include "http/cookies.h"

#include <algorithm>

#include "http/encoding.h"

namespace concordat::http {
namespace {

std::string_view cookie_name(bool secure) { return secure ? "__Host-session" : "session"; }
std::string_view pass_name(bool secure) { return secure ? "__Secure-pass" : "pass"; }  // with a path, which __Host- does not allow

std::string value_of(const Head& head, std::string_view cookie) {
  std::string value;
  for (const auto& [name, field] : head.fields) {
    if (name != "cookie") continue;
    std::string_view rest = field;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != cookie) continue;
      if (!value.empty()) return {};
      value = pair.substr(equals + 1);
    }
  }
  return value;
}

}  // namespace

std::string session_value(const Head& head, bool secure) { return value_of(head, cookie_name(secure)); }
std::string pass_value(const Head& head, bool secure) { return value_of(head, pass_name(secure)); }

std::string session_cookie(std::string_view value, bool secure) {
  std::string cookie = std::string(cookie_name(secure)) + '=' + std::string(value) + "; Path=/; HttpOnly; SameSite=Strict";
  if (secure) cookie += "; Secure";
  if (value.empty()) cookie += "; Max-Age=0";
  return cookie;
}

std::string pass_cookie(std::string_view value, std::string_view path, bool secure) {
  std::string cookie = std::string(pass_name(secure)) + '=' + std::string(value);
  cookie += "; Path=" + std::string(path) + "; HttpOnly; SameSite=Strict";
  if (secure) cookie += "; Secure";
  if (value.empty()) cookie += "; Max-Age=0";
  return cookie;
}

}  // namespace concordat::http
