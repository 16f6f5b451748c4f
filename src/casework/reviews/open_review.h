#pragma once
// Opening a review: by which criterion of the charter, or why by none; who told us, how, and when we became aware.

#include "casework/reviews/visit.h"

namespace concordat::casework {

std::vector<const charter::CaseKind*> openable_kinds(const Visit& visit);  // of reviews, that this person may open
std::string path_to_open(const charter::CaseKind& kind);

void add_opening_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
