#include "store/transaction.h"

#include <map>

#include "store/number_list.h"
#include "store/row_readers.h"

namespace concordat::store {
namespace {

#define CASE_COLUMNS "SELECT id, kind, reference, state, charter, opened, version FROM cases "
#define RECORD_COLUMNS                                                                                               \
  "SELECT r.id, c.id, r.kind, r.owner, r.state, r.purpose, r.channel, r.collected, r.charter FROM records r " \
  "LEFT JOIN cases c ON c.sequence = r.case_sequence "
#define PART_COLUMNS "SELECT r.id, p.part, p.version, p.key, p.due, p.destroyed"
#define PART_TABLES " FROM parts p JOIN records r ON r.sequence = p.record_sequence "
#define ATTACHMENT_COLUMNS                                                                   \
  "SELECT a.id, r.id, p.part, a.version, a.state, a.chunks, a.bytes, a.sealed FROM attachments a " \
  "JOIN parts p ON p.sequence = a.part_sequence JOIN records r ON r.sequence = p.record_sequence "
#define ATTACHMENT_SEQUENCE "(SELECT sequence FROM attachments WHERE id = ?)"
#define PART_SEQUENCE "(SELECT p.sequence FROM parts p JOIN records r ON r.sequence = p.record_sequence WHERE r.id = ? AND p.part = ?)"
#define WARRANT_COLUMNS "SELECT id, kind, state, case_id, owner, content, proposed, quarantine_until FROM warrants "
#define APPOINTMENT_COLUMNS                                                                                            \
  "SELECT a.id, c.id, a.account, a.role, a.how, a.begins, a.ends, a.made_by, a.agreed, a.ended FROM appointments a " \
  "JOIN cases c ON c.sequence = a.case_sequence "
#define ROLE_GRANT_COLUMNS \
  "SELECT id, account, role, principal, begins, ends, proposed_by, approved_by, approved, ended FROM role_grants "
#define EMERGENCY_COLUMNS                                                                                                     \
  "SELECT e.id, c.id, e.account, e.opened, e.closes, e.told, e.reason, e.reviewed, e.reviewed_by, e.outcome FROM emergencies e " \
  "JOIN cases c ON c.sequence = e.case_sequence "
#define RESTRICTION_COLUMNS                                                                                    \
  "SELECT x.id, r.id, x.\"right\", x.ground, x.begins, x.put_on_by, x.told, x.ended, x.ended_by FROM restrictions x " \
  "JOIN records r ON r.sequence = x.record_sequence "
#define LISTED_COLUMNS                                                                                                            \
  "SELECT r.id, c.id, r.kind, r.owner, r.state, r.purpose, r.channel, r.collected, r.charter, p.part, p.version, p.key, p.due, " \
  "p.sealed, p.destroyed, r.sequence, c.kind, c.state, c.version, "                                                              \
  "EXISTS (SELECT 1 FROM attachments WHERE part_sequence = p.sequence), "                                                        \
  "EXISTS (SELECT 1 FROM restrictions WHERE record_sequence = r.sequence), "                                                     \
  "EXISTS (SELECT 1 FROM appointments WHERE case_sequence = c.sequence), "                                                       \
  "EXISTS (SELECT 1 FROM emergencies WHERE case_sequence = c.sequence), "                                                        \
  "EXISTS (SELECT 1 FROM events WHERE case_sequence = c.sequence AND event >= 'agency-asked:' AND event < 'agency-asked;') "     \
  "FROM records r JOIN parts p ON p.record_sequence = r.sequence AND p.part = ? LEFT JOIN cases c ON c.sequence = r.case_sequence "
#define CASE_SEQUENCE "(SELECT sequence FROM cases WHERE id = ?)"
#define RECORD_SEQUENCE "(SELECT sequence FROM records WHERE id = ?)"
#define WARRANT_SEQUENCE "(SELECT sequence FROM warrants WHERE id = ?)"

class SqliteTransaction final : public Transaction {
 public:
  SqliteTransaction(Connection& connection, bool* forgot) : db_(connection), forgot_(forgot) {}

  std::optional<CaseRow> find_case(CaseId id) override { return first(db_.query(CASE_COLUMNS "WHERE id = ?", id), read_case); }
  std::vector<CaseRow> cases(std::string_view kind) override {
    return all(db_.query(CASE_COLUMNS "WHERE kind = ? ORDER BY sequence DESC", kind), read_case);
  }
  std::vector<EventRow> events(CaseId id) override {
    Rows rows = db_.query("SELECT event, day FROM events WHERE case_sequence = " CASE_SEQUENCE " ORDER BY sequence", id);
    std::vector<EventRow> found;
    while (rows.next()) found.push_back({id, rows.text(0), rows.day(1)});
    return found;
  }
  std::optional<RecordRow> find_record(RecordId id) override {
    return first(db_.query(RECORD_COLUMNS "WHERE r.id = ?", id), read_record);
  }
  std::vector<RecordRow> records(CaseId id) override {
    return all(db_.query(RECORD_COLUMNS "WHERE c.id = ? ORDER BY r.sequence", id), read_record);
  }
  std::vector<RecordRow> records_of_kind(std::string_view kind) override {
    return all(db_.query(RECORD_COLUMNS "WHERE r.kind = ? ORDER BY r.sequence", kind), read_record);
  }
  std::vector<RecordId> record_ids_of_kind(std::string_view kind) override {
    Rows rows = db_.query("SELECT id FROM records WHERE kind = ? ORDER BY sequence", kind);
    std::vector<RecordId> found;
    while (rows.next()) found.push_back(rows.id<RecordId>(0));
    return found;
  }
  std::optional<ListedPart> find_listed(RecordId id, std::string_view part) override {
    return first(db_.query(LISTED_COLUMNS "WHERE r.id = ?", part, id), read_listed);
  }
  std::optional<PartRow> find_part(RecordId id, std::string_view part) override {
    Rows rows = db_.query(PART_COLUMNS ", p.sealed" PART_TABLES "WHERE r.id = ? AND p.part = ?", id, part);
    if (!rows.next()) return std::nullopt;
    PartRow found = read_part(rows);
    found.sealed = to_owned(rows.bytes(6));
    return found;
  }
  std::vector<PartRow> parts(RecordId id) override {
    return all(db_.query(PART_COLUMNS PART_TABLES "WHERE r.id = ? ORDER BY p.sequence", id), read_part);
  }
  std::vector<PartRow> parts_of_case(CaseId id) override {
    return all(db_.query(PART_COLUMNS PART_TABLES "WHERE r.case_sequence = " CASE_SEQUENCE " ORDER BY r.sequence, p.sequence", id),
               read_part);
  }
  std::vector<PartRow> parts_due(CivilDate last_day, std::size_t limit) override {
    return all(db_.query(PART_COLUMNS PART_TABLES "WHERE p.destroyed = 0 AND p.due <= ? ORDER BY p.due, p.sequence LIMIT ?", last_day,
                         static_cast<std::int64_t>(limit)),
               read_part);
  }
  std::uint64_t parts_ever() override { return static_cast<std::uint64_t>(db_.integer("SELECT coalesce(max(sequence), 0) FROM parts")); }
  std::vector<HeldPart> held_parts(std::uint64_t after, std::uint64_t until) override {
    return all(db_.query("SELECT r.id, c.id, r.kind, r.owner, r.state, r.purpose, r.channel, r.collected, r.charter, p.part, p.version, "
                         "p.key, p.due, p.sealed FROM parts p JOIN records r ON r.sequence = p.record_sequence "
                         "LEFT JOIN cases c ON c.sequence = r.case_sequence "
                         "WHERE p.sequence > ? AND p.sequence <= ? AND p.destroyed = 0 ORDER BY p.sequence",
                         static_cast<std::int64_t>(after), static_cast<std::int64_t>(until)),
               read_held);
  }
  std::optional<AttachmentRow> find_attachment(AttachmentId id) override {
    return first(db_.query(ATTACHMENT_COLUMNS "WHERE a.id = ?", id), read_attachment);
  }
  std::vector<AttachmentRow> attachments(RecordId id, std::string_view part) override {
    return all(db_.query(ATTACHMENT_COLUMNS "WHERE r.id = ? AND p.part = ? ORDER BY a.sequence", id, part), read_attachment);
  }
  std::vector<AttachmentId> arriving_attachments() override {
    Rows rows = db_.query("SELECT id FROM attachments WHERE state = 'arriving' ORDER BY sequence");
    std::vector<AttachmentId> found;
    while (rows.next()) found.push_back(rows.id<AttachmentId>(0));
    return found;
  }
  std::optional<Bytes> chunk(AttachmentId id, std::uint32_t number) override {
    Rows rows = db_.query("SELECT sealed FROM chunks WHERE attachment_sequence = " ATTACHMENT_SEQUENCE " AND number = ?", id, number);
    return rows.next() ? std::optional(to_owned(rows.bytes(0))) : std::nullopt;
  }
  std::uint64_t count_cases() override { return static_cast<std::uint64_t>(db_.integer("SELECT count(*) FROM cases")); }
  std::uint64_t count_live_parts() override {
    return static_cast<std::uint64_t>(db_.integer("SELECT count(*) FROM parts WHERE destroyed = 0"));
  }
  std::vector<KeyId> live_keys() override {
    Rows rows = db_.query("SELECT DISTINCT key FROM parts WHERE destroyed = 0");
    std::vector<KeyId> found;
    while (rows.next()) found.push_back(rows.id<KeyId>(0));
    return found;
  }
  std::vector<ConsentRow> consents(RecordId id) override {
    Rows rows = db_.query("SELECT consent, wording, given, withdrawn FROM consents WHERE record_sequence = " RECORD_SEQUENCE
                          " ORDER BY sequence", id);
    std::vector<ConsentRow> found;
    while (rows.next()) found.push_back({id, rows.text(0), rows.text(1), rows.instant(2), maybe_instant(rows, 3)});
    return found;
  }
  std::optional<WarrantRow> find_warrant(WarrantId id) override {
    return first(db_.query(WARRANT_COLUMNS "WHERE id = ?", id), read_warrant);
  }
  std::vector<WarrantRow> warrants(std::string_view state) override {
    return all(db_.query(WARRANT_COLUMNS "WHERE state = ? ORDER BY sequence", state), read_warrant);
  }
  std::vector<WarrantRow> warrants_of_case(CaseId id) override {
    return all(db_.query(WARRANT_COLUMNS "WHERE case_id = ? ORDER BY sequence", id), read_warrant);
  }
  std::vector<WarrantItemRow> warrant_items(WarrantId id) override {
    Rows rows = db_.query("SELECT record, part FROM warrant_items WHERE warrant_sequence = " WARRANT_SEQUENCE " ORDER BY sequence", id);
    std::vector<WarrantItemRow> found;
    while (rows.next()) found.push_back({id, rows.id<RecordId>(0), rows.text(1)});
    return found;
  }
  std::vector<ApprovalRow> approvals(WarrantId id) override {
    Rows rows = db_.query("SELECT account, content, at FROM approvals WHERE warrant_sequence = " WARRANT_SEQUENCE " ORDER BY sequence", id);
    std::vector<ApprovalRow> found;
    while (rows.next()) found.push_back({id, rows.id<AccountId>(0), to_owned(rows.bytes(1)), rows.instant(2)});
    return found;
  }
  std::vector<HoldRow> holds() override {
    Rows rows = db_.query("SELECT scope, target, since FROM holds ORDER BY since, scope, target");
    std::vector<HoldRow> found;
    while (rows.next()) found.push_back({rows.text(0), rows.text(1), rows.instant(2)});
    return found;
  }
  std::optional<AppointmentRow> find_appointment(AppointmentId id) override {
    return first(db_.query(APPOINTMENT_COLUMNS "WHERE a.id = ?", id), read_appointment);
  }
  std::vector<AppointmentRow> appointments(CaseId id) override {
    return all(db_.query(APPOINTMENT_COLUMNS "WHERE a.case_sequence = " CASE_SEQUENCE " ORDER BY a.sequence", id), read_appointment);
  }
  std::vector<AppointmentRow> appointments_of(AccountId id) override {
    return all(db_.query(APPOINTMENT_COLUMNS "WHERE a.account = ? ORDER BY a.sequence", id), read_appointment);
  }
  std::optional<RoleGrantRow> find_role_grant(RoleGrantId id) override {
    return first(db_.query(ROLE_GRANT_COLUMNS "WHERE id = ?", id), read_role_grant);
  }
  std::vector<RoleGrantRow> role_grants_of(AccountId id) override {
    return all(db_.query(ROLE_GRANT_COLUMNS "WHERE account = ? ORDER BY sequence", id), read_role_grant);
  }
  std::vector<RoleGrantRow> role_grants_proposed() override {
    return all(db_.query(ROLE_GRANT_COLUMNS "WHERE approved IS NULL AND ended IS NULL ORDER BY sequence"), read_role_grant);
  }
  std::optional<EmergencyRow> find_emergency(EmergencyId id) override {
    return first(db_.query(EMERGENCY_COLUMNS "WHERE e.id = ?", id), read_emergency);
  }
  std::vector<EmergencyRow> emergencies(CaseId id) override {
    return all(db_.query(EMERGENCY_COLUMNS "WHERE e.case_sequence = " CASE_SEQUENCE " ORDER BY e.sequence", id), read_emergency);
  }
  std::vector<EmergencyRow> emergencies_since(Instant opened) override {
    return all(db_.query(EMERGENCY_COLUMNS "WHERE e.opened >= ? OR e.reviewed IS NULL ORDER BY e.sequence", opened), read_emergency);
  }
  std::optional<RestrictionRow> find_restriction(RestrictionId id) override {
    return first(db_.query(RESTRICTION_COLUMNS "WHERE x.id = ?", id), read_restriction);
  }
  std::vector<RestrictionRow> restrictions(RecordId id) override {
    return all(db_.query(RESTRICTION_COLUMNS "WHERE x.record_sequence = " RECORD_SEQUENCE " ORDER BY x.sequence", id), read_restriction);
  }
  std::vector<RestrictionRow> restrictions_of_case(CaseId id) override {
    return all(db_.query(RESTRICTION_COLUMNS "WHERE r.case_sequence = " CASE_SEQUENCE " ORDER BY x.sequence", id), read_restriction);
  }
  std::uint64_t leaf_count() override {
    return static_cast<std::uint64_t>(db_.integer("SELECT coalesce(max(position) + 1, 0) FROM leaves"));
  }
  // Ends before a gap, so that a leaf that was taken out is missed rather than closed over.
  std::vector<std::string> leaves(std::uint64_t first_leaf, std::size_t count) override {
    auto position = static_cast<std::int64_t>(first_leaf);
    Rows rows = db_.query("SELECT position, leaf FROM leaves WHERE position >= ? ORDER BY position LIMIT ?", position,
                          static_cast<std::int64_t>(count));
    std::vector<std::string> found;
    for (; rows.next() && rows.integer(0) == position; ++position) found.push_back(rows.text(1));
    return found;
  }
  std::vector<LeafOfCase> leaves_of_case(CaseId id) override {
    return all(db_.query("SELECT position, leaf FROM leaves WHERE case_id = ? ORDER BY position", id), read_leaf_of_case);
  }
  std::vector<LeafOfCase> changes_of_case(CaseId id) override {
    return all(db_.query("SELECT position, leaf FROM changes JOIN leaves USING (position) WHERE changes.case_id = ? ORDER BY position", id),
               read_leaf_of_case);
  }
  // No list is older than the case; what it holds is so short that looking through all is quicker than keeping an index true.
  std::vector<LeafOfCase> lists_of_case(CaseId id) override {
    std::map<std::uint64_t, RecordId> records;
    for (Rows rows = db_.query("SELECT sequence, id FROM records WHERE case_sequence = " CASE_SEQUENCE, id); rows.next();)
      records.emplace(static_cast<std::uint64_t>(rows.integer(0)), rows.id<RecordId>(1));
    std::vector<LeafOfCase> found;
    if (records.empty()) return found;
    const std::uint64_t last = records.rbegin()->first;
    Rows rows = db_.query("SELECT position, records FROM lists WHERE position > (SELECT min(position) FROM leaves WHERE case_id = ?) "
                          "ORDER BY position",
                          id);
    while (rows.next()) {
      LeafOfCase one{static_cast<std::uint64_t>(rows.integer(0)), "", {}};
      each_number(rows.bytes(1), [&](std::uint64_t number) {
        if (const auto named = records.find(number); named != records.end()) one.listed.push_back(named->second);
        return number < last;
      });
      if (!one.listed.empty()) found.push_back(std::move(one));
    }
    for (LeafOfCase& one : found) one.leaf = leaves(one.position, 1).at(0);
    return found;
  }
  std::vector<std::uint64_t> leaves_with_list() override {
    Rows rows = db_.query("SELECT position FROM lists ORDER BY position");
    std::vector<std::uint64_t> found;
    while (rows.next()) found.push_back(static_cast<std::uint64_t>(rows.integer(0)));
    return found;
  }
  std::vector<RecordId> listed(std::uint64_t leaf) override {
    std::vector<RecordId> found;
    Rows list = db_.query("SELECT records FROM lists WHERE position = ?", static_cast<std::int64_t>(leaf));
    if (!list.next()) return found;
    each_number(list.bytes(0), [&](std::uint64_t number) {
      Rows rows = db_.query("SELECT id FROM records WHERE sequence = ?", static_cast<std::int64_t>(number));
      found.push_back(rows.next() ? rows.id<RecordId>(0) : RecordId());
      return true;
    });
    return found;
  }
  std::optional<Bytes> meta(std::string_view key) override {
    Rows rows = db_.query("SELECT value FROM meta WHERE key = ?", key);
    return rows.next() ? std::optional(to_owned(rows.bytes(0))) : std::nullopt;
  }
  std::optional<std::string> charter(std::string_view hash) override {
    Rows rows = db_.query("SELECT canonical FROM charters WHERE hash = ?", hash);
    return rows.next() ? std::optional(rows.text(0)) : std::nullopt;
  }
  std::vector<std::pair<std::string, std::uint64_t>> counts(CaseId id) override {
    Rows rows = db_.query("SELECT name, count FROM counts WHERE case_sequence = " CASE_SEQUENCE " ORDER BY name", id);
    std::vector<std::pair<std::string, std::uint64_t>> found;
    while (rows.next()) found.emplace_back(rows.text(0), static_cast<std::uint64_t>(rows.integer(1)));
    return found;
  }

  void insert_case(const CaseRow& row) override {
    db_.run("INSERT INTO cases (id, kind, reference, state, charter, opened, version) VALUES (?, ?, ?, ?, ?, ?, ?)", row.id, row.kind,
            row.reference, row.state, row.charter, row.opened, static_cast<std::int64_t>(row.version));
  }
  void set_case_state(CaseId id, std::string_view state) override {
    change_one("a case", "UPDATE cases SET state = ?, version = version + 1 WHERE id = ?", state, id);
  }
  void insert_event(const EventRow& row) override {
    change_one("a case", "INSERT INTO events (case_sequence, event, day) SELECT sequence, ?, ? FROM cases WHERE id = ?", row.event, row.day,
               row.case_id);
  }
  void insert_record(const RecordRow& row) override {
    db_.run("INSERT INTO records (id, case_sequence, kind, owner, state, purpose, channel, collected, charter) "
            "VALUES (?, " CASE_SEQUENCE ", ?, ?, ?, ?, ?, ?, ?)",
            row.id, row.case_id, row.kind, row.owner, row.state, row.purpose, row.channel, row.collected, row.charter);
    if (!row.case_id.is_none()) must_exist(row.case_id);
  }
  void set_record_state(RecordId id, std::string_view state) override {
    change_one("a record", "UPDATE records SET state = ? WHERE id = ?", state, id);
  }
  void put_part(const PartRow& row) override {
    change_one("a record, or an earlier version of its part",
               "INSERT INTO parts (record_sequence, part, version, key, due, destroyed, sealed) "
               "SELECT sequence, ?, ?, ?, ?, ?, ? FROM records WHERE id = ? "
               "ON CONFLICT (record_sequence, part) DO UPDATE SET version = excluded.version, key = excluded.key, due = excluded.due, "
               "destroyed = excluded.destroyed, sealed = excluded.sealed WHERE excluded.version > version",
               row.part, row.version, row.key, row.due, row.destroyed, row.sealed, row.record);
    if (row.version > 1) note_forgotten();
  }
  void set_part_due(RecordId id, std::string_view part, std::optional<CivilDate> due) override {
    change_one("a part", "UPDATE parts SET due = ? WHERE record_sequence = " RECORD_SEQUENCE " AND part = ?", due, id, part);
  }
  void mark_part_destroyed(RecordId id, std::string_view part) override {
    note_forgotten();
    change_one("a part", "UPDATE parts SET destroyed = 1, sealed = x'' WHERE record_sequence = " RECORD_SEQUENCE " AND part = ?", id, part);
    db_.run("DELETE FROM chunks WHERE attachment_sequence IN (SELECT sequence FROM attachments WHERE part_sequence = " PART_SEQUENCE ")",
            id, part);
    db_.run("UPDATE attachments SET state = 'destroyed', sealed = x'' WHERE part_sequence = " PART_SEQUENCE, id, part);
  }
  void insert_attachment(const AttachmentRow& row) override {
    change_one("a part",
               "INSERT INTO attachments (id, part_sequence, version, state, chunks, bytes, sealed) "
               "SELECT ?, p.sequence, ?, 'arriving', 0, 0, x'' FROM parts p JOIN records r ON r.sequence = p.record_sequence "
               "WHERE r.id = ? AND p.part = ? AND p.destroyed = 0",
               row.id, row.version, row.record, row.part);
  }
  void put_chunk(AttachmentId id, std::uint32_t number, ByteView sealed) override {
    change_one("an arriving attachment",
               "INSERT INTO chunks (attachment_sequence, number, sealed) SELECT sequence, ?, ? FROM attachments "
               "WHERE id = ? AND state = 'arriving'",
               number, sealed, id);
  }
  void keep_attachment(const AttachmentRow& row) override {
    change_one("an arriving attachment",
               "UPDATE attachments SET state = 'held', chunks = ?, bytes = ?, sealed = ? WHERE id = ? AND state = 'arriving'", row.chunks,
               static_cast<std::int64_t>(row.bytes), row.sealed, row.id);
  }
  void remove_attachment(AttachmentId id) override {
    note_forgotten();
    db_.run("DELETE FROM chunks WHERE attachment_sequence = " ATTACHMENT_SEQUENCE, id);
    change_one("an arriving attachment", "DELETE FROM attachments WHERE id = ? AND state = 'arriving'", id);
  }
  void mark_attachment_destroyed(AttachmentId id) override {
    note_forgotten();
    db_.run("DELETE FROM chunks WHERE attachment_sequence = " ATTACHMENT_SEQUENCE, id);
    change_one("a held attachment", "UPDATE attachments SET state = 'destroyed', sealed = x'' WHERE id = ? AND state = 'held'", id);
  }
  void insert_consent(const ConsentRow& row) override {
    change_one("a record",
               "INSERT INTO consents (record_sequence, consent, wording, given, withdrawn) "
               "SELECT sequence, ?, ?, ?, ? FROM records WHERE id = ?",
               row.consent, row.wording, row.given, row.withdrawn, row.record);
  }
  void withdraw_consent(RecordId id, std::string_view consent, Instant at) override {
    change_one("a consent in force",
               "UPDATE consents SET withdrawn = ? WHERE record_sequence = " RECORD_SEQUENCE " AND consent = ? AND withdrawn IS NULL",
               at, id, consent);
  }
  void insert_warrant(const WarrantRow& row) override {
    db_.run("INSERT INTO warrants (id, kind, state, case_id, owner, content, proposed, quarantine_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            row.id, row.kind, row.state, row.case_id, row.owner, row.content, row.proposed, row.quarantine_until);
  }
  void insert_warrant_item(const WarrantItemRow& row) override {
    change_one("a warrant", "INSERT INTO warrant_items (warrant_sequence, record, part) SELECT sequence, ?, ? FROM warrants WHERE id = ?",
               row.record, row.part, row.warrant);
  }
  void update_warrant(const WarrantRow& row) override {
    change_one("a warrant",
               "UPDATE warrants SET kind = ?, state = ?, case_id = ?, owner = ?, content = ?, proposed = ?, quarantine_until = ? "
               "WHERE id = ?",
               row.kind, row.state, row.case_id, row.owner, row.content, row.proposed, row.quarantine_until, row.id);
  }
  void insert_approval(const ApprovalRow& row) override {
    change_one("a warrant",
               "INSERT INTO approvals (warrant_sequence, account, content, at) SELECT sequence, ?, ?, ? FROM warrants WHERE id = ?",
               row.account, row.content, row.at, row.warrant);
  }
  void insert_hold(const HoldRow& row) override {
    db_.run("INSERT INTO holds (scope, target, since) VALUES (?, ?, ?)", row.scope, row.target, row.since);
  }
  void remove_hold(std::string_view scope, std::string_view target) override {
    change_one("a hold", "DELETE FROM holds WHERE scope = ? AND target = ?", scope, target);
  }
  void insert_appointment(const AppointmentRow& row) override {
    change_one("a case",
               "INSERT INTO appointments (id, case_sequence, account, role, how, begins, ends, made_by, agreed, ended) "
               "SELECT ?, sequence, ?, ?, ?, ?, ?, ?, ?, ? FROM cases WHERE id = ?",
               row.id, row.account, row.role, row.how, row.begins, row.ends, row.made_by, row.agreed, row.ended, row.case_id);
  }
  void update_appointment(const AppointmentRow& row) override {
    change_one("an appointment", "UPDATE appointments SET agreed = ?, ended = ? WHERE id = ?", row.agreed, row.ended, row.id);
  }
  void insert_role_grant(const RoleGrantRow& row) override {
    db_.run("INSERT INTO role_grants (id, account, role, principal, begins, ends, proposed_by, approved_by, approved, ended) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row.id, row.account, row.role, row.principal, row.begins, row.ends, row.proposed_by, row.approved_by, row.approved, row.ended);
  }
  void update_role_grant(const RoleGrantRow& row) override {
    change_one("a grant of a role", "UPDATE role_grants SET approved_by = ?, approved = ?, ended = ? WHERE id = ?", row.approved_by,
               row.approved, row.ended, row.id);
  }
  void insert_emergency(const EmergencyRow& row) override {
    change_one("a case",
               "INSERT INTO emergencies (id, case_sequence, account, opened, closes, told, reason, reviewed, reviewed_by, outcome) "
               "SELECT ?, sequence, ?, ?, ?, ?, ?, ?, ?, ? FROM cases WHERE id = ?",
               row.id, row.account, row.opened, row.closes, row.told, row.reason, row.reviewed, row.reviewed_by, row.outcome, row.case_id);
  }
  void update_emergency(const EmergencyRow& row) override {
    change_one("an emergency access", "UPDATE emergencies SET reviewed = ?, reviewed_by = ?, outcome = ? WHERE id = ?", row.reviewed,
               row.reviewed_by, row.outcome, row.id);
  }
  void insert_restriction(const RestrictionRow& row) override {
    change_one("a record",
               "INSERT INTO restrictions (id, record_sequence, \"right\", ground, begins, put_on_by, told, ended, ended_by) "
               "SELECT ?, sequence, ?, ?, ?, ?, ?, ?, ? FROM records WHERE id = ?",
               row.id, row.right, row.ground, row.begins, row.put_on_by, row.told, row.ended, row.ended_by, row.record);
  }
  void update_restriction(const RestrictionRow& row) override {
    change_one("a restriction", "UPDATE restrictions SET told = ?, ended = ?, ended_by = ? WHERE id = ?", row.told, row.ended, row.ended_by,
               row.id);
  }
  std::uint64_t append_leaf(std::string_view leaf, CaseId case_id, TellsOf tells_of) override {
    const auto kept_case = case_id.is_none() ? std::nullopt : std::optional(case_id);
    const std::uint64_t position = leaf_count();
    // Without RETURNING: SQLite would open and truncate a statement's journal within the act's each time, in time that grows
    // with the pages that the act has touched.
    db_.run("INSERT INTO leaves (position, leaf, case_id) VALUES (?, ?, ?)", static_cast<std::int64_t>(position), leaf, kept_case);
    if (kept_case && tells_of == TellsOf::change)
      db_.run("INSERT INTO changes (case_id, position) VALUES (?, ?)", case_id, static_cast<std::int64_t>(position));
    return position;
  }
  void insert_list(std::uint64_t leaf, const std::vector<std::uint64_t>& records) override {
    db_.run("INSERT INTO lists (position, records) VALUES (?, ?)", static_cast<std::int64_t>(leaf), ByteView(encode_numbers(records)));
  }
  void set_meta(std::string_view key, ByteView value) override {
    db_.run("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
  }
  void remove_meta(std::string_view key) override { db_.run("DELETE FROM meta WHERE key = ?", key); }
  void insert_charter(std::string_view hash, std::string_view canonical) override {
    db_.run("INSERT INTO charters (hash, canonical) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", hash, canonical);
  }
  void add_count(CaseId id, std::string_view name, std::uint64_t by) override {
    change_one("a case",
               "INSERT INTO counts (case_sequence, name, count) SELECT sequence, ?, ? FROM cases WHERE id = ? "
               "ON CONFLICT (case_sequence, name) DO UPDATE SET count = count + excluded.count",
               name, static_cast<std::int64_t>(by), id);
  }

 private:
  // A change that finds nothing to change is a mistake of the caller, which has read before it writes.
  template <class... Arguments>
  void change_one(const char* what, const char* sql, const Arguments&... arguments) {
    db_.run(sql, arguments...);
    if (db_.changed_rows() != 1) throw std::logic_error(std::string("the database does not hold ") + what + " that was to be changed");
  }

  void must_exist(CaseId id) {
    if (!db_.query("SELECT 1 FROM cases WHERE id = ?", id).next()) {
      throw std::logic_error("the database does not hold the case of a new record");
    }
  }

  void note_forgotten() {
    if (forgot_ != nullptr) *forgot_ = true;
  }

  Connection& db_;
  bool* const forgot_;
};

}  // namespace

std::unique_ptr<Transaction> make_transaction(Connection& connection, bool* forgot) {
  return std::make_unique<SqliteTransaction>(connection, forgot);
}

}  // namespace concordat::store
