#pragma once
// The list of reviews.

#include "casework/cases/visit.h"

namespace concordat::casework {

// What decides which step is offered as the next one.
struct NextStep {
  bool concluded = false;
  bool of_agency = false;          // else of the office
  std::size_t supplied = 0;        // by that agency
  std::size_t agencies_asked = 0;
  bool may_ask = false;
  std::string step_to = {};        // the state that this person may move the case to; empty: none
};
std::string next_step(const NextStep& facts);
std::string next_of(const Visit& visit, const CaseFile& case_file);  // for this person, in a few words

void add_board(http::Router& router, const App& app);

}  // namespace concordat::casework
