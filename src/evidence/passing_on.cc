// "disclosure:disclosure": nothing is on record as passed on without recipient, basis, reason and approver. "transfer:abroad":
// what left the directory went nowhere that the charter does not name.

#include <algorithm>
#include <array>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

constexpr std::array<std::string_view, 4> kMustSay = {"recipient", "basis", "reason", "approver"};

// The parts of the kind that ask for one of the four; none where one of them is not asked by any.
std::vector<std::string> parts_that_say(const Kind& kind) {
  std::vector<std::string> parts;
  for (const std::string_view field : kMustSay) {
    const auto part = std::ranges::find_if(kind.parts, [&](const Part& one) {
      return std::ranges::find(one.must_have, field) != one.must_have.end();
    });
    if (part == kind.parts.end()) return {};
    parts.push_back(part->name);
  }
  return parts;
}

// By the charter it was recorded under, and all of it at once: not a share now and its reason later.
void look_at_disclosure(const Instance& instance, RecordId id, const RecordRow& record, Faults& faults) {
  const Charter* then = instance.charter(record.charter);
  const Kind* kind = then ? then->kind(record.kind) : nullptr;
  const std::vector<std::string> parts = kind ? parts_that_say(*kind) : std::vector<std::string>{};
  if (parts.empty()) faults.add("disclosure", "was recorded under a charter that did not ask to whom, why and by whose approval", id);
  const auto story = instance.records.find(id);
  for (const std::string& part : parts) {
    const PartStory* told = instance.story(id, part);
    const bool at_once = told && !told->puts.empty() && story->second.first_put &&
                         told->puts.front() < *story->second.first_put + story->second.parts.size();
    if (!at_once) faults.add("disclosure", "does not say to whom, on what basis, why and by whose approval", id);
  }
}

std::size_t count_events(const Instance& instance, std::string_view event) {
  return static_cast<std::size_t>(std::ranges::count_if(instance.data.leaves, [&](const Leaf& leaf) { return leaf.event == event; }));
}

std::size_t count_disclosures(const Instance& instance) {
  std::size_t count = 0;
  for (const Kind& kind : instance.active->kinds)
    if (!parts_that_say(kind).empty()) count += instance.of_kind(kind.name).size();
  return count;
}

}  // namespace

Verdict judge_disclosure(const Instance& instance, const std::string& target) {
  const Kind* kind = instance.active->kind(target);
  if (!kind) return {Status::missing, "The charter in force has no record " + target + "."};
  Faults faults = check_rows(instance, target, "");
  for (const auto& [id, record] : instance.of_kind(target)) look_at_disclosure(instance, id, *record, faults);
  if (!faults.empty()) return {Status::broken, faults.words()};
  const std::size_t count = instance.of_kind(target).size();
  if (count == 0) return {Status::not_exercised, "Nothing is on record as passed on yet", kind->words()};
  return {Status::kept, "Each was recorded with recipient, basis, reason and approver, without which the form is refused",
          kind->words() + " (" + std::to_string(count) + ")", "What was passed on and never recorded does not show here."};
}

// The files do not say in which country a backup or a recipient is: a person has to.
Verdict judge_transfer(const Instance& instance, const std::string&) {
  if (instance.active->transfers.empty()) return {Status::missing, "The charter in force does not say what leaves the country."};
  const std::size_t backups = count_events(instance, "backup.taken");
  const std::size_t disclosures = count_disclosures(instance);
  if (backups + disclosures == 0)
    return {Status::not_exercised, "Nothing has left this system yet: no backup was taken and nothing passed on."};
  const std::string left = count_of(backups, "backup") + " and " + count_of(disclosures, "disclosure") + " left this system";
  if (disclosures > 0)
    return {Status::missing, left + "; to which country is sealed with them. Somebody who may open them must look through their recipients "
                                    "and keep proof of it."};
  if (!instance.active->evidence.contains("hosting"))
    return {Status::missing, left + "; the files do not say in which country the folder of backups lies. Add [evidence.hosting] to the "
                                    "charter, so that someone can put on record where it lies."};
  const OnRecord hosting = on_record(instance, "hosting");
  return {hosting.status, left + ". " + hosting.words};
}

}  // namespace concordat::evidence
