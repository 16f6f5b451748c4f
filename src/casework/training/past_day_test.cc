// A course whose day is past: the public list, its page, the form, the office's list and the booking say the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/test_app.h"
#include "casework/training/training.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CoursePastItsDay : public testing::Test {
 protected:
  CoursePastItsDay() : test_("charters/portsmouth.toml", "2026-04-01") {
    add_course_pages(test_.router(), test_.app());
    add_booking_pages(test_.router(), test_.app());
    add_training_pages(test_.router(), test_.app());
    officer_ = test_.person("Tara Training", {"training-officer"});
    const std::string planned = location(test_.post(officer_, "/workspace/courses/new",
                                                    {{"course-title", "Neglect"}, {"course-date-day", "1"}, {"course-date-month", "6"},
                                                     {"course-date-year", "2026"}, {"course-place", "Town Hall"}}));
    EXPECT_EQ(test_.post(officer_, planned + "/step", {{"to", "open"}}).status, 303);
    public_ = "/courses/" + planned.substr(planned.rfind('/') + 1);
  }
  std::vector<std::pair<std::string, std::string>> request() {
    const charter::Consent& consent = *test_.app().charter().consent("training");
    return {{"name", "Odalys Example"}, {"email", "o@example.org"}, {"telephone", "01632 960123"}, {"organisation", "A school"},
            {"consent-training", consent.wording}};
  }

  TestApp test_;
  http::SessionView officer_;
  std::string public_;
};

TEST_F(CoursePastItsDay, IsOpenUntilItsDayIsOver) {
  test_.instance().live_until("2026-06-01");
  EXPECT_THAT(test_.visit("/courses").body, HasSubstr("Neglect"));
  EXPECT_EQ(test_.post_as_nobody(public_ + "/book", request()).status, 303);
}

TEST_F(CoursePastItsDay, CannotBeBookedAnyMore) {
  test_.instance().live_until("2026-06-02");
  EXPECT_THAT(test_.visit("/courses").body, AllOf(Not(HasSubstr("Neglect")), HasSubstr("No course is open for booking")));
  EXPECT_THAT(test_.visit(public_).body, AllOf(HasSubstr("The day of this course is past"), Not(HasSubstr("/book"))));
  EXPECT_THAT(test_.visit(public_ + "/book").body, HasSubstr("This course was on 1 June 2026."));
  const http::Response late = test_.post_as_nobody(public_ + "/book", request());
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("no place can be requested any more"));
  EXPECT_THAT(test_.get(officer_, "/workspace/courses").body,
              AllOf(HasSubstr("Neglect"), HasSubstr("1 June 2026"), HasSubstr("Open, its day is past: no more bookings")));
}

TEST_F(CoursePastItsDay, ABookingSaysForWhichCourseAndDayItIs) {
  const std::string booking = location(test_.post_as_nobody(public_ + "/book", request()));
  EXPECT_THAT(test_.visit(booking).body,
              AllOf(HasSubstr("Neglect"), HasSubstr("1 June 2026"), HasSubstr("Town Hall"), HasSubstr("C-2026-001")));
}

}  // namespace
}  // namespace concordat::casework
