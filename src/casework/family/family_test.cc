#include <gtest/gtest.h>

#include "casework/family/family_picture.h"

namespace concordat::casework {
namespace {

TEST(Kinship, IsReadFromTheWordsPeopleWrite) {
  const struct {
    const char* words;
    Kinship means;
  } cases[] = {
      {"Mother", {Place::parent, Sex::female, Side::mother}},
      {"birth father", {Place::parent, Sex::male, Side::father}},
      {"Grandmother on the mother's side", {Place::grandparent, Sex::female, Side::mother}},
      {"paternal grandfather", {Place::grandparent, Sex::male, Side::father}},
      {"Mother’s partner", {Place::step_parent, Sex::unknown, Side::mother}},
      {"step-father", {Place::step_parent, Sex::male, Side::mother}},
      {"half-brother, maternal", {Place::half_sibling, Sex::male, Side::mother}},
      {"twin sister", {Place::sibling, Sex::female}},
      {"maternal aunt", {Place::aunt_or_uncle, Sex::female, Side::mother}},
      {"son", {Place::own_child, Sex::male}},
      {"foster mother", {Place::other}},
      {"godfather", {Place::other}},
      {"grandson of a neighbour", {Place::other}},
      {"person of trust", {Place::other}},
      {"great-grandmother", {Place::other}},
      {"mother-in-law", {Place::other}},
      {"", {Place::other}},
  };
  for (const auto& one : cases) EXPECT_EQ(kinship_of(one.words), one.means) << one.words;
}

std::vector<Relative> family() {
  const auto one = [](const char* name, const char* relation) { return Relative{name, relation, kinship_of(relation), {}, false, 0}; };
  Relative child = one("Robin Example", "");
  child.kinship.place = Place::child;
  child.died = true;
  child.household = 'A';
  return {child, one("Ana <Example>", "mother"), one("Ben Example", "father"), one("Cai Example", "sister"),
          one("Dee Example", "childminder")};
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(FamilyPicture, HasEverybodyOnceAndWhatIsKnownOfThem) {
  const std::string drawn = family_picture(family()).text();
  EXPECT_EQ(count(drawn, "<rect"), 5U);
  for (const char* name : {"Robin Example", "Ana &lt;Example&gt;", "Ben Example", "Cai Example", "Dee Example", "childminder"})
    EXPECT_EQ(count(drawn, std::string(">") + name + "<"), 1U) << name;
  EXPECT_EQ(count(drawn, "concordat-family__died"), 1U);
  EXPECT_EQ(count(drawn, "concordat-family__letter"), 1U);
  EXPECT_EQ(count(drawn, "style="), 0U) << "the policy of the pages forbids style within them";
}

TEST(FamilyPicture, IsNothingWhereNobodyIsKnownAndGrowsWithTheFamily) {
  EXPECT_TRUE(family_picture({}).empty());
  std::vector<Relative> many = family();
  const char* long_name = "A sibling with a name that is far too long for one line of a box";
  for (int i = 0; i < 40; ++i) many.push_back({long_name, "sister", kinship_of("sister"), {}, false, 0});
  EXPECT_EQ(count(family_picture(many).text(), "<rect"), 45U);
  EXPECT_EQ(count(family_picture(many).text(), "…"), 40U);
}

}  // namespace
}  // namespace concordat::casework
