#pragma once
// The involvement checks of a review: which agency was asked about whom, when, and what came of it.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "casework/cases/visit.h"
#include "html/html.h"

namespace concordat::casework {

// The record by which agencies are asked in a case of this kind; null: they are not.
const charter::RecordKind* check_kind(const charter::Charter& charter, std::string_view case_kind);
// Of `kind` is_check: the part that holds whom at the agency was written to; null where there is none.
const charter::Part* contact_part(const charter::RecordKind& kind);

struct CheckView {
  store::RecordRow record;
  RecordId about;  // whose record it is a copy of
  bool has_answer = false;
  bool stopped = false;               // not to be answered now: a right of the person's stops the use of what the agency was told
  std::optional<Instant> answered;    // the last word
  std::optional<Instant> names_gone;  // when the agency's copy was destroyed

  bool waits() const { return !has_answer && !stopped; }
};

struct SentWord {  // mails to an agency about one review
  std::size_t count = 0;
  Instant last;
};

struct ChecksOfReview {
  std::vector<CheckView> checks;
  std::map<std::string, SentWord> sent;        // by the agency's name in the charter
  std::map<std::string, std::string> basis;    // on which each was asked, as the ledger has it

  std::vector<const CheckView*> of(AgencyId agency) const;
  const CheckView* of(AgencyId agency, RecordId about) const;  // the last one
};
ChecksOfReview checks_of(const App& app, const charter::RecordKind& kind, const CaseFile& case_file);

// Somebody about whom agencies may be asked, with those parts that hold what they would be told.
struct AskablePerson {
  store::RecordRow row;
  std::string name;  // the first of the fields that an agency is told
  std::vector<vault::OpenedPart> parts;
};
std::vector<AskablePerson> people_to_ask(const App& app, const policy::Actor& actor, const charter::RecordKind& kind,
                                         const CaseFile& case_file);
// The same among any records.
std::vector<AskablePerson> people_among(const App& app, const policy::Actor& actor, const charter::RecordKind& kind,
                                        const std::vector<store::RecordRow>& all);

// Whom an answer is about, where no name can be given.
std::string nobody_named(bool names_gone);
// What an agency is told of that person, and nothing else.
vault::Values told_of(const charter::RecordKind& kind, const AskablePerson& person);
// "public task, Article 6(1)(e); Children Act 2004": the purpose's bases and laws, in words.
std::string basis_words(const charter::Charter& charter, const charter::RecordKind& kind);

}  // namespace concordat::casework
