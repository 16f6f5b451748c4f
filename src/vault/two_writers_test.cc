// Two people who change one record at once: the one who was later is told, and nothing is lost.

#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "vault/test_instance.h"

namespace concordat::vault {
namespace {

constexpr std::uint32_t kRounds = 40;

class TwoWriters : public testing::Test {
 protected:
  TwoWriters() : instance_("charters/portsmouth.toml", "2026-04-01") {
    const policy::Actor office = instance_.person({"training-officer", "manager"});
    course_ = *vault().open_case(*vault().gate().authorise(office, charter::Capability::open_case), "course-run", "C-2026-001");
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = "course";
    subject.part = "details";
    record_ = *vault().add({*vault().gate().decide(office, charter::Act::add, "training", subject)}, {{"details", {course("none"), ""}}},
                           "office", "planned");
  }

  Vault& vault() { return *instance_.vault; }
  static Values course(const std::string& title) {
    return {{"course-title", title}, {"course-date", "2026-05-05"}, {"course-place", "Town Hall"}};
  }
  policy::Grant may(charter::Act act) {
    const policy::Actor office = instance_.person({"training-officer", "manager"});
    return *vault().gate().decide(office, act, "training", *vault().subject_of(record_, "details"));
  }

  TestInstance instance_;
  CaseId course_;
  RecordId record_;
};

TEST_F(TwoWriters, OneWinsAndTheOtherIsTold) {
  for (std::uint32_t version = 1; version <= kRounds; ++version) {
    std::barrier start(2);
    Result<void> done[2];
    {
      std::vector<std::jthread> writers;
      for (int writer = 0; writer < 2; ++writer)
        writers.emplace_back([&, writer] {
          const policy::Grant grant = may(charter::Act::correct);
          start.arrive_and_wait();
          done[writer] = vault().correct(grant, course("writer " + std::to_string(writer)), version);
        });
    }
    ASSERT_NE(done[0].ok(), done[1].ok()) << "round " << version;
    const int winner = done[0] ? 0 : 1;
    EXPECT_EQ(done[1 - winner].error().message, "Somebody else changed this while you were writing.");
    const auto stands = vault().read(may(charter::Act::read));
    ASSERT_TRUE(stands);
    EXPECT_EQ(stands->version, version + 1);
    EXPECT_EQ(stands->values.at("course-title"), "writer " + std::to_string(winner));
  }
  std::uint32_t corrected = 0;
  for (const ledger::Leaf& leaf : vault().history(course_))
    if (leaf.event == "record.corrected") ++corrected;
  EXPECT_EQ(corrected, kRounds) << "what was refused is not in the ledger";
}

}  // namespace
}  // namespace concordat::vault
