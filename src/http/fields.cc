#include <algorithm>

#include "http/encoding.h"
#include "http/http.h"

namespace concordat::http {
namespace {

constexpr std::size_t kMostFields = 256;
constexpr std::size_t kMostNameBytes = 128;
constexpr std::size_t kMostValueBytes = 64u << 10;

// What browsers send is printable ASCII with everything else encoded; raw bytes beyond it are somebody's experiment.
bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::optional<std::string> decode(std::string_view encoded, std::size_t most_bytes) {
  auto decoded = percent_decode(encoded, true);
  if (!decoded || decoded->size() > most_bytes || !is_utf8(*decoded) || decoded->find('\0') != std::string::npos) return std::nullopt;
  return decoded;
}

}  // namespace

std::string Fields::get(std::string_view name) const {
  const auto found = std::ranges::find(values_, name, &std::pair<std::string, std::string>::first);
  return found == values_.end() ? std::string() : found->second;
}

bool Fields::has(std::string_view name) const {
  return std::ranges::find(values_, name, &std::pair<std::string, std::string>::first) != values_.end();
}

std::vector<std::string> Fields::all(std::string_view name) const {
  std::vector<std::string> result;
  for (const auto& [key, value] : values_) {
    if (key == name) result.push_back(value);
  }
  return result;
}

std::optional<Fields> parse_form(std::string_view encoded) {
  Fields fields;
  if (!is_printable(encoded)) return std::nullopt;
  while (!encoded.empty()) {
    const auto end = std::min(encoded.find('&'), encoded.size());
    const std::string_view pair = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), kMostNameBytes);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), kMostValueBytes);
    if (!name || !value || fields.values().size() == kMostFields) return std::nullopt;
    fields.add(std::move(*name), std::move(*value));
  }
  return fields;
}

}  // namespace concordat::http
