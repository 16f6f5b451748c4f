#pragma once
// The last attestation, as `concordat attest --json` wrote it, for the promises page.

#include <map>
#include <string>

namespace concordat::casework {

struct Attested {
  std::string status;    // "kept", "broken", "held", "not-exercised", "missing"; empty: not looked at yet
  std::string evidence;  // in sentences
  std::string todo;      // for the workspace: what is to be done
};

struct Attestation {
  std::string judged_at;         // RFC 3339; empty where none has run yet, or its file is not one
  std::size_t entries = 0;       // of the ledger, on which it stands
  std::size_t head_entries = 0;  // under the newest deposited head; 0: none was deposited
  std::string head_root;         // base64
  std::map<std::string, Attested> promises;  // by id

  Attested of(const std::string& promise) const;
};

Attestation read_attestation(const std::string& file);

}  // namespace concordat::casework
