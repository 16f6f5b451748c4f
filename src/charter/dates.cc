#include "charter/dates.h"

#include <algorithm>
#include <charconv>

#include "base/uncertain_date.h"

namespace concordat::charter {
namespace {

struct Bound {
  UncertainDate date;
  std::string words;
};

std::optional<UncertainDate> date_in(const Field& field, const std::map<std::string, std::string>& values) {
  const auto found = values.find(field.name);
  if (found == values.end() || (field.type != FieldType::date && field.type != FieldType::uncertain_date)) return std::nullopt;
  return UncertainDate::parse(found->second);
}

UncertainDate sure(CivilDate day) { return UncertainDate::known(DatePart(day)); }

struct Dates {
  const std::vector<Field>& fields;
  const std::map<std::string, std::string>& values;
  const KnownDays& known;

  std::optional<Bound> bound(const std::string& name) const {
    if (is_event_name(name)) {
      const auto event = known.events.find(name);
      if (event == known.events.end()) return std::nullopt;
      const std::string& label = event->second.label;
      return Bound{sure(event->second.day), event->second.day.words() + (label.empty() ? "" : ", “" + label + "”")};
    }
    if (name == kBoundToday) return known.today ? std::optional(Bound{sure(*known.today), kBoundToday}) : std::nullopt;
    if (const auto years = years_ago(name)) {
      if (!known.today) return std::nullopt;
      const CivilDate day = known.today->plus_years(-*years);
      return Bound{sure(day), day.words()};
    }
    const auto field = std::ranges::find(fields, name, &Field::name);
    const auto date = field == fields.end() ? std::nullopt : date_in(*field, values);
    return date ? std::optional(Bound{*date, "“" + field->label + "”"}) : std::nullopt;
  }

  // Of whom is not born yet nothing has happened that comes after a birth, whenever it is expected.
  bool is_before_a_birth_to_come(const UncertainDate& date, const UncertainDate& birth) const {
    return birth.kind() == UncertainDate::Kind::unborn && known.today && date.is_certainly_before(sure(known.today->plus_days(1)));
  }

  std::string fault(const Field& field) const {
    const auto date = date_in(field, values);
    if (!date) return "";
    const std::string must = "“" + field.label + "” must be ";
    if (const auto last = known.last_days.find(field.records);
        last != known.last_days.end() && date->is_certainly_before(sure(last->second.plus_days(1))))
      return must + "after " + last->second.words() + ", which is the last day now: enter a later one, as time is not made shorter";
    for (const std::string& name : field.not_before) {
      const auto least = bound(name);
      if (least && (date->is_certainly_before(least->date) || is_before_a_birth_to_come(*date, least->date)))
        return must + (name == kBoundToday ? "today or later" : "the same as or after " + least->words);
    }
    for (const std::string& name : field.not_after)
      if (const auto most = bound(name); most && most->date.is_certainly_before(*date))
        return must + (name == kBoundToday ? "today or in the past" : "the same as or before " + most->words);
    return "";
  }
};

// Above 0 and of three digits at most.
std::optional<int> number_before(std::string_view text, std::string_view end_of_it) {
  int number = 0;
  if (!text.ends_with(end_of_it) || text.size() > end_of_it.size() + 3) return std::nullopt;
  const char* end = text.data() + text.size() - end_of_it.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end && number > 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<int> years_ago(std::string_view bound) { return number_before(bound, "-years-ago"); }

std::optional<int> months_after(std::string_view asked) { return asked == "after" ? 0 : number_before(asked, "-months-after"); }

void KnownDays::note(const Charter& charter, const std::string& event, CivilDate day) {
  std::string label;
  for (const RecordKind& kind : charter.record_kinds)
    for (const Part& part : kind.parts)
      for (const Field& field : part.fields) {
        const bool tells = field.type == FieldType::choice ? event.starts_with(field.records + ":") : field.records == event;
        if (tells && !field.records.empty()) label = field.label;
      }
  events[event] = {day, label};
}

std::vector<DateFault> date_faults(const std::vector<Field>& fields, const std::map<std::string, std::string>& values,
                                   const KnownDays& known) {
  const Dates dates{fields, values, known};
  std::vector<DateFault> faults;
  for (const Field& field : fields)
    if (std::string says = dates.fault(field); !says.empty()) faults.push_back({field.name, std::move(says)});
  return faults;
}

}  // namespace concordat::charter
