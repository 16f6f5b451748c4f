#pragma once
// Dates held against each other, as a charter's `not_before` and `not_after` say: by what is sure of them and nothing else.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace concordat::charter {

inline constexpr const char* kBoundToday = "today";  // as a bound

// "10-years-ago", as a bound: counted from today. What lies beyond is a slip of the keyboard.
std::optional<int> years_ago(std::string_view bound);

// "6-months-after", of an evaluation: how long after the course; "after" it: 0. None: before it, or no such word.
std::optional<int> months_after(std::string_view asked);

// "incident.aware": an event has a dot in its name, and a field never does.
inline bool is_event_name(std::string_view bound) { return bound.find('.') != std::string_view::npos; }

// What dates are held against beside those that stand with them. What is not known bounds nothing.
struct KnownDays {
  struct Event {
    CivilDate day;
    std::string label;  // of the field that told of it; empty where a step did
  };
  std::optional<CivilDate> today;
  std::map<std::string, Event> events;  // of the case, the last of each name
  std::map<std::string, CivilDate> last_days = {};  // of the clocks that run, by the event that puts off their last day

  void note(const Charter& charter, const std::string& event, CivilDate day);
};

struct DateFault {
  std::string field;
  std::string says;  // "“Date of death” must be the same as or after “Date of birth”"
};

// At most one of each field; values that are no dates are left to who reads them.
std::vector<DateFault> date_faults(const std::vector<Field>& fields, const std::map<std::string, std::string>& values,
                                   const KnownDays& known);

}  // namespace concordat::charter
