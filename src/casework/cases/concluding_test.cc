// Before a case is concluded its page names what is open; afterwards nothing is added to it, and no request moves on unanswered.

#include "casework/cases/concluding.h"

#include <gmock/gmock.h>

#include <array>

#include "casework/cases/cases.h"
#include "casework/clocks.h"
#include "casework/disposal/disposal_pages.h"
#include "casework/disposal/test_concluded_review.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string path_of_case(CaseId id) { return std::string(kCases) + "/" + id.text(); }

std::vector<std::pair<std::string, std::string>> day_in(const std::string& field) {
  return {{field + "-day", "2"}, {field + "-month", "11"}, {field + "-year", "2026"}};
}

class BeforeConclusion : public testing::Test {
 protected:
  BeforeConclusion() : test_("charters/stockport.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    add_disposal_pages(test_.router(), test_.app());
    review_ = *vault::open_case(test_.app().vault, test_.app().actor(TestApp::as(manager_)), "review", "R-2026-001");
    item_ = supplied_item(test_, manager_, support_, review_, "police");
  }
  void add(const std::string& kind, std::vector<std::pair<std::string, std::string>> form, const std::string& date = "") {
    if (!date.empty()) std::ranges::copy(day_in(date), std::back_inserter(form));
    const http::Response added = test_.post(support_, path_of_case(review_) + "/add/" + kind, form);
    EXPECT_EQ(added.status, 303) << kind << added.body;
  }
  void move_to(const char* state) {
    ASSERT_TRUE(take_step(test_.app(), test_.app().actor(TestApp::as(manager_)), *find_case(test_.app(), review_.text()), state,
                          test_.app().today()));
  }
  void move_on() {
    move_to("rapid-review");
    add("immediate-safety", {{"safety-steps", "A place was found."}});
    add("rapid-review-decision", {{"improvement", "Handovers."}, {"review-decision", "no further review"}, {"decision-reasons", "None."}},
        "decided-on");
    add("voice", {{"heard", "family"}, {"voice-account", "Invented words."}});
    move_to("review");
    add("rapid-review-copy", {{"sent-by", "Support team"}}, "panel-sent-on");
  }
  std::string page(const http::SessionView& who) { return test_.get(who, path_of_case(review_) + "/conclude").body; }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  CaseId review_;
  RecordId item_;
};

TEST_F(BeforeConclusion, NamesWhatItWaitsForAndWhatIsOpenAndWhatWillGo_STK_16) {
  add("action", {{"action", "Teach handovers"}, {"action-owner", "Health, head of nursing"}}, "action-due");
  add("child", {{"name", "Ada Wren"}});
  ASSERT_EQ(test_.post(police_, "/workspace/agency/items/" + item_.text()).status, 303);
  ASSERT_EQ(test_.post(manager_, "/workspace/disposal/hold",
                       {{"scope", "case"}, {"reference", "R-2026-001"}, {"ground", "A police investigation"}, {"review-day", "1"},
                        {"review-month", "5"}, {"review-year", "2027"}}).status, 303);
  move_on();
  EXPECT_THAT(test_.get(manager_, path_of_case(review_)).body,
              AllOf(HasSubstr("href=\"" + path_of_case(review_) + "/conclude\""), Not(HasSubstr("day-concluded"))));
  EXPECT_THAT(page(manager_), AllOf(HasSubstr("Still open"), HasSubstr("1 action without “Completion”"),
                                    HasSubstr("Asked back on 2 November"), HasSubstr("A hold on this case"),
                                    HasSubstr("After 2 November 2026, once two people approve it"), HasSubstr("day-concluded"),
                                    Not(HasSubstr("Ada Wren"))));
  EXPECT_THAT(page(manager_), Not(HasSubstr("It cannot be concluded before this")));
  EXPECT_THAT(page(support_), AllOf(HasSubstr("Still open"), Not(HasSubstr("day-concluded")))) << "it is not theirs to conclude";
  EXPECT_EQ(test_.get(police_, path_of_case(review_) + "/conclude").status, 404);
}

TEST_F(BeforeConclusion, SaysWhatTheCharterHasItWaitFor_STK_04) {
  EXPECT_THAT(page(manager_), AllOf(HasSubstr("Notification of a serious incident: 5 working days left"),
                                    HasSubstr("It ends with the case"), Not(HasSubstr("It cannot be concluded before this"))))
      << "what its last step asks for is not asked yet";
  for (const char* state : {"rapid-review", "review"}) {
    for (const charter::Step& step : test_.app().charter().case_kind("review")->steps)
      if (step.to == state) vault::meet_guards(test_.app().vault, test_.app().actor(TestApp::as(manager_)), review_, step);
    ASSERT_TRUE(take_step(test_.app(), test_.app().actor(TestApp::as(manager_)), *find_case(test_.app(), review_.text()), state,
                          test_.app().today()));
  }
  EXPECT_THAT(page(manager_), AllOf(HasSubstr("It cannot be concluded before this"),
                                    HasSubstr("How the child and family were heard is not recorded yet")));
}

TEST_F(BeforeConclusion, AfterwardsOnlyWhatClosesARecordIsAdded) {
  add("action", {{"action", "Teach handovers"}, {"action-owner", "Health, head of nursing"}}, "action-due");
  move_on();
  auto form = day_in("day-concluded");
  form.emplace_back("to", "concluded");
  ASSERT_EQ(test_.post(manager_, path_of_case(review_) + "/step", form).status, 303);
  for (const char* kind : {"child", "voice", "finding", "action", "report", "pause"})
    EXPECT_EQ(test_.get(support_, path_of_case(review_) + "/add/" + kind).status, 404) << kind;
  const auto action = records_of(test_.app(), review_, "action").front().id;
  EXPECT_EQ(test_.get(support_, path_of_case(review_) + "/records/" + action.text() + "/add/completion").status, 200);
  EXPECT_THAT(page(manager_), HasSubstr("is concluded"));
}

// ---- of every charter

class OfCharter : public testing::TestWithParam<const char*> {};

TEST_P(OfCharter, NothingIsSuppliedOrAddedToACaseOfWhateverKindThatIsOver) {
  const charter::Charter charter = *charter::compile(GetParam()).charter;
  for (const charter::Rule& rule : charter.rules) {
    if (std::ranges::find(rule.may, charter::Act::add) == rule.may.end()) continue;
    const bool ends = std::ranges::find(rule.when, charter::Predicate::case_not_concluded) != rule.when.end() ||
                      std::ranges::find(rule.when, charter::Predicate::case_open_for_booking) != rule.when.end();
    for (const std::string& name : rule.on) {
      const charter::RecordKind& kind = *charter.record_kind(name);
      const bool only_closes =
          std::ranges::all_of(rule.parts, [&](const std::string& part) { return part == kind.closed_by || !kind.part(part); });
      const bool is_meant = kind.case_kind != "course-run" && name != "disclosure" && (rule.parts.empty() || !only_closes);
      EXPECT_TRUE(ends || !is_meant) << name << ", line " << rule.where.line;
    }
  }
  for (const charter::Role& role : charter.roles)
    for (const charter::CaseKind& kind : charter.case_kinds)
      EXPECT_TRUE(charter::task_ends_with_case(charter, role.name, kind)) << role.name << " in " << kind.name;
}

// DDS-30, HAM-13, POR-20, STK-19: each is a kind of request with an outcome. Praise is owed none (SOM-25).
TEST_P(OfCharter, ARequestOrComplaintDoesNotMoveOnWithoutItsAnswer) {
  const charter::Charter charter = *charter::compile(GetParam()).charter;
  for (const auto& [kind, to, event] : {std::array{"rights-request", "decided", "rights.answered"},
                                        std::array{"complaint", "concluded", "complaint.answered"}}) {
    const charter::CaseKind* declared = charter.case_kind(kind);
    if (!declared) continue;
    for (const charter::Step& step : declared->steps)
      if (step.to == to) {
        const charter::Guard guard{charter::GuardKind::happened, event};
        if (std::ranges::find(step.guards, charter::Guard{charter::GuardKind::decided, "complaint.kind:compliment"}) != step.guards.end())
          continue;
        EXPECT_NE(std::ranges::find(step.guards, guard), step.guards.end()) << kind;
      }
  }
}

// DDS-30, HAM-13, POR-20, STK-19: the time stands still while who asks has not said who they are (UK GDPR, Article 12A), and is longer
// only where that is on record (Article 12(3)).
TEST_P(OfCharter, ARequestWaitsForWhatWasAskedAndTakesLongerOnlyOnRecord) {
  const charter::Charter charter = *charter::compile(GetParam()).charter;
  const charter::RecordKind* kind = charter.record_kind("rights-request");
  if (!kind) return;
  for (const char* event : {"rights.waits", "rights.goes-on", "rights.extended"})
    EXPECT_TRUE(std::ranges::any_of(kind->parts, [&](const charter::Part& part) {
      return std::ranges::find(part.fields, event, &charter::Field::records) != part.fields.end();
    })) << event;
  const CivilDate received = *CivilDate::parse("2026-11-02");
  std::vector<store::EventRow> events{{{}, "rights.received", received}};
  const auto clock = [&] { return clocks_of(charter, events, received).front(); };
  EXPECT_EQ(clock().due, *CivilDate::parse("2026-12-02"));
  events.push_back({{}, "rights.waits", received.plus_days(7)});
  EXPECT_EQ(clock().paused, received.plus_days(7));
  events.push_back({{}, "rights.goes-on", received.plus_days(21)});
  EXPECT_EQ(clock().due, *CivilDate::parse("2026-12-16"));
  events.push_back({{}, "rights.extended", *CivilDate::parse("2027-02-02")});
  EXPECT_EQ(clock().due, *CivilDate::parse("2027-02-02"));
}

// HAM-09, HAM-11, SOM-22, DDS-14, POR-27.
TEST_P(OfCharter, ADisclosureSaysWhatWhenToWhomAboutWhomAndWhy) {
  const charter::Charter charter = *charter::compile(GetParam()).charter;
  const charter::RecordKind* kind = charter.record_kind("disclosure");
  if (!kind) return;
  for (const char* name : {"passed-on", "recipient", "passed-what", "passed-about", "task", "basis", "reason", "approver"}) {
    const auto field = std::ranges::find(kind->parts.front().fields, name, &charter::Field::name);
    ASSERT_NE(field, kind->parts.front().fields.end()) << name;
    EXPECT_TRUE(field->required) << name;
    EXPECT_EQ(field->name == "passed-on", field->not_after == std::vector<std::string>{"today"}) << "it may be earlier, and not to come";
  }
}

INSTANTIATE_TEST_SUITE_P(Charters, OfCharter,
                         testing::Values("charters/derby-derbyshire.toml", "charters/hampshire.toml", "charters/portsmouth.toml",
                                         "charters/somerset.toml", "charters/stockport.toml"));

TEST(AConcludedCase, OfPortsmouthTakesNoChildAndNoItem_POR_03) {
  TestApp test("charters/portsmouth.toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  const auto manager = test.person("Mo Manager", {"manager"});
  const auto unit = test.person("Bea Unit", {"business-unit"});
  const auto police = test.person("Pat Police", {"agency-contact"}, "police");
  const App& app = test.app();
  const policy::Actor concludes = app.actor(TestApp::as(manager));
  const CaseId id = *vault::open_case(app.vault, concludes, "case-review", "R-2026-001");
  ASSERT_TRUE(app.vault.ask_agency(*app.vault.gate().authorise(concludes, charter::Capability::open_case, *app.vault.subject_of_case(id)),
                                   "police"));
  EXPECT_THAT(test.get(police, path_of_case(id)).body, HasSubstr("Supply an item"));
  EXPECT_EQ(test.get(unit, path_of_case(id) + "/add/child").status, 200);
  const auto step = [&](const char* to) {
    for (const charter::Step& one : app.charter().case_kind("case-review")->steps)
      if (one.to == to) vault::meet_guards(app.vault, concludes, id, one);
    return take_step(app, concludes, *find_case(app, id.text()), to, app.today());
  };
  ASSERT_TRUE(step("rapid-review"));
  const auto decided = add_record(app, concludes, id, {"rapid-review-decision", "decision", {}, "office", "recorded"},
                                  {{{"improvement", "None."}, {"review-decision", "no further review"}, {"decided-on", "2026-11-02"},
                                    {"decision-reasons", "None."}}, ""});
  ASSERT_TRUE(decided && step("decided") && step("concluded"));
  EXPECT_THAT(test.get(police, path_of_case(id)).body, Not(HasSubstr("Supply an item")));
  EXPECT_EQ(test.get(police, path_of_case(id) + "/add/service").status, 404);
  EXPECT_EQ(test.get(unit, path_of_case(id) + "/add/child").status, 404);
  EXPECT_EQ(test.get(unit, path_of_case(id) + "/add/disclosure").status, 200) << "what is held may still be passed on";
}

}  // namespace
}  // namespace concordat::casework
