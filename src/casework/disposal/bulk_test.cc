#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "casework/disposal/disposal_pages.h"
#include "casework/disposal/test_concluded_review.h"
#include "casework/warrant_view.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Stockport's review, concluded with an item of each of four agencies: four proposals by one rule. STK-16.
class ApprovingTogether : public testing::Test {
 protected:
  ApprovingTogether() : test_("charters/stockport.toml", "2026-11-02") {
    add_disposal_pages(test_.router(), test_.app());
    review_ = concluded_review(test_, manager_, support_, {"police", "health-trust", "schools", "probation"});
    path_ = found(test_.get(manager_, kPage).body, "href=\"(/workspace/disposal/together/[0-9a-f]{32})\"").at(0);
  }

  const App& app() { return test_.app(); }
  static std::vector<std::string> found(const std::string& text, const std::string& pattern) {
    std::vector<std::string> all;
    const std::regex wanted(pattern);
    for (std::sregex_iterator one(text.begin(), text.end(), wanted), end; one != end; ++one) all.push_back((*one)[1]);
    return all;
  }
  std::vector<std::string> sample(const http::SessionView& who) {
    return found(test_.get(who, path_).body, "href=\"(" + path_ + "/[0-9a-f]{32})\"");
  }
  http::Response approve(const http::SessionView& who) {
    const auto content = found(test_.get(who, path_).body, "name=\"content\" value=\"([0-9a-f]{64})\"");
    return test_.post(who, path_ + "/approve", {{"content", content.empty() ? "" : content[0]}});
  }
  void look_at_all(const http::SessionView& who) {
    for (const std::string& one : sample(who)) EXPECT_EQ(test_.get(who, one).status, 200);
  }

  static constexpr const char* kPage = "/workspace/disposal";
  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView deputy_ = test_.person("Dora Deputy", {"deputy"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  CaseId review_;
  std::string path_;
};

TEST_F(ApprovingTogether, SaysTheRuleTheEventItsDayAndHowMany) {
  for (const std::string& where : {std::string(kPage), path_})
    EXPECT_THAT(test_.get(manager_, where).body,
                AllOf(HasSubstr("Item supplied by an agency: kept until the case is concluded"), HasSubstr("The case is concluded"),
                      HasSubstr("2 November 2026"), HasSubstr("4 proposals, 4 items")));
  EXPECT_THAT(test_.get(manager_, path_).body, AllOf(HasSubstr("Draw the sample of 3"), Not(HasSubstr("/approve\""))));
}

TEST_F(ApprovingTogether, AsksForTheSampleAndThenForASecondPerson_STK_16) {
  for (const http::SessionView& who : {manager_, deputy_}) {
    ASSERT_EQ(location(test_.post(who, path_ + "/open")), path_);
    EXPECT_EQ(sample(who).size(), 3u);
    EXPECT_THAT(test_.get(who, path_).body, HasSubstr("3 proposals of the sample are still to be looked at"));
    EXPECT_EQ(approve(who).status, 409) << "nothing was looked at";
    look_at_all(who);
    EXPECT_THAT(test_.get(who, path_).body, HasSubstr("Approve destroying 4 items in 4 proposals"));
    EXPECT_EQ(location(approve(who)), kPage);
    EXPECT_EQ(test_.get(who, path_).status, 404) << "it is done";
  }
  for (const WarrantView& one : warrants_of_case(app(), review_))
    EXPECT_EQ(state_words(one), "Approved; in quarantine until 2 December 2026");
}

TEST_F(ApprovingTogether, ShowsWhatIsKnownOfAnItemAndNotWhatTheCharterKeepsFromThisReader_STK_15) {
  ASSERT_EQ(test_.post(manager_, path_ + "/open").status, 303);
  EXPECT_THAT(test_.get(manager_, sample(manager_).at(0)).body,
              AllOf(HasSubstr("Destroy 1 item supplied by"), HasSubstr("R-2026-001"), HasSubstr("Concluded"),
                    HasSubstr("The charter does not let you read what is in these items"), Not(HasSubstr("Invented."))));
}

TEST_F(ApprovingTogether, NamesWhatLeftAndWhy) {
  ASSERT_EQ(test_.post(manager_, path_ + "/open").status, 303);
  const WarrantView held = warrants_of_case(app(), review_).at(0);
  const auto mandate = app().vault.gate().authorise(app().actor(TestApp::as(deputy_)), charter::Capability::hold);
  look_at_all(manager_);
  const auto content = found(test_.get(manager_, path_).body, "name=\"content\" value=\"([0-9a-f]{64})\"").at(0);
  ASSERT_TRUE(app().disposal.hold(*mandate, "agency", held.row.owner.text()));
  const http::Response stale = test_.post(manager_, path_ + "/approve", {{"content", content}});
  EXPECT_EQ(stale.status, 409);
  EXPECT_THAT(stale.body, HasSubstr("some have left since"));
  EXPECT_THAT(test_.get(manager_, path_).body,
              AllOf(HasSubstr("Left since you drew the sample"), HasSubstr(act_words(held)), HasSubstr("A hold stands against this.")));
  look_at_all(manager_);
  EXPECT_EQ(approve(manager_).status, 303);
  EXPECT_TRUE(warrants_by_id(app(), {held.row.id}).at(0).approvals.empty());
}

TEST_F(ApprovingTogether, IsForApproversAlone) {
  for (const http::SessionView& who : {support_, police_}) {
    EXPECT_EQ(test_.get(who, path_).status, 404);
    EXPECT_EQ(test_.post(who, path_ + "/open").status, 404);
    EXPECT_EQ(test_.post(who, path_ + "/approve").status, 404);
  }
  ASSERT_EQ(test_.post(manager_, path_ + "/open").status, 303);
  EXPECT_EQ(test_.get(deputy_, sample(manager_).at(0)).status, 404) << "a sample is one person's";
  EXPECT_EQ(test_.get(manager_, path_ + "/" + std::string(32, '0')).status, 404);
  EXPECT_EQ(test_.post(manager_, std::string(kPage) + "/together/nonsense/open").status, 409);
}

}  // namespace
}  // namespace concordat::casework
