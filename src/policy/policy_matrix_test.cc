// Every cell of who may do what, for each charter, held against tests/oracle/policy_oracle.py, which derives the same table
// from the raw TOML, and that against cells written by hand from the notices. Then each rule, each condition, each person
// of a rule is taken out in turn: the table must differ, or the check that was taken out checks nothing.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>

#include "policy/policy.h"

namespace concordat::policy {
namespace {

using charter::Act;
using charter::Charter;

using Table = std::map<std::string, std::string>;  // cell → "allow" or "deny"

const CivilDate kToday = *CivilDate::from(2026, 11, 22);
constexpr std::array<std::pair<Act, const char*>, 3> kActs = {{{Act::add, "add"}, {Act::read, "read"}, {Act::correct, "correct"}}};

struct Someone {
  std::string name;  // as the oracle names them
  std::string clearance;
  Actor actor;
  bool asked = true;
  bool appointed = false;
  bool contributing = false;
};

RecordId record_id(char digit) { return *RecordId::parse(std::string(31, '0') + digit); }

// What each clearance means is the account's; whether it is enough is asked of parties.
Actor cleared(const Charter& charter, const std::string& clearance, AgencyId agency, std::set<std::string> roles) {
  parties::Account account;
  account.id = *AccountId::parse(std::string(31, '0') + "9");
  account.agency = agency;
  account.roles = std::move(roles);
  if (clearance != "never") account.trained = clearance == "lapsed" ? kToday.plus_months(-12).plus_days(-1) : kToday.plus_months(-12);
  if (clearance != "unsigned") account.confidentiality = london_midnight(kToday);
  return person(account, charter, kToday);
}

std::set<std::string> agency_roles(const Charter& charter) {
  std::set<std::string> names;
  for (const charter::Role& role : charter.roles)
    if (role.of_agency) names.insert(role.name);
  return names;
}

std::vector<Someone> everybody(const Charter& charter) {
  std::vector<Someone> all = {{"public", "-", the_public()},
                              {"subject:own", "-", subject_of(record_id('1'))},
                              {"subject:other", "-", subject_of(record_id('2'))}};
  for (const char* clearance : {"current", "never", "lapsed", "unsigned"}) {
    for (const charter::Role& role : charter.roles)
      if (!role.of_agency) {
        const Actor actor = cleared(charter, clearance, AgencyId{}, {role.name});
        all.push_back({"role:" + role.name, clearance, actor});
        if (!role.task_only) continue;
        all.push_back({"role:" + role.name + "+appointed", clearance, actor, true, true});
        all.push_back({"role:" + role.name + "+agreed", clearance, actor, true, false, true});
      }
    if (charter.agencies.size() < 2) continue;
    const Actor owner = cleared(charter, clearance, parties::agency_id(charter.agencies[0].name), agency_roles(charter));
    const Actor other = cleared(charter, clearance, parties::agency_id(charter.agencies[1].name), agency_roles(charter));
    all.push_back({"contact:owner", clearance, owner});
    all.push_back({"contact:owner-unasked", clearance, owner, false});
    all.push_back({"contact:other", clearance, other});
  }
  return all;
}

Table table_of(const Charter& charter, const std::string& name) {
  Table table;
  const Gate gate(charter, [](std::string_view) -> const Charter* { return nullptr; });
  const auto people = everybody(charter);
  for (const charter::RecordKind& kind : charter.record_kinds) {
    Subject subject;
    subject.case_kind = kind.case_kind;
    subject.record = record_id('1');
    subject.record_kind = kind.name;
    if (kind.owner == charter::Owner::supplier) subject.owner = parties::agency_id(charter.agencies.at(0).name);
    for (const charter::Part& part : kind.parts) {
      subject.part = part.name;
      for (const std::string& state : charter.case_kind(kind.case_kind)->states) {
        subject.case_state = state;
        for (const auto& [act, word] : kActs) {
          for (const Someone& one : people) {
            subject.asked.clear();
            subject.appointed.clear();
            subject.contributing.clear();
            if (one.appointed) subject.appointed.insert(one.actor.account);
            if (one.contributing) subject.contributing.insert(one.actor.account);
            for (const charter::Agency& agency : charter.agencies)
              if (one.asked) subject.asked.insert(parties::agency_id(agency.name));
            const std::string cell =
                name + "\t" + one.name + "\t" + word + "\t" + kind.name + "\t" + part.name + "\t" + state + "\t" + one.clearance;
            table[cell] = gate.decide(one.actor, act, kind.purpose, subject) ? "allow" : "deny";
          }
        }
      }
    }
  }
  return table;
}

struct Answer {
  std::string out;
  int code = -1;
};

Answer run_oracle(const std::string& arguments) {
  Answer answer;
  FILE* const pipe = ::popen(("python3 tests/oracle/policy_oracle.py " + arguments).c_str(), "r");
  if (!pipe) return answer;
  std::array<char, 4096> buffer;
  for (std::size_t read = 0; (read = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) answer.out.append(buffer.data(), read);
  answer.code = ::pclose(pipe);
  return answer;
}

Table table_of_oracle(const std::string& file) {
  const Answer answer = run_oracle(file);
  EXPECT_EQ(answer.code, 0) << "the oracle could not be run on " << file;
  Table table;
  for (std::string_view rest = answer.out; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t tab = line.rfind('\t');
    table.emplace(line.substr(0, tab), line.substr(tab + 1));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return table;
}

std::string place(const charter::Rule& rule) { return "of the rule at line " + std::to_string(rule.where.line); }

class Matrix : public testing::TestWithParam<const char*> {
 protected:
  std::string file() const { return GetParam(); }
  std::string name() const { return std::filesystem::path(file()).stem(); }
  Charter bound() const { return *charter::compile(file()).charter; }

  void differs(const Charter& mutant, const std::string& what) {
    EXPECT_NE(table_of(mutant, name()), whole_) << "nothing changes without " << what;
    ++mutants_;
  }

  const Table whole_ = table_of(bound(), name());
  int mutants_ = 0;
};

TEST_P(Matrix, AgreesWithTheOracleInEveryCell_STK_15) {
  const Table oracle = table_of_oracle(file());
  ASSERT_GT(oracle.size(), 500u);
  for (const auto& [cell, decision] : oracle) {
    const auto ours = whole_.find(cell);
    if (ours == whole_.end()) ADD_FAILURE() << "only the oracle has the cell " << cell;
    else EXPECT_EQ(ours->second, decision) << cell;
  }
  for (const auto& [cell, decision] : whole_) EXPECT_TRUE(oracle.contains(cell)) << "the oracle has no cell " << cell;
}

TEST_P(Matrix, EveryRuleIsNeeded) {
  const Charter whole = bound();
  for (std::size_t rule = 0; rule < whole.rules.size(); ++rule) {
    Charter mutant = whole;
    mutant.rules.erase(mutant.rules.begin() + static_cast<std::ptrdiff_t>(rule));
    differs(mutant, "the whole " + place(whole.rules[rule]));
  }
  EXPECT_GT(mutants_, 0);
}

// Takes each item of one list of each rule out in turn; an emptied list of parts means all of them.
template <class Item>
std::vector<std::pair<Charter, std::string>> each_without(const Charter& whole, std::vector<Item> charter::Rule::*list) {
  std::vector<std::pair<Charter, std::string>> mutants;
  for (std::size_t rule = 0; rule < whole.rules.size(); ++rule) {
    for (std::size_t item = 0; item < (whole.rules[rule].*list).size(); ++item) {
      mutants.emplace_back(whole, place(whole.rules[rule]));
      auto& items = mutants.back().first.rules[rule].*list;
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(item));
    }
  }
  return mutants;
}

TEST_P(Matrix, EveryPersonActKindPartAndConditionOfARuleIsNeeded) {
  const Charter whole = bound();
  for (const auto& [mutant, where] : each_without(whole, &charter::Rule::who)) differs(mutant, "someone " + where);
  for (const auto& [mutant, where] : each_without(whole, &charter::Rule::may)) differs(mutant, "an act " + where);
  for (const auto& [mutant, where] : each_without(whole, &charter::Rule::on)) differs(mutant, "a kind " + where);
  for (const auto& [mutant, where] : each_without(whole, &charter::Rule::parts)) differs(mutant, "a part " + where);
  for (const auto& [mutant, where] : each_without(whole, &charter::Rule::when)) differs(mutant, "a condition " + where);
  EXPECT_GT(mutants_, 20);
}

INSTANTIATE_TEST_SUITE_P(Charters, Matrix, testing::Values("charters/portsmouth.toml", "charters/stockport.toml", "charters/somerset.toml",
                                         "tests/charter/sixth/saltmarsh.toml"),
                         [](const auto& tested) { return std::filesystem::path(tested.param).stem().string(); });

TEST(MatrixCells, TheOracleAgreesWithTheCellsWrittenFromTheNotices) {
  const Answer answer =
      run_oracle("--cells tests/oracle/cells.tsv charters/portsmouth.toml charters/stockport.toml charters/somerset.toml");
  EXPECT_EQ(answer.code, 0) << answer.out;
}

TEST(MatrixCells, TrainingIsNeededWhereTheCharterAsksForIt_STK_05) {
  const Charter whole = *charter::compile("charters/stockport.toml").charter;
  Charter mutant = whole;
  mutant.staff_need_training = false;
  EXPECT_NE(table_of(mutant, "stockport"), table_of(whole, "stockport"));
}

}  // namespace
}  // namespace concordat::policy
