#include "ops/secrets.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/whole_file.h"

namespace concordat::ops {
namespace {

constexpr std::string_view kSecretsContext = "concordat secrets 1";
constexpr int kFormat = 1;
constexpr std::size_t kSigningKeySize = 64;
constexpr std::size_t kLinkKeySize = 32;

constexpr std::size_t kLongestSecret = 4'096;

std::string in(const std::string& directory, const char* name) { return directory + "/" + name; }

std::string text_of(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool flag_of(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace

Result<void> write_file(const std::string& path, std::string_view content, store::Durability durability) {
  return write_whole_file(path, content, durability == store::Durability::full);
}

Result<std::string> read_file(const std::string& path) { return read_whole_file(path); }

// Whoever else may read a key may open everything. A pipe has no owner to ask about.
Result<void> check_secret_file(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 && errno == ENOENT)
    return Error{"There is no file " + path + ".", "Give the file that holds the key, pass phrase or password."};
  if (::stat(path.c_str(), &status) != 0) return file_error(path, "read");
  if (S_ISDIR(status.st_mode)) return Error{path + " is a folder.", "Give the file that holds the key, pass phrase or password."};
  if (S_ISREG(status.st_mode) && (status.st_mode & 077) != 0)
    return Error{"Others than its owner may read or change " + path + ".",
                 "Run `chmod 600 " + path + "`; whoever may have read it knows it."};
  return {};
}

Result<std::string> read_secret_file(const std::string& path) {
  TRY(check_secret_file(path));
  std::string text = TRY(read_file(path));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return Error{path + " is empty.", "Give the file that holds the key, pass phrase or password."};
  if (text.size() > kLongestSecret) return Error{path + " is too long to be a key or a pass phrase.", "Look whether it is the right file."};
  return text;
}

Result<void> write_description(const std::string& path, const Description& description) {
  const nlohmann::json object = {{"format", kFormat},
                                 {"origin", description.origin},
                                 {"salt", to_hex(description.salt)},
                                 {"unseal", description.passphrase ? "passphrase" : "key-file"},
                                 {"demonstration", description.demonstration},
                                 {"public_key", to_hex(description.public_key)}};
  return write_file(path, object.dump(2) + "\n");
}

Result<Description> read_description(const std::string& directory) {
  const std::string path = in(directory, kDescriptionFile);
  if (!std::filesystem::exists(path))
    return Error{"There is no data directory at " + directory + ".", "Make one with `concordat init` or `concordat demo`."};
  const std::string text = TRY(read_file(path));
  const auto object = nlohmann::json::parse(text, nullptr, false);
  const auto salt = object.is_object() ? from_hex(text_of(object, "salt")) : std::nullopt;
  const auto key = object.is_object() ? from_hex(text_of(object, "public_key")) : std::nullopt;
  if (!salt || !key || salt->size() != 16 || key->size() != 32 || text_of(object, "origin").empty())
    return Error{path + " is damaged.", "Restore it from a backup."};
  if (object.value("format", 0) != kFormat)
    return Error{path + " was written by another version.", "Use the version of concordat that made this directory, or a newer one."};
  return Description{text_of(object, "origin"), *salt, text_of(object, "unseal") == "passphrase", flag_of(object, "demonstration"), *key};
}

Result<Secret> root_key(const Description& description, const Unseal& unseal) {
  if (unseal.passphrase) {
    if (!description.passphrase) return Error{"This data directory is opened by a key file.", "Give it with --key-file FILE."};
    return crypto::derive_key(*unseal.passphrase, description.salt);
  }
  if (description.passphrase) return Error{"This data directory is opened by a pass phrase.", "Give it with --passphrase-file FILE."};
  if (unseal.key_file.empty()) return Error{"No key was given.", "Give the key file with --key-file FILE."};
  std::string text = TRY(read_secret_file(unseal.key_file));
  auto bytes = from_hex(text);
  ::explicit_bzero(text.data(), text.size());
  if (!bytes || bytes->size() != crypto::kKeySize)
    return Error{unseal.key_file + " is not a key file.", "A key file holds 64 hexadecimal digits and nothing else."};
  return Secret(std::move(*bytes));
}

Result<void> write_key_file(const std::string& path) {
  if (std::filesystem::exists(path)) return Error{path + " exists already.", "A key is never overwritten: choose another file."};
  const Secret key = crypto::random_secret(crypto::kKeySize);
  return write_file(path, to_hex(key.expose()) + "\n");
}

Result<void> write_secrets(const std::string& path, const Secret& root_key, const Secrets& secrets) {
  Bytes plain(secrets.signing.secret.expose().begin(), secrets.signing.secret.expose().end());
  plain.insert(plain.end(), secrets.link.expose().begin(), secrets.link.expose().end());
  const Secret kept(std::move(plain));
  return write_file(path, as_text(crypto::seal(root_key, kept.expose(), as_bytes(kSecretsContext))));
}

Result<Secrets> read_secrets(const std::string& directory, const Secret& root_key) {
  const std::string sealed = TRY(read_file(in(directory, kSecretsFile)));
  const auto plain = crypto::open(root_key, as_bytes(sealed), as_bytes(kSecretsContext));
  if (!plain || plain->size() != kSigningKeySize + kLinkKeySize)
    return Error{"The root key does not open this data directory.", "Give the pass phrase or key file that it was made with."};
  const ByteView bytes = plain->expose();
  const ByteView signing = bytes.first(kSigningKeySize);
  const ByteView link = bytes.subspan(kSigningKeySize);
  Secrets secrets{TRY(crypto::signing_key_from(Secret(Bytes(signing.begin(), signing.end())))), Secret(Bytes(link.begin(), link.end()))};
  const Description description = TRY(read_description(directory));
  if (!std::ranges::equal(description.public_key, secrets.signing.public_key))
    return Error{in(directory, "instance.json") + " and secrets.sealed are not of the same directory.",
                 "Put the instance.json of this directory back, from its backup. Nothing was changed."};
  return secrets;
}

}  // namespace concordat::ops
