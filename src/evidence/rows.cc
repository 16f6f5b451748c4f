#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

bool concerns(std::string_view wanted, std::string_view part) { return wanted.empty() || wanted == part; }

void check_held(const Instance& instance, RecordId id, const std::string& name, const PartRow& part, const PartStory& story,
                Faults& faults) {
  if (story.is_destroyed()) faults.add("part", "stands as held, though the ledger says that it was destroyed", id);
  if (part.sealed_size == 0) faults.add("part", "stands as held, but its content is gone", id);
  const bool has_key = instance.data.keys_before.contains(part.key) || instance.data.keys_after.contains(part.key);
  if (!has_key && !instance.is_being_destroyed(id, name)) faults.add("part", "stands as held, but its key is not in the keyring", id);
}

void check_gone(const Instance& instance, RecordId id, const PartRow& part, const PartStory& story, Faults& faults) {
  if (!story.is_destroyed()) faults.add("part", "stands as destroyed, though the ledger does not say so", id);
  if (part.sealed_size != 0) faults.add("part", "was destroyed, but its sealed bytes are still there", id);
  if (instance.data.keys_after.contains(part.key)) faults.add("part", "was destroyed, but its key is still in the keyring", id);
}

// A file goes with its part and not before it; while it is held, all of it is there, as it came.
void check_file(const Instance& instance, RecordId id, AttachmentId file_id, Faults& faults) {
  constexpr std::int64_t seal_overhead = 40;  // docs/formats/sealed-record.md
  const AttachmentRow& file = instance.data.attachments.at(file_id);
  const PartStory* story = instance.story(id, file.part);
  if (!story || !story->files.contains(file_id)) {
    if (file.state == "arriving") return;  // the next start clears away what does not come to its end
    faults.add("file", "has no entry in the ledger", id);
    return;
  }
  const bool with_part = !story->destroyed.empty() && story->destroyed.back() > story->files.at(file_id);
  const bool gone = with_part || story->taken_off.contains(file_id);
  if (gone && (file.state != "destroyed" || file.sealed_size != 0 || file.chunks_there != 0))
    faults.add("file", with_part ? "was destroyed with its part, but its sealed bytes are still there"
                                 : "was taken off, but its sealed bytes are still there", id);
  const bool whole = file.state == "held" && file.sealed_size > 0 && file.chunks_there == file.chunks &&
                     file.bytes_there == file.bytes + file.chunks * seal_overhead;
  if (!gone && !whole) faults.add("file", "stands as held, but not all of its content is there", id);
}

void check_files(const Instance& instance, RecordId id, std::string_view wanted, Faults& faults) {
  if (const auto files = instance.files_of_record.find(id); files != instance.files_of_record.end())
    for (const AttachmentId file : files->second)
      if (concerns(wanted, instance.data.attachments.at(file).part)) check_file(instance, id, file, faults);
  const auto told = instance.records.find(id);
  if (told == instance.records.end()) return;
  for (const auto& [name, part] : told->second.parts)
    for (const auto& [file, put] : part.files)
      if (concerns(wanted, name) && !instance.data.attachments.contains(file)) faults.add("file", "was removed from the database", id);
}

void check_record(const Instance& instance, RecordId id, const RecordRow& record, std::string_view wanted, Faults& faults) {
  const Charter* then = instance.charter(record.charter);
  const Kind* kind = then ? then->kind(record.kind) : nullptr;
  for (const auto& [name, part] : record.parts) {
    if (kind && !kind->part(name)) faults.add("part", "is none that its charter has in such a record", id);
    if (!concerns(wanted, name)) continue;
    const PartStory* told = instance.story(id, name);
    if (!told || told->puts.empty()) faults.add("part", "has no entry in the ledger", id);
    else if (part.destroyed) check_gone(instance, id, part, *told, faults);
    else check_held(instance, id, name, part, *told, faults);
  }
  check_files(instance, id, wanted, faults);
  const auto of_case = instance.cases.find(record.case_id);
  if (!kind || kind->purpose != record.purpose || of_case == instance.cases.end() || kind->case_kind != of_case->second.kind)
    faults.add("record", "is of a kind, for a purpose or in a case that its charter does not put together", id);
  const auto found = instance.records.find(id);
  if (found == instance.records.end() || !found->second.first_put) return;
  const RecordStory& story = found->second;
  const Leaf& first = instance.leaf(*story.first_put);
  if (first.purpose != record.purpose) faults.add("record", "has another purpose than it was collected for", id);
  if (first.case_id != record.case_id) faults.add("record", "stands in another case than it was put into", id);
  if (first.charter != record.charter) faults.add("record", "is tied to another charter than it was collected under", id);
  if (!story.kind.empty() && story.kind != record.kind) faults.add("record", "stands as another kind than it was put in as", id);
  const std::string& state = story.states.empty() ? story.first_state : story.states.back().second;
  if (!state.empty() && state != record.state)
    faults.add("record", "is in another state than the ledger says", id);
}

// A row that is gone says no longer of which kind it was. Entries of earlier versions do not either: purpose and part do.
bool was_of_kind(const RecordStory& story, const RecordRow* row, const Leaf& put, const Kind& kind) {
  if (!story.kind.empty()) return story.kind == kind.name;
  return row ? row->kind == kind.name : put.purpose == kind.purpose && kind.part(put.part) != nullptr;
}

void check_nothing_removed(const Instance& instance, const Kind& kind, std::string_view wanted, Faults& faults) {
  for (const RecordId id : instance.incomplete) {
    const RecordStory& story = instance.records.at(id);
    const RecordRow* row = instance.record(id);
    for (const auto& [name, part] : story.parts) {
      if (part.puts.empty() || !concerns(wanted, name) || !was_of_kind(story, row, instance.leaf(part.puts.front()), kind)) continue;
      if (!row || row->kind != kind.name || !row->parts.contains(name)) faults.add("part", "was removed from the database", id);
    }
  }
}

}  // namespace

void check_cases(const Instance& instance, const std::string& case_kind, Faults& faults) {
  for (const auto& [id, story] : instance.cases) {
    if (story.kind != case_kind) continue;
    const auto found = instance.data.cases.find(id);
    if (found == instance.data.cases.end()) {
      faults.add("case", "was removed from the database", "case " + id.text());
      continue;
    }
    const CaseRow& row = found->second;
    if (row.state != instance.case_state_at(id, instance.data.leaves.size()) || row.kind != story.kind)
      faults.add("case", "is in another state than the ledger says", "case " + id.text());
    std::vector<std::pair<std::string, CivilDate>> stored;
    for (const EventRow& event : row.events) stored.emplace_back(event.event, event.day);
    if (story.events != stored) faults.add("case", "has other events or days than the ledger says", "case " + id.text());
  }
  for (const auto& [id, row] : instance.data.cases) {
    const auto story = instance.cases.find(id);
    const bool is_told = story != instance.cases.end() && story->second.kind == row.kind;
    if (row.kind == case_kind && !is_told) faults.add("case", "was not opened as such by the ledger", id);
  }
}

Faults check_rows(const Instance& instance, const std::string& kind_name, std::string_view part) {
  const auto [known, is_new] = instance.rows_checked.try_emplace({kind_name, std::string(part)});
  const Kind* kind = instance.active->kind(kind_name);
  if (!is_new || !kind) return known->second;
  Faults& faults = known->second;
  for (const auto& [id, record] : instance.of_kind(kind_name)) check_record(instance, id, *record, part, faults);
  check_nothing_removed(instance, *kind, part, faults);
  check_cases(instance, kind->case_kind, faults);
  return faults;
}

}  // namespace concordat::evidence
