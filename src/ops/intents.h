#pragma once
// Intents to destroy, put away before any key is erased: docs/formats/backup.md. They are what keeps a restore from bringing
// back what was destroyed after the backup.

#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "vault/disposal.h"

namespace concordat::ops {

// Into DIRECTORY/deposits/partnership; one that is there already stays as it is.
Result<void> deposit_intent(const std::string& directory, const vault::Intent& intent, const ledger::Ledger& ledger,
                            store::Durability durability = store::Durability::full);

// Every intent among these deposits, in the order in which they were begun. One that this instance did not sign, or that was
// changed, is an Error: what it would have destroyed is not known.
Result<std::vector<vault::Intent>> read_intents(const std::string& deposits, const std::string& origin, ByteView public_key);

}  // namespace concordat::ops
