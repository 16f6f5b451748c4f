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
  return {Status::missing,
          "This version cannot publish: it does not check for what would let a reader recognise someone, and asks no second person. "
          "Whoever publishes meanwhile must have both done by hand and keep proof of it",
          "“" + found->second.title + "” (" + held_words(instance, found->second.record) + ")"};
}

Verdict judge_gate(const Instance& instance, const std::string& target) {
  const Kind* kind = instance.active->kind(target);
  if (!kind) return {Status::missing, "The charter in force has no record " + target + "."};
  const Faults faults = check_not_public(instance, target);
  if (!faults.empty()) return {Status::broken, faults.words()};
  const std::size_t outlived = count_outlived(instance, *kind);
  return {Status::missing,
          "This version has no check for what would let a reader recognise someone, and no place to put on record that one was made. "
          "Whoever writes these must make it by hand and keep proof of it",
          kind->words() + " (" + held_words(instance, target) +
              (outlived > 0 ? ", " + std::to_string(outlived) + " after what it was made from was destroyed" : "") + ")"};
}

Verdict judge_copies(const Instance& instance, const std::string& target) {
  const auto found = instance.active->publications.find(target);
  if (found == instance.active->publications.end()) return {Status::missing, "The charter in force has no publication " + target + "."};
  const Faults faults = check_not_public(instance, found->second.record);
  if (!faults.empty()) return {Status::broken, faults.words()};
  std::string to;
  for (const std::string& name : found->second.copies) {
    const auto recipient = instance.active->recipients.find(name);
    to += (to.empty() ? "" : ", ") + (recipient == instance.active->recipients.end() ? name : recipient->second);
  }
  return {Status::missing,
          "This version keeps no record of copies sent. Whoever sends one meanwhile must keep proof of the day and the recipient",
          "“" + found->second.title + "” to " + to + " (" + held_words(instance, found->second.record) + ")"};
}

}  // namespace concordat::evidence
