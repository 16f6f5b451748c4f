#pragma once
// The clocks that run in a case (vault/running_clocks.h), in words.

#include <string>

#include "casework/app.h"
#include "vault/running_clocks.h"

namespace concordat::casework {

using vault::RunningClock;
using vault::clocks_of;
using vault::nearest_clock;

// "3 working days left, due on Thursday 26 November 2026"
std::string words(const RunningClock& clock, const charter::Charter& charter, CivilDate today);
bool is_late(const RunningClock& clock, CivilDate today);
// Not done, and due within two working days or before.
bool is_pressing(const RunningClock& clock, const charter::Charter& charter, CivilDate today);
// "day 4 of 15" of a clock that counts several working days; else empty.
std::string day_count(const RunningClock& clock, const charter::Charter& charter, CivilDate today);

}  // namespace concordat::casework
