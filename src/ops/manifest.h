#pragma once
// The manifest of a backup: docs/formats/backup.md. It names every byte, and the ledger's key signs it.

#include <map>
#include <string>

#include "base/clock.h"
#include "ledger/ledger.h"
#include "ops/files.h"

namespace concordat::ops {

inline constexpr const char* kManifestName = "manifest.txt";

struct Manifest {
  std::string origin;       // of the instance
  std::string holds;        // "database" or "keyring"
  std::string name;         // of the backup: when it was begun, "20261122T093000Z"
  Instant taken;            // whole seconds
  ledger::Checkpoint head;  // of the ledger as it stands in the database's copy
  std::string charter;      // hash of the charter in force
  std::map<std::string, FileDigest> files;
};

std::string encode_manifest(const Manifest& manifest);
// Writes and signs it; the digest is of the file.
Result<crypto::Digest> write_manifest(const std::string& folder, const Manifest& manifest, const ledger::Ledger& ledger);
// Errors: none there, of a newer version, not signed by this key, not of this form.
Result<Manifest> read_manifest(const std::string& folder, ByteView public_key);
// Every file as the manifest says, and no other.
Result<void> check_files(const std::string& folder, const Manifest& manifest);

std::string stamp_of(Instant instant);                         // "20261122T093000Z"
std::optional<Instant> instant_of_stamp(std::string_view stamp);

}  // namespace concordat::ops
