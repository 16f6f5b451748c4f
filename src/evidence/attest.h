#pragma once
// Attestation: whether each promise of the active charter is kept, judged from the files of a data directory alone, by
// the documented formats (docs/formats). It shares no logic with what it judges, needs no key and changes nothing: it may
// run beside the server.

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.h"
#include "base/clock.h"
#include "base/result.h"

namespace concordat::evidence {

// What one control of a promise came to: "access:child", "kept".
struct Shown {
  std::string control;
  std::string status;
};

struct Finding {
  std::string id;        // "POR-10"
  std::string status;    // "kept", "broken", "held", "not-exercised", "missing"
  std::string proof;     // the promise's class: "enforced", "checked", "attested", "stated", "unverifiable"
  std::string evidence;  // in sentences for people: what was found
  std::string says;      // the promise itself
  std::string area;
  std::string todo;      // for whoever runs it or writes the charter: what is to be done
  std::vector<Shown> shown_by = {};  // in the order of the charter
};

// The state of the ledger that was judged, by the newest head that was deposited where the partnership cannot change it.
struct LedgerState {
  std::size_t entries = 0;       // of the ledger
  std::size_t head_entries = 0;  // under the signed head; 0: none was deposited yet
  std::string head_root;         // base64, as in the deposited file
};

struct Attestation {
  Instant judged_at;
  LedgerState ledger;
  std::vector<Finding> findings;
};

// Every promise of the active charter, in its order, as things stand at `now`. Errors: no data directory there, a
// database that cannot be read or is not ours, no charter activated.
Result<Attestation> attest(const std::string& directory, Instant now);

// What the charter asks a person to put on record, and how it stands.
struct OnRecordEntry {
  std::string id;
  CivilDate day;    // that it was made, or looked at
  CivilDate until;  // the last day on which it counts
  std::string seen;
  std::string reference;
  bool withdrawn = false;  // what was written is gone then
};
struct Asked {
  std::string name;  // "hosting"
  std::string title;
  int renew_months = 0;
  std::string status;  // as of a finding: "kept", "broken", "missing"
  std::string words;
  std::string todo;  // where something is to be done
  std::vector<std::string> promises;  // that it shows
  std::vector<OnRecordEntry> entries;  // oldest first
};
Result<std::vector<Asked>> evidence_asked(const std::string& directory, Instant now);

// concordat attest …: arguments after "attest". 0: none broken, 1: one is broken, 2: misuse or unreadable.
int run_attest_command(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err, Instant now);

}  // namespace concordat::evidence
