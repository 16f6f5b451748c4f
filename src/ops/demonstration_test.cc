// A demonstration of any charter holds something of everything that the charter declares, or says why not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "charter/outputs.h"
#include "charter/sentences.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/demonstration_plan.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;

const Instant kDay = london_midnight(CivilDate::from(2026, 11, 22).value());
constexpr int kFewDays = 60;

class Demonstrations : public testing::TestWithParam<const char*> {
 protected:
  ~Demonstrations() override { clear(directory_); }
  static void clear(const std::string& directory) {
    for (const char* tail : {"", ".key", ".sign-ins.json", ".people", ".backups", ".backups-of-keys"})
      std::filesystem::remove_all(directory + tail);
  }
  std::string make(const std::string& directory, const std::string& charter, std::uint64_t seed = 1, int days = kFewDays) {
    std::ostringstream said;
    const auto made = make_demonstration({directory, charter, directory + ".people", seed, 1, days, kDay}, said);
    EXPECT_TRUE(made) << made.error().message;
    return said.str();
  }
  static std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string directory_ = testing::TempDir() + "concordat-demonstration-" + crypto::new_id<RecordId>().text();
};

bool somebody_opens(const charter::Charter& charter) {
  return std::ranges::any_of(charter.roles, [](const charter::Role& role) { return role.holds(charter::Capability::open_case); });
}

bool somebody_appoints(const charter::Charter& charter) {
  return std::ranges::any_of(charter.roles, [](const charter::Role& role) { return role.holds(charter::Capability::appoint); });
}

bool may_be_added(const charter::Charter& charter, const charter::RecordKind& kind) {
  return somebody_opens(charter) && std::ranges::any_of(charter.rules, [&](const charter::Rule& rule) {
           return std::ranges::find(rule.may, charter::Act::add) != rule.may.end() &&
                  std::ranges::find(rule.on, kind.name) != rule.on.end() &&
                  (std::ranges::none_of(rule.when, charter::asks_for_task) || somebody_appoints(charter));
         });
}

// A step asks for the event that one of its dates tells.
bool is_waited_for(const charter::Charter& charter, const charter::RecordKind& kind) {
  const auto tells = [&](const charter::Guard& guard) {
    return guard.kind == charter::GuardKind::happened && std::ranges::any_of(kind.parts, [&](const charter::Part& part) {
             return std::ranges::find(part.fields, guard.target, &charter::Field::records) != part.fields.end();
           });
  };
  const charter::CaseKind* of = charter.case_kind(kind.case_kind);
  return std::ranges::any_of(of->steps, [&](const charter::Step& step) { return std::ranges::any_of(step.guards, tells); });
}

// No step on the way there waits for more time than these demonstrations live through.
bool waits_for_no_months(const charter::CaseKind& kind, const std::string& state) {
  return std::ranges::none_of(way(kind, kind.states.front(), state), [&](std::size_t step) {
    return std::ranges::any_of(kind.steps[step].guards, [](const charter::Guard& guard) {
      return guard.kind == charter::GuardKind::months_after;
    });
  });
}

TEST_P(Demonstrations, HaveACaseInEachStateAndRecordsOfEachKindThatAnybodyMayAdd) {
  const charter::Charter charter = *charter::compile(GetParam()).charter;
  const std::string said = make(directory_, GetParam());
  const auto store = open_store(directory_);
  ASSERT_TRUE(store);
  (*store)->read([&](store::Reader& reader) {
    for (const charter::CaseKind& kind : charter.case_kinds) {
      const auto cases = reader.cases(kind.name);
      if (charter.received_kind() && charter.received_kind()->case_kind == kind.name) continue;  // opened by a message
      for (const std::string& state : somebody_opens(charter) ? reachable_states(kind) : std::vector<std::string>())
        EXPECT_NE(std::ranges::find(cases, state, &store::CaseRow::state) == cases.end(), waits_for_no_months(kind, state))
            << kind.name << " and " << state;
      for (const store::CaseRow& row : cases)
        for (const store::EventRow& event : reader.events(row.id)) EXPECT_LE(row.opened, event.day) << kind.name << " " << event.event;
    }
    for (const charter::RecordKind& kind : charter.record_kinds) {
      const charter::CaseKind& of = *charter.case_kind(kind.case_kind);
      for (const store::CaseRow& row : reader.cases(of.name)) {
        if (kind.section != "findings" || of.states.size() < 3 || row.state != of.states.front()) continue;
        for (const store::RecordRow& record : reader.records(row.id)) EXPECT_NE(record.kind, kind.name) << "before anything was looked at";
      }
      if (kind.is_received()) continue;
      const bool is_there = !reader.records_of_kind(kind.name).empty();
      EXPECT_EQ(is_there, may_be_added(charter, kind) && (!moves_a_clock(charter, kind) || is_waited_for(charter, kind))) << kind.name;
      if (is_there || !somebody_opens(charter)) continue;
      EXPECT_THAT(said, testing::AllOf(HasSubstr("Nothing of \""), HasSubstr("\"" + charter::short_title(kind, kind.parts[0]) + "\"")));
    }
  });
  EXPECT_EQ(said.find("no role of the charter may open a case") == std::string::npos, somebody_opens(charter));
  EXPECT_EQ(said.find("was taken from"), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(Charters, Demonstrations,
                         testing::Values("charters/derby-derbyshire.toml", "charters/hampshire.toml", "charters/portsmouth.toml",
                                         "charters/somerset.toml", "charters/stockport.toml", "tests/charter/sixth/saltmarsh.toml",
                                         "tests/charter/minimal.toml"));

using Demonstration = Demonstrations;

TEST_F(Demonstration, OfTheSameSeedHasTheSamePeopleAndOfAnotherHasOthers) {
  const std::string charter = "tests/charter/sixth/saltmarsh.toml";
  std::vector<std::string> people;
  for (const std::uint64_t seed : {7U, 7U, 8U}) {
    make(directory_, charter, seed, 25);
    people.push_back(read(directory_ + ".people"));
    clear(directory_);
  }
  EXPECT_GT(people[0].size(), 5000u);
  EXPECT_EQ(people[0], people[1]);
  EXPECT_NE(people[0], people[2]);
}

TEST_F(Demonstration, OfWrongInputSaysWhatToDoAndMakesNothing) {
  const auto say = [&](std::vector<std::string_view> more) {
    std::vector<std::string_view> arguments{"--data", directory_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::ostringstream out, err;
    EXPECT_NE(run_demo(arguments, out, err), 0);
    EXPECT_FALSE(std::filesystem::exists(directory_ + ".key"));
    return err.str();
  };
  const std::string_view sound = "charters/stockport.toml";
  EXPECT_THAT(say({"--charter", sound, "--scale", "0"}), HasSubstr("Give a whole number from 1 to 10000"));
  EXPECT_THAT(say({"--charter", sound, "--scale", "20000"}), HasSubstr("Give a whole number from 1 to 10000"));
  EXPECT_THAT(say({"--charter", sound, "--scale", "many"}), HasSubstr("--scale is not a number that fits: many"));
  EXPECT_THAT(say({"--charter", sound, "--seed", "-1"}), HasSubstr("--seed is not a number that fits: -1"));
  EXPECT_THAT(say({}), HasSubstr("--charter"));
  EXPECT_THAT(say({"--charter", "no/such.toml"}), HasSubstr("concordat check no/such.toml"));
  EXPECT_THAT(say({"--charter", sound, "--people-out", "/no/such/people.json"}), HasSubstr("There is no folder /no/such"));
  const std::string broken = directory_ + ".toml";
  std::ofstream(broken) << "version = \"1\"\n[partnership]\n";
  EXPECT_THAT(say({"--charter", broken}), HasSubstr("has errors"));
  std::filesystem::remove(broken);
  std::filesystem::create_directories(directory_);
  std::ofstream(directory_ + "/mine.txt") << "kept";
  EXPECT_THAT(say({"--charter", sound}), HasSubstr("is not empty"));
  EXPECT_EQ(read(directory_ + "/mine.txt"), "kept");
}

}  // namespace
}  // namespace concordat::ops
