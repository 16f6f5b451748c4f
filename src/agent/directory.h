#pragma once
// What an agent keeps on disk: docs/formats/agent.md. An identity under its key, the card of its partnership, who may sign in; and a log
// of what was done, without the names of anybody who was asked about.

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "exchange/partners.h"

namespace concordat::agent {

struct Settings {
  std::string name;                              // of the agent, as on its card
  Bytes salt;                                    // for a pass phrase
  bool passphrase = false;                       // else a key file
  Bytes sealed;                                  // the secret that the identity follows from
  std::optional<exchange::Card> partnership;     // as its fingerprint was compared
  std::map<std::string, std::string> contacts;   // who may sign in: name → hash of the pass phrase
};

// `key`: 32 bytes, of the key file or pass phrase.
Settings new_settings(const std::string& name, const Bytes& salt, bool passphrase, const Secret& key);
Result<exchange::Identity> open_identity(const Settings& settings, const Secret& key);

Result<Settings> read_settings(const std::string& directory);
Result<void> write_settings(const std::string& directory, const Settings& settings);

// One line for each act, durable before its consequence is shown. `detail` holds ids, counts and words of the program alone.
class Audit {
 public:
  Audit(const std::string& directory, const Clock& clock);
  Result<void> write(const std::string& who, const std::string& event, const std::string& detail) const;

 private:
  const std::string path_;
  const Clock& clock_;
};

}  // namespace concordat::agent
