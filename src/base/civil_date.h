#pragma once
// Civil dates: a day in a calendar, without a time. Which day it is "today" is asked of London.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace concordat {

class CivilDate {
 public:
  CivilDate() = default;
  static std::optional<CivilDate> from(int year, unsigned month, unsigned day);  // nothing when there is no such day
  static std::optional<CivilDate> parse(std::string_view iso);                   // "2026-11-22"
  static CivilDate from_days(std::int32_t days_since_1970) { return CivilDate(days_since_1970); }

  std::int32_t days() const { return days_; }  // since 1970-01-01
  int year() const;
  unsigned month() const;
  unsigned day() const;
  std::string iso() const;    // "2026-11-22"
  std::string words() const;  // "22 November 2026"

  CivilDate plus_days(std::int32_t count) const { return CivilDate(days_ + count); }
  // A month that has no such day ends on its last: 31 January and one month is 28 February.
  CivilDate plus_months(int count) const;
  CivilDate plus_years(int count) const { return plus_months(12 * count); }
  CivilDate financial_year_end() const;  // 31 March on or after this day

  auto operator<=>(const CivilDate&) const = default;

 private:
  explicit CivilDate(std::int32_t days) : days_(days) {}
  std::int32_t days_ = 0;
};

CivilDate london_date(Instant instant);
int london_minute(Instant instant);          // minutes since midnight, as London's clocks show them
Instant london_midnight(CivilDate date);     // the first instant of that day in London
std::string london_words(Instant instant);  // "22 November 2026, 9:30am", London time

}  // namespace concordat
