#pragma once
// Small pieces of sentences that words, notice and explain share.

#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace concordat::charter {

std::string listed(const std::vector<std::string>& items, std::string_view last = "and");  // "a, b and c"; "a, b; and c"
std::string joined(const std::vector<std::string>& items, std::string_view separator);     // "a; b; c"
std::string counted(int number, std::string_view unit);                                    // "1 month", "2 months"
std::string lower_first(std::string text);                                                 // "Contact details" → "contact details"
std::string upper_first(std::string text);                                                 // the reverse
std::string title_of(const RecordKind& kind, const Part& part);                            // "Booking: contact details"
std::string short_title(const RecordKind& kind, const Part& part);                         // the kind's alone where it has one part
std::string event_words(std::string_view event);                                           // "course.held" → "the course is held"
std::vector<std::string> asked_words(const Part& part);  // each moment of it, or "by a mail, 6 months after the course"
std::string moment_words(Moment moment);                                                   // "when you ask for a place"
std::string ending_words(Ending ending);                                                   // "destroyed; an anonymous count stays"
std::string capability_words(Capability capability);                                       // "approve a destruction"
std::string conditions(const Rule& rule);                                                  // ", while the case is not concluded"

}  // namespace concordat::charter
