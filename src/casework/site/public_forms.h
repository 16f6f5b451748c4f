#pragma once
// Forms of the public site: whoever the charter lets put on record what a case is opened on, as a complaint or a request under a right,
// does so here without an account. Which there are, and what they ask, is the charter's.

#include "casework/app.h"

namespace concordat::casework {

inline constexpr const char* kForms = "/forms";

// The ways to the forms, under a heading; nothing where there is none.
html::Html ways_to_forms(const App& app);
void add_public_forms(http::Router& router, const App& app);

}  // namespace concordat::casework
