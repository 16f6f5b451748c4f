#pragma once
// Attestation: whether each promise of the active charter is kept, judged from the files of a data directory alone, by
// the documented formats (docs/formats). It shares no logic with what it judges, needs no key and changes nothing: it may
// run beside the server.

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace concordat::evidence {

struct Finding {
  std::string id;        // "POR-10"
  std::string status;    // "kept", "broken", "held", "not-exercised", "missing"
  std::string proof;     // the promise's class: "enforced", "checked", "attested", "stated", "unverifiable"
  std::string evidence;  // in sentences for people: what was found
  std::string says;      // the promise itself
  std::string area;
};

// Every promise of the active charter, in its order, as things stand at `now`. Errors: no data directory there, a
// database that cannot be read or is not ours, no charter activated.
Result<std::vector<Finding>> attest(const std::string& directory, Instant now);

// concordat attest …: arguments after "attest". 0: none broken, 1: one is broken, 2: misuse or unreadable.
int run_attest_command(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err, Instant now);

}  // namespace concordat::evidence
