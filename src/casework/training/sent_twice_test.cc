// The forms of training, sent once more.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/links.h"
#include "casework/test_app.h"
#include "casework/training/training.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::size_t courses(const App& app) {
  std::size_t count = 0;
  app.vault.store().read([&](store::Reader& reader) { count = reader.cases("course-run").size(); });
  return count;
}

TEST(TrainingSentTwice, ACourseIsThereOnceAndOtherAnswersBecomeACorrection) {
  TestApp test("charters/portsmouth.toml", "2026-04-01");
  add_training_pages(test.router(), test.app());
  const http::SessionView officer = test.person("Tara Training", {"training-officer"});
  std::vector<std::pair<std::string, std::string>> form{{"to-be", std::string(32, 'a')}, {"course-title", "Neglect"},
                                                        {"course-date-day", "1"}, {"course-date-month", "6"},
                                                        {"course-date-year", "2026"}, {"course-place", "Town Hall"}};
  const std::string course = location(test.post(officer, "/workspace/courses/new", form));
  ASSERT_FALSE(course.empty());
  EXPECT_THAT(test.post(officer, "/workspace/courses/new", form).body, HasSubstr("This was already saved"));
  form[1].second = "Neglect, seen early";
  EXPECT_THAT(test.post(officer, "/workspace/courses/new", form).body,
              AllOf(HasSubstr("Neglect, seen early"), HasSubstr("action=\"" + course + "/correct\""), HasSubstr("Save it as another one")));
  EXPECT_EQ(courses(test.app()), 1u);
}

TEST(TrainingSentTwice, ATokenOfAnotherBookingIsNobodysToMakeUp) {
  const Secret key = crypto::random_secret(32), other = crypto::random_secret(32);
  const RecordId booking = crypto::new_id<RecordId>();
  EXPECT_EQ(booking_of(token_of(booking, key), key), booking);
  EXPECT_FALSE(booking_of(token_of(booking, other), key)) << "so that no form leads to a booking that it did not make";
}

}  // namespace
}  // namespace concordat::casework
