#include "evidence/instance.h"

#include <algorithm>

namespace concordat::evidence {
namespace {

void note_step(Instance& instance, Position position, const Leaf& leaf) {
  const std::string event = leaf.word("event");
  const auto day = CivilDate::parse(leaf.word("day"));
  CaseStory& story = instance.cases[leaf.case_id];
  story.steps.push_back({position, leaf.word("from"), leaf.word("to"), event, day});
  if (!event.empty() && day) story.events.emplace_back(event, *day);
}

void note_expected(Instance& instance, Position position, const Leaf& leaf) {
  const auto day = CivilDate::parse(leaf.word("day"));
  if (!day) return;
  CaseStory& story = instance.cases[leaf.case_id];
  story.expected.push_back({position, "", "", leaf.word("event"), day});
  story.events.emplace_back("expected:" + leaf.word("event"), *day);
}

void note_asked(Instance& instance, Position position, const Leaf& leaf) {
  CaseStory& story = instance.cases[leaf.case_id];
  story.asked.emplace_back(position, leaf.word("agency"));
  story.events.emplace_back("agency-asked:" + leaf.word("agency"), london_date(leaf.at));
}

void note_put(Instance& instance, Position position, const Leaf& leaf) {
  RecordStory& story = instance.records[leaf.record];
  story.parts[leaf.part].puts.push_back(position);
  if (!story.first_put) story.first_put = position;
}

void note(Instance& instance, Position position) {
  const Leaf& leaf = instance.leaf(position);
  if (leaf.event == "record.put") note_put(instance, position, leaf);
  const auto file = AttachmentId::parse(leaf.word("attachment"));
  if (leaf.event == "attachment.put" && file) instance.records[leaf.record].parts[leaf.part].files[*file] = position;
  if (leaf.event == "part.destroyed") instance.records[leaf.record].parts[leaf.part].destroyed.push_back(position);
  if (leaf.event == "record.state") instance.records[leaf.record].states.emplace_back(position, leaf.word("state"));
  if (leaf.event == "case.opened") instance.cases[leaf.case_id] = {position, leaf.word("kind"), {}, {}, {}, {}};
  if (leaf.event == "case.step") note_step(instance, position, leaf);
  if (leaf.event == "agency.asked") note_asked(instance, position, leaf);
  if (leaf.event == "event.expected") note_expected(instance, position, leaf);
  if (leaf.event == "account.added" || leaf.event == "account.changed") instance.accounts[leaf.record].push_back(position);
  if (leaf.event == "consent.withdrawn") instance.withdrawals[leaf.record].push_back(position);
  if (leaf.event == "hold.placed" || leaf.event == "hold.released") instance.hold_entries.push_back(position);
  if (leaf.event == "charter.activated") instance.activations.emplace_back(position, leaf.charter);
  if (const auto warrant = WarrantId::parse(leaf.word("warrant"))) instance.warrants[*warrant].push_back(position);
}

// The charter must be the one that two people activated, letter for letter.
void check_activation(Instance& instance) {
  const Data& data = instance.data;
  for (const auto& [hash, canonical] : data.charters)
    if (to_hex(crypto::sha256(as_bytes(canonical))) != hash)
      instance.faults.push_back("A charter in the database is not the one that was activated.");
  if (instance.activations.empty() || instance.activations.back().second != data.active_charter) {
    instance.faults.push_back("The ledger does not say that the charter in force was activated.");
    return;
  }
  const Leaf& leaf = instance.leaf(instance.activations.back().first);
  if (leaf.actor == leaf.word("second")) instance.faults.push_back("The charter in force was activated by one person alone.");
}

void check_releases(Instance& instance) {
  for (const Position entry : instance.hold_entries) {
    const Leaf& leaf = instance.leaf(entry);
    const std::string first = leaf.word("first");
    if (leaf.event == "hold.released" && (first.empty() || first == leaf.actor))
      instance.faults.push_back("A hold was released by one person alone.");
  }
}

std::string first_state(const Charter* charter, const std::string& case_kind) {
  if (!charter) return "";
  const auto kind = charter->cases.find(case_kind);
  return kind == charter->cases.end() || kind->second.states.empty() ? "" : kind->second.states.front();
}

}  // namespace

std::string RecordStory::state_at(Position position) const {
  std::string state;
  for (const auto& [when, what] : states)
    if (when < position) state = what;
  return state;
}

const RecordRow* Instance::record(RecordId id) const {
  const auto found = data.records.find(id);
  return found == data.records.end() ? nullptr : &found->second;
}

const PartStory* Instance::story(RecordId id, std::string_view part) const {
  const auto told = records.find(id);
  if (told == records.end()) return nullptr;
  const auto found = told->second.parts.find(part);
  return found == told->second.parts.end() ? nullptr : &found->second;
}

const Charter* Instance::charter(std::string_view hash) const {
  const auto found = charters.find(hash);
  return found == charters.end() ? nullptr : &found->second;
}

std::string Instance::active_at(Position position) const {
  std::string hash;
  for (const auto& [when, what] : activations)
    if (when < position) hash = what;
  return hash;
}

std::string Instance::case_state_at(CaseId id, Position position) const {
  const auto found = cases.find(id);
  if (found == cases.end()) return "";
  const CaseStory& story = found->second;
  std::string state = first_state(charter(leaf(story.opened).charter), story.kind);
  for (const StepTaken& step : story.steps)
    if (step.position < position) state = step.to;
  return state;
}

std::set<HoldRow> Instance::holds_at(Position position) const {
  std::set<HoldRow> holds;
  for (const Position entry : hold_entries) {
    if (entry >= position) break;
    const HoldRow hold{leaf(entry).word("scope"), leaf(entry).word("target")};
    if (leaf(entry).event == "hold.placed") holds.insert(hold);
    else holds.erase(hold);
  }
  return holds;
}

bool Instance::is_being_destroyed(RecordId record, std::string_view part) const {
  constexpr std::int64_t hour = 3600 * kMicrosecondsPerSecond;
  return std::ranges::any_of(data.warrants, [&](const auto& entry) {
    const auto& [id, warrant] = entry;
    const bool begun = warrant.state == "intended" || (warrant.kind == "subject" && warrant.state == "approved");
    const auto leaves = warrants.find(id);
    return begun && warrant.items.contains({record, std::string(part)}) && leaves != warrants.end() &&
           now.microseconds - leaf(leaves->second.back()).at.microseconds < hour;
  });
}

Result<Instance> read_instance(const std::string& directory, Instant now) {
  Instance instance;
  instance.data = TRY(read_data(directory));
  instance.now = now;
  instance.today = london_date(now);
  instance.faults = instance.data.ledger_faults;
  for (const auto& [hash, canonical] : instance.data.charters) instance.charters.emplace(hash, TRY(read_charter(canonical)));
  instance.active = instance.charter(instance.data.active_charter);
  if (!instance.active)
    return Error{"No charter is active in " + directory + ".", "Activate a charter first: there is nothing to attest without one."};
  for (Position position = 0; position < instance.data.leaves.size(); ++position) note(instance, position);
  for (const auto& [id, record] : instance.data.records) instance.records_of_case[record.case_id].push_back(id);
  for (const auto& [id, file] : instance.data.attachments) instance.files_of_record[file.record].push_back(id);
  check_activation(instance);
  check_releases(instance);
  return instance;
}

}  // namespace concordat::evidence
