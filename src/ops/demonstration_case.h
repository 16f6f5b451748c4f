#pragma once
// One case of a demonstration, from its opening on.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ops/demonstration_company.h"
#include "ops/demonstration_plan.h"
#include "ops/invented.h"

namespace concordat::ops {

inline constexpr std::size_t kOneInSoManyIsAskedBack = 7;  // of what agencies supply

class CaseLife {
 public:
  CaseLife(PlannedCase plan, std::uint64_t seed, CivilDate first_day);

  const PlannedCase& plan() const { return plan_; }
  bool is_over() const { return next_ == plan_.acts.size(); }
  int next_day() const { return plan_.acts[next_].day; }
  bool opens_next() const { return next_ == 0; }
  // Does what is planned for that day, or before it. `reference` is for the opening.
  Result<void> live(Company& company, int day, const std::string& reference);
  const std::vector<std::string>& identities() const { return inventor_.identities(); }

 private:
  struct Added {
    RecordId id;
    const charter::RecordKind* kind;
    const charter::Part* part;  // with which it began
    std::size_t number;  // among its kind
    InventedPerson about;
  };

  Result<void> open(Company& company, const std::string& reference);
  std::vector<policy::Actor> openers(Company& company, const charter::CaseKind& kind) const;
  casework::Ground ground(Company& company, const charter::CaseKind& kind);
  Result<void> note_opening(Company& company, const charter::CaseKind& kind);
  Result<void> give_tasks(Company& company, const std::string& state);
  Result<void> ask_agencies(Company& company, const policy::Mandate& mandate);
  Result<void> take_step(Company& company, std::size_t index);
  Result<void> meet_guards(Company& company, const charter::Step& step);
  Result<void> let_happen(Company& company, const std::string& event);
  std::optional<std::string> decided_by_plan(const charter::RecordKind& kind, const charter::Field& field) const;
  Result<void> mark_attended(Company& company);
  bool is_too_early(Company& company, const charter::RecordKind& kind) const;
  Result<void> work(Company& company, std::size_t turns);
  Result<void> read_by_task(Company& company);
  Result<bool> read_one_as(Company& company, const policy::Actor& actor);
  Result<void> break_glass(Company& company);  // demonstration_rare.cc
  Result<void> ask_back(Company& company, const Added& added);
  Result<void> ask_neighbour(Company& company, const charter::RecordKind& kind);
  std::size_t wanted(Company& company, const charter::RecordKind& kind);
  Result<bool> add(Company& company, const charter::RecordKind& kind, std::size_t number);
  Result<bool> ask_whether_known(Company& company, const charter::RecordKind& kind, std::size_t number);  // demonstration_checks.cc
  Result<void> answer_whether_known(Company& company, const charter::RecordKind& kind, std::size_t number);
  Result<void> follow_up(Company& company, const Added& added);
  Result<void> offer_place(Company& company, const Added& added);
  void give_later_parts(Company& company, const Added& added);
  void give_later_part(Company& company, const Added& added, const charter::Part& part);
  bool may_have_findings(const std::string& state) const;
  std::ptrdiff_t place(const std::string& state) const;  // among those of its kind
  std::ptrdiff_t after_decisions() const;
  bool is_waited_for(const charter::Part& part) const;
  Result<void> withdraw(Company& company, const Added& added);
  Result<void> correct(Company& company, const Added& added);

  const InventedPerson& whom(const charter::RecordKind& kind, std::size_t number);
  vault::NewPart content(Company& company, const charter::RecordKind& kind, const charter::Part& part, const InventedPerson& about);
  const InventedFamily& family(CivilDate today);

  PlannedCase plan_;
  CivilDate first_day_;
  Inventor inventor_;
  std::size_t next_ = 0;
  CaseId id_;
  bool is_urgent_ = false;  // somebody needs it before anybody has a task in it
  bool asked_neighbour_ = false;
  bool stopped_ = false;  // a step could not be taken: it stays where it is
  std::vector<AgencyId> asked_;
  std::set<std::string> tasked_;       // in which ways tasks were given
  std::set<std::string> yet_to_read_;  // roles with a task in the case that have read nothing of it yet
  std::optional<InventedFamily> family_;
  std::optional<InventedPerson> somebody_;  // whom the record in hand is about
  std::map<std::string, std::size_t> wanted_;
  std::map<std::string, std::size_t> added_;
  std::vector<RecordId> offered_;
  std::vector<Added> unfinished_;  // actions: to be done when somebody works on the case again
};

}  // namespace concordat::ops
