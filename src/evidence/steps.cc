// "guard:review.voice-recorded", "guard:review.recorded:decision", "effect:review.propose-destruction": what a step
// of a case asks for stood before it, and what follows from it followed.

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

struct Target {
  std::string case_kind;
  std::string name;
};

Target split(const std::string& target) {
  const std::size_t dot = std::min(target.find('.'), target.size());
  return {target.substr(0, dot), target.substr(std::min(dot + 1, target.size()))};
}

using Look = std::function<bool(CaseId, const StepTaken&, const Step&)>;  // whether the step carries what is judged

// Judges each step that was ever taken in cases of this kind; returns how many carried it.
std::size_t each_step(const Instance& instance, const std::string& case_kind, Faults& faults, const Look& look) {
  std::size_t count = 0;
  for (const auto& [id, story] : instance.cases) {
    if (story.kind != case_kind) continue;
    for (const StepTaken& taken : story.steps) {
      const Step* step = instance.declared(story, taken);
      if (!step) faults.add("step", "is not one of the charter", "case " + id.text());
      else if (look(id, taken, *step)) ++count;
    }
  }
  return count;
}

// The records of this kind in the case that the ledger had before.
std::vector<RecordId> recorded(const Instance& instance, CaseId id, const std::string& kind, Position before) {
  std::vector<RecordId> found;
  const auto all = instance.records_of_case.find(id);
  if (all == instance.records_of_case.end()) return found;
  for (const RecordId record : all->second) {
    const auto story = instance.records.find(record);
    const bool stood_there = story != instance.records.end() && story->second.first_put && *story->second.first_put < before;
    if (stood_there && instance.data.records.at(record).kind == kind) found.push_back(record);
  }
  return found;
}

// Where the case came to the state from which this step led on: its step before, or its opening.
Position came_to_state(const CaseStory& story, const StepTaken& taken) {
  Position at = story.opened;
  for (const StepTaken& other : story.steps)
    if (other.position < taken.position) at = std::max(at, other.position);
  return at;
}

// What a guard asks for, and of what: "recorded-here:decision".
std::pair<std::string, std::string> halves(const std::string& guard) {
  const std::size_t colon = std::min(guard.find(':'), guard.size());
  return {guard.substr(0, colon), guard.substr(std::min(colon + 1, guard.size()))};
}

bool happened(const CaseStory& story, const std::string& event, Position before) {
  return std::ranges::any_of(story.recorded, [&](const auto& one) { return one.first < before && one.second == event; }) ||
         std::ranges::any_of(story.steps, [&](const StepTaken& one) { return one.position < before && one.event == event; });
}

// "review.decision:one|other": the last event of that name was one of these.
bool decided(const CaseStory& story, const std::string& target, Position before) {
  const auto [name, choices] = halves(target);
  std::string last;
  for (const auto& [position, event] : story.recorded)
    if (position < before && event.starts_with(name + ":")) last = event.substr(name.size() + 1);
  return !last.empty() && ("|" + choices + "|").find("|" + last + "|") != std::string::npos;
}

// "12:report.published": that many months before the step, or longer ago.
bool months_passed(const Instance& instance, const CaseStory& story, const std::string& target, Position step) {
  const auto [months, name] = halves(target);
  const CivilDate taken = london_date(instance.leaf(step).at);
  return std::ranges::any_of(story.events, [&](const auto& one) {
    return one.first == name && one.second.plus_months(std::atoi(months.c_str())) <= taken;
  });
}

bool stood(const Instance& instance, CaseId id, const StepTaken& taken, const std::string& guard) {
  if (guard == "voice-recorded") return !recorded(instance, id, "voice", taken.position).empty();
  const auto [asks, target] = halves(guard);
  const CaseStory& story = instance.cases.at(id);
  if (asks == "recorded") return !recorded(instance, id, target, taken.position).empty();
  if (asks == "copies-sent") return copies_missing(instance, story, target, taken.position).empty();
  if (asks == "happened") return happened(story, target, taken.position);
  if (asks == "decided") return decided(story, target, taken.position);
  if (asks == "months-after") return happened(story, halves(target).second, taken.position) &&
                                     months_passed(instance, story, target, taken.position);
  if (asks != "recorded-here") return false;
  const Position since = came_to_state(story, taken);
  return std::ranges::any_of(recorded(instance, id, target, taken.position),
                             [&](RecordId record) { return since < *instance.records.at(record).first_put; });
}

std::string words_of_guard(const Instance& instance, const std::string& guard) {
  if (guard == "voice-recorded") return "how the child and the family were involved, or why not";
  const auto [asks, target] = halves(guard);
  if (asks == "copies-sent") return "that each copy was sent";
  if (asks == "happened") return "the event " + target;
  if (asks == "decided") return "that it was so decided";
  if (asks == "months-after") return "that it was " + halves(target).first + " months since the event " + halves(target).second;
  const Kind* kind = instance.active->kind(target);
  return kind ? kind->words() : "“" + guard + "”";
}

using Items = std::set<std::pair<RecordId, std::string>>;  // record and part

// What of this kind stood in the case when the step was taken, by owner, and is to go with it.
std::map<AgencyId, Items> standing(const Instance& instance, CaseId id, const std::string& kind, Position at) {
  std::map<AgencyId, Items> by_owner;
  const auto before = [&](Position position) { return position < at; };
  const std::set<HoldRow> holds = instance.holds_at(at);
  for (const RecordId record : recorded(instance, id, kind, at)) {
    if (holds.contains({"record", record.text()})) continue;  // kept by itself, for longer than its case
    for (const auto& [name, part] : instance.records.at(record).parts)
      if (std::ranges::count_if(part.puts, before) > std::ranges::count_if(part.destroyed, before))
        by_owner[instance.data.records.at(record).owner].emplace(record, name);
  }
  return by_owner;
}

// One weighty proposal for each owner, over just what stood, in the same act: its entry follows the step's.
bool was_proposed(const Instance& instance, CaseId id, AgencyId owner, const Items& items, Position step) {
  const auto proposals = instance.weighty_of_case.find(id);
  if (proposals == instance.weighty_of_case.end()) return false;
  return std::ranges::any_of(proposals->second, [&](WarrantId warrant_id) {
    const WarrantRow& warrant = instance.data.warrants.at(warrant_id);
    const auto leaves = instance.warrants.find(warrant_id);
    if (leaves == instance.warrants.end() || leaves->second.front() < step) return false;
    const Leaf& first = instance.leaf(leaves->second.front());
    const bool at_once = first.at.microseconds - instance.leaf(step).at.microseconds < kMicrosecondsPerSecond;
    return warrant.owner == owner && warrant.items == items && first.event == "warrant.proposed" && at_once;
  });
}

}  // namespace

Verdict judge_guard(const Instance& instance, const std::string& target) {
  const auto [case_kind, guard] = split(target);
  Faults faults;
  check_cases(instance, case_kind, faults);
  const std::size_t count = each_step(instance, case_kind, faults, [&](CaseId id, const StepTaken& taken, const Step& step) {
    if (std::ranges::find(step.guards, guard) == step.guards.end()) return false;
    if (!stood(instance, id, taken, guard)) faults.add("step", "was taken before it was on record " + words_of_guard(instance, guard), id);
    return true;
  });
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (count == 0)
    return {Status::not_exercised, "No case has come to the step yet before which this must stand", words_of_guard(instance, guard)};
  return {Status::kept, count_of(count, "step") + " taken, and before each it stood in the ledger", words_of_guard(instance, guard)};
}

Verdict judge_effect(const Instance& instance, const std::string& target) {
  const auto [case_kind, effect] = split(target);
  Faults faults;
  check_cases(instance, case_kind, faults);
  std::size_t proposals = 0;
  const std::size_t count = each_step(instance, case_kind, faults, [&](CaseId id, const StepTaken& taken, const Step& step) {
    bool carries = false;
    for (const auto& [name, record_kind] : step.effects) {
      if (name != effect) continue;
      carries = true;
      for (const auto& [owner, items] : standing(instance, id, record_kind, taken.position)) {
        ++proposals;
        if (!was_proposed(instance, id, owner, items, taken.position))
          faults.add("owner", "whose items were not proposed for destruction", "case " + id.text());
      }
    }
    return carries;
  });
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (count == 0) return {Status::not_exercised, "No case has come yet to the step that proposes destruction."};
  return {Status::kept, count_of(count, "case") + " came to the step that proposes destruction; " + count_of(proposals, "proposal") +
                            " for destruction followed at once, one for each agency."};
}

}  // namespace concordat::evidence
