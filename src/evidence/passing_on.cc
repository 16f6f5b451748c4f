// "disclosure:disclosure": nothing is on record as passed on without recipient, basis, reason and approver; of an involvement check,
// nothing was put to an agency that the ledger does not say before. "transfer:abroad":
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
      return one.must_have.contains(std::string(field));
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

// ---- involvement checks

struct Disclosures {
  std::unordered_map<RecordId, std::vector<Position>> of;  // entries of what an agency was told, by the check
  std::unordered_map<RecordId, std::vector<Position>> answered;  // with which it lost that
};

Disclosures disclosures(const Instance& instance) {
  Disclosures found;
  for (Position position = 0; position < instance.data.leaves.size(); ++position) {
    const Leaf& leaf = instance.leaf(position);
    if (leaf.event == "disclosed") found.of[leaf.record].push_back(position);
    if (leaf.event == "check.answered") found.answered[leaf.record].push_back(position);
  }
  return found;
}

// Written down before the agency could see it: to whom, about whom, for which purpose and on which ground.
void look_at_telling(const Instance& instance, RecordId id, const RecordRow& record, const Kind& kind, const Disclosures& all,
                     Faults& faults) {
  const PartStory* told = instance.story(id, kind.parts.front().name);
  const auto entries = all.of.find(id);
  if (entries == all.of.end() || !told || told->puts.empty() || entries->second.front() > told->puts.front()) {
    faults.add("check", "was put to an agency, and the ledger does not say before it that something was disclosed", id);
    return;
  }
  const Leaf& leaf = instance.leaf(entries->second.front());
  const auto about = RecordId::parse(leaf.word("about"));
  const RecordRow* person = about ? instance.record(*about) : nullptr;
  if (agency_id(leaf.word("agency")) != record.owner) faults.add("disclosure", "names another agency than whose check it is", id);
  if (leaf.word("basis").empty() || leaf.purpose != record.purpose)
    faults.add("disclosure", "does not say for what and on which ground", id);
  const bool is_meant = person && person->case_id == record.case_id &&
                        std::ranges::find(kind.asks_about, person->kind) != kind.asks_about.end();
  if (!is_meant) faults.add("disclosure", "is about nobody whom agencies may be asked about in this case", id);
}

// An agency that does not know the person lost what it was told, by its answer and not before.
void look_at_names(const Instance& instance, RecordId id, const RecordRow& record, const Kind& kind, const Disclosures& all,
                   Faults& faults, std::size_t& forgotten) {
  const std::string& names = kind.parts.front().name;
  const PartStory* story = instance.story(id, names);
  if (!story) return;
  for (const Position position : story->destroyed) check_destruction(instance, id, record, names, position, faults);
  if (!all.answered.contains(id)) return;
  ++forgotten;
  if (!story->is_destroyed() && !instance.is_being_destroyed(id, names))
    faults.add("check", "was answered by an agency that does not know the person, and it still holds the names", id);
}

Verdict judge_checks(const Instance& instance, const Kind& kind) {
  Faults faults = check_rows(instance, kind.name, "");
  const Disclosures all = disclosures(instance);
  std::size_t forgotten = 0;
  std::set<AgencyId> agencies;
  for (const auto& [id, record] : instance.of_kind(kind.name)) {
    const Charter* then = instance.charter(record->charter);
    const Kind* as_asked = then ? then->kind(kind.name) : nullptr;
    if (!as_asked || as_asked->asks_about.empty()) continue;  // under an earlier charter, no involvement check
    agencies.insert(record->owner);
    look_at_telling(instance, id, *record, *as_asked, all, faults);
    look_at_names(instance, id, *record, *as_asked, all, faults, forgotten);
  }
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (agencies.empty()) return {Status::not_exercised, "No agency was asked yet", kind.words()};
  return {Status::kept, "Each disclosure is in the ledger with recipient, purpose and basis, before the agency could see it",
          kind.words() + " (" + count_of(instance.of_kind(kind.name).size(), "disclosure") + " to " +
              std::to_string(agencies.size()) + (agencies.size() == 1 ? " agency" : " agencies") + ", " + std::to_string(forgotten) +
              " of them destroyed with the answer that the person is not known)",
          "What an agency answered is sealed."};
}

std::size_t count_events(const Instance& instance, std::string_view event) {
  return static_cast<std::size_t>(std::ranges::count_if(instance.data.leaves, [&](const Leaf& leaf) { return leaf.event == event; }));
}

std::size_t count_disclosures(const Instance& instance) {
  std::size_t count = 0;
  for (const Kind& kind : instance.active->kinds)
    if (!parts_that_say(kind).empty() || !kind.asks_about.empty()) count += instance.of_kind(kind.name).size();
  return count;
}

}  // namespace

Verdict judge_disclosure(const Instance& instance, const std::string& target) {
  const Kind* kind = instance.active->kind(target);
  if (!kind) return {Status::missing, "The charter in force has no record " + target + "."};
  if (!kind->asks_about.empty()) return judge_checks(instance, *kind);
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
    return missing(left + "; to which country is sealed with them.",
                   "Somebody who may open the disclosures must look through their recipients and keep proof of it.");
  if (!instance.active->evidence.contains("hosting"))
    return missing(left + "; nothing here says in which country the folder of backups lies.",
                   "Add [evidence.hosting] to the charter, so that someone can put on record where it lies.");
  const OnRecord hosting = on_record(instance, "hosting");
  return {hosting.status, left + ". " + hosting.words, {}, {}, hosting.todo};
}

}  // namespace concordat::evidence
