// What waits to be sent, on its page.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/people/people.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MailPages, SayThatMailIsOffAndAreNotThereForOthers) {
  TestApp app("charters/stockport.toml", "2026-06-01");
  add_people_pages(app.router(), app.app());
  EXPECT_THAT(app.get(app.person("Ada Example", {"manager"}), kMail).body, HasSubstr("Mail is off"));
  EXPECT_EQ(app.get(app.person("Cy Example", {"support-team"}), kMail).status, 404);
}

TEST(MailPages, SayWhatHappenedAndLetItBeTriedOrDiscarded) {
  TestApp app("charters/stockport.toml", "2026-06-01");
  add_people_pages(app.router(), app.app());
  mail::Outbox& outbox = app.turn_mail_on();
  const auto ada = app.person("Ada Example", {"manager"});
  EXPECT_THAT(app.get(ada, kMail).body, HasSubstr("Nothing waits"));
  ASSERT_TRUE(outbox.put({"anna@example.org", "A task <waits>", "Text"}, ""));
  ASSERT_TRUE(outbox.send_due([](const mail::Queued&) { return Result<void>(); }));
  const std::string body = app.get(ada, kMail).body;
  EXPECT_THAT(body, HasSubstr("anna@example.org"));
  EXPECT_THAT(body, HasSubstr("A task &lt;waits&gt;"));
  EXPECT_THAT(body, HasSubstr("The mail server cannot be reached. Tried 1 time; the next time on 1 June 2026"));
  const std::string path = std::string(kMail) + "/" + outbox.all().at(0).id;
  EXPECT_EQ(app.post(app.person("Cy Example", {"support-team"}), path, {{"act", "discard"}}).status, 404);
  EXPECT_EQ(location(app.post(ada, path, {{"act", "try"}})), kMail);
  EXPECT_EQ(outbox.all().at(0).next, app.instance().clock.now());
  EXPECT_EQ(location(app.post(ada, path, {{"act", "discard"}})), kMail);
  EXPECT_TRUE(outbox.all().empty());
  EXPECT_EQ(app.post(ada, path, {{"act", "try"}}).status, 409) << "a stale form";
}

}  // namespace
}  // namespace concordat::casework
