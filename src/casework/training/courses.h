#pragma once
// Courses as the public sees them.

#include <vector>

#include "casework/training/training.h"

namespace concordat::casework {

struct Course {
  store::CaseRow row;
  vault::Values details;

  std::string path() const { return "/courses/" + row.id.text(); }
  std::optional<CivilDate> day() const;
};

// Those that can be booked now, by day: open, and their day is not past.
std::vector<Course> open_courses(const App& app, const policy::Actor& actor);

void add_catalogue_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
