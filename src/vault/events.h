#pragma once
// Events of a case that the vault itself records, beside those that the steps of a charter name.

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace concordat::vault {

inline constexpr std::string_view kAskedEvent = "agency-asked:";  // and the agency's name in the charter
inline constexpr std::string_view kCourseManner = "course.manner:";  // how a course is held, from a choice; the last one counts
inline constexpr std::string_view kFaceToFace = "course.manner:face-to-face";
inline constexpr std::string_view kCoursePlaces = "course.places:";  // and how many people it has room for; the last one counts
inline constexpr std::string_view kRightsAnswered = "rights.answered";  // of a request under a right, by its answer's day
inline constexpr std::string_view kExpectedEvent = "expected:";   // and the event's name in the charter; the last one counts

// SOM-18: whether a course is face to face, of its events. One that does not say how it is held is not.
inline bool is_face_to_face(const std::vector<store::EventRow>& events) {
  const auto last = std::find_if(events.rbegin(), events.rend(),
                                 [](const store::EventRow& one) { return one.event.starts_with(kCourseManner); });
  return last != events.rend() && last->event == kFaceToFace;
}

// The day for which an event is planned, of a case's events.
inline std::optional<CivilDate> planned_day(const std::vector<store::EventRow>& events, std::string_view event) {
  std::optional<CivilDate> day;
  for (const store::EventRow& one : events)
    if (one.event.starts_with(kExpectedEvent) && one.event.substr(kExpectedEvent.size()) == event) day = one.day;
  return day;
}

}  // namespace concordat::vault
