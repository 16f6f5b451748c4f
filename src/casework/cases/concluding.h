#pragma once
// The page before a case is concluded: what is still open in it, what is kept and what goes, and the button.

#include "casework/cases/visit.h"

namespace concordat::casework {

std::string path_of_concluding(const CaseFile& case_file);
void add_concluding_page(http::Router& router, const App& app);

}  // namespace concordat::casework
