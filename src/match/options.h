#pragma once
// Words of a command line: positional arguments, and options as --name value or --flag.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace concordat::match {

class Options {
 public:
  // `with_value` and `flags` are all the options there are.
  static Result<Options> parse(std::span<const std::string_view> arguments, std::span<const std::string_view> with_value,
                               std::span<const std::string_view> flags);

  const std::vector<std::string>& positional() const { return positional_; }
  bool has(std::string_view name) const;
  std::optional<std::string> value(std::string_view name) const;
  std::vector<std::string> values(std::string_view name) const;  // of an option given several times
  Result<double> number(std::string_view name, double otherwise, double least, double most) const;

 private:
  struct Given {
    std::string name, value;
  };
  std::vector<std::string> positional_;
  std::vector<Given> given_;
};

}  // namespace concordat::match
