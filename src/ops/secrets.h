#pragma once
// The small files of a data directory that hold what opens it: instance.json and secrets.sealed.

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/crypto.h"
#include "ops/instance.h"

namespace concordat::ops {

struct Description {     // instance.json: nothing in it is secret
  std::string origin;    // names the instance in its checkpoints: "concordat/" and 16 hexadecimal digits
  Bytes salt;            // for the pass phrase
  bool passphrase = false;
  bool demonstration = false;
  Bytes public_key;      // of the ledger's signing key
};

Result<void> write_description(const std::string& directory, const Description& description);
Result<Description> read_description(const std::string& directory);

// The root key that `unseal` leads to.
Result<Secret> root_key(const Description& description, const Unseal& unseal);
// Makes a key file with a new root key, readable by its owner alone.
Result<void> write_key_file(const std::string& path);

struct Secrets {  // secrets.sealed: under the root key
  crypto::SigningKey signing;
  Secret link;
};

Result<void> write_secrets(const std::string& directory, const Secret& root_key, const Secrets& secrets);
Result<Secrets> read_secrets(const std::string& directory, const Secret& root_key);

// Whole files, durable when this returns, unless what they are of is not either; an existing file is replaced in one stroke.
// Mode 0600.
Result<void> write_file(const std::string& path, std::string_view content, store::Durability durability = store::Durability::full);
Result<std::string> read_file(const std::string& path);

}  // namespace concordat::ops
