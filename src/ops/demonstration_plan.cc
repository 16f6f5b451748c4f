#include "ops/demonstration_plan.h"

#include <algorithm>
#include <functional>

#include "ops/invented.h"

namespace concordat::ops {
namespace {

constexpr int kDaysInAYear = 365;
constexpr int kCoursesAYear = 8;
constexpr int kOtherCasesAYear = 3;
constexpr int kLongestStay = 45;  // days in one state, on average
constexpr std::size_t kTurnsAState = 3;

bool has_bookings(const charter::Charter& charter, const charter::CaseKind& kind) {
  return std::ranges::any_of(charter.record_kinds, [&](const charter::RecordKind& record) {
    return record.case_kind == kind.name && takes_bookings(charter, record.name);
  });
}

// Where a case ends: no step leads on from there.
std::vector<std::string> ends_of(const charter::CaseKind& kind, const std::vector<std::string>& reachable) {
  std::vector<std::string> ends;
  for (const std::string& state : reachable)
    if (std::ranges::find(kind.steps, state, &charter::Step::from) == kind.steps.end()) ends.push_back(state);
  if (ends.empty()) ends.push_back(reachable.back());
  // The usual one first: it is the furthest.
  const auto length = [&](const std::string& end) { return way(kind, kind.states.front(), end).size(); };
  std::ranges::stable_sort(ends, std::ranges::greater(), length);
  return ends;
}

class Planner {
 public:
  Planner(const charter::CaseKind& kind, std::uint64_t stream, int days, std::uint64_t seed)
      : kind_(kind), stream_(stream), days_(days), inventor_(seed, stream), states_(reachable_states(kind)), ends_(ends_of(kind, states_)) {
    stay_ = std::clamp(days / (4 * (static_cast<int>(states_.size()) + 1)), 1, kLongestStay);
  }

  // Opened somewhere in the years behind, and ended.
  PlannedCase ended(std::size_t number, std::size_t count) {
    std::vector<std::size_t> steps = whole_way(number);
    if (number % 4 == 0) go_back_once(steps);
    while (!fits(steps)) steps.pop_back();
    int longest = static_cast<int>(steps.size() + 2) * (3 * stay_ / 2);
    for (const std::size_t step : steps) longest += least_stay(step);
    const int room = std::max(1, days_ - longest);
    const auto share = static_cast<double>(number) / static_cast<double>(count);
    const int opened = std::min(room - 1, static_cast<int>(share * room) + some(room / static_cast<int>(count)));
    std::vector<int> on;
    for (int day = opened; on.size() < steps.size();) on.push_back(day += std::max(stay(), least_stay(steps[on.size()])));
    return planned(opened, steps, on);
  }

  // In this state on the last day.
  PlannedCase standing(const std::string& state, bool just_arrived) {
    std::vector<std::size_t> steps = way(kind_, kind_.states.front(), state);
    std::vector<int> on(steps.size());
    int day = just_arrived ? days_ - 1 : days_ - 1 - some(stay_);
    for (std::size_t i = on.size(); i-- > 0; day -= std::max(stay(), least_stay(steps[i]))) on[i] = std::max(0, day);
    const std::vector<std::size_t> later = way(kind_, state, ends_.front());
    for (int on_day = days_ + stay_ / 2; const std::size_t step : later) {
      steps.push_back(step);
      on.push_back(on_day);
      on_day += stay_;
    }
    return planned(std::max(0, day), steps, on);
  }

  const std::vector<std::string>& states() const { return states_; }
  // Whether the days are enough to come there: some steps wait for months.
  bool comes_to(const std::string& state) const { return fits(way(kind_, kind_.states.front(), state)); }

 private:
  // Three in four come to the usual end. The short way to an end now and then; else through the state that stands before it.
  std::vector<std::size_t> whole_way(std::size_t number) const {
    const std::string& end = number % 4 < 3 ? ends_.front() : ends_[(number / 4 + 1) % ends_.size()];
    const auto at = std::ranges::find(states_, end);
    if (number % 3 == 2 || at == states_.begin()) return way(kind_, kind_.states.front(), end);
    std::vector<std::size_t> steps = way(kind_, kind_.states.front(), *std::prev(at));
    const std::vector<std::size_t> last = way(kind_, *std::prev(at), end);
    if (last.empty()) return way(kind_, kind_.states.front(), end);
    steps.insert(steps.end(), last.begin(), last.end());
    return steps;
  }

  // By a step that leads back to a state before, as where a rapid review is opened again; and on from there.
  void go_back_once(std::vector<std::size_t>& steps) const {
    const auto place = [&](const std::string& state) { return std::ranges::find(kind_.states, state) - kind_.states.begin(); };
    for (std::size_t i = 0; i < steps.size(); ++i)
      for (std::size_t back = 0; back < kind_.steps.size(); ++back) {
        const charter::Step& step = kind_.steps[back];
        if (step.from != kind_.steps[steps[i]].to || place(step.to) >= place(step.from)) continue;
        std::vector<std::size_t> again = way(kind_, step.to, step.from);
        if (again.empty()) continue;
        again.insert(again.begin(), back);
        steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(i) + 1, again.begin(), again.end());
        return;
      }
  }

  // Days before a step that may not be taken sooner.
  int least_stay(std::size_t step) const {
    constexpr int kLongestMonth = 31;
    int months = 0;
    for (const charter::Guard& guard : kind_.steps[step].guards)
      if (guard.kind == charter::GuardKind::months_after) months = std::max(months, guard.months());
    return months * kLongestMonth;
  }

  bool fits(const std::vector<std::size_t>& steps) const {
    int least = 0;
    for (const std::size_t step : steps) least += least_stay(step);
    return least == 0 || least + static_cast<int>(steps.size()) * stay_ < days_;
  }

  int some(int limit) { return limit > 1 ? static_cast<int>(inventor_.below(static_cast<std::size_t>(limit))) : 0; }
  int stay() { return std::max(1, stay_ / 2 + some(stay_)); }

  PlannedCase planned(int opened, const std::vector<std::size_t>& steps, std::vector<int> on) {
    if (kind_.confirming() && !on.empty()) on.front() = std::min(on.front(), opened + 2);  // before it ends by itself
    PlannedCase plan{&kind_, stream_, next_++, {{opened, PlannedAct::Kind::open, 0, 1}}, {}};
    for (std::size_t i = 0; i <= steps.size(); ++i) {
      const int arrived = i == 0 ? opened : on[i - 1];
      if (i > 0) plan.acts.push_back({arrived, PlannedAct::Kind::step, steps[i - 1], 1});
      if (i > 0 && !kind_.steps[steps[i - 1]].event.empty()) plan.days.try_emplace(kind_.steps[steps[i - 1]].event, arrived);
      const int leaves = i < steps.size() ? on[i] : arrived + stay_;
      for (std::size_t turn = 0; turn < kTurnsAState; ++turn)
        plan.acts.push_back({arrived + (leaves - arrived) * static_cast<int>(turn) / static_cast<int>(kTurnsAState),
                             PlannedAct::Kind::work, 0, kTurnsAState - turn});
    }
    return plan;
  }

  const charter::CaseKind& kind_;
  std::uint64_t stream_;
  int days_;
  Inventor inventor_;
  std::vector<std::string> states_;
  std::vector<std::string> ends_;
  int stay_ = 1;
  std::uint64_t next_ = 0;
};

}  // namespace

bool takes_bookings(const charter::Charter& charter, std::string_view record_kind) {
  return std::ranges::any_of(charter.rules, [&](const charter::Rule& rule) {
    return std::ranges::find(rule.may, charter::Act::add) != rule.may.end() && std::ranges::find(rule.on, record_kind) != rule.on.end() &&
           std::ranges::find(rule.when, charter::Predicate::case_open_for_booking) != rule.when.end();
  });
}

std::vector<std::size_t> way(const charter::CaseKind& kind, std::string_view from, std::string_view to) {
  std::map<std::string, std::vector<std::size_t>, std::less<>> ways{{std::string(from), {}}};
  for (std::vector<std::string> edge{std::string(from)}; !edge.empty() && !ways.contains(to);) {
    std::vector<std::string> next;
    for (const std::string& state : edge)
      for (std::size_t i = 0; i < kind.steps.size(); ++i) {
        const charter::Step& step = kind.steps[i];
        if (step.from != state || ways.contains(step.to)) continue;
        std::vector<std::size_t> longer = ways[state];
        longer.push_back(i);
        ways.emplace(step.to, std::move(longer));
        next.push_back(step.to);
      }
    edge = std::move(next);
  }
  const auto found = ways.find(to);
  return found == ways.end() ? std::vector<std::size_t>{} : found->second;
}

std::vector<std::string> reachable_states(const charter::CaseKind& kind) {
  std::vector<std::string> states;
  for (const std::string& state : kind.states)
    if (state == kind.states.front() || !way(kind, kind.states.front(), state).empty()) states.push_back(state);
  return states;
}

std::vector<PlannedCase> plan_cases(const charter::Charter& charter, int days, unsigned scale, std::uint64_t seed) {
  std::vector<PlannedCase> plans;
  std::uint64_t stream = 1;
  const charter::RecordKind* received = charter.received_kind();  // another partnership opens these, and the one here is invented
  for (const charter::CaseKind& kind : charter.case_kinds) {
    if (received && received->case_kind == kind.name) continue;
    Planner planner(kind, stream++, days, seed);
    const bool bookings = has_bookings(charter, kind);
    const auto count = static_cast<std::size_t>(std::max(1, days * (bookings ? kCoursesAYear : kOtherCasesAYear) / kDaysInAYear)) * scale;
    for (std::size_t i = 0; i < count; ++i) plans.push_back(planner.ended(i, count));
    // One course at a time is open for booking; of everything else there are two in each state.
    for (const std::string& state : planner.states())
      for (unsigned i = 0; planner.comes_to(state) && i < (bookings ? scale : 2 * scale); ++i)
        plans.push_back(planner.standing(state, !bookings && i % 2 == 0));
  }
  return plans;
}

bool moves_a_clock(const charter::Charter& charter, const charter::Part& part) {
  return std::ranges::any_of(part.fields, [&](const charter::Field& field) {
    return !field.records.empty() && std::ranges::any_of(charter.clocks, [&](const charter::StatutoryClock& clock) {
             const bool is_planned = clock.working_days_before > 0 && field.records == clock.from;
             return is_planned || field.records == clock.paused_by || field.records == clock.resumed_by ||
                    field.records == clock.extended_to || field.records == clock.reopened_by;
           });
  });
}

bool moves_a_clock(const charter::Charter& charter, const charter::RecordKind& kind) { return moves_a_clock(charter, kind.parts.front()); }

}  // namespace concordat::ops
