#pragma once
// Lists that are written as one text.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace concordat {

// "a,b" as "a" and "b"; a separator at the end is followed by nothing.
inline std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    parts.emplace_back(text.substr(0, text.find(separator)));
    text.remove_prefix(std::min(text.size(), parts.back().size() + 1));
  }
  return parts;
}

}  // namespace concordat
