// When in a case a record has its time: a decision while it is to be made, a delay while there is something to delay.

#include <algorithm>

#include "vault/guards.h"
#include "vault/running_clocks.h"

namespace concordat::vault {
namespace {

using charter::StatutoryClock;

std::string state_words(std::string state) {
  std::ranges::replace(state, '-', ' ');
  return "“" + state + "”";
}

bool tells_of(const charter::Part& part, const std::string& event) {
  return !event.empty() && std::ranges::any_of(part.fields, [&](const charter::Field& field) {
    if (field.records.empty()) return false;
    return field.type == charter::FieldType::choice ? event == field.records || event.starts_with(field.records + ":")
                                                    : event == field.records;
  });
}

// In words: what must be there before this event is.
std::string beginning_words(const charter::Charter& charter, const charter::CaseKind& of, const std::string& event) {
  for (const charter::Step& step : of.steps)
    if (step.event == event) return "the case has moved on to " + state_words(step.to);
  for (const charter::RecordKind& kind : charter.record_kinds)
    for (const charter::Part& part : kind.parts) {
      if (kind.case_kind != of.name || !tells_of(part, event)) continue;
      for (const charter::Field& field : part.fields)
        for (const std::string& choice : field.choices)
          if (event == field.records + ":" + charter::event_word(choice)) return "“" + kind.title + "” says “" + choice + "”";
      return "“" + kind.title + "” is on record";
    }
  return "what it follows from is on record";
}

// A step that waits for this record since the case came to its state wants it there and nowhere else.
Result<void> check_state(const charter::CaseKind& of, const std::string& state, const charter::RecordKind& kind) {
  std::string states;
  for (const charter::Step& step : of.steps)
    for (const charter::Guard& guard : step.guards) {
      if (guard.kind != charter::GuardKind::recorded_here || guard.target != kind.name) continue;
      if (step.from == state) return {};
      states += (states.empty() ? "" : " or ") + state_words(step.from);
    }
  if (states.empty()) return {};
  return Error{"“" + kind.title + "” is put on record while the case is in the state " + states + "; now it is in " +
                   state_words(state) + ".",
               "Wait until the case has come to that state."};
}

struct Clocks {
  const charter::Charter& charter;
  const charter::CaseKind& of;
  const std::vector<store::EventRow> events;  // those that stand
  const std::vector<RunningClock> running;

  const RunningClock* find(const StatutoryClock& clock) const {
    const auto found = std::ranges::find(running, &clock, &RunningClock::clock);
    return found == running.end() ? nullptr : &*found;
  }
  bool is_over() const { return std::ranges::find(events, "case.concluded", &store::EventRow::event) != events.end(); }

  Result<void> check_begun(const StatutoryClock& clock, const charter::RecordKind& kind) const {
    const bool begins_itself = std::ranges::any_of(kind.parts, [&](const charter::Part& part) { return tells_of(part, clock.from); });
    const RunningClock* one = find(clock);
    const bool otherwise = one && one->ended && !is_over();
    const bool begun = std::ranges::find(events, clock.from, &store::EventRow::event) != events.end();
    if (begins_itself || (begun && !otherwise)) return {};
    return Error{"“" + kind.title + "” has no place in this case yet: it comes once " + beginning_words(charter, of, clock.from) + ".",
                 "Put that on record first."};
  }

  // What is counted back from a planned day may come before that day is known, and not before there can be one.
  Result<void> check_planned(const StatutoryClock& clock, const charter::RecordKind& kind) const {
    for (const charter::RecordKind& plan : charter.record_kinds) {
      const auto tells = [&](const std::string& event) {
        return std::ranges::any_of(plan.parts, [&](const charter::Part& part) { return tells_of(part, event); });
      };
      if (plan.case_kind != of.name || !tells(clock.from)) continue;
      for (const StatutoryClock& other : charter.clocks)
        if (!other.from.empty() && tells(other.until)) TRY(check_begun(other, kind));
    }
    return {};
  }

  Result<void> check_runs(const StatutoryClock& clock, const charter::RecordKind& kind, bool pauses) const {
    if (const auto begun = check_begun(clock, kind); !begun) return begun;
    const RunningClock* one = find(clock);
    if (one && !one->runs())
      return Error{"“" + clock.title + "” does not run any more: there is nothing to stop or to put off.", "Look at the case again."};
    if (one && pauses && one->paused)
      return Error{"“" + clock.title + "” stands still already, since " + one->paused->words() + ".", "Record first when it went on."};
    return {};
  }
};

}  // namespace

Result<void> check_time(store::Reader& reader, const charter::Charter& charter, CaseId id, const charter::RecordKind& kind,
                        const charter::Part& part) {
  const auto row = reader.find_case(id);
  const charter::CaseKind* of = row ? charter.case_kind(row->kind) : nullptr;
  if (!of) return {};
  const bool first = &part == &kind.parts.front();
  if (first) TRY(check_state(*of, row->state, kind));
  const auto events = reader.events(id);
  const Clocks clocks{charter, *of, standing_events(charter, events), clocks_of(charter, events, row->opened)};
  const auto is_told = [&](const std::string& event) {  // here, or by what comes to the record later
    return tells_of(part, event) ||
           (first && std::ranges::any_of(kind.parts, [&](const charter::Part& one) { return tells_of(one, event); }));
  };
  for (const StatutoryClock& clock : charter.clocks) {
    if (clock.from.empty()) continue;
    const bool counts_back = clock.working_days_before > 0;
    if (is_told(clock.until)) TRY(counts_back ? clocks.check_planned(clock, kind) : clocks.check_begun(clock, kind));
    const bool pauses = tells_of(part, clock.paused_by);
    if (pauses || tells_of(part, clock.extended_to)) TRY(clocks.check_runs(clock, kind, pauses));
  }
  return {};
}

}  // namespace concordat::vault
