#include "casework/clocks.h"

#include <algorithm>
#include <array>

#include "casework/warrant_view.h"
#include "vault/guards.h"

namespace concordat::casework {
namespace {

std::optional<CivilDate> last_day_of(const std::vector<store::EventRow>& events, const std::string& name) {
  std::optional<CivilDate> day;
  for (const store::EventRow& event : events)
    if (event.event == name) day = event.day;
  return day;
}

WorkingDays calendar_of(const charter::Charter& charter) {
  return charter.calendar ? charter.calendar->working_days() : WorkingDays();
}

std::string day_words(CivilDate day) {
  constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return std::string(kDays.at(static_cast<std::size_t>(weekday(day)))) + " " + day.words();
}

std::string working_days(int count) { return counted(static_cast<std::size_t>(count), "working day"); }

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
  if (!vault::copies_owed(charter, publication.name, events).empty()) return std::nullopt;
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
  const bool in_working_days = clock.clock->working_days > 0;
  clock.due = in_working_days ? calendar.plus(clock.due, days) : calendar.on_or_after(clock.due.plus_days(day.days() - since.days()));
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
    if (is(event, of.extended_to) && clock.from <= event.day) {
      clock.extended = clock.due = event.day;  // whoever agreed to that day knew of the pauses before it
      clock.paused.reset();
    }
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

}  // namespace

std::vector<RunningClock> clocks_of(const charter::Charter& charter, const std::vector<store::EventRow>& events, CivilDate opened) {
  std::vector<RunningClock> running;
  const WorkingDays calendar = calendar_of(charter);
  for (const charter::StatutoryClock& clock : charter.clocks) {
    const auto from = clock.from.empty() ? std::nullopt : last_day_of(events, clock.from);
    if (!from || (clock.since && *from < *clock.since)) continue;
    RunningClock one;
    one.clock = &clock;
    one.from = *from;
    one.due = std::max(due_after(clock, *from, calendar), beginning(events, clock.from, opened));
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

bool is_late(const RunningClock& clock, CivilDate today) {
  return !clock.ended && clock.due < clock.done.value_or(clock.paused ? std::min(*clock.paused, today) : today);
}

bool is_pressing(const RunningClock& clock, const charter::Charter& charter, CivilDate today) {
  constexpr int kPressing = 2;
  if (!clock.runs() || clock.paused) return false;
  return calendar_of(charter).between(today, clock.due) <= kPressing;
}

std::string day_count(const RunningClock& clock, const charter::Charter& charter, CivilDate today) {
  if (clock.clock->working_days < 2) return "";
  const CivilDate until = clock.done ? *clock.done : clock.ended.value_or(clock.paused.value_or(today));
  const WorkingDays calendar = calendar_of(charter);
  const int all = calendar.between(clock.from, clock.due) - clock.days_paused;
  const int day = calendar.between(clock.from, until) - clock.days_paused;
  return "day " + std::to_string(day) + " of " + std::to_string(all);
}

std::string words(const RunningClock& clock, const charter::Charter& charter, CivilDate today) {
  const WorkingDays calendar = calendar_of(charter);
  const std::string extended = clock.extended ? " (extended)" : "";
  if (clock.done)
    return "Done on " + day_words(*clock.done) + (is_late(clock, today) ? ", after it was due on " : ", due on ") + day_words(clock.due) +
           extended;
  if (clock.ended)
    return "Ended on " + day_words(*clock.ended) + ", nothing is waited for; it was due on " + day_words(clock.due) + extended;
  if (clock.paused)
    return "Stands still since " + day_words(*clock.paused) + "; before that it was due on " + day_words(clock.due) + extended;
  const std::string again = clock.reopened ? ". Opened again on " + clock.reopened->words() + ", which gives no new days" : "";
  if (is_late(clock, today))
    return working_days(calendar.between(clock.due, today)) + " late, was due on " + day_words(clock.due) + extended + again;
  if (clock.due == today) return "Due today" + extended + again;
  return working_days(calendar.between(today, clock.due)) + " left, due on " + day_words(clock.due) + extended + again;
}

}  // namespace concordat::casework
