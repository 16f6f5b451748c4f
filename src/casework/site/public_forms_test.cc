// Forms of the public site, by which a case is opened without an account.

#include "casework/site/public_forms.h"

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/site/site.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;
using Form = std::vector<std::pair<std::string, std::string>>;

class PublicForms : public testing::Test {
 protected:
  PublicForms() : test_("charters/stockport.toml", "2026-11-02") { add_public_forms(test_.router(), test_.app()); }

  static Form complaint(const std::string& id, const std::string& wish) {
    return {{"case", id}, {"name", "Perpetua Wold"}, {"reply-email", "perpetua@example.org"}, {"complaint-kind", "complaint"},
            {"complaint-text", "Nobody called back."}, {"do", wish}};
  }
  http::Response send(const std::string& id, const std::string& wish = "send") {
    return test_.post_as_nobody("/forms/complaint", complaint(id, wish));
  }
  std::vector<store::CaseRow> complaints() {
    std::vector<store::CaseRow> rows;
    test_.app().vault.store().read([&](store::Reader& reader) { rows = reader.cases("complaint"); });
    return rows;
  }

  TestApp test_;
  const std::string id_ = crypto::new_id<CaseId>().text();
};

TEST_F(PublicForms, OpenACaseWithADayToAnswerByAndKeepWhatWasWrittenFromTheReceipt_STK_23) {
  EXPECT_THAT(send(id_, "").body, HasSubstr("Check your answers"));
  EXPECT_TRUE(complaints().empty()) << "nothing is kept before it is sent";
  const http::Response sent = send(id_);
  ASSERT_EQ(sent.status, 303);
  const std::string receipt = test_.visit(location(sent)).body;
  EXPECT_THAT(receipt, testing::AllOf(HasSubstr("K-2026-001"), HasSubstr("by 2 December 2026"), Not(HasSubstr("Perpetua"))));
  ASSERT_EQ(complaints().size(), 1u);
  EXPECT_EQ(complaints().front().state, "received");
}

TEST_F(PublicForms, SentTwiceLeadToOneReceipt) {
  const std::string first = location(send(id_));
  EXPECT_EQ(location(send(id_)), first);
  EXPECT_EQ(complaints().size(), 1u);
}

TEST_F(PublicForms, WhatIsKnownByItselfCannotBeSent_STK_22) {
  Form form = complaint(id_, "send");
  form.emplace_back("complaint-received-day", "1");
  form.emplace_back("complaint-received-month", "1");
  form.emplace_back("complaint-received-year", "2020");
  EXPECT_THAT(test_.visit(location(test_.post_as_nobody("/forms/complaint", form))).body, HasSubstr("by 2 December 2026"));
}

TEST_F(PublicForms, OnlyThoseOfTheCharterAreThere) {
  EXPECT_EQ(test_.visit("/forms/rights-request").status, 200);
  for (const char* path : {"/forms/review", "/forms/audit", "/forms/register", "/forms/no-such-kind", "/forms/sent/00"})
    EXPECT_EQ(test_.visit(path).status, 404) << path;
}

TEST_F(PublicForms, OneSenderCannotFillTheOfficesList) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(send(crypto::new_id<CaseId>().text()).status, 303);
  const http::Response refused = send(id_);
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr("call or write"));
  test_.instance().clock.advance(3600 * kMicrosecondsPerSecond);
  EXPECT_EQ(send(id_).status, 303);
}

TEST_F(PublicForms, AskNobodyForAnEmailAddressWhoHasNone) {
  Form by_post = complaint(id_, "send");
  by_post[2] = {"reply-elsewhere", "1 Quay Row, Bramhall"};
  EXPECT_EQ(test_.post_as_nobody("/forms/complaint", by_post).status, 303);
  EXPECT_EQ(complaints().size(), 1u);
}

TEST_F(PublicForms, AcknowledgeByAMailThatSaysNothingOfWhatWasWritten) {
  mail::Outbox& outbox = test_.turn_mail_on();
  const std::string receipt = location(send(id_));
  ASSERT_EQ(outbox.all().size(), 1u);
  const mail::Message mail = outbox.all().front().message;
  EXPECT_EQ(mail.to, "perpetua@example.org");
  EXPECT_THAT(mail.text, testing::AllOf(HasSubstr(receipt), Not(HasSubstr("Perpetua")), Not(HasSubstr("called"))));
}

}  // namespace
}  // namespace concordat::casework
