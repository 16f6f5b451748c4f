#include "html/html.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace concordat::html {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::uint8_t byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

// Length of the well-formed UTF-8 sequence at the start of `text`, or 0 with the length of what to replace in `broken`: the
// maximal subpart of an ill-formed sequence (Unicode 15, table 3-7 and "U+FFFD substitution of maximal subparts").
std::size_t sequence(std::string_view text, std::size_t& broken) {
  const std::uint8_t lead = byte_at(text, 0);
  broken = 1;
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
  if (length == 0) return 0;
  std::uint8_t lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  std::uint8_t highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (; broken < length; ++broken) {
    if (broken == text.size() || byte_at(text, broken) < lowest || byte_at(text, broken) > highest) return 0;
    lowest = 0x80;
    highest = 0xBF;
  }
  return length;
}

bool is_control(std::string_view character) {
  const std::uint8_t lead = byte_at(character, 0);
  if (character.size() == 1) return (lead < 0x20 && lead != '\t' && lead != '\n') || lead == 0x7F;
  return lead == 0xC2 && byte_at(character, 1) < 0xA0;  // U+0080 to U+009F
}

void append_escaped(std::string& out, std::string_view unescaped) {
  out.reserve(out.size() + unescaped.size() + unescaped.size() / 8);
  while (!unescaped.empty()) {
    std::size_t broken = 0;
    const std::size_t length = sequence(unescaped, broken);
    const std::string_view character = unescaped.substr(0, length);
    if (length == 0) out += kReplacement;
    else if (character == "&") out += "&amp;";
    else if (character == "<") out += "&lt;";
    else if (character == ">") out += "&gt;";
    else if (character == "\"") out += "&quot;";
    else if (character == "'") out += "&#39;";
    else if (!is_control(character)) out += character;
    unescaped.remove_prefix(length == 0 ? broken : length);
  }
}

bool holds_url(std::string_view attribute_name) {
  static constexpr std::array<std::string_view, 4> kNames{"href", "src", "action", "formaction"};
  return std::ranges::find(kNames, attribute_name) != kNames.end();
}

// Browsers drop control characters from an URL and read a backslash as a slash (WHATWG URL), so neither may be in one.
bool is_safe_url(std::string_view url) {
  const auto odd = [](char c) { return static_cast<std::uint8_t>(c) <= 0x20 || c == 0x7F || c == '\\'; };
  if (std::ranges::any_of(url, odd) || url.starts_with("//")) return false;
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || url.find_first_of("/?#") < colon) return true;
  std::string scheme(url.substr(0, colon));
  std::ranges::transform(scheme, scheme.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return scheme == "https" || scheme == "mailto" || scheme == "tel";
}

}  // namespace

Html text(std::string_view unescaped) {
  Html html;
  append_escaped(html.text_, unescaped);
  return html;
}

Html attribute(Markup name, std::string_view value) {
  if (holds_url(name.text()) && !is_safe_url(value)) value = "#";
  Html html;
  html.text_ += ' ';
  html.text_ += name.text();
  html.text_ += "=\"";
  append_escaped(html.text_, value);
  html.text_ += '"';
  return html;
}

}  // namespace concordat::html
