#pragma once
// The places of a course, and the states of a booking: what it may become, from what, and by whose act.

#include <optional>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace concordat::vault {

inline constexpr std::string_view kRequested = "requested";
inline constexpr std::string_view kWaiting = "waiting";  // more asked than can come
inline constexpr std::string_view kPlaceOffered = "place-offered";
inline constexpr std::string_view kDeclined = "declined";
inline constexpr std::string_view kCancelled = "cancelled";
inline constexpr std::string_view kAttended = "attended";
inline constexpr std::string_view kAbsent = "absent";

// Whether nothing comes of it any more.
inline bool has_ended(std::string_view state) { return state == kDeclined || state == kCancelled; }
inline bool has_place(std::string_view state) { return state == kPlaceOffered || state == kAttended || state == kAbsent; }

struct Places {
  std::optional<unsigned> number;  // none: as many as ask
  std::size_t given = 0;
  std::vector<RecordId> asking;  // who has none yet, in the order in which they asked

  bool all_given() const { return number && given >= *number; }
  bool are_too_few() const { return number && given + asking.size() > *number; }  // for those who ask
  bool are_too_few_for_one_more() const { return number && given + asking.size() >= *number; }
  // Where there are too few, a place goes to who asked first.
  bool passes_over(RecordId booking) const { return are_too_few() && !asking.empty() && asking.front() != booking; }
};

// Bookings of which nothing is held any more, as where a consent was taken back, hold no place.
Places places_of(store::Reader& reader, CaseId course);

}  // namespace concordat::vault
