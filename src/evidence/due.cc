#include <algorithm>
#include <set>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

// Round the day of the event, then add (a course of 5 May 2026 under one year and the financial year: 31 March 2028).
CivilDate last_day(const Keep& keep, CivilDate event) {
  CivilDate start = event;
  if (keep.to_financial_year_end) start = *CivilDate::from(event.month() > 3 ? event.year() + 1 : event.year(), 3, 31);
  return start.plus_months(keep.months).plus_days(keep.days);
}

// The first day that it happened, by a step or by a date that was recorded; while it has not, the day last planned for it.
std::optional<CivilDate> day_of(const Instance& instance, const CaseStory& story, const std::string& event, Position until) {
  std::optional<CivilDate> first;
  const auto note = [&](const std::optional<CivilDate>& day) {
    if (day && (!first || *day < *first)) first = day;
  };
  for (const StepTaken& step : story.steps)
    if (step.position < until && step.event == event) note(step.day);
  for (const auto& [position, name] : story.recorded)
    if (position < until && name == event) note(CivilDate::parse(instance.leaf(position).word("day")));
  if (first) return first;
  std::optional<CivilDate> planned;
  for (const StepTaken& plan : story.expected)
    if (plan.position < until && plan.event == event) planned = plan.day;
  return planned;
}

// The charter whose period counts beside the active one's: that of its collection, or the last one that two people adopted for
// what had been collected under the charters before it.
std::string retention_charter(const Instance& instance, const RecordRow& record, std::string_view part, Position until) {
  std::string hash = record.charter;
  const auto activated = std::ranges::find(instance.activations, record.charter, &std::pair<Position, std::string>::second);
  for (const Position position : instance.adoptions) {
    const Leaf& leaf = instance.leaf(position);
    const bool is_of_it = leaf.word("target") == record.kind + "." + std::string(part) && leaf.charter != record.charter;
    if (position < until && is_of_it && activated != instance.activations.end() && activated->first < position) hash = leaf.charter;
  }
  return hash;
}

}  // namespace

Named part_named(const Charter& charter, std::string_view target) {
  const std::size_t dot = target.find('.');
  const Kind* kind = charter.kind(target.substr(0, dot));
  return {kind, kind && dot != std::string_view::npos ? kind->part(target.substr(dot + 1)) : nullptr};
}

std::optional<CivilDate> derive_due(const Instance& instance, const RecordRow& record, std::string_view part, Position until) {
  std::optional<CivilDate> due;
  const auto story = instance.cases.find(record.case_id);
  if (story == instance.cases.end()) return due;
  for (const std::string& hash : std::set<std::string>{retention_charter(instance, record, part, until), instance.active_at(until)}) {
    const Charter* charter = instance.charter(hash);
    const Kind* kind = charter ? charter->kind(record.kind) : nullptr;
    const Part* declared = kind ? kind->part(part) : nullptr;
    if (!declared || declared->keep.unstated) continue;
    const auto event = day_of(instance, story->second, declared->keep.from, until);
    if (!event) continue;
    const CivilDate day = last_day(declared->keep, *event);
    if (!due || day < *due) due = day;
  }
  return due;
}

bool asks_for_two_people(const Instance& instance, const RecordRow& record, std::string_view part, Position until) {
  const auto declared_by = [&](const std::string& hash) {
    const Charter* charter = instance.charter(hash);
    const Kind* kind = charter ? charter->kind(record.kind) : nullptr;
    return kind ? kind->part(part) : nullptr;
  };
  if (!declared_by(record.charter)) return true;
  return std::ranges::any_of(std::vector{record.charter, retention_charter(instance, record, part, until), instance.active_at(until)},
                             [&](const std::string& hash) { return declared_by(hash) && declared_by(hash)->keep.weighty; });
}

}  // namespace concordat::evidence
