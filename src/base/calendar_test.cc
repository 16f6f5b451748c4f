#include "base/calendar.h"

#include <gtest/gtest.h>

namespace concordat {
namespace {

CivilDate date_of(const char* iso) { return CivilDate::parse(iso).value(); }

// The holidays around two turns of the year, as england.toml has them, and of one spring.
WorkingDays counting() {
  std::vector<CivilDate> days;
  for (const char* iso : {"2027-12-28", "2027-12-27", "2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03",
                          "2027-05-31", "2027-08-30"}) {
    days.push_back(date_of(iso));
  }
  return {days, date_of("2026-12-01"), date_of("2027-12-31")};
}

TEST(WorkingDays, KnowsWeekendsBeforeAndAfterTheEpoch) {
  EXPECT_TRUE(is_weekend(date_of("2026-11-22")));   // a Sunday
  EXPECT_TRUE(is_weekend(date_of("2026-11-21")));
  EXPECT_FALSE(is_weekend(date_of("2026-11-20")));
  EXPECT_FALSE(is_weekend(date_of("2026-11-23")));
  EXPECT_TRUE(is_weekend(date_of("1966-07-30")));  // a Saturday
  EXPECT_TRUE(is_weekend(date_of("1966-07-31")));
  EXPECT_FALSE(is_weekend(date_of("1966-08-01")));
}

TEST(WorkingDays, TheDayOfTheActIsDayNought) {
  const WorkingDays days = counting();
  EXPECT_EQ(days.plus(date_of("2027-02-01"), 0).iso(), "2027-02-01");
  EXPECT_EQ(days.plus(date_of("2027-02-01"), 1).iso(), "2027-02-02");  // Monday to Tuesday
  EXPECT_EQ(days.plus(date_of("2027-02-01"), 5).iso(), "2027-02-08");
  EXPECT_EQ(days.plus(date_of("2027-02-06"), 1).iso(), "2027-02-08");  // a Saturday's day 1 is Monday
  EXPECT_EQ(days.plus(date_of("2027-02-06"), 0).iso(), "2027-02-06");
}

TEST(WorkingDays, FiveForASeriousIncidentAndFifteenForARapidReview) {
  const WorkingDays days = counting();
  // Known on Wednesday 23 December 2026: the 24th, 29th, 30th and 31st, then New Year's Day and a weekend lie between.
  EXPECT_EQ(days.plus(date_of("2026-12-23"), 5).iso(), "2027-01-04");
  EXPECT_EQ(days.plus(date_of("2027-03-15"), 15).iso(), "2027-04-07");  // over Good Friday and Easter Monday
  EXPECT_EQ(days.plus(date_of("2027-12-24"), 1).iso(), "2027-12-29");   // both days in lieu of Christmas and Boxing Day
}

TEST(WorkingDays, CountsBackForWhatMustBeDoneBefore) {
  const WorkingDays days = counting();
  EXPECT_EQ(days.plus(date_of("2027-04-07"), -7).iso(), "2027-03-25");
  EXPECT_EQ(days.plus(date_of("2027-01-03"), -1).iso(), "2026-12-31");
  EXPECT_EQ(days.on_or_before(date_of("2026-12-28")).iso(), "2026-12-24");
  EXPECT_EQ(days.on_or_before(date_of("2026-12-24")).iso(), "2026-12-24");
}

TEST(WorkingDays, BetweenUndoesPlusOverAWholeYear) {
  const WorkingDays days = counting();
  for (CivilDate from = date_of("2026-12-01"); from < date_of("2027-12-01"); from = from.plus_days(1)) {
    for (const int count : {1, 5, 15}) {
      const CivilDate to = days.plus(from, count);
      ASSERT_TRUE(days.is_working_day(to)) << from.iso();
      ASSERT_EQ(days.between(from, to), count) << from.iso();
      ASSERT_EQ(days.between(to, from), -count) << from.iso();
    }
    ASSERT_EQ(days.between(from, from), 0);
  }
}

TEST(WorkingDays, OneMonthForARequestOfTheRightOfAccess) {
  const WorkingDays days = counting();
  EXPECT_EQ(days.plus_months(date_of("2027-09-03"), 1).iso(), "2027-10-04");  // 3 October is a Sunday
  EXPECT_EQ(days.plus_months(date_of("2027-03-31"), 1).iso(), "2027-04-30");  // no 31 April
  EXPECT_EQ(days.plus_months(date_of("2027-01-31"), 1).iso(), "2027-03-01");  // 28 February is a Sunday
  EXPECT_EQ(days.plus_months(date_of("2026-11-25"), 1).iso(), "2026-12-29");  // Christmas, a weekend, a day in lieu
  EXPECT_EQ(days.plus_months(date_of("2027-02-06"), 1).iso(), "2027-03-08");  // received on a Saturday: that day counts
  EXPECT_EQ(days.plus_months(date_of("2027-03-01"), 1).iso(), "2027-04-01");
}

// Two months more are counted from the day of receipt, not from the day to which the first month rolled.
TEST(WorkingDays, AnExtensionCountsFromTheFirstDay) {
  const WorkingDays days = counting();
  EXPECT_EQ(days.plus_months(date_of("2027-01-31"), 3).iso(), "2027-04-30");
  EXPECT_EQ(days.plus_months(days.plus_months(date_of("2027-01-31"), 1), 2).iso(), "2027-05-04");
}

TEST(WorkingDays, SaysForWhichDaysTheHolidaysAreKnown) {
  const WorkingDays days = counting();
  EXPECT_FALSE(days.knows(date_of("2026-11-30")));
  EXPECT_TRUE(days.knows(date_of("2026-12-01")));
  EXPECT_TRUE(days.knows(date_of("2027-12-31")));
  EXPECT_FALSE(days.knows(date_of("2028-01-01")));
  const WorkingDays none;
  EXPECT_FALSE(none.knows(date_of("1970-01-01")));
  EXPECT_EQ(none.plus(date_of("2026-12-24"), 1).iso(), "2026-12-25");
}

// A proclamation makes Friday 11 June 2027 a holiday: the list changes, and with it every count over that day.
TEST(WorkingDays, AProclamationIsDataAlone) {
  const WorkingDays before({}, date_of("2027-01-01"), date_of("2027-12-31"));
  const WorkingDays after({date_of("2027-06-11")}, date_of("2027-01-01"), date_of("2027-12-31"));
  EXPECT_EQ(before.plus(date_of("2027-06-07"), 5).iso(), "2027-06-14");
  EXPECT_EQ(after.plus(date_of("2027-06-07"), 5).iso(), "2027-06-15");
}

TEST(FinancialYear, RunsFromAprilToMarch) {
  const FinancialYear year(date_of("2027-03-31"));
  EXPECT_EQ(year.first_day().iso(), "2026-04-01");
  EXPECT_EQ(year.last_day().iso(), "2027-03-31");
  EXPECT_EQ(year.words(), "2026 to 2027");
  EXPECT_EQ(FinancialYear(date_of("2026-04-01")), year);
  EXPECT_EQ(FinancialYear(date_of("2027-04-01")), year.next());
  EXPECT_EQ(FinancialYear(date_of("2026-03-31")), year.previous());
  EXPECT_LT(year, year.next());
}

TEST(FinancialYear, HasItsFirstQuarterInSpring) {
  EXPECT_EQ(financial_quarter(date_of("2026-04-01")), 1U);
  EXPECT_EQ(financial_quarter(date_of("2026-06-30")), 1U);
  EXPECT_EQ(financial_quarter(date_of("2026-07-01")), 2U);
  EXPECT_EQ(financial_quarter(date_of("2026-12-31")), 3U);
  EXPECT_EQ(financial_quarter(date_of("2027-01-01")), 4U);
  EXPECT_EQ(financial_quarter(date_of("2027-03-31")), 4U);
}

// The clocks of London go forward on the last Sunday of March and back on the last of October, at 01:00 UTC.
Instant utc(const char* iso, int hour, int minute) {
  return {(date_of(iso).days() * std::int64_t{86'400} + hour * 3600 + minute * 60) * kMicrosecondsPerSecond};
}

TEST(LondonTime, OfTheNightOnWhichTheClocksGoForward) {
  EXPECT_EQ(london_words(utc("2027-03-28", 0, 59)), "28 March 2027, 12:59am");
  EXPECT_EQ(london_words(utc("2027-03-28", 1, 0)), "28 March 2027, 2:00am");
  EXPECT_EQ(to_rfc3339(london_midnight(date_of("2027-03-28"))), "2027-03-28T00:00:00Z");
  EXPECT_EQ(to_rfc3339(london_midnight(date_of("2027-03-29"))), "2027-03-28T23:00:00Z");  // a day of 23 hours
  EXPECT_EQ(london_date(utc("2027-03-28", 22, 59)).iso(), "2027-03-28");
  EXPECT_EQ(london_date(utc("2027-03-28", 23, 0)).iso(), "2027-03-29");
}

TEST(LondonTime, OfTheNightOnWhichTheClocksGoBack) {
  EXPECT_EQ(london_words(utc("2027-10-31", 0, 30)), "31 October 2027, 1:30am");
  EXPECT_EQ(london_words(utc("2027-10-31", 1, 30)), "31 October 2027, 1:30am");  // the hour that comes twice
  EXPECT_EQ(to_rfc3339(london_midnight(date_of("2027-10-31"))), "2027-10-30T23:00:00Z");
  EXPECT_EQ(to_rfc3339(london_midnight(date_of("2027-11-01"))), "2027-11-01T00:00:00Z");  // a day of 25 hours
  EXPECT_EQ(london_date(utc("2027-10-31", 23, 59)).iso(), "2027-10-31");
}

TEST(LondonTime, MidnightIsTheFirstInstantOfEveryDay) {
  for (CivilDate date = date_of("2026-01-01"); date < date_of("2029-01-01"); date = date.plus_days(1)) {
    const Instant midnight = london_midnight(date);
    ASSERT_EQ(london_date(midnight), date) << date.iso();
    ASSERT_EQ(london_date({midnight.microseconds - 1}), date.plus_days(-1)) << date.iso();
  }
}

}  // namespace
}  // namespace concordat
