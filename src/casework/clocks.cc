#include "casework/clocks.h"

#include <algorithm>
#include <array>

#include "casework/warrant_view.h"

namespace concordat::casework {
namespace {

using vault::calendar_of;

std::string day_words(CivilDate day) {
  constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return std::string(kDays.at(static_cast<std::size_t>(weekday(day)))) + " " + day.words();
}

std::string working_days(int count) { return counted(static_cast<std::size_t>(count), "working day"); }

}  // namespace

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
  const std::string extended = clock.extended ? " (agreed instead of " + day_words(clock.set) + ")" : "";
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
