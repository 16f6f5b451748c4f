#pragma once
// What the ledger says happened, in order, and the charters it happened under: the ground on which every control is judged.

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "evidence/charter_form.h"
#include "evidence/data.h"
#include "evidence/verdict.h"

namespace concordat::evidence {

using Position = std::size_t;  // of a leaf in the ledger

struct PartStory {
  std::vector<Position> puts;
  std::vector<Position> destroyed;
  std::unordered_map<AttachmentId, Position> files;  // each with the entry that it came with
  std::set<AttachmentId> taken_off;                  // of these: by a correction

  bool is_destroyed() const { return !destroyed.empty() && (puts.empty() || destroyed.back() > puts.back()); }
};

struct RecordStory {
  std::map<std::string, PartStory, std::less<>> parts;
  std::vector<std::pair<Position, std::string>> states;
  std::optional<Position> first_put;
  std::string kind;         // that it was put in as; empty in entries of earlier versions, like the next
  std::string first_state;

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
  std::vector<std::pair<Position, std::string>> recorded;  // events that fields record, with what was chosen
  std::vector<std::pair<std::string, CivilDate>> events;  // as the rows of events must say them
};

// One thing that was done with one record.
struct Deed {
  Position position = 0;
  std::string_view act;  // "add", "read", "correct", "recall"
  RecordId id;
  const RecordRow* record = nullptr;
};

// What a person put on record for an attested promise.
struct EvidenceEntry {
  Position given = 0;
  std::string id;
  std::string evidence;  // its name in the charter
  std::optional<CivilDate> day;
  std::optional<CivilDate> until;
  std::optional<Position> withdrawn;
};

using Held = std::pair<RecordId, const RecordRow*>;

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
  std::map<std::string, std::vector<Position>, std::less<>> bulks;  // of what was approved together, by its id
  std::unordered_map<RecordId, std::vector<Position>> accounts;   // when each account was added or changed
  std::vector<Position> deputies;                                 // declared or ended
  std::vector<std::pair<Position, std::string>> activations;      // of charters, by hash
  std::vector<Position> adoptions;                                // of longer periods
  std::unordered_map<RecordId, std::vector<Position>> withdrawals;  // of consents
  std::unordered_map<CaseId, std::vector<RecordId>> records_of_case;
  std::unordered_map<RecordId, std::vector<AttachmentId>> files_of_record;
  std::unordered_map<CaseId, std::vector<Position>> people;        // tasks in a case and emergencies, as they began and ended
  std::map<std::string, Position, std::less<>> left;               // accounts, by the actor's name: when they left
  std::vector<Position> hold_entries;                              // placed, released or ended
  std::unordered_map<RecordId, std::vector<Position>> restrictions;  // of use, by a person's right: as they began and ended
  std::unordered_map<RecordId, CivilDate> taken_up;                // what was asked back and needed until a day: when that was over
  std::map<std::string, std::vector<Held>, std::less<>> records_of_kind;
  std::map<std::string, std::vector<Deed>, std::less<>> deeds_of_kind;  // in order
  std::unordered_map<CaseId, std::vector<WarrantId>> weighty_of_case;
  std::vector<RecordId> incomplete;                                 // that the ledger knows with other parts, or as another kind
  std::vector<EvidenceEntry> evidence;                              // in order
  std::set<std::pair<RecordId, std::string>> proposed;              // parts in an open warrant
  std::set<std::pair<RecordId, std::string>> under_way;             // parts whose destruction was begun within the last hour

  const Leaf& leaf(Position position) const { return data.leaves[position]; }
  mutable std::map<std::pair<std::string, std::string>, Faults> rows_checked;  // several controls ask for the same rows
  mutable std::map<std::pair<std::string, std::string>, bool> samples_checked;  // by bulk and actor: each part of it asks

  const RecordRow* record(RecordId id) const;
  const std::vector<Held>& of_kind(std::string_view kind) const;
  const std::vector<Deed>& deeds(std::string_view kind) const;
  const PartStory* story(RecordId id, std::string_view part) const;
  const Charter* charter(std::string_view hash) const;
  const Step* declared(const CaseStory& story, const StepTaken& taken) const;  // by the charter in force then
  std::string active_at(Position position) const;  // hash of the charter that was active then
  std::string case_state_at(CaseId id, Position position) const;
  std::set<HoldRow> holds_at(Position position) const;  // that the ledger knows to have stood then
  // Whether the person's right to restriction (Article 18) kept it from being erased then.
  bool was_restricted(RecordId id, Position position) const;
  // A destruction that was begun within the last hour: between its two entries keys are gone and rows not yet marked.
  bool is_being_destroyed(RecordId record, std::string_view part) const;
};

Result<Instance> read_instance(const std::string& directory, Instant now);

}  // namespace concordat::evidence
