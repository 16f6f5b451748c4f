#pragma once
// Disposal: what two people are asked to approve, what rests in quarantine, what falls due, holds, what was destroyed; and
// for an agency what became of its own.

#include <optional>
#include <set>

#include "casework/app.h"

namespace concordat::casework {

// What somebody may do with destructions, by role alone; whether they are cleared is asked apart.
struct DisposalPowers {
  bool propose = false;
  bool approve = false;
  bool hold = false;
  bool any() const { return propose || approve || hold; }
};
DisposalPowers disposal_powers(const charter::Charter& charter, const policy::Actor& actor);

// Parts of one kind that fall due on one day: counts only.
struct Upcoming {
  CivilDate day;      // the last day they may be held
  std::string what;   // "Booking, needs"
  std::string why;    // the charter's words
  bool weighty = false;
  std::size_t parts = 0;
};
std::vector<Upcoming> upcoming(const App& app, CivilDate until);

void add_disposal_pages(http::Router& router, const App& app);
void add_agency_pages(http::Router& router, const App& app);  // called by the above
void add_asking_back_pages(http::Router& router, const App& app);  // likewise

}  // namespace concordat::casework
