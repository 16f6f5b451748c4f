#pragma once
// Training: courses that people can request a place on, and what becomes of their booking.

#include "casework/app.h"

namespace concordat::casework {

// The kinds of record that a charter gives to training.
constexpr const char* kCourse = "course";
constexpr const char* kJoining = "joining";  // its part that is for those alone who have a place, and their field
constexpr const char* kBooking = "booking";
constexpr const char* kCourseHeld = "course.held";  // the event that its day is
constexpr const char* kCourseCancelled = "cancelled";  // the state

// Courses are for those who may read them; to others the workspace's pages are not there.
bool may_see_courses(const App& app, const policy::Actor& actor);

void add_course_pages(http::Router& router, const App& app);    // public: courses and the request for a place
void add_booking_pages(http::Router& router, const App& app);   // a delegate's own booking, by its link
void add_training_pages(http::Router& router, const App& app);  // the training officer's

void add_certificate_pages(http::Router& router, const App& app);  // of attendance: the paper, and the page that checks it

}  // namespace concordat::casework
