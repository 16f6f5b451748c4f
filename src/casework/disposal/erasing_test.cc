#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/cases/cases.h"
#include "casework/disposal/disposal_pages.h"
#include "casework/disposal/test_concluded_review.h"
#include "casework/erasure_view.h"
#include "casework/workspace/workspace.h"
#include "vault/test_request.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A child in a review of Hampshire, whose notice gives no period: HAM-13, POR-20, STK-19, DDS-30.
class Erasing : public testing::Test {
 protected:
  Erasing() : test_("charters/hampshire.toml", "2026-11-02") {
    add_disposal_pages(test_.router(), test_.app());
    add_workspace_pages(test_.router(), test_.app());
    add_case_pages(test_.router(), test_.app());
    review_ = *vault::open_case(app().vault, app().actor(TestApp::as(manager_)), "case-review", "R-2026-001");
    const charter::Part& part = app().charter().record_kind("child")->parts.front();
    child_ = *add_record(app(), app().actor(TestApp::as(unit_)), review_, {"child", "person", {}, "office", "recorded"},
                         {vault::values_for(part, app().today()), ""});
    form_ = kErase + review_.text() + "/" + child_.text();
  }

  const App& app() { return test_.app(); }
  ErasureView erasure() { return erasures_of_case(app(), review_).back(); }
  std::string answer_path() { return kErasure + erasure().erasure.warrant.text(); }
  http::Response propose(const http::SessionView& who, const std::string& ground = "It was entered by mistake",
                         const std::string& request = "") {
    return test_.post(who, form_, {{"ground", ground}, {"request", request}, {"reason", "Another family."}});
  }
  http::Response approve(const http::SessionView& who) {
    return test_.post(who, "/workspace/disposal/" + erasure().erasure.warrant.text() + "/approve",
                      {{"content", to_hex(erasure().warrant.row.content)}});
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView second_ = test_.person("Sade Second", {"manager", "information-unit"});
  http::SessionView deputy_ = test_.person("Dora Deputy", {"deputy"});
  http::SessionView unit_ = test_.person("Uma Unit", {"business-unit"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  CaseId review_;
  RecordId child_;
  std::string form_;
};

TEST_F(Erasing, IsProposedByWhoMayProposeDestructionAndNobodyElse_HAM_13) {
  for (const http::SessionView& other : {deputy_, unit_, police_}) {
    EXPECT_EQ(test_.get(other, form_).status, 404);
    EXPECT_EQ(propose(other).status, 404);
    EXPECT_EQ(test_.post(other, "/workspace/disposal/erase", {{"case", "R-2026-001"}}).status, 404);
    EXPECT_EQ(test_.get(other, kErase + review_.text()).status, 404);
  }
  EXPECT_TRUE(erasures_of_case(app(), review_).empty());
}

TEST_F(Erasing, IsFoundByTheReferenceOfItsCaseWithoutOpeningIt_HAM_13) {
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("Erase one record before its last day"));
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/erase", {{"case", "R-2026-999"}}).status, 422);
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/erase", {{"case", "R-2026-001"}}).status, 303);
  EXPECT_THAT(test_.get(manager_, kErase + review_.text()).body,
              AllOf(HasSubstr("Child 1, on record since 2 November 2026"), HasSubstr(form_)));
  EXPECT_THAT(test_.get(manager_, form_).body,
              AllOf(HasSubstr("Two other people approve it"), HasSubstr("30 days"), Not(HasSubstr("Text"))));
  EXPECT_EQ(test_.get(manager_, kErase + review_.text() + "/nonsense").status, 404);
}

TEST_F(Erasing, IsApprovedByTwoOthersAndDestroyedAfterItsQuarantine_HAM_13) {
  ASSERT_EQ(propose(manager_).status, 303);
  EXPECT_EQ(propose(manager_).status, 422) << "once is enough";
  for (const http::SessionView& other : {unit_, police_}) EXPECT_EQ(test_.get(other, answer_path()).status, 404);
  const std::string words = "before its last day: it was entered by mistake";
  EXPECT_THAT(test_.get(deputy_, "/workspace/disposal").body,
              AllOf(HasSubstr(words), HasSubstr("Look at it, and decide"), Not(HasSubstr("/approve\"")))) << "it is looked at first";
  EXPECT_THAT(test_.get(deputy_, answer_path()).body,
              AllOf(HasSubstr("Another family."), HasSubstr("Mona Manager on 2 November 2026"), HasSubstr("Child 1")));
  EXPECT_THAT(test_.get(manager_, answer_path()).body, HasSubstr("You have proposed this. Two other people approve it."));
  EXPECT_THAT(test_.get(deputy_, "/workspace").body, HasSubstr("1 destruction waits for your approval"));
  EXPECT_THAT(test_.get(manager_, "/workspace").body, Not(HasSubstr("for your approval")));
  EXPECT_EQ(approve(manager_).status, 409);
  EXPECT_EQ(approve(deputy_).status, 303);
  EXPECT_EQ(approve(second_).status, 303);
  const std::string record = "/workspace/cases/" + review_.text() + "/records/" + child_.text();
  EXPECT_THAT(test_.get(unit_, record).body, AllOf(HasSubstr("To be erased before its last day, proposed on 2 November 2026: it was "
                                                             "entered by mistake. Approved; in quarantine until 2 December 2026"),
                                                   Not(HasSubstr("Another family."))));
  test_.instance().live_until("2026-12-03");
  ASSERT_EQ(app().disposal.run()->destroyed.size(), 1U);
  EXPECT_THAT(test_.get(unit_, record).body, HasSubstr("It was destroyed on 3 December 2026"));
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("Proposed before its last day, and two approvals"));
}

TEST_F(Erasing, OnAGrantedRequestNamesOneThatWasAnswered_HAM_13_STK_19_DDS_30) {
  const char* ground = "A request for erasure was granted";
  EXPECT_EQ(propose(manager_, ground).status, 422);
  const policy::Actor information = app().actor(TestApp::as(second_));
  const CaseId request = vault::open_request(app().vault, information, "Q-2026-001");
  EXPECT_THAT(propose(manager_, ground, "Q-2026-001").body, HasSubstr("no answered request"));
  vault::answer_request(app().vault, information, request);
  ASSERT_EQ(propose(manager_, ground, "Q-2026-001").status, 303);
  EXPECT_THAT(test_.get(deputy_, answer_path()).body, HasSubstr("A request for erasure was granted: Q-2026-001"));
}

TEST_F(Erasing, IsCancelledWithAReasonThatIsShown_HAM_13) {
  ASSERT_EQ(propose(manager_).status, 303);
  EXPECT_EQ(test_.post(deputy_, "/workspace/disposal/" + erasure().erasure.warrant.text() + "/cancel").status, 409);
  EXPECT_EQ(test_.post(unit_, answer_path() + "/cancel", {{"reason", "No."}}).status, 404);
  EXPECT_EQ(test_.post(deputy_, answer_path() + "/cancel").status, 422);
  ASSERT_EQ(test_.post(deputy_, answer_path() + "/cancel", {{"reason", "It was the right family."}}).status, 303);
  EXPECT_THAT(test_.get(manager_, answer_path()).body,
              AllOf(HasSubstr("Dora Deputy on 2 November 2026"), HasSubstr("It was the right family."), Not(HasSubstr("<textarea"))));
  EXPECT_EQ(approve(deputy_).status, 409);
}

TEST_F(Erasing, AHoldIsSaidWhereItIsApproved_HAM_13) {
  ASSERT_EQ(propose(manager_).status, 303);
  const auto mandate = app().vault.gate().authorise(app().actor(TestApp::as(manager_)), charter::Capability::hold);
  ASSERT_TRUE(app().disposal.hold(*mandate, "case", review_.text()));
  EXPECT_THAT(test_.get(deputy_, answer_path()).body, HasSubstr("stands against this"));
}

}  // namespace
}  // namespace concordat::casework
