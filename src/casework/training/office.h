#pragma once
// What the office's pages of training share.

#include "casework/training/training.h"
#include "html/html.h"

namespace concordat::casework {

inline constexpr const char* kCourseList = "/workspace/courses";
std::string course_path(const store::CaseRow& row);
// Its reference where nothing of it is held any more.
std::string course_title(const App& app, const policy::Actor& actor, const store::CaseRow& row);

bool asks_organisation(const App& app);  // with the request for a place

// Whether somebody is let in by the task of giving this course (DDS-24), or by an emergency access to it.
bool gives_course(const App& app, const policy::Actor& actor, const store::CaseRow& row);
bool may_see_course(const App& app, const policy::Actor& actor, const store::CaseRow& row);

// Who asked for a place, who has one, and what can be done about it.
html::Html course_bookings_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row);
void add_course_booking_pages(http::Router& router, const App& app);

// Whoever records attendance, in general or by the task of giving this course.
bool may_mark_register(const App& app, const policy::Actor& actor, const store::CaseRow& row);
void add_register_pages(http::Router& router, const App& app);

void add_report_pages(http::Router& router, const App& app);  // how many came

}  // namespace concordat::casework
