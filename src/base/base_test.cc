#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/civil_date.h"
#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"

namespace concordat {
namespace {

CivilDate day(const char* iso) { return *CivilDate::parse(iso); }

TEST(Bytes, Base64HasOneSpellingForOneValue) {
  EXPECT_EQ(to_base64(as_bytes("any carnal pleas")), "YW55IGNhcm5hbCBwbGVhcw==");
  EXPECT_EQ(as_text(*from_base64("YW55IGNhcm5hbCBwbGVhcw==")), "any carnal pleas");
  EXPECT_FALSE(from_base64("YW55IGNhcm5hbCBwbGVhcx=="));  // the last digit carries bits that stand for nothing
  EXPECT_FALSE(from_base64("YW5"));
  EXPECT_FALSE(from_base64("YW=5"));
  EXPECT_EQ(from_base64("")->size(), 0u);
}

TEST(Bytes, HexRefusesWhatIsNotHex) {
  EXPECT_EQ(to_hex(*from_hex("00fFa0")), "00ffa0");
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("zz"));
}

TEST(Id, ParsesItsOwnText) {
  const auto id = RecordId::parse("000102030405060708090a0b0c0d0e0f");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->text(), "000102030405060708090a0b0c0d0e0f");
  EXPECT_FALSE(RecordId::parse("00"));
  static_assert(!std::is_convertible_v<CaseId, RecordId>, "a case is never taken for a record");
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, CannotBeCopiedOrPrinted) {
  static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
  static_assert(!Printable<Secret>);
  Secret secret(to_bytes("key"));
  const Secret moved = std::move(secret);
  EXPECT_EQ(as_text(moved.expose()), "key");
  EXPECT_TRUE(secret.empty());
}

TEST(CivilDate, RefusesDaysThatDoNotExist) {
  EXPECT_FALSE(CivilDate::parse("2026-02-29"));
  EXPECT_TRUE(CivilDate::parse("2028-02-29"));
  EXPECT_FALSE(CivilDate::parse("2026-1-01"));
  EXPECT_FALSE(CivilDate::parse("-026-01-01"));
}

TEST(CivilDate, ShortMonthsEndOnTheirLastDay) {
  EXPECT_EQ(day("2026-01-31").plus_months(1).iso(), "2026-02-28");
  EXPECT_EQ(day("2028-02-29").plus_years(1).iso(), "2029-02-28");
  EXPECT_EQ(day("2026-11-30").plus_months(-9).iso(), "2026-02-28");
}

TEST(CivilDate, FinancialYearRunsFromAprilToMarch_POR_10) {
  EXPECT_EQ(day("2026-05-05").financial_year_end().iso(), "2027-03-31");
  EXPECT_EQ(day("2027-03-31").financial_year_end().iso(), "2027-03-31");
  EXPECT_EQ(day("2027-04-01").financial_year_end().iso(), "2028-03-31");
}

TEST(CivilDate, LondonDecidesWhichDayItIs) {
  const Instant half_past_eleven_utc{(day("2026-07-01").days() * std::int64_t{86'400} + 23 * 3600 + 1800) * kMicrosecondsPerSecond};
  EXPECT_EQ(london_date(half_past_eleven_utc).iso(), "2026-07-02");  // British Summer Time
  EXPECT_EQ(london_words(half_past_eleven_utc), "2 July 2026, 12:30am");
  EXPECT_EQ(london_minute(half_past_eleven_utc), 30);
  EXPECT_EQ(london_date(london_midnight(day("2026-07-02"))).iso(), "2026-07-02");
  EXPECT_EQ(to_rfc3339(london_midnight(day("2026-07-02"))), "2026-07-01T23:00:00Z");
  EXPECT_EQ(day("2026-11-22").words(), "22 November 2026");
}

TEST(ManualClock, SettingTheWallClockDoesNotMoveUptime) {
  ManualClock clock(Instant{0});
  clock.advance(5);
  clock.set(Instant{kMicrosecondsPerDay});
  EXPECT_EQ(clock.uptime_microseconds(), 5);
  EXPECT_EQ(clock.now().microseconds, kMicrosecondsPerDay);
}

Result<int> half(int number) {
  if (number % 2 != 0) return Error{"odd", "give an even number"};
  return number / 2;
}

Result<int> quarter(int number) {
  const int halved = TRY(half(number));
  return half(halved);
}

TEST(Result, TryReturnsTheFirstError) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().remedy, "give an even number");
}

}  // namespace
}  // namespace concordat
