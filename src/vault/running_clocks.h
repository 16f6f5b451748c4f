#pragma once
// The clocks of law and guidance that run in a case, from its events. Which there are, how long and from which event, is the charter's.

#include <optional>
#include <vector>

#include "charter/charter.h"
#include "store/store.h"

namespace concordat::vault {

struct RunningClock {
  const charter::StatutoryClock* clock = nullptr;
  CivilDate from;
  CivilDate due;                      // while it stands still, as it was before
  CivilDate set;                      // the same but for what was agreed: as the law or guidance has it
  std::optional<CivilDate> done;
  std::optional<CivilDate> paused;    // it stands still since that day
  std::optional<CivilDate> extended;  // to that day, the last word
  std::optional<CivilDate> reopened;  // what was done is to be done again
  std::optional<CivilDate> ended;     // at rest and never done: the case was concluded, or what began it was decided otherwise
  int days_paused = 0;                // working days, in the pauses that are over
  bool runs() const { return !done && !ended; }
};

WorkingDays calendar_of(const charter::Charter& charter);

// What still stands of them: what ended a clock that was opened again since is undone, and what came of it with it. A copy of a first
// decision is none of the second.
std::vector<store::EventRow> standing_events(const charter::Charter& charter, const std::vector<store::EventRow>& events);

// Those whose event has happened, in the charter's order. Of an event that was corrected the last word counts; of pauses each. Nothing is
// due before the case began: before it was opened, or what it is about was known.
std::vector<RunningClock> clocks_of(const charter::Charter& charter, const std::vector<store::EventRow>& events, CivilDate opened);
// Of those that run, the one that ends first.
std::optional<RunningClock> nearest_clock(const charter::Charter& charter, const std::vector<store::EventRow>& events, CivilDate opened);

}  // namespace concordat::vault
