#include "policy/policy.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace concordat::policy {
namespace {

using charter::Act;

// Nothing but Gate makes a proof.
static_assert(!std::is_default_constructible_v<Grant> && !std::is_default_constructible_v<Mandate>);
static_assert(!std::is_constructible_v<Grant, Actor, Act, std::string, Subject, std::string, std::string>);
static_assert(!std::is_constructible_v<Mandate, Actor, std::string, Subject, std::string>);
static_assert(!std::is_constructible_v<SystemGrant, std::string, std::string>);

const AgencyId kPolice = parties::agency_id("police");
const AgencyId kHealth = parties::agency_id("health");

charter::Charter example() {
  charter::Charter charter;
  charter.file = "example.toml";
  charter.hash = "active";
  charter.staff_need_training = true;
  charter.agencies = {{"police", "Police", "police"}, {"health", "Health", "health"}};
  charter.roles = {{"manager", "Manager", false, false, {charter::Capability::open_case}, {}},
                   {"support-team", "Support team", false, false, {}, {}}};
  charter.purposes = {{"reviews", "Reviews", "", {}, {}, {}, "", "", {}}};
  charter::RecordKind item;
  item.name = "item";
  item.case_kind = "review";
  item.purpose = "reviews";
  item.parts.resize(1);
  item.parts[0].name = "facts";
  charter.record_kinds = {item};
  charter::CaseKind review;
  review.name = "review";
  review.states = {"open", "review", "concluded"};
  charter.case_kinds = {review};
  charter.rules = {{{{charter::WhoKind::role, "support-team"}},
                    {Act::read, Act::add},
                    {"item"},
                    {},
                    {charter::Predicate::case_not_concluded},
                    {"example.toml", 7}},
                   {{{charter::WhoKind::owner_agency, ""}}, {Act::read, Act::correct}, {"item"}, {}, {}, {}},
                   {{{charter::WhoKind::supplier_agency, ""}}, {Act::add}, {"item"}, {}, {charter::Predicate::case_not_concluded}, {}}};
  return charter;
}

Actor someone(AgencyId agency, std::set<std::string> roles) {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.account = *AccountId::parse("00000000000000000000000000000001");
  actor.agency = agency;
  actor.roles = std::move(roles);
  actor.trained = true;
  actor.confidential = true;
  return actor;
}

Subject police_item(const char* state) {
  Subject subject;
  subject.case_kind = "review";
  subject.case_state = state;
  subject.record = *RecordId::parse("00000000000000000000000000000002");
  subject.record_kind = "item";
  subject.part = "facts";
  subject.owner = kPolice;
  subject.charter = "active";
  return subject;
}

class Decision : public testing::Test {
 protected:
  bool may(const Actor& actor, Act act, const Subject& subject, std::string_view purpose = "reviews") {
    return gate_.decide(actor, act, purpose, subject).ok();
  }
  charter::Charter charter_ = example();
  charter::Charter earlier_ = example();
  Gate gate_{charter_, [this](std::string_view hash) { return hash == "earlier" ? &earlier_ : nullptr; }};
};

TEST_F(Decision, OnlyTheSupportTeamOpensTheStoreAndOnlyWhileTheReviewRuns_STK_15) {
  EXPECT_TRUE(may(someone({}, {"support-team"}), Act::read, police_item("review")));
  EXPECT_FALSE(may(someone({}, {"support-team"}), Act::read, police_item("concluded")));
  EXPECT_FALSE(may(someone({}, {"manager"}), Act::read, police_item("review")));
  EXPECT_FALSE(may(the_public(), Act::read, police_item("review")));
}

TEST_F(Decision, TheOwnerSeesAndCorrectsItsOwnItemAndNoOther_STK_08) {
  EXPECT_TRUE(may(someone(kPolice, {}), Act::read, police_item("concluded")));
  EXPECT_TRUE(may(someone(kPolice, {}), Act::correct, police_item("review")));
  EXPECT_FALSE(may(someone(kHealth, {}), Act::read, police_item("review")));
  Subject of_partnership = police_item("review");
  of_partnership.owner = AgencyId{};
  EXPECT_FALSE(may(someone(AgencyId{}, {}), Act::read, of_partnership)) << "nobody owns by belonging to no agency";
}

TEST_F(Decision, AnAgencySuppliesOnlyWhenAskedAndOnlyInItsOwnName) {
  Subject fresh = police_item("review");
  fresh.record = RecordId{};
  EXPECT_FALSE(may(someone(kPolice, {}), Act::add, fresh)) << "it was not asked";
  fresh.asked = {kPolice, kHealth};
  EXPECT_TRUE(may(someone(kPolice, {}), Act::add, fresh));
  EXPECT_FALSE(may(someone(kHealth, {}), Act::add, fresh));
}

TEST_F(Decision, NeedsTrainingAndConfidentialityFirst_STK_05) {
  Actor untrained = someone({}, {"support-team", "manager"});
  untrained.trained = false;
  EXPECT_FALSE(may(untrained, Act::read, police_item("review")));
  EXPECT_FALSE(gate_.authorise(untrained, charter::Capability::open_case));
  untrained.trained = true;
  EXPECT_TRUE(gate_.authorise(untrained, charter::Capability::open_case));
}

TEST_F(Decision, AnotherPurposeIsRefused_DDS_22) {
  EXPECT_FALSE(may(someone({}, {"support-team"}), Act::read, police_item("review"), "training"));
}

TEST_F(Decision, WhatTheCharterDoesNotNameIsRefused) {
  Subject unknown = police_item("review");
  unknown.record_kind = "diary";
  EXPECT_FALSE(may(someone({}, {"support-team"}), Act::read, unknown));
  unknown = police_item("review");
  unknown.part = "gossip";
  EXPECT_FALSE(may(someone({}, {"support-team"}), Act::read, unknown));
}

TEST_F(Decision, TheCharterThatItWasCollectedUnderMustAllowItToo) {
  earlier_.rules.erase(earlier_.rules.begin());
  Subject older = police_item("review");
  older.charter = "earlier";
  EXPECT_FALSE(may(someone({}, {"support-team"}), Act::read, older));
  EXPECT_TRUE(may(someone(kPolice, {}), Act::read, older));
  older.charter = "never activated here";
  EXPECT_FALSE(may(someone(kPolice, {}), Act::read, older));
}

TEST_F(Decision, ACapabilityIsTheRolesAlone) {
  EXPECT_TRUE(gate_.authorise(someone({}, {"manager"}), charter::Capability::open_case));
  EXPECT_FALSE(gate_.authorise(someone({}, {"manager"}), charter::Capability::approve_destruction));
  EXPECT_FALSE(gate_.authorise(someone({}, {"nobody"}), charter::Capability::open_case));
  EXPECT_FALSE(gate_.authorise(the_public(), charter::Capability::open_case));
}

TEST_F(Decision, AStepNeedsItsRoleAndItsState) {
  const charter::Step step{"review", "concluded", "case.concluded", {"manager"}, false, {}, {}, {}};
  EXPECT_TRUE(gate_.authorise_step(someone({}, {"manager"}), step, police_item("review")));
  EXPECT_FALSE(gate_.authorise_step(someone({}, {"support-team"}), step, police_item("review")));
  EXPECT_FALSE(gate_.authorise_step(someone({}, {"manager"}), step, police_item("concluded")));
}

TEST_F(Decision, TrainingIsAskedForByEitherCharter_STK_05) {
  Actor untrained = someone({}, {"support-team"});
  untrained.trained = false;
  Subject older = police_item("review");
  older.charter = "earlier";
  earlier_.staff_need_training = false;
  EXPECT_FALSE(may(untrained, Act::read, older));
  charter_.staff_need_training = false;
  EXPECT_TRUE(may(untrained, Act::read, older));
  earlier_.staff_need_training = true;
  EXPECT_FALSE(may(untrained, Act::read, older));
}

TEST_F(Decision, WhoHasLeftHoldsNoRoleAndNobodyHoldsOneThatTheCharterLacks) {
  parties::Account account;
  account.roles = {"manager", "wizard"};
  EXPECT_EQ(person(account, charter_, CivilDate()).roles, std::set<std::string>{"manager"});
  account.left = Instant{5};
  EXPECT_TRUE(person(account, charter_, CivilDate()).roles.empty());
}

TEST_F(Decision, AGrantEndsWithWhatItRestsOn_SOM_13) {
  charter_.rules[0].when.push_back(charter::Predicate::actor_appointed);
  Actor team = someone({}, {"support-team"});
  Subject item = police_item("review");
  item.tasks = {{Task::How::by_name, team.account, "support-team", Instant{90}}};
  const auto ends = [&] { return gate_.decide(team, Act::read, "reviews", item)->ends(); };
  EXPECT_EQ(ends(), Instant{90});
  team.deputyships = {{"support-team", AccountId{}, Instant{70}}};
  EXPECT_EQ(ends(), Instant{70});
  item.tasks.clear();
  item.emergencies = {{EmergencyId{}, team.account, Instant{50}}};
  EXPECT_EQ(ends(), Instant{50});
  EXPECT_TRUE(gate_.decide(team, Act::read, "reviews", item)->emergency());
}

TEST_F(Decision, ARoleThatIsATaskHasItsPowersInThatCaseAlone_DDS_24) {
  charter_.roles.push_back({"trainer", "Trainer", false, true, {charter::Capability::record_attendance}, {}});
  const Actor trainer = someone({}, {"trainer"});
  Subject course = police_item("open");
  EXPECT_FALSE(gate_.authorise(trainer, charter::Capability::record_attendance, course));
  course.tasks = {{Task::How::by_name, trainer.account, "trainer", std::nullopt}};
  EXPECT_TRUE(gate_.authorise(trainer, charter::Capability::record_attendance, course));
  course.tasks[0].account = *AccountId::parse("00000000000000000000000000000009");
  EXPECT_FALSE(gate_.authorise(trainer, charter::Capability::record_attendance, course)) << "somebody else gives this course";
}

TEST_F(Decision, ARoleIsLentByItsHolderAloneAndATaskByNobody) {
  charter_.roles.push_back({"reviewer", "Reviewer", false, true, {}, {}});
  Actor manager = someone({}, {"manager", "reviewer"});
  EXPECT_TRUE(gate_.authorise_lending(manager, "manager"));
  EXPECT_FALSE(gate_.authorise_lending(manager, "support-team"));
  EXPECT_FALSE(gate_.authorise_lending(manager, "reviewer"));
  manager.deputyships = {{"manager", AccountId{}, Instant{9}}};
  EXPECT_FALSE(gate_.authorise_lending(manager, "manager")) << "what was lent is not lent on";
}

TEST_F(Decision, AnEmergencyIsForWhatIsClosedAndWouldBeOpen_STK_05) {
  Subject review = police_item("review");
  review.case_id = *CaseId::parse("00000000000000000000000000000005");
  Actor team = someone({}, {"support-team"});
  EXPECT_FALSE(gate_.authorise_emergency(team, review)) << "it is open";
  team.trained = false;
  EXPECT_TRUE(gate_.authorise_emergency(team, review));
  EXPECT_FALSE(gate_.authorise_emergency(the_public(), review));
  review.case_state = "concluded";
  EXPECT_FALSE(gate_.authorise_emergency(team, review)) << "nobody like them may";
  review.case_state = "review";
  team.confidential = false;
  EXPECT_FALSE(gate_.authorise_emergency(team, review));
}

TEST_F(Decision, AConsentIsWithdrawnByItsPersonAlone_POR_09) {
  const Subject own = police_item("review");
  EXPECT_TRUE(gate_.authorise_withdrawal(subject_of(own.record), "needs", own));
  EXPECT_FALSE(gate_.authorise_withdrawal(subject_of(*RecordId::parse("00000000000000000000000000000003")), "needs", own));
  EXPECT_FALSE(gate_.authorise_withdrawal(someone({}, {"manager"}), "needs", own));
}

TEST_F(Decision, SaysInWordsWhichRuleAllowedIt) {
  const auto grant = gate_.decide(someone({}, {"support-team"}), Act::read, "reviews", police_item("review"));
  EXPECT_NE(grant->reason().find("(example.toml:7)"), std::string::npos) << grant->reason();
}

}  // namespace
}  // namespace concordat::policy
