#pragma once
// The database behind domain operations. No SQL, and no notion of an engine, leaves this folder.
//
// One writer with group commit: acts queue, many share one durable commit, `write` returns once its act is on disk.
// Readers run in parallel, each on one consistent snapshot. Everything here is opaque ids, states, days and sealed bytes:
// no personal data is stored in the clear, and no digest of any (see docs/formats/database.md).
//
// Errors: a Result for what an operator can mend (not a database, newer schema, disk full, damaged). A sync that failed
// is never retried: the process says so and stops (ATC'20, "Can applications recover from fsync failures?").

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/civil_date.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace concordat::store {

struct CaseRow {
  CaseId id;
  std::string kind;       // a case kind of the charter: "review", "course-run"
  std::string reference;  // a label for people: "R-2026-014"
  std::string state;      // a state of the case kind
  std::string charter;    // hash of the charter under which it was opened, hex
  CivilDate opened;
  std::uint64_t version = 1;  // rises with each change; a grant holds for one version
};

struct EventRow {  // what retention is counted from: "course.held", "case.concluded"
  CaseId case_id;
  std::string event;
  CivilDate day;
};

struct RecordRow {
  RecordId id;
  CaseId case_id;       // none for what belongs to no case (accounts)
  std::string kind;     // a record kind of the charter
  AgencyId owner;       // none: the partnership itself
  std::string state;    // slice's word: "requested", "offered"; never personal data
  std::string purpose;  // a purpose of the charter
  std::string channel;  // how it was collected: "online-form"
  CivilDate collected;
  std::string charter;  // hash of the charter under which it was collected, hex
};

struct PartRow {
  RecordId record;
  std::string part;
  std::uint32_t version = 1;
  KeyId key;                     // the scope key in the keyring; destroying it destroys the part
  std::optional<CivilDate> due;  // last day the part may be held; none until its event has happened
  bool destroyed = false;        // the row stays, the sealed bytes do not
  Bytes sealed;
};

struct HeldPart {
  RecordRow record;
  PartRow part;
};

// A part with all that policy and the ledger need to know of it, for lists. What is rare is only said to be there.
struct ListedPart {
  std::uint64_t number = 0;  // of the record: its place in the order of arrival
  RecordRow record;
  PartRow part;
  std::string case_kind;
  std::string case_state;
  std::uint64_t case_version = 0;
  bool has_attachments = false;
  bool has_restrictions = false;  // the record; those that ended too
  bool has_appointments = false;  // the case; those that are over too, and so the next
  bool has_emergencies = false;
  bool has_asked = false;         // the case: agencies were asked to contribute
};

enum class TellsOf { change, reading };  // a leaf of the ledger

// A leaf where a case is looked up in the ledger. Of a list that spans cases: the records of this one that it names.
struct LeafOfCase {
  std::uint64_t position = 0;
  std::string leaf;
  std::vector<RecordId> listed;
};

struct AttachmentRow {  // a file that belongs to a part of a record; its content is in chunks
  AttachmentId id;
  RecordId record;
  std::string part;
  std::uint32_t version = 1;  // of the part when the file came
  std::string state;          // "arriving", "held", "destroyed"
  std::uint32_t chunks = 0;
  std::uint64_t bytes = 0;  // of the file
  Bytes sealed;             // its name, type and key; empty unless it is held
};

struct ConsentRow {
  RecordId record;
  std::string consent;  // a consent of the charter
  std::string wording;  // which wording was shown
  Instant given;
  std::optional<Instant> withdrawn;
};

struct WarrantRow {  // see vault/disposal.h for what the words mean
  WarrantId id;
  std::string kind;   // "subject", "routine", "answer", "ended", "weighty", "recall", "erasure"
  std::string state;  // "proposed", "approved", "intended", "done", "cancelled"
  CaseId case_id;
  AgencyId owner;
  Bytes content;  // SHA-256 of what is to be destroyed; an approval binds it
  Instant proposed;
  std::optional<Instant> quarantine_until;
};

struct WarrantItemRow {
  WarrantId warrant;
  RecordId record;
  std::string part;
};

struct ApprovalRow {
  WarrantId warrant;
  AccountId account;
  Bytes content;
  Instant at;
};

struct HoldRow {
  std::string scope;   // "everything", "agency", "case", "record"
  std::string target;  // id in hex, empty for everything
  Instant since;
};

// What brings somebody to one case: an appointment by name, of a whole group, or involvement that becomes agreement.
struct AppointmentRow {
  AppointmentId id;
  CaseId case_id;
  AccountId account;  // none: everybody who holds the role
  std::string role;   // a role of the charter
  std::string how;    // "by-name", "group", "involved"
  Instant begins;
  std::optional<Instant> ends;  // from then on it is over; none: with the case
  AccountId made_by;
  std::optional<Instant> agreed;  // of "involved": agreed to contribute, and accepted confidentiality for this case
  std::optional<Instant> ended;   // early
  bool operator==(const AppointmentRow&) const = default;
};

// A role proposed for an account by one person and approved by another; with a principal, lent to a deputy for an absence.
struct RoleGrantRow {
  RoleGrantId id;
  AccountId account;    // who is to hold the role
  std::string role;
  AccountId principal;  // whose role is lent; none: the role is given
  Instant begins;
  std::optional<Instant> ends;
  AccountId proposed_by;
  AccountId approved_by;  // none while nobody has
  std::optional<Instant> approved;
  std::optional<Instant> ended;  // taken away, declined or ended early
  bool operator==(const RoleGrantRow&) const = default;
};

// A break-glass: one person, one case, an hour.
struct EmergencyRow {
  EmergencyId id;
  CaseId case_id;
  AccountId account;
  Instant opened;
  Instant closes;
  AccountId told;    // the second person, who was told at once
  RecordId reason;   // sealed
  std::optional<Instant> reviewed;
  AccountId reviewed_by;
  std::string outcome;  // "justified", "not-justified"; empty until it was reviewed
  bool operator==(const EmergencyRow&) const = default;
};

// UK GDPR, Article 18 ("restriction") or 21 ("objection"), on one record; or its owner has asked for it back ("recall").
struct RestrictionRow {
  RestrictionId id;
  RecordId record;
  std::string right;   // "restriction", "objection", "recall"
  std::string ground;  // a word for which of the article's cases it is; of a recall its warrant
  Instant begins;
  AccountId put_on_by;  // none: the person themselves
  std::optional<CivilDate> told;  // the day on which the person was told that it will be lifted
  std::optional<Instant> ended;
  AccountId ended_by;
  bool operator==(const RestrictionRow&) const = default;
};

class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::optional<CaseRow> find_case(CaseId id) = 0;
  virtual std::vector<CaseRow> cases(std::string_view kind) = 0;  // newest first
  virtual std::vector<EventRow> events(CaseId id) = 0;
  virtual std::optional<RecordRow> find_record(RecordId id) = 0;
  virtual std::vector<RecordRow> records(CaseId id) = 0;               // in order of arrival
  virtual std::vector<RecordRow> records_of_kind(std::string_view kind) = 0;
  virtual std::vector<RecordId> record_ids_of_kind(std::string_view kind) = 0;
  virtual std::optional<PartRow> find_part(RecordId id, std::string_view part) = 0;  // its latest version
  virtual std::optional<ListedPart> find_listed(RecordId id, std::string_view part) = 0;
  virtual std::vector<PartRow> parts(RecordId id) = 0;                              // without sealed bytes
  virtual std::vector<PartRow> parts_of_case(CaseId id) = 0;                        // likewise, of all its records
  virtual std::vector<PartRow> parts_due(CivilDate last_day, std::size_t limit) = 0;  // live, due on or before; no bytes
  // Parts are numbered from 1 in order of arrival. Held ones after `after` and up to `until`, each with its record.
  virtual std::uint64_t parts_ever() = 0;
  virtual std::vector<HeldPart> held_parts(std::uint64_t after, std::uint64_t until) = 0;
  virtual std::optional<AttachmentRow> find_attachment(AttachmentId id) = 0;
  virtual std::vector<AttachmentRow> attachments(RecordId id, std::string_view part) = 0;  // in order of arrival
  virtual std::vector<AttachmentId> arriving_attachments() = 0;
  virtual std::optional<Bytes> chunk(AttachmentId id, std::uint32_t number) = 0;  // from 0
  virtual std::uint64_t count_cases() = 0;
  virtual std::uint64_t count_live_parts() = 0;
  virtual std::vector<KeyId> live_keys() = 0;  // of every part that is not destroyed, each once
  virtual std::vector<ConsentRow> consents(RecordId id) = 0;
  virtual std::optional<WarrantRow> find_warrant(WarrantId id) = 0;
  virtual std::vector<WarrantRow> warrants(std::string_view state) = 0;
  virtual std::vector<WarrantRow> warrants_of_case(CaseId id) = 0;
  virtual std::vector<WarrantItemRow> warrant_items(WarrantId id) = 0;
  virtual std::vector<ApprovalRow> approvals(WarrantId id) = 0;
  virtual std::vector<HoldRow> holds() = 0;
  virtual std::optional<AppointmentRow> find_appointment(AppointmentId id) = 0;
  virtual std::vector<AppointmentRow> appointments(CaseId id) = 0;           // those that are over too, in order of making
  virtual std::vector<AppointmentRow> appointments_of(AccountId id) = 0;     // of that account; of none: of groups
  virtual std::optional<RoleGrantRow> find_role_grant(RoleGrantId id) = 0;
  virtual std::vector<RoleGrantRow> role_grants_of(AccountId id) = 0;        // given or lent to that account
  virtual std::vector<RoleGrantRow> role_grants_proposed() = 0;              // not approved yet, not ended
  virtual std::optional<EmergencyRow> find_emergency(EmergencyId id) = 0;
  virtual std::vector<EmergencyRow> emergencies(CaseId id) = 0;
  virtual std::vector<EmergencyRow> emergencies_since(Instant opened) = 0;   // and every one that was not reviewed yet
  virtual std::optional<RestrictionRow> find_restriction(RestrictionId id) = 0;
  virtual std::vector<RestrictionRow> restrictions(RecordId id) = 0;         // those that ended too
  virtual std::vector<RestrictionRow> restrictions_of_case(CaseId id) = 0;   // likewise, of all its records
  virtual std::uint64_t leaf_count() = 0;
  virtual std::vector<std::string> leaves(std::uint64_t first, std::size_t count) = 0;
  virtual std::vector<LeafOfCase> leaves_of_case(CaseId id) = 0;  // every leaf appended for that case, oldest first
  virtual std::vector<LeafOfCase> changes_of_case(CaseId id) = 0;  // of these, those that tell of a change
  virtual std::vector<LeafOfCase> lists_of_case(CaseId id) = 0;   // every list that names a record of that case, oldest first
  virtual std::vector<std::uint64_t> leaves_with_list() = 0;      // their positions, rising
  virtual std::vector<RecordId> listed(std::uint64_t leaf) = 0;   // in order of arrival; none where that leaf has no list
  virtual std::optional<Bytes> meta(std::string_view key) = 0;  // "active-charter", "last-checkpoint", …
  virtual std::optional<std::string> charter(std::string_view hash) = 0;  // canonical form of an activated charter
  virtual std::vector<std::pair<std::string, std::uint64_t>> counts(CaseId id) = 0;  // anonymous counts that outlive records
};

class Transaction : public Reader {
 public:
  virtual void insert_case(const CaseRow& row) = 0;
  virtual void set_case_state(CaseId id, std::string_view state) = 0;  // raises its version
  virtual void insert_event(const EventRow& row) = 0;
  virtual void insert_record(const RecordRow& row) = 0;
  virtual void set_record_state(RecordId id, std::string_view state) = 0;
  virtual void put_part(const PartRow& row) = 0;  // a later version replaces the sealed bytes of an earlier one
  virtual void set_part_due(RecordId id, std::string_view part, std::optional<CivilDate> due) = 0;
  virtual void mark_part_destroyed(RecordId id, std::string_view part) = 0;  // forgets the sealed bytes, attachments' too
  virtual void insert_attachment(const AttachmentRow& row) = 0;  // as arriving
  virtual void put_chunk(AttachmentId id, std::uint32_t number, ByteView sealed) = 0;  // while it is arriving
  virtual void keep_attachment(const AttachmentRow& row) = 0;    // it has arrived: chunks, bytes and sealed become as in the row
  virtual void remove_attachment(AttachmentId id) = 0;           // one that did not arrive
  virtual void mark_attachment_destroyed(AttachmentId id) = 0;   // one that is held: its sealed bytes are forgotten
  virtual void insert_consent(const ConsentRow& row) = 0;
  virtual void withdraw_consent(RecordId id, std::string_view consent, Instant at) = 0;
  virtual void insert_warrant(const WarrantRow& row) = 0;
  virtual void insert_warrant_item(const WarrantItemRow& row) = 0;
  virtual void update_warrant(const WarrantRow& row) = 0;
  virtual void insert_approval(const ApprovalRow& row) = 0;
  virtual void insert_hold(const HoldRow& row) = 0;
  virtual void remove_hold(std::string_view scope, std::string_view target) = 0;
  virtual void insert_appointment(const AppointmentRow& row) = 0;
  virtual void update_appointment(const AppointmentRow& row) = 0;  // agreed, ended
  virtual void insert_role_grant(const RoleGrantRow& row) = 0;
  virtual void update_role_grant(const RoleGrantRow& row) = 0;     // approved by whom and when, ended
  virtual void insert_emergency(const EmergencyRow& row) = 0;
  virtual void update_emergency(const EmergencyRow& row) = 0;      // reviewed by whom, when, with what outcome
  virtual void insert_restriction(const RestrictionRow& row) = 0;
  virtual void update_restriction(const RestrictionRow& row) = 0;  // told, ended by whom and when
  // Returns its index, from 0, without gaps. The case (or none) and what it tells of are kept beside it for finding alone.
  virtual std::uint64_t append_leaf(std::string_view leaf, CaseId case_id, TellsOf tells_of = TellsOf::change) = 0;
  // The list that a leaf commits to, which spans cases: records by their numbers, in order, each once.
  virtual void insert_list(std::uint64_t leaf, const std::vector<std::uint64_t>& records) = 0;
  virtual void set_meta(std::string_view key, ByteView value) = 0;
  virtual void remove_meta(std::string_view key) = 0;
  virtual void insert_charter(std::string_view hash, std::string_view canonical) = 0;
  virtual void add_count(CaseId id, std::string_view name, std::uint64_t by) = 0;
};

// What decides whether an acknowledged act survives a power cut. Anything but `full` is for tests that show that the replay of
// power cuts can fail, and for demonstrations in the making: an unfinished one is made anew.
enum class Durability { full, normal, off };

class Store {
 public:
  using Act = std::function<Result<void>(Transaction&)>;

  virtual ~Store() = default;
  // Runs the act in a transaction of its own and returns when it is durable. An Error or exception from the act undoes
  // it alone, not its neighbours in the commit. Acts run one at a time, in order of arrival.
  virtual Result<void> write(const Act& act) = 0;
  // Runs on one snapshot. Do not call `write` inside.
  virtual void read(const std::function<void(Reader&)>& look) = 0;
  // Called on the writer's thread before each commit that changed something: what must be durable first, is (keyring).
  virtual void before_commit(std::function<Result<void>()> hook) = 0;
};

// Opens or creates `path` (a file), migrating an older schema. An unreadable, truncated, foreign or newer file is refused.
Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, Durability durability = Durability::full);

// Copies the database as it stands at one moment, while others read and write it. `to` must not exist; it is whole and
// durable when this returns.
Result<void> copy_sqlite(const std::string& from, const std::string& to);

}  // namespace concordat::store
