#include "match/options.h"

#include <algorithm>
#include <cstdlib>

namespace concordat::match {

Result<Options> Options::parse(std::span<const std::string_view> arguments, std::span<const std::string_view> with_value,
                               std::span<const std::string_view> flags) {
  Options options;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string_view word = arguments[at];
    if (!word.starts_with("--")) {
      options.positional_.emplace_back(word);
    } else if (std::find(flags.begin(), flags.end(), word) != flags.end()) {
      options.given_.push_back({std::string(word), ""});
    } else if (std::find(with_value.begin(), with_value.end(), word) == with_value.end()) {
      return Error{"There is no option " + std::string(word) + " here.", "See --help."};
    } else if (at + 1 == arguments.size()) {
      return Error{"The option " + std::string(word) + " needs a value.", "See --help."};
    } else {
      options.given_.push_back({std::string(word), std::string(arguments[++at])});
    }
  }
  return options;
}

bool Options::has(std::string_view name) const {
  return std::any_of(given_.begin(), given_.end(), [&](const Given& given) { return given.name == name; });
}

std::optional<std::string> Options::value(std::string_view name) const {
  const auto all = values(name);
  return all.empty() ? std::nullopt : std::optional(all.back());
}

std::vector<std::string> Options::values(std::string_view name) const {
  std::vector<std::string> found;
  for (const Given& given : given_) {
    if (given.name == name) found.push_back(given.value);
  }
  return found;
}

Result<double> Options::number(std::string_view name, double otherwise, double least, double most) const {
  const auto text = value(name);
  if (!text) return otherwise;
  char* end = nullptr;
  const double number = std::strtod(text->c_str(), &end);
  if (text->empty() || *end != '\0' || !(number >= least && number <= most)) {
    return Error{std::string(name) + " does not fit.", "Give a number from " + std::to_string(least) + " to " + std::to_string(most) + "."};
  }
  return number;
}

}  // namespace concordat::match
