#pragma once
// How many came, so that nobody can be told from it: numbers from 1 to 4 are left out, and as many others as it takes that none of
// them follows from a total that is shown.

#include <optional>
#include <string>
#include <vector>

namespace concordat::casework {

inline constexpr unsigned kLeastShown = 5;

struct Counted {
  std::string what;
  unsigned count = 0;
  bool shown = true;
};

// Parts of one total: which can be shown beside it. Returns whether the total can.
bool leave_out_small(std::vector<Counted>& parts);

struct MonthCounted {
  Counted month;
  std::vector<Counted> courses;
};
// Courses add up to their month, months to the whole: of a month that is left out each course is, too.
bool leave_out_small(std::vector<MonthCounted>& months);

// One line of comma-separated values (RFC 4180); what a spreadsheet would take for a formula is marked as text.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace concordat::casework
