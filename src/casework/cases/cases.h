#pragma once
// Reviews: what agencies were asked, what they supplied, how the child and family were heard, the report, the conclusion.

#include "casework/app.h"

namespace concordat::casework {

void add_case_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
