#pragma once
// The list of reviews.

#include "casework/cases/visit.h"

namespace concordat::casework {

void add_board(http::Router& router, const App& app);

}  // namespace concordat::casework
