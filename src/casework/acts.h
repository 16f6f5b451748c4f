#pragma once
// Entries of the ledger as people read them.

#include <string>

#include "casework/app.h"

namespace concordat::casework {

// "Read", "Corrected: the item", "Moved on to rapid review": what was done, without who and when. Names no person.
std::string act_words(const charter::Charter& charter, const ledger::Leaf& act);
// Who did it, and for whom where that is somebody else: "Bo (Business unit), for Cy (Lead reviewer)".
std::string who_words(const App& app, const ledger::Leaf& act);
// The person's name and role, "The system", "The public", or that their account is no longer here.
std::string actor_words(const App& app, const std::string& actor);

}  // namespace concordat::casework
