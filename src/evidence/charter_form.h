#pragma once
// The canonical charter, by docs/formats/charter-canonical.md: of it, what attestation judges by.

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace concordat::evidence {

struct Keep {
  bool unstated = false;
  std::string from;
  bool to_financial_year_end = false;
  int months = 0;  // years included
  int days = 0;
  bool weighty = false;
  bool certificate = false;
  bool keep_counts = false;
};

struct Part {
  std::string name;
  std::string title;
  std::map<std::string, std::string> must_have;  // fields that are not left empty, with their labels
  std::vector<std::string> ask;
  std::string consent;
  Keep keep;
};

struct Kind {
  std::string name;
  std::string title;
  std::string case_kind;
  std::string purpose;
  std::string owner;
  std::vector<std::string> derived_from;
  std::string survives_by;
  std::vector<Part> parts;
  std::vector<std::string> asks_about = {};  // of an involvement check: the kinds of record of the people it asks about
  std::string messages_to = {};    // the recipient as which other partnerships are asked by it
  std::string messages_from = {};  // the recipient as which they ask us by it, and are answered
  std::vector<std::string> ended_destroys = {};  // of a booking: the parts that go at once when it is declined or cancelled

  const Part* part(std::string_view wanted) const;
  bool is_check() const { return !asks_about.empty() || !messages_from.empty(); }
  std::string words() const { return "“" + title + "”"; }
  std::string words(const Part& part) const;  // "“Booking: contact details”"
};

struct Who {
  std::string kind;
  std::string role;
};

struct Rule {
  std::vector<Who> who;
  std::vector<std::string> may;
  std::vector<std::string> on;
  std::vector<std::string> parts;
  std::vector<std::string> when;
};

struct Step {
  std::string to;
  std::string from;
  std::string event;
  std::vector<std::string> who;  // roles
  bool by_subject = false;
  std::vector<std::string> guards;
  std::vector<std::pair<std::string, std::string>> effects;  // which, on which kind of record
};

struct CaseKind {
  std::string title;
  std::vector<std::string> states;
  std::vector<std::string> criteria;
  std::string notification;       // the record put in with the opening, and its part that says why no criterion is met
  std::string without_criterion;
  int confirm_days = 0;
  std::vector<Step> steps;

  const Step* step(std::string_view from, std::string_view to) const;
};

struct Purpose {
  std::string title;
  std::string run_by;  // who runs it elsewhere
  std::string kind;    // that a refusal can rule out
};

struct Consent {
  std::string wording;
  std::vector<std::string> withdrawal_destroys;
};

struct Evidence {
  std::string title;
  int renew_months = 0;
};

struct Publication {
  std::string title;
  std::string record;
  std::vector<std::string> copies;  // recipients
  std::string sent;                 // the event NAME of which NAME:RECIPIENT says that a copy was sent
};

struct Link {
  std::string title;
  std::string address;
};

struct Opening {
  std::vector<std::string> days;  // "monday"
  int from = 0;                   // minutes since midnight in London
  int to = 0;
};

struct Line {
  std::string title;
  std::string telephone;
  std::string hours;          // in words
  std::vector<Opening> open;  // as data; none: answered whenever no other line is
};

struct Promise {
  std::string id;
  std::string says;
  std::string area;
  std::string proof;
  std::vector<std::pair<std::string, std::string>> controls;  // kind, target
};

struct Charter {
  std::map<std::string, std::string, std::less<>> agencies;    // name → title
  std::map<std::string, bool, std::less<>> role_of_agency;     // role → held by people of an agency
  std::map<std::string, std::string, std::less<>> role_titles;
  std::map<std::string, Purpose, std::less<>> purposes;
  std::map<std::string, Consent, std::less<>> consents;
  std::vector<Kind> kinds;
  std::map<std::string, CaseKind, std::less<>> cases;
  std::vector<Rule> rules;
  std::map<std::string, std::string, std::less<>> recipients;  // name → title
  std::map<std::string, Publication, std::less<>> publications;
  std::map<std::string, Link, std::less<>> links;
  std::map<std::string, Line, std::less<>> lines;              // contacts, by name
  std::map<std::string, std::string, std::less<>> refusals;    // name → title
  std::string transfers;                                       // what leaves the country, in a sentence
  std::map<std::string, Evidence, std::less<>> evidence;
  std::map<std::string, std::string, std::less<>> notice;      // what a notice control names → what the notice says of it
  std::string purposes_without_basis;                          // titles
  std::vector<Promise> promises;
  bool staff_need_training = false;
  int approval_days = 0;
  int quarantine_days = 0;
  bool owner_approves = false;
  int backup_days = 0;  // 0: unstated
  int key_backup_days = 0;

  const Kind* kind(std::string_view wanted) const;
};

Result<Charter> read_charter(const std::string& canonical);

}  // namespace concordat::evidence
