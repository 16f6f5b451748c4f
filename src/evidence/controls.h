#pragma once
// One judge for each kind of control of the charter (docs/formats/charter-canonical.md), each in a file of its own.

#include "evidence/instance.h"
#include "evidence/verdict.h"

namespace concordat::evidence {

// The target of a control is what stands after its colon: "booking.needs".
Verdict judge_schedule(const Instance& instance, const std::string& target);  // schedule.cc
Verdict judge_ask(const Instance& instance, const std::string& target);       // asking.cc
Verdict judge_field(const Instance& instance, const std::string& target);     // asking.cc
Verdict judge_consent(const Instance& instance, const std::string& target);   // consents.cc
Verdict judge_access(const Instance& instance, const std::string& target);    // access.cc
Verdict judge_owner(const Instance& instance, const std::string& target);     // owners.cc
Verdict judge_training(const Instance& instance, const std::string& target);  // training.cc
Verdict judge_guard(const Instance& instance, const std::string& target);     // steps.cc
Verdict judge_effect(const Instance& instance, const std::string& target);    // steps.cc
Verdict judge_evidence(const Instance& instance, const std::string& target);  // stated.cc
Verdict judge_notice(const Instance& instance, const std::string& target);    // stated.cc
Verdict judge_retention(const Instance& instance, const std::string& target); // whole.cc
Verdict judge_ledger(const Instance& instance, const std::string& target);    // whole.cc
Verdict judge_backup(const Instance& instance, const std::string& target);    // backups.cc
Verdict judge_purpose(const Instance& instance, const std::string& target);     // purposes.cc
Verdict judge_refusal(const Instance& instance, const std::string& target);     // purposes.cc
Verdict judge_case(const Instance& instance, const std::string& target);        // cases.cc
Verdict judge_criterion(const Instance& instance, const std::string& target);   // cases.cc
Verdict judge_publication(const Instance& instance, const std::string& target); // publishing.cc
Verdict judge_gate(const Instance& instance, const std::string& target);        // publishing.cc
Verdict judge_copies(const Instance& instance, const std::string& target);      // publishing.cc
Verdict judge_disclosure(const Instance& instance, const std::string& target);  // passing_on.cc
Verdict judge_message(const Instance& instance, const std::string& target);     // messages.cc
Verdict judge_transfer(const Instance& instance, const std::string& target);    // passing_on.cc
Verdict judge_emergency(const Instance& instance, const std::string& target);   // emergencies.cc
Verdict judge_task(const Instance& instance, const std::string& target);        // access.cc
Verdict judge_link(const Instance& instance, const std::string& target);        // lines.cc
Verdict judge_line(const Instance& instance, const std::string& target);        // lines.cc

// ---- what several of them need

// Rows against the ledger and the keyring: every row has its entry and every entry its row, as it was when it was made; what
// is held has its key, what is destroyed has none. `part` empty: every part of that kind (rows.cc).
Faults check_rows(const Instance& instance, const std::string& kind, std::string_view part);

// The same for cases of one kind: their states, events and days (rows.cc).
void check_cases(const Instance& instance, const std::string& case_kind, Faults& faults);

// The last day by the charters, from the events of the ledger up to `until`: the earlier of what the charter it was collected
// under and the one in force then say (due.cc).
std::optional<CivilDate> derive_due(const Instance& instance, const RecordRow& record, std::string_view part, Position until);
// Whether any of the charters with a say in how it ends has two people approve that, as of this entry.
bool asks_for_two_people(const Instance& instance, const RecordRow& record, std::string_view part, Position until);

// Whether what was destroyed went by a warrant, not early, and with the people and the time it asks (destruction.cc).
void check_destruction(const Instance& instance, RecordId id, const RecordRow& record, const std::string& part, Position destroyed,
                       Faults& faults);

// Whether this proposal of an erasure has one of its grounds, with an answered request where it rests on one, and a reason (erasures.cc).
bool has_ground(const Instance& instance, Position proposed);
// Of this part, what was to be erased and was dropped without a reason, or approved and not carried out in time.
void look_at_erasures(const Instance& instance, const std::string& kind, const std::string& part, Faults& faults);

// What the owners of records of this kind asked back, and what came of it (recalls.cc).
struct Recalled {
  Faults faults;
  std::size_t open = 0;  // not answered yet, or not destroyed yet
  std::size_t on_hold = 0;  // of these: past the time, and a hold stands against it
  std::size_t destroyed = 0;
  std::size_t refused = 0;
  std::size_t taken_back = 0;  // by the owner
};
Recalled look_at_recalls(const Instance& instance, const std::string& kind);

// Whether what this actor approved together with other proposals was sampled as docs/formats/ledger.md has it (bulk.cc).
bool sample_was_looked_at(const Instance& instance, const std::string& bulk, const std::string& actor);

// Where a part has no period: what follows from that, and what is to be done.
inline constexpr std::string_view kNoPeriod = "Until one is agreed, nothing of it is destroyed by itself.";
inline constexpr std::string_view kSetAPeriod =
    "Whoever decides on retention must agree a period, write it in the charter and have it activated by two people.";

// Why somebody broke the glass, asked an item back or used what is restricted is kept by the system itself and for no purpose of a charter.
inline bool is_a_reason(const RecordRow& record) { return record.kind == "reason" && record.purpose == "access"; }
bool is_about_a_reason(const Instance& instance, const Leaf& leaf);  // purposes.cc

// What a person put on record of this name, or that nothing stands there (stated.cc).
struct OnRecord {
  Status status = Status::missing;
  std::string words;
  std::string todo = {};
};
OnRecord on_record(const Instance& instance, const std::string& evidence);

// Whether the actor held one of the roles at that entry, or stood in for somebody who does. Entries of earlier versions do not say
// which roles an account has; then, whether it is of an office or agency that the charter gives one of them to (roles.cc).
bool held_one_of(const Instance& instance, const Charter& charter, const std::vector<std::string>& roles, Position position);

// An agency's id follows from its name in the charter (owners.cc).
AgencyId agency_id(std::string_view name);

// The recipients of a publication whose copy the ledger did not have as sent in that case before `before`; titles.
std::vector<std::string> copies_missing(const Instance& instance, const CaseStory& story, const std::string& publication,
                                        Position before);  // publishing.cc

// The part of a record that a target names, and its kind; null where the active charter has none.
struct Named {
  const Kind* kind = nullptr;
  const Part* part = nullptr;
};
Named part_named(const Charter& charter, std::string_view target);  // due.cc

}  // namespace concordat::evidence
