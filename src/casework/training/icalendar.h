#pragma once
// Courses as a calendar that other programs read: iCalendar, RFC 5545. Of the public page and no more than that; nothing personal.

#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.h"
#include "base/clock.h"

namespace concordat::casework {

struct CalendarEntry {
  std::string uid;  // the same whenever the course is given out, so that a calendar replaces it (section 3.8.4.7)
  CivilDate day;
  std::string title;
  std::string place;
  std::string address;  // of its page
};

std::string icalendar(const std::vector<CalendarEntry>& entries, Instant now);

}  // namespace concordat::casework
