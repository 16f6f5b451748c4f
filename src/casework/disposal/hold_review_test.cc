// A hold keeps what the notice says goes: somebody looks at it again, and says why it must stand and until when (STK-16).

#include <gmock/gmock.h>

#include "casework/cases/cases.h"
#include "casework/disposal/disposal_pages.h"
#include "casework/hold_view.h"
#include "casework/test_app.h"
#include "casework/workspace/workspace.h"
#include "vault/test_opening.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using HoldForm = std::vector<std::pair<std::string, std::string>>;

class HoldReview : public testing::Test {
 protected:
  HoldReview() : test_("charters/stockport.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    add_disposal_pages(test_.router(), test_.app());
    add_workspace_pages(test_.router(), test_.app());
    review_ = *vault::open_case(test_.app().vault, test_.app().actor(TestApp::as(manager_)), "review", "R-2026-001");
    HoldForm form = on("1", "12", "2026");
    form.insert(form.end(), {{"scope", "case"}, {"reference", "R-2026-001"}});
    EXPECT_EQ(test_.post(manager_, "/workspace/disposal/hold", form).status, 303);
    path_ = "/workspace/disposal/holds/case/" + review_.text();
  }
  static HoldForm on(const char* day, const char* month, const char* year) {
    return {{"ground", "Court proceedings or a legal claim"}, {"review-day", day}, {"review-month", month}, {"review-year", year}};
  }
  ledger::Leaf last() { return test_.app().vault.history(review_).back(); }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView deputy_ = test_.person("Dora Deputy", {"deputy"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  CaseId review_;
  std::string path_;
};

TEST_F(HoldReview, MovesItsDayWithAReasonAndTheLedgerAndHistoryHaveIt_STK_16) {
  test_.instance().live_until("2026-12-03");
  const auto deputy = test_.person("Dilys Deputy", {"deputy"});
  EXPECT_THAT(test_.get(deputy, "/workspace").body, AllOf(HasSubstr("A hold is to be looked at again: Case R-2026-001"), HasSubstr(path_)));
  EXPECT_THAT(test_.get(deputy, "/workspace/disposal").body, AllOf(HasSubstr("it was to be looked at again on 1 December 2026"),
                                                                   HasSubstr("href=\"" + path_ + "\"")));
  EXPECT_THAT(test_.get(deputy, path_).body, AllOf(HasSubstr("Case R-2026-001"), HasSubstr("Placed by Mona Manager")));
  ASSERT_EQ(test_.post(deputy, path_, on("1", "6", "2027")).status, 303);
  EXPECT_EQ(last().event, "hold.reviewed");
  EXPECT_EQ(last().actor, deputy.account.text());
  EXPECT_THAT(last().detail, HasSubstr(";ground=court;review=2027-06-01;before=2026-12-01"));
  const char* words = "Looked at by Dilys Deputy on 3 December 2026; to be looked at again on 1 June 2027";
  EXPECT_THAT(test_.get(deputy, "/workspace/disposal").body, HasSubstr(words));
  EXPECT_THAT(test_.get(deputy, std::string("/workspace/cases/") + review_.text()).body, HasSubstr(words));
  EXPECT_THAT(test_.get(deputy, "/workspace").body, Not(HasSubstr("A hold is to be looked at again")));
  EXPECT_THAT(test_.get(deputy, std::string("/workspace/cases/") + review_.text() + "/history").body,
              AllOf(HasSubstr("Looked at a hold again, and kept it: court proceedings or a legal claim; "
                              "to be looked at again on 1 June 2027"),
                    HasSubstr("Placed a hold: court proceedings or a legal claim")));
}

TEST_F(HoldReview, TakesADayToComeWithinAYearAndAReason_STK_16) {
  const auto refused = [&](const HoldForm& form) {
    const http::Response answer = test_.post(manager_, path_, form);
    EXPECT_EQ(answer.status, 422);
    return answer.body;
  };
  EXPECT_THAT(refused(on("2", "11", "2026")), HasSubstr("Enter a day to come, within a year"));
  EXPECT_THAT(refused(on("3", "11", "2027")), HasSubstr("Enter a day to come, within a year"));
  EXPECT_THAT(refused({}), AllOf(HasSubstr("href=\"#ground\""), HasSubstr("href=\"#review-day\"")));
  EXPECT_EQ(last().event, "hold.placed");
  EXPECT_EQ(test_.post(manager_, path_, on("2", "11", "2027")).status, 303) << "a year from today";
}

TEST_F(HoldReview, IsForWhoeverMayHoldAndOfAHoldThatStands_STK_16) {
  EXPECT_EQ(test_.get(support_, path_).status, 404);
  EXPECT_EQ(test_.post(support_, path_, on("1", "6", "2027")).status, 404);
  EXPECT_EQ(test_.get(manager_, "/workspace/disposal/holds/everything/all").status, 404);
  const auto mandate = [&](const http::SessionView& who) {
    return *test_.app().vault.gate().authorise(test_.app().actor(TestApp::as(who)), charter::Capability::hold);
  };
  const vault::HoldAsked why{"court", CivilDate::parse("2027-06-01")};
  EXPECT_FALSE(test_.app().disposal.review_hold(mandate(manager_), "everything", "", why));
  EXPECT_FALSE(test_.app().disposal.review_hold(mandate(manager_), "case", review_.text(), {"", why.review})) << "without a reason";
  ASSERT_FALSE(*test_.app().disposal.release(mandate(manager_), "case", review_.text()));
  ASSERT_TRUE(*test_.app().disposal.release(mandate(deputy_), "case", review_.text()));
  EXPECT_EQ(test_.get(manager_, path_).status, 404) << "it is released";
  EXPECT_EQ(last().event, "hold.released");
}

}  // namespace
}  // namespace concordat::casework
