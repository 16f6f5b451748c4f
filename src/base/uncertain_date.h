#pragma once
// A date as far as it is known: of a birth, an incident, an entry in a chronology. What was said is kept as it was said, and
// nobody invents a first of January. The text is what is stored and exchanged:
//
//   2014-03-05   2014-03   2014           the day, month or year is known
//   about 2014-03   about 2014            give or take one month, or one year
//   before 2014-03-05   after 2014        neither takes in the day, month or year that it names
//   between 2012 and 2014-03              takes in both
//   unborn   unborn 2027-02-14            not yet born; expected then, or in that month or year
//
// Not ISO 8601-2 (EDTF), which has no "before" that leaves out what it names and no child not yet born.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/civil_date.h"

namespace concordat {

// A day, a month or a year of the calendar.
class DatePart {
 public:
  DatePart() = default;
  explicit DatePart(CivilDate day);
  // Without a day a month, without both a year. Nothing where the calendar has no such day, or before 1000 or after 9998.
  static std::optional<DatePart> from(int year, unsigned month = 0, unsigned day = 0);
  static std::optional<DatePart> parse(std::string_view text);

  CivilDate first_day() const;
  CivilDate last_day() const;
  bool is_day() const { return day_ != 0; }
  bool is_year() const { return month_ == 0; }
  std::string text() const;   // "2014-03"
  std::string words() const;  // "March 2014"

  auto operator<=>(const DatePart&) const = default;

 private:
  std::int16_t year_ = 1000;
  std::uint8_t month_ = 0;
  std::uint8_t day_ = 0;
};

class UncertainDate {
 public:
  enum class Kind : std::uint8_t { before, known, about, between, after, unborn };

  static UncertainDate known(DatePart part) { return {Kind::known, part, {}}; }
  static UncertainDate before(DatePart part) { return {Kind::before, part, {}}; }
  static UncertainDate after(DatePart part) { return {Kind::after, part, {}}; }
  static UncertainDate unborn(std::optional<DatePart> expected) { return {Kind::unborn, expected, {}}; }
  static std::optional<UncertainDate> about(DatePart part);  // nothing for a day: give its month, or two days between which it was
  static std::optional<UncertainDate> between(DatePart from, DatePart to);  // nothing where `to` begins or ends before `from`, or is it
  static std::optional<UncertainDate> parse(std::string_view text);         // nothing for any other spelling

  Kind kind() const { return kind_; }
  std::string text() const;
  std::string words() const;  // "about March 2014", "not yet born, expected 14 February 2027"

  // The first and last day on which it may have been; none where nothing bounds it.
  std::optional<CivilDate> earliest() const;
  std::optional<CivilDate> latest() const;
  bool may_be(CivilDate day) const;
  // Every day that it may be lies before every day that `other` may be. Neither of two dates need be before the other.
  bool is_certainly_before(const UncertainDate& other) const;

  // An order for lists, the same for the same dates: by the earliest day, "before" by its latest day instead, so that it stands
  // by what it came before; the narrower first where that is the same; those not yet born last. Not a claim of what came first.
  std::strong_ordering operator<=>(const UncertainDate& other) const;
  bool operator==(const UncertainDate&) const = default;

 private:
  UncertainDate(Kind kind, std::optional<DatePart> part, std::optional<DatePart> to) : kind_(kind), part_(part), to_(to) {}
  CivilDate place_in_list() const;

  Kind kind_;
  std::optional<DatePart> part_;  // none for `unborn` alone
  std::optional<DatePart> to_;    // for `between` alone
};

}  // namespace concordat
