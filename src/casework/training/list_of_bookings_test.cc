// A list of bookings that an organisation sends: shown before anything is kept, taken in once, and taken out in the same form.

#include "casework/training/list_of_bookings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/access.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSoundList = "Full name,Email,Telephone\nAda Example,ada@example.org,01632 960001\nBen Example,ben@example.org,\n";

class Lists : public testing::Test {
 protected:
  explicit Lists(const char* charter = "charters/hampshire.toml") : test_(charter, "2026-04-01") {
    add_training_pages(test_.router(), test_.app());
    test_.turn_mail_on();
    officer_ = test_.person("Tara Training", {"training-officer"});
    course_ = location(test_.post(officer_, "/workspace/courses/new",
                                  {{"course-title", "Neglect"}, {"course-date-day", "5"}, {"course-date-month", "5"},
                                   {"course-date-year", "2026"}, {"course-place", "Town Hall"}, {"course-places", "1"}}));
    test_.post(officer_, course_ + "/step", {{"to", "open"}});
  }
  std::string hand_in(const std::string& content, const char* name = "list.csv") {
    return location(test_.send(officer_, course_ + "/list", name, content));
  }
  std::vector<store::RecordRow> bookings() {
    return records_of(test_.app(), *CaseId::parse(course_.substr(course_.rfind('/') + 1)), kBooking);
  }
  std::string take_out(const char* format) { return test_.post(officer_, course_ + "/take-out", {{"format", format}}).body; }

  TestApp test_;
  http::SessionView officer_;
  std::string course_;
};

TEST_F(Lists, AreShownFirstAndTakenInByOneActOnce) {
  const std::string at = hand_in(kSoundList);
  EXPECT_THAT(test_.get(officer_, at).body, AllOf(HasSubstr("2 bookings to take in"), HasSubstr("ben@example.org")));
  EXPECT_TRUE(bookings().empty()) << "nothing is kept before it is confirmed";
  EXPECT_EQ(test_.post(officer_, at, {{"do", "confirm"}}).status, 303);
  EXPECT_EQ(test_.post(officer_, at, {{"do", "confirm"}}).status, 303) << "sent twice";
  ASSERT_EQ(bookings().size(), 2u);
  EXPECT_EQ(bookings()[0].state, "requested");
  EXPECT_EQ(bookings()[1].state, "waiting") << "there is one place, and the list gives none";
  EXPECT_EQ(test_.app().outbox->all().size(), 2u) << "each is told";
  EXPECT_THAT(test_.get(officer_, at).body, HasSubstr("2 bookings were taken in"));
}

TEST_F(Lists, WhatIsWrongStandsByRowAndColumn) {
  const std::string at = hand_in("Full name,Email,Room\nAda Example,not-an-address,12\n,ben@example.org,\nCem Example,c@example.org,\n");
  const std::string seen = test_.get(officer_, at).body;
  EXPECT_THAT(seen, AllOf(HasSubstr("2 rows with a fault"), HasSubstr("1 booking to take in"), HasSubstr("Room"), HasSubstr(">Email<"),
                          HasSubstr(">Full name<")));
  EXPECT_EQ(test_.post(officer_, at, {{"do", "confirm"}}).status, 422);
  EXPECT_TRUE(bookings().empty());
  EXPECT_EQ(test_.post(officer_, at, {{"do", "confirm"}, {"leave-out", "yes"}}).status, 303);
  EXPECT_EQ(bookings().size(), 1u);
}

TEST_F(Lists, NobodyIsBookedTwice) {
  test_.post(officer_, hand_in(kSoundList), {{"do", "confirm"}});
  const std::string again = hand_in("Full name,Email,Telephone\nada example,ADA@example.org,\nEve Example,e@example.org,\n"
                                    "Eve Example,e@example.org,\n");
  EXPECT_THAT(test_.get(officer_, again).body, AllOf(HasSubstr("2 rows with a fault"), HasSubstr("Booked already")));
}

TEST_F(Lists, WhatIsTakenOutCanBeTakenInAgain) {
  test_.post(officer_, hand_in("Full name,Email,Telephone\nAda Example,ada@example.org,+44 1632 960001\n"), {{"do", "confirm"}});
  for (const char* format : {"csv", "xlsx"}) {
    const std::string seen = test_.get(officer_, hand_in(take_out(format), format)).body;
    EXPECT_THAT(seen, AllOf(HasSubstr("1 row with a fault"), HasSubstr("Booked already"))) << format << ": it is known again";
  }
  const std::string other = location(test_.post(officer_, "/workspace/courses/new",
                                                {{"course-title", "Listening"}, {"course-date-day", "6"}, {"course-date-month", "5"},
                                                 {"course-date-year", "2026"}, {"course-place", "Town Hall"}}));
  test_.post(officer_, other + "/step", {{"to", "open"}});
  const std::string file = take_out("csv");
  EXPECT_THAT(file, HasSubstr("'+44 1632 960001")) << "no formula for a spreadsheet program";
  const std::string at = location(test_.send(officer_, other + "/list", "list.csv", file));
  EXPECT_THAT(test_.get(officer_, at).body, AllOf(HasSubstr("1 booking to take in"), HasSubstr(">+44 1632 960001<")));
}

TEST_F(Lists, WhatIsNoListSaysSo) {
  EXPECT_EQ(test_.send(officer_, course_ + "/list", "empty.csv", "").status, 422);
  EXPECT_THAT(test_.get(officer_, hand_in("PK\x03\x04 broken", "broken.xlsx")).body, HasSubstr("It cannot be read as a list"));
}

TEST_F(Lists, AreForWhoMayEnterABooking) {
  const http::SessionView manager = test_.person("Mia Manager", {"manager"});
  EXPECT_EQ(test_.get(manager, course_ + "/list").status, 404);
  EXPECT_EQ(test_.get(manager, course_ + "/take-out").status, 404);
}

class ListsWithConsent : public Lists {
 protected:
  ListsWithConsent() : Lists("charters/portsmouth.toml") {}
};

TEST_F(ListsWithConsent, WhereEachDelegateMustAgreeNobodyElseBooksForThem_POR_09) {
  EXPECT_EQ(test_.get(officer_, course_ + "/list").status, 404);
  EXPECT_THAT(test_.get(officer_, course_).body, Not(HasSubstr("Take in a list")));
}

}  // namespace
}  // namespace concordat::casework
