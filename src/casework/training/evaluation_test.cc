// Evaluation of a course by a mail: who is asked and who is not, once; that an answer says nothing of who gave it; what the office sees.

#include "casework/training/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "casework/access.h"
#include "casework/mailed_once.h"
#include "casework/test_app.h"
#include "casework/training/training.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Form = std::vector<std::pair<std::string, std::string>>;

class Evaluations : public testing::Test {
 protected:
  explicit Evaluations(const char* charter = "charters/hampshire.toml", const char* officer = "training-officer", Form more = {})
      : test_(charter, "2026-04-01"), more_(std::move(more)) {
    add_training_pages(test_.router(), test_.app());
    add_course_pages(test_.router(), test_.app());
    add_booking_pages(test_.router(), test_.app());
    test_.turn_mail_on();
    officer_ = test_.person("Tara Training", {officer});
    course_ = location(test_.post(officer_, "/workspace/courses/new",
                                  {{"course-title", "Neglect"}, {"course-date-day", "5"}, {"course-date-month", "5"},
                                   {"course-date-year", "2026"}, {"course-place", "Town Hall"}}));
    EXPECT_EQ(test_.post(officer_, course_ + "/step", {{"to", "open"}}).status, 303);
  }

  RecordId book(const std::string& name) {
    const std::string at = "/courses" + course_.substr(course_.rfind('/')) + "/book";
    Form form = {{"name", name}, {"email", name + "@example.org"}, {"telephone", "01632 960001"}};
    form.insert(form.end(), more_.begin(), more_.end());
    const std::string path = location(test_.post_as_nobody(at, form));
    return *RecordId::parse(path.substr(path.rfind('/') + 1, 2 * RecordId::kSize));
  }
  RecordId with_place(const std::string& name) {
    const RecordId booking = book(name);
    EXPECT_EQ(act(booking, "place-offered").status, 303);
    return booking;
  }
  http::Response act(RecordId booking, const char* to, const char* why = "") {
    return test_.post(officer_, course_ + "/bookings/" + booking.text(), {{"to", to}, {"why", why}});
  }
  void mark(RecordId booking, const char* how) { test_.post(officer_, course_ + "/register", {{booking.text(), how}}); }
  std::size_t ask() { return *ask_for_evaluations(test_.app().vault, *test_.app().outbox); }
  std::vector<mail::Message> asked() {
    std::vector<mail::Message> all;
    for (const mail::Queued& one : test_.app().outbox->all())
      if (one.message.text.find("/evaluations/") != std::string::npos) all.push_back(one.message);
    return all;
  }
  static std::string link(const mail::Message& message) {
    const std::size_t at = message.text.find("/evaluations/");
    return message.text.substr(at, message.text.find('\n', at) - at);
  }
  std::vector<store::RecordRow> answers() {
    return records_of(test_.app(), *CaseId::parse(course_.substr(course_.rfind('/') + 1)), "evaluation");
  }
  void live_until(const char* day) { test_.instance().live_until(day); }

  TestApp test_;
  Form more_;
  http::SessionView officer_;
  std::string course_;
};

TEST_F(Evaluations, BeforeItWhoHasAPlaceIsAskedAndAfterItWhoWasThereAndNobodyElse_HAM_02) {
  const RecordId ada = with_place("ada"), ben = with_place("ben"), cem = with_place("cem");
  book("waits");
  live_until("2026-04-24");
  EXPECT_EQ(ask(), 0u) << "more than five working days before: 4 May 2026 is a bank holiday";
  live_until("2026-04-27");
  EXPECT_EQ(act(cem, "cancelled").status, 303);
  EXPECT_EQ(ask(), 2u) << "neither who waits nor who cancelled";
  live_until("2026-05-05");
  mark(ada, "attended");
  mark(ben, "absent");
  EXPECT_EQ(ask(), 0u);
  live_until("2026-05-06");
  EXPECT_EQ(ask(), 1u) << "not who was absent";
  EXPECT_EQ(asked().back().to, "ada@example.org");
  EXPECT_THAT(asked().back().text, HasSubstr("what it brought you"));
}

TEST_F(Evaluations, EachIsAskedOnceAndRemindedOnceAtMost) {
  const RecordId ada = with_place("ada"), ben = with_place("ben");
  live_until("2026-05-05");
  mark(ada, "attended");
  mark(ben, "attended");
  live_until("2026-05-06");
  EXPECT_EQ(ask(), 2u);
  EXPECT_EQ(ask(), 0u);
  const auto first = asked();
  const auto bens = std::ranges::find(first, "ben@example.org", &mail::Message::to);
  EXPECT_EQ(test_.post_as_nobody(link(*bens), {{"learned", "To ask twice."}}).status, 303);
  live_until("2026-05-12");
  EXPECT_EQ(ask(), 0u);
  live_until("2026-05-13");
  EXPECT_EQ(ask(), 1u) << "who has answered is not reminded";
  EXPECT_EQ(asked().back().to, "ada@example.org");
  for (const char* day : {"2026-05-20", "2026-05-27", "2026-06-10"}) {
    live_until(day);
    EXPECT_EQ(ask(), 0u) << day;
  }
}

TEST_F(Evaluations, WhereTheServerFellOverBeforeItWasNotedNobodyIsAskedTwice) {
  with_place("ada");
  live_until("2026-04-28");
  EXPECT_EQ(ask(), 1u);
  const mail::Queued waiting = test_.app().outbox->all().back();
  const std::string what = waiting.about.substr(waiting.about.find(';') + 1);
  const auto forgotten = test_.app().vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.remove_meta("mailed:" + what);
    return {};
  });
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(ask(), 0u) << "it waits in the outbox";
  ASSERT_TRUE(note_mailed(test_.app().vault.store(), waiting, test_.app().today()));
  ASSERT_TRUE(test_.app().outbox->discard(waiting.id));
  EXPECT_EQ(ask(), 0u) << "it went";
}

TEST_F(Evaluations, TheMailNamesNobodyAndNoCourseAndTheLinkWorksOnce) {
  with_place("ada");
  live_until("2026-04-28");
  ASSERT_EQ(ask(), 1u);
  const mail::Message message = asked().front();
  EXPECT_THAT(message.text, AllOf(Not(HasSubstr("Neglect")), Not(HasSubstr("ada")), HasSubstr("kept without your name")));
  const std::string at = link(message);
  EXPECT_THAT(test_.visit(at).body, HasSubstr("What you know of it now"));
  EXPECT_EQ(test_.post_as_nobody(at, {{"expected", "What neglect looks like."}}).status, 303);
  EXPECT_THAT(test_.visit(at).body, HasSubstr("We have your answers"));
  EXPECT_EQ(test_.post_as_nobody(at, {{"expected", "Something else."}}).status, 303);
  EXPECT_EQ(answers().size(), 1u) << "sent twice";
  std::string made_up = at;
  made_up.back() = made_up.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(test_.visit(made_up).status, 404);
  EXPECT_EQ(test_.post_as_nobody(made_up, {{"expected", "x"}}).status, 404);
}

TEST_F(Evaluations, TheLinkEndsWithItsTimeAndWithThePlace) {
  const RecordId ada = with_place("ada");
  with_place("ben");
  live_until("2026-04-28");
  ASSERT_EQ(ask(), 2u);
  const auto all = asked();
  const std::string adas = link(*std::ranges::find(all, "ada@example.org", &mail::Message::to));
  const std::string bens = link(*std::ranges::find(all, "ben@example.org", &mail::Message::to));
  EXPECT_EQ(act(ada, "cancelled").status, 303);
  EXPECT_EQ(test_.visit(adas).status, 404);
  EXPECT_EQ(test_.visit(bens).status, 200);
  live_until("2026-05-05");
  EXPECT_EQ(test_.visit(bens).status, 404);
}

TEST_F(Evaluations, NothingTiesAnAnswerToABooking) {
  const RecordId ada = with_place("ada");
  live_until("2026-04-28");
  ask();
  test_.post_as_nobody(link(asked().front()), {{"expected", "What neglect looks like."}});
  ASSERT_EQ(answers().size(), 1u);
  const std::string answer = answers().front().id.text();
  for (const ledger::Leaf& leaf : test_.app().vault.history(answers().front().case_id)) {
    if (leaf.record != answers().front().id) continue;
    EXPECT_EQ(leaf.actor, "public");
    EXPECT_THAT(leaf.detail, Not(HasSubstr(ada.text())));
  }
  test_.app().vault.store().read([&](store::Reader& reader) {
    const auto link = reader.meta("link:evaluation:" + ada.text() + ":evaluation.before");
    EXPECT_TRUE(!link || link->empty()) << "the digest from which the answer's id could be tried is gone";
    const auto mailed = reader.meta("mailed:evaluation:" + ada.text() + ":evaluation.before");
    EXPECT_EQ(as_text(*mailed), "2026-04-28");
  });
}

class EvaluationsLater : public Evaluations {
 protected:
  EvaluationsLater()
      : Evaluations("charters/derby-derbyshire.toml", "business-team",
                    {{"comes-as", "for my work"}, {"contact-address", "1 High Street"}, {"contact-email", "d@example.org"},
                     {"contact-telephone", "01632 960001"}, {"permission", "I am 13 or older"}}) {}
  std::string page() { return test_.get(officer_, course_ + "/evaluation").body; }
};

TEST_F(EvaluationsLater, TheOfficeSeesCountsAndWordsOnceFiveHaveAnswered_DDS_38) {
  std::vector<RecordId> all;
  for (const char* name : {"ada", "ben", "cem", "dan", "eve", "fay"}) all.push_back(with_place(name));
  live_until("2026-05-05");
  for (const RecordId booking : all) mark(booking, "attended");
  live_until("2026-05-06");
  ASSERT_EQ(ask(), 6u);
  const auto mails = asked();
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_EQ(test_.post_as_nobody(link(mails[i]), {{"score", "5"}, {"opinion", "Thought " + std::to_string(i)}}).status, 303);
  EXPECT_THAT(page(), AllOf(HasSubstr("Asked so far: 6"), HasSubstr("Fewer than 5 have answered"), Not(HasSubstr("Thought"))));
  EXPECT_EQ(test_.post_as_nobody(link(mails[4]), {{"score", "5"}, {"opinion", "Thought 4"}}).status, 303);
  EXPECT_THAT(page(), AllOf(HasSubstr("Answered: 5"), HasSubstr("Thought 0"), HasSubstr("Thought 4")));
  EXPECT_EQ(test_.post_as_nobody(link(mails[5]), {{"score", "1"}, {"opinion", "Not for me."}}).status, 303);
  EXPECT_THAT(page(), HasSubstr("left out")) << "the one who was not content is not told by it";
  EXPECT_EQ(test_.get(test_.person("Mia Manager", {"manager"}), course_ + "/evaluation").status, 404);
}

TEST_F(EvaluationsLater, MonthsLaterTheyAreAskedWhatHasChanged_DDS_38) {
  const RecordId ada = with_place("ada");
  live_until("2026-05-05");
  mark(ada, "attended");
  live_until("2026-11-05");
  EXPECT_EQ(ask(), 0u);
  live_until("2026-11-06");
  EXPECT_EQ(ask(), 1u);
  EXPECT_THAT(asked().back().text, HasSubstr("what has changed since"));
  EXPECT_THAT(test_.visit(link(asked().back())).body, HasSubstr("What has changed since in your work"));
}

}  // namespace
}  // namespace concordat::casework
