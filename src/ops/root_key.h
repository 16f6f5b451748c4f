#pragma once
// Changing the root key. Everything it wraps is wrapped anew beside the old, then takes its place in one stroke: a power cut
// anywhere leaves a directory that the old key opens, or one that the new key opens. docs/formats/data-directory.md.

#include <string>

#include "ops/instance.h"

namespace concordat::ops {

// Seals what this directory's root key seals by the one that `to` leads to. `instance` is open under `from`, and is of no
// more use when this returns: open the directory again, with the new key.
Result<void> change_root_key(Instance& instance, const Unseal& from, const Unseal& to, AccountId first, AccountId second);

// For Instance::open. The first before anything is read: puts in place what a change that was cut off had ready, or clears away
// what it had not. It needs no key. The second, once the ledger is open, says there how it ended.
Result<void> complete_root_key_change(const std::string& directory);
Result<void> log_root_key_change(const std::string& directory, store::Store& store, ledger::Ledger& ledger);

// For a backup: an Error while a change is under way, or was cut off and not completed yet.
Result<void> check_no_root_key_change(const std::string& directory, store::Store& store);

}  // namespace concordat::ops
