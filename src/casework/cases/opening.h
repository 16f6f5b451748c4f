#pragma once
// Opening a case: by which criterion of the charter, or why by none; who told us, how, and when we became aware.

#include "casework/cases/visit.h"

namespace concordat::casework {

CaseKinds openable_kinds(const Visit& visit, CaseKinds kinds);  // of these, those that this person may open
std::string path_to_open(const charter::CaseKind& kind);

void add_opening_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
