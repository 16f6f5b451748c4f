#include "casework/cases/opening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/cases/cases.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// The charter asks nothing to open one: its page says what will happen, and has one button.
TEST(OpeningWithoutQuestions, IsOnePageWithOneButton) {
  TestApp test("charters/portsmouth.toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  const http::SessionView manager = test.person("Mo Manager", {"manager"});
  const std::string form = test.get(manager, "/workspace/cases/open/audit").body;
  EXPECT_THAT(form, HasSubstr("Nothing is asked to begin. It gets the reference A-2026-001 and begins as “planned”"));
  EXPECT_THAT(form, HasSubstr("Open it: audit"));
  EXPECT_THAT(form, Not(HasSubstr("Continue")));
  EXPECT_EQ(test.post(manager, "/workspace/cases/open/audit", {{"do", "open"}}).status, 303);
}

// Its page is not there for who neither reads nor moves on what they would open: no button leads to it.
TEST(OpeningWithoutBusiness, IsNotOffered) {
  TestApp test("charters/hampshire.toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  const http::SessionView deputy = test.person("Dee Deputy", {"deputy"});
  EXPECT_EQ(test.get(deputy, "/workspace/cases/open/learning-review").status, 404);
  const std::string reviews = test.get(deputy, kReviews).body;
  EXPECT_THAT(reviews, HasSubstr("/workspace/cases/open/case-review"));
  EXPECT_THAT(reviews, Not(HasSubstr("/workspace/cases/open/learning-review")));
}

struct ByCriterion {
  const char* charter;
  const char* second;  // of the criteria
};
class OpeningAReview : public testing::TestWithParam<ByCriterion> {};

// Hampshire's notice names no criterion; Working Together 2023, chapter 5, does. Portsmouth's speaks of those of a serious case review.
// What meets none is opened with the reason.
TEST_P(OpeningAReview, SaysWhichCriterionIsMetOrWhyNone_WorkingTogether_5) {
  TestApp test("charters/" + std::string(GetParam().charter) + ".toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  const http::SessionView manager = test.person("Mo Manager", {"manager"});
  const std::string path = "/workspace/cases/open/case-review";
  EXPECT_THAT(test.get(manager, path).body, AllOf(HasSubstr("Which criterion is met?"), HasSubstr(GetParam().second)));
  std::vector<std::pair<std::string, std::string>> form = {{"notified-by", "Duty team"}, {"notified-channel", "telephone"},
                                                           {"aware-on-day", "2"},        {"aware-on-month", "11"},
                                                           {"aware-on-year", "2026"},    {"do", "open"}};
  EXPECT_THAT(test.post(manager, path, form).body, HasSubstr("Choose which criterion is met"));
  form.emplace_back("criterion", "none");
  EXPECT_EQ(test.post(manager, path, form).status, 422) << "without the reason";
  form.emplace_back("why-no-criterion", "The child has recovered.");
  const http::Response opened = test.post(manager, path, form);
  ASSERT_EQ(opened.status, 303) << opened.body;
  form.resize(6);
  form.emplace_back("criterion", "2");
  const http::Response second = test.post(manager, path, form);
  ASSERT_EQ(second.status, 303) << second.body;
  EXPECT_THAT(test.get(manager, location(second)).body, HasSubstr("Opened because"));
}

INSTANTIATE_TEST_SUITE_P(Charters, OpeningAReview,
                         testing::Values(ByCriterion{"hampshire", "A child was seriously harmed, abuse"},
                                         ByCriterion{"portsmouth", "the child seriously harmed, and concern"}),
                         [](const auto& tested) { return std::string(tested.param.charter); });

}  // namespace
}  // namespace concordat::casework
