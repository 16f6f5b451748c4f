#pragma once
// What is to happen in a demonstration, by the charter alone: which cases are opened when, the steps they take, and when
// somebody works on them.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "charter/charter.h"

namespace concordat::ops {

struct PlannedAct {
  enum class Kind { open, step, work };
  int day = 0;  // since the demonstration began
  Kind kind = Kind::open;
  std::size_t step = 0;    // which of the case kind's, in the order of the charter
  std::size_t turns = 1;   // of work: how many are left in this state, this one included
};

struct PlannedCase {
  const charter::CaseKind* kind = nullptr;
  std::uint64_t stream = 0;        // of the inventor: one for each kind of case
  std::uint64_t number = 0;        // among its kind
  std::vector<PlannedAct> acts;    // in order of their days; what lies after the last day does not happen
  std::map<std::string, int> days;  // on which its events happen, or would
};

// Whether people book places in such cases: something may be added to them while they are open for booking.
bool takes_bookings(const charter::Charter& charter, std::string_view record_kind);

// The steps of the shortest way from one state to another; empty where there is none or they are one.
std::vector<std::size_t> way(const charter::CaseKind& kind, std::string_view from, std::string_view to);
// Where such a case can get to, its first state first.
std::vector<std::string> reachable_states(const charter::CaseKind& kind);

// Over `days` days, so that at their end there is a case in every state that can be reached. `scale` multiplies.
std::vector<PlannedCase> plan_cases(const charter::Charter& charter, int days, unsigned scale, std::uint64_t seed);

// What stops a clock, or moves its last day, is rare: nothing of it is invented.
bool moves_a_clock(const charter::Charter& charter, const charter::Part& part);
bool moves_a_clock(const charter::Charter& charter, const charter::RecordKind& kind);  // with its first part

}  // namespace concordat::ops
