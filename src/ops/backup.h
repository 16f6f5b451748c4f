#pragma once
// Backups: docs/formats/backup.md. The database and the keyring are copied apart, for a copied key may live as long as the
// charter says and no longer.

#include <string>
#include <vector>

#include "ops/instance.h"
#include "ops/manifest.h"

namespace concordat::ops {

struct Backup {
  std::string database_folder;  // TO/backup-20261122T093000Z
  std::string keys_folder;      // KEYS_TO/keys-20261122T093000Z
  Manifest manifest;            // of the database
  std::uint64_t bytes = 0;
  std::vector<std::string> lapsed;  // backups of keys that were removed, by name
};

// Beside a running server, or without one. Whole and durable when this returns, and in the ledger; where it fails, nothing is
// left but what was there before.
Result<Backup> take_backup(const std::string& directory, const Unseal& unseal, const std::string& to, const std::string& keys_to,
                           const Clock& clock);

// The same of an instance that is open, without its root key: the server's own, at night.
Result<Backup> take_backup(Instance& instance, const std::string& to, const std::string& keys_to, const Clock& clock);

// Where the server puts a backup each night; `to` empty: nowhere.
struct BackupPlace {
  std::string to;
  std::string keys_to;
};
// Tonight's, unless one was put there today. Removes the server's own backups in that place whose keys have lapsed everywhere. A
// failure is an entry of the ledger too, for attestation to tell.
Result<std::optional<Backup>> nightly_backup(Instance& instance, const BackupPlace& place, const Clock& clock);

// Removes every backup of keys that has reached its last day, wherever one was ever put from this directory, and logs it.
// A folder that cannot be reached is passed over; attestation tells whose keys were not removed in time.
Result<std::vector<std::string>> remove_lapsed_keys(store::Store& store, ledger::Ledger& ledger, int days, CivilDate today);

}  // namespace concordat::ops
