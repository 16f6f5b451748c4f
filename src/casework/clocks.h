#pragma once
// The clocks of law and guidance that run in a case, in words. Which there are, how long and from which event, is the charter's.

#include <string>
#include <vector>

#include "casework/app.h"

namespace concordat::casework {

struct RunningClock {
  const charter::StatutoryClock* clock = nullptr;
  CivilDate from;
  CivilDate due;                      // while it stands still, as it was before
  std::optional<CivilDate> done;
  std::optional<CivilDate> paused;    // it stands still since that day
  std::optional<CivilDate> extended;  // to that day, the last word
  std::optional<CivilDate> reopened;  // what was done is to be done again
  std::optional<CivilDate> ended;     // at rest and never done: the case was concluded, or what began it was decided otherwise
  int days_paused = 0;                // working days, in the pauses that are over
  bool runs() const { return !done && !ended; }
};

// Those whose event has happened, in the charter's order. Of an event that was corrected the last word counts; of pauses each. Nothing is
// due before the case began: before it was opened, or what it is about was known.
std::vector<RunningClock> clocks_of(const charter::Charter& charter, const std::vector<store::EventRow>& events, CivilDate opened);
// Of those that run, the one that ends first.
std::optional<RunningClock> nearest_clock(const charter::Charter& charter, const std::vector<store::EventRow>& events, CivilDate opened);
// "3 working days left, due on Thursday 26 November 2026"
std::string words(const RunningClock& clock, const charter::Charter& charter, CivilDate today);
bool is_late(const RunningClock& clock, CivilDate today);
// Not done, and due within two working days or before.
bool is_pressing(const RunningClock& clock, const charter::Charter& charter, CivilDate today);
// "day 4 of 15" of a clock that counts several working days; else empty.
std::string day_count(const RunningClock& clock, const charter::Charter& charter, CivilDate today);

}  // namespace concordat::casework
