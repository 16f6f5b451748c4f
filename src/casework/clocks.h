#pragma once
// The clocks of law and guidance that run in a case, in words. Which there are, how long and from which event, is the charter's.

#include <string>
#include <vector>

#include "casework/app.h"

namespace concordat::casework {

struct RunningClock {
  const charter::StatutoryClock* clock = nullptr;
  CivilDate from;
  CivilDate due;
  std::optional<CivilDate> done;
};

// Those whose event has happened, in the charter's order. Of an event that was corrected the last word counts.
std::vector<RunningClock> clocks_of(const charter::Charter& charter, const std::vector<store::EventRow>& events);
// "3 working days left, due Thursday 26 November 2026"
std::string words(const RunningClock& clock, const charter::Charter& charter, CivilDate today);
bool is_late(const RunningClock& clock, CivilDate today);

}  // namespace concordat::casework
