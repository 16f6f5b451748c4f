#pragma once
// Emergency accesses ("break-glass") as pages and Today need them. docs/decisions/0042.

#include "casework/app.h"

namespace concordat::casework {

inline constexpr const char* kEmergency = "/workspace/emergency";

// Those of this account that are open now.
std::vector<store::EmergencyRow> open_emergencies(const App& app, AccountId account);
// Those that somebody else than this account must still review, the oldest first.
std::vector<store::EmergencyRow> emergencies_to_review(const App& app, const policy::Actor& actor);
// Those of the last four weeks in cases that hold what this agency supplied.
std::vector<store::EmergencyRow> emergencies_about(const App& app, AgencyId agency);
// Who may be told at once and review it.
std::vector<AccountId> reviewers(const App& app, AccountId but_for);

}  // namespace concordat::casework
