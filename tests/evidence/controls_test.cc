// The kinds of control that one charter or another uses: each is seen kept or missing for the reason it gives, and seen
// broken when what it stands on is broken.

#include <gmock/gmock.h>

#include "directory.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;

// ---- Portsmouth: training

class Courses : public Directory {
 protected:
  Courses() : Directory("charters/portsmouth.toml", "2026-04-01") {
    officer_ = with_account({"training-officer", "manager"});
    course_ = open("course-run");
    EXPECT_TRUE(step(officer_, course_, "open"));
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = "booking";
    subject.part = "contact";
    const auto grant = vault().gate().decide(policy::the_public(), Act::add, "training", subject);
    const vault::NewPart contact{{{"name", "Ada Example"}, {"email", "ada@example.org"}, {"organisation", "School"}}, "training-v1"};
    booking_ = *vault().add({*grant}, {{"contact", contact}}, "online-form", "requested");
  }
  Verdict purpose(const char* name) { return judged(judge_purpose, name); }

  policy::Actor officer_;
  CaseId course_;
  RecordId booking_;
};

TEST_F(Courses, APurposeIsKeptWhileWhatIsHeldForItServesNoOther) {
  EXPECT_EQ(purpose("audits").status, Status::not_exercised);
  EXPECT_EQ(purpose("policies").status, Status::missing) << "nothing is ever collected for it";
  EXPECT_THAT(purpose("policies").evidence, HasSubstr("nothing that is kept can show that they are served"));
  EXPECT_THAT(purpose("policies").todo, HasSubstr("Add [evidence.policies] to the charter"));
  ASSERT_TRUE(read(officer_, booking_, "contact", "training"));
  EXPECT_EQ(purpose("training").status, Status::kept) << purpose("training").evidence;
  EXPECT_EQ(purpose("training").about, "“Training and events” (1 record, 2 acts)");
}

TEST_F(Courses, AReadingForAnotherPurposeIsBroken_DDS_22) {
  ASSERT_TRUE(read(officer_, booking_, "contact", "training"));
  edit_leaf("record.read", "\ttraining\t", "\treviews\t");
  EXPECT_EQ(purpose("training").status, Status::broken);
  EXPECT_THAT(purpose("training").evidence, HasSubstr("An act was for another purpose than the data was collected for"));
  EXPECT_EQ(purpose("reviews").status, Status::broken) << "both purposes are concerned";
}

TEST_F(Courses, ARecordForAPurposeThatItsKindIsNotForIsBroken) {
  sql("UPDATE records SET purpose = 'audits' WHERE kind = 'booking'");
  EXPECT_EQ(purpose("training").status, Status::broken);
  EXPECT_EQ(purpose("audits").status, Status::broken);
}

TEST_F(Courses, EveryCaseGoesByTheStepsOfItsCharter) {
  const auto of_courses = [&] { return judged(judge_case, "course-run"); };
  EXPECT_EQ(judged(judge_case, "child-death").status, Status::not_exercised);
  EXPECT_EQ(of_courses().status, Status::kept) << of_courses().evidence;
  EXPECT_EQ(of_courses().about, "“Course” (1 case, 1 step)");
  edit_leaf("case.step", officer_.account.text(), "public");
  EXPECT_THAT(of_courses().evidence, HasSubstr("A step was taken by someone whom the charter does not let"));
}

TEST_F(Courses, AStepThatTheCharterDoesNotHaveIsBroken) {
  edit_leaf("case.step", "to=open", "to=closed");
  sql("UPDATE cases SET state = 'closed'");
  EXPECT_THAT(judged(judge_case, "course-run").evidence, HasSubstr("A step is not one of the charter"));
}

TEST_F(Courses, AnEventOnADayToComeIsBroken) {
  ASSERT_TRUE(step(officer_, course_, "held"));
  ASSERT_EQ(judged(judge_case, "course-run").status, Status::kept);
  edit_leaf("case.step", "day=2026-04-01", "day=2026-04-02");
  sql("UPDATE events SET day = day + 1");
  EXPECT_THAT(judged(judge_case, "course-run").evidence, HasSubstr("A step has not the event or the day that it must"));
}

TEST_F(Courses, ACaseThatTheLedgerDidNotOpenIsBroken) {
  edit_leaf("case.opened", "case.opened", "case.imagined");
  EXPECT_THAT(judged(judge_case, "course-run").evidence, HasSubstr("was not opened as such by the ledger"));
}

TEST_F(Courses, ARecordInACaseOfAnotherKindIsBroken) {
  open("child-death");
  sql("UPDATE records SET case_sequence = (SELECT max(sequence) FROM cases) WHERE kind = 'booking'");
  EXPECT_EQ(judged(judge_case, "child-death").status, Status::broken);
}

// ---- Stockport: criteria, reports, lines

class Reviews : public Directory {
 protected:
  Reviews() : Directory("charters/stockport.toml", "2026-04-01") {}
};

TEST_F(Reviews, ACriterionIsOnRecordWithEachOpening_STK_24) {
  const auto criterion = [&] { return judged(judge_criterion, "review"); };
  EXPECT_EQ(criterion().status, Status::not_exercised);
  open("review");
  EXPECT_EQ(criterion().status, Status::kept) << criterion().evidence;
  edit_leaf("case.opened", ";criterion=1", ";criterion=99");
  EXPECT_THAT(criterion().evidence, HasSubstr("was opened by a criterion that the charter does not have"));
  edit_leaf("case.opened", ";criterion=99", ";criterion=none");
  EXPECT_THAT(criterion().evidence, HasSubstr("was opened without a criterion and without the reason"));
  edit_leaf("case.opened", ";criterion=none", "");
  EXPECT_EQ(criterion().status, Status::missing) << "an earlier version did not ask for it";
  EXPECT_THAT(criterion().evidence, HasSubstr("the version of then did not ask for it"));
}

TEST_F(Reviews, ACaseOpenedWithoutACriterionAfterOneThatHasItIsBroken_STK_24) {
  open("review");
  open("review");
  edit_leaf("case.opened", ";criterion=1", "");
  EXPECT_THAT(judged(judge_criterion, "review").evidence, HasSubstr("was opened without a criterion on record"));
}

TEST_F(Reviews, WhatACaseWasOpenedOnCameWithTheOpening_STK_24) {
  open("review");
  edit_leaf("record.put", "kind=notification", "kind=voice");
  EXPECT_THAT(judged(judge_criterion, "review").evidence, HasSubstr("was opened without what it was opened on"));
}

TEST_F(Reviews, WithoutACriterionACaseIsKeptByTheReasonThatCameWithIt_STK_24) {
  const policy::Actor manager = with_account({"manager"});
  vault::Opening opening = vault::opening_for(vault(), manager, "review");
  opening.criterion = 0;
  const auto mandate = vault().gate().authorise(manager, charter::Capability::open_case);
  EXPECT_FALSE(vault().open_case(*mandate, "review", "R-2026-001", opening)) << "no reason";
  policy::Subject subject = opening.grants.front().subject();
  subject.part = "no-criterion";
  opening.parts["no-criterion"].values["why-no-criterion"] = "Invented.";
  opening.grants.push_back(*vault().gate().decide(manager, Act::add, "reviews", subject));
  ASSERT_TRUE(vault().open_case(*mandate, "review", "R-2026-001", opening));
  const auto criterion = [&] { return judged(judge_criterion, "review"); };
  EXPECT_EQ(criterion().status, Status::kept) << criterion().evidence;
  EXPECT_EQ(criterion().about, "“Review” (1 case, 1 of them with the reason why none is met)");
  edit_charter("\"without_criterion\":\"no-criterion\"", "\"without_criterion\":\"\"");
  EXPECT_THAT(criterion().evidence, HasSubstr("was opened without a criterion, which its charter does not let"));
}

TEST_F(Reviews, AReportPassesNoGateYetAndTheSystemSaysSo_STK_18) {
  EXPECT_EQ(judged(judge_gate, "report").status, Status::missing);
  EXPECT_THAT(judged(judge_gate, "report").about, HasSubstr("none is held"));
  put_record(open("review"), "report");
  EXPECT_THAT(judged(judge_gate, "report").about, HasSubstr("1 held, none opened by the public"));
}

TEST_F(Reviews, AReportThatThePublicReadIsBroken_STK_18) {
  const RecordId report = put_record(open("review"), "report");
  const policy::Actor team = instance_.person({"support-team"});
  ASSERT_TRUE(read(team, report, "report", "reviews"));
  ASSERT_EQ(judged(judge_gate, "report").status, Status::missing);
  edit_leaf("record.read", team.account.text(), "public");
  EXPECT_EQ(judged(judge_gate, "report").status, Status::broken);
  EXPECT_THAT(judged(judge_gate, "report").evidence, HasSubstr("by the public, though nothing let it be published"));
}

TEST_F(Reviews, OneLineIsAnsweredAtEveryTime_STK_07) {
  const auto line = [&] { return judged(judge_line, "concern-day"); };
  EXPECT_EQ(line().status, Status::kept) << line().evidence;
  edit_charter("\"from\":510", "\"from\":540");  // half an hour later by day: meanwhile the other line answers
  EXPECT_EQ(line().status, Status::kept);
  edit_charter("\"name\":\"concern-evening\",", "\"name\":\"another\",");
  EXPECT_EQ(line().status, Status::missing);
  EXPECT_THAT(line().evidence, HasSubstr("no line is answered on monday at 00:00"));
}

// ---- Somerset: tasks, publications

class SomersetOpenings : public Directory {
 protected:
  SomersetOpenings() : Directory("charters/somerset.toml", "2026-04-01") {}
};

TEST_F(SomersetOpenings, NoReasonStandsInForACriterion_SOM_02) {
  const policy::Actor manager = with_account({"manager"});
  vault::Opening opening = vault::opening_for(vault(), manager, "case-review");
  const auto mandate = vault().gate().authorise(manager, charter::Capability::open_case);
  const auto refused = [&](const vault::Opening& on) { return !vault().open_case(*mandate, "case-review", "R-2026-001", on); };
  vault::Opening none = opening;
  none.criterion = 0;
  EXPECT_TRUE(refused(none));
  none.criterion = 3;
  EXPECT_TRUE(refused(none)) << "the charter has two";
  vault::Opening untold = opening;
  untold.parts.clear();
  untold.grants.clear();
  EXPECT_TRUE(refused(untold)) << "who told us, how and when";
  EXPECT_EQ(judged(judge_criterion, "case-review").status, Status::not_exercised);
  ASSERT_FALSE(refused(opening));
  EXPECT_EQ(judged(judge_criterion, "case-review").status, Status::kept);
}

TEST_F(SomersetOpenings, NeedsAskedForACourseThatIsNotFaceToFaceAreBroken_SOM_18) {
  const auto asked = [&] { return judged(judge_ask, "booking.needs"); };
  const CaseId course = open("course-run");
  const policy::Actor officer = with_account({"training-officer"});
  EXPECT_EQ(asked().status, Status::not_exercised);
  const auto grant = [&](const policy::Actor& actor, const char* kind, const char* part) {
    policy::Subject subject = *vault().subject_of_case(course);
    subject.record_kind = kind;
    subject.part = part;
    return *vault().gate().decide(actor, Act::add, "training", subject);
  };
  const vault::Values details{{"course-title", "Neglect"}, {"course-date", "2026-05-01"}, {"course-manner", "face to face"},
                              {"course-place", "Library"}};
  ASSERT_TRUE(vault().add({grant(officer, "course", "details")}, {{"details", {details, ""}}}, "office", "planned"));
  ASSERT_TRUE(step(officer, course, "open"));
  const vault::Values contact{{"name", "Ada Example"}, {"job-role", "Nurse"}, {"organisation", "An example"}, {"sector", "Health"},
                              {"email", "ada@example.org"}};
  const auto anybody = policy::the_public();
  ASSERT_TRUE(vault().add({grant(anybody, "booking", "contact"), grant(anybody, "booking", "needs")},
                          {{"contact", {contact, ""}}, {"needs", {{{"requirements", "No nuts"}}, ""}}}, "online-form", "requested"));
  EXPECT_EQ(asked().status, Status::kept) << asked().evidence;
  edit_leaf("event.recorded", "course.manner:face-to-face", "course.manner:online");
  EXPECT_THAT(asked().evidence, HasSubstr("was asked before its moment"));
}

class Tasks : public Directory {
 protected:
  Tasks() : Directory("charters/somerset.toml", "2026-04-01") {}
};

TEST_F(Tasks, NobodyComesInWithoutATask_SOM_13) {
  const auto task = [&] { return judged(judge_task, "lead-reviewer"); };
  EXPECT_EQ(task().status, Status::not_exercised) << task().evidence;
  const RecordId child = put_record(open("case-review"), "child");
  EXPECT_EQ(task().status, Status::not_exercised) << "the office needs no task";
  const policy::Actor reviewer = with_account({"lead-reviewer"}, "police");
  log("record.read", "", reviewer.account.text());
  const std::string leaf = "1\t1775000000000000\trecord.read\t" + reviewer.account.text() + "\t\t" + child.text() + "\tperson\treviews\t\t";
  sql("UPDATE leaves SET leaf = '" + leaf + "' WHERE position = (SELECT max(position) FROM leaves)");
  EXPECT_EQ(task().status, Status::broken) << task().evidence;
  EXPECT_EQ(status("SOM-13"), "broken");
}

TEST_F(Tasks, ARuleThatAsksForNoTaskIsBroken_SOM_13) {
  edit_charter("\"actor.appointed\"", "\"case.in-rapid-review\"");
  EXPECT_THAT(judged(judge_task, "lead-reviewer").evidence, HasSubstr("lets this role in without a task in the case"));
}

TEST_F(Tasks, APublicationIsMissingAndOneThatHappenedIsBroken_SOM_16) {
  const auto publication = [&] { return judged(judge_publication, "review-report"); };
  EXPECT_EQ(publication().status, Status::missing);
  EXPECT_THAT(publication().evidence, HasSubstr("does not yet look for what would let a reader recognise someone"));
  edit_charter("\"who\":[{\"kind\":\"role\",\"role\":\"business-unit\"}]", "\"who\":[{\"kind\":\"public\",\"role\":\"\"}]");
  EXPECT_THAT(publication().evidence, HasSubstr("let the public read what must be checked first"));
  EXPECT_EQ(publication().status, Status::broken);
}

// ---- Hampshire: what leaves, what is ruled out, links

class Leaving : public Directory {
 protected:
  Leaving() : Directory("charters/hampshire.toml", "2026-04-01") {}
};

TEST_F(Leaving, ADisclosureSaysToWhomAndWhyAndByWhoseApproval_HAM_15) {
  const auto disclosure = [&] { return judged(judge_disclosure, "disclosure"); };
  EXPECT_EQ(disclosure().status, Status::not_exercised);
  put_record(open(vault().active_charter()->record_kind("disclosure")->case_kind.c_str()), "disclosure");
  EXPECT_EQ(disclosure().status, Status::kept) << disclosure().evidence;
  sql("DELETE FROM parts WHERE part = 'share'");
  EXPECT_EQ(disclosure().status, Status::broken);
}

TEST_F(Leaving, ADisclosureWithoutItsApproverIsRefused_HAM_15) {
  const charter::RecordKind& kind = *vault().active_charter()->record_kind("disclosure");
  policy::Subject subject = *vault().subject_of_case(open(kind.case_kind.c_str()));
  subject.record_kind = kind.name;
  subject.part = "share";
  const auto grant = vault().gate().decide(instance_.person({"business-unit"}), Act::add, kind.purpose, subject);
  ASSERT_TRUE(grant);
  for (const char* missing : {"recipient", "basis", "reason", "approver"}) {
    vault::NewPart share;
    for (const charter::Field& field : kind.part("share")->fields)
      if (field.name != missing) share.values[field.name] = "Text";
    const auto added = vault().add({*grant}, {{"share", share}}, "office", "recorded");
    ASSERT_FALSE(added) << missing;
    EXPECT_THAT(added.error().message, HasSubstr(missing));
  }
}

TEST_F(Leaving, ADisclosureUnderACharterThatDidNotAskIsBroken_HAM_15) {
  put_record(open(vault().active_charter()->record_kind("disclosure")->case_kind.c_str()), "disclosure");
  edit_charter("\"name\":\"approver\",\"required\":true", "\"name\":\"approver\",\"required\":false");
  EXPECT_THAT(judged(judge_disclosure, "disclosure").evidence, HasSubstr("under a charter that did not ask"));
}

TEST_F(Leaving, WhatLeftIsShownByAPersonWhoKnowsTheCountry_HAM_13) {
  const auto transfer = [&] { return judged(judge_transfer, "abroad"); };
  EXPECT_EQ(transfer().status, Status::not_exercised);
  log("backup.taken", "name=20260401T120000Z");
  EXPECT_EQ(transfer().status, Status::missing) << transfer().evidence;
  ASSERT_TRUE(put_on_record("hosting", "2026-04-01", "2026-05-01"));
  EXPECT_EQ(transfer().status, Status::kept) << transfer().evidence;
  instance_.live_until("2026-05-02");
  EXPECT_EQ(transfer().status, Status::broken) << "the evidence has expired";
  put_record(open(vault().active_charter()->record_kind("disclosure")->case_kind.c_str()), "disclosure");
  EXPECT_EQ(transfer().status, Status::missing) << "to whom is sealed";
}

TEST_F(Leaving, NoCharterEverHadAPurposeThatIsRuledOut_HAM_11) {
  const auto refusal = [&] { return judged(judge_refusal, "profiling"); };
  EXPECT_EQ(refusal().status, Status::kept) << refusal().evidence;
  edit_charter("\"name\":\"forecasting\"", "\"kind\":\"profiling\",\"name\":\"forecasting\"");
  EXPECT_EQ(refusal().status, Status::broken);
  EXPECT_THAT(refusal().evidence, HasSubstr("had a purpose of the kind"));
}

TEST_F(Leaving, AnActForAPurposeThatNoCharterHasIsBroken_HAM_11) {
  put_record(open(vault().active_charter()->record_kind("child")->case_kind.c_str()), "child");
  ASSERT_EQ(judged(judge_refusal, "profiling").status, Status::kept);
  edit_leaf("record.put", "\t" + vault().active_charter()->record_kind("child")->purpose + "\t", "\tmarketing\t");
  EXPECT_EQ(judged(judge_refusal, "profiling").status, Status::broken);
  edit_leaf("record.put", "\tmarketing\t", "\taccess\t");
  EXPECT_EQ(judged(judge_refusal, "profiling").status, Status::broken) << "that is for the reasons of an emergency alone";
}


// ---- Derby: links, and what others run

class Links : public Directory {
 protected:
  Links() : Directory("charters/derby-derbyshire.toml", "2026-04-01") {}
};

TEST_F(Links, ALinkIsKeptWhileAPersonHasFollowedIt) {
  const auto link = [&] { return judged(judge_link, "website"); };
  EXPECT_EQ(link().status, Status::missing) << link().evidence;
  ASSERT_TRUE(put_on_record("links", "2026-04-01", "2026-10-01"));
  EXPECT_EQ(link().status, Status::kept) << link().evidence;
  instance_.live_until("2026-10-02");
  EXPECT_EQ(link().status, Status::broken);
  edit_charter("\"operates\":\"https://", "\"operates\":\"ftp://");
  EXPECT_THAT(link().evidence, HasSubstr("is none of a page"));
}

TEST_F(Links, WhatOthersRunIsShownByItsEvidence) {
  const auto purpose = [&] { return judged(judge_purpose, "learning-system"); };
  EXPECT_EQ(purpose().status, Status::missing);
  ASSERT_TRUE(put_on_record("learning-system", "2026-04-01", "2027-04-01"));
  EXPECT_EQ(purpose().status, Status::kept) << purpose().evidence;
}

}  // namespace
}  // namespace concordat::evidence
