// "publication:review-report", "gate:report", "copies:review-report": what goes to the public passes a check and a second
// person, and each copy is on record. This version can do none of that, so nothing here is ever "kept": what is judged is that
// nothing reached the public past it.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

std::size_t count_held(const Instance& instance, const std::string& kind) {
  return static_cast<std::size_t>(std::ranges::count_if(instance.of_kind(kind), [](const Held& held) {
    return std::ranges::any_of(held.second->parts, [](const auto& part) { return !part.second.destroyed; });
  }));
}

// What of this kind reached the public, though nothing can have let it: a reading, or a rule of a charter that allowed it.
Faults check_not_public(const Instance& instance, const std::string& kind) {
  Faults faults = check_rows(instance, kind, "");
  for (const Deed& deed : instance.deeds(kind))
    if (deed.act == "read" && instance.leaf(deed.position).actor == "public")
      faults.add("reading", "by the public, though nothing let it be published", deed.position);
  for (const auto& [position, hash] : instance.activations) {
    const Charter* charter = instance.charter(hash);
    if (!charter) continue;
    for (const Rule& rule : charter->rules) {
      const bool is_public = std::ranges::any_of(rule.who, [](const Who& who) { return who.kind == "public"; });
      const bool may_read = std::ranges::find(rule.may, "read") != rule.may.end() && std::ranges::find(rule.on, kind) != rule.on.end();
      if (is_public && may_read) faults.add("charter", "let the public read what must be checked first", position);
    }
  }
  return faults;
}

std::string held_words(const Instance& instance, const std::string& kind) {
  const std::size_t held = count_held(instance, kind);
  return held == 0 ? "none is held" : std::to_string(held) + " held, none opened by the public";
}

// Sources of which something was destroyed, and what was made from them is still held.
std::size_t count_outlived(const Instance& instance, const Kind& kind) {
  const auto was_destroyed = [&](RecordId id) {
    const auto story = instance.records.find(id);
    return story != instance.records.end() &&
           std::ranges::any_of(story->second.parts, [](const auto& part) { return part.second.is_destroyed(); });
  };
  std::size_t count = 0;
  for (const auto& [id, record] : instance.of_kind(kind.name)) {
    const auto same_case = instance.records_of_case.find(record->case_id);
    const bool is_held = std::ranges::any_of(record->parts, [](const auto& part) { return !part.second.destroyed; });
    if (!is_held || same_case == instance.records_of_case.end()) continue;
    count += std::ranges::any_of(same_case->second, [&](RecordId source) {
      const std::string& of_source = instance.data.records.at(source).kind;
      return std::ranges::find(kind.derived_from, of_source) != kind.derived_from.end() && was_destroyed(source);
    });
  }
  return count;
}

}  // namespace

Verdict judge_publication(const Instance& instance, const std::string& target) {
  const auto found = instance.active->publications.find(target);
  if (found == instance.active->publications.end()) return {Status::missing, "The charter in force has no publication " + target + "."};
  const Faults faults = check_not_public(instance, found->second.record);
  if (!faults.empty()) return {Status::broken, faults.words()};
  return missing(
      "Published by hand: the system does not yet look for what would let a reader recognise someone, nor ask a second person, so nothing "
      "here shows that both are done",
      "Whoever publishes must have a second person look for what would let a reader recognise someone, and keep proof of it.",
      "“" + found->second.title + "” (" + held_words(instance, found->second.record) + ")");
}

Verdict judge_gate(const Instance& instance, const std::string& target) {
  const Kind* kind = instance.active->kind(target);
  if (!kind) return {Status::missing, "The charter in force has no record " + target + "."};
  const Faults faults = check_not_public(instance, target);
  if (!faults.empty()) return {Status::broken, faults.words()};
  const std::size_t outlived = count_outlived(instance, *kind);
  return missing("Looked through by hand: the system does not yet look for what would let a reader recognise someone, so nothing here "
                 "shows that it is done",
                 "Whoever writes these must look for what would let a reader recognise someone, and keep proof of it.",
                 kind->words() + " (" + held_words(instance, target) +
                     (outlived > 0 ? ", " + std::to_string(outlived) + " after what it was made from was destroyed" : "") + ")");
}

std::vector<std::string> copies_missing(const Instance& instance, const CaseStory& story, const std::string& publication, Position before) {
  std::vector<std::string> missing;
  const Charter* then = instance.charter(instance.active_at(before));
  if (!then || !then->publications.contains(publication)) return {publication};
  const Publication& of = then->publications.find(publication)->second;
  for (const std::string& name : of.copies) {
    const auto recipient = then->recipients.find(name);
    const std::string title = recipient == then->recipients.end() ? name : recipient->second;
    std::string event = of.sent + ":" + title;
    std::ranges::replace(event, ' ', '-');
    const bool is_there = std::ranges::any_of(
        story.recorded, [&](const auto& one) { return one.first < before && one.second == event; });
    if (!is_there) missing.push_back(title);
  }
  return missing;
}

namespace {

struct Copies {
  Faults faults;
  std::size_t cases = 0;  // whose publication counted as complete
};

// Each step that lets the publication count as complete: every copy was on record before.
void look_at_copies(const Instance& instance, const std::string& target, Copies& copies) {
  const std::string guard = "copies-sent:" + target;
  for (const auto& [id, story] : instance.cases)
    for (const StepTaken& taken : story.steps) {
      const Step* step = instance.declared(story, taken);
      if (!step || std::ranges::find(step->guards, guard) == step->guards.end()) continue;
      ++copies.cases;
      for (const std::string& title : copies_missing(instance, story, target, taken.position))
        copies.faults.add("publication", "counted as complete before a copy to " + title + " was on record as sent", id);
    }
}

bool is_asked_for(const Charter& charter, const std::string& target) {
  return std::ranges::any_of(charter.cases, [&](const auto& kind) {
    return std::ranges::any_of(kind.second.steps, [&](const Step& step) {
      return std::ranges::find(step.guards, "copies-sent:" + target) != step.guards.end();
    });
  });
}

}  // namespace

// The entries of a copy say on which day; to whom, by the word of the event; by whom it was sent is sealed.
Verdict judge_copies(const Instance& instance, const std::string& target) {
  const auto found = instance.active->publications.find(target);
  if (found == instance.active->publications.end()) return {Status::missing, "The charter in force has no publication " + target + "."};
  Copies copies{check_not_public(instance, found->second.record), 0};
  look_at_copies(instance, target, copies);
  std::string to;
  for (const std::string& name : found->second.copies) {
    const auto recipient = instance.active->recipients.find(name);
    to += (to.empty() ? "" : ", ") + (recipient == instance.active->recipients.end() ? name : recipient->second);
  }
  const std::string title = "“" + found->second.title + "” to " + to;
  if (!copies.faults.empty()) return {Status::broken, copies.faults.words()};
  if (!is_asked_for(*instance.active, target))
    return missing("No step of a case waits for these copies", "Whoever sends a copy must keep proof of the day and the recipient.",
                   title + " (" + held_words(instance, found->second.record) + ")");
  if (copies.cases == 0) return {Status::not_exercised, "No publication has come yet to the step that waits for its copies", title};
  return {Status::kept, "Counted as complete only once each copy was on record as sent",
          title + " (" + count_of(copies.cases, "case") + ")",
          "What was sent and never recorded does not show here."};
}

}  // namespace concordat::evidence
