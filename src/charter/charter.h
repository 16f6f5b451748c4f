#pragma once
// A partnership's privacy notice as a program: the bound, immutable form. It is made by charter::compile alone, and the
// five outputs (forms, rules, schedule, notice, checks) read nothing else. docs/formats/charter.md describes the language.

#include <algorithm>
#include <array>
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/calendar.h"
#include "base/civil_date.h"
#include "base/result.h"
#include "charter/who_and_why.h"

namespace concordat::charter {

// ---- what

enum class FieldType {
  text,
  long_text,
  email,
  telephone,
  date,
  uncertain_date,  // as much of it as is known, in the Extended Date/Time Format: base/uncertain_date.h
  yes_no,
  choice,
  number,  // whole, from 0
};
enum class Category { personal, special, criminal };

// The moments at which a field may be asked: a closed set.
enum class Moment { at_request, face_to_face_request, place_offered, course_charged, at_supply, on_writing };

struct Field {
  std::string name;
  std::string label;
  std::string hint;
  std::string why;  // shown beside the field: why it is asked
  FieldType type = FieldType::text;
  Category category = Category::personal;
  bool required = true;
  std::vector<std::string> choices;
  std::string expects;  // of a date: the event of the case that is expected on that day; counts until it has happened
  // Of a date: the event that happened on that day; of a choice: events NAME:CHOICE, of a number NAME:NUMBER, of which the last counts.
  std::string records;
  std::string online;   // what stands there by itself when it comes by a form of the public site: "today", or one of its choices
  int consent_age = 0;  // of a choice of two: from which age the first is true; below it a parent's permission is the second (UK GDPR,
                        // Article 8; 13: Data Protection Act 2018, section 9). Without either, nothing is taken. 0: it asks for no age
  std::string on;       // of such a choice: the date field of the same part that says on which day; empty: when it is written
  // Of a date: a date of its part, an event of the case, "today" or "10-years-ago", before or after which it cannot be (charter/dates.h).
  std::vector<std::string> not_before;
  std::vector<std::string> not_after;
  Location where;
};

enum class Rounding { none, financial_year_end };
enum class Ending { destroy, anonymise, keep_counts };

// Until when a part is held. Round the event's day first, then add (a course of 5 May 2026 under "one year and the
// financial year" may be held until 31 March 2028).
struct Retention {
  bool unstated = false;  // the notice says nothing; a finding, and the part is not destroyed by routine
  std::string from;       // an event of the case kind: "course.held"
  Rounding round = Rounding::none;
  int years = 0;
  int months = 0;
  int days = 0;
  Ending then = Ending::destroy;
  bool certificate = false;  // the owner is given a certificate of destruction
  bool weighty = false;      // two people and a quarantine, as for cases and agency items
  std::string source;        // "notice" (default), "local": decided by the partnership where the notice is silent,
                             // "schedule": unstated here, as the notice leaves it to the retention schedule
  Location where;
};

struct Part {
  std::string name;
  std::string title;
  std::vector<Field> fields;
  std::vector<Moment> ask;
  std::string consent;  // empty: none is needed
  std::string asked_by_mail;  // of an evaluation: "before", "after" or "6-months-after" the course; empty: nobody is asked by a mail
  Retention keep;
  Location where;
};

enum class Owner { partnership, supplier };

inline constexpr std::array<std::string_view, 5> kSections = {"people", "involvement", "decision", "meetings", "findings"};

struct RecordKind {
  std::string name;
  std::string title;
  std::string case_kind;
  std::string purpose;
  std::string subject;  // "delegate", "child": whom it is about, in the notice's word
  Owner owner = Owner::partnership;
  std::vector<Part> parts;
  std::vector<std::string> derived_from;
  std::string survives_by;  // a declared gate: "identifier-check"
  // Of an involvement check, by which an agency is asked whether it knows a person; empty of every other kind. The first part is
  // what the agency is told of the person: a copy of the fields of the same names.
  std::vector<std::string> asks_about;  // record kinds
  std::string answered_by;              // the choice that is the answer: "known"
  std::vector<std::string> forgets_on;  // the choices with which the agency loses its first part at once
  std::string messages_to;    // of a check: the recipient as which other partnerships are asked by a signed message; empty: they are not
  std::string messages_from;  // the recipient as which other partnerships ask us by one, and are answered: this record is their question
  std::string section;      // of a case's pages, on which it stands: one of kSections; empty: the overview
  std::vector<std::string> lists;  // the fields that a list of such records shows; empty: the day of each alone
  std::string due_by;              // of its date fields, the day on which it is due; empty: none
  std::string closed_by;           // the part that closes it, such as the completion of an action; empty: none
  std::vector<std::string> ended_destroys;  // of a booking: the parts that go at once when it is declined or cancelled
  Location where;

  const Part* part(std::string_view part_name) const;
  bool is_check() const { return !asks_about.empty() || is_received(); }
  bool is_received() const { return !messages_from.empty(); }
  bool is_question() const;  // what an agency is asked to tell: the office writes it, and it is that agency's to see
  const Part* answer() const;  // the part that holds the answer; null where it is no check
};

// ---- how a case moves

// Closed sets; each has a C++ function where it is used and a sentence in charter/words.cc.
enum class GuardKind {
  voice_recorded,
  recorded,       // such a record is in the case
  recorded_here,  // such a record came to the case since it last came to the state that it is in
  copies_sent,    // every copy of this publication is on record as sent
  happened,       // this event is on record in the case
  decided,        // of the events NAME:CHOICE of the case the last is one of these
  months_after,   // so many months have passed since this event
};

struct Guard {
  GuardKind kind = GuardKind::voice_recorded;
  std::string target;  // the record that must be there; of copies_sent the publication, of happened the event, of decided what is enough:
                       // "review.decision:no-further-review|another-kind-of-review"
                       // of months_after "12:report.published"
  bool names_record() const;
  std::string decision() const;                // of decided: "review.decision:"
  std::vector<std::string> decisions() const;  // … and each event that is enough
  int months() const;                          // of months_after; 0: it says none
  std::string event() const;                   // … and since what
  bool operator==(const Guard&) const = default;
};
std::string text_of(const Guard& guard);  // as the charter writes it: "voice-recorded", "recorded:decision"
std::optional<Guard> guard_from(std::string_view text);

enum class EffectKind {
  propose_destruction,
  mail_to,  // what the case holds is mailed to whom these records are about
};

struct Effect {
  EffectKind kind = EffectKind::propose_destruction;
  std::string record_kind;
};

struct Step {
  std::string from;
  std::string to;
  std::string event;  // the event this step records, empty for none: "case.concluded"
  std::vector<std::string> who;  // roles
  bool by_subject = false;       // also the person whom the record that the case is opened on is about, by their own link
  std::vector<Guard> guards;
  std::vector<Effect> effects;
  Location where;
};

struct CaseKind {
  std::string name;
  std::string title;
  std::string reference_prefix;  // "R"
  std::vector<std::string> states;  // the first is where a case begins
  std::vector<std::string> criteria;  // one of them is recorded when a case is opened; empty: none is asked
  std::string notification;       // the record kind that is put in with the opening; empty: none
  std::string without_criterion;  // its part that says why none is met; empty: without one no case is opened
  int confirm_days = 0;           // within which the person confirms by a mailed link what came in their name; 0: nobody asks them to
  std::vector<Step> steps;
  Location where;

  bool ends_in(std::string_view state) const;  // no step leads on
  // Of the person's own steps: that by which they confirm, and that by which they end it from this state. Null: there is none.
  const Step* confirming() const;
  const Step* stopping(std::string_view state) const;
};

// Whether this part is held until the event of that step and not a day longer.
bool ends_at_once(const Part& part, const Step& step);

// ---- who may do what: AND within a rule, OR between rules, no negation, no arithmetic

enum class Act { add, read, correct, recall };  // recall: ask for one's own back

enum class WhoKind {
  role,
  owner_agency,
  supplier_agency,
  subject,
  delegate,  // who has a place on the course that the case is, by the link of their booking
  public_,
};
struct Who {
  WhoKind kind = WhoKind::role;
  std::string role;  // where kind is role
};

enum class Predicate {
  case_not_concluded,
  case_open_for_booking,
  case_in_rapid_review,
  actor_appointed,   // by name, in the role that the rule names
  actor_agreed,
  actor_own_course,  // appointed, and the case is a course
  group_has_task,    // a committee: whoever holds the role, while the case is its task
};

struct Rule {
  std::vector<Who> who;
  std::vector<Act> may;
  std::vector<std::string> on;     // record kinds
  std::vector<std::string> parts;  // parts of them; empty: all
  std::vector<Predicate> when;
  Location where;
};

// ---- by which calendar

// The bank holidays, as a dated list: they are proclaimed, so they change without the program.
struct Calendar {
  std::string name;   // "england-and-wales"
  std::string title;  // "England and Wales"
  CivilDate known_from;
  CivilDate known_until;
  std::vector<CivilDate> bank_holidays;  // in order
  Location where;                        // of the list's end, `known_until`

  WorkingDays working_days() const { return {bank_holidays, known_from, known_until}; }
};

// A period that a law or a guidance sets for an answer; it applies whatever the notice says, so the library's need no `use`.
struct StatutoryClock {
  std::string name;   // "rights-answer"
  std::string title;  // "Answer to a request"
  std::string says;   // what it means, in plain words
  std::string set_by;    // the law or guidance, and where in it
  std::string doubtful;  // what could not be held against it; empty where nothing
  int months = 0;
  int days = 0;
  int working_days = 0;
  int hours = 0;
  int more_months = 0;  // by which it may be extended, once
  std::optional<CivilDate> since;
  std::string from;   // the event of a case that it counts from; empty: it is of no case
  std::string until;  // the event that it asks for
  int working_days_before = 0;  // counted back from the day of `from`, which is planned
  std::string paused_by;        // the events at which it stops, …
  std::string resumed_by;       // … and goes on
  std::string extended_to;      // the event whose day is the new last day
  std::string reopened_by;      // the event by which what was done is to be done again
  std::string unless;           // "complaint.kind:compliment": of a case of which that was chosen it asks for nothing
  Location where;
};

// ---- to whom, where, and what a person may ask

struct Recipient {
  std::string name;
  std::string title;
  std::string why;  // one plain phrase: "to weigh referrals"
  std::vector<std::string> purposes;
  Location where;
};

// What is made public, how long, and who must be sent a copy before its publication counts as done.
struct Publication {
  std::string name;
  std::string title;
  std::string record;   // the record kind that is published
  std::string gate;     // "identifier-check": what it must pass first
  int public_months = 0;     // at least; 0: unstated
  bool then_on_request = false;
  std::vector<std::string> copies;  // recipients
  std::string sent;                 // the event NAME of which NAME:RECIPIENT records that a copy was sent; empty: none does
  Location where;
};

// Another page that the notice leads to: a service's own notice, the council's general one, guidance.
struct Link {
  std::string name;
  std::string title;
  std::optional<Printed> address;  // none: unstated
  Location where;
};

// The retention schedule to which the notice leaves periods.
struct ScheduleReference {
  std::string title;  // empty: the notice refers to none
  std::optional<Printed> says;  // how the notice refers to it, where that needs correcting
  Location where;
};

struct Storage {
  std::string host;       // empty: unstated
  std::string place;      // empty: unstated
  std::string transfers;  // what leaves the country, in a sentence; empty: unstated
  Location where;
};

// How a place that is charged for is paid, by whom and where; the fee itself is a field of each course.
enum class PaymentProvider { opayo_form, govuk_pay };  // the protocols that there are: docs/formats/payment.md

struct Payment {
  PaymentProvider provider = PaymentProvider::opayo_form;
  std::string recipient;  // who takes it
  std::string link;       // its privacy notice; empty: none
  std::string who_pays;   // in a sentence
  std::string fee;        // a number among the fields of a course: whole pounds
  std::string instead;    // a field of a booking: whoever fills it in is invoiced; empty: none
  Location where;
};
// The two fields of the part that is asked where a course is charged for: nothing else of a payment is kept (DDS-20).
inline constexpr std::string_view kPaymentReference = "gateway-reference";
inline constexpr std::string_view kPaymentSettled = "settled";

// What the partnership says that it never does; no purpose of that kind can be bound.
struct Refusal {
  std::string name;  // "automated-decisions", "marketing", "profiling", "sale"
  std::string title;
  std::string says;  // in what sense
  Location where;
};

// Some rights hang on the lawful basis of a purpose: UK GDPR, Articles 7(3), 17(3), 20(1) and 21(1).
struct Right {
  std::string name;  // "access"
  std::string title;
  std::string says;
  Location where;
  std::vector<std::string> only_for;    // bases; empty: all
  std::vector<std::string> except_for;  // bases
  std::string otherwise;                // why it does not apply, in one sentence
  std::optional<CivilDate> since;       // in force since this day; none: long since
};

// What a person must put on record for an attested promise, and for how long it counts.
struct Evidence {
  std::string name;
  std::string title;
  int renew_months = 12;
  Location where;
};

// ---- what is promised

enum class PromiseClass { enforced, checked, attested, stated, unverifiable };  // strongest first

// What shows a promise; the closed set of kinds is in docs/formats/charter.md.
struct Control {
  std::string kind;    // "schedule", "consent", "ask", …; all in docs/formats/charter-canonical.md
  std::string target;  // "booking.contact"
};

struct Promise {
  std::string id;    // "POR-10"
  std::string says;  // the promise in our own plain words
  std::string area;  // "retention"
  PromiseClass proof = PromiseClass::stated;
  std::vector<Control> controls;
  std::vector<int> lines;  // of the printed notice
  Location where;
};

// What the library knows beyond what is used of it; the check compares with it. No part of the bound form.
struct Reference {
  std::vector<Law> laws;
  std::vector<std::string> telephones;
};

struct Charter {
  std::string file;
  Partnership partnership;
  std::string version;  // "2026-11"
  std::string base;     // "england@2026-11"; empty where nothing is extended
  std::optional<CivilDate> updated;
  std::vector<std::string> aims;
  std::optional<Calendar> calendar;  // none: a finding, and nothing can count working days
  std::vector<Contact> contacts;
  std::vector<Agency> agencies;
  std::vector<Role> roles;
  std::vector<Purpose> purposes;
  std::vector<Consent> consents;
  std::vector<RecordKind> record_kinds;
  std::vector<CaseKind> case_kinds;
  std::vector<Rule> rules;
  std::vector<Recipient> recipients;
  std::vector<Right> rights;
  std::vector<StatutoryClock> clocks;
  std::vector<Refusal> refusals;
  std::vector<Evidence> evidence;
  std::vector<Publication> publications;
  std::vector<Link> links;
  ScheduleReference schedule;
  Storage storage;
  std::optional<Payment> payment;   // none: no place is paid for online
  std::string sources;              // from whom data comes; these three are empty where unstated
  std::string must_give;            // whether it must be given, and what follows if not
  std::string automated_decisions;  // whether a program alone decides about people
  std::string sending;              // what to mind when sending something to the partnership; empty: nothing is said
  std::vector<Promise> promises;
  bool staff_need_training = false;  // no personal data without a current training date and accepted confidentiality
  int approval_days = 14;            // within which two people decide on a proposed destruction
  int quarantine_days = 30;          // between the second approval and the destruction of what is weighty
  bool owner_approves = false;       // who asks for their agency's own back is one of the two people who approve its destruction
  int key_backup_days = 35;          // how long a backup of the keyring may live
  int backup_days = 0;               // a backup is never older; 0: unstated

  // The bound form as JSON with sorted keys: what is hashed, activated and kept. evidence/ reads this and nothing else.
  std::string canonical;
  std::string hash;        // SHA-256 of `canonical`, hex
  std::string rules_hash;  // of what the system does
  std::string text_hash;   // of what people read

  Reference reference;

  const RecordKind* record_kind(std::string_view name) const;
  const RecordKind* received_kind() const;  // by which other partnerships ask us; null: none may
  const CaseKind* case_kind(std::string_view name) const;
  const Contact* contact(std::string_view name) const;
  const Purpose* purpose(std::string_view name) const;
  const Consent* consent(std::string_view name) const;
  const Role* role(std::string_view name) const;
  const Agency* agency(std::string_view name) const;
  const StatutoryClock* clock(std::string_view name) const;
};

// What is chosen as a word of an event: "face to face" as "face-to-face".
std::string event_word(std::string_view choice);

struct Compilation {
  std::optional<Charter> charter;  // none where an error forbids binding
  std::vector<Finding> findings;   // in order of file and line
  bool has_errors() const;
};

// Reads `file` and the base it extends (beside it). Never throws for what is in the files.
Compilation compile(const std::string& file);
// The same for texts in memory: `base` is used where `text` extends something.
Compilation compile_text(std::string_view text, std::string_view base, const std::string& file);
// A charter again from its canonical form, as it was activated.
Result<Charter> from_canonical(std::string_view canonical);

}  // namespace concordat::charter
