// What is decided, sent, stopped or put off has its time in a case: nothing comes before what it follows from, and no day that was agreed
// makes the time shorter. HAM-10, SOM-12.

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/test_app.h"
#include "vault/test_guards.h"
#include "vault/test_opening.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Form = std::vector<std::pair<std::string, std::string>>;

Form on(const std::string& field, CivilDate day, Form form = {}) {
  form.insert(form.end(), {{field + "-day", std::to_string(day.day())}, {field + "-month", std::to_string(day.month())},
                           {field + "-year", std::to_string(day.year())}});
  return form;
}

// The panel is told on Monday 2 November: its rapid review is due on Monday 23 November.
class RecordTime : public testing::TestWithParam<const char*> {
 protected:
  RecordTime() : test_("charters/" + std::string(GetParam()) + ".toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    const charter::Charter& charter = test_.app().charter();
    for (const charter::Role& role : charter.roles)
      if (!role.task_only && !role.of_agency) roles_.insert(role.name);
    manager_ = test_.person("Mona Manager", roles_);
    const auto kind = std::ranges::find_if(charter.case_kinds, [](const charter::CaseKind& one) {
      return std::ranges::find(one.states, "rapid-review") != one.states.end();
    });
    case_ = *vault::open_case(vault(), actor(), kind->name, "R-2026-001");
    vault::put_event(vault(), actor(), case_, "panel.notified");
  }
  vault::Vault& vault() { return test_.app().vault; }
  policy::Actor actor() { return test_.app().actor(TestApp::as(manager_)); }
  std::string path() const { return "/workspace/cases/" + case_.text(); }
  std::string page(const std::string& section = "") { return test_.get(manager_, path() + section).body; }
  http::Response add(const std::string& kind, const Form& form) { return test_.post(manager_, path() + "/add/" + kind, form); }
  CivilDate day(const char* iso) const { return *CivilDate::parse(iso); }
  void decide(const std::string& decision) {
    EXPECT_EQ(add("rapid-review-decision", on("decided-on", test_.app().today(), {{"improvement", "Handovers."},
                                                                                 {"review-decision", decision},
                                                                                 {"decision-reasons", "Invented."}})).status, 303);
  }
  Result<void> move(const std::string& to) {
    return take_step(test_.app(), actor(), *find_case(test_.app(), case_.text()), to, test_.app().today());
  }
  void send_copy(int status) {
    EXPECT_EQ(add("rapid-review-copy", on("panel-sent-on", test_.app().today(), {{"sent-by", "Manager"}})).status, status);
  }
  // From where the case is opened to where the rapid review is done.
  void end_rapid_review(const std::string& decision) {
    const std::string at = find_case(test_.app(), case_.text())->state;
    if (at != "rapid-review") { ASSERT_TRUE(move("rapid-review")); }
    ASSERT_EQ(add("immediate-safety", {{"safety-steps", "A place was found."}}).status, 303);
    decide(decision);
    for (const charter::Step& step : test_.app().charter().case_kind(find_case(test_.app(), case_.text())->kind)->steps)
      if (step.event == "rapid-review.done") { ASSERT_TRUE(move(step.to)); }
  }

  TestApp test_;
  std::set<std::string> roles_;
  http::SessionView manager_;
  CaseId case_;
};

TEST_P(RecordTime, NothingIsOnRecordBeforeWhatItFollowsFrom_HAM_10) {
  const CivilDate today = test_.app().today();
  const std::pair<const char*, Form> early[] = {
      {"rapid-review-decision", on("decided-on", today, {{"improvement", "A."}, {"review-decision", "no further review"},
                                                         {"decision-reasons", "B."}})},
      {"rapid-review-copy", on("panel-sent-on", today, {{"sent-by", "Manager"}})},
      {"reopening", {{"reopening-reason", "Text"}}},
      {"delay", on("delayed-to", day("2027-09-01"), {{"delay-reason", "Text"}})},
      {"publication-plan", on("publication-day", day("2027-03-01"))}};
  for (const auto& [kind, form] : early) {
    EXPECT_THAT(test_.get(manager_, path() + "/add/" + kind).body, Not(HasSubstr(">Save<"))) << kind;
    const http::Response refused = add(kind, form);
    EXPECT_EQ(refused.status, 422) << kind;
    EXPECT_TRUE(records_of(test_.app(), case_, kind).empty()) << kind;
    EXPECT_THAT(page("/decision"), Not(HasSubstr("/add/" + std::string(kind) + "?"))) << kind;
  }
  EXPECT_THAT(page("/decision"), Not(HasSubstr("Owed")));
}

TEST_P(RecordTime, AnAgreedDayIsLaterAndStandsBesideTheFirst) {
  const http::Response earlier = add("extension", on("extended-to", day("2026-11-20"), {{"extension-reason", "A witness is away."}}));
  EXPECT_EQ(earlier.status, 422);
  EXPECT_THAT(earlier.body, AllOf(HasSubstr("must be after 23 November 2026"), HasSubstr("#extended-to")));
  EXPECT_EQ(add("extension", on("extended-to", day("2026-11-30"), {{"extension-reason", "A witness is away."}})).status, 303);
  EXPECT_THAT(page(), AllOf(HasSubstr("due on Monday 30 November 2026 (agreed instead of Monday 23 November 2026)"),
                            HasSubstr("A witness is away.")));
  EXPECT_EQ(add("extension", on("extended-to", day("2026-11-25"), {{"extension-reason", "Sooner."}})).status, 422);
}

TEST_P(RecordTime, TheCopyOfAFirstDecisionIsNoneOfTheSecond_HAM_10) {
  end_rapid_review("no further review");
  EXPECT_EQ(add("extension", on("extended-to", day("2026-12-30"), {{"extension-reason", "Late."}})).status, 422) << "it is done";
  EXPECT_EQ(add("delay", on("delayed-to", day("2027-09-01"), {{"delay-reason", "Text"}})).status, 422) << "no review is held";
  send_copy(303);
  EXPECT_THAT(page(), HasSubstr("Done on Monday 2 November 2026"));
  ASSERT_EQ(add("reopening", {{"reopening-reason", "A report came late."}}).status, 303);
  ASSERT_TRUE(move("rapid-review"));
  send_copy(422);
  end_rapid_review("local child safeguarding practice review");
  const auto owed = [&] {
    Result<void> met;
    vault().store().read([&](store::Reader& reader) {
      met = vault::check_guard(reader, test_.app().charter(), case_, *charter::guard_from("happened:rapid-review.sent"),
                               test_.app().today());
    });
    return !met.ok();
  };
  EXPECT_TRUE(owed()) << "the panel has no copy of the second decision";
  send_copy(303);
  EXPECT_FALSE(owed());
  EXPECT_EQ(add("delay", on("delayed-to", day("2027-04-30"), {{"delay-reason", "Text"}})).status, 422) << "before six months are over";
  EXPECT_EQ(add("delay", on("delayed-to", day("2027-09-01"), {{"delay-reason", "A trial."}})).status, 303);
  EXPECT_THAT(page(), AllOf(HasSubstr("agreed instead of"), HasSubstr("A trial.")));
}

INSTANTIATE_TEST_SUITE_P(Charters, RecordTime,
                         testing::Values("derby-derbyshire", "hampshire", "portsmouth", "somerset", "stockport"));

}  // namespace
}  // namespace concordat::casework
