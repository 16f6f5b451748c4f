#pragma once
// What is due in cases: the clocks of law and guidance that run, and the records whose last day the charter asks for.

#include "casework/clocks.h"

namespace concordat::casework {

// A record that is closed by a later part: an action by its completion, a meeting by its minutes.
enum class Standing { none, planned, open, overdue, closed };
// It takes place on its day, rather than being due by it.
bool takes_place(const charter::RecordKind& kind);
// `day` is what stands in the field `due_by`; none where it was not opened.
Standing standing_of(const charter::RecordKind& kind, bool is_closed, const std::optional<CivilDate>& day, CivilDate today);
bool is_closed(store::Reader& reader, const charter::RecordKind& kind, RecordId record);

struct DueItem {
  std::string what;  // "R-2026-014: rapid review", "R-2026-014: 2 actions overdue"
  std::string when;  // "3 working days left, due on …"; may be empty
  CaseId case_id;
  std::string section;  // of the case's pages, where it stands; empty: the overview
  bool late = false;
  std::optional<CivilDate> day;  // none where several records are meant
};

// In reviews that are not concluded and that this person can move on or write in; what is late first, then by its day. Opens records whose
// day is sealed, and only while they are not closed.
std::vector<DueItem> due_in_reviews(const App& app, const policy::Actor& actor);

}  // namespace concordat::casework
