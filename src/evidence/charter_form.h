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
  std::vector<Part> parts;

  const Part* part(std::string_view wanted) const;
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
  std::vector<std::string> guards;
  std::vector<std::pair<std::string, std::string>> effects;  // which, on which kind of record
};

struct CaseKind {
  std::string title;
  std::vector<std::string> states;
  std::vector<Step> steps;
};

struct Consent {
  std::string wording;
  std::vector<std::string> withdrawal_destroys;
};

struct Evidence {
  std::string title;
  int renew_months = 0;
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
  std::map<std::string, Consent, std::less<>> consents;
  std::vector<Kind> kinds;
  std::map<std::string, CaseKind, std::less<>> cases;
  std::vector<Rule> rules;
  std::map<std::string, Evidence, std::less<>> evidence;
  std::map<std::string, std::string, std::less<>> notice;      // what a notice control names → what the notice says of it
  std::vector<Promise> promises;
  bool staff_need_training = false;
  int approval_days = 0;
  int quarantine_days = 0;
  int backup_days = 0;  // 0: unstated
  int key_backup_days = 0;

  const Kind* kind(std::string_view wanted) const;
};

Result<Charter> read_charter(const std::string& canonical);

}  // namespace concordat::evidence
