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

// By a role that the charter names; by the person whom it is about; or by nobody, once the days to confirm it had passed.
bool was_let(const Instance& instance, CaseId id, const CaseStory& story, const StepTaken& taken, const Step& step) {
  const Leaf& leaf = instance.leaf(taken.position);
  const Charter& charter = *instance.charter(instance.active_at(taken.position));
  const CaseKind& kind = charter.cases.find(story.kind)->second;  // which has the step
  if (leaf.actor == "subject") {
    const RecordRow* record = instance.record(leaf.record);
    return step.by_subject && record && record->case_id == id && record->kind == kind.notification;
  }
  if (leaf.actor == "system")
    return step.by_subject && kind.confirm_days > 0 && taken.from == kind.states.front() &&
           london_date(instance.leaf(story.opened).at).plus_days(kind.confirm_days) < london_date(leaf.at);
  return held_one_of(instance, charter, step.who, taken.position);
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
    if (!step) course.faults.add("step", "is not one of the charter", id);
    else if (taken.from != state) course.faults.add("step", "does not go on from where the case stood", id);
    else if (!records_its_event(instance, story, taken, *step)) course.faults.add("step", "has not the event or the day that it must", id);
    else if (!was_let(instance, id, story, taken, *step))
      course.faults.add("step", "was taken by someone whom the charter does not let", id);
    state = taken.to;
  }
}

void look_at_records(const Instance& instance, CaseId id, const std::string& case_kind, Faults& faults) {
  const auto records = instance.records_of_case.find(id);
  if (records == instance.records_of_case.end()) return;
  for (const RecordId one : records->second) {
    const RecordRow& record = instance.data.records.at(one);
    if (is_a_reason(record)) continue;
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

namespace {

struct Openings {
  Faults faults;
  std::size_t cases = 0;
  std::size_t before = 0;   // opened before criteria were on record
  std::size_t without = 0;  // none was met, and the reason is on record
};

// Whether that part was put in with the opening, in the same act: its entries follow one another.
bool came_with_opening(const Instance& instance, CaseId id, Position opened, const std::string& kind, std::string_view part) {
  for (Position next = opened + 1; next < instance.data.leaves.size() && instance.leaf(next).case_id == id; ++next) {
    const Leaf& leaf = instance.leaf(next);
    if (leaf.actor != instance.leaf(opened).actor) return false;
    if (leaf.event == "record.put" && leaf.part == part && leaf.word("kind") == kind) return true;
  }
  return false;
}

void look_at_opening(const Instance& instance, CaseId id, Position opened, const std::string& target, Openings& found) {
  const Charter* then = instance.charter(instance.active_at(opened));
  const auto kind = then ? then->cases.find(target) : std::map<std::string, CaseKind, std::less<>>::const_iterator{};
  if (!then || kind == then->cases.end()) {
    found.faults.add("case", "is of a kind that the charter did not have", id);
    return;
  }
  const CaseKind& declared = kind->second;
  const std::string criterion = instance.leaf(opened).word("criterion");
  std::size_t number = 0;
  const auto read = std::from_chars(criterion.data(), criterion.data() + criterion.size(), number);
  const bool is_number = !criterion.empty() && read.ptr == criterion.data() + criterion.size();
  if (criterion == "none") {
    ++found.without;
    if (declared.without_criterion.empty()) found.faults.add("case", "was opened without a criterion, which its charter does not let", id);
    else if (!came_with_opening(instance, id, opened, declared.notification, declared.without_criterion))
      found.faults.add("case", "was opened without a criterion and without the reason", id);
  } else if (!is_number || number == 0 || number > declared.criteria.size()) {
    found.faults.add("case", "was opened by a criterion that the charter does not have", id);
  }
  const Kind* notification = then->kind(declared.notification);
  if (notification && !came_with_opening(instance, id, opened, declared.notification, notification->parts.front().name))
    found.faults.add("case", "was opened without what it was opened on: who told of it, how and when", id);
}

Openings look_at_openings(const Instance& instance, const std::string& target) {
  Openings found;
  check_cases(instance, target, found.faults);
  std::vector<std::pair<Position, CaseId>> opened;
  for (const auto& [id, story] : instance.cases)
    if (story.kind == target) opened.emplace_back(story.opened, id);
  std::ranges::sort(opened);
  found.cases = opened.size();
  bool is_recorded = false;
  for (const auto& [position, id] : opened) {
    const bool says = !instance.leaf(position).word("criterion").empty();
    if (says) look_at_opening(instance, id, position, target, found);
    else if (is_recorded) found.faults.add("case", "was opened without a criterion on record", id);
    else ++found.before;
    is_recorded = is_recorded || says;
  }
  return found;
}

}  // namespace

// The entry of an opening says which criterion was met, by its number in the charter, from 1; or "none", with the reason in a part
// that came with it.
Verdict judge_criterion(const Instance& instance, const std::string& target) {
  const auto declared = instance.active->cases.find(target);
  if (declared == instance.active->cases.end()) return {Status::missing, "The charter in force has no case " + target + "."};
  Openings found = look_at_openings(instance, target);
  if (const std::string& notification = declared->second.notification; !notification.empty())
    found.faults.add(check_rows(instance, notification, ""));
  const std::string title = "“" + declared->second.title + "”";
  if (!found.faults.empty()) return {Status::broken, found.faults.words()};
  if (found.cases == 0) return {Status::not_exercised, "No case opened yet, so no criterion was asked for", title};
  if (found.before > 0)
    return missing("The ledger does not say by which criterion these were opened: the version of then did not ask for it",
                   "Whoever opened one must write its criterion in the case's own papers.",
                   title + " (" + count_of(found.before, "case") + ")");
  const std::string without = found.without == 0 ? "" : ", " + std::to_string(found.without) + " of them with the reason why none is met";
  return {Status::kept, "Opened only with a criterion of the charter on record, or where the charter lets it with the reason why none is",
          title + " (" + count_of(found.cases, "case") + without + ")"};
}

}  // namespace concordat::evidence
