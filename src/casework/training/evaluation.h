#pragma once
// Evaluation of a course: delegates are asked by a link in a mail before it, after it and months later, as the charter says of the parts
// of a record (`asked_by_mail`). The link opens one form once. Unless the form itself asks who answers, nothing ties an answer to a
// booking: its id follows from the link alone, of which only a digest is kept, and that is forgotten with the answer.

#include "casework/app.h"

namespace concordat::casework {

// A form of the charter that delegates are asked to fill in by a mail.
struct Evaluation {
  const charter::RecordKind* kind = nullptr;
  const charter::Part* part = nullptr;

  std::string name() const { return kind->name + "." + part->name; }
  bool asks_who() const;  // by one of its questions
};
std::vector<Evaluation> evaluations(const charter::Charter& charter);

bool tells_who(const charter::Field& field);

// The days on which somebody may be asked, and on the last of which the link ends.
struct AskingTime {
  CivilDate from;
  CivilDate until;  // the first day after
};
AskingTime asking_time(const charter::Charter& charter, const charter::Part& part, CivilDate course);
// Before a course whoever has a place is asked; after it whoever was there, and nobody else.
bool is_asked(const charter::Part& part, std::string_view booking_state);

std::string evaluation_task(RecordId booking, const Evaluation& evaluation);  // of its one-time link, and of its mail
RecordId answer_to(std::string_view token);

// The night's work: each is asked once, and reminded once at most. Returns how many mails were queued.
Result<std::size_t> ask_for_evaluations(vault::Vault& vault, mail::Outbox& outbox);

void add_evaluation_pages(http::Router& router, const App& app);  // the form, and what the office sees of all answers together
// The way to the office's page; nothing where there is none for this person.
html::Html way_to_evaluation(const App& app, const policy::Actor& actor, const store::CaseRow& course);

}  // namespace concordat::casework
