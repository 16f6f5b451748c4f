#include "parties/parties.h"

#include <gtest/gtest.h>

namespace concordat::parties {
namespace {

charter::Charter charter_of_two_agencies() {
  charter::Charter charter;
  charter.partnership.name = "Example Partnership";
  charter.agencies = {{"police", "Example Constabulary", "police"}, {"health", "Example NHS Trust", "health"}};
  charter.staff_need_training = true;
  return charter;
}

Account account() {
  return {*AccountId::parse("00000000000000000000000000000001"), agency_id("police"), "Anna Example", "anna@example.org", "$argon2id$",
          {"manager", "support-team"}, CivilDate::parse("2026-01-31"), Instant{5}};
}

TEST(Agency, IsFoundByTheIdThatFollowsFromItsName) {
  const charter::Charter charter = charter_of_two_agencies();
  EXPECT_EQ(title_of(charter, agency_id("health")), "Example NHS Trust");
  EXPECT_EQ(title_of(charter, AgencyId{}), "Example Partnership");
  EXPECT_EQ(find_agency(charter, agency_id("fire")), nullptr);
}

TEST(Account, SurvivesBeingKept) {
  const Account before = account();
  const Account after = *from_values(before.id, before.agency, to_values(before));
  EXPECT_EQ(to_values(after), to_values(before));
  EXPECT_EQ(after.roles, (std::set<std::string>{"manager", "support-team"}));
  EXPECT_EQ(after.confidentiality, Instant{5});
  EXPECT_FALSE(from_values(before.id, before.agency, {}));
}

TEST(Clearance, NeedsCurrentTrainingAndAcceptedConfidentiality_STK_05) {
  const charter::Charter charter = charter_of_two_agencies();
  Account person = account();
  EXPECT_TRUE(cleared(person, charter, *CivilDate::parse("2027-01-31")));
  EXPECT_FALSE(cleared(person, charter, *CivilDate::parse("2027-02-01")));
  person.confidentiality.reset();
  EXPECT_FALSE(cleared(person, charter, *CivilDate::parse("2026-02-01")));
  person = account();
  person.trained.reset();
  EXPECT_FALSE(cleared(person, charter, *CivilDate::parse("2026-02-01")));
}

TEST(Email, IsOneHoweverItIsTyped) { EXPECT_EQ(normal_email(" Anna@Example.ORG\n"), "anna@example.org"); }

}  // namespace
}  // namespace concordat::parties
