// A certificate of what the daily run took by rule, as of what two people approved: STK-16.

#include <gmock/gmock.h>

#include "charter/test_changed.h"
#include "directory.h"

namespace concordat::evidence {
namespace {

using testing::HasSubstr;

const std::string kRule = "days = 0, then = \"destroy\", source = \"local\" }";  // of what agencies are asked

class ByRule : public Directory {
 protected:
  explicit ByRule(const std::string& certificate = "certificate = true, ")
      : Directory(charter::changed_charter("charters/stockport.toml", "evidence", kRule, certificate + kRule), "2026-04-01") {
    const policy::Actor manager = with_account({"manager"}), team = with_account({"support-team"});
    const CaseId review = *vault::open_case(vault(), manager, "review", "R-2026-001");
    EXPECT_TRUE(step(manager, review, "rapid-review"));
    EXPECT_TRUE(vault().ask_agency(
        *vault().gate().authorise(manager, charter::Capability::open_case, *vault().subject_of_case(review)), "police"));
    policy::Subject subject = *vault().subject_of_case(review);
    const auto put = [&](const char* kind, AgencyId owner, const vault::Values& values) {
      subject.record_kind = kind;
      subject.part = vault().active_charter()->record_kind(kind)->parts.front().name;
      subject.owner = owner;
      EXPECT_TRUE(vault().add({*vault().gate().decide(team, charter::Act::add, "reviews", subject)}, {{subject.part, {values, ""}}},
                              "workspace", "recorded"));
    };
    put("question", parties::agency_id("police"), {{"asked-about", "Ada Wren"}, {"question", "Every contact."}, {"basis", "Section 16H"},
                                                   {"answer-by", "2026-04-16"}});
    question_ = "question." + subject.part;
    put("voice", {}, {{"heard", "child"}, {"voice-account", "Text"}});
    EXPECT_TRUE(step(manager, review, "review"));
    EXPECT_TRUE(step(manager, review, "concluded"));
    instance_.live_until("2026-04-03");
    EXPECT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
  }

  std::string question_;
};

class ByRuleAlone : public ByRule {
 protected:
  ByRuleAlone() : ByRule("") {}
};

TEST_F(ByRule, ACertificateThatIsNotDepositedIsMissing_STK_16) {
  EXPECT_EQ(judged(judge_schedule, question_).status, Status::missing);
  EXPECT_THAT(judged(judge_schedule, question_).evidence, HasSubstr("1 certificate not in the agencies' folders"));
  std::vector<store::WarrantRow> done;
  instance_.store->read([&](store::Reader& reader) { done = reader.warrants("done"); });
  std::filesystem::create_directories(instance_.folder + "/deposits/police");
  std::ofstream(instance_.folder + "/deposits/police/certificate-" + done.at(0).id.text() + ".json") << "{}";
  EXPECT_EQ(judged(judge_schedule, question_).status, Status::kept) << judged(judge_schedule, question_).evidence;
}

TEST_F(ByRuleAlone, NoCertificateIsAskedForWhereTheCharterGivesNone) {
  EXPECT_EQ(judged(judge_schedule, question_).status, Status::kept) << judged(judge_schedule, question_).evidence;
}

}  // namespace
}  // namespace concordat::evidence
