#pragma once
// Values by their names, as a form, a record or a message has them.

#include <map>
#include <string>

namespace concordat {

// Empty where there is none of that name.
inline std::string value_in(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? "" : found->second;
}

}  // namespace concordat
