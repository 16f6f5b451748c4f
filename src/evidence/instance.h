#pragma once
// What the ledger says happened, in order, and the charters it happened under: the ground on which every control is judged.

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "evidence/charter_form.h"
#include "evidence/data.h"

namespace concordat::evidence {

using Position = std::size_t;  // of a leaf in the ledger

struct PartStory {
  std::vector<Position> puts;
  std::vector<Position> destroyed;
  std::unordered_map<AttachmentId, Position> files;  // each with the entry that it came with

  bool is_destroyed() const { return !destroyed.empty() && (puts.empty() || destroyed.back() > puts.back()); }
};

struct RecordStory {
  std::map<std::string, PartStory, std::less<>> parts;
  std::vector<std::pair<Position, std::string>> states;
  std::optional<Position> first_put;

  std::string state_at(Position position) const;  // empty while no change of state is in the ledger
};

struct StepTaken {
  Position position = 0;
  std::string from;
  std::string to;
  std::string event;
  std::optional<CivilDate> day;
};

struct CaseStory {
  Position opened = 0;
  std::string kind;
  std::vector<StepTaken> steps;
  std::vector<StepTaken> expected;  // events by the day planned for them, oldest plan first
  std::vector<std::pair<Position, std::string>> asked;     // agencies, by their name in the charter
  std::vector<std::pair<std::string, CivilDate>> events;  // as the rows of events must say them
};

struct Instance {
  Data data;
  std::map<std::string, Charter, std::less<>> charters;
  const Charter* active = nullptr;
  Instant now;
  CivilDate today;

  std::vector<std::string> faults;  // what takes the ground from under every control, in sentences
  std::unordered_map<RecordId, RecordStory> records;
  std::unordered_map<CaseId, CaseStory> cases;
  std::unordered_map<WarrantId, std::vector<Position>> warrants;  // each leaf that names the warrant
  std::unordered_map<RecordId, std::vector<Position>> accounts;   // when each account was added or changed
  std::vector<std::pair<Position, std::string>> activations;      // of charters, by hash
  std::unordered_map<RecordId, std::vector<Position>> withdrawals;  // of consents
  std::unordered_map<CaseId, std::vector<RecordId>> records_of_case;
  std::unordered_map<RecordId, std::vector<AttachmentId>> files_of_record;
  std::vector<Position> hold_entries;                              // placed or released

  const Leaf& leaf(Position position) const { return data.leaves[position]; }
  const RecordRow* record(RecordId id) const;
  const PartStory* story(RecordId id, std::string_view part) const;
  const Charter* charter(std::string_view hash) const;
  std::string active_at(Position position) const;  // hash of the charter that was active then
  std::string case_state_at(CaseId id, Position position) const;
  std::set<HoldRow> holds_at(Position position) const;  // that the ledger knows to have stood then
  // A destruction that was begun within the last hour: between its two entries keys are gone and rows not yet marked.
  bool is_being_destroyed(RecordId record, std::string_view part) const;
};

Result<Instance> read_instance(const std::string& directory, Instant now);

}  // namespace concordat::evidence
