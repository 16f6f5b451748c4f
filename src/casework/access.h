#pragma once
// The short way from a page to the vault and back: decide, then open or put.

#include <map>
#include <string>
#include <vector>

#include "casework/app.h"
#include "charter/dates.h"

namespace concordat::casework {

// Opens one part of a record for this actor, for the purpose of its kind.
Result<vault::OpenedPart> read_part(const App& app, const policy::Actor& actor, RecordId record, std::string_view part);

// Opens that part of each of these records that the actor may read; the others are left out, and nothing tells that they
// are there. One event in the ledger for the whole list.
Result<std::map<RecordId, vault::OpenedPart>> read_parts(const App& app, const policy::Actor& actor,
                                                         const std::vector<store::RecordRow>& records, std::string_view part);

// Whether the actor may do that act on that part, without doing it.
bool may(const App& app, const policy::Actor& actor, charter::Act act, const policy::Subject& subject);

// A record of one part, new in its case.
struct NewRecord {
  std::string kind;
  std::string part;
  AgencyId owner;
  std::string channel;  // "online-form", "paper", "email", "telephone", "in-person"
  std::string state;
  RecordId id = {};  // where its form knew it beforehand (casework/adding.h); none: a new one
};
policy::Subject subject_for(const App& app, CaseId case_id, const NewRecord& record);
Result<RecordId> add_record(const App& app, const policy::Actor& actor, CaseId case_id, const NewRecord& record, vault::NewPart content);
// The same of several parts at once, by their names.
Result<RecordId> add_record(const App& app, const policy::Actor& actor, CaseId case_id, NewRecord record,
                            const std::map<std::string, vault::NewPart>& parts);

std::vector<store::RecordRow> records_of(const App& app, CaseId case_id, std::string_view kind);
// Which of its kind it is, from 1, among the records of its case.
std::size_t number_of_its_kind(const std::vector<store::RecordRow>& of_case, const store::RecordRow& record);

// ---- cases

// The kinds of case whose records serve this page: "case-reviews".
std::vector<const charter::CaseKind*> cases_on(const charter::Charter& charter, std::string_view page);
inline constexpr const char* kReviewPages = "case-reviews";
// Whether cases of this kind have the pages that every case has. A course, and what another partnership asks, have pages of their own.
bool has_case_pages(const charter::Charter& charter, std::string_view case_kind);
std::vector<const charter::CaseKind*> kinds_with_case_pages(const charter::Charter& charter);

// Whether the charter lets other partnerships' instances ask or be asked.
bool exchanges_messages(const charter::Charter& charter);
// Whether it lets agencies be asked whom they know.
bool asks_agencies(const charter::Charter& charter);
// Whether that agency, by its name in the charter, has an agent that fetches what it is asked.
bool has_agent(const App& app, std::string_view agency);

// Whose a record is: the partnership, an agency of the charter, or another partnership that was asked.
std::string owner_title(const App& app, AgencyId owner);
std::string owner_title(const App& app, store::Reader& reader, AgencyId owner);

// "R-2026-014"
std::string reference_of(const charter::CaseKind& kind, int year, std::size_t number);
std::string next_reference(const App& app, const charter::CaseKind& kind);
// A part of a record in a case that is yet to be, as it will stand when it is opened.
policy::Subject subject_to_be(const charter::CaseKind& kind, CaseId id, std::string_view record_kind, std::string_view part);
// On what a case is opened: a criterion of its kind, from 1, or none (0), and the parts of the record that the charter asks for.
struct Ground {
  CaseId id = {};  // of the case to be, so that it is opened once; none: any
  std::size_t criterion = 0;
  std::map<std::string, vault::NewPart> notification = {};
};
// Opens a case of that kind; its reference is the next of the year, "R-2026-014", unless one is given.
Result<CaseId> open_case(const App& app, const policy::Actor& actor, std::string_view kind, const Ground& ground = {},
                         std::string reference = "");
// The same by a form of the public site, whose sender needs no account; only what the charter lets the public put on record.
Result<CaseId> open_case_online(const App& app, std::string_view kind, const Ground& ground, std::string reference = "");
bool may_open_online(const App& app, const charter::CaseKind& kind);
// Whether the actor may open such a case, and put in what it is opened on.
bool may_open(const App& app, const policy::Actor& actor, const charter::CaseKind& kind);
std::optional<store::CaseRow> find_case(const App& app, std::string_view id_in_hex);
std::optional<store::CaseRow> find_case(const App& app, std::string_view id_in_hex, std::string_view kind);
// The steps that this actor may take now, of those that follow from what was decided.
std::vector<const charter::Step*> open_steps(const App& app, const policy::Actor& actor, const store::CaseRow& row);
// What dates of this case are held against; without a case, today.
charter::KnownDays known_days(const App& app, CaseId id = {}, bool corrects = false);
bool is_decided_otherwise(const App& app, const store::CaseRow& row, const charter::Step& step);
Result<void> take_step(const App& app, const policy::Actor& actor, const store::CaseRow& row, std::string_view to, CivilDate day);

// Whether it is in its last state: nothing more comes to it, and a task in it is over.
bool concluded(const charter::Charter& charter, const store::CaseRow& row);
// A state as people read it: "rapid-review" as "Rapid review".
std::string title_of_state(std::string_view state);

}  // namespace concordat::casework
