#include "match/birth.h"

#include <array>
#include <cstdio>

#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_digit(char character) { return character >= '0' && character <= '9'; }
bool is_letter(char character) { return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z'); }

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool number(std::size_t most_digits, int& value) {
    std::size_t length = 0;
    value = 0;
    while (length < most_digits && length < rest_.size() && is_digit(rest_[length])) value = value * 10 + (rest_[length++] - '0');
    rest_.remove_prefix(length);
    digits_ = length;
    return length > 0;
  }
  std::size_t digits() const { return digits_; }  // of the last number
  bool month_name(int& month) {
    std::size_t length = 0;
    while (length < rest_.size() && is_letter(rest_[length])) ++length;
    const std::string name = fold(rest_.substr(0, length));
    rest_.remove_prefix(length);
    for (std::size_t at = 0; at < kMonths.size(); ++at) {
      if (name.starts_with(kMonths[at])) month = static_cast<int>(at) + 1;
    }
    return month != 0;
  }
  bool skip(char expected) {
    if (expected == ' ') {
      while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
      return true;
    }
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool at_end() const { return rest_.empty(); }
  bool at_gap() const { return rest_.empty() || rest_.front() == ' ' || rest_.front() == 'T'; }

 private:
  std::string_view rest_;
  std::size_t digits_ = 0;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool read_part(Reader& reader, char letter, int& year, int& month, int& day) {
  switch (letter) {
    case 'Y':
      return reader.number(4, year) && reader.digits() == 4;
    case 'y':
      if (!reader.number(2, year)) return false;
      year += year < 30 ? 2000 : 1900;
      return true;
    case 'm':
      return reader.number(2, month);
    case 'd':
      return reader.number(2, day);
    case 'b':
    case 'B':
      return reader.month_name(month);
    default:
      return false;
  }
}

std::optional<BirthDate> parse_as(std::string_view text, std::string_view format) {
  Reader reader(text);
  int year = 0;
  int month = 0;
  int day = 0;
  for (std::size_t at = 0; at < format.size(); ++at) {
    const bool is_part = format[at] == '%' && at + 1 < format.size();
    if (is_part ? !read_part(reader, format[++at], year, month, day) : !reader.skip(format[at])) return std::nullopt;
  }
  if (!reader.at_gap()) return std::nullopt;
  BirthDate date;
  date.year = static_cast<std::int16_t>(year);
  date.month = static_cast<std::int8_t>(month);
  date.day = static_cast<std::int8_t>(day);
  return date.is_known() ? std::optional(date) : std::nullopt;
}

}  // namespace

std::int32_t BirthDate::day_number() const {
  // Howard Hinnant's days_from_civil; the day is simply added, so that 30 February is 2 March.
  const int shifted_year = year - (month <= 2 ? 1 : 0);
  const int era = (shifted_year >= 0 ? shifted_year : shifted_year - 399) / 400;
  const int year_of_era = shifted_year - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
}

std::string BirthDate::text() const {
  char parts[3][8];
  std::snprintf(parts[0], sizeof parts[0], "%04d", year);
  std::snprintf(parts[1], sizeof parts[1], "%02d", month);
  std::snprintf(parts[2], sizeof parts[2], "%02d", day);
  return std::string(year != 0 ? parts[0] : "????") + '-' + (month != 0 ? parts[1] : "??") + '-' + (day != 0 ? parts[2] : "??");
}

std::optional<BirthDate> parse_birth_date(std::string_view text, std::string_view format) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  if (!format.empty()) return parse_as(text, format);
  if (text.ends_with(".0")) text.remove_suffix(2);  // a spreadsheet's number
  for (const std::string_view guess : {"%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y",
                                       "%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d-%b-%y", "%Y-%m", "%Y"}) {
    if (const auto date = parse_as(text, guess)) return date;
  }
  if (text.size() == 8) return parse_as(text, "%Y%m%d");
  return std::nullopt;
}

}  // namespace concordat::match
