#include "base/calendar.h"

#include <algorithm>

namespace concordat {

int weekday(CivilDate day) { return ((day.days() + 3) % 7 + 7) % 7; }  // day 0, 1 January 1970, was a Thursday

bool is_weekend(CivilDate day) { return weekday(day) >= 5; }

WorkingDays::WorkingDays(std::vector<CivilDate> bank_holidays, CivilDate known_from, CivilDate known_until)
    : bank_holidays_(std::move(bank_holidays)), known_from_(known_from), known_until_(known_until) {
  std::sort(bank_holidays_.begin(), bank_holidays_.end());
}

bool WorkingDays::is_bank_holiday(CivilDate day) const {
  return std::binary_search(bank_holidays_.begin(), bank_holidays_.end(), day);
}

bool WorkingDays::is_working_day(CivilDate day) const { return !is_weekend(day) && !is_bank_holiday(day); }

CivilDate WorkingDays::on_or_after(CivilDate day) const {
  while (!is_working_day(day)) day = day.plus_days(1);
  return day;
}

CivilDate WorkingDays::on_or_before(CivilDate day) const {
  while (!is_working_day(day)) day = day.plus_days(-1);
  return day;
}

CivilDate WorkingDays::plus(CivilDate day, int working_days) const {
  for (; working_days > 0; --working_days) day = on_or_after(day.plus_days(1));
  for (; working_days < 0; ++working_days) day = on_or_before(day.plus_days(-1));
  return day;
}

int WorkingDays::between(CivilDate from, CivilDate to) const {
  if (to < from) return -between(to, from);
  int count = 0;
  for (CivilDate day = from.plus_days(1); day <= to; day = day.plus_days(1)) count += is_working_day(day) ? 1 : 0;
  return count;
}

CivilDate WorkingDays::plus_months(CivilDate day, int months) const { return on_or_after(day.plus_months(months)); }

std::string FinancialYear::words() const { return std::to_string(first_day().year()) + " to " + std::to_string(last_day_.year()); }

unsigned financial_quarter(CivilDate day) { return (day.month() + 8) % 12 / 3 + 1; }

}  // namespace concordat
