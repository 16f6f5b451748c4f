#pragma once
// Courses as the public sees them.

#include <map>
#include <span>
#include <vector>

#include "casework/training/training.h"

namespace concordat::casework {

struct Course {
  store::CaseRow row;
  vault::Values details;

  std::string path() const { return "/courses/" + row.id.text(); }
  std::optional<CivilDate> day() const;
};

// What the courses' records say, read as one list; nothing of those that this reader may not open.
std::map<CaseId, vault::Values> course_details(const App& app, const policy::Actor& reader, std::span<const store::CaseRow> courses);

// Those that can be booked now, by day: open, and their day is not past.
std::vector<Course> open_courses(const App& app, const policy::Actor& actor);

// When it was held; while nobody has recorded that, when it was planned for.
std::optional<CivilDate> day_of_course(const std::vector<store::EventRow>& events);

void add_catalogue_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
