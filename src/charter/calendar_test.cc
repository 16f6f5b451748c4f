// The bank holidays of charters/england.toml against the law's own rules, worked out here a second time.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "charter/charter.h"

namespace concordat::charter {
namespace {

constexpr int kMonday = 1;

int weekday_of(CivilDate day) { return (day.days() + 4) % 7; }  // 0 is Sunday; 1970-01-01 was a Thursday

CivilDate date_in(int year, unsigned month, unsigned day) { return CivilDate::from(year, month, day).value(); }

// Easter Sunday of the Gregorian calendar, by the method that Nature printed in 1876 (Meeus, Astronomical Algorithms, chapter 8).
CivilDate easter(int year) {
  const int golden = year % 19;
  const int century = year / 100;
  const int rest = year % 100;
  const int correction = (century - (century + 8) / 25 + 1) / 3;
  const int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
  const int shift = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
  const int exception = (golden + 11 * epact + 22 * shift) / 451;
  const int sum = epact + shift - 7 * exception + 114;
  return date_in(year, static_cast<unsigned>(sum / 31), static_cast<unsigned>(sum % 31 + 1));
}

CivilDate first_monday(int year, unsigned month) {
  CivilDate day = date_in(year, month, 1);
  while (weekday_of(day) != kMonday) day = day.plus_days(1);
  return day;
}

CivilDate last_monday(int year, unsigned month) {
  CivilDate day = date_in(year, month, 31);
  while (weekday_of(day) != kMonday) day = day.plus_days(-1);
  return day;
}

// A holiday of a weekend is kept on the next weekday that is no holiday itself.
void put_or_substitute(std::set<CivilDate>& days, CivilDate day) {
  while (is_weekend(day) || days.contains(day)) day = day.plus_days(1);
  days.insert(day);
}

std::set<CivilDate> holidays_by_rule(int year) {
  std::set<CivilDate> days = {easter(year).plus_days(-2), easter(year).plus_days(1), first_monday(year, 5), last_monday(year, 5),
                              last_monday(year, 8)};
  put_or_substitute(days, date_in(year, 1, 1));
  // Boxing Day first: where Christmas Day is a Sunday, Boxing Day stays on its Monday and Christmas Day is kept on the Tuesday.
  put_or_substitute(days, date_in(year, 12, 26));
  put_or_substitute(days, date_in(year, 12, 25));
  return days;
}

const Calendar& of_england() {
  static const Compilation done = compile("charters/stockport.toml");
  return *done.charter.value().calendar;
}

std::string contents(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

constexpr std::string_view kNaming = "calendar = \"england-and-wales\"\n";
constexpr std::string_view kProclamation = R"(
[calendar.england-and-wales]
use = "england:england-and-wales"
reason = "A proclamation adds Friday 11 June 2027."
replace = { known_from = 2027-01-01, known_until = 2027-12-31, bank_holidays = [2027-01-01, 2027-06-11] }
)";

// A charter over the library, with `taken_out` of it put for another text, and more after its end.
Compilation compiled_with(std::string_view taken_out, std::string_view more, std::string_view put_in = "") {
  std::string text = contents("charters/stockport.toml");
  if (!taken_out.empty()) text.replace(text.find(taken_out), taken_out.size(), put_in);
  text += more;
  return compile_text(text, contents("charters/england.toml"), "charters/case.toml");
}

TEST(BankHolidays, EasterIsReckonedAsItWas) {
  const std::vector<std::pair<int, const char*>> known = {{1818, "1818-03-22"}, {1943, "1943-04-25"}, {2000, "2000-04-23"},
                                                          {2024, "2024-03-31"}, {2025, "2025-04-20"}, {2026, "2026-04-05"},
                                                          {2027, "2027-03-28"}, {2028, "2028-04-16"}, {2038, "2038-04-25"}};
  for (const auto& [year, day] : known) EXPECT_EQ(easter(year).iso(), day);
}

// The rules themselves against years that are past, with each way in which Christmas and New Year can fall.
TEST(BankHolidays, TheRulesGiveTheDaysOfPastYears) {
  const auto last_two = [](int year) {
    const std::set<CivilDate> days = holidays_by_rule(year);
    return std::next(days.rbegin())->iso() + " " + days.rbegin()->iso();
  };
  EXPECT_EQ(last_two(2019), "2019-12-25 2019-12-26");
  EXPECT_EQ(last_two(2020), "2020-12-25 2020-12-28");  // Boxing Day was a Saturday
  EXPECT_EQ(last_two(2021), "2021-12-27 2021-12-28");  // Christmas Day was a Saturday
  EXPECT_EQ(last_two(2022), "2022-12-26 2022-12-27");  // Christmas Day was a Sunday
  EXPECT_EQ(holidays_by_rule(2022).begin()->iso(), "2022-01-03");
  EXPECT_EQ(holidays_by_rule(2023).begin()->iso(), "2023-01-02");
}

TEST(BankHolidays, OfEnglandAndWalesAreThoseOfTheRules) {
  const Calendar& calendar = of_england();
  ASSERT_LE(calendar.known_from, date_in(2024, 1, 1));
  ASSERT_GE(calendar.known_until, date_in(2028, 12, 31));
  for (int year = 2024; year <= 2028; ++year) {
    std::set<CivilDate> listed_days;
    for (const CivilDate day : calendar.bank_holidays) {
      if (day.year() == year) listed_days.insert(day);
    }
    EXPECT_EQ(listed_days, holidays_by_rule(year)) << year;
  }
}

TEST(BankHolidays, StandForTheHolidaysThatFallOnWeekends) {
  const WorkingDays days = of_england().working_days();
  for (const char* kept : {"2026-12-28", "2027-12-27", "2027-12-28", "2028-01-03"}) {
    EXPECT_TRUE(days.is_bank_holiday(*CivilDate::parse(kept))) << kept;
  }
  EXPECT_EQ(days.plus(date_in(2027, 12, 24), 1).iso(), "2027-12-29");
  EXPECT_EQ(days.plus(date_in(2027, 12, 31), 1).iso(), "2028-01-04");
  EXPECT_TRUE(days.is_working_day(date_in(2026, 12, 29)));
}

TEST(BankHolidays, AreInTheCanonicalFormAndItsRulesHash) {
  const Charter before = compiled_with("", "").charter.value();
  const Charter again = from_canonical(before.canonical).value();
  ASSERT_TRUE(again.calendar.has_value());
  EXPECT_EQ(again.calendar->bank_holidays, of_england().bank_holidays);
  EXPECT_TRUE(again.calendar->working_days().knows(date_in(2028, 12, 31)));
  const Charter after = compiled_with("", kProclamation).charter.value();
  EXPECT_NE(after.rules_hash, before.rules_hash);
  EXPECT_EQ(after.text_hash, before.text_hash);
}

TEST(BankHolidays, APartnershipCanTakeInAProclamationBeforeTheLibraryDoes) {
  const Charter charter = compiled_with("", kProclamation).charter.value();
  EXPECT_TRUE(charter.calendar.value().working_days().is_bank_holiday(date_in(2027, 6, 11)));
  EXPECT_EQ(charter.calendar->known_until, date_in(2027, 12, 31));
}

TEST(BankHolidays, ApplyWhereTheyAreNamedAndNowhereElse) {
  const Compilation unnamed = compiled_with(kNaming, "");
  EXPECT_FALSE(unnamed.charter.value().calendar.has_value());
  EXPECT_EQ(1, std::ranges::count(unnamed.findings, "calendar-missing", &Finding::rule));
  const Compilation slip = compiled_with(kNaming, "", "calendar = \"england-and-whales\"\n");
  ASSERT_EQ(std::ranges::count(slip.findings, Severity::error, &Finding::severity), 1);
  const Finding& error = *std::ranges::find(slip.findings, Severity::error, &Finding::severity);
  EXPECT_EQ(error.rule, "unknown-reference");
  EXPECT_EQ(error.remedy, "Did you mean \"england-and-wales\"?");
}

}  // namespace
}  // namespace concordat::charter
