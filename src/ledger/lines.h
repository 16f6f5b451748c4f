#pragma once
// Reading texts of lines, for the files of this folder.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace concordat::ledger {

// The first line without its end, which is taken off the text.
inline std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// A whole number as it is written here: no sign, no leading nought.
inline std::optional<std::uint64_t> read_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool whole = failed == std::errc() && end == text.data() + text.size();
  return whole && std::to_string(size) == text ? std::optional(size) : std::nullopt;
}

}  // namespace concordat::ledger
