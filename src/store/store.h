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

struct ConsentRow {
  RecordId record;
  std::string consent;  // a consent of the charter
  std::string wording;  // which wording was shown
  Instant given;
  std::optional<Instant> withdrawn;
};

struct WarrantRow {  // see vault/disposal.h for what the words mean
  WarrantId id;
  std::string kind;   // "subject", "routine", "weighty"
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

class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::optional<CaseRow> find_case(CaseId id) = 0;
  virtual std::vector<CaseRow> cases(std::string_view kind) = 0;  // newest first
  virtual std::vector<EventRow> events(CaseId id) = 0;
  virtual std::optional<RecordRow> find_record(RecordId id) = 0;
  virtual std::vector<RecordRow> records(CaseId id) = 0;               // in order of arrival
  virtual std::vector<RecordRow> records_of_kind(std::string_view kind) = 0;
  virtual std::optional<PartRow> find_part(RecordId id, std::string_view part) = 0;  // its latest version
  virtual std::vector<PartRow> parts(RecordId id) = 0;                              // without sealed bytes
  virtual std::vector<PartRow> parts_due(CivilDate last_day, std::size_t limit) = 0;  // live, due on or before; no bytes
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
  virtual std::uint64_t leaf_count() = 0;
  virtual std::vector<std::string> leaves(std::uint64_t first, std::size_t count) = 0;
  virtual std::vector<std::string> leaves_of_case(CaseId id) = 0;  // every leaf appended for that case, oldest first
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
  virtual void mark_part_destroyed(RecordId id, std::string_view part) = 0;  // forgets the sealed bytes
  virtual void insert_consent(const ConsentRow& row) = 0;
  virtual void withdraw_consent(RecordId id, std::string_view consent, Instant at) = 0;
  virtual void insert_warrant(const WarrantRow& row) = 0;
  virtual void insert_warrant_item(const WarrantItemRow& row) = 0;
  virtual void update_warrant(const WarrantRow& row) = 0;
  virtual void insert_approval(const ApprovalRow& row) = 0;
  virtual void insert_hold(const HoldRow& row) = 0;
  virtual void remove_hold(std::string_view scope, std::string_view target) = 0;
  // Returns its index, from 0, without gaps. The case (or none) is kept beside it for `leaves_of_case` only.
  virtual std::uint64_t append_leaf(std::string_view leaf, CaseId case_id) = 0;
  virtual void set_meta(std::string_view key, ByteView value) = 0;
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
