#pragma once
// The next act in a case, for one person. The lists, the board, Today, the case's overview, its sections and its people all ask here, so
// that no two pages name another one.

#include "casework/cases/visit.h"

namespace concordat::casework {

struct NextAct {
  std::string words = {};  // as a button says it: "Add the child"; of what is not this person's, what it waits for
  std::string path = {};   // where it is done or seen
  bool mine = false;       // this person can do it
  bool is_step = false;    // it moves the case on: the overview has its button

  bool found() const { return !words.empty(); }
};
NextAct next_act(const Visit& visit, const CaseFile& case_file);

// The steps that lead on from where the case is, and follow from what was decided; not those by which it is opened again.
std::vector<const charter::Step*> steps_on(const Visit& visit, const CaseFile& case_file);
// The roles that may take it: "Manager or Deputy manager".
std::string roles_words(const charter::Charter& charter, const charter::Step& step);

bool tells_of(const charter::Part& part, std::string_view event);
// The way to put on record that this event has happened, where a record of the charter tells of it and this person may write it.
NextAct way_to_record(const Visit& visit, const CaseFile& case_file, std::string_view event);
// The first of those whom agencies would be asked about, while nobody is on record; null where somebody is, or nobody is asked.
const charter::RecordKind* nobody_to_ask_about(const Visit& visit, const CaseFile& case_file);

}  // namespace concordat::casework
