#pragma once
// What an agency sent on paper, by mail or as a spreadsheet becomes records of a review: handed in, looked at, confirmed.

#include "casework/cases/visit.h"

namespace concordat::casework {

// Whether this person may take in something for the review now.
bool may_take_in(const Visit& visit, const CaseFile& case_file);
std::string path_of_taking_in(const CaseFile& case_file);

void add_taking_in_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
