#pragma once
// Looking somebody up by name, address or number, over what the person who asks may read.

#include "casework/app.h"

namespace concordat::casework {

inline constexpr const char* kSearch = "/workspace/search";

// Whether a rule of the charter lets this person read anything that people are looked up by.
bool may_search(const App& app, const policy::Actor& actor);

void add_search_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
