#include <gtest/gtest.h>

#include <algorithm>

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

std::vector<std::string> texts_in(const std::string& drawn) {
  std::vector<std::string> texts;
  for (std::size_t at = drawn.find("<text"); at != std::string::npos; at = drawn.find("<text", at + 1)) {
    const std::size_t begin = drawn.find('>', at) + 1;
    texts.push_back(drawn.substr(begin, drawn.find('<', begin) - begin));
  }
  return texts;
}

std::size_t letters_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

int number_after(const std::string& text, std::size_t at, const std::string& name) {
  return std::stoi(text.substr(text.find(name + "=\"", at) + name.size() + 2));
}

// Words that are wider or more than their box would be crossed by its edge.
TEST(FamilyPicture, KeepsEveryWordWithinItsBox) {
  const char* name = "Theodosia-Wilhelmina Featherstonehaugh-Cholmondeley Wrenhallow-Sorrel";
  const std::vector<std::string> facts{"born about 1990", "died before March 2019"};
  const std::string drawn = family_picture({{name, "half-sister on the mother's side", kinship_of("half-sister"), facts, true, 'A'},
                                            {"Älfgifu Ünderwøødhämmersteinsdøttirsson", "mother", kinship_of("mother"), {}, false, 0}})
                                .text();
  for (const std::string& text : texts_in(drawn)) EXPECT_LE(letters_of(text), 22U) << text;
  for (std::size_t box = drawn.find("<rect"); box != std::string::npos; box = drawn.find("<rect", box + 1)) {
    const std::size_t last = drawn.rfind("concordat-family__fact", drawn.find("<rect", box + 1));
    EXPECT_LT(number_after(drawn, last, " y"), number_after(drawn, box, " y") + number_after(drawn, box, "height") - 5);
  }
}

// The bar of those who have one parent in common runs above that of those who have both.
TEST(FamilyPicture, LeadsTheHalfSiblingFromOneParentWithoutCrossingTheOthers) {
  std::vector<Relative> some = family();
  some.push_back({"Eli Sorrel", "half-brother on the mother's side", kinship_of("half-brother on the mother's side"), {}, false, 0});
  const std::string drawn = family_picture(some).text();
  std::vector<int> bars;  // level lines between the generations
  for (std::size_t at = drawn.find("<line"); at != std::string::npos; at = drawn.find("<line", at + 1))
    if (number_after(drawn, at, "y1") == number_after(drawn, at, "y2")) bars.push_back(number_after(drawn, at, "y1"));
  std::ranges::sort(bars);
  bars.erase(std::ranges::unique(bars).begin(), bars.end());
  ASSERT_EQ(bars.size(), 3U) << "the parents', the half-brother's, the children's";
  EXPECT_GE(bars[2] - bars[1], 16);
}

TEST(FamilyPicture, LeadsStepSiblingsFromTheOnlyStepParent) {
  const auto one = [](const char* relation) { return Relative{relation, relation, kinship_of(relation), {}, false, 0}; };
  const std::vector<Relative> some{one("mother"), one("father"), one("step-sister")};
  const std::size_t without = count(family_picture(some).text(), "<line");
  std::vector<Relative> with = some;
  with.push_back(one("step-father"));
  EXPECT_GT(count(family_picture(with).text(), "<line"), without + 1) << "beside the line of the partnership";
}

TEST(FamilyPicture, HasALegendThatDrawsEachOfItsShapes) {
  const std::string legend = family_legend().text();
  for (const char* words : {"male", "female", "not said by the relationship", "the child", "has died", "by partnership"})
    EXPECT_EQ(count(legend, std::string("</svg> ") + words + "<"), 1U) << words;
  EXPECT_EQ(count(legend, "<rect"), 5U);
}

TEST(FamilyPicture, IsNothingWhereNobodyIsKnownAndGrowsWithTheFamily) {
  EXPECT_TRUE(family_picture({}).empty());
  std::vector<Relative> many = family();
  const char* long_name = "A sibling with a name that is far too long for one line of a box";
  for (int i = 0; i < 40; ++i) many.push_back({long_name, "sister", kinship_of("sister"), {}, false, 0});
  EXPECT_EQ(count(family_picture(many).text(), "<rect"), 45U);
  EXPECT_EQ(count(family_picture(many).text(), "box<"), 40U);
}

}  // namespace
}  // namespace concordat::casework
