#pragma once
// The charter in the workspace: which one is in force and who activated it, how its promises stand, and the evidence that only a
// person can give. For who may see the ledger.

#include "casework/app.h"

namespace concordat::casework {

inline constexpr const char* kCharterPath = "/workspace/charter";
inline constexpr const char* kEvidencePath = "/workspace/charter/evidence";

void add_charter_pages(http::Router& router, const App& app);
// Called by the above.
void add_evidence_pages(http::Router& router, const App& app);
void add_newer_charter_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
