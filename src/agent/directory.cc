#include "agent/directory.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/named_values.h"
#include "base/whole_file.h"
#include "crypto/crypto.h"
#include "vault/sealing.h"

namespace concordat::agent {
namespace {

// docs/formats/agent.md: do not change.
constexpr const char* kSettingsFile = "/agent.json";
constexpr const char* kLogFile = "/audit.log";
constexpr const char* kFormat = "concordat agent 1";
constexpr std::string_view kContext = "concordat agent identity 1\n";
constexpr std::string_view kContact = "contact:";
constexpr std::size_t kSecretSize = 32;

}  // namespace

Settings new_settings(const std::string& name, const Bytes& salt, bool passphrase, const Secret& key) {
  return {name, salt, passphrase, crypto::seal(key, crypto::random_secret(kSecretSize).expose(), as_bytes(kContext)), {}, {}};
}

Result<exchange::Identity> open_identity(const Settings& settings, const Secret& key) {
  const auto secret = crypto::open(key, settings.sealed, as_bytes(kContext));
  if (!secret || secret->size() != kSecretSize)
    return Error{"The key does not open this agent's directory.", "Give the key file or pass phrase that it was made with."};
  return exchange::identity_of(*secret);
}

Result<Settings> read_settings(const std::string& directory) {
  const std::string path = directory + kSettingsFile;
  if (::access(path.c_str(), F_OK) != 0) return Error{"There is no agent at " + directory + ".", "Make one with concordat agent init."};
  const auto values = vault::decode_values(TRY(read_whole_file(path)));
  const Error damaged{path + " is damaged.", "Put it back from a copy, or make a new agent and have it let in."};
  if (!values) return damaged;
  const auto text = [&](const std::string& name) { return value_in(*values, name); };
  const auto salt = from_hex(text("salt"));
  const auto sealed = from_hex(text("identity"));
  if (text("format") != kFormat || text("name").empty() || !salt || salt->size() != 16 || !sealed) return damaged;
  Settings settings{text("name"), *salt, text("unseal") == "passphrase", *sealed, {}, {}};
  if (!text("partnership").empty()) settings.partnership = TRY(exchange::parse_card(text("partnership")));
  for (const auto& [name, value] : *values)
    if (name.starts_with(kContact)) settings.contacts[name.substr(kContact.size())] = value;
  return settings;
}

Result<void> write_settings(const std::string& directory, const Settings& settings) {
  std::map<std::string, std::string> values{{"format", kFormat},
                                            {"name", settings.name},
                                            {"salt", to_hex(settings.salt)},
                                            {"unseal", settings.passphrase ? "passphrase" : "key-file"},
                                            {"identity", to_hex(settings.sealed)},
                                            {"partnership", settings.partnership ? exchange::text_of(*settings.partnership) : ""}};
  for (const auto& [name, hash] : settings.contacts) values[std::string(kContact) + name] = hash;
  return write_whole_file(directory + kSettingsFile, vault::encode_values(values));
}

Audit::Audit(const std::string& directory, const Clock& clock) : path_(directory + kLogFile), clock_(clock) {}

Result<void> Audit::write(const std::string& who, const std::string& event, const std::string& detail) const {
  const std::string line = to_rfc3339(clock_.now()) + "\t" + event + "\t" + who + "\t" + detail + "\n";
  const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  const bool done = file >= 0 && write_all(file, line) && ::fdatasync(file) == 0;
  if (file >= 0) ::close(file);
  return done ? Result<void>() : Result<void>(file_error(path_, "written"));
}

}  // namespace concordat::agent
