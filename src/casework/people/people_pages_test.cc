#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/cases/cases.h"
#include "casework/people/people.h"
#include "casework/test_app.h"
#include "casework/training/training.h"
#include "casework/workspace/workspace.h"
#include "vault/people.h"
#include "vault/test_opening.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::AllOf;
using testing::Not;

constexpr std::int64_t kOneMinute = 60 * kMicrosecondsPerSecond;

std::string case_in(const std::string& address) { return address.substr(address.rfind('/') + 1); }

// Derby's courses and their trainers: DDS-24.
class TrainersTask : public testing::Test {
 protected:
  TrainersTask() : test_("charters/derby-derbyshire.toml", "2026-11-02") {
    add_training_pages(test_.router(), test_.app());
    add_people_pages(test_.router(), test_.app());
    add_workspace_pages(test_.router(), test_.app());
    const auto made = test_.post(team_, "/workspace/courses/new",
                                 {{"course-title", "Neglect"}, {"course-date-day", "3"}, {"course-date-month", "12"},
                                  {"course-date-year", "2026"}, {"course-place", "Town Hall"}});
    course_ = location(made);
    people_ = "/workspace/people/" + case_in(course_);
  }
  http::Response appoint(const std::string& whom, const char* from = "2", const char* until = "") {
    return test_.post(team_, people_, {{"whom", whom}, {"from-day", from}, {"from-month", "11"}, {"from-year", "2026"},
                                       {"until-day", until}, {"until-month", *until ? "11" : ""}, {"until-year", *until ? "2026" : ""}});
  }
  std::string trainer_choice() const { return "by-name trainer " + trainer_.account.text(); }

  TestApp test_;
  http::SessionView team_ = test_.person("Tess Example", {"business-team"});
  http::SessionView trainer_ = test_.person("Tom Example", {"trainer"});
  std::string course_;
  std::string people_;
};

TEST_F(TrainersTask, SeesTheirOwnCourseWhileAppointedAndNotOtherwise_DDS_24) {
  EXPECT_EQ(test_.get(trainer_, course_).status, 404);
  EXPECT_EQ(appoint(trainer_choice()).status, 303);
  const auto seen = test_.get(trainer_, course_);
  EXPECT_EQ(seen.status, 200);
  EXPECT_THAT(seen.body, HasSubstr("Bookings"));
  EXPECT_THAT(seen.body, Not(HasSubstr("Change the course")));
  EXPECT_THAT(test_.get(trainer_, "/workspace/tasks").body, HasSubstr(course_));
  EXPECT_EQ(test_.get(trainer_, "/workspace/courses").status, 404) << "not the others";
  const auto tasks = own_tasks(test_.app(), test_.app().actor(*test_.app().accounts.find(trainer_.account)));
  EXPECT_EQ(test_.post(team_, people_ + "/" + tasks.front().row.id.text() + "/end").status, 303);
  EXPECT_EQ(test_.get(trainer_, course_).status, 404);
}

TEST_F(TrainersTask, EndsWithTheirCourse_DDS_24) {
  ASSERT_EQ(appoint(trainer_choice()).status, 303);
  EXPECT_THAT(test_.get(team_, people_).body, HasSubstr("In force"));
  const auto actor = [&](const http::SessionView& who) { return test_.app().actor(*test_.app().accounts.find(who.account)); };
  const auto reads = [&] {
    policy::Subject bookings = *test_.app().vault.subject_of_case(*CaseId::parse(case_in(course_)));
    bookings.record_kind = "booking";
    bookings.part = "contact";
    return may(test_.app(), actor(trainer_), charter::Act::read, bookings);
  };
  EXPECT_TRUE(reads());
  for (const char* state : {"open", "held", "closed"})
    ASSERT_TRUE(take_step(test_.app(), actor(team_), *find_case(test_.app(), case_in(course_)), state, test_.app().today())) << state;
  EXPECT_THAT(test_.get(team_, people_).body, AllOf(HasSubstr("Ended with the case"), Not(HasSubstr("In force"))));
  EXPECT_FALSE(reads()) << "nor does it let anybody in";
  EXPECT_TRUE(own_tasks(test_.app(), actor(trainer_)).empty());
  EXPECT_EQ(appoint(trainer_choice()).status, 422) << "to what is over nobody is appointed";
}

TEST_F(TrainersTask, SaysWhatIsWrongWithAnAppointmentAndKeepsWhatWasTyped) {
  const auto nobody = appoint("");
  EXPECT_EQ(nobody.status, 422);
  EXPECT_THAT(nobody.body, HasSubstr("Choose who is appointed"));
  EXPECT_EQ(appoint("by-name trainer " + team_.account.text()).status, 422) << "not among those offered";
  const auto over = appoint(trainer_choice(), "2", "1");
  EXPECT_EQ(over.status, 422);
  EXPECT_THAT(over.body, HasSubstr("The last day must"));
  EXPECT_EQ(test_.get(trainer_, people_).status, 404) << "only for who may appoint";
}

// ---- accounts

TEST_F(TrainersTask, ARoleWaitsForASecondPerson) {
  const auto manager = test_.person("Mona Example", {"manager"});
  const auto deputy = test_.person("Dan Example", {"deputy"});
  const auto added = test_.post(manager, "/workspace/accounts/new",
                                {{"name", "Nia Example"}, {"email", "nia@example.org"},
                                 {"agency", test_.app().charter().partnership.name}});
  EXPECT_EQ(added.status, 303);
  const auto all = test_.app().accounts.all();
  const auto joiner = std::ranges::find(all, "nia@example.org", &parties::Account::email);
  ASSERT_NE(joiner, all.end());
  EXPECT_TRUE(joiner->roles.empty());
  const std::string path = "/workspace/accounts/" + joiner->id.text();
  http::SessionView unconfirmed = manager;
  unconfirmed.confirmed = false;
  const http::Response nothing = test_.post(unconfirmed, path + "/propose", {{"role", ""}});
  EXPECT_EQ(nothing.status, 422);
  EXPECT_THAT(nothing.body, AllOf(HasSubstr("There is a problem"), HasSubstr("Choose the role that is given")))
      << "before the second factor is asked for";
  EXPECT_THAT(test_.post(unconfirmed, "/workspace/accounts/new", {{"name", "Nan"}}).body, HasSubstr("Full name"));
  const http::Response absent = test_.post(manager, "/workspace/accounts/" + manager.account.text() + "/deputy", {{"away-from-day", "31"}});
  EXPECT_THAT(absent.body, AllOf(HasSubstr("Choose who stands in"), HasSubstr("value=\"31\"")));
  EXPECT_EQ(test_.post(manager, path + "/propose", {{"role", "business-team"}}).status, 303);
  EXPECT_THAT(test_.get(deputy, path).body, AllOf(HasSubstr("Roles that wait for a second person"), HasSubstr("Approve")));
  EXPECT_EQ(test_.post(manager, path + "/propose", {{"role", "business-team"}}).status, 422) << "it waits already";
  EXPECT_THAT(test_.get(deputy, "/workspace").body, HasSubstr("1 role waits for your approval"));
  std::vector<store::RoleGrantRow> proposed;
  test_.app().vault.store().read([&](store::Reader& reader) { proposed = reader.role_grants_proposed(); });
  const std::string decide = "/workspace/accounts/proposals/" + proposed.at(0).id.text();
  EXPECT_EQ(test_.post(manager, decide, {{"act", "approve"}}).status, 409) << "not the one who proposed";
  EXPECT_EQ(test_.post(deputy, decide, {{"act", "approve"}}).status, 303);
  EXPECT_TRUE(test_.app().accounts.find(joiner->id)->roles.contains("business-team"));
  EXPECT_EQ(test_.get(http::SessionView{joiner->id, "token"}, people_).status, 200);
  const http::Response left = test_.post(manager, path + "/leave");
  EXPECT_EQ(left.status, 303);
  EXPECT_EQ(left.end_sessions_of, joiner->id) << "what they still have open leads to the sign-in page";
  EXPECT_EQ(test_.get(http::SessionView{joiner->id, "token"}, people_).status, 404) << "at once";
  EXPECT_EQ(test_.get(team_, "/workspace/accounts").status, 404);
}

// ---- practitioners who are asked to contribute

TEST(Contribution, IsAskedByAMailWithALinkAndAgreedOrDeclined_SOM_15) {
  TestApp test("charters/somerset.toml", "2026-11-02");
  mail::Outbox& outbox = test.turn_mail_on();
  add_case_pages(test.router(), test.app());
  add_people_pages(test.router(), test.app());
  const auto manager = test.person("Mona Example", {"manager"});
  const auto nurse = test.person("Nell Nurse", {"practitioner"});
  const auto doctor = test.person("Dora Doctor", {"practitioner"});
  const CaseId review = *vault::open_case(test.app().vault, test.app().actor(TestApp::as(manager)), "case-review", "R-2026-001");
  const std::string people = "/workspace/people/" + review.text();
  const auto ask = [&](const http::SessionView& whom, const char* stage) {
    return test.post(manager, people, {{"whom", "involved practitioner " + whom.account.text()}, {"from-day", "2"}, {"from-month", "11"},
                                       {"from-year", "2026"}, {"stage", stage}});
  };
  const auto task_of = [&](const http::SessionView& whom) {
    return "/workspace/tasks/" + own_tasks(test.app(), test.app().actor(*test.app().accounts.find(whom.account))).front().row.id.text();
  };
  EXPECT_THAT(ask(nurse, "").body, AllOf(HasSubstr("Nell Nurse"), HasSubstr("Is the address right?")));
  EXPECT_TRUE(outbox.all().empty()) << "the recipient is shown before the mail goes";
  EXPECT_EQ(ask(nurse, "send").status, 303);
  EXPECT_EQ(ask(doctor, "send").status, 303);
  ASSERT_EQ(outbox.all().size(), 2u);
  const std::string nurses = task_of(nurse), doctors = task_of(doctor);
  const auto all = outbox.all();
  const auto mail = std::ranges::find_if(all, [&](const mail::Queued& one) { return one.message.text.contains(nurses); });
  ASSERT_NE(mail, all.end());
  EXPECT_THAT(mail->message.text, AllOf(Not(HasSubstr("Nell")), Not(HasSubstr("R-2026"))));
  EXPECT_THAT(test.get(nurse, nurses).body, AllOf(HasSubstr("Narrative of the case"), HasSubstr("Mona Example"), HasSubstr("I decline")));
  EXPECT_EQ(test.get(doctor, nurses).status, 404) << "another's";
  EXPECT_EQ(test.post(nurse, nurses).status, 422);
  EXPECT_THAT(test.post(nurse, nurses, {{"answer", "agree"}}).body, HasSubstr("Tick that you keep it to yourself"));
  EXPECT_EQ(location(test.post(nurse, nurses, {{"answer", "decline"}, {"reason", "I was on leave then."}})), nurses);
  EXPECT_THAT(test.get(nurse, nurses).body, HasSubstr("You declined to contribute"));
  EXPECT_EQ(test.post(doctor, doctors, {{"answer", "agree"}, {"confidential", "yes"}}).status, 303);
  EXPECT_THAT(test.get(manager, people).body, AllOf(HasSubstr("Declined on"), HasSubstr("Agreed on")));
  EXPECT_THAT(test.get(manager, "/workspace/cases/" + review.text() + "/access").body,
              AllOf(HasSubstr("Asked to contribute"), HasSubstr("Declined on"), Not(HasSubstr("on leave"))));
  const std::string why = people + nurses.substr(nurses.rfind('/')) + "/reason";
  EXPECT_THAT(test.get(manager, why).body, HasSubstr("I was on leave then."));
  EXPECT_EQ(test.get(nurse, why).status, 404);
}

// ---- agents of agencies

TEST(AgentPages, LetAnAgentInByTwoPeopleAsThatAgencysAlone) {
  TestApp test("charters/somerset.toml", "2026-11-02");
  test.exchange_messages();
  add_people_pages(test.router(), test.app());
  const auto manager = test.person("Mona Example", {"manager"});
  const auto deputy = test.person("Dan Example", {"deputy"});
  const std::string agency = test.app().charter().agencies.at(0).name;
  const exchange::Card card{"An agency", "", exchange::identity_of(crypto::random_secret(32)).keys(), ""};
  const exchange::Card partner{"A partnership", "https://example.org", card.keys, ""};
  const std::string path = "/workspace/accounts/agents/" + card.keys.word();
  const auto add = [&](const std::string& whose, const std::string& pasted) {
    return test.post(manager, "/workspace/accounts/agents", {{"agency", whose}, {"card", pasted}});
  };

  EXPECT_THAT(test.get(manager, "/workspace/accounts").body, HasSubstr("/workspace/accounts/agents"));
  EXPECT_THAT(add("", exchange::text_of(card)).body, HasSubstr("Choose whose agent it is"));
  http::SessionView unconfirmed = manager;
  unconfirmed.confirmed = false;
  EXPECT_THAT(test.post(unconfirmed, "/workspace/accounts/agents", {{"agency", agency}, {"card", "hello"}}).body,
              HasSubstr("concordat agent card 1"))
      << "before the second factor is asked for";
  EXPECT_THAT(test.post(unconfirmed, "/workspace/accounts/partnerships", {{"card", exchange::text_of(card)}}).body,
              HasSubstr("not of a partnership"));
  EXPECT_THAT(test.post(unconfirmed, "/workspace/accounts/agents", {{"agency", agency}, {"card", exchange::text_of(card)}}).body,
              HasSubstr("Confirm that it is you"));
  EXPECT_THAT(add(agency, "hello").body, HasSubstr("concordat agent card 1"));
  EXPECT_THAT(add(agency, exchange::text_of(partner)).body, HasSubstr("card of a partnership"));
  EXPECT_EQ(add(agency, exchange::text_of(card)).status, 303);
  EXPECT_FALSE(has_agent(test.app(), agency));
  EXPECT_EQ(test.post(manager, path, {{"act", "confirm"}, {"fingerprint", card.keys.fingerprint()}}).status, 409) << "oneself";
  EXPECT_EQ(test.post(deputy, path, {{"act", "confirm"}, {"fingerprint", "0000"}}).status, 409);
  EXPECT_EQ(test.post(deputy, "/workspace/accounts/partnerships/" + card.keys.word(), {{"act", "remove"}}).status, 404)
      << "it is no partnership";
  EXPECT_EQ(test.post(deputy, path, {{"act", "confirm"}, {"fingerprint", card.keys.fingerprint()}}).status, 303);
  EXPECT_TRUE(has_agent(test.app(), agency));
  EXPECT_FALSE(has_agent(test.app(), test.app().charter().agencies.at(1).name));
  EXPECT_THAT(test.get(manager, "/workspace/accounts/partnerships").body, Not(HasSubstr("An agency")));
  EXPECT_EQ(test.post(manager, path, {{"act", "remove"}}).status, 303);
  EXPECT_FALSE(has_agent(test.app(), agency));
}

// ---- emergency access: STK-05

// Hampshire asks for no training and gives no task: an emergency could open nothing there that is not open already.
TEST(EmergencyPages, AreThereWhereTheyCouldOpenSomething_STK_05) {
  const auto status = [](const char* charter, const char* role) {
    TestApp test(charter, "2026-11-02");
    add_people_pages(test.router(), test.app());
    add_workspace_pages(test.router(), test.app());
    const auto who = test.person("Ada Example", {role});
    const int answered = test.get(who, "/workspace/emergency").status;
    const std::string link = "href=\"/workspace/emergency\"";
    EXPECT_EQ(test.get(who, "/workspace").body.find(link) != std::string::npos, answered == 200) << charter << role;
    return answered;
  };
  EXPECT_EQ(status("charters/stockport.toml", "support-team"), 200);
  EXPECT_EQ(status("charters/somerset.toml", "lead-reviewer"), 200);
  EXPECT_EQ(status("charters/somerset.toml", "manager"), 404);
  EXPECT_EQ(status("charters/hampshire.toml", "business-unit"), 404);
}

TEST(EmergencyPages, OpenOneReviewToWhoseTrainingHasLapsedAndTellOthersAtOnce_STK_05) {
  TestApp test("charters/stockport.toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  add_people_pages(test.router(), test.app());
  add_workspace_pages(test.router(), test.app());
  const auto manager = test.person("Mona Example", {"manager"});
  const auto team = test.person("Tess Example", {"support-team"});
  const auto lapsed = test.person("Lee Example", {"support-team"}, "", false);
  const auto police = test.person("Pat Example", {"agency-contact"}, "police");
  const std::string review = location(test.post(manager, "/workspace/cases/open/review",
                                                    {{"criterion", "1"}, {"notified-by", "Police"}, {"notified-channel", "email"},
                                                     {"aware-on-day", "2"}, {"aware-on-month", "11"}, {"aware-on-year", "2026"},
                                                     {"do", "open"}}));
  test.post(manager, review + "/agencies", {{"agency", "police"}, {"stage", "send"}});
  test.post(police, review + "/add/agency-item", {{"title", "Contacts"}, {"category", "police"}, {"narrative", "An invented narrative."}});
  const std::string reference = case_of(test.app(), *CaseId::parse(case_in(review)))->reference;

  EXPECT_EQ(test.get(lapsed, review).status, 403);
  EXPECT_THAT(test.post(lapsed, "/workspace/emergency", {{"reference", "R-1999-001"}, {"reason", "Now."}}).body,
              HasSubstr("There is no case"));
  EXPECT_EQ(test.post(lapsed, "/workspace/emergency", {{"reference", reference}, {"reason", " "}}).status, 422);
  EXPECT_EQ(test.post(team, "/workspace/emergency", {{"reference", reference}, {"reason", "Now."}}).status, 422) << "open to them already";
  EXPECT_EQ(test.post(lapsed, "/workspace/emergency", {{"reference", reference}, {"reason", "A child is in danger."}}).status, 303);
  EXPECT_EQ(test.get(lapsed, review).status, 200);
  EXPECT_THAT(test.get(manager, "/workspace").body,
              HasSubstr("Lee Example opened " + reference + " in an emergency: review it by 5 November"));
  EXPECT_THAT(test.get(police, "/workspace").body, HasSubstr("was opened in an emergency"));
  EXPECT_EQ(test.get(team, "/workspace/emergency/reviews").status, 404);
  EXPECT_THAT(test.get(manager, "/workspace/emergency/reviews").body, HasSubstr("A child is in danger."));
  test.instance().clock.advance(vault::kEmergencyMinutes * kOneMinute);
  EXPECT_EQ(test.get(lapsed, review).status, 403) << "an hour, no longer";
  test.instance().clock.advance(4 * kMicrosecondsPerDay);
  EXPECT_THAT(test.get(manager, "/workspace").body, HasSubstr("your review is overdue since 5 November"));
  const auto rows = emergencies_to_review(test.app(), test.app().actor(*test.app().accounts.find(manager.account)));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(test.post(manager, "/workspace/emergency/reviews/" + rows[0].id.text(), {{"outcome", "justified"}}).status, 303);
  EXPECT_THAT(test.get(manager, "/workspace").body, Not(HasSubstr("in an emergency")));
}

}  // namespace
}  // namespace concordat::casework
