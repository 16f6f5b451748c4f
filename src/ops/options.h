#pragma once
// Options of a command line: "--name value", flags, and what stands by itself.

#include <charconv>
#include <iosfwd>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ops/instance.h"

namespace concordat::ops {

struct Options {
  std::map<std::string, std::vector<std::string>> values;  // in order of arrival
  std::set<std::string> flags;
  std::vector<std::string> plain;

  bool has(const std::string& flag) const { return flags.contains(flag); }
  std::string get(const std::string& name, std::string otherwise = "") const;
  Result<std::string> need(const std::string& name) const;
};

// `valued` take a value, `flags` do not; any other option is refused by name.
Result<Options> parse_options(std::span<const std::string_view> arguments, const std::set<std::string>& valued,
                              const std::set<std::string>& flags);

// The number that an option says, or an Error that names the option.
template <class Number>
Result<Number> number_of(const std::string& text, const char* option) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size())
    return Error{std::string("--") + option + " is not a number that fits: " + text + ".", "See --help."};
  return value;
}

// Exit codes of every command.
inline constexpr int kDone = 0;
inline constexpr int kWrong = 1;   // found something wrong
inline constexpr int kMisuse = 2;

// Says it on `err`, and returns the code.
int fail(std::ostream& err, const Error& error, int code);

// What every command on a data directory begins with: its options, and the directory.
struct Start {
  Options options;
  std::string directory;
};
Result<Start> start(std::span<const std::string_view> arguments, std::set<std::string> valued, const std::set<std::string>& flags);

// --PREFIXkey-file or --PREFIXpassphrase-file.
Result<Unseal> unseal_given(const Options& options, const std::string& prefix);
// --key-file or --passphrase-file; for a demonstration directory its own key file where neither is given.
Result<Unseal> unseal_from(const Options& options, const std::string& directory);

}  // namespace concordat::ops
