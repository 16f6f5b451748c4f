#pragma once
// A partnership with a case in each state of each kind, a record of each kind in it, and a person in each role, known to the
// test by their marks. Rows of cases are written into the store, past the steps that lead there: what is tested is who gets in.

#include <iosfwd>
#include <string>
#include <vector>

#include "casework/test_app.h"

namespace concordat::access {

struct Person {
  std::string name;       // "support-team", "panel+agreed", "agency-0 unsigned"
  std::string role;       // of the charter
  std::string agency;     // its name in the charter; empty: the office
  std::string task;       // "appointed", "agreed"; empty: none of their own
  std::string clearance;  // "current", "never", "unsigned"
  AccountId id;
};

class Office {
 public:
  Office(casework::TestApp& test, std::ostream& out) : test_(test), app_(test.app()), out_(out) {}
  void settle();  // and says on `out` what is there, a line each
  const std::vector<Person>& people() const { return people_; }

 private:
  struct Case {
    CaseId id;
    const charter::CaseKind* kind;
  };

  void invite();
  void join(Person person);
  void open_cases(const charter::CaseKind& kind, const std::string& state, bool tasked);
  void give_tasks(const Case& one);
  void ask_whether_known(const Case& one, const charter::RecordKind& kind, const std::string& owner);
  bool fill(const Case& one, const charter::RecordKind& kind, const std::string& owner);  // false: nobody may, or it has no place yet
  void end_rapid_review(const Case& one);
  bool puts_off(const charter::Field& field) const;
  Result<RecordId> put_in(const policy::Grant& grant, const charter::RecordKind& kind, const vault::NewPart& first);
  void add_later_parts(const Case& one, const charter::RecordKind& kind, RecordId record);
  vault::NewPart content(const charter::Part& part, std::string& mark);
  std::optional<policy::Grant> grant_to_add(const policy::Subject& subject) const;
  std::vector<std::string> agencies() const;

  casework::TestApp& test_;
  const casework::App& app_;
  std::ostream& out_;
  std::vector<Person> people_;
  std::size_t marks_ = 0;
  std::size_t cases_ = 0;
};

}  // namespace concordat::access
