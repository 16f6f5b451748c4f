#pragma once
// Training: courses that people can request a place on, and what becomes of their booking.

#include "casework/app.h"

namespace concordat::casework {

void add_course_pages(http::Router& router, const App& app);    // public: courses and the request for a place
void add_booking_pages(http::Router& router, const App& app);   // a delegate's own booking, by its link
void add_training_pages(http::Router& router, const App& app);  // the training officer's

}  // namespace concordat::casework
