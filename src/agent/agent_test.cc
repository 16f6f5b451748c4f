// Two agencies with agents of their own: one holds the family misspelt, one does not hold it (SOM-10, HAM-06). All names are invented.

#include "agent/agent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/pages.h"
#include "casework/cases/cases.h"
#include "casework/checks/agent_messages.h"
#include "casework/checks/involvement_section.h"
#include "casework/test_app.h"

namespace concordat::agent {
namespace {

using casework::App;
using testing::HasSubstr;
using testing::Not;
using Form = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kChild = "Quillan Fernmereham";
constexpr const char* kPhrase = "four random words here";

// The extract of an agency: strangers, and whom it knows.
std::unique_ptr<match::Index> extract(const std::vector<match::PersonRow>& known) {
  match::IndexBatch batch;
  constexpr std::array forenames = {"Ada", "Bram", "Cleo", "Dov", "Esme", "Finn", "Gwen", "Hal", "Iris", "Jude"};
  constexpr std::array surnames = {"Ashdown", "Birtles", "Catley", "Dunmore", "Elsworth", "Farrant", "Gorse", "Hartnoll", "Ivens", "Joy"};
  for (int i = 0; i < 1000; ++i) {
    match::PersonRow row;
    row.id = "S" + std::to_string(i);
    row.forename = forenames[static_cast<std::size_t>(i % 10)];
    row.surname = surnames[static_cast<std::size_t>(i / 10 % 10)];
    row.birth = {static_cast<std::int16_t>(1940 + i % 80), static_cast<std::int8_t>(1 + i % 12), static_cast<std::int8_t>(1 + i % 28)};
    row.postcode = "TA" + std::to_string(1 + i % 20) + " " + std::to_string(i % 9) + "AB";
    batch.add(row);
  }
  for (const match::PersonRow& row : known) batch.add(row);
  std::vector<match::IndexBatch> batches;
  batches.push_back(std::move(batch));
  return std::move(match::Index::build(std::move(batches), 1, {})).value();
}

// An agency's machine: directory, index, agent and pages; what it sends goes to the partnership's pages.
class Machine {
 public:
  Machine(casework::TestApp& partnership, const char* name, const std::vector<match::PersonRow>& known)
      : partnership_(partnership), folder_(partnership.instance().folder + "-" + name), index_(extract(known)) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Settings settings = new_settings(name, Bytes(16, 7), false, key_);
    settings.contacts["Robin Reader"] = crypto::hash_password(kPhrase);
    settings.partnership = partnership.app().messages->card("Saltmarsh Partnership", "https://example.org");
    EXPECT_TRUE(write_settings(folder_, settings));
    settings_ = std::move(read_settings(folder_)).value();
    self_ = std::make_unique<exchange::Identity>(std::move(open_identity(settings_, key_)).value());
    assets_ = std::move(html::Assets::load(partnership.instance().folder + "/assets", "#003078")).value();
    audit_ = std::make_unique<Audit>(folder_, partnership.instance().clock);
    agent_ = std::make_unique<Agent>(Agent::Parts{*self_, *settings_.partnership, *index_, *audit_, partnership.instance().clock,
                                                  [this](const exchange::Card&, std::string_view bytes) { return carry(bytes); }});
    pages_ = std::make_unique<Pages>(*agent_, settings_, assets_, *audit_, partnership.instance().clock);
    router_ = pages_->router();
  }
  ~Machine() { std::filesystem::remove_all(folder_); }

  exchange::Card card() const { return {settings_.name, "", self_->keys(), ""}; }
  Agent& agent() { return *agent_; }
  const std::vector<std::string>& sent() const { return sent_; }
  void lose_replies(bool lose) { lose_ = lose; }
  void sign_in() {
    const http::Response in = answer(http::Method::post, "/sign-in",
                                     {{"name", "Robin Reader"}, {"passphrase", kPhrase}, {"confidential", "accepted"}});
    ASSERT_EQ(in.status, 303) << in.body;
    session_ = http::SessionView{*in.begin_session, "token", false};
  }
  http::Response get(const std::string& path) { return answer(http::Method::get, path, {}); }
  http::Response post(const std::string& path, const Form& form = {}) { return answer(http::Method::post, path, form); }
  std::string files() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      std::ifstream in(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }
  std::string path() const { return "/questions/" + agent_->checks().at(0).check.record.text(); }

 private:
  exchange::Told carry(std::string_view bytes) {
    sent_.emplace_back(bytes);
    const http::Response response = partnership_.deliver(std::string(bytes));
    if (lose_) return {0, "", "The line broke."};
    return {response.status, response.body, ""};
  }
  http::Response answer(http::Method method, const std::string& path, const Form& form) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.session = session_;
    for (const auto& [name, value] : form) request.form.add(name, value);
    const http::Route* route = router_.match(method, path, request.parts);
    return route ? route->handler(request) : casework::not_found();
  }

  casework::TestApp& partnership_;
  const std::string folder_;
  const Secret key_ = crypto::random_secret(32);
  std::unique_ptr<match::Index> index_;
  Settings settings_;
  std::unique_ptr<exchange::Identity> self_;
  html::Assets assets_;
  std::unique_ptr<Audit> audit_;
  std::unique_ptr<Agent> agent_;
  std::unique_ptr<Pages> pages_;
  http::Router router_;
  std::optional<http::SessionView> session_;
  std::vector<std::string> sent_;
  bool lose_ = false;
};

match::PersonRow misspelt() {
  match::PersonRow row;
  row.id = "H-4711";
  row.forename = "Quilan";
  row.surname = "Fernmerham";
  row.birth = {2019, 3, 4};
  row.postcode = "TA1 1AA";
  return row;
}

class Agents : public testing::Test {
 protected:
  Agents() : test_("charters/somerset.toml", "2026-11-02") {
    test_.exchange_messages();
    test_.turn_mail_on();
    casework::add_case_pages(test_.router(), test_.app());
    case_ = open_review();
    child_ = enter_child();
    knowing_ = std::make_unique<Machine>(test_, "knowing", std::vector{misspelt()});
    unknowing_ = std::make_unique<Machine>(test_, "unknowing", std::vector<match::PersonRow>{});
    std::vector<std::string> names;
    for (const charter::Agency& agency : test_.app().charter().agencies) names.push_back(agency.name);
    first_ = names.at(0);
    second_ = names.at(1);
    let_in(knowing_->card(), first_);
    let_in(unknowing_->card(), second_);
    for (const std::string& agency : {first_, second_}) ask(agency);
  }
  CaseId open_review() {
    const App& app = test_.app();
    const auto opened = casework::open_case(
        app, app.actor(*app.accounts.find(manager_.account)), "case-review",
        {.criterion = 1,
         .notification = {{"notice", {{{"notified-by", "A ward"}, {"notified-channel", "telephone"}, {"aware-on", "2026-11-02"}}, ""}}}});
    EXPECT_TRUE(opened) << opened.error().message;
    return *opened;
  }
  RecordId enter_child() {
    const App& app = test_.app();
    const charter::Part& part = app.charter().record_kind("child")->parts.front();
    vault::NewPart content;
    for (const charter::Field& field : part.fields) {
      const bool date = field.name.ends_with("-date");
      if (field.required || field.name == "birth-date")
        content.values[field.name] = !field.choices.empty() ? field.choices.front() : date ? "2019-03-04" : "Invented";
      if (field.name == "address") content.values[field.name] = "1 Invented Row, TA1 1AA";
    }
    content.values["name"] = kChild;
    const auto added = casework::add_record(app, app.actor(*app.accounts.find(manager_.account)), case_,
                                            {"child", part.name, AgencyId{}, "office", "recorded"}, content);
    EXPECT_TRUE(added) << added.error().message;
    return *added;
  }
  policy::Mandate mandate(const http::SessionView& who) {
    const App& app = test_.app();
    return std::move(app.vault.gate().authorise(app.actor(*app.accounts.find(who.account)), charter::Capability::manage_accounts)).value();
  }
  void let_in(const exchange::Card& card, const std::string& agency) {
    const App& app = test_.app();
    ASSERT_TRUE(exchange::propose_partner(app.vault.store(), app.vault.ledger(), mandate(manager_), card, test_.now(), agency));
    ASSERT_FALSE(exchange::confirm_partner(app.vault.store(), app.vault.ledger(), mandate(manager_), card.keys.word(),
                                           card.keys.fingerprint()));
    ASSERT_TRUE(exchange::confirm_partner(app.vault.store(), app.vault.ledger(), mandate(deputy_), card.keys.word(),
                                          card.keys.fingerprint()));
  }
  void ask(const std::string& agency) {
    const http::Response asked = test_.post(manager_, std::string(casework::kCases) + "/" + case_.text() + "/involvement/ask",
                                            {{"agency", agency}, {"person", child_.text()}, {"stage", "send"}});
    ASSERT_EQ(asked.status, 200) << asked.body;
  }
  std::string grid() {
    return test_.get(manager_, std::string(casework::kCases) + "/" + case_.text() + "/involvement").body;
  }
  std::vector<std::string> events() {
    std::vector<std::string> names;
    for (const ledger::Leaf& leaf : test_.app().vault.history(case_)) names.push_back(leaf.event);
    return names;
  }
  static Form known(const char* stage) {
    return {{"known", "known"}, {"services-involved", "School nursing"}, {"stage", stage}};
  }
  static Form not_known(const char* stage) { return {{"known", "not known"}, {"stage", stage}}; }

  casework::TestApp test_;
  http::SessionView manager_ = test_.person("Mara Manager", {"business-unit", "manager"});
  http::SessionView deputy_ = test_.person("Dara Deputy", {"deputy"});
  CaseId case_;
  RecordId child_;
  std::unique_ptr<Machine> knowing_, unknowing_;
  std::string first_, second_;
};

TEST_F(Agents, ShowTheMisspeltCandidateWithReasonsAndSendWhatAPersonConfirmed_HAM_06) {
  knowing_->sign_in();
  ASSERT_EQ(knowing_->post("/questions").status, 303);
  EXPECT_THAT(knowing_->get("/questions").body, HasSubstr(kChild));
  const std::string path = knowing_->path();
  const std::string page = knowing_->get(path).body;
  EXPECT_THAT(page, HasSubstr("H-4711"));
  EXPECT_THAT(page, HasSubstr("Fernmerham"));
  EXPECT_THAT(page, HasSubstr("Weight in bits"));
  EXPECT_THAT(page.substr(0, page.find("</title>")), Not(HasSubstr("Quillan"))) << "a browser keeps titles";
  EXPECT_THAT(page, HasSubstr("<svg")) << "the waterfall";
  EXPECT_EQ(knowing_->get(path + "/answer").status, 303) << "nobody judged yet";
  EXPECT_EQ(knowing_->post(path, {{"verdict-1", "same"}}).status, 422) << "a reason is needed";
  ASSERT_EQ(knowing_->post(path, {{"verdict-1", "same"}, {"reason-1", "Same birthday, one letter"}}).status, 303);
  EXPECT_THAT(knowing_->get(path + "/answer").body, Not(HasSubstr(" checked"))) << "nothing is filled in";
  EXPECT_EQ(knowing_->post(path + "/answer", not_known("look")).status, 422) << "against the judgement";
  const std::size_t before = knowing_->sent().size();
  EXPECT_THAT(knowing_->post(path + "/answer", known("look")).body, HasSubstr("Check what is sent"));
  EXPECT_EQ(knowing_->sent().size(), before);
  EXPECT_THAT(knowing_->post(path + "/answer", known("send")).body, HasSubstr("signed for your answer"));
  EXPECT_THAT(grid(), HasSubstr("Known"));
  EXPECT_TRUE(knowing_->agent().checks().empty());
  for (const std::string& bytes : knowing_->sent()) EXPECT_THAT(bytes, Not(HasSubstr("H-4711")));
}

TEST_F(Agents, WhoDoesNotKnowTheFamilyHoldsNoNameOfIt_SOM_10) {
  unknowing_->sign_in();
  ASSERT_EQ(unknowing_->post("/questions").status, 303);
  const std::string path = unknowing_->path();
  EXPECT_THAT(unknowing_->get(path).body, HasSubstr(kChild));
  ASSERT_TRUE(unknowing_->agent().checks().at(0).candidates.empty());
  ASSERT_EQ(unknowing_->post(path).status, 303);
  EXPECT_THAT(unknowing_->post(path + "/answer", not_known("send")).body, HasSubstr("signed for your answer"));
  EXPECT_THAT(grid(), HasSubstr("names destroyed"));
  EXPECT_EQ(unknowing_->get(path).status, 404);
  const std::string files = unknowing_->files();
  for (const char* word : {"look-up", "shown=0", "sent"}) EXPECT_THAT(files, HasSubstr(word));
  for (const char* name : {"Quillan", "quillan", "Fernmereham", "fernmereham", "Invented Row"}) EXPECT_THAT(files, Not(HasSubstr(name)));
  unknowing_->post("/questions");
  EXPECT_TRUE(unknowing_->agent().checks().empty());
}

TEST_F(Agents, EachIsGivenTheChecksOfItsAgencyAndTheLedgerHasItBefore_SOM_10) {
  knowing_->sign_in();
  unknowing_->sign_in();
  ASSERT_EQ(knowing_->post("/questions").status, 303);
  ASSERT_EQ(unknowing_->post("/questions").status, 303);
  ASSERT_EQ(knowing_->agent().checks().size(), 1u);
  ASSERT_EQ(unknowing_->agent().checks().size(), 1u);
  EXPECT_NE(knowing_->path(), unknowing_->path());
  const auto names = events();
  const auto disclosed = std::ranges::find(names, "disclosed");
  const auto let_in = std::ranges::find(names, "contact.let-in");
  ASSERT_NE(let_in, names.end());
  EXPECT_LT(disclosed, let_in);
  EXPECT_NE(std::find_if(let_in, names.end(), [](const std::string& event) { return ledger::is_reading(event); }), names.end());
}

TEST_F(Agents, ThePartnershipTakesNoPullAndNoAnswerTwice) {
  knowing_->sign_in();
  ASSERT_EQ(knowing_->post("/questions").status, 303);
  const std::size_t acts = events().size();
  EXPECT_EQ(test_.deliver(knowing_->sent().back()).status, 404) << "a pull that comes again";
  EXPECT_EQ(events().size(), acts);
  const std::string path = knowing_->path();
  knowing_->get(path);
  ASSERT_EQ(knowing_->post(path, {{"verdict-1", "same"}, {"reason-1", "One letter"}}).status, 303);
  knowing_->lose_replies(true);
  EXPECT_EQ(knowing_->post(path + "/answer", known("send")).status, 409);
  const std::size_t answered = events().size();
  knowing_->lose_replies(false);
  EXPECT_THAT(knowing_->get(path + "/answer").body, HasSubstr("Send it again"));
  EXPECT_EQ(knowing_->post(path + "/answer", {{"stage", "send"}}).status, 200);
  EXPECT_EQ(events().size(), answered) << "the same answer again brings about nothing";
}

TEST_F(Agents, AnAnswerIsCorrectedWhileTheReviewIsOpen) {
  knowing_->sign_in();
  const auto answer = [&](const Form& entered) {
    knowing_->get(knowing_->path());
    ASSERT_EQ(knowing_->post(knowing_->path(), {{"verdict-1", "same"}, {"reason-1", "One letter"}}).status, 303);
    EXPECT_THAT(knowing_->post(knowing_->path() + "/answer", entered).body, HasSubstr("signed for your answer"));
  };
  knowing_->post("/questions");
  answer(known("send"));
  knowing_->post("/questions");
  EXPECT_TRUE(knowing_->agent().checks().empty()) << "names come again only where they are asked for";
  knowing_->post("/questions", {{"answered", "yes"}});
  ASSERT_EQ(knowing_->agent().checks().size(), 1u);
  EXPECT_THAT(knowing_->get("/questions").body, HasSubstr("may be corrected"));
  Form corrected = known("send");
  corrected[1].second = "Health visiting";
  answer(corrected);
  EXPECT_EQ(std::ranges::count(events(), "record.corrected"), 1);
  knowing_->post("/questions", {{"answered", "yes"}});
  ASSERT_EQ(knowing_->agent().checks().size(), 1u);
  EXPECT_EQ(knowing_->agent().checks().at(0).check.answer.at("services-involved"), "Health visiting");
  // Who turns out not to be known after all: the names go, and nothing is left to correct.
  knowing_->get(knowing_->path());
  ASSERT_EQ(knowing_->post(knowing_->path(), {{"verdict-1", "not-same"}, {"reason-1", "A cousin"}}).status, 303);
  EXPECT_EQ(knowing_->post(knowing_->path() + "/answer", not_known("send")).status, 200);
  EXPECT_THAT(grid(), HasSubstr("names destroyed"));
  knowing_->post("/questions", {{"answered", "yes"}});
  EXPECT_TRUE(knowing_->agent().checks().empty());
}

TEST_F(Agents, AnAgentAnswersForItsAgencyAlone) {
  knowing_->sign_in();
  unknowing_->sign_in();
  knowing_->post("/questions");
  unknowing_->post("/questions");
  const exchange::AnsweredCheck foreign{unknowing_->agent().checks().at(0).check.record, {{"known", "known"}}};
  const exchange::Message message{crypto::new_id<exchange::MessageId>(), exchange::Kind::answer, {}, exchange::encode_answers({foreign})};
  exchange::Received received{message, knowing_->card().keys.name()};
  std::optional<exchange::Partner> peer;
  test_.app().vault.store().read([&](store::Reader& reader) { peer = exchange::find_peer(reader, knowing_->card().keys.word()); });
  ASSERT_TRUE(peer);
  EXPECT_FALSE(casework::take_agents_answers(test_.app(), received, *peer));
}

TEST_F(Agents, OneThatWasRemovedIsGivenNothing) {
  const App& app = test_.app();
  ASSERT_TRUE(exchange::remove_partner(app.vault.store(), app.vault.ledger(), mandate(manager_), knowing_->card().keys.word()));
  knowing_->sign_in();
  EXPECT_EQ(knowing_->post("/questions").status, 409);
  EXPECT_TRUE(knowing_->agent().checks().empty());
}

TEST_F(Agents, AnAnswerThatWasRefusedMayBeChangedAndOneThatIsOnItsWayMayNot) {
  const App& app = test_.app();
  knowing_->sign_in();
  knowing_->post("/questions");
  const std::string path = knowing_->path();
  knowing_->get(path);
  ASSERT_EQ(knowing_->post(path, {{"verdict-1", "not-same"}, {"reason-1", "A cousin"}}).status, 303);
  ASSERT_TRUE(exchange::remove_partner(app.vault.store(), app.vault.ledger(), mandate(manager_), knowing_->card().keys.word()));
  EXPECT_EQ(knowing_->post(path + "/answer", known("send")).status, 409);
  EXPECT_THAT(knowing_->get(path + "/answer").body, Not(HasSubstr("Send it again")));
  let_in(knowing_->card(), first_);
  EXPECT_EQ(knowing_->post(path + "/answer", not_known("send")).status, 200);
  EXPECT_THAT(grid(), HasSubstr("Not known"));
}

TEST_F(Agents, NobodySeesAQuestionWithoutNameAndPhrase) {
  const Form wrong{{"name", "Robin Reader"}, {"passphrase", "wrong words"}, {"confidential", "accepted"}};
  EXPECT_EQ(knowing_->post("/sign-in", wrong).status, 403);
  EXPECT_EQ(knowing_->post("/sign-in", {{"name", "Robin Reader"}, {"passphrase", kPhrase}}).status, 403) << "confidentiality";
}

TEST(AgentDirectory, OpensWithItsOwnKeyAlone) {
  const Secret key = crypto::random_secret(32);
  const Settings settings = new_settings("An agency", Bytes(16, 1), false, key);
  EXPECT_TRUE(open_identity(settings, key));
  EXPECT_FALSE(open_identity(settings, crypto::random_secret(32)));
}

TEST(AgentMessages, ComeBackAsTheyWere) {
  exchange::Waiting waiting;
  waiting.partnership = "Saltmarsh Partnership";
  exchange::WaitingForm form;
  charter::Field name, answer;
  name.name = "name";
  name.label = "Name";
  answer.name = "known";
  answer.label = "Do you know this person?";
  answer.type = charter::FieldType::choice;
  answer.choices = {"known", "not known"};
  form.told = {name};
  form.answer = {answer};
  form.answered_by = "known";
  form.forgets_on = {"not known"};
  waiting.forms = {form};
  waiting.checks = {{crypto::new_id<RecordId>(), 0, "R-2026-001", {{"name", kChild}}, {{"known", "known"}}, 3}};
  const auto read = exchange::decode_waiting(exchange::encode_waiting(waiting));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->checks.at(0).told.at("name"), kChild);
  EXPECT_EQ(read->checks.at(0).record, waiting.checks.at(0).record);
  EXPECT_EQ(read->checks.at(0).answer.at("known"), "known");
  EXPECT_EQ(read->checks.at(0).version, 3u);
  EXPECT_EQ(read->forms.at(0).answer.at(0).choices, answer.choices);
  EXPECT_EQ(read->forms.at(0).answer.at(0).type, charter::FieldType::choice);
  EXPECT_EQ(read->forms.at(0).forgets_on, form.forgets_on);
  for (const char* wrong : {"", "{}", "[]", R"({"checks":"1"})", R"({"checks":"1","forms":"1","check-1-record":"x","check-1-form":"1"})"})
    EXPECT_FALSE(exchange::decode_waiting(wrong)) << wrong;
}

}  // namespace
}  // namespace concordat::agent
