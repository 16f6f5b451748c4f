#pragma once
// Two sections of a review: who may see what of it, and what was done in it. An agency sees what was done with its own data.

#include "casework/cases/visit.h"

namespace concordat::casework {

bool has_access_section(const Visit& visit, const CaseFile& case_file);
bool has_history_section(const Visit& visit, const CaseFile& case_file);
void add_access_and_history(http::Router& router, const App& app);

}  // namespace concordat::casework
