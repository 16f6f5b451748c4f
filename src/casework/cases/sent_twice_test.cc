// A form that is sent once more, with "Back" or a second press, adds nothing twice and loses nothing that was typed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Form = std::vector<std::pair<std::string, std::string>>;

class SentTwice : public testing::Test {
 protected:
  SentTwice() : test_("charters/stockport.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    const Form notice{{"criterion", "1"}, {"notified-by", "Ward of an invented hospital"}, {"notified-channel", "telephone"},
                      {"aware-on-day", "2"}, {"aware-on-month", "11"}, {"aware-on-year", "2026"}, {"do", "open"}};
    review_ = location(test_.post(manager_, "/workspace/cases/open/review", notice));
    EXPECT_EQ(test_.post(manager_, review_ + "/agencies", {{"agency", "police"}, {"stage", "send"}}).status, 303);
  }

  std::size_t count(std::string_view kind) {
    return records_of(test_.app(), *CaseId::parse(review_.substr(review_.rfind('/') + 1)), kind).size();
  }
  // The value of that hidden field, as the page has it.
  static std::string hidden(const std::string& page, const std::string& name) {
    const std::string begin = "name=\"" + name + "\" value=\"";
    const std::size_t at = page.find(begin);
    return at == std::string::npos ? "" : page.substr(at + begin.size(), page.find('"', at + begin.size()) - at - begin.size());
  }
  // The address of the form, as the page of its section gives it.
  std::string way_to(const http::SessionView& who, const std::string& kind) {
    const std::string page = test_.get(who, review_).body;
    const std::size_t at = page.find(review_ + "/add/" + kind + "?");
    return at == std::string::npos ? "" : page.substr(at, page.find('"', at) - at);
  }
  static Form voice(const std::string& to_be, const std::string& account) {
    return {{"to-be", to_be}, {"heard", "family"}, {"voice-account", account}};
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  std::string review_;
};

TEST_F(SentTwice, TheSameFormIsOneRecordAndItsPageSaysSo) {
  const std::string way = way_to(support_, "voice");
  ASSERT_FALSE(way.empty());
  const std::string id = hidden(test_.get(support_, way).body, "to-be");
  EXPECT_THAT(way, HasSubstr(id)) << "who goes back comes to the same form";
  const std::string add = review_ + "/add/voice";
  EXPECT_EQ(test_.post(support_, add, voice(id, "Invented words.")).status, 303);
  const http::Response again = test_.post(support_, add, voice(id, "Invented words."));
  EXPECT_EQ(again.status, 200);
  EXPECT_THAT(again.body, AllOf(HasSubstr("This was already saved"), HasSubstr("See what is on record"), Not(HasSubstr("not the same"))));
  EXPECT_THAT(test_.get(support_, way).body, AllOf(HasSubstr("This was already saved"), HasSubstr("Add another")));
  EXPECT_EQ(count("voice"), 1u);
  EXPECT_NE(way_to(support_, "voice"), way);
}

TEST_F(SentTwice, OtherAnswersBecomeACorrectionOrAnotherRecord) {
  const std::string add = review_ + "/add/voice", id = hidden(test_.get(support_, add).body, "to-be");
  ASSERT_EQ(test_.post(support_, add, voice(id, "Invented words.")).status, 303);
  const http::Response other = test_.post(support_, add, voice(id, "Other words."));
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.body, AllOf(HasSubstr("Invented words."), HasSubstr("Other words."), HasSubstr("is not saved yet"),
                                HasSubstr("Save it as a correction"), HasSubstr("Save it as another one")));
  EXPECT_EQ(count("voice"), 1u);
  const std::size_t at = other.body.find("action=\"" + review_ + "/records/");
  const std::string begin = other.body.substr(at + 8), correct = begin.substr(0, begin.find('"'));
  Form correction = voice("", "Other words.");
  correction.emplace_back("version", hidden(other.body, "version"));
  ASSERT_EQ(test_.post(support_, correct, correction).status, 303);
  EXPECT_THAT(test_.get(support_, correct).body, HasSubstr("Other words."));
  const std::string another = hidden(other.body.substr(other.body.find("/add/voice\"")), "to-be");
  EXPECT_EQ(test_.post(support_, add, voice(another, "A third account.")).status, 303);
  EXPECT_EQ(count("voice"), 2u);
}

TEST_F(SentTwice, WhoMayNotReadWhatTheySentIsToldAndSeesNothingOfIt_STK_15) {
  const Form item{{"to-be", std::string(32, 'a')}, {"title", "Contacts"}, {"category", "health"}, {"narrative", "An invented narrative."}};
  ASSERT_EQ(test_.post(police_, review_ + "/add/agency-item", item).status, 303);
  EXPECT_THAT(test_.post(police_, review_ + "/add/agency-item", item).body, HasSubstr("This was already saved"));
  EXPECT_EQ(count("agency-item"), 1u);
  const http::SessionView health = test_.person("Hanna Health", {"agency-contact"}, "health-trust");
  ASSERT_EQ(test_.post(manager_, review_ + "/agencies", {{"agency", "health-trust"}, {"stage", "send"}}).status, 303);
  const http::Response foreign = test_.get(health, review_ + "/add/agency-item?to-be=" + std::string(32, 'a'));
  EXPECT_THAT(foreign.body, AllOf(Not(HasSubstr("already saved")), Not(HasSubstr("Contacts")))) << "another agency's record is not there";
}

TEST_F(SentTwice, ALaterPartAndAFileAreThereOnce) {
  const Form action{{"action", "Teach handovers"}, {"action-owner", "Health"}, {"action-due-day", "1"}, {"action-due-month", "12"},
                    {"action-due-year", "2026"}};
  ASSERT_EQ(test_.post(support_, review_ + "/add/action", action).status, 303);
  const RecordId id = records_of(test_.app(), *CaseId::parse(review_.substr(review_.rfind('/') + 1)), "action").front().id;
  const std::string add = review_ + "/records/" + id.text() + "/add/completion";
  Form done{{"done-proof", "The register"}, {"done-on-day", "2"}, {"done-on-month", "11"}, {"done-on-year", "2026"}};
  ASSERT_EQ(test_.post(support_, add, done).status, 303);
  EXPECT_THAT(test_.get(support_, add).body, HasSubstr("This was already saved"));
  EXPECT_EQ(test_.post(support_, add, done).status, 200);
  done.front().second = "Another register";
  EXPECT_THAT(test_.post(support_, add, done).body, AllOf(HasSubstr("Another register"), Not(HasSubstr("Save it as another one"))));

  const Form item{{"title", "Contacts"}, {"category", "health"}, {"narrative", "An invented narrative."}};
  ASSERT_EQ(test_.post(police_, review_ + "/add/agency-item", item).status, 303);
  const RecordId of = records_of(test_.app(), *CaseId::parse(review_.substr(review_.rfind('/') + 1)), "agency-item").front().id;
  const std::string record = review_ + "/records/" + of.text();
  const Form to_be{{"to-be", hidden(test_.get(police_, record).body, "to-be")}};
  for (int i = 0; i < 2; ++i) EXPECT_EQ(location(test_.send(police_, record + "/files/item", "notes.txt", "A note.", to_be)), record);
  const std::string page = test_.get(police_, record).body;
  EXPECT_EQ(page.find("notes.txt"), page.rfind("notes.txt"));
}

// ---- asking an agency to contribute

TEST_F(SentTwice, AnAgencyIsToldByMailOnceAndAfterItsPeopleWereShown_STK_15) {
  mail::Outbox& outbox = test_.turn_mail_on();
  const http::SessionView health = test_.person("Hanna Health", {"agency-contact"}, "health-trust");
  const std::string address = test_.app().accounts.find(health.account)->email;
  const http::Response look = test_.post(manager_, review_ + "/agencies", {{"agency", "health-trust"}});
  EXPECT_THAT(look.body, AllOf(HasSubstr("Hanna Health"), HasSubstr(address), HasSubstr("Ask it and send the mail")));
  EXPECT_TRUE(outbox.all().empty()) << "nobody is told before it was confirmed";
  EXPECT_EQ(test_.get(health, review_).status, 404);
  const Form send{{"agency", "health-trust"}, {"stage", "send"}};
  for (int i = 0; i < 2; ++i) EXPECT_EQ(location(test_.post(manager_, review_ + "/agencies", send)), review_);
  ASSERT_EQ(outbox.all().size(), 1u);
  const mail::Message mail = outbox.all().front().message;
  EXPECT_EQ(mail.to, address);
  EXPECT_THAT(mail.text, AllOf(HasSubstr("https://example.org" + review_), Not(HasSubstr("R-2026")), Not(HasSubstr("Hanna"))));
  EXPECT_EQ(test_.get(health, review_).status, 200);
}

TEST_F(SentTwice, AnAgencyWhosePeopleCannotSignInIsSaidToBeToldByHand) {
  test_.turn_mail_on();
  EXPECT_THAT(test_.post(manager_, review_ + "/agencies", {{"agency", "health-trust"}}).body, HasSubstr("nobody is told by mail"));
}

}  // namespace
}  // namespace concordat::casework
