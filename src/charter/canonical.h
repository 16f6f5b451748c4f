#pragma once
// The bound form as JSON, which is what gets hashed, activated and kept (docs/formats/charter-canonical.md).

#include "charter/charter.h"

namespace concordat::charter {

// Fills in canonical, hash, rules_hash and text_hash.
void seal(Charter& charter);

}  // namespace concordat::charter
