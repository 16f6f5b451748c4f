#include "vault/running_clocks.h"

#include <algorithm>

#include "vault/guards.h"

namespace concordat::vault {
namespace {

std::optional<CivilDate> last_day_of(const std::vector<store::EventRow>& events, const std::string& name) {
  std::optional<CivilDate> day;
  for (const store::EventRow& event : events)
    if (event.event == name) day = event.day;
  return day;
}

CivilDate due_after(const charter::StatutoryClock& clock, CivilDate from, const WorkingDays& calendar) {
  if (clock.working_days_before > 0) return calendar.on_or_before(calendar.plus(from, -clock.working_days_before));
  if (clock.working_days > 0) return calendar.plus(from, clock.working_days);
  return clock.months > 0 ? calendar.plus_months(from, clock.months) : from.plus_days(clock.days + clock.hours / 24);
}

// The publication of which this event records a copy; it is done with the last copy.
const charter::Publication* copies_by(const charter::Charter& charter, const std::string& event) {
  const auto found = std::ranges::find_if(charter.publications, [&](const charter::Publication& one) {
    return !event.empty() && one.sent == event && !one.copies.empty();
  });
  return found == charter.publications.end() ? nullptr : &*found;
}

std::optional<CivilDate> last_copy(const charter::Charter& charter, const charter::Publication& publication,
                                   const std::vector<store::EventRow>& events) {
  if (!copies_owed(charter, publication.name, events).empty()) return std::nullopt;
  std::optional<CivilDate> last;
  for (const store::EventRow& event : events)
    if (event.event.starts_with(publication.sent + ":")) last = last ? std::max(*last, event.day) : event.day;
  return last;
}

// Days in which it stood still are added after the last day, whichever that is by then: the first, or one that it was extended to.
void resume(RunningClock& clock, CivilDate day, const WorkingDays& calendar) {
  const CivilDate since = *clock.paused;
  clock.paused.reset();
  if (clock.due < since || day < since) return;
  const int days = calendar.between(since, day);
  clock.days_paused += days;
  const auto later = [&](CivilDate last) {
    return clock.clock->working_days > 0 ? calendar.plus(last, days) : calendar.on_or_after(last.plus_days(day.days() - since.days()));
  };
  clock.due = later(clock.due);
  if (since <= clock.set) clock.set = later(clock.set);
}

void live_through(RunningClock& clock, const std::vector<store::EventRow>& events, const WorkingDays& calendar) {
  const charter::StatutoryClock& of = *clock.clock;
  const auto is = [](const store::EventRow& event, const std::string& name) { return !name.empty() && event.event == name; };
  for (const store::EventRow& event : events) {
    if (is(event, of.until) && clock.from <= event.day) clock.done = event.day;
    if (is(event, of.reopened_by) && clock.done) {
      clock.done.reset();
      clock.reopened = event.day;
    }
    if (is(event, of.paused_by) && clock.from <= event.day) clock.paused = event.day;
    if (is(event, of.resumed_by) && clock.paused) resume(clock, event.day, calendar);
    // Whoever agreed to that day knew of the pauses before it. One that is not over goes on, and its days are added.
    if (is(event, of.extended_to) && clock.from <= event.day) clock.extended = clock.due = event.day;
  }
}

// The first day of the case. What is counted back from a day that lies ahead cannot have been due before.
CivilDate beginning(const std::vector<store::EventRow>& events, const std::string& from, CivilDate opened) {
  CivilDate first = opened;
  for (const store::EventRow& event : events)
    if (event.event != from) first = std::min(first, event.day);
  return first;
}

// Nothing is waited for in a case that is over, nor for what follows from a decision that is no longer the last.
std::optional<CivilDate> end_of(const charter::StatutoryClock& clock, const std::vector<store::EventRow>& events) {
  if (const auto concluded = last_day_of(events, "case.concluded")) return concluded;
  const std::size_t colon = clock.from.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto last = std::find_if(events.rbegin(), events.rend(), [&](const store::EventRow& one) {
    return one.event.starts_with(clock.from.substr(0, colon + 1));
  });
  return last == events.rend() || last->event == clock.from ? std::nullopt : std::optional(last->day);
}

// Whether what was chosen last leaves nothing that it could ask for.
bool asks_for_nothing(const charter::StatutoryClock& clock, const std::vector<store::EventRow>& events) {
  if (clock.unless.empty()) return false;
  const std::string choice = clock.unless.substr(0, clock.unless.find(':') + 1);
  const auto last = std::find_if(events.rbegin(), events.rend(), [&](const store::EventRow& one) { return one.event.starts_with(choice); });
  return last != events.rend() && last->event == clock.unless;
}

// Whether it is undone where that clock is opened again: what ended it, and what ends a clock that began with that.
bool is_undone_with(const charter::Charter& charter, const charter::StatutoryClock& reopened, const std::string& event) {
  if (reopened.until.empty()) return false;
  return event == reopened.until || std::ranges::any_of(charter.clocks, [&](const charter::StatutoryClock& clock) {
           return clock.from == reopened.until && clock.until == event;
         });
}

}  // namespace

WorkingDays calendar_of(const charter::Charter& charter) {
  return charter.calendar ? charter.calendar->working_days() : WorkingDays();
}

std::vector<store::EventRow> standing_events(const charter::Charter& charter, const std::vector<store::EventRow>& events) {
  std::vector<store::EventRow> standing;
  for (const store::EventRow& event : events) {
    for (const charter::StatutoryClock& clock : charter.clocks)
      if (!clock.reopened_by.empty() && clock.reopened_by == event.event)
        std::erase_if(standing, [&](const store::EventRow& one) { return is_undone_with(charter, clock, one.event); });
    standing.push_back(event);
  }
  return standing;
}

std::vector<RunningClock> clocks_of(const charter::Charter& charter, const std::vector<store::EventRow>& all, CivilDate opened) {
  std::vector<RunningClock> running;
  const WorkingDays calendar = calendar_of(charter);
  const std::vector<store::EventRow> standing = standing_events(charter, all);
  for (const charter::StatutoryClock& clock : charter.clocks) {
    const std::vector<store::EventRow>& events = clock.reopened_by.empty() ? standing : all;  // it knows itself that it was opened again
    const auto from = clock.from.empty() ? std::nullopt : last_day_of(events, clock.from);
    if (!from || (clock.since && *from < *clock.since) || asks_for_nothing(clock, events)) continue;
    RunningClock one;
    one.clock = &clock;
    one.from = *from;
    one.set = one.due = std::max(due_after(clock, *from, calendar), beginning(events, clock.from, opened));
    live_through(one, events, calendar);
    if (const charter::Publication* publication = copies_by(charter, clock.until)) one.done = last_copy(charter, *publication, events);
    if (!one.done) one.ended = end_of(clock, events);
    running.push_back(one);
  }
  return running;
}

std::optional<RunningClock> nearest_clock(const charter::Charter& charter, const std::vector<store::EventRow>& events, CivilDate opened) {
  std::optional<RunningClock> nearest;
  for (const RunningClock& clock : clocks_of(charter, events, opened))
    if (clock.runs() && (!nearest || clock.due < nearest->due)) nearest = clock;
  return nearest;
}

}  // namespace concordat::vault
