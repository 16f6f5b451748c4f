// Two partnerships, both invented: one asks by a signed message whether the other knows a child (SOM-11).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "casework/cases/cases.h"
#include "casework/checks/involvement_section.h"
#include "casework/checks/own_candidates.h"
#include "casework/checks/partner_requests.h"
#include "casework/people/people.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;
using PartnerForm = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kAskedName = "Ottoline Greenhalgh-Marsh";  // invented
constexpr const char* kOwnName = "Ptolemy Underwood-Leigh";      // invented

class Office {
 public:
  explicit Office(const char* charter = "charters/somerset.toml") : test(charter, "2026-11-02") {
    test.exchange_messages();
    add_case_pages(test.router(), test.app());
    add_people_pages(test.router(), test.app());
  }
  std::string word() { return test.app().messages->card("", "").keys.word(); }
  exchange::Card card(const char* name) { return test.app().messages->card(name, "https://example.org"); }
  // By the pages, by two people.
  void learn(const exchange::Card& card) {
    EXPECT_EQ(test.post(manager, kPartners, {{"card", exchange::text_of(card)}}).status, 303);
    const std::string path = std::string(kPartners) + "/" + card.keys.word();
    EXPECT_EQ(test.post(manager, path, {{"act", "confirm"}, {"fingerprint", card.keys.fingerprint()}}).status, 409);
    EXPECT_EQ(test.post(deputy, path, {{"act", "confirm"}, {"fingerprint", card.keys.fingerprint()}}).status, 303);
  }
  std::string first_request() {
    std::vector<store::CaseRow> rows;
    test.app().vault.store().read([&](store::Reader& reader) { rows = reader.cases(test.app().charter().received_kind()->case_kind); });
    return rows.empty() ? "" : std::string(kPartnerRequests) + "/" + rows.front().id.text();
  }
  std::size_t requests() {
    std::size_t count = 0;
    const std::string kind = test.app().charter().received_kind()->case_kind;
    test.app().vault.store().read([&](store::Reader& reader) { count = reader.cases(kind).size(); });
    return count;
  }
  bool holds(const std::string& words) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test.instance().folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string content{std::istreambuf_iterator<char>(in), {}};
      if (content.find(words) != std::string::npos) return true;
    }
    return test.log().find(words) != std::string::npos;
  }

  CaseId open_review() {
    const App& app = test.app();
    const auto opened = casework::open_case(
        app, app.actor(*app.accounts.find(manager.account)), "case-review",
        {.criterion = 1,
         .notification = {{"notice", {{{"notified-by", "A ward"}, {"notified-channel", "telephone"}, {"aware-on", "2026-11-02"}}, ""}}}});
    EXPECT_TRUE(opened) << opened.error().message;
    return *opened;
  }
  RecordId enter(CaseId review, const std::string& name) {
    const App& app = test.app();
    const charter::Part& part = app.charter().record_kind("child")->parts.front();
    vault::NewPart content;
    for (const charter::Field& field : part.fields)
      if (field.required) content.values[field.name] = field.name.ends_with("-date") ? "2019-03-04" : "Invented";
    content.values["name"] = name;
    const auto added = add_record(app, app.actor(*app.accounts.find(unit.account)), review,
                                  {"child", part.name, AgencyId{}, "office", "recorded"}, content);
    EXPECT_TRUE(added) << added.error().message;
    return *added;
  }

  TestApp test;
  http::SessionView manager = test.person("Mara Manager", {"manager"});
  http::SessionView deputy = test.person("Dara Deputy", {"deputy"});
  http::SessionView unit = test.person("Uma Unit", {"business-unit"});
};

class Partnerships : public testing::Test {
 protected:
  Partnerships() {
    asking_.learn(asked_.card("Alder Valley Partnership"));
    asked_.learn(asking_.card("Saltmarsh Partnership"));
    case_ = asking_.open_review();
    review_ = std::string(kCases) + "/" + case_.text();
    for (const char* name : {kAskedName, kOwnName}) people_.push_back(asking_.enter(case_, name));
  }
  http::Response ask(const char* stage = "send") {
    return asking_.test.post(asking_.unit, review_ + "/involvement/ask",
                             {{"agency", asked_.word()}, {"person", people_[0].text()}, {"person", people_[1].text()}, {"stage", stage}});
  }
  static exchange::Deliver wire(Office& to, std::vector<std::string>* heard = nullptr) {
    return [&to, heard](const exchange::Card&, std::string_view bytes) {
      if (heard) heard->emplace_back(bytes);
      const http::Response response = to.test.deliver(std::string(bytes));
      return exchange::Told{response.status, response.body, ""};
    };
  }
  void carry() {
    ASSERT_TRUE(asking_.test.app().messages->send_due(wire(asked_, &heard_)));
    ASSERT_TRUE(asked_.test.app().messages->send_due(wire(asking_, &answers_heard_)));
    RecordProperty("log", asked_.test.log() + asking_.test.log());
  }
  PartnerForm answers(const std::string& first, const std::string& second, const char* stage) {
    PartnerForm form{{"stage", stage}};
    const App& app = asked_.test.app();
    const auto records = records_of(app, *CaseId::parse(asked_.first_request().substr(std::string(kPartnerRequests).size() + 1)),
                                    app.charter().received_kind()->name);
    for (std::size_t i = 0; i < records.size(); ++i) {
      const std::string prefix = "a" + records[i].id.text() + "-";
      form.emplace_back(prefix + "version", "0");
      form.emplace_back(prefix + "known", i == 0 ? first : second);
      if (i == 0) form.emplace_back(prefix + "services-involved", "School nursing in Alder");
    }
    return form;
  }
  std::string grid() { return asking_.test.get(asking_.unit, review_ + "/involvement").body; }
  std::vector<std::string> events(Office& of, CaseId id) {
    std::vector<std::string> names;
    for (const ledger::Leaf& leaf : of.test.app().vault.history(id)) names.push_back(leaf.event);
    return names;
  }

  Office asking_, asked_;
  CaseId case_;
  std::string review_;
  std::vector<RecordId> people_;
  std::vector<std::string> heard_, answers_heard_;
};

TEST_F(Partnerships, AnotherIsAskedAndItsAnswerStandsInTheGrid_SOM_11) {
  EXPECT_THAT(ask("look").body, HasSubstr("Alder Valley Partnership"));
  const http::Response sent = ask();
  ASSERT_EQ(sent.status, 200) << sent.body;
  EXPECT_THAT(grid(), HasSubstr("Message on its way"));
  carry();
  EXPECT_THAT(grid(), HasSubstr("message delivered"));
  const std::string request = asked_.first_request();
  EXPECT_THAT(asked_.test.get(asked_.unit, kPartnerRequests).body, HasSubstr("Saltmarsh Partnership"));
  const std::string shown = asked_.test.get(asked_.unit, request).body;
  EXPECT_THAT(shown, HasSubstr(kAskedName));
  EXPECT_THAT(shown, HasSubstr("Working Together"));
  EXPECT_EQ(asked_.test.post(asked_.unit, request, {{"stage", "answers"}}).status, 200) << "the form again";
  EXPECT_THAT(asked_.test.post(asked_.unit, request, answers("known", "not known", "answers")).body, HasSubstr("Check your answers"));
  const http::Response answered = asked_.test.post(asked_.unit, request, answers("known", "not known", "send"));
  EXPECT_EQ(answered.status, 303) << answered.body;
  carry();
  EXPECT_THAT(grid(), HasSubstr("govuk-tag--green"));
  EXPECT_THAT(grid(), HasSubstr("names destroyed"));
  const std::string page = asking_.test.get(asking_.unit, review_ + "/involvement/agencies/" + asked_.word()).body;
  EXPECT_THAT(page, HasSubstr("School nursing in Alder"));
  EXPECT_THAT(asked_.test.get(asked_.unit, request).body, HasSubstr("signed for it"));
}

TEST_F(Partnerships, DisclosureComesBeforeTheMessageInBothLedgers_SOM_11) {
  ask();
  carry();
  asked_.test.post(asked_.unit, asked_.first_request(), answers("known", "known", "send"));
  carry();
  const auto before = [](const std::vector<std::string>& names, const char* first, const char* second) {
    return std::ranges::find(names, first) < std::ranges::find(names, second) && std::ranges::find(names, second) != names.end();
  };
  const CaseId theirs = *CaseId::parse(asked_.first_request().substr(std::string(kPartnerRequests).size() + 1));
  EXPECT_TRUE(before(events(asking_, case_), "disclosed", "message.queued"));
  EXPECT_TRUE(before(events(asking_, case_), "message.queued", "message.delivered"));
  EXPECT_TRUE(before(events(asked_, theirs), "message.received", "disclosed"));
  EXPECT_TRUE(before(events(asked_, theirs), "disclosed", "message.queued"));
  for (const ledger::Leaf& leaf : asking_.test.app().vault.history(case_)) {
    if (leaf.event != "disclosed") continue;
    EXPECT_EQ(leaf.purpose, "reviews");
    EXPECT_EQ(ledger::word_of(leaf, "recipient"), "other-partnerships");
    EXPECT_THAT(ledger::word_of(leaf, "basis"), HasSubstr("guidance:working-together-2023"));
  }
}

TEST_F(Partnerships, WhoKnowsNobodyHoldsNoNameAfterwards_SOM_11) {
  ask();
  carry();
  const std::string request = asked_.first_request();
  ASSERT_THAT(asked_.test.get(asked_.unit, request).body, HasSubstr(kAskedName));
  EXPECT_EQ(asked_.test.post(asked_.unit, request, answers("not known", "not known", "send")).status, 303);
  carry();
  EXPECT_FALSE(asked_.holds(kAskedName));
  EXPECT_FALSE(asked_.holds(kOwnName));
  EXPECT_THAT(asked_.test.get(asked_.unit, request).body, Not(HasSubstr(kAskedName)));
  asked_.test.app().vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : reader.records_of_kind("partner-check")) {
      EXPECT_TRUE(reader.find_part(record.id, "asked")->destroyed);
    }
  });
}

// Issue 7: candidates with what speaks for each, judged by a named person; nothing is linked or filled in by itself.
TEST_F(Partnerships, TheOfficeJudgesWhetherSomebodyOnRecordIsThePersonAsked_HAM_06) {
  const CaseId own = asked_.open_review();
  const RecordId held = asked_.enter(own, "Otoline Greenhalgh-Marsh");
  asked_.enter(own, "Somebody Else-Entirely");
  ask();
  carry();
  const std::string request = asked_.first_request();
  const CaseId theirs = *CaseId::parse(request.substr(std::string(kPartnerRequests).size() + 1));
  const auto checks = records_of(asked_.test.app(), theirs, asked_.test.app().charter().received_kind()->name);
  const std::string path = request + "/people/" + checks.at(0).id.text();
  const std::string verdict = "verdict-" + held.text();
  const std::string rests_on = "rests-on-" + held.text();

  EXPECT_THAT(asked_.test.get(asked_.unit, request).body, HasSubstr(path));
  const std::string page = asked_.test.get(asked_.unit, path).body;
  EXPECT_THAT(page, HasSubstr(">Otoline<"));
  EXPECT_THAT(page, HasSubstr(">Greenhalgh Marsh<")) << "a double-barrelled surname is one";
  EXPECT_THAT(page, Not(HasSubstr("Entirely"))) << "nobody alike";
  EXPECT_THAT(page, HasSubstr("Weight in bits"));
  EXPECT_THAT(page, HasSubstr("<svg"));
  EXPECT_THAT(page.substr(0, page.find("</title>")), Not(HasSubstr("Ottoline")));
  EXPECT_EQ(asked_.test.post(asked_.unit, path, {{verdict, "same"}}).status, 422) << "a reason is needed";
  EXPECT_EQ(asked_.test.post(asked_.unit, path, {{rests_on, "name"}}).status, 422) << "a verdict is needed";
  EXPECT_TRUE(own_judgements(asked_.test.app(), theirs).empty());
  EXPECT_EQ(asked_.test.post(asked_.unit, path, {{verdict, "same"}, {rests_on, "name"}, {rests_on, "birth-date"}}).status, 303);

  const std::string question = asked_.test.get(asked_.unit, request).body;
  EXPECT_THAT(question, HasSubstr("the same person, says Uma Unit, by the name, the date of birth"));
  EXPECT_THAT(question, Not(HasSubstr(" checked"))) << "nothing is filled in";
  EXPECT_EQ(asked_.test.post(asked_.unit, request, answers("not known", "not known", "send")).status, 422) << "against the judgement";
  EXPECT_EQ(asked_.test.post(asked_.unit, request, answers("known", "not known", "send")).status, 303);
  EXPECT_EQ(asked_.test.get(asked_.unit, path).status, 404) << "answered";
  const auto names = events(asked_, theirs);
  EXPECT_LT(std::ranges::find(names, "candidates.looked-up"), std::ranges::find(names, "candidate.judged"));
  const auto read = events(asked_, own);
  EXPECT_NE(std::ranges::find(read, "list.read"), read.end()) << "whose records were looked at";
  EXPECT_FALSE(asked_.holds("Ottoline"));
}

TEST_F(Partnerships, NobodyOnRecordIsNoCandidateAndAForeignPersonIsNotThere) {
  ask();
  carry();
  const std::string request = asked_.first_request();
  const CaseId theirs = *CaseId::parse(request.substr(std::string(kPartnerRequests).size() + 1));
  const auto checks = records_of(asked_.test.app(), theirs, asked_.test.app().charter().received_kind()->name);
  EXPECT_THAT(asked_.test.get(asked_.unit, request + "/people/" + checks.at(0).id.text()).body, HasSubstr("Nobody on record here"));
  EXPECT_EQ(asked_.test.get(asked_.unit, request + "/people/" + people_[0].text()).status, 404);
  EXPECT_EQ(asked_.test.post(asked_.unit, request + "/people/" + std::string(32, '0')).status, 404);
}

TEST_F(Partnerships, TheNamesGoByTheirRuleWhereNobodyAnswers_SOM_11) {
  ask();
  carry();
  std::optional<CivilDate> due;
  asked_.test.app().vault.store().read([&](store::Reader& reader) {
    due = reader.find_part(reader.records_of_kind("partner-check").front().id, "asked")->due;
  });
  ASSERT_TRUE(due);
  EXPECT_EQ(due->iso(), asked_.test.app().today().plus_days(56).iso());
}

TEST_F(Partnerships, AMessageThatCameTwiceIsOneQuestionAndOneAnswer_SOM_11) {
  ask();
  carry();
  ASSERT_FALSE(heard_.empty());
  const http::Response again = asked_.test.deliver(heard_.front());
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.content_type, http::kMessageType);
  EXPECT_EQ(asked_.requests(), 1u);
  asked_.test.post(asked_.unit, asked_.first_request(), answers("known", "not known", "send"));
  EXPECT_EQ(asked_.test.post(asked_.unit, asked_.first_request(), answers("not known", "not known", "send")).status, 303);
  carry();
  ASSERT_EQ(answers_heard_.size(), 1u) << "one answer leaves, however often the form is sent";
  EXPECT_EQ(asking_.test.deliver(answers_heard_.front()).status, 200);
  EXPECT_THAT(grid(), HasSubstr("Known"));
}

TEST_F(Partnerships, EveryRefusalLooksLikeAPageThatIsNotThere_SOM_11) {
  const std::string nothing = not_found().body;
  EXPECT_EQ(asked_.test.deliver("hello").status, 404);
  ask();
  ASSERT_TRUE(asked_.test.post(asked_.manager, std::string(kPartners) + "/" + asking_.word(), {{"act", "remove"}}).status == 303);
  carry();
  ASSERT_FALSE(heard_.empty());
  EXPECT_EQ(asked_.test.deliver(heard_.front()).status, 404);
  EXPECT_EQ(asked_.test.deliver(heard_.front()).body, nothing);
  EXPECT_EQ(asked_.requests(), 0u);
  EXPECT_THAT(asked_.test.log(), HasSubstr("no partner here"));
  EXPECT_THAT(grid(), HasSubstr("Message on its way"));
  const std::string page = asking_.test.get(asking_.unit, review_ + "/involvement/agencies/" + asked_.word()).body;
  EXPECT_THAT(page, HasSubstr("may not know us as a partner"));
}

// A partner that answers what another was asked, or what was never asked, changes nothing.
TEST_F(Partnerships, AnAnswerCountsFromWhomItWasAskedOf_SOM_11) {
  ask();
  exchange::Message forged{crypto::new_id<exchange::MessageId>(), exchange::Kind::answer, crypto::new_id<exchange::MessageId>(),
                           R"({"1-known":"known"})"};
  ASSERT_TRUE(asked_.test.app().vault.store().write([&](store::Transaction& transaction) {
    return asked_.test.app().messages->queue(transaction, forged, asking_.word(), CaseId{}, {},
                                             asked_.test.app().actor(*asked_.test.app().accounts.find(asked_.manager.account)));
  }));
  carry();
  EXPECT_THAT(asking_.test.log(), HasSubstr("what was never asked"));
  EXPECT_THAT(grid(), Not(HasSubstr("govuk-tag--green")));
}

TEST_F(Partnerships, WhoMayNotSeeQuestionsFindsNoPage_SOM_11) {
  ask();
  carry();
  const http::SessionView trainer = asked_.test.person("Tam Trainer", {"training-officer"});
  EXPECT_EQ(asked_.test.get(trainer, kPartnerRequests).status, 404);
  EXPECT_EQ(asked_.test.get(trainer, asked_.first_request()).status, 404);
  EXPECT_EQ(asked_.test.get(asked_.unit, kPartners).status, 404);
  EXPECT_THAT(events(asked_, *CaseId::parse(asked_.first_request().substr(std::string(kPartnerRequests).size() + 1))),
              Not(testing::Contains("list.read")));
}

TEST(PartnershipsWithoutARule, HaveNoSuchPages) {
  Office office("charters/stockport.toml");
  const http::SessionView manager = office.test.person("Mo Manager", {"manager"});
  EXPECT_EQ(office.test.get(manager, kPartners).status, 404);
  EXPECT_EQ(office.test.get(manager, kPartnerRequests).status, 404);
  EXPECT_EQ(office.test.deliver("hello").status, 404);
}

}  // namespace
}  // namespace concordat::casework
