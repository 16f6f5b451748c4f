// Every cell of who may do what, for each charter, held against tests/oracle/policy_oracle.py, which derives the same table
// from the raw TOML, and that against cells written by hand from the notices. Then each rule, each condition, each person
// of a rule is taken out in turn: the table must differ, or the check that was taken out checks nothing. How that is kept
// quick stands at Matrix::is_needed.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "charter/test_partnerships.h"
#include "policy/tasks.h"

namespace concordat::policy {
namespace {

using charter::Act;
using charter::Charter;

using Table = std::map<std::string, std::string>;  // cell → "allow" or "deny"

const CivilDate kToday = *CivilDate::from(2026, 11, 22);
const Instant kNow{london_midnight(kToday).microseconds + kMicrosecondsPerDay / 2};
const Instant kBefore{kNow.microseconds - 1};
const Instant kAfter{kNow.microseconds + 1};
constexpr std::array<std::pair<Act, const char*>, 4> kActs = {
    {{Act::add, "add"}, {Act::read, "read"}, {Act::correct, "correct"}, {Act::recall, "recall"}}};

struct Someone {
  std::string name;  // as the oracle names them
  std::string clearance;
  Actor actor;
  bool asked = true;
  std::vector<store::AppointmentRow> appointments = {};
  std::vector<store::EmergencyRow> emergencies = {};
};

// How far the use of the record has been stopped, and on what ground it is asked for all the same.
struct Use {
  std::string name;
  std::vector<std::string> rights;
  std::optional<Exemption> exemption = std::nullopt;
};

std::vector<Use> uses() {
  std::vector<Use> all = {{"free", {}}, {"restricted", {"restriction"}}, {"objected", {"objection"}}, {"recalled", {"recall"}}};
  for (const char* ground : {"consent", "legal-claims", "rights-of-another", "public-interest"}) {
    const Exemption exemption{*exemption_from(ground), "A court asks."};
    all.push_back({std::string("restricted+") + ground, {"restriction"}, exemption});
    all.push_back({std::string("objected+") + ground, {"objection"}, exemption});
    all.push_back({std::string("recalled+") + ground, {"recall"}, exemption});
  }
  all.push_back({"restricted+no-reason", {"restriction"}, Exemption{ExemptionKind::legal_claims, ""}});
  all.push_back({"both+legal-claims", {"restriction", "objection"}, Exemption{ExemptionKind::legal_claims, "A court asks."}});
  return all;
}

RecordId record_id(char digit) { return *RecordId::parse(std::string(31, '0') + digit); }

const CaseId kCase = *CaseId::parse(std::string(31, '0') + '5');

AccountId account_id(char digit) { return *AccountId::parse(std::string(31, '0') + digit); }

// What each clearance means is the account's; whether it is enough is asked of policy.
Actor cleared(const Charter& charter, const std::string& clearance, AgencyId agency, std::set<std::string> roles,
              const std::vector<store::RoleGrantRow>& lent = {}) {
  parties::Account account;
  account.id = account_id('9');
  account.agency = agency;
  account.roles = std::move(roles);
  if (clearance != "never") account.trained = clearance == "lapsed" ? kToday.plus_months(-12).plus_days(-1) : kToday.plus_months(-12);
  if (clearance != "unsigned") account.confidentiality = london_midnight(kToday);
  return person(account, charter, kToday, deputyships(lent, kNow));
}

store::AppointmentRow appointment(const std::string& role, const char* how, Instant begins = kBefore,
                                  std::optional<Instant> ends = kAfter) {
  store::AppointmentRow row{{}, {}, account_id('9'), role, how, begins, ends, {}, std::nullopt, std::nullopt};
  if (row.how == "group") row.account = {};
  return row;
}

store::AppointmentRow ended(store::AppointmentRow row) {
  row.ended = kNow;
  return row;
}

store::AppointmentRow agreed(store::AppointmentRow row, Instant at) {
  row.agreed = at;
  return row;
}

store::EmergencyRow emergency(char account, Instant opened, Instant closes) {
  return {*EmergencyId::parse(std::string(31, '0') + "7"), {}, account_id(account), opened, closes, {}, {}, std::nullopt, {}, ""};
}

std::vector<Someone> by_task(const std::string& role, const std::string& clearance, const Actor& actor) {
  const std::string name = "role:" + role;
  store::AppointmentRow anothers = appointment(role, "by-name");
  anothers.account = account_id('8');
  return {{name + "+appointed", clearance, actor, true, {appointment(role, "by-name")}},
          {name + "+appointed-as-another", clearance, actor, true,
           {appointment("another", "by-name"), appointment("another", "group")}},
          {name + "+another-appointed", clearance, actor, true, {anothers}},
          {name + "+appointment-over", clearance, actor, true, {appointment(role, "by-name", kBefore, kNow)}},
          {name + "+appointment-ended", clearance, actor, true, {ended(appointment(role, "by-name"))}},
          {name + "+appointment-to-come", clearance, actor, true, {appointment(role, "by-name", kAfter, std::nullopt)}},
          {name + "+tasked", clearance, actor, true, {appointment(role, "group")}},
          {name + "+task-ended", clearance, actor, true, {ended(appointment(role, "group"))}},
          {name + "+agreed", clearance, actor, true, {agreed(appointment(role, "involved"), kBefore)}},
          {name + "+agreed-as-another", clearance, actor, true, {agreed(appointment("another", "involved"), kBefore)}},
          {name + "+involved", clearance, actor, true, {appointment(role, "involved")}}};
}

// A role of the office, lent to somebody who holds none: now, no more, and as it was proposed only.
std::vector<Someone> by_loan(const Charter& charter, const std::string& role, const std::string& clearance) {
  const auto lent = [&](std::optional<Instant> approved, Instant ends) {
    const store::RoleGrantRow row{{}, account_id('9'), role, account_id('8'), kBefore, ends, {}, {}, approved, std::nullopt};
    return cleared(charter, clearance, AgencyId{}, {}, {row});
  };
  const std::string name = "role:" + role;
  return {{name + "+deputy", clearance, lent(kBefore, kAfter)},
          {name + "+deputy-over", clearance, lent(kBefore, kNow)},
          {name + "+deputy-proposed", clearance, lent(std::nullopt, kAfter)}};
}

std::vector<Someone> in_emergency(const std::string& name, const std::string& clearance, const Actor& actor) {
  return {{name + "+emergency", clearance, actor, true, {}, {emergency('9', kBefore, kAfter)}},
          {name + "+emergency-over", clearance, actor, true, {}, {emergency('9', kBefore, kNow)}},
          {name + "+emergency-of-another", clearance, actor, true, {}, {emergency('8', kBefore, kAfter)}}};
}

void append(std::vector<Someone>& all, std::vector<Someone> more) { std::ranges::move(more, std::back_inserter(all)); }

std::set<std::string> agency_roles(const Charter& charter) {
  std::set<std::string> names;
  for (const charter::Role& role : charter.roles)
    if (role.of_agency) names.insert(role.name);
  return names;
}

std::vector<Someone> everybody(const Charter& charter) {
  std::vector<Someone> all = {{"public", "-", the_public()},
                              {"subject:own", "-", subject_of(record_id('1'))},
                              {"subject:other", "-", subject_of(record_id('2'))},
                              {"delegate:here", "-", delegate_of(record_id('2'), kCase)},
                              {"delegate:elsewhere", "-", delegate_of(record_id('2'), *CaseId::parse(std::string(32, '9')))}};
  for (const char* clearance : {"current", "never", "lapsed", "unsigned"}) {
    for (const charter::Role& role : charter.roles)
      if (!role.of_agency) {
        const Actor actor = cleared(charter, clearance, AgencyId{}, {role.name});
        all.push_back({"role:" + role.name, clearance, actor});
        append(all, in_emergency("role:" + role.name, clearance, actor));
        if (std::string_view(clearance) == "current")
          append(all, role.task_only ? by_task(role.name, clearance, actor) : by_loan(charter, role.name, clearance));
      }
    if (charter.agencies.size() < 2) continue;
    const Actor owner = cleared(charter, clearance, parties::agency_id(charter.agencies[0].name), agency_roles(charter));
    const Actor other = cleared(charter, clearance, parties::agency_id(charter.agencies[1].name), agency_roles(charter));
    all.push_back({"contact:owner", clearance, owner});
    all.push_back({"contact:owner-unasked", clearance, owner, false});
    all.push_back({"contact:other", clearance, other});
    append(all, in_emergency("contact:owner", clearance, owner));
  }
  const auto link = [&](std::size_t agency, CaseId to) { return contact_of(parties::agency_id(charter.agencies.at(agency).name), to); };
  if (charter.agencies.size() > 1)
    append(all, {{"link:owner", "-", link(0, kCase)},
                 {"link:owner-elsewhere", "-", link(0, *CaseId::parse(std::string(31, '0') + '6'))},
                 {"link:other", "-", link(1, kCase)}});
  return all;
}

struct Cell {
  const Someone& one;
  const char* act;
  const charter::RecordKind& kind;
  const charter::Part& part;
  const std::string& state;
  const Use& use;

  std::string name(const std::string& charter) const {
    return charter + "\t" + one.name + "\t" + act + "\t" + kind.name + "\t" + part.name + "\t" + state + "\t" + one.clearance +
           "\t" + use.name;
  }
};

Subject subject_for(const Charter& charter, const charter::RecordKind& kind) {
  Subject subject;
  subject.case_id = kCase;
  subject.case_kind = kind.case_kind;
  subject.record = record_id('1');
  subject.record_kind = kind.name;
  if (kind.owner == charter::Owner::supplier) subject.owner = parties::agency_id(charter.agencies.at(0).name);
  return subject;
}

void put_to_work(const Charter& charter, const Someone& one, Subject& subject) {
  subject.asked.clear();
  subject.tasks.clear();
  subject.emergencies.clear();
  add_tasks(one.appointments, kNow, subject);
  add_emergencies(one.emergencies, kNow, subject);
  for (const charter::Agency& agency : charter.agencies)
    if (one.asked) subject.asked.insert(parties::agency_id(agency.name));
}

void stop(const Use& use, Subject& subject) {
  subject.restricted = subject.objected = subject.recalled = false;
  std::vector<store::RestrictionRow> rows;
  for (const std::string& right : use.rights) rows.push_back({{}, {}, right, "", kBefore, {}, std::nullopt, std::nullopt, {}});
  add_restrictions(rows, subject);
}

// A stopped use is asked of people without a task, cleared, in the first state: it depends on none of these.
bool is_asked(const Use& use, const Someone& one, bool first_state) {
  if (use.rights.empty()) return true;
  const bool plain = !one.name.contains('+') || one.name.ends_with("+emergency");
  return first_state && plain && (one.clearance == "current" || one.clearance == "-");
}

// Each cell of one kind of record with its decision, always in the same order, until `visit` says false.
template <class Visit>
bool each_cell(const Charter& charter, const charter::RecordKind& kind, const std::vector<Someone>& people, Visit visit) {
  const Gate gate(charter, [](std::string_view) -> const Charter* { return nullptr; });
  static const std::vector<Use> all_uses = uses();
  const auto& states = charter.case_kind(kind.case_kind)->states;
  Subject subject = subject_for(charter, kind);
  for (const Someone& one : people) {
    put_to_work(charter, one, subject);
    for (const charter::Part& part : kind.parts) {
      subject.part = part.name;
      for (const std::string& state : states) {
        subject.case_state = state;
        for (const Use& use : all_uses) {
          if (!is_asked(use, one, state == states.front())) continue;
          stop(use, subject);
          for (const auto& [act, word] : kActs) {
            const bool allowed = gate.decide(one.actor, act, kind.purpose, subject, use.exemption).ok();
            if (!visit(Cell{one, word, kind, part, state, use}, allowed)) return false;
          }
        }
      }
    }
  }
  return true;
}

Table table_of(const Charter& charter, const std::string& name) {
  Table table;
  const auto people = everybody(charter);
  for (const charter::RecordKind& kind : charter.record_kinds) {
    each_cell(charter, kind, people, [&](const Cell& cell, bool allowed) {
      table[cell.name(name)] = allowed ? "allow" : "deny";
      return true;
    });
  }
  return table;
}

// The oracle holds its own table against the cells written from the notices.
Table table_of_oracle(const std::string& file) {
  Table table;
  FILE* const pipe = ::popen(("python3 tests/oracle/policy_oracle.py " + file + " tests/oracle/cells.tsv").c_str(), "r");
  if (!pipe) return table;
  std::string out;
  std::array<char, 4096> buffer;
  for (std::size_t read = 0; (read = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), read);
  EXPECT_EQ(::pclose(pipe), 0) << "the oracle of " << file << " differs from tests/oracle/cells.tsv, as it says above, or could not be run";
  for (std::string_view rest = out; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t tab = line.rfind('\t');
    table.emplace(line.substr(0, tab), line.substr(tab + 1));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return table;
}

std::string place(const charter::Rule& rule) { return "of the rule at line " + std::to_string(rule.where.line); }

class Matrix : public testing::TestWithParam<std::string> {
 protected:
  std::string file() const { return GetParam(); }
  std::string name() const { return std::filesystem::path(file()).stem(); }

  // Whether `mutant` decides anything about these kinds otherwise; asked only until one cell differs.
  bool differs(const Charter& mutant, const std::vector<std::string>& kinds) {
    return std::ranges::any_of(kinds, [&](const std::string& name) {
      const std::vector<bool>& before = decisions(name);
      std::size_t next = 0;
      return !each_cell(mutant, *mutant.record_kind(name), people_,
                        [&](const Cell&, bool allowed) { return before.at(next++) == allowed; });
    });
  }

  // For `mutant`, which differs in one rule. Only the kinds that the rule speaks of are asked: it allows nothing on others. So each
  // mutant of each charter is judged, and five charters take no longer than one took when whole tables were compared.
  void is_needed(const Charter& mutant, const charter::Rule& rule, const std::string& what) {
    ++mutants_;
    EXPECT_TRUE(differs(mutant, rule.on)) << "nothing changes without " << what << " " << place(rule);
  }

  const std::vector<bool>& decisions(const std::string& kind) {
    std::vector<bool>& all = decisions_[kind];
    if (all.empty()) {
      each_cell(whole_, *whole_.record_kind(kind), people_, [&](const Cell&, bool allowed) {
        all.push_back(allowed);
        return true;
      });
    }
    return all;
  }

  // Takes each item of one list of each rule out in turn; an emptied list of parts means all of them.
  template <class Item>
  void each_is_needed(std::vector<Item> charter::Rule::*list, const std::string& what) {
    Charter mutant = whole_;
    for (std::size_t rule = 0; rule < whole_.rules.size(); ++rule) {
      const charter::Rule& given = whole_.rules[rule];
      for (std::size_t item = 0; item < (given.*list).size(); ++item) {
        auto& items = mutant.rules[rule].*list;
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(item));
        is_needed(mutant, given, what);
        mutant.rules[rule] = given;
      }
    }
  }

  const Charter& whole_ = charter::charter_in(file());
  const std::vector<Someone> people_ = everybody(whole_);
  int mutants_ = 0;

 private:
  std::map<std::string, std::vector<bool>> decisions_;
};

TEST_P(Matrix, AgreesWithTheOracleInEveryCell_STK_15) {
  const Table oracle = table_of_oracle(file());
  const Table whole = table_of(whole_, name());
  ASSERT_GT(oracle.size(), 500u);
  for (const auto& [cell, decision] : oracle) {
    const auto ours = whole.find(cell);
    if (ours == whole.end()) ADD_FAILURE() << "only the oracle has the cell " << cell;
    else EXPECT_EQ(ours->second, decision) << cell;
  }
  for (const auto& [cell, decision] : whole) EXPECT_TRUE(oracle.contains(cell)) << "the oracle has no cell " << cell;
}

TEST_P(Matrix, EveryRuleIsNeeded) {
  for (std::size_t rule = 0; rule < whole_.rules.size(); ++rule) {
    Charter mutant = whole_;
    mutant.rules.erase(mutant.rules.begin() + static_cast<std::ptrdiff_t>(rule));
    is_needed(mutant, whole_.rules[rule], "the whole");
  }
  EXPECT_GT(mutants_, 0);
}

TEST_P(Matrix, EveryPersonActKindPartAndConditionOfARuleIsNeeded) {
  each_is_needed(&charter::Rule::who, "someone");
  each_is_needed(&charter::Rule::may, "an act");
  each_is_needed(&charter::Rule::on, "a kind");
  each_is_needed(&charter::Rule::parts, "a part");
  each_is_needed(&charter::Rule::when, "a condition");
  EXPECT_GT(mutants_, 20);
}

TEST_P(Matrix, TrainingIsNeededWhereTheCharterAsksForIt_STK_05) {
  if (!whole_.staff_need_training) return;
  Charter mutant = whole_;
  mutant.staff_need_training = false;
  std::vector<std::string> kinds;
  for (const charter::RecordKind& kind : whole_.record_kinds) kinds.push_back(kind.name);
  EXPECT_TRUE(differs(mutant, kinds));
}

// Those of charters/, and an invented one with other rules.
std::vector<std::string> files() {
  std::vector<std::string> all = {"tests/charter/sixth/saltmarsh.toml"};
  for (const std::string& name : charter::partnerships()) all.push_back("charters/" + name + ".toml");
  if (std::getenv("CONCORDAT_SAMPLE") != nullptr) all.resize(1);  // a sanitizer sees the same code for each
  return all;
}

INSTANTIATE_TEST_SUITE_P(Charters, Matrix, testing::ValuesIn(files()),
                         [](const auto& tested) { return charter::as_test_name(std::filesystem::path(tested.param).stem()); });

}  // namespace
}  // namespace concordat::policy
