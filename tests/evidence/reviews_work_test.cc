// The work on a review: what a step waits for, what is afterwards said of it, and the faults that must be seen. Hampshire's reviews,
// which wait for three copies; and the rapid review, which is the same for everybody.

#include <gmock/gmock.h>

#include "directory.h"

namespace concordat::evidence {
namespace {

using testing::HasSubstr;

class ReviewWork : public Directory {
 protected:
  explicit ReviewWork(const char* charter = "charters/hampshire.toml", const char* case_kind = "case-review",
                      const std::set<std::string>& roles = {"manager", "business-unit"})
      : Directory(charter, "2026-04-01") {
    manager_ = with_account(roles);
    case_ = *vault::open_case(vault(), manager_, case_kind, "R-2026-001");
    meets_guards_ = false;
  }

  RecordId put(const char* kind_name, const vault::Values& other = {}) {
    const charter::RecordKind& kind = *vault().active_charter()->record_kind(kind_name);
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = kind.name;
    subject.part = kind.parts.front().name;
    vault::NewPart part{vault::values_for(kind.parts.front(), vault().today()), ""};
    for (const auto& [field, value] : other) part.values[field] = value;
    const auto grant = vault().gate().decide(manager_, charter::Act::add, kind.purpose, subject);
    EXPECT_TRUE(grant) << grant.error().message;
    const auto added = vault().add({*grant}, {{subject.part, part}}, "office", "recorded");
    EXPECT_TRUE(added) << added.error().message;
    return added ? *added : RecordId{};
  }
  void decide() {
    EXPECT_TRUE(step(manager_, case_, "rapid-review"));
    put("immediate-safety");
    put("rapid-review-decision");
    EXPECT_TRUE(step(manager_, case_, "decided"));
  }
  void publish() {
    put("review-report");
    vault::put_event(vault(), manager_, case_, "report.published");
    EXPECT_TRUE(step(manager_, case_, "published"));
  }
  void send_copies() {
    for (const char* to : {"Department for Education", "Ofsted", "Child Safeguarding Practice Review Panel"})
      put("copy", {{"copy-recipient", to}});
  }
  Verdict guard(const char* name) { return judged(judge_guard, std::string("case-review.") + name); }

  policy::Actor manager_;
  CaseId case_;
};

TEST_F(ReviewWork, NothingIsDecidedBeforeTheDecisionIsOnRecord) {
  EXPECT_TRUE(step(manager_, case_, "rapid-review"));
  EXPECT_EQ(guard("recorded:immediate-safety").status, Status::not_exercised);
  EXPECT_THAT(step(manager_, case_, "decided").error().message, HasSubstr("Immediate safety"));
  put("immediate-safety");
  EXPECT_THAT(step(manager_, case_, "decided").error().message, HasSubstr("Decision of the rapid review"));
  put("rapid-review-decision");
  ASSERT_TRUE(step(manager_, case_, "decided"));
  EXPECT_EQ(guard("recorded:immediate-safety").status, Status::kept);
  EXPECT_EQ(guard("recorded-here:rapid-review-decision").status, Status::kept);
}

TEST_F(ReviewWork, NothingIsDecidedBeforeAnybodyKnewOfIt) {
  ASSERT_TRUE(step(manager_, case_, "rapid-review"));
  const charter::RecordKind& kind = *vault().active_charter()->record_kind("rapid-review-decision");
  policy::Subject subject = *vault().subject_of_case(case_);
  subject.record_kind = kind.name;
  subject.part = kind.parts.front().name;
  vault::Values values = vault::values_for(kind.parts.front(), vault().today());
  values["decided-on"] = vault().today().plus_days(-1).iso();
  const auto grant = vault().gate().decide(manager_, charter::Act::add, kind.purpose, subject);
  const auto refused = vault().add({*grant}, {{subject.part, {values, ""}}}, "office", "recorded");
  ASSERT_FALSE(refused) << "whoever calls";
  EXPECT_THAT(refused.error().message, HasSubstr("“Day of the decision” must be the same as or after"));
}

TEST_F(ReviewWork, ItIsOpenedAgainWithAReasonEachTimeAndDecidedAgain) {
  decide();
  EXPECT_FALSE(step(manager_, case_, "rapid-review")) << "without a reason";
  put("reopening");
  ASSERT_TRUE(step(manager_, case_, "rapid-review"));
  EXPECT_FALSE(step(manager_, case_, "decided")) << "by the decision of the first time";
  put("rapid-review-decision");
  ASSERT_TRUE(step(manager_, case_, "decided"));
  EXPECT_FALSE(step(manager_, case_, "rapid-review")) << "by the reason of the first time";
  EXPECT_EQ(guard("recorded-here:reopening").status, Status::kept);
  EXPECT_EQ(guard("recorded-here:rapid-review-decision").status, Status::kept);
}

// HAM-10 asks for copies of reports; where no review is held there is none.
TEST_F(ReviewWork, WithoutAReviewItEndsWithoutAReportOrItsCopies_HAM_10) {
  const char* kNone = "decided:review.decision:another-kind-of-review|no-further-review";
  EXPECT_TRUE(step(manager_, case_, "rapid-review"));
  put("immediate-safety");
  put("rapid-review-decision", {{"review-decision", "no further review"}});
  ASSERT_TRUE(step(manager_, case_, "decided"));
  EXPECT_FALSE(step(manager_, case_, "review")) << "no review is held";
  EXPECT_FALSE(step(manager_, case_, "concluded")) << "before the panel has its copy of the rapid review";
  put("rapid-review-copy");
  EXPECT_EQ(guard(kNone).status, Status::not_exercised);
  ASSERT_TRUE(step(manager_, case_, "concluded"));
  EXPECT_EQ(guard(kNone).status, Status::kept);
  sql("UPDATE leaves SET leaf = replace(leaf, 'review.decision:no-further-review', 'review.decision:local')");
  EXPECT_EQ(guard(kNone).status, Status::broken);
}

TEST_F(ReviewWork, WithAReviewItDoesNotEndBeforeItsReport_HAM_10) {
  decide();
  put("rapid-review-copy");
  EXPECT_FALSE(step(manager_, case_, "concluded"));
  ASSERT_TRUE(step(manager_, case_, "review"));
  EXPECT_FALSE(step(manager_, case_, "concluded"));
  EXPECT_THAT(step(manager_, case_, "published").error().message, HasSubstr("Report of a practice review"));
  put("review-report");
  EXPECT_THAT(step(manager_, case_, "published").error().message, HasSubstr("the report is published"));
  vault::put_event(vault(), manager_, case_, "report.published");
  ASSERT_TRUE(step(manager_, case_, "published"));
  EXPECT_EQ(guard("happened:report.published").status, Status::kept);
  sql("UPDATE leaves SET leaf = replace(leaf, 'event=report.published', 'event=report.delayed')");
  EXPECT_EQ(guard("happened:report.published").status, Status::broken);
}

TEST_F(ReviewWork, ADecisionThatWasTakenOutAfterwardsIsBroken) {
  decide();
  sql("DELETE FROM records WHERE kind = 'rapid-review-decision'");
  EXPECT_EQ(guard("recorded-here:rapid-review-decision").status, Status::broken);
}

TEST_F(ReviewWork, AStepThatWasTakenPastItsGuardIsBroken) {
  decide();
  sql("UPDATE leaves SET leaf = replace(leaf, 'kind=rapid-review-decision', 'kind=meeting')");
  sql("UPDATE records SET kind = 'meeting' WHERE kind = 'rapid-review-decision'");
  EXPECT_EQ(guard("recorded-here:rapid-review-decision").status, Status::broken);
  EXPECT_THAT(guard("recorded-here:rapid-review-decision").evidence, HasSubstr("was taken before it was on record"));
}

TEST_F(ReviewWork, APublicationIsCompleteOnlyWithEachCopyOnRecord_HAM_10) {
  decide();
  ASSERT_TRUE(step(manager_, case_, "review"));
  publish();
  EXPECT_EQ(judged(judge_copies, "review-report").status, Status::not_exercised);
  put("copy", {{"copy-recipient", "Ofsted"}});
  const auto refused = step(manager_, case_, "on-request");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("Department for Education, Child Safeguarding Practice Review Panel"));
  send_copies();
  instance_.live_until("2027-04-01");
  ASSERT_TRUE(step(manager_, case_, "on-request"));
  const Verdict verdict = judged(judge_copies, "review-report");
  EXPECT_EQ(verdict.status, Status::kept) << verdict.evidence;
}

TEST_F(ReviewWork, AReportStandsInPublicForTwelveMonthsBeforeItIsGivenOnRequest_HAM_10) {
  const char* kTwelveMonths = "months-after:12:report.published";
  decide();
  ASSERT_TRUE(step(manager_, case_, "review"));
  publish();
  send_copies();
  instance_.live_until("2027-03-31");
  EXPECT_THAT(step(manager_, case_, "on-request").error().message, HasSubstr("on 1 April 2027"));
  EXPECT_EQ(guard(kTwelveMonths).status, Status::not_exercised);
  instance_.live_until("2027-04-01");
  ASSERT_TRUE(step(manager_, case_, "on-request"));
  EXPECT_EQ(guard(kTwelveMonths).status, Status::kept) << guard(kTwelveMonths).evidence;
  sql("UPDATE leaves SET leaf = replace(leaf, 'event=report.published;day=2026-04-01', 'event=report.published;day=2026-04-02')");
  EXPECT_EQ(guard(kTwelveMonths).status, Status::broken);
}

TEST_F(ReviewWork, ACopyThatWasTakenOutAfterwardsIsBroken_HAM_10) {
  decide();
  ASSERT_TRUE(step(manager_, case_, "review"));
  publish();
  send_copies();
  instance_.live_until("2027-04-01");
  ASSERT_TRUE(step(manager_, case_, "on-request"));
  sql("UPDATE events SET event = 'report.sent:nobody' WHERE event = 'report.sent:Ofsted'");
  EXPECT_EQ(judged(judge_copies, "review-report").status, Status::broken);
  sql("UPDATE leaves SET leaf = replace(leaf, 'report.sent:Ofsted', 'report.sent:nobody')");
  const std::string evidence = judged(judge_copies, "review-report").evidence;
  EXPECT_THAT(evidence, HasSubstr("counted as complete before a copy to Ofsted was on record as sent"));
}

// Portsmouth's reviews by referral.
class ReferredReview : public ReviewWork {
 protected:
  ReferredReview() : ReviewWork("charters/portsmouth.toml", "case-review", {"manager", "business-unit"}) {}
};

TEST_F(ReferredReview, ItsReportStandsInPublicForTwelveMonthsBeforeItIsGivenOnRequestAndBeforeTheCaseEnds_POR_11) {
  const char* kTwelveMonths = "months-after:12:report.published";
  decide();
  put("rapid-review-copy");
  ASSERT_TRUE(step(manager_, case_, "review"));
  publish();
  instance_.live_until("2027-03-31");
  EXPECT_THAT(step(manager_, case_, "on-request").error().message, HasSubstr("Department for Education"));
  for (const char* to : {"Department for Education", "National panel of independent experts"}) put("copy", {{"copy-recipient", to}});
  EXPECT_THAT(step(manager_, case_, "on-request").error().message, HasSubstr("on 1 April 2027"));
  EXPECT_FALSE(step(manager_, case_, "concluded")) << "in no other way either";
  EXPECT_EQ(guard(kTwelveMonths).status, Status::not_exercised);
  instance_.live_until("2027-04-01");
  ASSERT_TRUE(step(manager_, case_, "on-request"));
  EXPECT_EQ(guard(kTwelveMonths).status, Status::kept) << guard(kTwelveMonths).evidence;
  EXPECT_TRUE(step(manager_, case_, "concluded"));
}

// Portsmouth's other reviews, which have copies of their own.
class OtherReview : public ReviewWork {
 protected:
  OtherReview() : ReviewWork("charters/portsmouth.toml", "other-review", {"manager", "business-unit"}) {}
};

TEST_F(OtherReview, CountsAsPublishedOnlyOnceEachHasItsCopy_POR_13) {
  ASSERT_TRUE(step(manager_, case_, "review"));
  EXPECT_FALSE(step(manager_, case_, "published")) << "without a report";
  put("other-report");
  ASSERT_TRUE(step(manager_, case_, "published"));
  put("other-copy", {{"other-copy-recipient", "Department for Education"}});
  const auto refused = step(manager_, case_, "copied");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("National panel of independent experts"));
  EXPECT_EQ(judged(judge_copies, "other-report").status, Status::not_exercised);
  put("other-copy", {{"other-copy-recipient", "National panel of independent experts"}});
  ASSERT_TRUE(step(manager_, case_, "copied"));
  EXPECT_EQ(judged(judge_copies, "other-report").status, Status::kept);
  EXPECT_EQ(judged(judge_copies, "review-report").status, Status::not_exercised) << "these are no copies of a review's report";
  sql("UPDATE leaves SET leaf = replace(leaf, 'other-report.sent:Department', 'other-report.sent:Nobody')");
  EXPECT_EQ(judged(judge_copies, "other-report").status, Status::broken);
}

TEST_F(ReviewWork, TheDayOfACopyIsTheOneThatIsWrittenAndNotInTheFuture) {
  decide();
  ASSERT_TRUE(step(manager_, case_, "review"));
  put("publication-plan", {{"publication-day", "2026-09-01"}});
  instance_.live_until("2026-04-20");
  put("copy", {{"copy-recipient", "Ofsted"}, {"sent-on", "2026-04-03"}});
  std::vector<store::EventRow> events;
  vault().store().read([&](store::Reader& reader) { events = reader.events(case_); });
  EXPECT_EQ(events.back().event, "report.sent:Ofsted");
  EXPECT_EQ(events.back().day, *CivilDate::parse("2026-04-03"));
  const charter::RecordKind& kind = *vault().active_charter()->record_kind("copy");
  policy::Subject subject = *vault().subject_of_case(case_);
  subject.record_kind = "copy";
  subject.part = "copy";
  vault::NewPart part{vault::values_for(kind.parts.front(), *CivilDate::parse("2026-04-21")), ""};
  const auto grant = vault().gate().decide(manager_, charter::Act::add, kind.purpose, subject);
  EXPECT_FALSE(vault().add({*grant}, {{"copy", part}}, "office", "recorded"));
}

TEST_F(ReviewWork, ANewLastDayAndAPlannedDayMayLieAhead) {
  vault::put_event(vault(), manager_, case_, "panel.notified");
  put("extension", {{"extended-to", "2026-07-01"}});
  decide();
  put("publication-plan", {{"publication-day", "2026-09-01"}});
  EXPECT_EQ(judged(judge_case, "case-review").status, Status::kept);
}

}  // namespace
}  // namespace concordat::evidence
