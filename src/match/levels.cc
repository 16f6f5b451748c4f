#include "match/levels.h"

#include <algorithm>
#include <bit>

#include "match/similarity.h"
#include "match/text.h"

namespace concordat::match {
namespace {

constexpr double kClose = 0.92;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char character) { return character >= '0' && character <= '9'; });
}

// Numbers and codes have no likeness but a slip: 12 and 13 are next door, not nearly the same.
Level compare_codes(std::string_view left, std::string_view right) {
  if (left == right) return Level::exact;
  const std::size_t shorter = std::min(left.size(), right.size());
  if (shorter < 2) return Level::different;
  const int limit = shorter >= 8 ? 3 : 1;
  const int distance = edit_distance(left, right, limit);
  if (distance <= 1) return Level::close;
  if (distance <= limit) return Level::near;
  return Level::different;
}

// Of an e-mail address what stands before the @ is the person's; thousands share what stands after it.
Level compare_identifiers(std::string_view left, std::string_view right) {
  if (left == right) return Level::exact;
  const std::string_view left_local = left.substr(0, left.find('@'));
  const std::string_view right_local = right.substr(0, right.find('@'));
  const Level whole = compare_codes(left, right);
  if (left_local.size() == left.size() || right_local.size() == right.size()) return whole;
  if (left_local == right_local) return whole == Level::close ? Level::close : Level::part;
  const int likely_slips = static_cast<int>(std::min(left_local.size(), right_local.size()) / 4);
  if (edit_distance(left_local, right_local, likely_slips) <= likely_slips && whole != Level::different) return whole;
  return left.substr(left_local.size()) == right.substr(right_local.size()) ? Level::akin : Level::different;
}

Level compare_texts(const Value& left_value, const Value& right_value) {
  const std::string_view left = left_value.text;
  const std::string_view right = right_value.text;
  if (left == right) return Level::exact;
  if (all_digits(left) || all_digits(right)) return compare_codes(left, right);
  const bool may = may_be_near(left.size(), left_value.letters, right.size(), right_value.letters, left[0] == right[0]);
  const double likeness = may ? jaro_winkler(left, right) : 0;
  if (likeness >= kClose) return Level::close;
  if (likeness >= kNear) return Level::near;
  // "12 elm road" and "elm road": every word of the shorter is in the longer.
  const auto few = words(left.size() < right.size() ? left : right);
  const auto many = words(left.size() < right.size() ? right : left);
  const auto is_in = [&](std::string_view word) { return std::find(many.begin(), many.end(), word) != many.end(); };
  const auto shared = std::count_if(few.begin(), few.end(), is_in);
  return shared > 0 && 2 * shared >= static_cast<std::ptrdiff_t>(few.size()) ? Level::part : Level::different;
}

// Eight decimal digits, four bits each: YYYYMMDD.
std::uint32_t digits_of(const BirthDate& date) {
  const auto digits = [](unsigned value) { return value / 10 % 10 << 4 | value % 10; };
  const auto year = static_cast<unsigned>(date.year);
  return digits(year / 100) << 24 | digits(year) << 16 | digits(static_cast<unsigned>(date.month)) << 8 |
         digits(static_cast<unsigned>(date.day));
}

// One digit mistyped, or two neighbours of one part swapped.
bool one_digit_wrong(std::uint32_t left, std::uint32_t right) {
  const std::uint32_t differ = left ^ right;
  const int lowest = std::countr_zero(differ) & ~3;
  const std::uint32_t rest = differ >> lowest;
  if (rest <= 0xF) return true;
  if (rest > 0xFF || lowest == 4 || lowest == 12) return false;  // neighbours, and not across day, month and year
  const std::uint32_t a = left >> lowest & 0xFF;
  const std::uint32_t b = right >> lowest & 0xFF;
  return a >> 4 == (b & 0xF) && (a & 0xF) == b >> 4;
}

}  // namespace

Value make_value(Kind kind, std::string_view raw) {
  Value value;
  const bool is_code = kind == Kind::identifier || kind == Kind::phone || kind == Kind::postcode;
  value.text = is_code ? fold_identifier(raw) : fold(raw);
  if (kind == Kind::phone && value.text.size() > 10) value.text.erase(0, value.text.size() - 10);  // +44 or 0: the same line
  value.sound = sound_of(value.text);
  value.letters = letters_of(value.text);
  return value;
}

Value make_birth_value(const BirthDate& date) {
  Value value;
  value.birth = date;
  if (date.is_known()) value.text = date.text();
  return value;
}

std::string_view kind_name(Kind kind) {
  constexpr std::string_view names[] = {"forename", "surname", "birth-date", "postcode", "address", "place", "phone", "identifier", "text"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view level_words(Kind kind, Level level) {
  using Words = std::array<std::string_view, kLevels + 1>;  // exact, close, akin, part, near, swapped, different, missing
  static constexpr Words forename = {"same",  "one slip",      "nickname or variant", "initial or part",
                                     "alike", "names swapped", "different",           "missing"};
  static constexpr Words surname = {"same",  "one slip",      "sounds alike", "part of a double name",
                                    "alike", "names swapped", "different",    "missing"};
  static constexpr Words birth = {
      "same",   "one digit or day and month swapped", "same year", "two of three parts", "within a month", "within a year", "different",
      "missing"};
  static constexpr Words postcode = {"same", "one slip", "same area", "same district", "same sector", "-", "different", "missing"};
  static constexpr Words other = {"same", "one or two slips", "alike in part", "part", "alike", "-", "different", "missing"};
  const auto at = static_cast<std::size_t>(level);
  switch (kind) {
    case Kind::forename:
      return forename[at];
    case Kind::surname:
      return surname[at];
    case Kind::birth_date:
      return birth[at];
    case Kind::postcode:
      return postcode[at];
    default:
      return other[at];
  }
}

std::array<Level, kLevels> levels_by_strength(Kind kind) {
  using enum Level;
  switch (kind) {
    case Kind::birth_date:
      return {exact, close, part, near, swapped, akin, different};
    case Kind::postcode:
      return {exact, close, near, part, akin, swapped, different};
    case Kind::forename:
    case Kind::surname:
      return {exact, swapped, close, akin, part, near, different};
    default:
      return {exact, close, near, akin, part, swapped, different};
  }
}

Level compare_birth_dates(const BirthDate& left, const BirthDate& right) {
  if (!left.is_known() || !right.is_known()) return Level::missing;
  if (!left.is_whole() || !right.is_whole()) {
    const auto agree = [](int a, int b) { return a == 0 || b == 0 || a == b; };
    if (left == right) return Level::exact;
    const bool both_years = left.year != 0 && right.year != 0;
    if (!agree(left.month, right.month) || !agree(left.day, right.day))
      return both_years && left.year == right.year ? Level::akin : Level::different;
    if (!both_years) return Level::missing;
    return left.year == right.year ? (left.month != 0 && left.month == right.month ? Level::part : Level::akin) : Level::different;
  }
  if (left == right) return Level::exact;
  if (left.year == right.year && left.month == right.day && left.day == right.month) return Level::close;
  const int same = (left.year == right.year ? 1 : 0) + (left.month == right.month ? 1 : 0) + (left.day == right.day ? 1 : 0);
  if (same == 2) return one_digit_wrong(digits_of(left), digits_of(right)) ? Level::close : Level::part;
  const int apart = left.day_number() - right.day_number();
  if (apart >= -31 && apart <= 31) return Level::near;
  if (left.year == right.year) return Level::akin;
  return apart >= -366 && apart <= 366 ? Level::swapped : Level::different;
}

Postcode postcode_parts(std::string_view folded) {
  Postcode parts;
  const auto is_letter = [](char character) { return character >= 'a' && character <= 'z'; };
  const auto is_digit = [](char character) { return character >= '0' && character <= '9'; };
  if (folded.empty() || !is_letter(folded[0])) return parts;
  const std::size_t area = folded.size() > 1 && is_letter(folded[1]) ? 2 : 1;
  if (folded.size() <= area || !is_digit(folded[area])) return parts;
  parts.area = folded.substr(0, area);
  const bool is_whole = folded.size() >= area + 4 && folded.size() <= area + 5 && is_digit(folded[folded.size() - 3]) &&
                        is_letter(folded[folded.size() - 2]) && is_letter(folded.back());
  parts.outward = is_whole ? folded.substr(0, folded.size() - 3) : folded.substr(0, 4);
  if (is_whole) parts.sector = folded.substr(0, folded.size() - 2);
  return parts;
}

Level compare_postcodes(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return Level::missing;
  if (left == right) return Level::exact;
  const Postcode left_parts = postcode_parts(left);
  const Postcode right_parts = postcode_parts(right);
  if (!left_parts.outward.empty() && !right_parts.outward.empty()) {
    if (!left_parts.sector.empty() && left_parts.sector == right_parts.sector) return Level::near;
    if (edit_distance(left, right, 1) <= 1) return Level::close;
    if (left_parts.outward == right_parts.outward) return Level::part;
    return left_parts.area == right_parts.area ? Level::akin : Level::different;
  }
  if (edit_distance(left, right, 1) <= 1) return Level::close;
  const std::size_t half = std::max<std::size_t>(2, std::min(left.size(), right.size()) / 2);
  return left.substr(0, half) == right.substr(0, half) ? Level::part : Level::different;
}

Level compare_values(Kind kind, const Value& left, const Value& right) {
  if (left.text.empty() || right.text.empty()) return Level::missing;
  switch (kind) {
    case Kind::forename:
      return compare_forenames(left, right);
    case Kind::surname:
      return compare_surnames(left, right);
    case Kind::birth_date:
      return left.text == right.text ? Level::exact : compare_birth_dates(left.birth, right.birth);
    case Kind::postcode:
      return compare_postcodes(left.text, right.text);
    case Kind::phone:
      return compare_codes(left.text, right.text);
    case Kind::identifier:
      return compare_identifiers(left.text, right.text);
    case Kind::address:
    case Kind::place:
    case Kind::text:
      break;
  }
  return left.text.find('@') == std::string::npos ? compare_texts(left, right) : compare_identifiers(left.text, right.text);
}

}  // namespace concordat::match
