#include "base/civil_date.h"

#include <date/tz.h>

#include <array>
#include <charconv>
#include <cstdio>

namespace concordat {
namespace {

constexpr std::array<const char*, 12> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                                 "July",    "August",   "September", "October", "November", "December"};

date::year_month_day calendar(std::int32_t days) { return date::sys_days(date::days(days)); }

const date::time_zone& london() {
  static const date::time_zone* const zone = date::locate_zone("Europe/London");
  return *zone;
}

date::sys_time<std::chrono::microseconds> sys_time(Instant instant) {
  return date::sys_time<std::chrono::microseconds>(std::chrono::microseconds(instant.microseconds));
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

}  // namespace

std::optional<CivilDate> CivilDate::from(int year, unsigned month, unsigned day) {
  const date::year_month_day ymd{date::year(year), date::month(month), date::day(day)};
  if (!ymd.ok() || year < 1 || year > 9999) return std::nullopt;
  return CivilDate(static_cast<std::int32_t>(date::sys_days(ymd).time_since_epoch().count()));
}

std::optional<CivilDate> CivilDate::parse(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  const auto year = digits(iso.substr(0, 4));
  const auto month = digits(iso.substr(5, 2));
  const auto day = digits(iso.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  return from(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

int CivilDate::year() const { return static_cast<int>(calendar(days_).year()); }
unsigned CivilDate::month() const { return static_cast<unsigned>(calendar(days_).month()); }
unsigned CivilDate::day() const { return static_cast<unsigned>(calendar(days_).day()); }

std::string CivilDate::iso() const {
  char text[16];
  const int length = std::snprintf(text, sizeof text, "%04d-%02u-%02u", year(), month(), day());
  return {text, static_cast<std::size_t>(length)};
}

std::string CivilDate::words() const {
  return std::to_string(day()) + " " + kMonths.at(month() - 1) + " " + std::to_string(year());
}

CivilDate CivilDate::plus_months(int count) const {
  const date::year_month_day ymd = calendar(days_);
  date::year_month_day moved = ymd + date::months(count);
  if (!moved.ok()) moved = moved.year() / moved.month() / date::last;
  return CivilDate(static_cast<std::int32_t>(date::sys_days(moved).time_since_epoch().count()));
}

CivilDate CivilDate::financial_year_end() const {
  return *CivilDate::from(month() <= 3 ? year() : year() + 1, 3, 31);
}

CivilDate london_date(Instant instant) {
  const auto local = london().to_local(sys_time(instant));
  return CivilDate::from_days(static_cast<std::int32_t>(date::floor<date::days>(local).time_since_epoch().count()));
}

int london_minute(Instant instant) {
  const auto local = london().to_local(sys_time(instant));
  return static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(local - date::floor<date::days>(local)).count());
}

Instant london_midnight(CivilDate day) {
  const date::local_days local{date::days(day.days())};
  const auto instant = london().to_sys(std::chrono::time_point_cast<std::chrono::microseconds>(local), date::choose::earliest);
  return {instant.time_since_epoch().count()};
}

std::string london_words(Instant instant) {
  const auto local = london().to_local(sys_time(instant));
  const auto since_midnight = local - date::floor<date::days>(local);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(since_midnight).count();
  const auto hour = minutes / 60;
  char time[16];
  std::snprintf(time, sizeof time, "%d:%02d%s", static_cast<int>(hour % 12 == 0 ? 12 : hour % 12), static_cast<int>(minutes % 60),
                hour < 12 ? "am" : "pm");
  return london_date(instant).words() + ", " + time;
}

}  // namespace concordat
