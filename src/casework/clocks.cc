#include "casework/clocks.h"

#include <algorithm>
#include <array>

#include "casework/warrant_view.h"

namespace concordat::casework {
namespace {

std::optional<CivilDate> last_day_of(const std::vector<store::EventRow>& events, const std::string& name) {
  std::optional<CivilDate> day;
  for (const store::EventRow& event : events)
    if (event.event == name) day = event.day;
  return day;
}

CivilDate due_after(const charter::StatutoryClock& clock, CivilDate from, const WorkingDays& calendar) {
  if (clock.working_days > 0) return calendar.plus(from, clock.working_days);
  return clock.months > 0 ? calendar.plus_months(from, clock.months) : from.plus_days(clock.days + clock.hours / 24);
}

WorkingDays calendar_of(const charter::Charter& charter) {
  return charter.calendar ? charter.calendar->working_days() : WorkingDays();
}

std::string day_words(CivilDate day) {
  constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return std::string(kDays.at(static_cast<std::size_t>(weekday(day)))) + " " + day.words();
}

std::string working_days(int count) { return counted(static_cast<std::size_t>(count), "working day"); }

}  // namespace

std::vector<RunningClock> clocks_of(const charter::Charter& charter, const std::vector<store::EventRow>& events) {
  std::vector<RunningClock> running;
  for (const charter::StatutoryClock& clock : charter.clocks) {
    const auto from = clock.from.empty() ? std::nullopt : last_day_of(events, clock.from);
    if (!from || (clock.since && *from < *clock.since)) continue;
    auto done = last_day_of(events, clock.until);
    if (done && *done < *from) done.reset();
    running.push_back({&clock, *from, due_after(clock, *from, calendar_of(charter)), done});
  }
  return running;
}

bool is_late(const RunningClock& clock, CivilDate today) { return clock.due < clock.done.value_or(today); }

std::string words(const RunningClock& clock, const charter::Charter& charter, CivilDate today) {
  const WorkingDays calendar = calendar_of(charter);
  if (clock.done)
    return "Done on " + day_words(*clock.done) + (is_late(clock, today) ? ", after it was due on " : ", due on ") + clock.due.words();
  if (is_late(clock, today)) return working_days(calendar.between(clock.due, today)) + " late, was due on " + day_words(clock.due);
  if (clock.due == today) return "Due today";
  return working_days(calendar.between(today, clock.due)) + " left, due on " + day_words(clock.due);
}

}  // namespace concordat::casework
