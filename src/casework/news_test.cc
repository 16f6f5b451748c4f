// News: to those who confirmed, each once although the server falls over, with the way to end it in one press.

#include "casework/news.h"

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/mailed_once.h"
#include "casework/site/public_forms.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class News : public testing::Test {
 protected:
  News() : test_("charters/somerset.toml", "2026-11-02"), outbox_(test_.turn_mail_on()) {
    add_public_forms(test_.router(), test_.app());
    add_case_pages(test_.router(), test_.app());
    manager_ = test_.person("Mia Manager", {"manager"});
    test_.post(manager_, "/workspace/cases/open/news", {{"title", "A new course"}, {"news-text", "Neglect, on 5 May."}, {"do", "open"}});
    test_.app().vault.store().read([&](store::Reader& reader) {
      if (!reader.cases("news").empty()) news_ = reader.cases("news").front();
    });
  }
  std::string subscribe(const std::string& address, bool confirmed = true) {
    const std::size_t before = outbox_.all().size();
    test_.post_as_nobody("/forms/subscription", {{"question", "name"}, {"name", "Perpetua Wold"}, {"organisation", "Tone School"},
                                                 {"email", address}});
    test_.post_as_nobody("/forms/subscription", {{"do", "send"}});
    const auto mails = outbox_.all();
    EXPECT_EQ(mails.size(), before + 1);
    std::string stop;
    for (const mail::Queued& one : mails)
      if (one.message.to == address) {
        const std::size_t at = one.message.text.find("/forms/confirm/");
        if (confirmed) test_.post_as_nobody(one.message.text.substr(at, one.message.text.find('\n', at) - at), {});
        stop = one.message.unsubscribe.substr(one.message.unsubscribe.find("/forms/stop/"));
        EXPECT_TRUE(outbox_.discard(one.id));
      }
    return stop;
  }
  std::string path() const { return "/workspace/cases/" + news_.id.text(); }
  http::Response send(const char* number) { return test_.post(manager_, path() + "/step", {{"to", "sent"}, {"recipients", number}}); }
  void queue() { ASSERT_TRUE(queue_mailings(test_.app().vault, test_.app().link_key, outbox_)); }
  std::vector<std::string> to() {
    std::vector<std::string> all;
    for (const mail::Queued& one : outbox_.all()) all.push_back(one.message.to);
    return all;
  }
  std::string state() { return find_case(test_.app(), news_.id.text())->state; }

  TestApp test_;
  mail::Outbox& outbox_;
  http::SessionView manager_;
  store::CaseRow news_;
};

TEST_F(News, GoesToThoseWhoConfirmedAndToNobodyElse_SOM_05) {
  subscribe("one@example.org");
  subscribe("two@example.org");
  subscribe("never-confirmed@example.org", false);
  EXPECT_EQ(test_.post_as_nobody(subscribe("ended@example.org"), {}).status, 200);
  EXPECT_EQ(send("2").status, 303);
  EXPECT_TRUE(to().empty()) << "whoever sends the mail queues it";
  queue();
  EXPECT_THAT(to(), testing::UnorderedElementsAre("one@example.org", "two@example.org"));
  const mail::Message message = outbox_.all().front().message;
  EXPECT_EQ(message.subject, "A new course: " + test_.app().charter().partnership.name);
  EXPECT_THAT(message.text, AllOf(HasSubstr("Neglect, on 5 May."), Not(HasSubstr("Perpetua")), Not(HasSubstr("Tone School"))));
}

TEST_F(News, SaysHowManyGetItBeforeItGoes) {
  subscribe("one@example.org");
  EXPECT_EQ(send("2").status, 409) << "another number than was shown";
  EXPECT_EQ(send("").status, 409);
  EXPECT_EQ(state(), "draft");
  EXPECT_EQ(send("1").status, 303);
  EXPECT_EQ(state(), "sent");
}

TEST_F(News, EachMailEndsItInOnePress_RFC_8058) {
  subscribe("one@example.org");
  send("1");
  queue();
  const mail::Message message = outbox_.all().front().message;
  EXPECT_THAT(mail::compose(message, {"office@example.org", "00", test_.now()}).value(),
              HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
  const std::string stop = message.unsubscribe.substr(message.unsubscribe.find("/forms/stop/"));
  EXPECT_EQ(test_.post_as_nobody(stop, {{"List-Unsubscribe", "One-Click"}}).status, 200);
  EXPECT_EQ(number_of_recipients(test_.app(), {charter::EffectKind::mail_to, "subscriber"}), 0u);
}

TEST_F(News, EachGetsItOnceAlthoughTheServerFallsOverInTheMiddle) {
  for (const char* address : {"one@example.org", "two@example.org", "three@example.org"}) subscribe(address);
  send("3");
  queue();
  const auto mails = outbox_.all();
  ASSERT_EQ(mails.size(), 3u);
  // One went and was noted, one waits and was noted, one waits and was not: then the server fell over, before it had queued all.
  ASSERT_TRUE(note_mailed(test_.app().vault.store(), mails[0], test_.app().today()));
  ASSERT_TRUE(outbox_.discard(mails[0].id));
  const auto fallen = test_.app().vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.remove_meta("mailed:" + mails[2].about.substr(mails[2].about.find(';') + 1));
    transaction.set_meta("mailing:" + news_.id.text(), as_bytes("begun"));
    return {};
  });
  ASSERT_TRUE(fallen);
  queue();
  EXPECT_EQ(outbox_.all().size(), 2u) << "what went does not go again";
  queue();
  EXPECT_EQ(outbox_.all().size(), 2u);
}

TEST_F(News, WhereMailIsOffItDoesNotGo) {
  subscribe("one@example.org");
  EXPECT_THAT(test_.get(manager_, path() + "/conclude").body, HasSubstr("1 person who confirmed that they want it"));
  TestApp off("charters/somerset.toml", "2026-11-02");
  EXPECT_FALSE(begin_mailing(off.app(), news_.id));
}

}  // namespace
}  // namespace concordat::casework
