#pragma once
// What can be wrong with words as they are printed, whatever they are about.

#include "charter/syntax.h"

namespace concordat::charter {

bool is_placeholder(std::string_view text);  // "[Date]", "TBC": something was to be put in
bool breaks_off(std::string_view text);      // "names, addresses; and": something was to follow
bool points_elsewhere(std::string_view text);  // "in the table below"
bool is_garbled(std::string_view text);        // "will be not kept", "the the"

// Every text of a charter as it is written, the library's left out.
void check_texts(const Node& charter, std::vector<Finding>& findings);
// The notice prints one thing and the system works with another, or with nothing ("unstated").
void check_slip(const Printed& slip, const Location& where, std::vector<Finding>& findings);

}  // namespace concordat::charter
