#include "ops/options.h"

#include <filesystem>
#include <ostream>

#include "ops/secrets.h"

namespace concordat::ops {

std::string Options::get(const std::string& name, std::string otherwise) const {
  const auto found = values.find(name);
  return found == values.end() ? std::move(otherwise) : found->second.back();
}

Result<std::string> Options::need(const std::string& name) const {
  const auto found = values.find(name);
  if (found == values.end()) return Error{"--" + name + " is missing.", "See --help."};
  return found->second.back();
}

Result<Options> parse_options(std::span<const std::string_view> arguments, const std::set<std::string>& valued,
                              const std::set<std::string>& flags) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].starts_with("--")) {
      options.plain.emplace_back(arguments[i]);
      continue;
    }
    const std::string name(arguments[i].substr(2));
    if (flags.contains(name) || name == "help") {
      options.flags.insert(name);
    } else if (!valued.contains(name)) {
      return Error{"There is no option --" + name + ".", "See --help."};
    } else if (i + 1 == arguments.size()) {
      return Error{"--" + name + " needs a value.", "See --help."};
    } else {
      options.values[name].emplace_back(arguments[++i]);
    }
  }
  return options;
}

int fail(std::ostream& err, const Error& error, int code) {
  err << "concordat: " << error.message << "\n";
  if (!error.remedy.empty()) err << "  " << error.remedy << "\n";
  return code;
}

Result<Start> start(std::span<const std::string_view> arguments, std::set<std::string> valued, const std::set<std::string>& flags) {
  valued.insert({"data", "key-file", "passphrase-file"});
  Options options = TRY(parse_options(arguments, valued, flags));
  if (options.has("help")) return Start{std::move(options), ""};
  if (!options.plain.empty()) return Error{"\"" + options.plain.front() + "\" was not expected.", "See --help."};
  std::string directory = TRY(options.need("data"));
  while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
  return Start{std::move(options), std::move(directory)};
}

Result<Unseal> unseal_given(const Options& options, const std::string& prefix) {
  Unseal unseal;
  unseal.key_file = options.get(prefix + "key-file");
  const std::string passphrase_file = options.get(prefix + "passphrase-file");
  if (!unseal.key_file.empty() && !passphrase_file.empty())
    return Error{"Both --" + prefix + "key-file and --" + prefix + "passphrase-file were given.",
                 "Give one: the data directory is opened by a key file or by a pass phrase."};
  if (!passphrase_file.empty()) {
    std::string passphrase = TRY(read_secret_file(passphrase_file));
    if (passphrase.size() < 15) return Error{"The pass phrase has less than 15 characters.", "Take at least four random words."};
    unseal.passphrase = std::move(passphrase);
  }
  return unseal;
}

Result<Unseal> unseal_from(const Options& options, const std::string& directory) {
  Unseal unseal = TRY(unseal_given(options, ""));
  // The key of a demonstration lies beside its directory: there is nothing in it to protect.
  if (unseal.key_file.empty() && !unseal.passphrase && std::filesystem::exists(directory + ".key")) unseal.key_file = directory + ".key";
  return unseal;
}

}  // namespace concordat::ops
