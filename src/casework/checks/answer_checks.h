#pragma once
// Answering involvement checks: one short page for all the people that an agency was asked about in a review, check answers, done.
// Its people with an account answer in the workspace, a contact without one by link and code; the form is the same.

#include <map>
#include <string>
#include <vector>

#include "casework/checks/checks.h"
#include "casework/fields.h"
#include "vault/involvement.h"

namespace concordat::casework {

struct CheckToAnswer {
  store::RecordRow record;
  vault::Values told;
  vault::Values answer;       // given before
  std::uint32_t version = 0;  // of that; 0: none
};

struct AnswerTask {
  const charter::RecordKind& kind;
  store::CaseRow row;
  AgencyId agency;
  std::vector<CheckToAnswer> checks;  // those of which the agency still holds whom they are about
  std::size_t forgotten = 0;          // the others
  std::size_t stopped = 0;            // held, and not to be used now: the person's right stops it (UK GDPR, Articles 18 and 21)
};
// As this actor may see it: reading it is in the ledger. None where this agency was asked nothing here.
std::optional<AnswerTask> answer_task(const App& app, const policy::Actor& actor, CaseId case_id, AgencyId agency);

// As it is held; none where it was never written or is destroyed.
std::optional<store::PartRow> live_part(store::Reader& reader, RecordId record, std::string_view part);

// As it was told, for headings.
std::string name_asked_about(const AnswerTask& task, const CheckToAnswer& check);

struct AnswersEntered {
  std::map<RecordId, Entered> of;
  std::map<RecordId, std::uint32_t> versions;  // of the answers that were looked at
  bool ok() const;
  std::vector<html::ErrorSummaryItem> summary(const AnswerTask& task) const;
};
AnswersEntered answers_so_far(const AnswerTask& task);
AnswersEntered read_answers(const App& app, const AnswerTask& task, const http::Fields& form);
// The field of the choice that is the answer on this person.
std::string answer_field(const AnswerTask& task, const CheckToAnswer& check);
// What was entered of one person, by the charter's fields.
vault::Values answer_values(const CheckToAnswer& check, const AnswersEntered& entered);
bool has_answers(const AnswerTask& task, const http::Fields& form);

// Why there is nobody to answer about.
std::string nobody_to_answer_words(const AnswerTask& task);

html::Html questions_html(const App& app, const AnswerTask& task, const AnswersEntered& entered);
// What was entered, to be looked at once more, with all of it in hidden fields.
html::Html check_answers_html(const AnswerTask& task, const AnswersEntered& entered);
// What each answer has as its consequence, in a sentence; empty where the agency loses nothing.
std::string loss_words(const AnswerTask& task);

Result<void> give_answers(const App& app, const policy::Actor& actor, const AnswerTask& task, const AnswersEntered& entered,
                          const vault::Involvement::Also& also = {});

// Cases with something that this agency has not answered, and may answer still.
struct OpenChecks {
  store::CaseRow row;
  std::size_t waiting = 0;
};
std::vector<OpenChecks> open_checks(const App& app, AgencyId agency);
// Likewise with something that it has answered, and may correct still.
std::vector<OpenChecks> answered_checks(const App& app, AgencyId agency);

// ---- in the workspace
std::vector<OpenChecks> open_checks(const App& app, const policy::Actor& actor);  // of the actor's agency, with something to answer
inline constexpr const char* kOwnChecks = "/workspace/checks/";
void add_own_checks(http::Router& router, const App& app);

}  // namespace concordat::casework
