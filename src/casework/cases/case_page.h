#pragma once
// The page of one review.

#include "casework/cases/visit.h"

namespace concordat::casework {

// Who may open this kind of record, in the charter's words: "the support team, while the case is not concluded".
std::vector<std::string> readers_of(const charter::Charter& charter, const charter::RecordKind& kind);
std::vector<std::string> writers_of(const charter::Charter& charter, const charter::RecordKind& kind);  // the same, who may add one

// By mail, if mail is on: that something is asked of this agency, and nothing of what or about whom.
Result<void> tell_to_contribute(const Visit& visit, const CaseFile& case_file, AgencyId agency);

void add_case_page(http::Router& router, const App& app);

}  // namespace concordat::casework
