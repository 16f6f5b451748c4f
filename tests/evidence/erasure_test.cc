// HAM-13, POR-20, STK-19, DDS-30: what was erased before its last day, and each way in which that can be broken.

#include <gmock/gmock.h>

#include "directory.h"
#include "vault/erasure.h"
#include "vault/people.h"
#include "vault/test_request.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;
using vault::ErasureGround;

// A child in a review of Hampshire, whose notice gives no period for anything: it goes by an erasure or not at all.
class Erasure : public Directory {
 protected:
  Erasure() : Directory("charters/hampshire.toml", "2026-04-01") {
    case_ = *vault::open_case(vault(), manager_, "case-review", "R-2026-001");
    child_ = put_record(case_, "child");
    request_ = vault::open_request(vault(), information_, "Q-2026-001");
    vault::answer_request(vault(), information_, request_);
    deposit_head();
  }

  policy::Mandate power(const policy::Actor& actor, Capability capability) {
    return *vault().gate().authorise(actor, capability, *vault().subject_of_case(case_));
  }
  void propose(ErasureGround ground = ErasureGround::request) {
    const CaseId request = ground == ErasureGround::request ? request_ : CaseId{};
    const auto proposed = vault::Erasures(vault()).propose(power(manager_, Capability::propose_destruction),
                                                           {child_, "", ground, request, "Another family."});
    ASSERT_TRUE(proposed) << proposed.error().message;
    warrant_ = *proposed;
  }
  void approve() {
    std::optional<store::WarrantRow> row;
    instance_.store->read([&](store::Reader& reader) { row = reader.find_warrant(warrant_); });
    for (const policy::Actor& one : {deputy_, second_})
      ASSERT_TRUE(instance_.disposal->approve(power(one, Capability::approve_destruction), warrant_, row->content));
  }
  void destroy() {
    approve();
    instance_.live_until("2026-05-03");
    ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
  }
  Verdict schedule() { return judged(judge_schedule, "child.person"); }
  Verdict all() { return judged(judge_retention, "all"); }

  policy::Actor manager_ = with_account({"manager"});
  policy::Actor second_ = with_account({"manager", "deputy"});
  policy::Actor deputy_ = with_account({"deputy"});
  policy::Actor information_ = with_account({"manager", "information-unit"});
  CaseId case_, request_;
  RecordId child_;
  WarrantId warrant_;
};

TEST_F(Erasure, OnAGroundAndByTwoOthersIsNoFault_HAM_13) {
  propose();
  EXPECT_EQ(schedule().status, Status::missing) << schedule().evidence;
  destroy();
  EXPECT_EQ(schedule().status, Status::missing) << "it has no period: " << schedule().evidence;
  EXPECT_EQ(all().status, Status::missing) << all().evidence;
  EXPECT_EQ(judged(judge_access, "child").status, Status::kept) << judged(judge_access, "child").evidence;
}

TEST_F(Erasure, OnTheOtherGroundsNeedsNoRequest_HAM_13) {
  propose(ErasureGround::mistake);
  destroy();
  EXPECT_EQ(schedule().status, Status::missing) << schedule().evidence;
}

TEST_F(Erasure, OnNoGroundIsFound_HAM_13) {
  propose();
  destroy();
  edit_leaf("erasure.proposed", "ground=request", "ground=tidying");
  EXPECT_EQ(schedule().status, Status::broken);
  EXPECT_THAT(schedule().evidence, HasSubstr("on no ground that the law knows"));
  EXPECT_EQ(all().status, Status::broken) << "also where no part has a period";
}

TEST_F(Erasure, OnARequestThatWasNotAnsweredBeforeIsFound_HAM_13_STK_19) {
  propose();
  destroy();
  edit_leaf("event.recorded", "event=rights.answered", "event=rights.received");
  EXPECT_THAT(schedule().evidence, HasSubstr("on no ground that the law knows"));
}

TEST_F(Erasure, WithoutAReasonIsFound_HAM_13) {
  propose();
  destroy();
  edit_leaf("erasure.proposed", ";reason=", ";season=");
  EXPECT_THAT(schedule().evidence, HasSubstr("or without a reason"));
}

TEST_F(Erasure, ThatNobodyProposedIsFound_HAM_13) {
  propose();
  destroy();
  edit_leaf("erasure.proposed", "erasure.proposed", "erasure.dreamt");
  EXPECT_THAT(schedule().evidence, HasSubstr("as if its erasure had been proposed"));
}

TEST_F(Erasure, ThatCallsItselfOtherwiseIsFound_HAM_13) {
  propose();
  destroy();
  sql("UPDATE warrants SET kind = 'weighty' WHERE kind = 'erasure'");
  EXPECT_THAT(schedule().evidence, HasSubstr("destroyed before its last day"));
}

TEST_F(Erasure, ApprovedByWhoProposedItIsFound_HAM_13) {
  propose();
  destroy();
  edit_leaf("erasure.proposed", "\t" + manager_.account.text() + "\t", "\t" + deputy_.account.text() + "\t");
  EXPECT_THAT(schedule().evidence, HasSubstr("with the approval of who proposed its erasure"));
}

TEST_F(Erasure, ApprovedByOneIsFound_HAM_13) {
  propose();
  destroy();
  edit_leaf("warrant.approved", "\t" + second_.account.text() + "\t", "\t" + deputy_.account.text() + "\t");
  EXPECT_THAT(schedule().evidence, HasSubstr("without the approval of two different people"));
}

TEST_F(Erasure, WhileAHoldStoodIsFound_HAM_13) {
  propose();
  ASSERT_TRUE(instance_.disposal->hold(power(manager_, Capability::hold), "record", child_.text()));
  sql("DELETE FROM holds");
  destroy();
  EXPECT_THAT(schedule().evidence, HasSubstr("while a hold stood against it"));
}

TEST_F(Erasure, AgainstAPersonsRightIsFound_HAM_13) {
  propose();
  ASSERT_TRUE(vault::People(vault()).restrict_use(power(manager_, Capability::restrict_use), child_, "restriction",
                                                  vault::grounds("restriction").front().name));
  sql("DELETE FROM restrictions");
  destroy();
  EXPECT_THAT(schedule().evidence, HasSubstr("while a person's right kept it from that"));
}

TEST_F(Erasure, ApprovedAndNotCarriedOutIsFound_HAM_13) {
  propose();
  approve();
  instance_.live_until("2026-05-02");
  EXPECT_EQ(schedule().status, Status::missing) << schedule().evidence;
  instance_.live_until("2026-05-03");
  EXPECT_THAT(schedule().evidence, HasSubstr("was approved by two people, and is still held"));
  ASSERT_TRUE(instance_.disposal->hold(power(manager_, Capability::hold), "record", child_.text()));
  EXPECT_EQ(schedule().status, Status::missing) << "a hold explains it";
}

TEST_F(Erasure, DroppedWithoutAReasonIsFound_HAM_13) {
  propose();
  ASSERT_TRUE(vault::Erasures(vault()).cancel(power(deputy_, Capability::approve_destruction), warrant_, "The right family."));
  EXPECT_EQ(schedule().status, Status::missing) << schedule().evidence;
  edit_leaf("erasure.cancelled", ";reason=", ";season=");
  EXPECT_THAT(schedule().evidence, HasSubstr("dropped without a reason"));
}

// Of an item that an agency supplied, whose notice has it destroyed with its case and a certificate made.
class ErasureOfAnItem : public Directory {
 protected:
  ErasureOfAnItem() : Directory("charters/stockport.toml", "2026-04-01") {}
};

TEST_F(ErasureOfAnItem, IsNoFaultAndItsOwnerIsGivenACertificate_STK_19) {
  const policy::Actor manager = with_account({"manager"}), police = with_account({"agency-contact"}, "police");
  const CaseId review = *vault::open_case(vault(), manager, "review", "R-2026-001");
  policy::Subject subject = *vault().subject_of_case(review);
  ASSERT_TRUE(vault().ask_agency(*vault().gate().authorise(manager, Capability::open_case, subject), "police"));
  subject = *vault().subject_of_case(review);
  subject.record_kind = "agency-item";
  subject.part = "item";
  subject.owner = police.agency;
  const vault::Values values{{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}};
  const auto grant = vault().gate().decide(police, Act::add, "reviews", subject);
  const RecordId item = *vault().add({*grant}, {{"item", {values, ""}}}, "workspace", "supplied");
  const auto proposes = vault().gate().authorise(manager, Capability::propose_destruction, *vault().subject_of_case(review));
  const auto warrant = vault::Erasures(vault()).propose(*proposes, {item, "item", ErasureGround::unlawful, {}, "Not asked for."});
  ASSERT_TRUE(warrant) << warrant.error().message;
  std::optional<store::WarrantRow> row;
  instance_.store->read([&](store::Reader& reader) { row = reader.find_warrant(*warrant); });
  for (const policy::Actor& one : {with_account({"deputy"}), with_account({"manager", "deputy"})})
    ASSERT_TRUE(instance_.disposal->approve(*vault().gate().authorise(one, Capability::approve_destruction), *warrant, row->content));
  instance_.live_until("2026-05-03");
  ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
  EXPECT_THAT(judged(judge_schedule, "agency-item.item").evidence, HasSubstr("1 certificate not in the agencies' folders"));
  std::filesystem::create_directories(instance_.folder + "/deposits/police");
  std::ofstream(instance_.folder + "/deposits/police/certificate-" + warrant->text() + ".json") << "{}";
  EXPECT_EQ(judged(judge_schedule, "agency-item.item").status, Status::kept) << judged(judge_schedule, "agency-item.item").evidence;
}

}  // namespace
}  // namespace concordat::evidence
