#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/disposal/disposal_pages.h"
#include "casework/disposal/test_concluded_review.h"
#include "casework/recall_view.h"
#include "casework/workspace/workspace.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A review of Stockport that runs, with one item of the police: STK-08.
class AskingBack : public testing::Test {
 protected:
  AskingBack() : test_("charters/stockport.toml", "2026-11-02") {
    add_disposal_pages(test_.router(), test_.app());
    const policy::Actor opens = app().actor(TestApp::as(manager_));
    review_ = *vault::open_case(app().vault, opens, "review", "R-2026-001");
    item_ = supplied_item(test_, manager_, support_, review_, "police");
    path_ = kAgencyItems + item_.text();
  }

  const App& app() { return test_.app(); }
  RecallView recall() { return recalls_of_case(app(), review_).back(); }
  std::string answer_path() { return kAskedBack + recall().recall.warrant.text(); }
  http::Response ask() { return test_.post(police_, path_, {{"reason", "Sent by mistake."}}); }
  http::Response approve(const http::SessionView& who) {
    return test_.post(who, "/workspace/disposal/" + recall().recall.warrant.text() + "/approve",
                      {{"content", to_hex(recall().warrant.content)}});
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView deputy_ = test_.person("Dora Deputy", {"deputy"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  http::SessionView health_ = test_.person("Hanna Health", {"agency-contact"}, "health-trust");
  CaseId review_;
  RecordId item_;
  std::string path_;
};

TEST_F(AskingBack, IsForThePeopleOfTheAgencyThatOwnsItAlone_STK_08) {
  EXPECT_THAT(test_.get(police_, "/workspace/agency").body, AllOf(HasSubstr("Ask for it back"), HasSubstr(path_)));
  EXPECT_THAT(test_.get(police_, path_).body, AllOf(HasSubstr("you are one of them by asking"), HasSubstr("within 14 days")));
  for (const http::SessionView& other : {health_, manager_, support_}) {
    EXPECT_EQ(test_.get(other, path_).status, 404);
    EXPECT_EQ(test_.post(other, path_).status, 404);
    EXPECT_EQ(test_.post(other, path_ + "/keep").status, 404);
  }
  EXPECT_EQ(test_.get(police_, std::string(kAgencyItems) + "nonsense").status, 404);
  EXPECT_TRUE(recalls_of_case(app(), review_).empty());
}

TEST_F(AskingBack, IsAnsweredByWhoApprovesDestructions_STK_08) {
  ASSERT_EQ(ask().status, 303);
  EXPECT_EQ(ask().status, 409) << "once is enough";
  EXPECT_THAT(test_.get(police_, "/workspace/agency").body, HasSubstr("to be answered by 16 November 2026"));
  for (const http::SessionView& other : {support_, police_, health_}) {
    EXPECT_EQ(test_.get(other, answer_path()).status, 404);
    EXPECT_EQ(test_.post(other, answer_path() + "/refuse", {{"reason", "No."}}).status, 404);
  }
  const std::string page = test_.get(manager_, answer_path()).body;
  EXPECT_THAT(page, AllOf(HasSubstr("Asked back by Police"), HasSubstr("Sent by mistake."), HasSubstr("Pia Police on 2 November 2026"),
                          HasSubstr("Destroy 1 item supplied by Police for R-2026-001, asked back by its owner")));
  EXPECT_THAT(page, Not(HasSubstr("Contacts"))) << "what is in it is not shown to who may not read it";
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, AllOf(HasSubstr("asked back by its owner"), HasSubstr("Answer Police")));
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/" + recall().recall.warrant.text() + "/cancel").status, 409);
  ASSERT_EQ(approve(manager_).status, 303);
  EXPECT_THAT(test_.get(police_, path_).body, HasSubstr("in quarantine until 2 December 2026"));
  EXPECT_THAT(test_.get(deputy_, answer_path()).body, AllOf(Not(HasSubstr("Let it go")), HasSubstr("Refuse, and tell Police")));
  test_.instance().live_until("2026-12-03");
  ASSERT_EQ(app().disposal.run()->destroyed.size(), 1U);
  EXPECT_THAT(test_.get(police_, path_).body, AllOf(HasSubstr("and destroyed"), Not(HasSubstr("<textarea"))));
  EXPECT_THAT(test_.get(police_, "/workspace/agency").body, HasSubstr(">Destroyed<"));
}

TEST_F(AskingBack, IsRefusedWithAReasonThatTheAgencyIsShown_STK_08) {
  ASSERT_EQ(ask().status, 303);
  EXPECT_EQ(test_.post(manager_, answer_path() + "/refuse").status, 422) << "without a reason";
  EXPECT_EQ(test_.post(manager_, answer_path() + "/refuse",
                       {{"reason", "It is over."}, {"until-day", "1"}, {"until-month", "1"}, {"until-year", "2020"}}).status, 422);
  const std::vector<std::pair<std::string, std::string>> refusal{
      {"reason", "Working Together asks for it."}, {"until-day", "1"}, {"until-month", "2"}, {"until-year", "2027"}};
  ASSERT_EQ(test_.post(manager_, answer_path() + "/refuse", refusal).status, 303);
  EXPECT_THAT(test_.get(police_, path_).body,
              AllOf(HasSubstr("Refused on 2 November 2026: needed until 1 February 2027"), HasSubstr("Working Together asks for it."),
                    HasSubstr("It is kept until then, also where the case ends before"), Not(HasSubstr("<textarea")))) << "it stands";
  EXPECT_THAT(test_.get(manager_, answer_path()).body, Not(HasSubstr("Refuse, and tell")));
  EXPECT_EQ(approve(deputy_).status, 409);
  EXPECT_THAT(test_.get(deputy_, "/workspace/disposal").body,
              AllOf(HasSubstr("An item of Police for R-2026-001, asked back and needed until 1 February 2027, when this hold ends by "
                              "itself"),
                    Not(HasSubstr("Approved by"))));
}

TEST_F(AskingBack, WaitsForAnAnswerAgainOnTheDayAfterItWasNeeded_STK_08) {
  add_workspace_pages(test_.router(), test_.app());
  ASSERT_EQ(ask().status, 303);
  ASSERT_EQ(test_.post(manager_, answer_path() + "/refuse", {{"reason", "A court may ask for it."}, {"until-day", "1"},
                                                             {"until-month", "12"}, {"until-year", "2026"}}).status, 303);
  const char* words = "Police asks for an item of R-2026-001 back, which was needed until 1 December 2026: answer by 16 December 2026";
  EXPECT_THAT(test_.get(manager_, "/workspace").body, Not(HasSubstr("asks for an item")));
  test_.instance().live_until("2026-12-02");
  ASSERT_TRUE(app().disposal.run());
  EXPECT_THAT(test_.get(manager_, "/workspace").body, HasSubstr(words));
  EXPECT_THAT(test_.get(police_, path_).body, HasSubstr("was needed until 1 December 2026, to be answered by 16 December 2026"));
  EXPECT_THAT(test_.get(manager_, answer_path()).body, AllOf(HasSubstr("Let it go"), HasSubstr("Refuse it")));
}

TEST_F(AskingBack, CanBeTakenBack_STK_08) {
  ASSERT_EQ(ask().status, 303);
  EXPECT_THAT(test_.get(police_, path_).body, HasSubstr("Let it be kept after all"));
  ASSERT_EQ(test_.post(police_, path_ + "/keep").status, 303);
  EXPECT_THAT(test_.get(police_, path_).body, HasSubstr("and kept after all on 2 November 2026"));
  EXPECT_EQ(test_.post(police_, path_ + "/keep").status, 409);
}

TEST_F(AskingBack, SaysWhereAHoldStands_STK_08) {
  ASSERT_EQ(ask().status, 303);
  ASSERT_EQ(test_.post(manager_, "/workspace/disposal/hold",
                       {{"scope", "case"}, {"reference", "R-2026-001"}, {"ground", "A police investigation"}, {"review-day", "1"},
                        {"review-month", "5"}, {"review-year", "2027"}}).status, 303);
  EXPECT_THAT(test_.get(manager_, answer_path()).body, HasSubstr("A hold stands against this"));
  EXPECT_THAT(test_.get(police_, path_).body, HasSubstr("a hold stands against its destruction"));
}

}  // namespace
}  // namespace concordat::casework
