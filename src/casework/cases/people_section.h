#pragma once
// The section People of a review: whom it is about, as a table and as a picture of the family.

#include "casework/cases/visit.h"

namespace concordat::casework {

bool has_people_section(const Visit& visit, const CaseFile& case_file);
void add_people_section(http::Router& router, const App& app);

}  // namespace concordat::casework
