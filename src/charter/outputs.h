#pragma once
// The five outputs of a bound charter, each a pure function of it, each in a file of its own.

#include <set>
#include <string>
#include <vector>

#include "charter/charter.h"

namespace concordat::charter {

// ---- forms: what is asked, when, and why (forms.cc)

struct FormPart {
  std::string part;
  std::string consent;  // the consent asked with these fields; empty for none
  std::vector<Field> fields;
};

struct Form {
  std::string record_kind;
  Moment moment = Moment::at_request;
  std::vector<FormPart> parts;  // only what may be asked at this moment
};

Form form(const Charter& charter, std::string_view record_kind, Moment moment);

// ---- rules: which of them let someone do an act on a record kind and part (rules.cc). policy/ decides by these alone.

std::vector<const Rule*> rules_for(const Charter& charter, Act act, std::string_view record_kind, std::string_view part);

// ---- schedule: until when (schedule.cc)

// The last day on which something kept under `keep` may be held, when its event was on `day`. Nothing for `unstated`.
std::optional<CivilDate> last_day(const Retention& keep, CivilDate day);
// The longest time until nothing is readable any more after `keep` ends, in days: approvals, quarantine (both only for what
// is weighty) and key backups included.
int longest_days_until_unreadable(const Charter& charter, const Retention& keep);

// ---- rights: for which purpose a right applies (rights.cc)

// By the bases that the charter names for the right: "Yes", or why not, in one sentence.
std::string applies(const Right& right, const Purpose& purpose);

// ---- hours: when a contact's telephone is answered (hours.cc)

// "Monday to Thursday, 8:30am to 5pm; Friday, 8:30am to 4:30pm", or what the charter says in words.
std::string hours_words(const Contact& contact);
// By its opening hours as data alone; closed on a holiday. Holidays are in order.
bool is_open(const Contact& contact, CivilDate day, int minute, const std::vector<CivilDate>& holidays);

// The lines for who is worried about a child: contacts whose names begin with "concern" and who have a telephone.
struct ConcernLines {
  const Contact* now = nullptr;  // the one that answers at this minute; null where the charter names none for it
  std::vector<const Contact*> others;
};
ConcernLines concern_lines(const Charter& charter, CivilDate day, int minute, const std::vector<CivilDate>& holidays);

// ---- notice: a document model that the renderers share (notice.cc)

struct NoticeTable {
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;

  // Where a row differs in its first cell alone, that cell joins the other's: "Child; report of a review".
  void add_shared(std::vector<std::string> row);
};

struct NoticeStatement {
  std::string anchor;   // "POR-10"; each promise of the section, to link to how it is kept
  std::string text;
};

struct NoticeSection {
  std::string anchor;  // "how-long"
  std::string title;
  std::string opening;  // one plain sentence
  std::vector<std::string> paragraphs;
  std::vector<NoticeTable> tables;
  std::vector<NoticeStatement> statements;
};

struct Notice {
  std::string title;
  std::string version;
  std::string updated;  // in words, or "unstated"
  std::vector<NoticeSection> sections;
};

Notice notice(const Charter& charter);
// The same facts in plain words for children of about 9 to 12 years (children.cc).
Notice children_notice(const Charter& charter);

// ---- conditions (rules.cc)

bool can_hold(const CaseKind& kind, Predicate predicate);  // whether it ever holds of a case of this kind
// Whether no rule lets this role in by a task once a case of this kind is in its last state.
bool task_ends_with_case(const Charter& charter, std::string_view role, const CaseKind& kind);
bool asks_for_task(Predicate predicate);                   // a task in the case, by name, as a group or by agreement
bool implies(Predicate narrow, Predicate wide);            // whether `wide` holds whenever `narrow` does

// ---- checks: findings of a bound charter beyond its grammar (checks.cc)

std::vector<Finding> check(const Charter& charter);
// What the same charter lacks as time goes by. Asked apart from `check`, so that compiling depends on nothing but the files.
std::vector<Finding> check_on(const Charter& charter, CivilDate today);
// Both, in order of file and line.
void add_findings_on(Compilation& done, CivilDate today);
// What charters show only beside one another.
std::vector<Finding> check_together(const std::vector<Charter>& charters);

// ---- sentences (words.cc)

std::string words(const StatutoryClock& clock);  // "1 month, and 2 months more where it is complex"
std::string words(const Retention& keep);       // "until 31 March after the course, and one year more"
std::string words(const Who& who, const Charter& charter);
std::string words(Predicate predicate);
std::string words(const Guard& guard);
std::string words(Act act);
std::string words(PromiseClass proof);
std::string_view name_of(Capability capability);  // as it is written in a charter: "offer-place"
std::string words(const Control& control, const Charter& charter);
// Answers by field ("booking.needs.dietary"), record kind, role or purpose, in sentences.
Result<std::vector<std::string>> explain(const Charter& charter, std::string_view name);

}  // namespace concordat::charter
