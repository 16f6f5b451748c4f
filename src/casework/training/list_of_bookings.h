#pragma once
// The bookings of a course as a list: one that an organisation sends is taken in by one act, and the same list is taken out.

#include "casework/training/office.h"

namespace concordat::casework {

// The ways to both; nothing where they are not this person's to take.
html::Html ways_to_lists(const App& app, const policy::Actor& actor, const store::CaseRow& course);

void add_list_pages(http::Router& router, const App& app);
void add_taking_out_pages(http::Router& router, const App& app);

std::string path_of_taking_out(const store::CaseRow& course);

}  // namespace concordat::casework
