#include "match/levels.h"

#include <gtest/gtest.h>

#include "match/nicknames.h"
#include "match/similarity.h"
#include "match/text.h"

namespace concordat::match {
namespace {

Level forenames(std::string_view left, std::string_view right) {
  return compare_forenames(make_value(Kind::forename, left), make_value(Kind::forename, right));
}
Level surnames(std::string_view left, std::string_view right) {
  return compare_surnames(make_value(Kind::surname, left), make_value(Kind::surname, right));
}
Level births(std::string_view left, std::string_view right) {
  return compare_birth_dates(*parse_birth_date(left, ""), *parse_birth_date(right, ""));
}
Level of(Kind kind, std::string_view left, std::string_view right) {
  return compare_values(kind, make_value(kind, left), make_value(kind, right));
}

TEST(MatchText, FoldsWhatPeopleWrite) {
  EXPECT_EQ(fold("O’Brien-Ní Cheallaigh"), "obrien ni cheallaigh");
  EXPECT_EQ(fold("  Siân   LLŶR "), "sian llyr");
  EXPECT_EQ(fold("D'Souza"), "dsouza");
  EXPECT_EQ(fold("Zoë"), "zoe");
  EXPECT_EQ(fold("李明"), "li ming");
  EXPECT_FALSE(fold("محمد").empty());
  EXPECT_EQ(fold("😀"), "");
  EXPECT_EQ(fold_identifier("943 476 5919"), "9434765919");
  EXPECT_EQ(latin1_to_utf8("Zo\xEB"), "Zoë");
  EXPECT_FALSE(is_utf8("Zo\xEB"));
  EXPECT_EQ(fold("\xFF\xFE\xC0"), fold("\xFF\xFE\xC0"));  // nonsense is folded to something, always the same
}

TEST(MatchText, SoundsMeetAcrossSpellings) {
  const std::pair<const char*, const char*> same[] = {{"stephen", "steven"}, {"catherine", "kathryn"}, {"mohammed", "muhamad"},
                                                      {"hussain", "husayn"}, {"wasim", "vaseem"},      {"philip", "filip"},
                                                      {"shaun", "schawn"},   {"wright", "rite"},      {"mohammed", "mhmd"}};
  for (const auto& [left, right] : same) EXPECT_EQ(sound_of(left), sound_of(right)) << left << ' ' << right;
  EXPECT_NE(sound_of("smith"), sound_of("jones"));
  EXPECT_EQ(sound_of(""), 0u);
}

TEST(MatchSimilarity, PublishedExamplesOfJaroWinkler) {
  EXPECT_NEAR(jaro_winkler("martha", "marhta"), 0.9611, 1e-4);  // Winkler 1990
  EXPECT_NEAR(jaro_winkler("dwayne", "duane"), 0.8400, 1e-4);
  EXPECT_NEAR(jaro_winkler("dixon", "dicksonx"), 0.8133, 1e-4);
  EXPECT_EQ(jaro_winkler("", "a"), 0);
}

TEST(MatchSimilarity, EditsCountSwapsAsOneAndStopAtTheLimit) {
  EXPECT_EQ(edit_distance("smith", "smiht", 2), 1);
  EXPECT_EQ(edit_distance("kitten", "sitting", 5), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting", 1), 2);
  EXPECT_EQ(edit_distance(std::string(5000, 'a'), std::string(5000, 'a'), 1), 0);
}

TEST(MatchLevels, Forenames) {
  EXPECT_EQ(forenames("Amelia", "amelia"), Level::exact);
  EXPECT_EQ(forenames("Mary-Jane", "maryjane"), Level::exact);
  EXPECT_EQ(forenames("Bill", "William"), Level::akin);
  EXPECT_EQ(forenames("Mohammed", "Muhammad"), Level::akin);
  EXPECT_EQ(forenames("Barnaby", "Barnabt"), Level::close);
  EXPECT_EQ(forenames("J", "Jane"), Level::part);
  EXPECT_EQ(forenames("Mary Jane", "Jane"), Level::part);
  EXPECT_EQ(forenames("Jack", "Priya"), Level::different);
  EXPECT_EQ(forenames("", "Priya"), Level::missing);
  EXPECT_TRUE(are_nicknames("robert", "bob"));
}

TEST(MatchLevels, Surnames) {
  EXPECT_EQ(surnames("O'Brien", "OBrien"), Level::exact);
  EXPECT_EQ(surnames("Smith", "Smyth"), Level::close);
  EXPECT_EQ(surnames("Smith-Jones", "Jones"), Level::part);
  EXPECT_EQ(surnames("Choudhury", "Chowdhry"), Level::akin);
  EXPECT_EQ(surnames("Oakhill", "Fenwick"), Level::different);
}

TEST(MatchLevels, SwappedNamesAreOneObservation) {
  const auto names = [](const char* a, const char* b, const char* c, const char* d) {
    return compare_names(make_value(Kind::forename, a), make_value(Kind::surname, b), make_value(Kind::forename, c),
                         make_value(Kind::surname, d));
  };
  EXPECT_EQ(names("Isla", "Hall", "Hall", "Isla").forename, Level::swapped);
  EXPECT_EQ(names("Isla", "Hall", "Hall", "Isla").surname, Level::missing);
  EXPECT_EQ(names("Isla", "Hall", "Hall", "Owen").forename, Level::different);
}

TEST(MatchLevels, BirthDates) {
  EXPECT_EQ(births("2015-05-02", "2015-05-02"), Level::exact);
  EXPECT_EQ(births("2015-05-02", "2015-02-05"), Level::close);
  EXPECT_EQ(births("2015-05-02", "2015-06-02"), Level::close);
  EXPECT_EQ(births("2015-05-12", "2015-05-21"), Level::close);
  EXPECT_EQ(births("1951-05-12", "1915-05-12"), Level::close);
  EXPECT_EQ(births("2015-05-02", "2015-05-19"), Level::part);
  EXPECT_EQ(births("2015-04-28", "2015-05-02"), Level::near);
  EXPECT_EQ(births("2015-01-28", "2015-09-02"), Level::akin);
  EXPECT_EQ(births("2015-01-28", "1987-09-02"), Level::different);
  EXPECT_EQ(births("2015", "2015-09-02"), Level::akin);
  EXPECT_EQ(births("2014", "2015-09-02"), Level::different);
}

TEST(MatchLevels, ImpossibleDatesAreKept) {
  const auto date = parse_birth_date("19303102", "%Y%m%d");
  ASSERT_TRUE(date.has_value());
  EXPECT_EQ(date->text(), "1930-31-02");
  EXPECT_EQ(compare_birth_dates(*date, *parse_birth_date("1930-02-31", "")), Level::close);
  EXPECT_FALSE(parse_birth_date("unknown", "").has_value());
  EXPECT_EQ(parse_birth_date("2 May 2015", "")->text(), "2015-05-02");
  EXPECT_EQ(parse_birth_date("02/05/2015", "")->text(), "2015-05-02");
  EXPECT_EQ(parse_birth_date("02-05-15", "%d-%m-%y")->text(), "2015-05-02");
  EXPECT_EQ(parse_birth_date("20150502", "")->text(), "2015-05-02");
}

TEST(MatchLevels, Postcodes) {
  EXPECT_EQ(of(Kind::postcode, "TA1 1AA", "ta11aa"), Level::exact);
  EXPECT_EQ(of(Kind::postcode, "TA1 1AA", "TA1 1AB"), Level::near);
  EXPECT_EQ(of(Kind::postcode, "TA1 1AA", "TA1 2AB"), Level::part);
  EXPECT_EQ(of(Kind::postcode, "TA1 1AA", "TA2 1AA"), Level::close);
  EXPECT_EQ(of(Kind::postcode, "TA1 1AA", "TA21 6QQ"), Level::akin);
  EXPECT_EQ(of(Kind::postcode, "TA1 1AA", "B33 8TH"), Level::different);
  EXPECT_EQ(of(Kind::postcode, "4011", "4101"), Level::close);
  EXPECT_EQ(of(Kind::postcode, "", "TA1 1AA"), Level::missing);
}

TEST(MatchLevels, CodesAndTexts) {
  EXPECT_EQ(of(Kind::phone, "+44 7700 900123", "07700 900123"), Level::exact);
  EXPECT_EQ(of(Kind::identifier, "943 476 5919", "943 467 5919"), Level::close);
  EXPECT_EQ(of(Kind::identifier, "j.lark@example.org", "j.lark@example.com"), Level::part);
  EXPECT_EQ(of(Kind::identifier, "j.lark@example.org", "p.fenwick@example.org"), Level::akin);
  EXPECT_EQ(of(Kind::address, "12", "13"), Level::close);
  EXPECT_EQ(of(Kind::address, "7", "8"), Level::different);
  EXPECT_EQ(of(Kind::address, "12 Elm Road", "Elm Road"), Level::part);
  EXPECT_EQ(of(Kind::place, "Bridgwater", "Bridgewater"), Level::close);
}

TEST(MatchLevels, AreSymmetric) {
  const char* texts[] = {"Bill", "William Henry", "smith jones", "TA1 1AA", "B33 8TH", "a", "12", "j@x.org", "k@x.org", "Mohammed"};
  for (const Kind kind :
       {Kind::forename, Kind::surname, Kind::postcode, Kind::address, Kind::place, Kind::phone, Kind::identifier, Kind::text}) {
    for (const char* left : texts) {
      for (const char* right : texts)
        EXPECT_EQ(of(kind, left, right), of(kind, right, left)) << kind_name(kind) << ' ' << left << ' ' << right;
    }
  }
}

}  // namespace
}  // namespace concordat::match
