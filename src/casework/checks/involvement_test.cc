// Somerset's involvement checks through the pages: SOM-10.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "casework/cases/cases.h"
#include "casework/cases/pack.h"
#include "casework/checks/answer_checks.h"
#include "casework/checks/check_link.h"
#include "casework/checks/involvement_section.h"
#include "casework/disposal/disposal_pages.h"
#include "casework/test_app.h"
#include "casework/warrant_view.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;
using CheckForm = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kName = "Quillan Fernmereham";  // invented

class Involvement : public testing::Test {
 protected:
  Involvement() : test_("charters/somerset.toml", "2026-11-02") {
    outbox_ = &test_.turn_mail_on();
    add_case_pages(test_.router(), test_.app());
    const auto opened = open_case(test_.app(), test_.app().actor(*test_.app().accounts.find(office_.account)), "case-review",
                                  {.criterion = 1, .notification = {{"notice", notice()}}});
    EXPECT_TRUE(opened) << opened.error().message;
    case_ = *opened;
    review_ = std::string(kCases) + "/" + case_.text();
    child_ = enter_child(kName);
  }

  static vault::NewPart notice() {
    return {{{"notified-by", "An invented ward"}, {"notified-channel", "telephone"}, {"aware-on", "2026-11-02"}}, ""};
  }
  RecordId enter_child(const std::string& name) {
    const charter::Part& part = test_.app().charter().record_kind("child")->parts.front();
    vault::NewPart content;
    for (const charter::Field& field : part.fields) {
      if (!field.required) continue;
      const bool date = field.name.ends_with("-date");
      content.values[field.name] = !field.choices.empty() ? field.choices.front() : date ? "2019-03-04" : "Invented " + field.name;
    }
    content.values["name"] = name;
    const auto added = add_record(test_.app(), test_.app().actor(*test_.app().accounts.find(office_.account)), case_,
                                  {"child", part.name, AgencyId{}, "office", "recorded"}, content);
    EXPECT_TRUE(added) << added.error().message;
    return *added;
  }

  CheckForm asking(const std::string& agency, const std::string& email, const char* stage) {
    return {{"agency", agency}, {"email-" + agency, email}, {"person", child_.text()}, {"stage", stage}};
  }
  // Asks an agency whose contact has no account; link and code as they are sent and said.
  void ask(const std::string& agency) {
    const http::Response asked = test_.post(office_, review_ + "/involvement/ask", asking(agency, "contact@example.org", "send"));
    ASSERT_EQ(asked.status, 200) << asked.body;
    const std::size_t at = asked.body.find("concordat-secret\">");
    ASSERT_NE(at, std::string::npos);
    code_ = asked.body.substr(at + 18, 9);
    find_link();
  }
  void find_link() {
    const std::string text = outbox_->all().back().message.text;
    const std::size_t from = text.find("/check/");
    ASSERT_NE(from, std::string::npos);
    link_ = text.substr(from, text.find_first_of(" \n", from) - from);
  }
  // As a browser does: to the page that the answer names.
  http::Response post_as_contact(const CheckForm& form) {
    const http::Response posted = test_.post_as_nobody(link_, form);
    return posted.status == 303 ? test_.visit(location(posted)) : posted;
  }
  http::Response enter_code(const std::string& code) {
    return post_as_contact({{"stage", "code"}, {"code", code}, {"confidential", "accepted"}});
  }
  CheckForm answer(const std::string& known, const char* stage) {
    const std::string prefix = "a" + check().id.text() + "-";
    return {{prefix + "version", "0"},
            {prefix + "known", known},
            {prefix + "services-involved", "School nursing"},
            {"stage", stage}};
  }
  store::RecordRow check() { return records_of(test_.app(), case_, "involvement-check").back(); }
  std::vector<std::string> events() {
    std::vector<std::string> names;
    for (const ledger::Leaf& leaf : test_.app().vault.history(case_)) names.push_back(leaf.event);
    return names;
  }
  void answer_as_contact(const std::string& known) {
    ASSERT_EQ(enter_code(code_).status, 200);
    EXPECT_THAT(post_as_contact(answer(known, "answers")).body, HasSubstr("Check your answers"));
    const http::Response sent = post_as_contact({{"stage", "send"}});
    EXPECT_THAT(sent.body, HasSubstr("Your answers were received"));
  }
  bool is_in_files(const std::string& words) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test_.instance().folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(in), {}};
      if (content.find(words) != std::string::npos) return true;
    }
    return false;
  }

  TestApp test_;
  mail::Outbox* outbox_ = nullptr;
  http::SessionView office_ = test_.person("Uma Unit", {"business-unit", "manager"});
  CaseId case_;
  std::string review_, link_, code_;
  RecordId child_;
};

TEST_F(Involvement, TheAgencySeesThatTheNamesAreDestroyedAndItsAnswerHeld_SOM_10) {
  add_disposal_pages(test_.router(), test_.app());
  const auto police = test_.person("Pia Police", {"agency-contact"}, "police");
  ask("police");
  EXPECT_THAT(test_.get(police, "/workspace/agency").body, HasSubstr(">Held<"));
  answer_as_contact("not known");
  const std::string own = test_.get(police, "/workspace/agency").body;
  EXPECT_THAT(own, HasSubstr("Your answer is held; the names are destroyed"));
  EXPECT_THAT(own, Not(HasSubstr(">Held<")));
}

TEST_F(Involvement, IsSeenWholeBeforeItIsPassedOn_SOM_10) {
  const http::Response looked = test_.post(office_, review_ + "/involvement/ask", asking("police", "contact@example.org", "look"));
  EXPECT_THAT(looked.body, HasSubstr(kName));
  EXPECT_THAT(looked.body, HasSubstr("contact@example.org"));
  EXPECT_THAT(looked.body, HasSubstr("Working Together"));
  EXPECT_THAT(looked.body, Not(HasSubstr("Invented carers"))) << "what may not be asked is not told";
  EXPECT_TRUE(records_of(test_.app(), case_, "involvement-check").empty());
}

TEST_F(Involvement, WritesEachDisclosureDownBeforeTheAgencyCanSeeIt_SOM_10) {
  ask("police");
  const auto leaves = test_.app().vault.history(case_);
  const auto disclosed = std::ranges::find(leaves, "disclosed", &ledger::Leaf::event);
  ASSERT_NE(disclosed, leaves.end());
  EXPECT_EQ(disclosed->purpose, "reviews");
  EXPECT_EQ(ledger::word_of(*disclosed, "agency"), "police");
  EXPECT_EQ(ledger::word_of(*disclosed, "about"), child_.text());
  EXPECT_THAT(ledger::word_of(*disclosed, "basis"), HasSubstr("guidance:working-together-2023"));
  EXPECT_EQ(disclosed->record, check().id);
  EXPECT_EQ((disclosed + 1)->event, "record.put");
}

TEST_F(Involvement, MailHoldsNothingAboutAnybody_SOM_10) {
  ask("police");
  const mail::Queued mail = outbox_->all().back();
  EXPECT_EQ(mail.message.to, "contact@example.org");
  EXPECT_THAT(mail.message.text + mail.message.subject, Not(HasSubstr("Fernmereham")));
  EXPECT_THAT(mail.message.text, Not(HasSubstr(code_)));
  EXPECT_THAT(test_.visit(link_).body, Not(HasSubstr("Fernmereham"))) << "the link alone shows nothing";
}

TEST_F(Involvement, AContactAnswersAndTheGridShowsIt_SOM_10) {
  ask("police");
  EXPECT_THAT(test_.get(office_, review_ + "/involvement").body, HasSubstr("Waiting"));
  EXPECT_THAT(enter_code(code_).body, HasSubstr(kName));
  answer_as_contact("known");
  const std::string grid = test_.get(office_, review_ + "/involvement").body;
  EXPECT_THAT(grid, HasSubstr("Known"));
  EXPECT_THAT(grid, Not(HasSubstr("names destroyed")));
  EXPECT_THAT(test_.get(office_, review_ + "/involvement/agencies/police").body, HasSubstr("School nursing"));
  EXPECT_EQ(test_.visit(link_).status, 404) << "used";
  EXPECT_EQ(test_.post_as_nobody(link_, {{"stage", "send"}}).status, 404);
}

TEST_F(Involvement, WhoDoesNotKnowTheFamilyLosesTheNamesAtOnce_SOM_10) {
  ask("police");
  const KeyId key = [&] {
    std::optional<store::PartRow> part;
    test_.app().vault.store().read([&](store::Reader& reader) { part = reader.find_part(check().id, "asked"); });
    return part->key;
  }();
  answer_as_contact("not known");
  std::optional<store::PartRow> part;
  test_.app().vault.store().read([&](store::Reader& reader) { part = reader.find_part(check().id, "asked"); });
  EXPECT_TRUE(part->destroyed);
  EXPECT_TRUE(part->sealed.empty());
  std::vector<KeyId> live;
  test_.app().vault.store().read([&](store::Reader& reader) { live = reader.live_keys(); });
  EXPECT_EQ(std::ranges::find(live, key), live.end());
  EXPECT_THAT(test_.get(office_, review_ + "/involvement").body, HasSubstr("names destroyed"));
  EXPECT_THAT(events(),
              testing::IsSupersetOf({"disclosed", "check.answered", "destruction.intended", "part.destroyed", "destruction.done"}));
  EXPECT_FALSE(is_in_files("Fernmereham"));
  const auto found = test_.app().vault.search(test_.app().actor(*test_.app().accounts.find(office_.account)), "fernmereham");
  ASSERT_TRUE(found) << found.error().message;
  for (const policy::Grant& grant : *found) EXPECT_NE(grant.subject().record_kind, "involvement-check");
}

TEST_F(Involvement, AContactsPageHasFewWordsBesideItsTask) {
  ask("police");
  for (const http::Response& shown : {test_.visit(link_), enter_code(code_)}) {
    EXPECT_THAT(shown.body, HasSubstr("In danger now: "));
    EXPECT_THAT(shown.body, HasSubstr("Privacy notice"));
    for (const char* elsewhere : {"Answered now", "Sign in", "Promises kept"}) EXPECT_THAT(shown.body, Not(HasSubstr(elsewhere)));
  }
}

TEST_F(Involvement, WhatIsHeldNowIsCountedPartByPart_SOM_10) {
  const std::string about =
      "whom the agency is asked about</th><td class=\"govuk-table__cell govuk-table__cell--numeric\" data-label=\"Held now\">";
  ask("police");
  EXPECT_THAT(test_.get(office_, review_).body, HasSubstr(about + "1<"));
  answer_as_contact("not known");
  EXPECT_THAT(test_.get(office_, review_).body, Not(HasSubstr(about))) << "the names are gone, the answer is held";
}

TEST_F(Involvement, ADestructionWithoutACertificateLeadsToNone_SOM_10) {
  ask("police");
  answer_as_contact("not known");
  ASSERT_EQ(test_.post(office_, review_ + "/agencies", {{"agency", "police"}, {"stage", "send"}}).status, 303);
  const http::SessionView own = test_.person("Pia Police", {"agency-contact"}, "police");
  const http::Response shown = test_.get(own, review_);
  EXPECT_THAT(shown.body, HasSubstr("Destroyed on"));
  EXPECT_THAT(shown.body, Not(HasSubstr("/workspace/agency/files/")));
}

TEST_F(Involvement, PeopleSaysThatNobodyIsThereToAskAbout) {
  const auto other = open_case(test_.app(), test_.app().actor(*test_.app().accounts.find(office_.account)), "case-review",
                               {.criterion = 1, .notification = {{"notice", notice()}}});
  ASSERT_TRUE(other) << other.error().message;
  const std::string missing = "agencies can be asked whether they know them";
  EXPECT_THAT(test_.get(office_, std::string(kCases) + "/" + other->text() + "/people").body, HasSubstr(missing));
  EXPECT_THAT(test_.get(office_, review_ + "/people").body, Not(HasSubstr(missing)));
}

TEST_F(Involvement, AFieldThatIsWrongIsNamedInASentence) {
  const std::string path = review_ + "/add/child";
  const std::string form = test_.get(office_, path).body;
  const std::size_t death = form.find("name=\"death-date-how\"");
  ASSERT_NE(death, std::string::npos);
  EXPECT_NE(form.find("Not yet born"), std::string::npos);
  EXPECT_EQ(form.find("Not yet born", death), std::string::npos) << "nobody dies before they are born";
  std::string longer;
  for (int i = 0; i < 201; ++i) longer += "é";
  EXPECT_THAT(test_.post(office_, path, {{"name", longer}}).body, HasSubstr("it has 201 characters, and may have 200"));
}

CheckForm child(const char* born, const char* died) {
  return {{"name", "Robin Example"}, {"birth-date-year", born}, {"death-date-year", died}, {"incident-date-day", "1"},
          {"incident-date-month", "11"}, {"incident-date-year", "2026"}};
}

TEST_F(Involvement, DatesOfAPersonAreHeldAgainstEachOtherByWhatIsSure) {
  const std::string path = review_ + "/add/child";
  const http::Response dead = test_.post(office_, path, child("2019", "2018"));
  EXPECT_EQ(dead.status, 422);
  EXPECT_THAT(dead.body, testing::AllOf(HasSubstr("“Date of death” must be the same as or after “Date of birth”"),
                                        HasSubstr("href=\"#death-date-day\""), HasSubstr("value=\"2018\"")));
  const http::Response ahead = test_.post(office_, path, child("2031", ""));
  EXPECT_EQ(ahead.status, 422);
  EXPECT_THAT(ahead.body, HasSubstr("“Date of birth” must be today or in the past, or “Not yet born”"));
  EXPECT_EQ(test_.post(office_, path, child("2019", "2019")).status, 303) << "a year alone is no error while it is possible";
  const std::string record = review_ + "/records/" + records_of(test_.app(), case_, "child").back().id.text();
  CheckForm corrected = child("2019", "2017");
  corrected.emplace_back("version", "1");
  EXPECT_EQ(test_.post(office_, record + "/correct", corrected).status, 422);
}

TEST_F(Involvement, AContactTellsAYearAloneAndNoEndBeforeItsBeginning_SOM_10) {
  ask("police");
  ASSERT_EQ(enter_code(code_).status, 200);
  const std::string prefix = "a" + check().id.text() + "-";
  CheckForm form = answer("known", "answers");
  form.emplace_back(prefix + "involved-from-year", "2020");
  CheckForm wrong = form;
  wrong.emplace_back(prefix + "involved-until-year", "2019");
  const http::Response refused = post_as_contact(wrong);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("“Involved until” must be the same as or after “Involved from”"));
  form.emplace_back(prefix + "involved-until-year", "2020");
  EXPECT_THAT(post_as_contact(form).body, HasSubstr("Check your answers"));
}

TEST_F(Involvement, AWrongCodeIsCountedAndTheFifthIsTheLast) {
  ask("police");
  const std::string wrong = code_ == "0000 0000" ? "11111111" : "00000000";
  for (int i = 0; i < kMostWrongCodes; ++i) {
    test_.instance().clock.advance(3600 * kMicrosecondsPerSecond);
    EXPECT_EQ(enter_code(wrong).status, 403);
  }
  test_.instance().clock.advance(3600 * kMicrosecondsPerSecond);
  EXPECT_THAT(enter_code(code_).body, HasSubstr("No code is good now"));
  const std::string made = test_.post(office_, review_ + "/involvement/agencies/police/code").body;
  EXPECT_THAT(made, HasSubstr("Read this to"));
}

TEST_F(Involvement, AfterNotKnownThePapersSayThatTheNameWentAndADestructionIsOfOneCheck_SOM_10) {
  ask("police");
  answer_as_contact("not known");
  http::Request request;
  request.session = office_;
  request.parts["case"] = case_.text();
  for_case(test_.app(), request, [&](const Visit& visit, const CaseFile& review) {
    const auto papers = make_pack(visit, review, *test_.app().accounts.find(office_.account));
    EXPECT_TRUE(papers);
    bool said = false;
    for (const paper::Block& block : papers ? papers->blocks : std::vector<paper::Block>())
      if (const auto* table = std::get_if<paper::Table>(&block))
        for (const auto& row : table->rows)
          said |= row == std::vector<std::string>{"About", "A person of this case; name destroyed with the answer"};
    EXPECT_TRUE(said);
    return http::Response();
  });
  const auto warrants = warrants_of_case(test_.app(), case_);
  ASSERT_EQ(warrants.size(), 1u);
  EXPECT_THAT(act_words(warrants[0]), HasSubstr("Destroy 1 involvement check with Police"));
}

TEST_F(Involvement, WithoutConfidentialityNothingIsShown) {
  ask("police");
  const http::Response refused = post_as_contact({{"stage", "code"}, {"code", code_}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, Not(HasSubstr("Fernmereham")));
}

TEST_F(Involvement, AnEmptyAnswerIsAskedForAndNothingTypedIsLostWhenTimeRunsOut) {
  ask("police");
  enter_code(code_);
  const http::Response again = post_as_contact(answer("", "answers"));
  EXPECT_EQ(again.status, 422);
  EXPECT_THAT(again.body, HasSubstr("School nursing"));
  test_.instance().clock.advance(2 * 3600 * kMicrosecondsPerSecond);
  const http::Response late = post_as_contact(answer("known", "answers"));
  EXPECT_THAT(late.body, HasSubstr("Enter the code again"));
  EXPECT_THAT(late.body, Not(HasSubstr("Fernmereham")));
  EXPECT_THAT(enter_code(code_).body, HasSubstr("School nursing")) << "kept meanwhile";
}

TEST_F(Involvement, EachPageOfAContactCanBeGoneBackToWithoutSendingAnything) {
  ask("police");
  EXPECT_EQ(test_.visit(link_ + "?page=questions").status, 200) << "the page that asks for the code";
  EXPECT_THAT(test_.visit(link_ + "?page=questions").body, Not(HasSubstr("Fernmereham")));
  const http::Response empty = test_.visit(location(test_.post_as_nobody(link_, {{"stage", "code"}})));
  EXPECT_THAT(empty.body, testing::AllOf(HasSubstr("href=\"#code\""), HasSubstr("href=\"#confidential\""))) << "at once";
  const http::Response coded = test_.post_as_nobody(link_, {{"stage", "code"}, {"code", code_}, {"confidential", "accepted"}});
  ASSERT_TRUE(coded.give_pass);
  EXPECT_EQ(location(coded).find(*coded.give_pass), std::string::npos) << "no secret is in an address";
  EXPECT_EQ(location(test_.post_as_nobody(link_, answer("known", "answers"))), link_ + "?page=check");
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(test_.visit(link_ + "?page=check").body, HasSubstr("School nursing"));
    EXPECT_THAT(test_.visit(link_ + "?page=questions").body, HasSubstr("School nursing"));
  }
  EXPECT_EQ(location(test_.visit(link_)), link_ + "?page=questions");
  EXPECT_THAT(post_as_contact({{"stage", "send"}}).body, HasSubstr("Your answers were received"));
  EXPECT_EQ(test_.visit(link_ + "?page=check").status, 404);
}

TEST_F(Involvement, ALinkEndsAfterItsDaysAndAReminderBringsANewOne) {
  ask("police");
  test_.instance().clock.advance((kCheckLinkDays + 1) * kMicrosecondsPerDay);
  EXPECT_EQ(test_.visit(link_).status, 404);
  const std::string remind = review_ + "/involvement/agencies/police/remind";
  EXPECT_THAT(test_.post(office_, remind).body, testing::AllOf(HasSubstr("Is each right?"), HasSubstr("<li>contact@example.org</li>")));
  EXPECT_EQ(outbox_->all().size(), 1u) << "the recipient is shown, and confirmed, before anything is sent";
  EXPECT_EQ(test_.post(office_, remind, {{"stage", "send"}}).status, 303);
  EXPECT_EQ(test_.post(office_, remind, {{"stage", "send"}}).status, 303) << "pressed twice";
  EXPECT_EQ(outbox_->all().size(), 2u) << "the first mail, and one reminder";
  find_link();
  EXPECT_EQ(test_.visit(link_).status, 200);
  EXPECT_THAT(test_.get(office_, review_ + "/involvement/agencies/police").body, HasSubstr("2 mails sent"));
  answer_as_contact("nil return");
}

TEST_F(Involvement, AskingTwiceAsksOnce) {
  ask("police");
  EXPECT_EQ(test_.post(office_, review_ + "/involvement/ask", asking("police", "contact@example.org", "send")).status, 303);
  EXPECT_EQ(records_of(test_.app(), case_, "involvement-check").size(), 1u);
  EXPECT_EQ(outbox_->all().size(), 1u);
}

TEST_F(Involvement, PeopleOfTheAgencyAnswerInTheWorkspaceAndOthersFindNothing) {
  const http::SessionView police = test_.person("Pia Police", {"agency-contact"}, "police");
  const http::SessionView council = test_.person("Cara Council", {"agency-contact"}, "council");
  ASSERT_EQ(test_.post(office_, review_ + "/involvement/ask", asking("police", "", "send")).status, 200);
  const std::string path = kOwnChecks + case_.text();
  EXPECT_THAT(test_.get(police, path).body, HasSubstr(kName));
  EXPECT_EQ(test_.get(council, path).status, 404);
  EXPECT_EQ(test_.get(police, review_).status, 404) << "the review itself is not theirs to see";
  EXPECT_EQ(test_.get(police, review_ + "/involvement").status, 404);
  EXPECT_EQ(test_.get(office_, review_ + "/records/" + check().id.text()).status, 404);
  CheckForm form = answer("known", "send");
  EXPECT_EQ(test_.post(council, path, form).status, 404);
  EXPECT_EQ(test_.post(police, path, form).status, 303);
  EXPECT_EQ(test_.post(police, path, form).status, 303) << "sent twice";
  form[1].second = "nil return";
  EXPECT_EQ(test_.post(police, path, form).status, 409) << "a stale form";
  form[0].second = "1";
  EXPECT_EQ(test_.post(police, path, form).status, 303) << "corrected";
  EXPECT_THAT(test_.get(office_, review_ + "/involvement").body, HasSubstr("Nil return"));
}

TEST_F(Involvement, AContactComesToTheChecksOfOneCaseAndToNothingElse) {
  ask("police");
  const policy::Gate gate = test_.app().vault.gate();
  const auto may_read_as = [&](const policy::Actor& actor, RecordId record, const char* part) {
    return may(test_.app(), actor, charter::Act::read, *test_.app().vault.subject_of(record, part));
  };
  const AgencyId police = parties::agency_id("police");
  EXPECT_TRUE(may_read_as(policy::contact_of(police, case_), check().id, "asked"));
  EXPECT_FALSE(may_read_as(policy::contact_of(parties::agency_id("council"), case_), check().id, "asked"));
  EXPECT_FALSE(may_read_as(policy::contact_of(police, crypto::new_id<CaseId>()), check().id, "asked"));
  EXPECT_FALSE(may_read_as(policy::contact_of(police, case_), child_, "person"));
  EXPECT_FALSE(may_read_as(policy::contact_of(police, case_), check().id, "contact"));
  const http::SessionView supplier = test_.person("Pia Police", {"agency-contact"}, "police");
  const auto actor_of = [&](const http::SessionView& who) { return test_.app().actor(*test_.app().accounts.find(who.account)); };
  const auto mandate = gate.authorise(actor_of(office_), charter::Capability::open_case, *test_.app().vault.subject_of_case(case_));
  ASSERT_TRUE(mandate && test_.app().vault.ask_agency(*mandate, "police"));
  const auto supplied = add_record(test_.app(), actor_of(supplier), case_, {"chronology", "events", police, "online-form", "supplied"},
                                   {{{"chronology", "An invented event"}}, ""});
  ASSERT_TRUE(supplied) << supplied.error().message;
  EXPECT_TRUE(may_read_as(actor_of(supplier), *supplied, "events"));
  EXPECT_FALSE(may_read_as(policy::contact_of(police, case_), *supplied, "events")) << "what the agency owns beside";
  const policy::Subject to_be = subject_for(test_.app(), case_, {"involvement-check", "answer", police, "", ""});
  EXPECT_FALSE(may(test_.app(), policy::contact_of(police, case_), charter::Act::add, to_be)) << "only to one that is there";
}

}  // namespace
}  // namespace concordat::casework
