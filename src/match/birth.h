#pragma once
// Dates of birth as they were written down: a part may be unknown, and a day that no calendar has is still evidence.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace concordat::match {

struct BirthDate {
  std::int16_t year = 0;  // 0: unknown, for each part
  std::int8_t month = 0;  // 0 to 99: 13 is kept as it was written
  std::int8_t day = 0;

  auto operator<=>(const BirthDate&) const = default;
  bool is_known() const { return year != 0 || month != 0 || day != 0; }
  bool is_whole() const { return year != 0 && month != 0 && day != 0; }
  std::int32_t day_number() const;  // days in the proleptic calendar; an impossible day runs on into the next month
  std::string text() const;         // "2015-05-02"; "2015-??-??" where a part is unknown
};

// `format` is of strptime's letters %Y %y %m %d %b %B; empty: ISO 8601, day/month/year, YYYYMMDD or a bare year. Nothing when
// the text holds no date in that format; a two-digit year is of the hundred years up to 2029.
std::optional<BirthDate> parse_birth_date(std::string_view text, std::string_view format);

}  // namespace concordat::match
