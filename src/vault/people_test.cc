#include "vault/people.h"

#include <gtest/gtest.h>

#include "vault/test_guards.h"
#include "vault/test_instance.h"
#include "vault/test_opening.h"

namespace concordat::vault {
namespace {

using charter::Act;
using charter::Capability;

constexpr std::int64_t kMinute = 60 * kMicrosecondsPerSecond;

// Somerset's review: SOM-12 to SOM-15.
class PeopleOfAReview : public testing::Test {
 protected:
  PeopleOfAReview() : instance_("charters/somerset.toml", "2026-11-20") {
    manager_ = join({"manager"});
    deputy_ = join({"deputy"});
    reviewer_ = join({"lead-reviewer"});
    unit_ = join({"business-unit"});
    review_ = *open_case(vault(), actor(manager_), "case-review", "R-2026-001");
    move_to("rapid-review");
    Values values;
    for (const charter::Field& field : vault().active_charter()->record_kind("child")->part("person")->fields)
      values[field.name] = field.choices.empty() ? "An example" : field.choices.front();
    const auto grant = vault().gate().decide(actor(unit_), Act::add, "reviews", about("child", "person"));
    const auto added = grant ? vault().add({*grant}, {{"person", {values, ""}}}, "office", "recorded") : grant.error();
    EXPECT_TRUE(added) << added.error().message;
    child_ = *added;
  }

  Vault& vault() { return *instance_.vault; }
  People people() { return People(vault()); }
  Instant now() { return instance_.clock.now(); }
  Instant later(std::int64_t microseconds) { return {now().microseconds + microseconds}; }

  AccountId join(std::set<std::string> roles) {
    parties::Account account{crypto::new_id<AccountId>(), {}, "Anna Example", "anna@example.org", "$argon2id$", std::move(roles),
                             london_date(now()), now()};
    EXPECT_TRUE(vault().add_account(account, "system"));
    return account.id;
  }
  policy::Actor actor(AccountId id) {
    const auto all = vault().open_accounts(vault().gate().grant_system(policy::SystemTask::index_accounts));
    for (const parties::Account& one : *all)
      if (one.id == id) return policy::person(one, *vault().active_charter(), london_date(now()), vault().deputyships(id));
    return policy::the_public();
  }
  policy::Mandate may(AccountId id, Capability capability) {
    const auto subject = vault().subject_of_case(review_);
    return *vault().gate().authorise(actor(id), capability, subject.value_or(policy::Subject{}));
  }
  void move_to(std::string_view to) {
    const policy::Subject subject = *vault().subject_of_case(review_);
    for (const charter::Step& one : vault().active_charter()->case_kind("case-review")->steps) {
      if (one.to != to || one.from != subject.case_state) continue;
      meet_guards(vault(), actor(manager_), review_, one);
      EXPECT_TRUE(vault().take_step(*vault().gate().authorise_step(actor(manager_), one, subject), one, vault().today()));
    }
  }
  policy::Subject about(const char* kind, const char* part) {
    policy::Subject subject = *vault().subject_of_case(review_);
    subject.record_kind = kind;
    subject.part = part;
    return subject;
  }
  Result<policy::Grant> ask(AccountId id, const std::optional<policy::Exemption>& exemption = std::nullopt) {
    const charter::RecordKind* kind = vault().active_charter()->record_kind("child");
    return vault().gate().decide(actor(id), Act::read, kind->purpose, *vault().subject_of(child_, kind->parts.front().name), exemption);
  }
  bool reads(AccountId id) {
    const auto grant = ask(id);
    return grant && vault().read(*grant).ok();
  }
  Result<AppointmentId> appoint(AccountId account, const char* role, const char* how, Instant begins,
                                std::optional<Instant> ends = std::nullopt) {
    return people().appoint(may(manager_, Capability::appoint), {account, role, how, begins, ends});
  }
  std::string last_event() {
    const auto acts = vault().history(review_);
    return acts.empty() ? "" : acts.back().event;
  }

  TestInstance instance_;
  AccountId manager_, deputy_, reviewer_, unit_;
  CaseId review_;
  RecordId child_;
};

TEST_F(PeopleOfAReview, AccessStartsWithTheAppointmentAndEndsWithIt_SOM_13) {
  EXPECT_FALSE(reads(reviewer_));
  const auto id = appoint(reviewer_, "lead-reviewer", "by-name", later(kMinute), later(3 * kMinute));
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_EQ(last_event(), "appointment.made");
  instance_.clock.advance(kMinute - 1);
  EXPECT_FALSE(reads(reviewer_)) << "not before";
  instance_.clock.advance(1);
  EXPECT_TRUE(reads(reviewer_));
  const auto grant = ask(reviewer_);
  instance_.clock.advance(2 * kMinute);
  EXPECT_FALSE(vault().read(*grant)) << "not with what was allowed before it ended";
  EXPECT_FALSE(reads(reviewer_)) << "not after";
}

TEST_F(PeopleOfAReview, AnAppointmentThatIsEndedEarlyOpensNothingFromThatMoment_SOM_14) {
  const auto id = appoint(reviewer_, "lead-reviewer", "by-name", now());
  const auto grant = ask(reviewer_);
  ASSERT_TRUE(grant);
  ASSERT_TRUE(people().end_appointment(may(manager_, Capability::appoint), *id));
  EXPECT_EQ(last_event(), "appointment.ended");
  EXPECT_FALSE(vault().read(*grant)) << "not with what was allowed before";
  EXPECT_FALSE(reads(reviewer_));
  EXPECT_FALSE(people().end_appointment(may(manager_, Capability::appoint), *id));
}

TEST_F(PeopleOfAReview, WhoIsAppointedHoldsTheRoleAndIsNotWhoAppoints) {
  EXPECT_FALSE(appoint(unit_, "lead-reviewer", "by-name", now())) << "does not hold it";
  EXPECT_FALSE(appoint(reviewer_, "lead-reviewer", "group", now())) << "comes by name";
  EXPECT_FALSE(appoint(reviewer_, "lead-reviewer", "by-name", later(kMinute), now())) << "ends before it begins";
  EXPECT_FALSE(appoint(manager_, "lead-reviewer", "by-name", now())) << "themselves";
  EXPECT_FALSE(vault().gate().authorise(actor(unit_), Capability::appoint)) << "the charter gives the unit no such power";
  ASSERT_TRUE(appoint(reviewer_, "lead-reviewer", "by-name", now()));
  EXPECT_FALSE(appoint(reviewer_, "lead-reviewer", "by-name", now())) << "twice";
}

TEST_F(PeopleOfAReview, AGroupSeesTheCaseWhileItIsItsTaskAndTheRapidReviewIsOpen_SOM_12) {
  const AccountId member = join({"rapid-review-group"});
  EXPECT_FALSE(reads(member));
  ASSERT_TRUE(appoint({}, "rapid-review-group", "group", now()));
  EXPECT_TRUE(reads(member));
  EXPECT_TRUE(reads(join({"rapid-review-group"}))) << "whoever holds the role";
  move_to("decided");
  EXPECT_FALSE(reads(member)) << "not after";
}

TEST_F(PeopleOfAReview, APractitionerComesInOnlyAfterAgreeing_SOM_15) {
  const AccountId practitioner = join({"practitioner"});
  const AccountId other = join({"practitioner"});
  const auto id = appoint(practitioner, "practitioner", "involved", now());
  ASSERT_TRUE(id);
  EXPECT_EQ(last_event(), "involvement.recorded");
  EXPECT_TRUE(vault().subject_of_case(review_)->tasks.empty()) << "involved, and has not agreed";
  const auto agree = [&](AccountId who) {
    return people().agree(*vault().gate().authorise_agreement(actor(who), *vault().subject_of_case(review_)), *id);
  };
  EXPECT_FALSE(agree(other)) << "nobody agrees for another";
  ASSERT_TRUE(agree(practitioner));
  EXPECT_EQ(last_event(), "contribution.agreed");
  EXPECT_EQ(vault().subject_of_case(review_)->tasks.size(), 1u);
  EXPECT_FALSE(agree(practitioner)) << "once";
}

TEST_F(PeopleOfAReview, APractitionerMayDeclineAndSaysWhyOnlyIfTheyLike_SOM_15) {
  const AccountId practitioner = join({"practitioner"});
  const auto own = [&] { return *vault().gate().authorise_agreement(actor(practitioner), *vault().subject_of_case(review_)); };
  const auto silent = appoint(practitioner, "practitioner", "involved", now());
  ASSERT_TRUE(silent);
  EXPECT_FALSE(people().decline(*vault().gate().authorise_agreement(actor(reviewer_), *vault().subject_of_case(review_)), *silent, ""));
  ASSERT_TRUE(people().decline(own(), *silent, " \n"));
  EXPECT_EQ(last_event(), "contribution.declined");
  EXPECT_FALSE(people().agree(own(), *silent)) << "it has ended";
  const auto told = appoint(practitioner, "practitioner", "involved", now());
  ASSERT_TRUE(told) << "and they can be asked again";
  ASSERT_TRUE(people().decline(own(), *told, "I was on leave then."));
  std::vector<Declined> declined;
  vault().store().read([&](store::Reader& reader) { declined = People::declined(reader, review_); });
  ASSERT_EQ(declined.size(), 2u);
  EXPECT_FALSE(people().reason_declined(may(manager_, Capability::appoint), *silent));
  EXPECT_EQ(*people().reason_declined(may(manager_, Capability::appoint), *told), "I was on leave then.");
  EXPECT_EQ(last_event(), "contribution.reason-read");
}

TEST_F(PeopleOfAReview, BreakGlassOpensOneCaseForAnHourAndIsReviewedBySomebodyElse_STK_05) {
  const auto mandate = [&](AccountId who) { return vault().gate().authorise_emergency(actor(who), *vault().subject_of_case(review_)); };
  EXPECT_FALSE(mandate(unit_)) << "what it would open is open to them";
  EXPECT_FALSE(mandate(join({"training-officer"}))) << "no rule names them";
  EXPECT_FALSE(people().break_glass(*mandate(reviewer_), " \n", manager_)) << "no reason";
  EXPECT_FALSE(people().break_glass(*mandate(reviewer_), "A child is in danger.", unit_)) << "who does not review";
  const auto id = people().break_glass(*mandate(reviewer_), "A child is in danger.", manager_);
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_EQ(last_event(), "emergency.opened");
  EXPECT_TRUE(reads(reviewer_));
  EXPECT_NE(vault().history(review_).back().detail.find("emergency=" + id->text()), std::string::npos) << "the reading says by what";
  EXPECT_FALSE(people().break_glass(*mandate(reviewer_), "Again.", manager_)) << "it is open already";
  const auto grant = ask(reviewer_);
  instance_.clock.advance(kEmergencyMinutes * kMinute);
  EXPECT_FALSE(vault().read(*grant));
  EXPECT_FALSE(reads(reviewer_));
  EXPECT_EQ(*people().reason_of(may(manager_, Capability::review_emergency), *id), "A child is in danger.");
  EXPECT_TRUE(people().review(may(manager_, Capability::review_emergency), *id, true));
  EXPECT_FALSE(people().review(may(deputy_, Capability::review_emergency), *id, false)) << "once";
}

TEST_F(PeopleOfAReview, AReviewIsDueWithinThreeWorkingDaysOfTheChartersCalendar_STK_05) {
  store::EmergencyRow row;
  row.opened = london_midnight(*CivilDate::parse("2026-12-23"));
  EXPECT_EQ(review_due(*vault().active_charter(), row).iso(), "2026-12-30") << "over Christmas and its substitute day";
}

TEST_F(PeopleOfAReview, NobodyReviewsTheirOwnEmergency) {
  const AccountId both = join({"lead-reviewer", "manager"});
  const auto mandate = vault().gate().authorise_emergency(actor(both), *vault().subject_of_case(review_));
  const auto id = people().break_glass(*mandate, "Now.", deputy_);
  ASSERT_TRUE(id);
  EXPECT_FALSE(people().review(may(both, Capability::review_emergency), *id, true));
  EXPECT_FALSE(people().break_glass(*vault().gate().authorise_emergency(actor(reviewer_), *vault().subject_of_case(review_)), "Now.",
                                    reviewer_))
      << "the second person is somebody else";
}

TEST_F(PeopleOfAReview, WhatIsRestrictedIsKeptAndNotUsedUntilThePersonWasTold_STK_19) {
  const auto before = ask(unit_);
  const auto id = people().restrict_use(may(manager_, Capability::restrict_use), child_, "restriction", "accuracy-contested");
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_FALSE(vault().read(*before)) << "not with what was allowed before";
  EXPECT_FALSE(reads(unit_));
  const auto grant = ask(unit_, policy::Exemption{policy::ExemptionKind::legal_claims, "The court asks for it."});
  ASSERT_TRUE(grant && vault().read(*grant));
  const std::string detail = vault().history(review_).back().detail;
  EXPECT_NE(detail.find("exemption=legal-claims;reason="), std::string::npos) << detail;
  EXPECT_EQ(detail.find("court"), std::string::npos) << "the reason is sealed";
  EXPECT_FALSE(people().end_restriction(may(manager_, Capability::restrict_use), *id)) << "Article 18(3)";
  EXPECT_FALSE(people().told_before_end(may(manager_, Capability::restrict_use), *id, vault().today().plus_days(1)));
  ASSERT_TRUE(people().told_before_end(may(manager_, Capability::restrict_use), *id, vault().today()));
  ASSERT_TRUE(people().end_restriction(may(manager_, Capability::restrict_use), *id));
  EXPECT_EQ(last_event(), "restriction.ended");
  EXPECT_TRUE(reads(unit_));
}

TEST_F(PeopleOfAReview, AnObjectionStandsOnlyAgainstWhatRestsOnAPublicTask_STK_19) {
  charter::Purpose purpose;
  purpose.bases = {{"ukgdpr:6.1.c", "", ""}};
  EXPECT_FALSE(can_be_objected_to(purpose));
  purpose.bases.push_back({"ukgdpr:6.1.e", "", ""});
  EXPECT_TRUE(can_be_objected_to(purpose));
  purpose.bases = {{"ukgdpr:6.1.a", "", ""}};
  purpose.kind = "marketing";
  EXPECT_TRUE(can_be_objected_to(purpose));
  const bool can = can_be_objected_to(*vault().active_charter()->purpose(vault().active_charter()->record_kind("child")->purpose));
  EXPECT_EQ(people().restrict_use(may(manager_, Capability::restrict_use), child_, "objection", "own-situation").ok(), can);
  EXPECT_EQ(reads(unit_), !can);
}

// ---- joiners, movers, leavers, deputies

TEST_F(PeopleOfAReview, ARoleIsGivenByTwoPeople) {
  const policy::Mandate first = may(manager_, Capability::manage_accounts);
  const policy::Mandate second = may(deputy_, Capability::manage_accounts);
  const AccountId joiner = join({});
  const auto id = people().propose_role(first, joiner, "business-unit");
  ASSERT_TRUE(id);
  EXPECT_FALSE(people().propose_role(second, joiner, "business-unit")) << "proposed already";
  EXPECT_FALSE(reads(joiner));
  EXPECT_FALSE(people().approve_role(first, *id)) << "the same person";
  ASSERT_TRUE(people().approve_role(second, *id));
  EXPECT_TRUE(reads(joiner));
  EXPECT_FALSE(people().approve_role(second, *id)) << "once";
  const auto own = people().propose_role(first, deputy_, "business-unit");
  EXPECT_FALSE(people().approve_role(second, *own)) << "for themselves";
  const auto ended = people().end_role(first, joiner, "business-unit");
  ASSERT_TRUE(ended);
  EXPECT_FALSE(reads(joiner)) << "at once";
}

TEST_F(PeopleOfAReview, AnAccountIsNeitherAddedNorChangedIntoMoreRolesByOne) {
  parties::Account account{crypto::new_id<AccountId>(), {}, "Ben Example", "ben@example.org", "$argon2id$", {"manager"}, {}, {}};
  EXPECT_FALSE(people().add_person(may(manager_, Capability::manage_accounts), account));
  EXPECT_FALSE(vault().add_account(account, manager_.text()));
  account.roles.clear();
  ASSERT_TRUE(people().add_person(may(manager_, Capability::manage_accounts), account));
  account.roles = {"manager"};
  EXPECT_FALSE(vault().update_account(account, manager_.text()));
}

TEST_F(PeopleOfAReview, WhoLeavesHasNothingFromThatMoment) {
  ASSERT_TRUE(appoint(reviewer_, "lead-reviewer", "by-name", now()));
  const auto left = people().leave(may(manager_, Capability::manage_accounts), reviewer_);
  ASSERT_TRUE(left && left->left && left->roles.empty());
  EXPECT_FALSE(reads(reviewer_));
  EXPECT_FALSE(people().leave(may(manager_, Capability::manage_accounts), manager_)) << "said by another";
  EXPECT_FALSE(people().leave(may(manager_, Capability::manage_accounts), deputy_)) << "two must be left who let others in";
}

TEST_F(PeopleOfAReview, ADeputyHasTheRoleForTheAbsenceAndIsNoSecondPersonBesideTheAbsent) {
  const auto lend = vault().gate().authorise_lending(actor(manager_), "manager");
  ASSERT_TRUE(lend);
  EXPECT_FALSE(vault().gate().authorise_lending(actor(reviewer_), "lead-reviewer")) << "a task is not lent";
  EXPECT_FALSE(vault().gate().authorise(actor(unit_), Capability::manage_accounts));
  const auto id = people().lend_role(*lend, unit_, {later(kMinute), later(10 * kMinute)});
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_FALSE(vault().gate().authorise(actor(unit_), Capability::manage_accounts)) << "not before";
  instance_.clock.advance(kMinute);
  EXPECT_TRUE(vault().gate().authorise(actor(unit_), Capability::manage_accounts));
  EXPECT_EQ(actor(unit_).ledger_name(), unit_.text()) << "as themselves";
  EXPECT_FALSE(vault().gate().authorise_lending(actor(unit_), "manager")) << "not lent on";
  const auto proposed = people().propose_role(may(manager_, Capability::manage_accounts), join({}), "business-unit");
  EXPECT_FALSE(people().approve_role(may(unit_, Capability::manage_accounts), *proposed)) << "one seat, two people";
  EXPECT_TRUE(people().approve_role(may(deputy_, Capability::manage_accounts), *proposed));
  ASSERT_TRUE(people().end_lending(*lend, *id));
  EXPECT_FALSE(vault().gate().authorise(actor(unit_), Capability::manage_accounts)) << "ended early";
}

TEST_F(PeopleOfAReview, ADeputyDeclaredByOthersNeedsTwo) {
  const auto id = people().propose_deputy(may(deputy_, Capability::manage_accounts), manager_, unit_, "manager", {now(), later(kMinute)});
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_TRUE(vault().deputyships(unit_).empty());
  EXPECT_FALSE(people().approve_role(may(deputy_, Capability::manage_accounts), *id));
  ASSERT_TRUE(people().approve_role(may(manager_, Capability::manage_accounts), *id));
  EXPECT_EQ(vault().deputyships(unit_).size(), 1u);
}

TEST_F(PeopleOfAReview, OneSeatIsOneSeatInAHoldToo) {
  const policy::Mandate asks = may(manager_, Capability::hold);
  ASSERT_TRUE(instance_.disposal->hold(asks, "everything", ""));
  ASSERT_TRUE(people().lend_role(*vault().gate().authorise_lending(actor(manager_), "manager"), unit_, {now(), later(kMinute)}));
  EXPECT_FALSE(*instance_.disposal->release(asks, "everything", ""));
  EXPECT_FALSE(instance_.disposal->release(may(unit_, Capability::hold), "everything", "")) << "stands in for who asked";
  EXPECT_TRUE(*instance_.disposal->release(may(deputy_, Capability::hold), "everything", ""));
}

}  // namespace
}  // namespace concordat::vault
