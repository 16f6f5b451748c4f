// What was to be erased before its last day (UK GDPR, Articles 17 and 5(1)(d)): on which ground, and whether it was carried out or dropped
// with a reason. docs/decisions/0116.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

bool has_reason(const Instance& instance, const Leaf& leaf) {
  const auto id = RecordId::parse(leaf.word("reason"));
  const RecordRow* reason = id ? instance.record(*id) : nullptr;
  return reason && reason->kind == "reason";
}

// The case of a request under a right whose answer was on record before.
bool was_answered(const Instance& instance, const std::string& request, Position before) {
  const auto id = CaseId::parse(request);
  const auto story = id ? instance.cases.find(*id) : instance.cases.end();
  return story != instance.cases.end() && std::ranges::any_of(story->second.recorded, [&](const auto& one) {
           return one.first < before && one.second == "rights.answered";
         });
}

struct ErasureCourse {
  std::optional<Position> approved;   // by the second of two people
  std::optional<Position> cancelled;  // by a person
  bool is_emptied = false;            // all of it went in another way before
};

ErasureCourse erasure_course(const Instance& instance, WarrantId id) {
  ErasureCourse course;
  const auto leaves = instance.warrants.find(id);
  std::set<std::string> approvers;
  for (const Position position : leaves == instance.warrants.end() ? std::vector<Position>() : leaves->second) {
    const Leaf& leaf = instance.leaf(position);
    if (leaf.event == "erasure.cancelled") course.cancelled = position;
    if (leaf.event == "warrant.cancelled" && leaf.actor == "system") course.is_emptied = true;
    if (leaf.event == "warrant.approved" && approvers.insert(leaf.actor).second && approvers.size() == 2) course.approved = position;
  }
  return course;
}

// The run is daily, from the end of the quarantine and of what last stopped it.
CivilDate last_day_to_erase(const Instance& instance, RecordId id, Position approved) {
  CivilDate day = london_date(instance.leaf(approved).at).plus_days(instance.active->quarantine_days);
  const auto stopped_until = [&](Position entry) { day = std::max(day, london_date(instance.leaf(entry).at)); };
  for (const Position entry : instance.hold_entries) stopped_until(entry);
  if (const auto found = instance.restrictions.find(id); found != instance.restrictions.end())
    for (const Position entry : found->second) stopped_until(entry);
  return day.plus_days(1);
}

bool is_stopped_now(const Instance& instance, RecordId id, const RecordRow& record) {
  const Position end = instance.data.leaves.size();
  const std::set<HoldRow> holds = instance.holds_at(end);
  return instance.was_restricted(id, end) || holds.contains({"everything", ""}) || holds.contains({"case", record.case_id.text()}) ||
         holds.contains({"agency", record.owner.text()}) || holds.contains({"record", id.text()});
}

}  // namespace

bool has_ground(const Instance& instance, Position proposed) {
  const Leaf& leaf = instance.leaf(proposed);
  const std::string ground = leaf.word("ground");
  const bool rests_on_it = ground == "mistake" || ground == "unlawful" ||
                           (ground == "request" && was_answered(instance, leaf.word("request"), proposed));
  return rests_on_it && has_reason(instance, leaf);
}

void look_at_erasures(const Instance& instance, const std::string& kind, const std::string& part, Faults& faults) {
  for (const auto& [warrant_id, warrant] : instance.data.warrants) {
    if (warrant.kind != "erasure" || warrant.state == "done") continue;
    for (const auto& [id, name] : warrant.items) {
      const RecordRow* record = instance.record(id);
      if (!record || record->kind != kind || name != part) continue;
      if (const auto row = record->parts.find(name); row == record->parts.end() || row->second.destroyed) continue;
      const ErasureCourse course = erasure_course(instance, warrant_id);
      if (course.is_emptied) continue;
      if (warrant.state == "cancelled" && (!course.cancelled || !has_reason(instance, instance.leaf(*course.cancelled))))
        faults.add("part", "was to be erased, and that was dropped without a reason", id);
      if (warrant.state == "cancelled" || !course.approved || is_stopped_now(instance, id, *record)) continue;
      if (instance.today > last_day_to_erase(instance, id, *course.approved) && !instance.is_being_destroyed(id, name))
        faults.add("part", "was to be erased, was approved by two people, and is still held", id);
    }
  }
}

}  // namespace concordat::evidence
