// Double opt-in, and unsubscribing in one press: what is held until then is destroyed at once.

#include "casework/site/own_steps.h"

#include <gmock/gmock.h>

#include "casework/links.h"
#include "casework/opening_form.h"
#include "casework/site/public_forms.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string link_in(const std::string& text, const std::string& begins) {
  const std::size_t at = text.find(begins);
  return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

class Subscriptions : public testing::Test {
 protected:
  explicit Subscriptions(const char* charter = "charters/somerset.toml") : test_(charter, "2026-11-02"), outbox_(test_.turn_mail_on()) {
    add_public_forms(test_.router(), test_.app());
  }

  virtual http::Response sign_up() {
    test_.post_as_nobody("/forms/subscription", {{"question", "name"},
                                                 {"name", "Perpetua Wold"},
                                                 {"organisation", "Tone School"},
                                                 {"email", "perpetua@example.org"}});
    return test_.post_as_nobody("/forms/subscription", {{"do", "send"}});
  }
  mail::Message mail() { return outbox_.all().back().message; }
  std::string confirm_link() { return link_in(mail().text, "/forms/confirm/"); }
  std::string stop_link() { return link_in(mail().text, "/forms/stop/"); }
  store::CaseRow row() {
    std::optional<store::CaseRow> found;
    test_.app().vault.store().read([&](store::Reader& reader) { found = reader.cases("subscription").front(); });
    return *found;
  }
  std::size_t held() {
    std::size_t count = 0;
    test_.app().vault.store().read([&](store::Reader& reader) {
      for (const store::PartRow& part : reader.parts_of_case(row().id)) count += part.destroyed ? 0 : 1;
    });
    return count;
  }
  std::vector<std::string> events() {
    std::vector<std::string> names;
    for (const ledger::Leaf& leaf : test_.app().vault.history(row().id)) names.push_back(leaf.event + " by " + leaf.actor);
    return names;
  }

  TestApp test_;
  mail::Outbox& outbox_;
};

TEST_F(Subscriptions, BeginWhenTheLinkOfTheMailWasPressedAndNotBefore_SOM_20) {
  const http::Response sent = sign_up();
  ASSERT_EQ(sent.status, 303) << sent.body;
  const std::string receipt = test_.visit(location(sent)).body;
  EXPECT_THAT(receipt, AllOf(HasSubstr("sent a mail to the address"), Not(HasSubstr("/forms/confirm/")), Not(HasSubstr("Perpetua"))));
  EXPECT_EQ(mail().to, "perpetua@example.org");
  EXPECT_THAT(mail().text, AllOf(HasSubstr("within 7 days"), Not(HasSubstr("Perpetua")), Not(HasSubstr("Tone"))));
  EXPECT_THAT(test_.visit(confirm_link()).body, HasSubstr("Yes, that was me"));
  EXPECT_EQ(row().state, "asked") << "to look at the page, as a scanner of mails does, confirms nothing";
  EXPECT_EQ(test_.post_as_nobody(confirm_link(), {}).status, 303);
  EXPECT_EQ(row().state, "active");
  EXPECT_THAT(test_.visit(confirm_link()).body, HasSubstr("Confirmed"));
  EXPECT_EQ(test_.post_as_nobody(confirm_link(), {}).status, 303) << "pressed twice";
}

TEST_F(Subscriptions, EndInOnePressAndAreDestroyedAndShownAndTheLedgerSaysSo_SOM_20) {
  sign_up();
  test_.post_as_nobody(confirm_link(), {});
  EXPECT_THAT(test_.visit(stop_link()).body, AllOf(HasSubstr("End it, and destroy this"), HasSubstr("email address")));
  EXPECT_EQ(held(), 1u) << "to look at the page ends nothing";
  const http::Response ended = test_.post_as_nobody(stop_link(), {{"List-Unsubscribe", "One-Click"}});
  EXPECT_EQ(ended.status, 200) << "RFC 8058, section 3.1: no redirect";
  EXPECT_THAT(ended.body, AllOf(HasSubstr("What we destroyed"), HasSubstr("email address"), Not(HasSubstr("Perpetua"))));
  EXPECT_EQ(held(), 0u);
  EXPECT_EQ(row().state, "ended");
  EXPECT_THAT(events(), testing::IsSupersetOf({"case.step by subject", "destruction.intended by system", "part.destroyed by system"}));
  EXPECT_THAT(test_.post_as_nobody(stop_link(), {}).body, HasSubstr("had ended already"));
}

TEST_F(Subscriptions, TheMailSaysSoToProgramsInItsHeaders_RFC_8058) {
  sign_up();
  EXPECT_EQ(mail().unsubscribe, "https://example.org" + stop_link());
  const std::string whole = mail::compose(mail(), {"office@example.org", "00", test_.now()}).value();
  EXPECT_THAT(whole, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
}

TEST_F(Subscriptions, ThatNobodyConfirmedEndAfterTheDaysOfTheCharterAndAreDestroyed) {
  sign_up();
  test_.instance().live_until("2026-11-09");
  ASSERT_TRUE(test_.app().disposal.run());
  EXPECT_EQ(row().state, "asked") << "seven days are not over";
  test_.instance().live_until("2026-11-10");
  ASSERT_TRUE(test_.app().disposal.run());
  EXPECT_EQ(row().state, "ended");
  EXPECT_EQ(test_.visit(confirm_link()).status, 404);
  test_.instance().live_until("2026-11-11");
  ASSERT_TRUE(test_.app().disposal.run());
  EXPECT_EQ(held(), 0u);
}

TEST_F(Subscriptions, NoLinkCanBeMadeUp) {
  sign_up();
  std::string confirm = confirm_link(), stop = stop_link();
  for (std::string* link : {&confirm, &stop}) {
    link->back() = link->back() == '0' ? '1' : '0';
    EXPECT_EQ(test_.visit(*link).status, 404) << *link;
    EXPECT_EQ(test_.post_as_nobody(*link, {}).status, 404) << *link;
  }
  EXPECT_EQ(test_.visit(kStopPath + std::string("00")).status, 404);
  EXPECT_EQ(row().state, "asked");
}

class SubscriptionsByConsent : public Subscriptions {
 protected:
  SubscriptionsByConsent() : Subscriptions("charters/derby-derbyshire.toml") {}
};

TEST_F(SubscriptionsByConsent, EndingItTakesBackTheConsent_DDS_29) {
  const OpeningForm form = opening_form(test_.app(), *test_.app().charter().case_kind("subscription"), true);
  std::vector<std::pair<std::string, std::string>> answers = {
      {"name", "Perpetua Wold"}, {"email", "perpetua@example.org"}, {"consent-news", "news-v1"}};
  for (const OpeningPage& page : pages_of(form)) {
    answers.insert(answers.begin(), {"question", page.name});
    for (const charter::Field& field : page.fields)
      if (!field.choices.empty()) answers.emplace_back(field.name, field.choices.front());
    ASSERT_EQ(test_.post_as_nobody("/forms/subscription", answers).status, 303) << page.name;
  }
  ASSERT_EQ(test_.post_as_nobody("/forms/subscription", {{"do", "send"}}).status, 303);
  test_.post_as_nobody(confirm_link(), {});
  EXPECT_THAT(test_.post_as_nobody(stop_link(), {}).body, HasSubstr("What we destroyed"));
  EXPECT_EQ(held(), 0u);
  EXPECT_THAT(events(), testing::Contains("consent.withdrawn by subject"));
}

}  // namespace
}  // namespace concordat::casework
