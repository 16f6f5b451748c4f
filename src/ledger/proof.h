#pragma once
// Proofs as files, for a stranger who holds a deposited head and nothing else: that an entry stands under a head, and that one
// head continues another. docs/formats/ledger.md gives their bytes.

#include <string>
#include <string_view>

#include "ledger/ledger.h"

namespace concordat::ledger {

// That the leaf `index`, from 0, stands under the signed head `note`. Errors: no such leaf, or not yet under that head.
Result<std::string> prove_entry(store::Store& store, std::uint64_t index, std::string_view note, ByteView public_key);
// The same by the tree that is in memory already: while serving, this takes a moment whatever the ledger's length.
Result<std::string> prove_entry(Ledger& ledger, store::Store& store, std::uint64_t index, std::string_view note);
// That the head `newer` continues the head `older`, both signed notes of this ledger.
Result<std::string> prove_continuation(store::Store& store, std::string_view older, std::string_view newer, ByteView public_key);

struct Proven {
  std::uint64_t index = 0;  // of an entry, from 0
  std::optional<Leaf> leaf;  // none: a continuation was proven
  std::uint64_t continued = 0;  // of a continuation: the size of the older head
  Checkpoint head;  // under which it stands, or which continues the older
};

// Offline. `deposited` is the older head where a continuation is proven, and the head of the proof itself otherwise: what the
// stranger holds must be what is proven. The Error says what does not hold.
Result<Proven> verify_proof(std::string_view proof, std::string_view deposited, ByteView public_key);

}  // namespace concordat::ledger
