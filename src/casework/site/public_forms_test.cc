// Forms of the public site, by which a case is opened without an account.

#include "casework/site/public_forms.h"

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/opening_form.h"
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

  http::Response answer(const char* question, const char* value, Form more = {}) {
    more.insert(more.end(), {{"question", question}, {question, value}});
    return test_.post_as_nobody(kForm, more);
  }
  void answer_all() {
    answer("name", "Perpetua Wold");
    answer("reply-email", "perpetua@example.org");
    answer("reply-elsewhere", "");
    answer("complaint-kind", "complaint");
    EXPECT_EQ(location(answer("complaint-text", "Nobody called back.")), kForm + "?check=yes");
  }
  http::Response press_send() { return test_.post_as_nobody(kForm, {{"do", "send"}}); }
  http::Response send() {
    answer_all();
    return press_send();
  }
  std::vector<store::CaseRow> complaints() {
    std::vector<store::CaseRow> rows;
    test_.app().vault.store().read([&](store::Reader& reader) { rows = reader.cases("complaint"); });
    return rows;
  }

  TestApp test_;
  const std::string kForm = "/forms/complaint";
};

TEST_F(PublicForms, OpenACaseWithADayToAnswerByAndKeepWhatWasWrittenFromTheReceipt_STK_23) {
  answer_all();
  EXPECT_TRUE(complaints().empty()) << "nothing is put on record before it is sent";
  const http::Response sent = press_send();
  ASSERT_EQ(sent.status, 303);
  const std::string receipt = test_.visit(location(sent)).body;
  EXPECT_THAT(receipt, testing::AllOf(HasSubstr("K-2026-001"), HasSubstr("by 2 December 2026"), Not(HasSubstr("Perpetua"))));
  ASSERT_EQ(complaints().size(), 1u);
  EXPECT_EQ(complaints().front().state, "received");
}

TEST_F(PublicForms, SayFirstWhatIsAskedAndWhyWhatHappensAndForHowLongItIsKept) {
  EXPECT_THAT(test_.visit(kForm).body,
              testing::AllOf(HasSubstr("What we ask, and why"), HasSubstr("Full name: "),
                             HasSubstr("Acknowledgement of a concern or complaint"),
                             HasSubstr("How long we keep it"), HasSubstr("Start now"), Not(HasSubstr("Day on which it came"))));
}

TEST_F(PublicForms, OweNothingToPraise_SOM_25) {
  answer_all();
  answer("complaint-kind", "compliment", {{"change", "yes"}});
  const std::string receipt = test_.visit(location(press_send())).body;
  EXPECT_THAT(receipt, testing::AllOf(HasSubstr("K-2026-001"), Not(HasSubstr("by 2 December 2026"))));
  const auto manager = test_.person("Mona Manager", {"manager"});
  const auto steps = open_steps(test_.app(), test_.app().actor(TestApp::as(manager)), complaints().front());
  EXPECT_TRUE(std::ranges::any_of(steps, [](const charter::Step* step) { return step->to == "concluded"; })) << "without an answer";
}

TEST_F(PublicForms, ARequestSaysWhoAsksForWhomAndWhatShowsTheAuthority_STK_20) {
  const std::string start = test_.visit("/forms/rights-request").body;
  EXPECT_THAT(start, testing::AllOf(HasSubstr("Who asks"), HasSubstr("Whose information it is (optional)"),
                                    HasSubstr("Date of birth of whom it is about (optional)"),
                                    HasSubstr("What shows the authority (optional)")));
}

TEST_F(PublicForms, AskAQuestionAPageEachOfWhichCanBeGoneBackTo) {
  const http::Response first = answer("name", "Perpetua Wold");
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(location(first), kForm + "?question=reply-email");
  const std::string second = test_.visit(location(first)).body;
  EXPECT_THAT(second, testing::AllOf(HasSubstr("question 2 of 5"), HasSubstr(kForm + "?question=name"), Not(HasSubstr("Perpetua"))));
  EXPECT_THAT(test_.visit(kForm + "?question=name").body, HasSubstr("value=\"Perpetua Wold\""));
}

TEST_F(PublicForms, WhatIsWrongIsSaidOnItsOwnPageAndNothingElse) {
  answer("name", "Perpetua Wold");
  const http::Response wrong = answer("reply-email", "perpetua");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, testing::AllOf(HasSubstr("There is a problem"), HasSubstr("value=\"perpetua\""),
                                         Not(HasSubstr("Choose an answer"))));
  EXPECT_EQ(location(test_.visit(kForm + "?check=yes")), kForm + "?question=complaint-kind") << "none that must be";
  EXPECT_EQ(location(press_send()), kForm + "?question=complaint-kind&wrong=yes");
}

TEST_F(PublicForms, AnAnswerIsChangedFromTheOnesToCheckAndLeadsBackToThem) {
  answer_all();
  const std::string check = test_.visit(kForm + "?check=yes").body;
  EXPECT_THAT(check, testing::AllOf(HasSubstr("Perpetua Wold"), HasSubstr(kForm + "?change=yes&amp;question=name")));
  EXPECT_EQ(location(answer("name", "Perpetua Fen", {{"change", "yes"}})), kForm + "?check=yes");
  EXPECT_THAT(test_.visit(kForm + "?check=yes").body, testing::AllOf(HasSubstr("Perpetua Fen"), Not(HasSubstr("Perpetua Wold"))));
}

TEST_F(PublicForms, HoldWhatWasTypedForAnHourAndUntilItIsSentOrForgotten) {
  answer_all();
  test_.post_as_nobody(kForm, {{"do", "forget"}});
  EXPECT_EQ(location(press_send()), kForm + "?gone=yes");
  answer_all();
  test_.instance().clock.advance(3601 * kMicrosecondsPerSecond);
  EXPECT_EQ(location(test_.visit(kForm + "?question=reply-email")), kForm + "?gone=yes");
  EXPECT_THAT(test_.visit(kForm + "?gone=yes").body, HasSubstr("not held any more"));
  ASSERT_EQ(send().status, 303);
  EXPECT_THAT(test_.visit(kForm).body, Not(HasSubstr("You have begun")));
  EXPECT_EQ(location(test_.visit(kForm + "?check=yes")), kForm + "?gone=yes") << "what was typed is gone";
}

TEST_F(PublicForms, SentTwiceLeadToOneReceipt) {
  const std::string first = location(send());
  EXPECT_EQ(location(press_send()), first);
  EXPECT_EQ(complaints().size(), 1u);
}

TEST_F(PublicForms, WhatIsKnownByItselfCannotBeSent_STK_22) {
  answer("name", "Perpetua Wold",
         {{"complaint-received-day", "1"}, {"complaint-received-month", "1"}, {"complaint-received-year", "2020"}});
  EXPECT_THAT(test_.visit(location(send())).body, HasSubstr("by 2 December 2026"));
}

TEST_F(PublicForms, OnlyThoseOfTheCharterAreThere) {
  EXPECT_EQ(test_.visit("/forms/rights-request").status, 200);
  for (const char* path : {"/forms/review", "/forms/audit", "/forms/register", "/forms/no-such-kind", "/forms/sent/00"})
    EXPECT_EQ(test_.visit(path).status, 404) << path;
}

TEST_F(PublicForms, OneSenderCannotFillTheOfficesList) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(send().status, 303);
  const http::Response refused = send();
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr("call or write"));
  test_.instance().clock.advance(3600 * kMicrosecondsPerSecond);
  EXPECT_EQ(send().status, 303);
}

TEST_F(PublicForms, AskNobodyForAnEmailAddressWhoHasNone) {
  answer_all();
  answer("reply-email", "", {{"change", "yes"}});
  answer("reply-elsewhere", "1 Quay Row, Bramhall", {{"change", "yes"}});
  EXPECT_EQ(press_send().status, 303);
  EXPECT_EQ(complaints().size(), 1u);
}

TEST_F(PublicForms, AcknowledgeByAMailThatSaysNothingOfWhatWasWritten) {
  mail::Outbox& outbox = test_.turn_mail_on();
  const std::string receipt = location(send());
  ASSERT_EQ(outbox.all().size(), 1u);
  const mail::Message mail = outbox.all().front().message;
  EXPECT_EQ(mail.to, "perpetua@example.org");
  EXPECT_THAT(mail.text, testing::AllOf(HasSubstr(receipt), Not(HasSubstr("Perpetua")), Not(HasSubstr("called"))));
}

class UnderThirteen : public testing::Test {
 protected:
  UnderThirteen() : test_("charters/derby-derbyshire.toml", "2026-11-02") { add_public_forms(test_.router(), test_.app()); }
  http::Response subscribe(const char* age) {
    return test_.post_as_nobody("/forms/subscription", {{"question", "name"},
                                                        {"name", "Perpetua Wold"},
                                                        {"email", "perpetua@example.org"},
                                                        {"consent-news", "news-v1"},
                                                        {"permission", age}});
  }
  TestApp test_;
};

TEST_F(UnderThirteen, NeedsAParentsPermissionAndNothingIsKeptWithoutIt_DDS_34) {
  EXPECT_THAT(test_.visit("/forms/subscription?question=name").body,
              testing::AllOf(HasSubstr("nobody has agreed yet"), HasSubstr("You need nobody&#39;s permission"), HasSubstr("/concern")));
  EXPECT_EQ(subscribe("I am under 13, and my parent or guardian agrees").status, 303);
  const http::Response refused = subscribe("not-permitted");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("Ask a parent or guardian first"));
  EXPECT_EQ(location(test_.visit("/forms/subscription?check=yes")), "/forms/subscription?gone=yes") << "what was held before is gone too";
}

TEST_F(UnderThirteen, NeedsNobodysPermissionToTellOfHarmToComplainOrToUseARight_DDS_34) {
  for (const char* name : {"complaint", "rights-request"}) {
    const charter::CaseKind& kind = *test_.app().charter().case_kind(name);
    for (const OpeningPage& page : pages_of(opening_form(test_.app(), kind, true)))
      for (const charter::Field& field : page.fields) EXPECT_EQ(field.consent_age, 0) << name << " " << field.name;
    EXPECT_EQ(test_.visit(std::string("/forms/") + name).status, 200);
  }
}

}  // namespace
}  // namespace concordat::casework
