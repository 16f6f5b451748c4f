#pragma once
// What an agency asked back, in words, for every page that shows it; never what is in it.

#include "casework/access.h"
#include "vault/recall.h"

namespace concordat::casework {

inline constexpr const char* kAskedBack = "/workspace/disposal/asked-back/";  // and the warrant: for who answers
inline constexpr const char* kAgencyItems = "/workspace/agency/items/";       // and the record: for its owner

struct RecallView {
  vault::Recall recall;
  store::WarrantRow warrant;
  store::RecordRow record;
  std::string reference;  // of its case
  std::string kind;       // "Item supplied by an agency"
  std::string owner;      // the agency's name
  bool on_hold = false;
  bool waits() const { return recall.is_open() && warrant.state == "proposed"; }  // for an answer
};

std::vector<RecallView> recalls_of_case(const App& app, CaseId id);  // the oldest first
std::vector<RecallView> open_recalls(const App& app);                // in every case
std::optional<RecallView> recall_of(const App& app, WarrantId id);

// "Item supplied by an agency, received on 3 March 2026"
std::string item_words(const RecallView& view);
// "Asked back on 4 March 2026, to be answered by 18 March 2026", "Refused on 9 March 2026: needed until 1 June 2026. It is kept …"
std::string state_words(const App& app, const RecallView& view);
// Whether this person answers what is asked back.
bool answers_recalls(const App& app, const policy::Actor& actor);

}  // namespace concordat::casework
