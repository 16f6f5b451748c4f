// "ask:booking.needs": nothing was put in before the moment at which the charter lets it be asked. "field:disclosure.share.task": nothing
// was put in by a charter that lets this be left empty.

#include <algorithm>
#include <map>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

// Whether this entry came with the record itself: acts of one transaction stand side by side in the ledger.
bool came_with_the_record(const RecordStory& story, Position put) {
  std::size_t between = 0;
  for (const auto& [name, part] : story.parts)
    between += static_cast<std::size_t>(std::ranges::count_if(part.puts, [&](Position one) { return one < put; }));
  return put - *story.first_put == between && story.state_at(put).empty();
}

// By the last word before, on how the course is held.
bool was_face_to_face(const Instance& instance, CaseId course, Position put) {
  const auto story = instance.cases.find(course);
  if (story == instance.cases.end()) return false;
  std::string manner;
  for (const auto& [position, event] : story->second.recorded)
    if (position < put && event.starts_with("course.manner:")) manner = event;
  return manner == "course.manner:face-to-face";
}

bool may_be_asked(const Instance& instance, const std::string& moment, CaseId course, const RecordStory& story, Position put) {
  if (moment == "at-request" || moment == "at-supply") return came_with_the_record(story, put);
  if (moment == "on-writing") return true;
  if (moment == "place-offered" || moment == "course-charged") return story.state_at(put) == "place-offered";
  return moment == "face-to-face-request" && came_with_the_record(story, put) && was_face_to_face(instance, course, put);
}

}  // namespace

Verdict judge_ask(const Instance& instance, const std::string& target) {
  const auto [kind, declared] = part_named(*instance.active, target);
  if (!declared) return {Status::missing, "The charter in force has no " + target + "."};
  Faults faults = check_rows(instance, kind->name, declared->name);
  std::size_t asked = 0;
  for (const auto& [id, record] : instance.of_kind(kind->name)) {
    const PartStory* part = instance.story(id, declared->name);
    const Charter* charter = instance.charter(record->charter);
    const Kind* kind_then = charter ? charter->kind(record->kind) : nullptr;
    const Part* then = kind_then ? kind_then->part(declared->name) : nullptr;
    if (!part) continue;
    for (const Position put : part->puts) {
      ++asked;
      const RecordStory& story = instance.records.at(id);
      if (!then || std::ranges::none_of(then->ask, [&](const std::string& moment) {
            return may_be_asked(instance, moment, record->case_id, story, put);
          }))
        faults.add("part", "was asked before its moment", id);
    }
  }
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (asked == 0) return {Status::not_exercised, "Not asked yet", kind->words(*declared)};
  return {Status::kept, "Never asked before the moment that the charter names", kind->words(*declared) + ", " + count_of(asked, "time"),
          "What the fields hold is sealed."};
}

// The vault refuses a part without what its charter says must be there; that the charter says so, of each that was put in, is judged here.
Verdict judge_field(const Instance& instance, const std::string& target) {
  const std::size_t dot = std::min(target.rfind('.'), target.size());
  const std::string field = target.substr(std::min(dot + 1, target.size()));
  const auto [kind, declared] = part_named(*instance.active, target.substr(0, dot));
  const auto label = declared ? declared->must_have.find(field) : std::map<std::string, std::string>::const_iterator{};
  if (!declared || label == declared->must_have.end()) return {Status::missing, "The charter in force does not ask for " + target + "."};
  Faults faults = check_rows(instance, kind->name, declared->name);
  std::size_t said = 0;
  for (const auto& [id, record] : instance.of_kind(kind->name)) {
    const PartStory* part = instance.story(id, declared->name);
    if (!part || part->puts.empty()) continue;
    ++said;
    const Charter* charter = instance.charter(record->charter);
    const Kind* kind_then = charter ? charter->kind(record->kind) : nullptr;
    const Part* then = kind_then ? kind_then->part(declared->name) : nullptr;
    if (!then || !then->must_have.contains(field))
      faults.add("part", "was put in without having to say “" + label->second + "”", id);
  }
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (said == 0) return {Status::not_exercised, "Not asked yet", kind->words(*declared)};
  return {Status::kept, "By the charter of its day each had to say this, and is refused without",
          kind->words(*declared) + ", “" + label->second + "”, " + count_of(said, "time"), "What the fields hold is sealed."};
}

}  // namespace concordat::evidence
