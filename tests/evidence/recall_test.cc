// STK-08: what its owner asked back, and each way in which that can be broken.

#include <gmock/gmock.h>

#include "directory.h"
#include "vault/recall.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;

class Recall : public Directory {
 protected:
  Recall() : Directory("charters/stockport.toml", "2026-04-01") {
    case_ = *vault::open_case(vault(), manager_, "review", "R-2026-001");
    EXPECT_TRUE(vault().ask_agency(*vault().gate().authorise(manager_, Capability::open_case, *vault().subject_of_case(case_)), "police"));
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = "agency-item";
    subject.part = "item";
    subject.owner = police_.agency;
    const vault::Values values{{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}};
    const auto grant = vault().gate().decide(police_, Act::add, "reviews", subject);
    item_ = *vault().add({*grant}, {{"item", {values, ""}}}, "workspace", "supplied");
    warrant_ = *vault::Recalls(vault()).ask(*may_recall(), "Sent by mistake.");
    std::filesystem::create_directories(instance_.folder + "/deposits/police");
    deposit_head();
  }

  Result<policy::Grant> may_recall() {
    return vault().gate().decide(police_, Act::recall, "reviews", *vault().subject_of(item_, "item"));
  }
  void approve() {
    std::optional<store::WarrantRow> row;
    instance_.store->read([&](store::Reader& reader) { row = reader.find_warrant(warrant_); });
    const auto mandate = vault().gate().authorise(manager_, Capability::approve_destruction);
    ASSERT_TRUE(instance_.disposal->approve(*mandate, warrant_, row->content));
  }
  void refuse(const std::optional<vault::Needed>& needed = std::nullopt) {
    const auto mandate = vault().gate().authorise(manager_, Capability::approve_destruction);
    ASSERT_TRUE(vault::Recalls(vault()).refuse(*mandate, warrant_, "A duty of law.", needed));
  }
  void refuse_until(const char* day) {
    refuse(vault::Needed{*CivilDate::parse(day), *vault().gate().authorise(manager_, Capability::hold)});
  }
  void destroy() {
    approve();
    instance_.live_until("2026-05-03");
    ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
    std::ofstream(instance_.folder + "/deposits/police/certificate-" + warrant_.text() + ".json") << "{}";
  }
  Verdict owner() { return judged(judge_owner, "agency-item"); }

  policy::Actor manager_ = with_account({"manager"});
  policy::Actor police_ = with_account({"agency-contact"}, "police");
  CaseId case_;
  RecordId item_;
  WarrantId warrant_;
};

TEST_F(Recall, IsKeptWhileItIsInTime_STK_08) {
  EXPECT_EQ(owner().status, Status::kept) << owner().evidence;
  EXPECT_THAT(owner().about, HasSubstr("asked back by its owner: 1 in time"));
  EXPECT_EQ(judged(judge_access, "agency-item").status, Status::kept);
}

TEST_F(Recall, ThatNobodyAnswersIsFound_STK_08) {
  instance_.live_until("2026-04-15");
  EXPECT_EQ(owner().status, Status::kept) << "the last day";
  instance_.live_until("2026-04-16");
  EXPECT_EQ(owner().status, Status::broken);
  EXPECT_THAT(owner().evidence, HasSubstr("asked back by its owner, and neither destroyed nor refused in time"));
  EXPECT_EQ(status("STK-08"), "broken");
}

TEST_F(Recall, ThatIsApprovedAndNotCarriedOutIsFound_STK_08) {
  approve();
  instance_.live_until("2026-05-02");
  EXPECT_EQ(owner().status, Status::kept) << owner().evidence;
  instance_.live_until("2026-05-03");
  EXPECT_THAT(owner().evidence, HasSubstr("neither destroyed nor refused in time"));
}

TEST_F(Recall, AHoldExplainsThatNothingIsDestroyed_STK_08) {
  ASSERT_TRUE(instance_.disposal->hold(*vault().gate().authorise(manager_, Capability::hold), "record", item_.text()));
  instance_.live_until("2026-06-01");
  EXPECT_EQ(owner().status, Status::held);
  EXPECT_THAT(owner().evidence, HasSubstr("a hold stands against destruction"));
}

TEST_F(Recall, ThatWasDestroyedOrRefusedIsKept_STK_08) {
  destroy();
  EXPECT_EQ(owner().status, Status::kept) << owner().evidence;
  EXPECT_THAT(owner().about, HasSubstr("1 destroyed"));
  EXPECT_EQ(judged(judge_schedule, "agency-item.item").status, Status::kept) << judged(judge_schedule, "agency-item.item").evidence;
}

TEST_F(Recall, ThatWasRefusedIsKeptAndWithoutAReasonItIsFound_STK_08) {
  refuse();
  instance_.live_until("2026-06-01");
  EXPECT_EQ(owner().status, Status::kept) << owner().evidence;
  EXPECT_THAT(owner().about, HasSubstr("1 refused with a reason"));
  edit_leaf("recall.refused", ";reason=", ";season=");
  EXPECT_THAT(owner().evidence, HasSubstr("refused without a reason"));
}

TEST_F(Recall, ThatWasRefusedUntilADayIsHeldSoLongAndAnsweredAgain_STK_08) {
  refuse_until("2026-06-01");
  instance_.live_until("2026-06-01");
  EXPECT_EQ(owner().status, Status::kept) << owner().evidence;
  instance_.live_until("2026-06-03");
  EXPECT_THAT(owner().evidence, HasSubstr("needed until a day that is over"));
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_EQ(owner().status, Status::kept) << owner().evidence;
  ASSERT_TRUE(read(police_, item_, "item", "reviews"));
  instance_.live_until("2026-06-18");
  EXPECT_THAT(owner().evidence, HasSubstr("neither destroyed nor refused in time"));
}

TEST_F(Recall, ThatWasRefusedUntilADayAndNotHeldIsFound_STK_08) {
  refuse_until("2026-06-01");
  sql("DELETE FROM holds");
  edit_leaf("hold.placed", "hold.placed", "hold.dreamt");
  EXPECT_THAT(owner().evidence, HasSubstr("no hold keeps it so long"));
}

TEST_F(Recall, ThatIsHeldBeyondItsCaseIsNoFaultOfTheSchedule_STK_16) {
  refuse_until("2026-12-01");
  put_record(case_, "voice");
  for (const char* state : {"rapid-review", "review", "concluded"}) ASSERT_TRUE(step(manager_, case_, state)) << state;
  EXPECT_EQ(judged(judge_effect, "review.propose-destruction").status, Status::kept);
  instance_.live_until("2026-11-30");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_EQ(judged(judge_schedule, "agency-item.item").status, Status::held);
  instance_.live_until("2026-12-02");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_EQ(judged(judge_schedule, "agency-item.item").status, Status::kept);
}

TEST_F(Recall, ThatWasDroppedPastTheVaultIsFound_STK_08) {
  sql("UPDATE warrants SET state = 'cancelled'");
  EXPECT_THAT(owner().evidence, HasSubstr("dropped without an answer"));
}

TEST_F(Recall, WhoseUseWasNotStoppedIsFound_STK_08) {
  sql("UPDATE restrictions SET ended = 1");
  EXPECT_THAT(owner().evidence, HasSubstr("its use was not stopped"));
}

TEST_F(Recall, WhoseItemWasUsedAllTheSameIsFound_STK_08) {
  ASSERT_TRUE(read(police_, item_, "item", "reviews")) << "by its owner";
  EXPECT_EQ(owner().status, Status::kept) << owner().evidence;
  sql("UPDATE restrictions SET \"right\" = 'another'; UPDATE cases SET version = version + 1");
  sql("UPDATE restrictions SET ended = 1");
  ASSERT_TRUE(read(with_account({"support-team"}), item_, "item", "reviews"));
  sql("UPDATE restrictions SET \"right\" = 'recall', ended = NULL");
  EXPECT_THAT(owner().evidence, HasSubstr("was used though its owner had asked for it back"));
}

TEST_F(Recall, DestroyedWithoutItsOwnersAskingIsFound_STK_08) {
  destroy();
  edit_leaf("recall.asked", "recall.asked", "recall.dreamt");
  EXPECT_THAT(judged(judge_schedule, "agency-item.item").evidence, HasSubstr("as if its owner had asked for it back"));
}

TEST_F(Recall, CountsWhoAskedOnlyWhereTheCharterSaysSo_STK_08) {
  destroy();
  edit_charter("\"owner_approves\":true,", "");
  EXPECT_THAT(judged(judge_schedule, "agency-item.item").evidence, HasSubstr("which the charter does not count"));
}

}  // namespace
}  // namespace concordat::evidence
