#pragma once
// Restoring a backup: docs/formats/backup.md. What was destroyed after the backup is destroyed again before anything can be
// served; without the deposits, which know of it, nothing is restored.

#include <string>

#include "ops/instance.h"

namespace concordat::ops {

struct RestoreFrom {
  std::string backup;    // the folder backup-…
  std::string keys;      // the folder keys-…; empty: beside the backup, of its name
  std::string deposits;  // the newest deposits/ of the instance
};

struct Restored {
  std::string name;             // of the backup
  std::uint64_t entries = 0;    // of the ledger, in the backup
  std::uint64_t lost = 0;       // entries after the backup, by the newest deposited head
  std::uint64_t intents = 0;    // destructions that the deposits know of
  std::uint64_t destroyed = 0;  // parts that were destroyed again
  std::uint64_t opened = 0;     // parts that were opened to try them
};

// Into `directory`, which must not exist.
Result<Restored> restore(const RestoreFrom& from, const std::string& directory, const Unseal& unseal, const Clock& clock);

// Tries a restore beside `directory`, opens every part in it, removes it again, and says in the ledger of `directory` that it
// was tried.
Result<Restored> drill(const RestoreFrom& from, const std::string& directory, const Unseal& unseal, const Clock& clock);

}  // namespace concordat::ops
