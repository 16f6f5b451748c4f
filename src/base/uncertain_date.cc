#include "base/uncertain_date.h"

#include <tuple>

namespace concordat {
namespace {

constexpr std::string_view kAbout = "about ";
constexpr std::string_view kBefore = "before ";
constexpr std::string_view kAfter = "after ";
constexpr std::string_view kBetween = "between ";
constexpr std::string_view kAnd = " and ";
constexpr std::string_view kUnborn = "unborn";
constexpr std::string_view kExpected = "unborn ";

// What follows `word`, where `text` begins with it.
std::optional<std::string_view> after_word(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return std::nullopt;
  return text.substr(word.size());
}

}  // namespace

DatePart::DatePart(CivilDate day)
    : year_(static_cast<std::int16_t>(day.year())),
      month_(static_cast<std::uint8_t>(day.month())),
      day_(static_cast<std::uint8_t>(day.day())) {}

std::optional<DatePart> DatePart::from(int year, unsigned month, unsigned day) {
  const bool day_without_month = month == 0 && day != 0;
  // A year before and one after must be there for "before" and "about".
  if (year < 1000 || year > 9998 || day_without_month) return std::nullopt;
  const auto first = CivilDate::from(year, month == 0 ? 1 : month, day == 0 ? 1 : day);
  if (!first) return std::nullopt;
  DatePart part(*first);
  if (month == 0) part.month_ = 0;
  if (day == 0) part.day_ = 0;
  return part;
}

std::optional<DatePart> DatePart::parse(std::string_view text) {
  constexpr std::string_view kFirstDay = "0000-01-01";
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  const auto day = CivilDate::parse(std::string(text) + std::string(kFirstDay.substr(text.size())));
  if (!day) return std::nullopt;
  return from(day->year(), text.size() < 7 ? 0 : day->month(), text.size() < 10 ? 0 : day->day());
}

CivilDate DatePart::first_day() const {
  return CivilDate::from(year_, month_ == 0 ? 1U : month_, day_ == 0 ? 1U : day_).value_or(CivilDate());
}

CivilDate DatePart::last_day() const {
  if (is_day()) return first_day();
  return first_day().plus_months(is_year() ? 12 : 1).plus_days(-1);
}

std::string DatePart::text() const { return first_day().iso().substr(0, is_day() ? 10 : is_year() ? 4 : 7); }

std::string DatePart::words() const {
  const std::string whole = first_day().words();  // "1 March 2014"
  return is_day() ? whole : whole.substr(is_year() ? whole.rfind(' ') + 1 : whole.find(' ') + 1);
}

std::optional<UncertainDate> UncertainDate::about(DatePart part) {
  if (part.is_day()) return std::nullopt;
  return UncertainDate(Kind::about, part, {});
}

std::optional<UncertainDate> UncertainDate::between(DatePart from, DatePart to) {
  if (from == to || to.first_day() < from.first_day() || to.last_day() < from.last_day()) return std::nullopt;
  return UncertainDate(Kind::between, from, to);
}

std::optional<UncertainDate> UncertainDate::parse(std::string_view text) {
  if (text == kUnborn) return unborn({});
  if (const auto rest = after_word(text, kBetween)) {
    const std::size_t at = rest->find(kAnd);
    if (at == std::string_view::npos) return std::nullopt;
    const auto from = DatePart::parse(rest->substr(0, at));
    const auto to = DatePart::parse(rest->substr(at + kAnd.size()));
    return from && to ? between(*from, *to) : std::nullopt;
  }
  Kind kind = Kind::known;
  std::string_view date = text;
  for (const auto& [word, meant] :
       {std::pair{kAbout, Kind::about}, {kBefore, Kind::before}, {kAfter, Kind::after}, {kExpected, Kind::unborn}}) {
    if (const auto rest = after_word(text, word)) {
      kind = meant;
      date = *rest;
    }
  }
  const auto part = DatePart::parse(date);
  if (!part) return std::nullopt;
  return kind == Kind::about ? about(*part) : UncertainDate(kind, *part, {});
}

std::string UncertainDate::text() const {
  const std::string part = part_ ? part_->text() : "";
  switch (kind_) {
    case Kind::known: break;
    case Kind::about: return std::string(kAbout) + part;
    case Kind::before: return std::string(kBefore) + part;
    case Kind::after: return std::string(kAfter) + part;
    case Kind::between: return std::string(kBetween) + part + std::string(kAnd) + to_->text();
    case Kind::unborn: return std::string(part_ ? kExpected : kUnborn) + part;
  }
  return part;
}

std::string UncertainDate::words() const {
  const std::string part = part_ ? part_->words() : "";
  switch (kind_) {
    case Kind::known: break;
    case Kind::about: return std::string(kAbout) + part;
    case Kind::before: return std::string(kBefore) + part;
    case Kind::after: return std::string(kAfter) + part;
    case Kind::between: return std::string(kBetween) + part + std::string(kAnd) + to_->words();
    case Kind::unborn: return "not yet born" + (part_ ? ", expected " + part : "");
  }
  return part;
}

std::optional<CivilDate> UncertainDate::earliest() const {
  switch (kind_) {
    case Kind::known:
    case Kind::between: return part_->first_day();
    case Kind::about: return part_->first_day().plus_months(part_->is_year() ? -12 : -1);
    case Kind::after: return part_->last_day().plus_days(1);
    case Kind::before:
    case Kind::unborn: break;
  }
  return std::nullopt;
}

std::optional<CivilDate> UncertainDate::latest() const {
  switch (kind_) {
    case Kind::known: return part_->last_day();
    case Kind::between: return to_->last_day();
    case Kind::about: return part_->first_day().plus_months(part_->is_year() ? 24 : 2).plus_days(-1);
    case Kind::before: return part_->first_day().plus_days(-1);
    case Kind::after:
    case Kind::unborn: break;
  }
  return std::nullopt;
}

bool UncertainDate::may_be(CivilDate day) const {
  const auto first = earliest();
  const auto last = latest();
  return (!first || *first <= day) && (!last || day <= *last);
}

bool UncertainDate::is_certainly_before(const UncertainDate& other) const {
  const auto last = latest();
  const auto first = other.earliest();
  return last && first && *last < *first;
}

CivilDate UncertainDate::place_in_list() const {
  if (const auto day = earliest()) return *day;
  if (const auto day = latest()) return *day;
  return part_ ? part_->first_day() : CivilDate();
}

std::strong_ordering UncertainDate::operator<=>(const UncertainDate& other) const {
  const auto key = [](const UncertainDate& date) {
    const CivilDate place = date.place_in_list();
    const auto last = date.latest();
    // Without a part an unborn child stands behind those with an expected day.
    return std::tuple{date.kind_ == Kind::unborn, date.kind_ == Kind::unborn && !date.part_, place, !last, last.value_or(place),
                      date.kind_, date.part_, date.to_};
  };
  return key(*this) <=> key(other);
}

}  // namespace concordat
