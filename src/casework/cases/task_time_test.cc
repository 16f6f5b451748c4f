// SOM-12 and SOM-13: whoever comes to a case by a task sees it within the time of that task, and not before or after.

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/people/people.h"
#include "casework/test_app.h"
#include "vault/test_opening.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

class TaskTime : public testing::Test {
 protected:
  TaskTime() : test_("charters/somerset.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    add_people_pages(test_.router(), test_.app());
    case_ = *vault::open_case(test_.app().vault, test_.app().actor(TestApp::as(manager_)), "case-review", "R-2026-001");
  }
  void give_task(const std::string& role, const std::string& how, AccountId account) {
    const Instant now = test_.now();
    ASSERT_TRUE(test_.app().vault.store().write([&](store::Transaction& transaction) -> Result<void> {
      transaction.insert_appointment({crypto::new_id<AppointmentId>(), case_, account, role, how, now, std::nullopt, manager_.account,
                                      std::nullopt, std::nullopt});
      return {};
    }));
  }
  int seen_in(const std::string& state, const http::SessionView& who) {
    EXPECT_TRUE(test_.app().vault.store().write([&](store::Transaction& transaction) -> Result<void> {
      transaction.set_case_state(case_, state);
      return {};
    }));
    return test_.get(who, path()).status;
  }
  std::string path() const { return "/workspace/cases/" + case_.text(); }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  CaseId case_;
};

TEST_F(TaskTime, TheRapidReviewGroupSeesACaseWhileItsRapidReviewIsOpen_SOM_12) {
  const auto member = test_.person("Gil Group", {"rapid-review-group"});
  EXPECT_EQ(seen_in("rapid-review", member), 404) << "no task of theirs";
  give_task("rapid-review-group", "group", AccountId{});
  EXPECT_EQ(seen_in("notified", member), 404) << "not before";
  EXPECT_THAT(test_.get(member, "/workspace/tasks").body, Not(HasSubstr("href=\"" + path())));
  EXPECT_EQ(seen_in("rapid-review", member), 200);
  EXPECT_THAT(test_.get(member, "/workspace/tasks").body, HasSubstr("href=\"" + path()));
  for (const char* state : {"decided", "review", "published", "concluded"}) EXPECT_EQ(seen_in(state, member), 404) << state;
}

TEST_F(TaskTime, ALeadReviewerSeesACaseFromTheAppointmentToItsEnd_SOM_13) {
  const auto reviewer = test_.person("Lea Reviewer", {"lead-reviewer"});
  EXPECT_EQ(seen_in("review", reviewer), 404) << "before the appointment";
  give_task("lead-reviewer", "by-name", reviewer.account);
  for (const char* state : {"review", "published"}) EXPECT_EQ(seen_in(state, reviewer), 200) << state;
  EXPECT_EQ(seen_in("concluded", reviewer), 404) << "it has ended";
  EXPECT_EQ(test_.get(reviewer, path() + "/decision").status, 404);
}

}  // namespace
}  // namespace concordat::casework
