#pragma once
// The head of a request as it came over the wire: request line and fields, nothing judged yet.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concordat::http {

struct Head {
  std::string method;
  std::string target;
  int version = 11;                                          // 10 or 11
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case, in order of arrival

  std::size_t count(std::string_view name) const;
  std::string_view field(std::string_view name) const;  // the first, or empty
};

}  // namespace concordat::http
