#pragma once
// Of the bound form of a charter (charter/charter.h, which is to be included): who does something, and why.

#include <algorithm>
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "base/civil_date.h"

namespace concordat::charter {

// ---- where something was written, and what is wrong with it

struct Location {
  std::string file;
  int line = 0;  // from 1; 0 where the whole file is meant
  auto operator<=>(const Location&) const = default;
};

enum class Severity { error, warning };

struct Finding {
  Severity severity = Severity::error;
  std::string rule;  // a stable word: "unknown-key", "retention-unstated", …
  Location where;
  std::string message;
  std::string remedy;
};

// What a notice prints and what the system works with may differ: a postcode with the letter O for a zero.
struct Printed {
  std::string printed;
  std::string operates;
};

// ---- who

enum class Weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

// A telephone is answered on these days from one time to the other, bank holidays excepted; minutes since midnight.
struct Opening {
  std::vector<Weekday> days;
  int from = 0;
  int to = 0;
};

struct Contact {
  std::string name;  // "requests", "complaints", "officer", "regulator", "concern-…" for who is worried about a child
  std::string title;
  std::string post;  // the post that answers, where the notice names one
  std::vector<Printed> address;
  std::optional<Printed> telephone;
  std::optional<Printed> email;
  std::optional<std::string> website;
  std::string hours;          // when the telephone is answered, where the notice says so only in words
  std::vector<Opening> open;  // the same as data; a line for concerns without it answers whenever no other does
  bool in_writing = false;  // the notice says that a request must be written, which the law does not
  Location where;

  bool is_for_concerns() const { return name.starts_with("concern"); }
  bool is_concern_line() const { return is_for_concerns() && telephone; }
};

struct Partnership {
  std::string name;
  std::string abbreviation;
  std::string area;
  std::string colour;      // "#003078"; must keep a contrast of 4.5 with white
  std::string controller;  // empty: unstated
  std::string registration;  // the controller's number with the regulator; may be empty
  Location where;
};

struct Agency {
  std::string name;   // "health-trust"
  std::string title;  // "Hospital and community health trust"
  std::string kind;   // "council", "health", "police", "school", "other"
};

enum class Capability {
  open_case,
  offer_place,
  record_attendance,
  propose_destruction,
  approve_destruction,
  hold,
  manage_accounts,
  see_ledger,
  appoint,           // people to a case, and committees
  restrict_use,      // UK GDPR, Articles 18 and 21
  review_emergency,  // whether a break-glass was justified
};

struct Role {
  std::string name;   // "support-team"
  std::string title;  // "Support team"
  bool of_agency = false;  // held by people of a partner agency rather than of the partnership's office
  bool task_only = false;  // sees a case only while appointed to it, or as one who agreed to contribute
  std::vector<Capability> may;
  Location where;
  bool holds(Capability capability) const { return std::find(may.begin(), may.end(), capability) != may.end(); }
};

// ---- why

struct Law {  // "act:children-2004", "guidance:working-together-2018"
  std::string code;
  std::string title;
  std::string superseded_by;  // what replaced it; empty while it stands
  std::string doubtful;       // what is wrong with citing it though it stands; empty where nothing is
  std::string printed;        // how the notice cites it, where that differs
  Location where;             // of the citation
  // For the check alone, so no part of the bound form: a later table of laws must not change what was activated.
  std::optional<CivilDate> in_force;        // the first day; none: long since
  std::optional<CivilDate> until;           // the last day; none: in force
  std::vector<std::string> condition_for;   // the bases whose `needs_condition` it meets
  bool is_known = true;                     // false: no law of the table is meant by what is printed
};

struct Basis {  // "ukgdpr:6.1.a"
  std::string code;
  std::string title;  // "consent", "public task", …
  std::string needs_condition;  // which provision asks for one beside it; for the check alone, as above
  bool is_consent() const { return code == "ukgdpr:6.1.a" || code == "ukgdpr:9.2.a"; }
};

struct Purpose {
  std::string name;
  std::string title;
  std::string says;  // one plain sentence for the notice
  std::vector<Basis> bases;
  std::vector<Law> laws;
  std::vector<std::string> served_by;  // pages or reports of the system: "courses"
  std::string run_by;                  // who runs the function elsewhere; empty: it is run here
  std::string kind;                    // "marketing", …: of a kind that a [refusal] may rule out; mostly empty
  Location where;
};

struct Consent {
  std::string name;
  std::string wording;  // id of the wording, recorded with every consent given
  std::string text;     // the words shown
  std::vector<Basis> bases;
  std::vector<std::string> withdrawal_destroys;  // "booking.needs"
  Location where;
};

}  // namespace concordat::charter
