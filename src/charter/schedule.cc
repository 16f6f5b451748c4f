#include "charter/outputs.h"

namespace concordat::charter {

std::optional<CivilDate> last_day(const Retention& keep, CivilDate day) {
  if (keep.unstated) return std::nullopt;
  const CivilDate start = keep.round == Rounding::financial_year_end ? day.financial_year_end() : day;
  return start.plus_months(12 * keep.years + keep.months).plus_days(keep.days);
}

int longest_days_until_unreadable(const Charter& charter, const Retention& keep) {
  constexpr int run = 1;  // the disposal run is daily, so it may come a day after the last day
  return (keep.weighty ? charter.approval_days + charter.quarantine_days : 0) + run + charter.key_backup_days;
}

}  // namespace concordat::charter
