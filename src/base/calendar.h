#pragma once
// Working days, statutory months and financial years. Which days are bank holidays is data: section 1 of the Banking and
// Financial Dealings Act 1971 lets a proclamation add or move one at any time, so the charter carries a dated list
// (docs/formats/charter.md) and nothing here knows a holiday by itself.

#include <string>
#include <vector>

#include "base/civil_date.h"

namespace concordat {

// Counts by Monday to Friday without bank holidays. A value; without a list it leaves out weekends alone.
//
// Outside the days for which the list is known only weekends are left out. A deadline counted forwards is then never later
// than the true one; one counted backwards may be. `knows` tells: a count is certain where it knows both its ends.
class WorkingDays {
 public:
  WorkingDays() = default;
  // In any order; a day of the weekend changes nothing.
  WorkingDays(std::vector<CivilDate> bank_holidays, CivilDate known_from, CivilDate known_until);

  bool knows(CivilDate day) const { return known_from_ <= day && day <= known_until_; }
  bool is_bank_holiday(CivilDate day) const;
  bool is_working_day(CivilDate day) const;

  CivilDate on_or_after(CivilDate day) const;   // the first working day from this one on
  CivilDate on_or_before(CivilDate day) const;  // the last working day up to this one

  // The day of the act is day 0, the next working day is day 1. Below 0 it counts back: "at least 7 working days before" is
  // on or before `plus(day, -7)`. Nought is the day itself, whatever it is.
  CivilDate plus(CivilDate day, int working_days) const;
  // The working days after `from`, up to and with `to`; below 0 where `to` comes first. `between(day, plus(day, n))` is n.
  int between(CivilDate from, CivilDate to) const;

  // The last day of a period of calendar months that began on `day`, working day or not: the corresponding date, else the last
  // day of a month that lacks it; where that is no working day, the next one (UK GDPR, Article 12(3), as the regulator's
  // guidance on the right of access counts it). An extension counts from the same first day: plus_months(day, 3), not two months
  // more on what this returned.
  CivilDate plus_months(CivilDate day, int months) const;

 private:
  std::vector<CivilDate> bank_holidays_;  // in order
  CivilDate known_from_ = CivilDate::from_days(0);
  CivilDate known_until_ = CivilDate::from_days(-1);
};

int weekday(CivilDate day);  // 0: Monday, 6: Sunday
bool is_weekend(CivilDate day);

// From 1 April to 31 March.
class FinancialYear {
 public:
  explicit FinancialYear(CivilDate day) : last_day_(day.financial_year_end()) {}

  CivilDate first_day() const { return last_day_.plus_years(-1).plus_days(1); }
  CivilDate last_day() const { return last_day_; }
  FinancialYear next() const { return FinancialYear(last_day_.plus_days(1)); }
  FinancialYear previous() const { return FinancialYear(last_day_.plus_years(-1)); }
  std::string words() const;  // "2026 to 2027"

  auto operator<=>(const FinancialYear&) const = default;

 private:
  CivilDate last_day_;
};

unsigned financial_quarter(CivilDate day);  // 1 (April to June) to 4 (January to March)

}  // namespace concordat
