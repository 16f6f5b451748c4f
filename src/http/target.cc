#include "http/target.h"

#include <algorithm>

#include "http/encoding.h"
#include "http/http.h"

namespace concordat::http {
namespace {

bool is_sound_segment(std::string_view segment) {
  const auto is_unwanted = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '/' || c == '\\'; };
  return segment != "." && segment != ".." && is_utf8(segment) && std::ranges::none_of(segment, is_unwanted);
}

std::optional<std::string> normal_path(std::string_view raw) {
  if (!raw.starts_with('/')) return std::nullopt;
  std::string path;
  while (!raw.empty()) {
    raw.remove_prefix(1);
    const auto end = std::min(raw.find('/'), raw.size());
    const auto segment = percent_decode(raw.substr(0, end), false);
    raw.remove_prefix(end);
    if (!segment || !is_sound_segment(*segment)) return std::nullopt;
    if (segment->empty() && !raw.empty()) return std::nullopt;
    path += '/';
    path += *segment;
  }
  return path;
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
  if (!std::ranges::all_of(target, [](char c) { return c > ' ' && c < '\x7f' && c != '#' && c != '\\'; })) return std::nullopt;
  Target result;
  if (const auto scheme = to_lower(target.substr(0, target.find(':'))); scheme == "http" || scheme == "https") {
    target.remove_prefix(scheme.size());
    if (!target.starts_with("://")) return std::nullopt;
    target.remove_prefix(3);
    const auto end = std::min(target.find_first_of("/?"), target.size());
    result.authority = target.substr(0, end);
    target.remove_prefix(end);
    if (!is_host(result.authority)) return std::nullopt;
  }
  const auto question = std::min(target.find('?'), target.size());
  const std::string_view raw_path = target.substr(0, question);
  result.query = target.substr(std::min(question + 1, target.size()));
  // http://host and http://host?query mean the root (RFC 9110 section 4.2.3).
  auto path = normal_path(raw_path.empty() && !result.authority.empty() ? "/" : raw_path);
  if (!path) return std::nullopt;
  result.path = std::move(*path);
  return result;
}

bool is_host(std::string_view host) {
  const auto is_host_character = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  };
  return !host.empty() && host.size() <= 260 && std::ranges::all_of(host, is_host_character);
}

bool is_local_path(std::string_view location) {
  if (!location.starts_with('/') || location.starts_with("//")) return false;
  return std::ranges::all_of(location, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
}

}  // namespace concordat::http
