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

void note_recorded(Instance& instance, Position position, const Leaf& leaf) {
  const auto day = CivilDate::parse(leaf.word("day"));
  if (!day) return;
  CaseStory& story = instance.cases[leaf.case_id];
  story.recorded.emplace_back(position, leaf.word("event"));
  story.events.emplace_back(leaf.word("event"), *day);
}

void note_asked(Instance& instance, Position position, const Leaf& leaf) {
  CaseStory& story = instance.cases[leaf.case_id];
  story.asked.emplace_back(position, leaf.word("agency"));
  story.events.emplace_back("agency-asked:" + leaf.word("agency"), london_date(leaf.at));
}

void note_put(Instance& instance, Position position, const Leaf& leaf) {
  RecordStory& story = instance.records[leaf.record];
  story.parts[leaf.part].puts.push_back(position);
  if (story.first_put) return;
  story.first_put = position;
  story.kind = leaf.word("kind");
  story.first_state = leaf.word("state");
}

void note_deeds(Instance& instance, Position position, const Leaf& leaf) {
  const auto add = [&](std::string_view act, RecordId id) {
    if (const RecordRow* record = instance.record(id)) instance.deeds_of_kind[record->kind].push_back({position, act, id, record});
  };
  if (leaf.event == "record.put") add("add", leaf.record);
  if (leaf.event == "record.corrected" || leaf.event == "attachment.taken-off") add("correct", leaf.record);
  if (leaf.event == "recall.asked") add("recall", leaf.record);
  if (leaf.event == "record.read" || leaf.event == "attachment.read") add("read", leaf.record);
  if (leaf.event == "attachment.put") add("add", leaf.record);
  if (leaf.event != "list.read" && leaf.event != "search.read") return;
  if (const auto set = instance.data.lists.find(position); set != instance.data.lists.end())
    for (const RecordId& id : set->second) add("read", id);
  for (const std::string& word : leaf.words("records"))
    if (const auto id = RecordId::parse(word)) add("read", *id);
}

void note_evidence(Instance& instance, Position position, const Leaf& leaf) {
  const std::string id = leaf.word("entry");
  if (leaf.event == "evidence.given")
    instance.evidence.push_back(
        {position, id, leaf.word("evidence"), CivilDate::parse(leaf.word("day")), CivilDate::parse(leaf.word("until")), std::nullopt});
  if (leaf.event != "evidence.withdrawn") return;
  for (EvidenceEntry& entry : instance.evidence)
    if (entry.id == id) entry.withdrawn = position;
}

bool is_of_people(std::string_view event) {
  return event.starts_with("appointment.") || event.starts_with("involvement.") || event.starts_with("contribution.") ||
         event == "emergency.opened" || event == "contact.let-in" ||
         event == "message.queued" || event == "message.received";
}

void note(Instance& instance, Position position) {
  const Leaf& leaf = instance.leaf(position);
  if (leaf.event == "record.put") note_put(instance, position, leaf);
  const auto file = AttachmentId::parse(leaf.word("attachment"));
  if (leaf.event == "attachment.put" && file) instance.records[leaf.record].parts[leaf.part].files[*file] = position;
  if (leaf.event == "attachment.taken-off" && file) instance.records[leaf.record].parts[leaf.part].taken_off.insert(*file);
  if (leaf.event == "part.destroyed") instance.records[leaf.record].parts[leaf.part].destroyed.push_back(position);
  if (leaf.event == "record.state") instance.records[leaf.record].states.emplace_back(position, leaf.word("state"));
  if (leaf.event == "case.opened") instance.cases[leaf.case_id] = {position, leaf.word("kind"), {}, {}, {}, {}, {}};
  if (leaf.event == "case.step") note_step(instance, position, leaf);
  if (leaf.event == "agency.asked") note_asked(instance, position, leaf);
  if (leaf.event == "event.expected") note_expected(instance, position, leaf);
  if (leaf.event == "event.recorded") note_recorded(instance, position, leaf);
  if (leaf.event == "account.added" || leaf.event == "account.changed") instance.accounts[leaf.record].push_back(position);
  if (leaf.event.starts_with("deputy.")) instance.deputies.push_back(position);
  if (leaf.event == "consent.withdrawn") instance.withdrawals[leaf.record].push_back(position);
  if (leaf.event == "hold.placed" || leaf.event == "hold.released" || leaf.event == "hold.ended") instance.hold_entries.push_back(position);
  if (leaf.event == "restriction.begun" || leaf.event == "restriction.ended") instance.restrictions[leaf.record].push_back(position);
  if (leaf.event == "recall.due") instance.taken_up[leaf.record] = london_date(leaf.at);
  if (leaf.event == "charter.activated") instance.activations.emplace_back(position, leaf.charter);
  if (leaf.event.starts_with("evidence.")) note_evidence(instance, position, leaf);
  note_deeds(instance, position, leaf);
  if (leaf.event == "account.left") instance.left[leaf.word("account")] = position;
  if (is_of_people(leaf.event)) instance.people[leaf.case_id].push_back(position);
  if (leaf.event == "retention.adopted") instance.adoptions.push_back(position);
  if (const auto warrant = WarrantId::parse(leaf.word("warrant"))) instance.warrants[*warrant].push_back(position);
  if (std::string bulk = leaf.word("bulk"); !bulk.empty()) instance.bulks[std::move(bulk)].push_back(position);
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

void check_adoptions(Instance& instance) {
  for (const Position entry : instance.adoptions)
    if (instance.leaf(entry).actor == instance.leaf(entry).word("second"))
      instance.faults.push_back("A longer period was adopted by one person alone.");
}

void check_releases(Instance& instance) {
  for (const Position entry : instance.hold_entries) {
    const Leaf& leaf = instance.leaf(entry);
    const std::string first = leaf.word("first");
    if (leaf.event == "hold.released" && (first.empty() || first == leaf.actor))
      instance.faults.push_back("A hold was released by one person alone.");
  }
}

// docs/formats/database.md: what an approval binds is SHA-256 over the sorted lines "record part".
Bytes content_of(const WarrantRow& warrant) {
  std::vector<std::string> lines;
  for (const auto& [record, part] : warrant.items) lines.push_back(record.text() + " " + part + "\n");
  std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) text += line;
  const crypto::Digest digest = crypto::sha256(as_bytes(text));
  return {digest.begin(), digest.end()};
}

void note_warrants(Instance& instance) {
  constexpr std::int64_t hour = 3600 * kMicrosecondsPerSecond;
  for (auto& [id, warrant] : instance.data.warrants) {
    warrant.is_of_its_items = content_of(warrant) == warrant.content;
    if (warrant.kind == "weighty") instance.weighty_of_case[warrant.case_id].push_back(id);
    if (warrant.state != "cancelled" && warrant.state != "done") instance.proposed.insert(warrant.items.begin(), warrant.items.end());
    const bool begun = warrant.state == "intended" || (warrant.kind == "subject" && warrant.state == "approved");
    const auto leaves = instance.warrants.find(id);
    if (begun && leaves != instance.warrants.end() &&
        instance.now.microseconds - instance.leaf(leaves->second.back()).at.microseconds < hour)
      instance.under_way.insert(warrant.items.begin(), warrant.items.end());
  }
}

void note_incomplete(Instance& instance) {
  for (const auto& [id, story] : instance.records) {
    const RecordRow* row = instance.record(id);
    const bool whole = row && std::ranges::all_of(story.parts, [&](const auto& part) {
      return part.second.puts.empty() || row->parts.contains(part.first);
    });
    const bool is_as_put = row && (story.kind.empty() || story.kind == row->kind);
    if (!whole || !is_as_put) instance.incomplete.push_back(id);
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

const Step* Instance::declared(const CaseStory& story, const StepTaken& taken) const {
  const Charter* then = charter(active_at(taken.position));
  if (!then) return nullptr;
  const auto kind = then->cases.find(story.kind);
  return kind == then->cases.end() ? nullptr : kind->second.step(taken.from, taken.to);
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

bool Instance::was_restricted(RecordId id, Position position) const {
  const auto found = restrictions.find(id);
  std::set<std::string> standing;
  for (const Position entry : found == restrictions.end() ? std::vector<Position>() : found->second) {
    if (entry >= position) break;
    const Leaf& one = leaf(entry);
    if (one.event == "restriction.ended") standing.erase(one.word("restriction"));
    else if (one.word("right") == "restriction") standing.insert(one.word("restriction"));
  }
  return !standing.empty();
}

bool Instance::is_being_destroyed(RecordId record, std::string_view part) const {
  return under_way.contains({record, std::string(part)});
}

const std::vector<Held>& Instance::of_kind(std::string_view kind) const {
  static const std::vector<Held> none;
  const auto found = records_of_kind.find(kind);
  return found == records_of_kind.end() ? none : found->second;
}

const std::vector<Deed>& Instance::deeds(std::string_view kind) const {
  static const std::vector<Deed> none;
  const auto found = deeds_of_kind.find(kind);
  return found == deeds_of_kind.end() ? none : found->second;
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
  for (const auto& [id, record] : instance.data.records) {
    instance.records_of_case[record.case_id].push_back(id);
    instance.records_of_kind[record.kind].emplace_back(id, &record);
  }
  for (const auto& [id, file] : instance.data.attachments) instance.files_of_record[file.record].push_back(id);
  note_incomplete(instance);
  note_warrants(instance);
  check_activation(instance);
  check_releases(instance);
  check_adoptions(instance);
  return instance;
}

}  // namespace concordat::evidence
