#pragma once
// The page of one review.

#include "casework/reviews/visit.h"

namespace concordat::casework {

// Who may open what agencies supplied, in the charter's words: "the support team, while the case is not concluded".
std::vector<std::string> readers_of_items(const charter::Charter& charter);

void add_review_page(http::Router& router, const App& app);

}  // namespace concordat::casework
