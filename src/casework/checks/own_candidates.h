#pragma once
// Whether somebody whom another partnership asks about is on record here: candidates among our own people, with what speaks for each, for a
// person of the office to judge. Nothing is linked, and no answer is filled in. Looking and judging are in the ledger, by ids and words.

#include "casework/candidate_view.h"
#include "casework/checks/answering.h"

namespace concordat::casework {

struct OwnJudgement {
  RecordId check;
  RecordId candidate;  // the record of ours
  Verdict verdict = Verdict::cannot_tell;
  std::vector<std::string> rests_on;
  std::string by;  // whose, by name
};
// The last on each candidate, as the ledger has it.
std::vector<OwnJudgement> own_judgements(const App& app, CaseId case_id);

// On the page of the question: the way to each person's candidates, and what was judged.
html::Html own_candidates_html(const Answering& one);
// That nobody is known, although somebody was judged to be that person, is a slip of the hand.
void check_against_judgements(const Answering& one, AnswersEntered& entered);

void add_own_candidates(http::Router& router, const App& app);

}  // namespace concordat::casework
