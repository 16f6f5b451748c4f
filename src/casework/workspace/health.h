#pragma once
// How the instance does, for those who look after it: backups, nights, clock, outboxes, disk, certificate. What cannot be known here is
// said to be not known.

#include <string>
#include <vector>

#include "casework/app.h"
#include "casework/workspace/ledger_index.h"

namespace concordat::casework {

enum class Health { good, needs_you, not_known };

struct HealthLine {
  std::string what;
  Health health = Health::not_known;
  std::string found;   // in a sentence or two; no address, no name
  std::string remedy;  // empty where nothing is to be done
};

std::vector<HealthLine> health_of(const App& app, LedgerIndex& index);

}  // namespace concordat::casework
