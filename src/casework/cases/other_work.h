#pragma once
// Work beside reviews and courses: every other kind of case that the charter declares, with how many there are, and a list of each.

#include "casework/cases/visit.h"

namespace concordat::casework {

void add_other_work(http::Router& router, const App& app);

}  // namespace concordat::casework
