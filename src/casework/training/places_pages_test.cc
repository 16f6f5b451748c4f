// A course with fewer places than people who ask: what the delegate, the officer and the trainer see, and what is mailed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "casework/access.h"
#include "casework/test_app.h"
#include "casework/training/delegate_mail.h"
#include "casework/training/training.h"
#include "crypto/crypto.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class TrainingPlaces : public testing::Test {
 protected:
  TrainingPlaces() : test_("charters/portsmouth.toml", "2026-04-01") {
    add_training_pages(test_.router(), test_.app());
    add_course_pages(test_.router(), test_.app());
    add_booking_pages(test_.router(), test_.app());
    test_.turn_mail_on();
    officer_ = test_.person("Tara Training", {"training-officer"});
    course_ = location(test_.post(officer_, "/workspace/courses/new", form_));
    EXPECT_EQ(test_.post(officer_, course_ + "/step", {{"to", "open"}}).status, 303);
  }

  std::string public_path() const { return "/courses" + course_.substr(course_.rfind('/')); }
  // The path of a booking's own page.
  std::string ask(const char* name) {
    return location(test_.post_as_nobody(public_path() + "/book", {{"name", name},
                                                                   {"email", "delegate@example.org"},
                                                                   {"organisation", "Example School"},
                                                                   {"consent-training", "training-v1"}}));
  }
  // Of the booking of that name on the office's page.
  std::string office_path(const std::string& name) {
    const std::string body = test_.get(officer_, course_).body;
    const std::size_t end = body.find("\">" + name + "</a>");
    const std::size_t begin = body.rfind("href=\"", end) + 6;
    return end == std::string::npos ? "" : body.substr(begin, end - begin);
  }
  std::vector<mail::Queued> mails() { return test_.app().outbox->all(); }
  std::vector<std::string> texts() {
    std::vector<std::string> all;
    for (const mail::Queued& one : mails()) all.push_back(one.message.text);
    return all;
  }
  http::Response act(const std::string& name, const char* to, const char* why = "") {
    return test_.post(officer_, office_path(name), {{"to", to}, {"why", why}});
  }

  const std::vector<std::pair<std::string, std::string>> form_{{"course-title", "Neglect"}, {"course-date-day", "5"},
                                                               {"course-date-month", "5"},  {"course-date-year", "2026"},
                                                               {"course-place", "Town Hall"}, {"course-places", "1"},
                                                               {"joining", "Ring at the side door."}};
  TestApp test_;
  http::SessionView officer_;
  std::string course_;
};

TEST_F(TrainingPlaces, WhoAsksOfAFullCourseIsToldAndTheOfficerGivesWhatFallsFree_HAM_06) {
  EXPECT_THAT(test_.visit(public_path()).body, AllOf(HasSubstr("1 of 1 free"), Not(HasSubstr("side door"))));
  const std::string ada = ask("Ada Example"), ben = ask("Ben Example");
  EXPECT_THAT(test_.visit(ben).body, HasSubstr("you are on the waiting list"));
  EXPECT_THAT(test_.visit(public_path()).body, HasSubstr("is put on the waiting list"));
  EXPECT_THAT(test_.get(officer_, course_).body, HasSubstr("Waiting, 2nd in order of asking"));
  EXPECT_EQ(act("Ada Example", "place-offered").status, 303);
  EXPECT_THAT(test_.visit(ada).body, AllOf(HasSubstr("You have a place"), HasSubstr("Ring at the side door.")));
  EXPECT_THAT(test_.visit(ben).body, Not(HasSubstr("side door")));
  EXPECT_EQ(act("Ben Example", "place-offered").status, 409) << "it is given";
  EXPECT_EQ(test_.post_as_nobody(ada + "/cancel", {}).status, 409) << "only by its own button";
  EXPECT_EQ(test_.post_as_nobody(ada + "/cancel", {{"act", "cancel"}}).status, 303);
  EXPECT_THAT(test_.visit(ada).body, AllOf(HasSubstr("This booking is cancelled."), Not(HasSubstr("Cancel my booking"))));
  EXPECT_THAT(test_.visit(ben).body, HasSubstr("you are on the waiting list")) << "nobody has given it yet";
  EXPECT_EQ(act("Ben Example", "place-offered").status, 303);
  EXPECT_THAT(test_.visit(ben).body, HasSubstr("You have a place"));
}

TEST_F(TrainingPlaces, PassingOverAndDecliningAskWhy) {
  const std::string ada = ask("Ada Example");
  ask("Ben Example");
  EXPECT_THAT(test_.get(officer_, office_path("Ben Example")).body, HasSubstr("Say why they are passed over"));
  EXPECT_EQ(act("Ben Example", "place-offered", "  ").status, 422);
  EXPECT_EQ(act("Ben Example", "place-offered", "It is the last chance for them.").status, 303);
  EXPECT_THAT(test_.get(officer_, office_path("Ben Example")).body, HasSubstr("It is the last chance for them."));
  EXPECT_EQ(act("Ada Example", "declined").status, 422);
  EXPECT_EQ(act("Ada Example", "declined", "The course is full.").status, 303);
  EXPECT_THAT(test_.visit(ada).body, AllOf(HasSubstr("We cannot offer you a place"), HasSubstr("The course is full.")));
}

TEST_F(TrainingPlaces, MailHoldsALinkAndNothingPersonal) {
  const std::string ada = ask("Ada Example");
  ask("Ben Example");
  act("Ada Example", "place-offered");
  ASSERT_EQ(mails().size(), 3u);
  for (const mail::Queued& one : mails()) {
    EXPECT_EQ(one.message.to, "delegate@example.org");
    EXPECT_THAT(one.message.text, AllOf(HasSubstr("https://example.org/bookings/"), Not(HasSubstr("Example ")), Not(HasSubstr("Neglect"))));
  }
  EXPECT_THAT(texts(), testing::UnorderedElementsAre(AllOf(HasSubstr("We have your request"), HasSubstr(ada)), HasSubstr("waiting list"),
                                                     AllOf(HasSubstr("We can offer you a place"), HasSubstr(ada))));
  EXPECT_EQ(test_.post(officer_, course_ + "/step", {{"to", "cancelled"}}).status, 303);
  const auto cancelled = [](const std::string& text) { return text.starts_with("The course that you booked is cancelled"); };
  EXPECT_EQ(std::ranges::count_if(texts(), cancelled), 2) << "who has a place, and who waited";
  EXPECT_THAT(test_.visit(ada).body, HasSubstr("This course is cancelled"));
}

TEST_F(TrainingPlaces, DelegatesAreRemindedOnceTwoWorkingDaysBefore) {
  ask("Ada Example");
  act("Ada Example", "place-offered");
  const std::size_t before = mails().size();
  const auto remind = [&] { return *remind_delegates(test_.app().vault, test_.app().link_key, *test_.app().outbox); };
  test_.instance().live_until("2026-04-29");
  EXPECT_EQ(remind(), 0u);
  test_.instance().live_until("2026-04-30");  // Thursday; 4 May 2026 is a bank holiday, so that Friday is one working day before
  EXPECT_EQ(remind(), 1u);
  EXPECT_EQ(remind(), 0u);
  EXPECT_EQ(mails().size(), before + 1);
  test_.instance().live_until("2026-05-05");
  EXPECT_EQ(remind(), 0u) << "it is today";
}

TEST_F(TrainingPlaces, TheRegisterOpensOnTheDayAndAMarkIsChangedWithAReason_DDS_24) {
  ask("Ada Example");
  act("Ada Example", "place-offered");
  const std::string register_ = course_ + "/register";
  const std::string booking = office_path("Ada Example").substr(office_path("Ada Example").rfind('/') + 1);
  EXPECT_THAT(test_.get(officer_, register_).body, AllOf(HasSubstr("Ada Example"), Not(HasSubstr("Save the register"))));
  EXPECT_EQ(test_.post(officer_, register_, {{booking, "attended"}}).status, 409);
  test_.instance().live_until("2026-05-05");
  EXPECT_EQ(test_.post(officer_, register_, {{booking, "absent"}}).status, 303);
  EXPECT_EQ(test_.post(officer_, register_, {{booking, "attended"}}).status, 422);
  EXPECT_EQ(test_.post(officer_, register_, {{booking, "attended"}, {"reason", "Came late."}}).status, 303);
  EXPECT_THAT(test_.get(officer_, office_path("Ada Example")).body, AllOf(HasSubstr("Attended"), HasSubstr("Came late.")));
}

TEST_F(TrainingPlaces, ACertificateShowsThatItIsGenuineAndNoNameUntilTheBookingEnds_POR_10) {
  const std::string ada = ask("Ada Example");
  act("Ada Example", "place-offered");
  const RecordId booking = *RecordId::parse(office_path("Ada Example").substr(office_path("Ada Example").rfind('/') + 1));
  const crypto::Digest digest =
      crypto::commitment(test_.app().link_key.expose(), as_bytes("certificate of attendance " + booking.text()));
  const std::string reference = find_case(test_.app(), course_.substr(course_.rfind('/') + 1))->reference;
  const std::string page = "/certificates/" + reference + "-" + to_hex(ByteView(digest).first(8));
  EXPECT_EQ(test_.visit(page).status, 404) << "nobody was there yet";
  EXPECT_EQ(test_.visit(ada + "/certificate.pdf").status, 404);
  test_.instance().live_until("2026-05-05");
  test_.post(officer_, course_ + "/register", {{booking.text(), "attended"}});
  EXPECT_THAT(test_.visit(ada + "/certificate.pdf").body, testing::StartsWith("%PDF-"));
  EXPECT_THAT(test_.visit(page).body, AllOf(HasSubstr("is genuine"), HasSubstr("Neglect"), HasSubstr("5 May 2026"), Not(HasSubstr("Ada"))));
  EXPECT_EQ(test_.visit("/certificates/" + reference + "-0000000000000000").status, 404);
  test_.instance().live_until("2028-04-02");
  ASSERT_TRUE(test_.instance().disposal->run());
  EXPECT_EQ(test_.visit(page).status, 404);
}

TEST_F(TrainingPlaces, TheCatalogueIsFilteredByMonthAndGivenAsACalendar) {
  EXPECT_THAT(test_.visit("/courses?month=2026-05").body, HasSubstr("Neglect"));
  EXPECT_THAT(test_.visit("/courses?month=2026-06").body, AllOf(HasSubstr("No course is like this"), Not(HasSubstr("Neglect"))));
  EXPECT_THAT(test_.visit("/courses/calendar?month=2026-05").body, AllOf(HasSubstr("<caption"), HasSubstr("Neglect")));
  EXPECT_EQ(test_.visit("/courses/calendar?month=0001-01").status, 404);
  const http::Response calendar = test_.visit(public_path() + "/calendar.ics");
  EXPECT_EQ(calendar.content_type, "text/calendar; charset=utf-8");
  EXPECT_THAT(calendar.body, AllOf(HasSubstr("DTSTART;VALUE=DATE:20260505\r\n"), Not(HasSubstr("side door"))));
  EXPECT_EQ(test_.visit("/courses/calendar.ics").body, calendar.body);
}

TEST_F(TrainingPlaces, TheLearningReportLeavesOutSmallNumbers) {
  ask("Ada Example");
  act("Ada Example", "place-offered");
  const std::string booking = office_path("Ada Example").substr(office_path("Ada Example").rfind('/') + 1);
  test_.instance().live_until("2026-05-05");
  test_.post(officer_, course_ + "/register", {{booking, "attended"}});
  const std::string report = test_.get(officer_, "/workspace/courses/report.csv?year=2026").body;
  EXPECT_THAT(report, AllOf(HasSubstr("\"Month\",\"May 2026\",\"left out\""), HasSubstr("\"Year\",\"2026\",\"left out\"")));
  EXPECT_THAT(test_.get(officer_, "/workspace/courses/report?year=2026").body, AllOf(HasSubstr("By month"), HasSubstr("By course")));
}

TEST(Training, WhereACharterHasNoneNothingIsThere) {
  TestApp test("charters/stockport.toml", "2026-04-01");
  add_course_pages(test.router(), test.app());
  for (const char* path : {"/courses", "/courses/calendar", "/courses/calendar.ics"}) EXPECT_EQ(test.visit(path).status, 404) << path;
}

}  // namespace
}  // namespace concordat::casework
