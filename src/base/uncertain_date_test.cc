#include "base/uncertain_date.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace concordat {
namespace {

struct DateCase {
  std::string_view text;
  std::string_view words;
  std::string_view earliest;
  std::string_view latest;
};

// In the order of lists.
constexpr std::array<DateCase, 18> kDateCases = {{
    {"before 2012", "before 2012", "none", "2011-12-31"},
    {"2011-12-31", "31 December 2011", "2011-12-31", "2011-12-31"},
    {"2012-01-01", "1 January 2012", "2012-01-01", "2012-01-01"},
    {"2012-01", "January 2012", "2012-01-01", "2012-01-31"},
    {"2012", "2012", "2012-01-01", "2012-12-31"},
    {"between 2012 and 2014-02", "between 2012 and February 2014", "2012-01-01", "2014-02-28"},
    {"about 2013", "about 2013", "2012-01-01", "2014-12-31"},
    {"after 2011", "after 2011", "2012-01-01", "none"},
    {"2012-02", "February 2012", "2012-02-01", "2012-02-29"},
    {"about 2012-03", "about March 2012", "2012-02-01", "2012-04-30"},
    {"before 2014-03-05", "before 5 March 2014", "none", "2014-03-04"},
    {"2014-03-05", "5 March 2014", "2014-03-05", "2014-03-05"},
    {"between 2014-03-05 and 2014-03-09", "between 5 March 2014 and 9 March 2014", "2014-03-05", "2014-03-09"},
    {"after 2014-03-04", "after 4 March 2014", "2014-03-05", "none"},
    {"after 2014-03", "after March 2014", "2014-04-01", "none"},
    {"unborn 2027-02-14", "not yet born, expected 14 February 2027", "none", "none"},
    {"unborn 2027-03", "not yet born, expected March 2027", "none", "none"},
    {"unborn", "not yet born", "none", "none"},
}};

UncertainDate uncertain(std::string_view text) { return UncertainDate::parse(text).value(); }

std::string iso_or_none(std::optional<CivilDate> day) { return day ? day->iso() : "none"; }

TEST(UncertainDate, KeepsWhatWasSaidAndWhatThatBounds) {
  for (const DateCase& expected : kDateCases) {
    const auto date = UncertainDate::parse(expected.text);
    ASSERT_TRUE(date) << expected.text;
    EXPECT_EQ(date->text(), expected.text);
    EXPECT_EQ(date->words(), expected.words);
    EXPECT_EQ(iso_or_none(date->earliest()), expected.earliest) << expected.text;
    EXPECT_EQ(iso_or_none(date->latest()), expected.latest) << expected.text;
  }
}

// One spelling for one date, so that two that are equal are stored as the same text.
TEST(UncertainDate, RefusesEveryOtherSpelling) {
  for (const std::string_view bad :
       {"", " ", "2014-3-05", "2014-03-05 ", "14-03-05", "2014-02-29", "2014-13", "2014-00", "0999", "9999", "+014", "20140305",
        "About 2014", "about", "about ", "about 2014-03-05", "about about 2014", "before", "before after 2014", "between 2012",
        "between 2014 and 2012", "between 2012 and 2012", "between 2012 and ", "2012/2014", "unborn ", "unborn about 2027",
        "unborn2027", "unknown", "2014~"}) {
    const auto date = UncertainDate::parse(bad);
    EXPECT_FALSE(date.has_value()) << bad;
  }
}

TEST(UncertainDate, RoundTripsAtTheEndsOfWhatItCanHold) {
  for (const std::string_view text : {"before 1000", "about 1000", "about 1000-01", "after 9998", "about 9998", "about 9998-12",
                                      "1000-01-01", "9998-12-31"}) {
    const UncertainDate date = uncertain(text);
    EXPECT_EQ(date.text(), text);
    EXPECT_EQ(uncertain(date.text()), date);
  }
}

TEST(UncertainDate, OrdersEveryTwoInOneWay) {
  for (std::size_t i = 0; i < kDateCases.size(); ++i) {
    for (std::size_t j = 0; j < kDateCases.size(); ++j) {
      const auto order = uncertain(kDateCases.at(i).text) <=> uncertain(kDateCases.at(j).text);
      EXPECT_EQ(order, i <=> j) << kDateCases.at(i).text << " and " << kDateCases.at(j).text;
    }
  }
}

TEST(UncertainDate, ClaimsWhatCameFirstOnlyWhereItIsCertain) {
  EXPECT_TRUE(uncertain("2013").is_certainly_before(uncertain("2014-01-01")));
  EXPECT_TRUE(uncertain("before 2014").is_certainly_before(uncertain("after 2014-03")));
  EXPECT_TRUE(uncertain("before 2014").is_certainly_before(uncertain("2014")));
  EXPECT_FALSE(uncertain("2014").is_certainly_before(uncertain("2014-12-31")));
  EXPECT_FALSE(uncertain("about 2013").is_certainly_before(uncertain("2014-06")));
  EXPECT_FALSE(uncertain("2014-06").is_certainly_before(uncertain("about 2013")));
  EXPECT_FALSE(uncertain("before 2013").is_certainly_before(uncertain("before 2020")));
  EXPECT_FALSE(uncertain("2013").is_certainly_before(uncertain("unborn 2027")));
}

TEST(UncertainDate, MayBeAnyDayWithinItsBounds) {
  const UncertainDate about = uncertain("about 2013");
  EXPECT_FALSE(about.may_be(*CivilDate::from(2011, 12, 31)));
  EXPECT_TRUE(about.may_be(*CivilDate::from(2012, 1, 1)));
  EXPECT_TRUE(about.may_be(*CivilDate::from(2014, 12, 31)));
  EXPECT_FALSE(about.may_be(*CivilDate::from(2015, 1, 1)));
  EXPECT_TRUE(uncertain("before 2012").may_be(*CivilDate::from(1900, 1, 1)));
  EXPECT_FALSE(uncertain("before 2012").may_be(*CivilDate::from(2012, 1, 1)));
}

TEST(UncertainDate, IsMadeOfADayThatIsKnown) {
  EXPECT_EQ(UncertainDate::known(DatePart(*CivilDate::from(2014, 3, 5))), uncertain("2014-03-05"));
  EXPECT_EQ(UncertainDate::unborn(std::nullopt), uncertain("unborn"));
  EXPECT_FALSE(UncertainDate::about(DatePart(*CivilDate::from(2014, 3, 5))));
  EXPECT_FALSE(DatePart::from(2014, 0, 5));
}

}  // namespace
}  // namespace concordat
