#include <algorithm>

#include "charter/outputs.h"

namespace concordat::charter {

std::vector<const Rule*> rules_for(const Charter& charter, Act act, std::string_view record_kind, std::string_view part) {
  const auto holds = [](const auto& list, const auto& item) { return std::find(list.begin(), list.end(), item) != list.end(); };
  std::vector<const Rule*> found;
  const RecordKind* kind = charter.record_kind(record_kind);
  if (kind == nullptr || kind->part(part) == nullptr) return found;
  for (const Rule& rule : charter.rules) {
    if (holds(rule.may, act) && holds(rule.on, record_kind) && (rule.parts.empty() || holds(rule.parts, part))) found.push_back(&rule);
  }
  return found;
}

bool can_hold(const CaseKind& kind, Predicate predicate) {
  const auto has_state = [&](std::string_view state) { return std::ranges::find(kind.states, state) != kind.states.end(); };
  const auto records = [&](std::string_view event) { return std::ranges::find(kind.steps, event, &Step::event) != kind.steps.end(); };
  switch (predicate) {
    case Predicate::case_not_concluded:
      return !kind.states.empty() && std::ranges::find(kind.steps, kind.states.back(), &Step::to) != kind.steps.end();
    case Predicate::case_open_for_booking: return has_state("open");
    case Predicate::case_in_rapid_review: return has_state("rapid-review");
    case Predicate::actor_own_course: return records("course.held");
    case Predicate::actor_appointed:
    case Predicate::actor_agreed:
    case Predicate::group_has_task: return true;
  }
  return false;
}

bool asks_for_task(Predicate predicate) {
  switch (predicate) {
    case Predicate::actor_appointed:
    case Predicate::actor_agreed:
    case Predicate::actor_own_course:
    case Predicate::group_has_task: return true;
    case Predicate::case_not_concluded:
    case Predicate::case_open_for_booking:
    case Predicate::case_in_rapid_review: return false;
  }
  return false;
}

bool task_ends_with_case(const Charter& charter, std::string_view role, const CaseKind& kind) {
  return std::ranges::none_of(charter.rules, [&](const Rule& rule) {
    const auto is_role = [&](const Who& who) { return who.kind == WhoKind::role && who.role == role; };
    const auto is_of_kind = [&](const std::string& name) { return charter.record_kind(name)->case_kind == kind.name; };
    return !rule.when.empty() && std::ranges::all_of(rule.when, asks_for_task) &&  // any other condition is of a state before the last
           std::ranges::any_of(rule.who, is_role) && std::ranges::any_of(rule.on, is_of_kind);
  });
}

bool implies(Predicate narrow, Predicate wide) {
  return narrow == wide || (narrow == Predicate::actor_own_course && wide == Predicate::actor_appointed);
}

}  // namespace concordat::charter
