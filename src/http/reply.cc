#include "http/reply.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/civil_date.h"
#include "http/encoding.h"

namespace concordat::http {
namespace {

// No inline script or style, nothing from elsewhere. Referrer-Policy is same-origin and not no-referrer: under the latter
// browsers send "Origin: null" with our own forms (Fetch, "append a request Origin header"), and other sites learn as
// little under either.
constexpr std::string_view kSecurityHeaders =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
constexpr std::string_view kMoreSecurityHeaders =
    "\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";

constexpr std::string_view kTransportSecurity = "Strict-Transport-Security: max-age=31536000\r\n";

constexpr std::string_view kOwnHeaders[] = {
    "connection", "content-length", "content-security-policy", "content-type", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "date", "permissions-policy", "referrer-policy", "set-cookie", "strict-transport-security",
    "transfer-encoding", "x-content-type-options"};

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "";  // the phrase may be empty (RFC 9112 section 4)
  }
}

bool is_value(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f'); });
}

// An origin and nothing that could end it or add another: Content Security Policy Level 3, section 2.3.1.
bool is_origin(std::string_view text) {
  const std::string_view host = text.starts_with("https://") ? text.substr(8) : text.starts_with("http://") ? text.substr(7) : "";
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
  });
}

bool has_no_body(int status) { return status == 204 || status == 304; }

}  // namespace

Response Response::redirect(std::string location) {
  Response response;
  response.status = 303;
  response.headers.emplace_back("Location", std::move(location));
  return response;
}

bool is_sound(const Response& response) {
  if (response.status < 200 || response.status > 599 || !is_value(response.content_type)) return false;
  if (!response.sends_forms_to.empty() && !is_origin(response.sends_forms_to)) return false;
  return std::ranges::all_of(response.headers, [](const auto& header) {
    const bool is_own = std::ranges::find(kOwnHeaders, to_lower(header.first)) != std::end(kOwnHeaders);
    return is_token(header.first) && is_value(header.second) && !is_own;
  });
}

std::string_view response_body(const Response& response) {
  if (has_no_body(response.status)) return {};
  return response.shared_body ? std::string_view(*response.shared_body) : std::string_view(response.body);
}

std::string response_head(const Response& response, const Delivery& delivery) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head.reserve(1024);
  head += reason(response.status);
  head += "\r\n";
  const auto add = [&head](std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  };
  const std::string_view body = response_body(response);
  if (!has_no_body(response.status)) add("Content-Length", std::to_string(body.size()));
  if (!body.empty()) add("Content-Type", response.content_type);
  add("Date", delivery.date);
  if (!delivery.keep_alive) add("Connection", "close");
  bool caches = false;
  for (const auto& [name, value] : response.headers) {
    caches = caches || equal_ignoring_case(name, "Cache-Control");
    add(name, value);
  }
  if (!caches) add("Cache-Control", "no-store");
  head += kSecurityHeaders;
  // Browsers hold it against where a form is redirected to as well.
  if (!response.sends_forms_to.empty()) head += ' ' + response.sends_forms_to;
  head += kMoreSecurityHeaders;
  if (delivery.secure) head += kTransportSecurity;
  head += "\r\n";
  return head;
}

std::string http_date(Instant instant) {
  static constexpr std::array kDays = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // day 0 was a Thursday
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto days = static_cast<std::int32_t>(instant.microseconds / kMicrosecondsPerDay);
  const auto seconds = static_cast<int>(instant.microseconds % kMicrosecondsPerDay / kMicrosecondsPerSecond);
  const CivilDate date = CivilDate::from_days(days);
  std::array<char, 64> text{};
  const char* weekday = kDays[static_cast<std::size_t>(days % 7)];
  const int length = std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", weekday, date.day(),
                                   kMonths[date.month() - 1], date.year(), seconds / 3600, seconds / 60 % 60, seconds % 60);
  return std::string(text.data(), static_cast<std::size_t>(length));
}

}  // namespace concordat::http
