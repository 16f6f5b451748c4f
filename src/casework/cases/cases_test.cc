#include "casework/cases/cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "casework/cases/case_page.h"
#include "casework/cases/conclusion.h"
#include "casework/cases/readers.h"
#include "casework/reviews/board.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;
using Form = std::vector<std::pair<std::string, std::string>>;

// Stockport's review: STK-05, STK-08, STK-15, STK-16.
class Reviews : public testing::Test {
 protected:
  Reviews() : test_("charters/stockport.toml", "2026-11-02") { add_case_pages(test_.router(), test_.app()); }

  const App& app() { return test_.app(); }
  http::Response get(const http::SessionView& who, const std::string& path) { return test_.get(who, path); }
  http::Response post(const http::SessionView& who, const std::string& path, const Form& form = {}) { return test_.post(who, path, form); }

  static Form notice(const std::string& criterion = "1") {
    return {{"criterion", criterion}, {"notified-by", "Ward of an invented hospital"}, {"notified-channel", "telephone"},
            {"aware-on-day", "2"},    {"aware-on-month", "11"},               {"aware-on-year", "2026"}};
  }
  static Form with(Form form, const std::string& name, const std::string& value) {
    std::erase_if(form, [&](const auto& one) { return one.first == name; });
    form.emplace_back(name, value);
    return form;
  }
  std::string open_review() { return location(post(manager_, kOpen, with(notice(), "do", "open"))); }
  static constexpr const char* kOpen = "/workspace/cases/open/review";
  std::string open_and_ask(const std::string& agency) {
    const std::string review = open_review();
    EXPECT_EQ(post(manager_, review + "/agencies", {{"agency", agency}, {"stage", "send"}}).status, 303);
    return review;
  }
  static Form item(const std::string& title) { return {{"title", title}, {"category", "health"}, {"narrative", "An invented narrative."}}; }

  // The address of the only record of that kind.
  std::string only_record(const std::string& review, std::string_view kind) {
    const auto records = records_of(app(), *CaseId::parse(review.substr(review.rfind('/') + 1)), kind);
    EXPECT_EQ(records.size(), 1u);
    return records.empty() ? "" : review + "/records/" + records.front().id.text();
  }
  std::string supply(const std::string& review, const http::SessionView& who, const std::string& title) {
    EXPECT_EQ(post(who, review + "/add/agency-item", item(title)).status, 303);
    return only_record(review, "agency-item");
  }
  void move(const std::string& review, const std::string& to) {
    Form form{{"to", to}};
    const std::string day = "day-" + to;
    if (to == "concluded" || to == "review")
      form.insert(form.end(), {{day + "-day", "2"}, {day + "-month", "11"}, {day + "-year", "2026"}});
    EXPECT_EQ(post(manager_, review + "/step", form).status, 303) << to;
  }

  void decide(const std::string& review, const std::string& decision = "no further review") {
    EXPECT_EQ(post(support_, review + "/add/immediate-safety", {{"safety-steps", "A place of safety was found."}}).status, 303);
    const Form form{{"improvement", "Handovers."}, {"review-decision", decision}, {"decided-on-day", "2"}, {"decided-on-month", "11"},
                    {"decided-on-year", "2026"}, {"decision-reasons", "Nothing new to learn."}};
    EXPECT_EQ(post(support_, review + "/add/rapid-review-decision", form).status, 303);
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  http::SessionView health_ = test_.person("Hanna Health", {"agency-contact"}, "health-trust");
};

TEST_F(Reviews, AreThereForTheOfficeAndForAgenciesAndForNobodyElse_STK_15) {
  const charter::Charter& charter = app().charter();
  const CaseKinds reviews = kinds_of_reviews(charter);
  EXPECT_EQ(business_with(charter, test_.instance().person({"support-team"}), reviews), Business::office);
  EXPECT_EQ(business_with(charter, test_.instance().person({"manager"}), reviews), Business::office);
  EXPECT_EQ(business_with(charter, test_.instance().person({"agency-contact"}, "police"), reviews), Business::agency);
  EXPECT_EQ(business_with(charter, test_.instance().person({"manager"}, "police"), reviews), Business::agency)
      << "a role of the office is not lent";
  EXPECT_EQ(business_with(charter, test_.instance().person({"agency-contact"}, "no-such-agency"), reviews), Business::none);
  EXPECT_EQ(business_with(charter, test_.instance().person({"training-officer"}), reviews), Business::none);
  EXPECT_EQ(business_with(charter, policy::the_public(), reviews), Business::none);
}

TEST_F(Reviews, AnotherRoleFindsNothingAtAll_STK_15) {
  const std::string review = open_and_ask("police");
  const std::string record = supply(review, police_, "Contacts in May");
  const http::SessionView other = test_.person("Otto Other", {"training-officer"});
  for (const std::string& path : {std::string("/workspace/reviews"), review, record, record + "/correct", review + "/add/agency-item"}) {
    EXPECT_EQ(get(other, path).status, 404) << path;
    EXPECT_TRUE(get(other, path).body.empty()) << "what may not be seen answers as what does not exist: " << path;
  }
  EXPECT_EQ(post(other, kOpen, with(notice(), "do", "open")).status, 404);
  EXPECT_EQ(post(other, review + "/step", {{"to", "rapid-review"}}).status, 404);
}

TEST_F(Reviews, TheSupportTeamReadsAnItemAndTheManagerOnlyCounts_STK_15) {
  const std::string review = open_and_ask("police");
  const std::string record = supply(review, police_, "Contacts in May");
  EXPECT_THAT(get(support_, review).body, HasSubstr("Contacts in May"));
  EXPECT_THAT(get(support_, record).body, HasSubstr("An invented narrative."));
  const http::Response seen = get(manager_, review);
  EXPECT_EQ(seen.status, 200);
  EXPECT_THAT(seen.body, Not(HasSubstr("Contacts in May")));
  EXPECT_THAT(seen.body, HasSubstr("Police supplied 1 item."));
  EXPECT_EQ(get(manager_, record).status, 404);
  EXPECT_EQ(get(support_, record + "/correct").status, 404) << "the owner corrects, nobody else";
}

TEST_F(Reviews, TheOwnerSeesItsItemAndWhoReadIt_STK_08) {
  const std::string review = open_and_ask("police");
  const std::string record = supply(review, police_, "Contacts in May");
  ASSERT_EQ(get(support_, record).status, 200);
  const std::string page = get(police_, record).body;
  EXPECT_THAT(page, HasSubstr(">Health<")) << "an answer reads as on the form";
  EXPECT_THAT(page, HasSubstr("An invented narrative."));
  EXPECT_THAT(page, HasSubstr("Who has read this"));
  EXPECT_THAT(page, HasSubstr("Sami Support"));
  EXPECT_THAT(page, HasSubstr("Support team"));
}

TEST_F(Reviews, AnAgencyNeverSeesAnotherAgencysItemNorAReviewItWasNotAskedIn_STK_15) {
  const std::string review = open_and_ask("police");
  const std::string record = supply(review, police_, "Contacts in May");
  EXPECT_EQ(get(health_, review).status, 404);
  EXPECT_EQ(get(health_, record).status, 404);
  EXPECT_THAT(get(health_, "/workspace/reviews").body, Not(HasSubstr("R-2026-001")));
  ASSERT_EQ(post(manager_, review + "/agencies", {{"agency", "health-trust"}, {"stage", "send"}}).status, 303);
  const std::string page = get(health_, review).body;
  EXPECT_THAT(page, HasSubstr("R-2026-001"));
  EXPECT_THAT(page, Not(HasSubstr("Contacts in May")));
  EXPECT_THAT(page, Not(HasSubstr("Police"))) << "who else was asked is not for an agency";
  EXPECT_EQ(get(health_, record).status, 404);
  EXPECT_EQ(get(health_, record + "/correct").status, 404);
}

TEST_F(Reviews, WithoutTrainingNothingIsShownAndWhatIsMissingIsSaid_STK_05) {
  const std::string review = open_and_ask("police");
  const std::string record = supply(review, police_, "Contacts in May");
  const http::SessionView untrained = test_.person("Una Untrained", {"support-team"}, "", false);
  const std::string nowhere = "/workspace/cases/" + std::string(32, '0');
  const http::Response refused = get(untrained, record);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("no current training in data protection"));
  EXPECT_EQ(get(untrained, nowhere).body, get(untrained, review).body) << "the answer does not tell which reviews there are";
  EXPECT_EQ(post(untrained, kOpen, with(notice(), "do", "open")).status, 403);
}

TEST_F(Reviews, TheOfficeEntersWhatAnAskedAgencySentAndItStaysThatAgencysOwn_STK_17) {
  const std::string review = open_and_ask("health-trust");
  Form form = item("Notes of a visit");
  EXPECT_EQ(post(support_, review + "/add/agency-item", form).status, 422) << "whose it is must be said";
  form.insert(form.end(), {{"supplied-by", "police"}, {"channel", "paper"}});
  EXPECT_EQ(post(support_, review + "/add/agency-item", form).status, 422) << "the police were not asked";
  form = item("Notes of a visit");
  form.insert(form.end(), {{"supplied-by", "health-trust"}, {"channel", "paper"}});
  ASSERT_EQ(post(support_, review + "/add/agency-item", form).status, 303);
  const std::string record = only_record(review, "agency-item");
  const std::string page = get(health_, record).body;
  EXPECT_THAT(page, HasSubstr("Hospital and community health trust"));
  EXPECT_THAT(page, HasSubstr("On paper"));
}

TEST_F(Reviews, OnlyTheKindsOfInformationOfTheCharterAreTaken_STK_11) {
  const std::string review = open_and_ask("police");
  const http::Response refused =
      post(police_, review + "/add/agency-item", {{"title", "Contacts"}, {"category", "religion"}, {"narrative", "Kept when refused."}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("Kept when refused."));
}

TEST_F(Reviews, AStaleCorrectionIsNotSavedAndLosesNothing_STK_08) {
  const std::string review = open_and_ask("police");
  const std::string record = supply(review, police_, "Contacts in May");
  Form first = item("Contacts in June");
  first.emplace_back("version", "1");
  Form second = item("Contacts in July");
  second.emplace_back("version", "1");
  ASSERT_EQ(post(police_, record + "/correct", first).status, 303);
  const http::Response stale = post(police_, record + "/correct", second);
  EXPECT_EQ(stale.status, 409);
  EXPECT_THAT(stale.body, HasSubstr("Contacts in June"));
  EXPECT_THAT(stale.body, HasSubstr("Contacts in July"));
  EXPECT_THAT(stale.body, HasSubstr("name=\"version\" value=\"2\""));
  EXPECT_THAT(get(police_, record).body, Not(HasSubstr("Contacts in July")));
}

TEST_F(Reviews, EndsOnlyWhenTheVoiceIsRecordedAndThenSaysWhatBecomesOfTheItems_STK_16) {
  const std::string review = open_and_ask("police");
  const std::string record = supply(review, police_, "Contacts in May");
  move(review, "rapid-review");
  EXPECT_THAT(get(manager_, review).body, HasSubstr("Before it moves on to review"));
  decide(review);
  move(review, "review");
  EXPECT_THAT(get(manager_, review).body, HasSubstr("Before it moves on to concluded"));
  const Form concluded{{"to", "concluded"}, {"day-concluded-day", "2"}, {"day-concluded-month", "11"}, {"day-concluded-year", "2026"}};
  EXPECT_EQ(post(manager_, review + "/step", concluded).status, 409);
  Form to_come = concluded;
  to_come.back().second = "2027";
  const http::Response early = post(manager_, review + "/step", to_come);
  EXPECT_EQ(early.status, 422) << "at the field, with what was typed";
  EXPECT_THAT(early.body, AllOf(HasSubstr("The date is in the future"), HasSubstr("value=\"2027\"")));
  ASSERT_EQ(post(support_, review + "/add/voice", {{"heard", "family"}, {"voice-account", "Invented words."}}).status, 303);
  EXPECT_EQ(post(manager_, review + "/step", concluded).status, 409) << "the national panel has no copy of the rapid review";
  const Form copy{{"panel-sent-on-day", "2"}, {"panel-sent-on-month", "11"}, {"panel-sent-on-year", "2026"}, {"sent-by", "Support team"}};
  ASSERT_EQ(post(support_, review + "/add/rapid-review-copy", copy).status, 303);
  move(review, "concluded");
  const std::string page = get(manager_, review).body;
  EXPECT_THAT(page, HasSubstr("Destroy 1 item supplied by Police for R-2026-001"));
  EXPECT_THAT(page, HasSubstr("0 of 2 approvals"));
  EXPECT_EQ(get(support_, record).status, 404) << "the support team reads only while the review runs";
  EXPECT_EQ(get(police_, record).status, 200) << "the owner sees its own until it is gone";
  EXPECT_EQ(post(police_, review + "/add/agency-item", item("Late")).status, 404);
}

TEST_F(Reviews, AReportIsWrittenByItsFormAndReadByThoseWhomTheCharterNames_STK_18) {
  const std::string review = open_review();
  ASSERT_EQ(post(support_, review + "/add/report", {{"title", "What we learned"}, {"lessons", "Talk earlier."}}).status, 303);
  const std::string record = only_record(review, "report");
  EXPECT_THAT(get(manager_, record).body, HasSubstr("Talk earlier."));
  EXPECT_EQ(get(manager_, record + "/correct").status, 404);
  EXPECT_EQ(get(support_, record + "/correct").status, 200);
}

Form dated(Form form, const std::string& field, const char* day, const char* month, const char* year) {
  form.insert(form.end(), {{field + "-day", day}, {field + "-month", month}, {field + "-year", year}});
  return form;
}

TEST_F(Reviews, AnActionIsOverdueUntilItsCompletionIsOnRecord) {
  const std::string review = open_review();
  const Form action = dated({{"action", "Teach handovers"}, {"action-owner", "Health, head of nursing"}}, "action-due", "1", "11", "2026");
  ASSERT_EQ(post(support_, review + "/add/action", action).status, 303);
  EXPECT_THAT(get(manager_, review + "/findings").body, HasSubstr("Overdue: completion"));
  EXPECT_THAT(get(manager_, review + "/findings").body, HasSubstr("Health, head of nursing"));
  const std::string record = only_record(review, "action");
  const Form done = dated({{"done-proof", "The register of the course"}}, "done-on", "2", "11", "2026");
  ASSERT_EQ(post(support_, record + "/add/completion", done).status, 303);
  EXPECT_THAT(get(manager_, review + "/findings").body, HasSubstr("Completion: on record"));
  EXPECT_EQ(get(police_, review + "/findings").status, 404) << "agencies have their own pages";
}

TEST_F(Reviews, WhatIsMissingIsSaidInWordsThatRead) {
  const std::string empty = post(support_, open_review() + "/add/rapid-review-copy").body;
  EXPECT_THAT(empty, HasSubstr("Fill in “Sent by”"));
  EXPECT_THAT(empty, HasSubstr("Fill in “Day on which"));
}

TEST_F(Reviews, AMeetingIsPlannedUntilItsDayIsPast) {
  const std::string review = open_review();
  for (const char* day : {"1", "2", "3"}) {
    Form meeting = dated({{"meeting-group", "Panel"}, {"agenda", "What was found."}}, "meeting-on", day, "11", "2026");
    if (*day == '3') meeting.insert(meeting.end(), {{"meeting-at", "10:30"}, {"meeting-place", "Room 2"}});  // of the others not known yet
    ASSERT_EQ(post(support_, review + "/add/meeting", meeting).status, 303);
  }
  const std::string page = get(support_, review + "/meetings").body;
  const std::size_t first = page.find("Planned");
  EXPECT_NE(page.find("Planned", first + 1), std::string::npos) << "today and tomorrow";
  EXPECT_THAT(page, AllOf(HasSubstr("10:30"), HasSubstr("Room 2"), HasSubstr("Overdue: minutes")));
  EXPECT_THAT(page, Not(HasSubstr("To be added: minutes<")));
  EXPECT_THAT(page, HasSubstr("To be added: minutes, to 1 meeting.")) << "of the three, one is over";
  const Form early = dated({{"meeting-group", "Panel"}, {"agenda", "x"}}, "meeting-on", "1", "10", "2020");
  EXPECT_THAT(post(support_, review + "/add/meeting", early).body, HasSubstr("“Day of the meeting” must be the same as or after"));
  std::set<std::string> records;
  for (std::size_t at = 0; (at = page.find(review + "/records/", at)) != std::string::npos; ++at)
    records.insert(page.substr(at, review.size() + 9 + 32));
  ASSERT_EQ(records.size(), 3u);
  int held = 0, still_to_come = 0;
  for (const std::string& meeting : records) {
    const auto answered = post(support_, meeting + "/add/minutes", {{"meeting-attended", "All."}, {"minutes", "Agreed."}});
    held += answered.status == 303;
    still_to_come += answered.status == 422 && answered.body.find("The meeting is on 3 November 2026") != std::string::npos;
  }
  EXPECT_EQ(held, 2) << "yesterday and today";
  EXPECT_EQ(still_to_come, 1) << "there are no minutes of a meeting tomorrow";
}

TEST_F(Reviews, EachSeesWhatTheyCanDoNextAndWhoMovesTheReviewOn) {
  const std::string review = open_review();
  const std::string of_support = get(support_, review).body;
  EXPECT_THAT(of_support, HasSubstr("Add the child"));
  EXPECT_THAT(of_support, HasSubstr("it is the turn of: "));
  EXPECT_THAT(get(manager_, review).body, Not(HasSubstr("it is the turn of"))) << "the steps stand there as buttons";
}

TEST_F(Reviews, EveryPageNamesTheSameNextAct) {
  const std::string review = open_review();
  const auto everywhere = [&](const http::SessionView& who, const std::string& words) {
    for (const std::string& path :
         {std::string(kReviews), std::string("/workspace/reviews/board"), review, review + "/people", review + "/meetings"})
      EXPECT_THAT(get(who, path).body, HasSubstr(words)) << path;
  };
  everywhere(manager_, "Ask an agency to contribute");
  everywhere(support_, "Add the child");
  ASSERT_EQ(post(manager_, review + "/agencies", {{"agency", "police"}, {"stage", "send"}}).status, 303);
  everywhere(manager_, "Move on to: rapid review");
  EXPECT_THAT(get(police_, kReviews).body, HasSubstr("Supply what your agency knows"));
  EXPECT_THAT(get(police_, review).body, HasSubstr("Supply what your agency knows"));
  supply(review, police_, "Contacts in May");
  EXPECT_THAT(get(police_, kReviews).body, HasSubstr("Look at your items"));
}

// Once somebody is on record, adding another is not what comes next.
TEST_F(Reviews, AmongThePeopleTheGreenButtonIsTheNextAct) {
  const std::string review = open_review();
  const auto green_words = [&] {
    const std::string page = get(support_, review + "/people").body;
    std::vector<std::string> words;
    for (std::size_t at = page.find("class=\"govuk-button\""); at != std::string::npos; at = page.find("class=\"govuk-button\"", at + 1)) {
      const std::size_t begin = page.find_first_not_of(" \n", page.find('>', at) + 1);
      words.push_back(page.substr(begin, page.find_first_of("<\n", begin) - begin));
    }
    return words;
  };
  EXPECT_EQ(green_words(), std::vector<std::string>{"Add the child"});
  ASSERT_EQ(post(support_, review + "/add/child", {{"name", "Robin Example"}, {"birth-date-year", "2019"}}).status, 303);
  EXPECT_EQ(green_words(), std::vector<std::string>{"Ask agencies whether they know them"});
  EXPECT_THAT(get(support_, review + "/people").body, HasSubstr("Add: child"));
}

TEST_F(Reviews, TheListShowsTheNearestClockAndWhatIsLate) {
  open_review();
  EXPECT_THAT(get(manager_, kReviews).body, HasSubstr("5 working days left, due on Monday 9 November 2026"));
  test_.instance().live_until("2026-11-10");
  EXPECT_THAT(get(manager_, kReviews).body, HasSubstr("1 working day late"));
}

TEST_F(Reviews, TheWallShowsTheDayTheAnswersAndWhatComesNextAndNoNames) {
  const std::string review = open_and_ask("police");
  const http::Response wall = get(manager_, "/workspace/reviews/board");
  ASSERT_EQ(wall.status, 200);
  EXPECT_THAT(wall.body, HasSubstr("R-2026-001"));
  EXPECT_THAT(wall.body, HasSubstr("day 0 of 5"));
  EXPECT_THAT(wall.body, HasSubstr("Answers: 0 of 1"));
  EXPECT_THAT(wall.body, HasSubstr("In time")) << "and not by colour alone";
  EXPECT_THAT(wall.body, Not(HasSubstr("Children's services")));
  EXPECT_EQ(wall.headers, (decltype(wall.headers){{"Refresh", "60"}}));
  EXPECT_TRUE(get(manager_, "/workspace/reviews/board?still=yes").headers.empty());
  EXPECT_EQ(get(police_, "/workspace/reviews/board").status, 404);
  supply(review, police_, "Contacts in May");
  EXPECT_THAT(get(manager_, "/workspace/reviews/board").body, HasSubstr("Answers: 1 of 1"));
}

// Many in one state are small cards, the first due first, so that they fit one wall.
TEST_F(Reviews, TheWallHasSmallCardsWhereThereAreMany) {
  open_review();
  EXPECT_THAT(get(manager_, "/workspace/reviews/board").body, Not(HasSubstr("concordat-card--small")));
  for (int i = 0; i < 4; ++i) open_review();
  test_.instance().live_until("2026-11-11");
  const std::string wall = get(manager_, "/workspace/reviews/board").body;
  EXPECT_THAT(wall, HasSubstr("concordat-card--small"));
  EXPECT_THAT(wall, HasSubstr("2 working days<"));
  EXPECT_THAT(wall, HasSubstr("Ask an agency to contribute"));
}

TEST_F(Reviews, TheBoardShowsReferencesAndNoTitles) {
  const std::string review = open_and_ask("police");
  supply(review, police_, "Contacts in May");
  for (const auto& who : {manager_, support_, police_}) {
    const std::string page = get(who, "/workspace/reviews").body;
    EXPECT_THAT(page, HasSubstr("R-2026-001"));
    EXPECT_THAT(page, Not(HasSubstr("Contacts in May")));
  }
}

// ---- opening

TEST_F(Reviews, IsOpenedOnlyByACriterionOrWithTheReasonWhyNoneIsMet_STK_24) {
  const auto refused = [&](const Form& form) { return post(manager_, kOpen, form); };
  EXPECT_EQ(refused(notice("")).status, 422);
  EXPECT_THAT(refused(notice("")).body, HasSubstr("Choose which criterion is met"));
  EXPECT_THAT(refused(notice("")).body, HasSubstr("Ward of an invented hospital")) << "what was typed is kept";
  EXPECT_EQ(refused(notice("3")).status, 422);
  EXPECT_EQ(refused(with(notice("none"), "do", "open")).status, 422) << "the reason is missing";
  EXPECT_EQ(refused(with(with(notice(), "aware-on-year", "2027"), "do", "open")).status, 422) << "not aware yet";
  EXPECT_EQ(refused(with(with(notice(), "notified-by", ""), "do", "open")).status, 422);
  EXPECT_THAT(get(manager_, "/workspace/reviews").body, Not(HasSubstr("R-2026-001"))) << "nothing was opened";
  const Form none = with(with(notice("none"), "why-no-criterion", "Nobody was harmed."), "do", "open");
  const std::string review = location(post(manager_, kOpen, none));
  EXPECT_THAT(get(manager_, review).body, HasSubstr("Opened though no criterion of the charter is met"));
  EXPECT_THAT(get(support_, only_record(review, "notification")).body, HasSubstr("Nobody was harmed."));
}

TEST_F(Reviews, AnswersAreCheckedBeforeACaseIsOpenedAndOpenedOnce_STK_24) {
  const Form form = with(notice("2"), "case", std::string(32, 'a'));
  const http::Response check = post(manager_, kOpen, form);
  EXPECT_EQ(check.status, 200);
  EXPECT_THAT(check.body, HasSubstr("Abuse or neglect caused serious harm."));
  EXPECT_THAT(check.body, HasSubstr("2 November 2026"));
  EXPECT_THAT(get(manager_, "/workspace/reviews").body, Not(HasSubstr("R-2026-001")));
  EXPECT_THAT(post(manager_, kOpen, with(form, "do", "change")).body, HasSubstr("value=\"2\" checked"));
  const std::string review = location(post(manager_, kOpen, with(form, "do", "open")));
  EXPECT_EQ(location(post(manager_, kOpen, with(form, "do", "open"))), review) << "sent twice";
  const std::string page = get(manager_, review).body;
  EXPECT_THAT(page, HasSubstr("Opened because abuse or neglect caused serious harm."));
  EXPECT_THAT(page, Not(HasSubstr("Ward of an invented hospital"))) << "who told is in the record, and its reading in the ledger";
}

TEST_F(Reviews, ThePanelIsToldWithinFiveWorkingDaysOfBecomingAware_HasItsDayAndReference) {
  const std::string review = open_review();
  EXPECT_THAT(get(manager_, review).body, HasSubstr("5 working days left, due on Monday 9 November 2026"));
  const std::string record = only_record(review, "notification");
  EXPECT_EQ(get(manager_, record + "/add/no-criterion").status, 404) << "said when a case is opened, or never";
  const Form panel{{"panel-day-day", "2"}, {"panel-day-month", "11"}, {"panel-day-year", "2026"}, {"panel-reference", "EX-1"}};
  EXPECT_EQ(post(manager_, record + "/add/panel", with(panel, "panel-reference", "")).status, 422);
  EXPECT_EQ(post(police_, record + "/add/panel", panel).status, 404);
  const http::Response before = post(manager_, record + "/add/panel", with(panel, "panel-day-day", "1"));
  EXPECT_EQ(before.status, 422) << "nobody is told of what nobody knows";
  EXPECT_THAT(before.body, HasSubstr("must be the same as or after 2 November 2026, “Day on which we became aware”"));
  EXPECT_THAT(before.body, HasSubstr("EX-1"));
  ASSERT_EQ(post(manager_, record + "/add/panel", panel).status, 303);
  EXPECT_THAT(get(manager_, record).body, HasSubstr("EX-1"));
  const std::string page = get(manager_, review).body;
  EXPECT_THAT(page, HasSubstr("Done on Monday 2 November 2026, due on Monday 9 November 2026"));
  EXPECT_THAT(page, HasSubstr("15 working days left, due on Monday 23 November 2026"));
  test_.instance().clock.advance(23 * kMicrosecondsPerDay);
  EXPECT_THAT(get(manager_, review).body, HasSubstr("2 working days late, was due on Monday 23 November 2026"));
}

TEST_F(Reviews, WhatIsRefusedKeepsWhatWasTyped) {
  const std::string review = open_review();
  const Form decision{{"improvement", "Handovers."}, {"review-decision", "no further review"}, {"decided-on-day", "3"},
                      {"decided-on-month", "11"}, {"decided-on-year", "2026"}, {"decision-reasons", "Long reasons, typed with care."}};
  const http::Response refused = post(support_, review + "/add/rapid-review-decision", decision);
  EXPECT_EQ(refused.status, 422) << "tomorrow";
  EXPECT_THAT(refused.body, HasSubstr("There is a problem"));
  EXPECT_THAT(refused.body, HasSubstr("“Day of the decision” must be today or in the past"));
  EXPECT_THAT(refused.body, HasSubstr("href=\"#decided-on-day\""));
  EXPECT_THAT(refused.body, HasSubstr("Long reasons, typed with care."));
  const std::string record = only_record(review, "notification");
  const Form panel{{"panel-day-day", "3"}, {"panel-day-month", "11"}, {"panel-day-year", "2026"}, {"panel-reference", "EX-1"}};
  const http::Response later = post(manager_, record + "/add/panel", panel);
  EXPECT_EQ(later.status, 422);
  EXPECT_THAT(later.body, HasSubstr("EX-1"));
}

TEST_F(Reviews, TheConclusionCountsPartByPartAndSetsAsideWhatIsNotHeld) {
  const std::string review = open_review();
  const std::string page = get(manager_, review).body;
  const std::string held = page.substr(page.find("What is kept, and until when"));
  const std::string others = held.substr(held.find("What is not held"));
  const std::string told = "that the national panel was told";
  EXPECT_THAT(others, HasSubstr(told)) << "the notification is held, and this part of it is not";
  EXPECT_THAT(held.substr(0, held.size() - others.size()), Not(HasSubstr(told)));
  EXPECT_THAT(held.substr(0, held.size() - others.size()), HasSubstr("who told us"));
}

TEST_F(Reviews, OfOtherPeopleABrowserFillsInAndKeepsNothing) {
  const std::string page = get(support_, open_review() + "/add/child").body;
  EXPECT_THAT(page, HasSubstr("id=\"name\""));
  EXPECT_THAT(page, HasSubstr("autocomplete=\"off\""));
  EXPECT_THAT(page, Not(HasSubstr("autocomplete=\"name\"")));
}

// Portsmouth's charter lets an agency supply, and open nothing of what it supplied; its notice gives no period.
TEST(ReviewsOfPortsmouth, AnAgencyIsToldWhatItCanDoWithWhatItSupplies) {
  TestApp test("charters/portsmouth.toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  const auto manager = test.person("Mo Manager", {"manager"});
  const auto police = test.person("Pat Police", {"agency-contact"}, "police");
  const std::string review = location(test.post(
      manager, "/workspace/cases/open/case-review",
      {{"notified-by", "Ward of an invented hospital"}, {"notified-channel", "telephone"}, {"aware-on-day", "2"}, {"aware-on-month", "11"},
       {"aware-on-year", "2026"}, {"criterion", "1"}, {"do", "open"}}));
  ASSERT_EQ(test.post(manager, review + "/agencies", {{"agency", "police"}, {"stage", "send"}}).status, 303);
  EXPECT_THAT(test.get(police, review).body, HasSubstr("Your agency has supplied nothing yet."));
  const std::string form = test.get(police, review + "/add/service").body;
  EXPECT_THAT(form, HasSubstr("Once it is sent you cannot open it here: keep a copy."));
  EXPECT_THAT(form, Not(HasSubstr("When the review is concluded it is destroyed")));
  ASSERT_EQ(test.post(police, review + "/add/service", {{"service-given", "Two visits."}}).status, 303);
  const std::string page = test.get(police, review).body;
  EXPECT_THAT(page, HasSubstr("Your agency supplied 1 item. You cannot open here what was sent."));
  EXPECT_THAT(page, Not(HasSubstr("has supplied nothing")));
}

TEST(ReadingsOf, FindsARecordReadAloneOrInAListAndNoOther_STK_08) {
  const auto id = crypto::new_id<RecordId>();
  const auto other = crypto::new_id<RecordId>();
  ledger::Leaf alone{{1}, "record.read", "a", {}, id, "item", "", "", ""};
  ledger::Leaf in_list{{2}, "list.read", "b", {}, {}, "item", "", "", "records=" + other.text() + "," + id.text()};
  ledger::Leaf elsewhere{{3}, "list.read", "c", {}, {}, "item", "", "", "records=" + other.text()};
  ledger::Leaf written{{4}, "record.put", "d", {}, id, "item", "", "", ""};
  const auto readings = readings_of({alone, in_list, elsewhere, written}, id);
  ASSERT_EQ(readings.size(), 2u);
  EXPECT_EQ(readings[0].actor, "b") << "the newest first";
  EXPECT_EQ(readings[1].actor, "a");
}

}  // namespace
}  // namespace concordat::casework
