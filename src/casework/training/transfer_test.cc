// A booking handed on: to a colleague on the same course, or to the same person on another run of it; by a named person of the office.

#include "casework/training/transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/access.h"
#include "casework/test_app.h"
#include "casework/training/training.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Form = std::vector<std::pair<std::string, std::string>>;

class Transfers : public testing::Test {
 protected:
  Transfers() : test_("charters/portsmouth.toml", "2026-04-01") {
    add_training_pages(test_.router(), test_.app());
    add_course_pages(test_.router(), test_.app());
    add_booking_pages(test_.router(), test_.app());
    officer_ = test_.person("Tara Training", {"training-officer"});
    may_ = course("5", "Neglect");
    june_ = course("9", "Neglect");
    other_ = course("12", "Listening");
  }

  std::string course(const char* day, const char* title) {
    const std::string at = location(test_.post(officer_, "/workspace/courses/new",
                                               {{"course-title", title}, {"course-date-day", day}, {"course-date-month", "6"},
                                                {"course-date-year", "2026"}, {"course-place", "Town Hall"}, {"course-places", "1"}}));
    EXPECT_EQ(test_.post(officer_, at + "/step", {{"to", "open"}}).status, 303);
    return at;
  }
  static std::string id_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }
  Form person(const char* name) {
    return {{"name", name}, {"email", "delegate@example.org"}, {"organisation", "Example School"}, {"consent-training", "training-v1"}};
  }
  std::string ask(const std::string& course, const char* name) {
    return location(test_.post_as_nobody("/courses/" + id_of(course) + "/book", person(name)));
  }
  http::Response act(const std::string& course, const std::string& booking, const char* to, const char* why = "") {
    return test_.post(officer_, course + "/bookings/" + id_of(booking).substr(0, 2 * RecordId::kSize), {{"to", to}, {"why", why}});
  }
  // The address that the delegate gives to a colleague.
  std::string for_colleague(const std::string& booking) {
    const std::string body = test_.visit(booking).body;
    const std::size_t at = body.find("/book?instead=");
    return at == std::string::npos ? "" : body.substr(at + 14, 4 * RecordId::kSize);
  }
  http::Response ask_instead(const char* name, const std::string& token) {
    Form form = person(name);
    form.emplace_back("instead", token);
    return test_.post_as_nobody("/courses/" + id_of(may_) + "/book", form);
  }
  std::string says(const std::string& booking) { return test_.visit(booking).body; }

  TestApp test_;
  http::SessionView officer_;
  std::string may_, june_, other_;
};

TEST_F(Transfers, AColleagueTakesThePlaceByAnActOfTheOfficeAndNobodyWhoWaitsGetsIt_HAM_06) {
  const std::string ada = ask(may_, "Ada Example"), waits = ask(may_, "Wanda Waits");
  EXPECT_EQ(for_colleague(ada), "") << "there is no place to hand on yet";
  act(may_, ada, "place-offered");
  const std::string token = for_colleague(ada);
  ASSERT_FALSE(token.empty());
  EXPECT_THAT(test_.visit("/courses/" + id_of(may_) + "/book?instead=" + token).body,
              AllOf(HasSubstr("the place of somebody who cannot come"), Not(HasSubstr("Ada"))));
  const std::string ben = location(ask_instead("Ben Example", token));
  ASSERT_NE(ben, "");
  EXPECT_THAT(says(ben), HasSubstr("Somebody of the office decides"));
  EXPECT_THAT(says(ada), AllOf(HasSubstr("A colleague has asked to take your place"), HasSubstr("You have a place")));
  EXPECT_THAT(test_.get(officer_, may_).body, AllOf(HasSubstr("Hand the place over"), HasSubstr("somebody who cannot come")));
  EXPECT_EQ(ask_instead("Cem Example", token).status, 409) << "one at a time";
  EXPECT_EQ(act(may_, ben, "place-offered").status, 303);
  EXPECT_THAT(says(ben), HasSubstr("You have a place"));
  EXPECT_THAT(says(ada), HasSubstr("This booking is cancelled"));
  EXPECT_THAT(says(waits), HasSubstr("you are on the waiting list"));
  EXPECT_EQ(ask_instead("Cem Example", token).status, 409) << "it was handed on";
}

TEST_F(Transfers, WhatEndsWithABookingGoesAtOnceWhenItIsHandedOver_POR_09) {
  const std::string ada = ask(may_, "Ada Example");
  act(may_, ada, "place-offered");
  EXPECT_EQ(test_.post_as_nobody(ada + "/parts/needs", {{"dietary", "No nuts"}, {"consent-needs", "needs-v1"}}).status, 303);
  const std::string ben = location(ask_instead("Ben Example", for_colleague(ada)));
  act(may_, ben, "place-offered");
  EXPECT_THAT(says(ada), AllOf(Not(HasSubstr("No nuts")), HasSubstr("Ada Example"))) << "the rest goes on its day";
  EXPECT_THAT(says(ben), AllOf(Not(HasSubstr("No nuts")), Not(HasSubstr("Ada"))));
}

TEST_F(Transfers, TheAddressForAColleagueOpensNothingElse) {
  const std::string ada = ask(may_, "Ada Example");
  act(may_, ada, "place-offered");
  const std::string token = for_colleague(ada);
  EXPECT_EQ(test_.visit("/bookings/" + token).status, 404);
  std::string made_up = token;
  made_up.back() = made_up.back() == '0' ? '1' : '0';
  EXPECT_EQ(ask_instead("Eve Example", made_up).status, 409);
  EXPECT_EQ(test_.visit("/courses/" + id_of(june_) + "/book?instead=" + token).status, 409) << "of another course";
}

TEST_F(Transfers, ToAnotherDateTheyWaitLikeAnybodyAndKeepTheirPlaceUntilThen_HAM_06) {
  const std::string first = ask(june_, "Fay First"), ada = ask(may_, "Ada Example");
  act(may_, ada, "place-offered");
  EXPECT_THAT(says(ada), AllOf(HasSubstr("9 June 2026"), Not(HasSubstr("12 June 2026")))) << "other runs of this course alone";
  EXPECT_EQ(test_.post_as_nobody(ada + "/move", {{"to", id_of(other_)}, {"consent-training", "training-v1"}}).status, 409);
  EXPECT_EQ(test_.post_as_nobody(ada + "/move", {{"to", id_of(june_)}}).status, 409) << "without the consent that is asked there";
  const Form form = {{"to", id_of(june_)}, {"consent-training", "training-v1"}};
  const std::string moved = location(test_.post_as_nobody(ada + "/move", form));
  ASSERT_NE(moved, "");
  EXPECT_THAT(says(moved), AllOf(HasSubstr("you are on the waiting list"), HasSubstr("Ada Example")));
  EXPECT_THAT(says(ada), AllOf(HasSubstr("You have a place"), HasSubstr("You keep this booking until")));
  EXPECT_EQ(act(june_, moved, "place-offered").status, 422) << "who asked before is passed over";
  EXPECT_THAT(says(ada), HasSubstr("You have a place"));
  act(june_, first, "declined", "Not for their work.");
  EXPECT_EQ(act(june_, moved, "place-offered").status, 303);
  EXPECT_THAT(says(moved), HasSubstr("You have a place"));
  EXPECT_THAT(says(ada), HasSubstr("This booking is cancelled"));
}

TEST_F(Transfers, WhoIsDeclinedOnTheOtherDateKeepsTheirPlace) {
  const std::string ada = ask(may_, "Ada Example");
  act(may_, ada, "place-offered");
  const std::string moved = location(test_.post_as_nobody(ada + "/move", {{"to", id_of(june_)}, {"consent-training", "training-v1"}}));
  EXPECT_EQ(act(june_, moved, "declined", "It is for schools alone.").status, 303);
  EXPECT_THAT(says(ada), AllOf(HasSubstr("You have a place"), HasSubstr("Send a colleague")));
}

}  // namespace
}  // namespace concordat::casework
