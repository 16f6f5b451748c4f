#pragma once
// What a new version of a charter changes, in words: for whom, and whether it
// lets more be done with people's data.

#include <string>
#include <vector>

#include "charter/charter.h"

namespace concordat::charter {

// Widens: longer keeping, more readers or acts, more fields, fewer conditions,
// new recipients, a weaker promise, a right taken away; and whatever cannot be
// weighed, such as another event to count from. Narrows: the reverse. Neither:
// words only.
enum class Direction { widens, narrows, neither };

struct Change {
  Direction direction = Direction::neither;
  std::string kind;   // "keeping", "access", "field", …;
                      // docs/formats/charter-diff.md has them all
  std::string about;  // where in the charter: "booking.contact", "POR-10"
  std::string whom;   // whose data it touches, in the charter's word: "delegate";
                      // "everyone" where it is no record's
  std::string says;   // one sentence
};

std::vector<Change> diff(const Charter& before, const Charter& after);

std::string_view name_of(Direction direction);
bool widens(const std::vector<Change>& changes);
// A line for each, then how many widen and narrow.
std::string in_words(const std::vector<Change>& changes);

}  // namespace concordat::charter
