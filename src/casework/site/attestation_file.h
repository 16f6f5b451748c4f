#pragma once
// The last attestation, as `concordat attest --json` wrote it, for the promises page.

#include <map>
#include <string>

#include "base/result.h"

namespace concordat::casework {

struct Attested {
  std::string status;    // "kept", "broken", "held", "not-exercised", "missing"
  std::string evidence;  // one sentence
};

// By promise. Empty where no attestation has run yet, or its file is not one.
std::map<std::string, Attested> read_attestation(const std::string& file);

}  // namespace concordat::casework
