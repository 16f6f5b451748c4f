// "case:review": every case of the kind went by the steps of its charter. "criterion:review": none was opened without one.

#include <algorithm>
#include <charconv>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

struct Course {
  Faults faults;
  std::size_t cases = 0;
  std::size_t steps = 0;
};

// Whether the event of the step, with its day, is what the charter has the step record.
bool records_its_event(const Instance& instance, const CaseStory& story, const StepTaken& taken, const Step& step) {
  if (taken.event != step.event) return false;
  if (step.event.empty()) return true;
  return taken.day && *taken.day <= london_date(instance.leaf(taken.position).at) &&
         *taken.day >= london_date(instance.leaf(story.opened).at);
}

void look_at_case(const Instance& instance, CaseId id, const CaseStory& story, Course& course) {
  ++course.cases;
  const Charter* then = instance.charter(instance.active_at(story.opened));
  const auto kind = then ? then->cases.find(story.kind) : std::map<std::string, CaseKind, std::less<>>::const_iterator{};
  if (!then || kind == then->cases.end() || kind->second.states.empty()) {
    course.faults.add("case", "is of a kind that the charter did not have", id);
    return;
  }
  std::string state = kind->second.states.front();
  for (const StepTaken& taken : story.steps) {
    ++course.steps;
    const Step* step = instance.declared(story, taken);
    const Charter* charter = instance.charter(instance.active_at(taken.position));
    if (!step) course.faults.add("step", "is not one of the charter", id);
    else if (taken.from != state) course.faults.add("step", "does not go on from where the case stood", id);
    else if (!records_its_event(instance, story, taken, *step)) course.faults.add("step", "has not the event or the day that it must", id);
    else if (!may_hold_one_of(instance, *charter, step->who, instance.leaf(taken.position).actor))
      course.faults.add("step", "was taken by someone whom the charter does not let", id);
    state = taken.to;
  }
}

void look_at_records(const Instance& instance, CaseId id, const std::string& case_kind, Faults& faults) {
  const auto records = instance.records_of_case.find(id);
  if (records == instance.records_of_case.end()) return;
  for (const RecordId one : records->second) {
    const RecordRow& record = instance.data.records.at(one);
    const Charter* then = instance.charter(record.charter);
    const Kind* kind = then ? then->kind(record.kind) : nullptr;
    if (!kind || kind->case_kind != case_kind) faults.add("record", "is in a case of a kind that it does not belong to", one);
  }
}

}  // namespace

Verdict judge_case(const Instance& instance, const std::string& target) {
  const auto declared = instance.active->cases.find(target);
  if (declared == instance.active->cases.end()) return {Status::missing, "The charter in force has no case " + target + "."};
  Course course;
  check_cases(instance, target, course.faults);
  for (const auto& [id, story] : instance.cases) {
    if (story.kind != target) continue;
    look_at_case(instance, id, story, course);
    look_at_records(instance, id, target, course.faults);
  }
  if (!course.faults.empty()) return {Status::broken, course.faults.words()};
  const std::string title = "“" + declared->second.title + "”";
  if (course.cases == 0) return {Status::not_exercised, "No case opened yet", title};
  return {Status::kept, "Every case went by the steps of the charter, each taken by someone whom it lets",
          title + " (" + count_of(course.cases, "case") + ", " + count_of(course.steps, "step") + ")"};
}

// The entry of an opening says which criterion was met, by its number in the charter, from 1.
Verdict judge_criterion(const Instance& instance, const std::string& target) {
  const auto declared = instance.active->cases.find(target);
  if (declared == instance.active->cases.end()) return {Status::missing, "The charter in force has no case " + target + "."};
  Faults faults;
  check_cases(instance, target, faults);
  std::vector<std::pair<Position, CaseId>> opened;
  for (const auto& [id, story] : instance.cases)
    if (story.kind == target) opened.emplace_back(story.opened, id);
  std::ranges::sort(opened);
  bool is_recorded = false;
  std::size_t without = 0;
  for (const auto& [position, id] : opened) {
    const std::string criterion = instance.leaf(position).word("criterion");
    const Charter* then = instance.charter(instance.active_at(position));
    const auto kind = then ? then->cases.find(target) : instance.active->cases.end();
    const std::size_t known = then && kind != then->cases.end() ? kind->second.criteria.size() : 0;
    std::size_t number = 0;
    const auto read = std::from_chars(criterion.data(), criterion.data() + criterion.size(), number);
    if (criterion.empty() && !is_recorded) ++without;
    else if (criterion.empty()) faults.add("case", "was opened without a criterion on record", id);
    else if (read.ptr != criterion.data() + criterion.size() || number == 0 || number > known)
      faults.add("case", "was opened by a criterion that the charter does not have", id);
    is_recorded = is_recorded || !criterion.empty();
  }
  const std::string title = "“" + declared->second.title + "”";
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (opened.empty()) return {Status::not_exercised, "No case opened yet, so no criterion was asked for", title};
  if (without > 0)
    return {Status::missing,
            "The ledger does not say by which criterion these were opened: this version does not ask for it. Until it does, whoever opens "
            "a case must write it in the case's own papers",
            title + " (" + count_of(without, "case") + ")"};
  return {Status::kept, "Opened only with one of the charter's criteria on record", title + " (" + count_of(opened.size(), "case") + ")"};
}

}  // namespace concordat::evidence
