#include "casework/cases/opening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/cases/cases.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

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

}  // namespace
}  // namespace concordat::casework
