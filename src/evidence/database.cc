// The database, by docs/formats/database.md, read-only and on one snapshot.

#include <sqlite3.h>

#include <memory>

#include "evidence/data.h"

namespace concordat::evidence {
namespace {

constexpr std::int64_t kApplicationId = 0x436e6364;
constexpr std::int64_t kSchemaVersion = 5;
constexpr std::int64_t kFirstWithAttachments = 2;
constexpr std::int64_t kFirstWithRestrictions = 3;
constexpr std::int64_t kFirstWithLists = 4;
constexpr int kBusyMilliseconds = 5'000;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;

struct Unreadable {
  std::string why;
};

class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const {
    const ByteView view = bytes(column);
    return std::string(as_text(view));
  }
  ByteView bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  bool has(int column) const { return sqlite3_column_type(statement_, column) != SQLITE_NULL; }
  template <class IdType>
  IdType id(int column) const {
    const auto read = IdType::from_bytes(bytes(column));
    if (!read) throw Unreadable{"an id has not 16 bytes"};
    return *read;
  }
  CivilDate day(int column) const { return CivilDate::from_days(static_cast<std::int32_t>(number(column))); }

 private:
  sqlite3_stmt* statement_;
};

template <class Each>
void each_row(const Database& database, const char* sql, const Each& each) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(database.get(), sql, -1, &raw, nullptr) != SQLITE_OK) throw Unreadable{sqlite3_errmsg(database.get())};
  const std::unique_ptr<sqlite3_stmt, Finalize> statement(raw);
  int code = sqlite3_step(raw);
  for (; code == SQLITE_ROW; code = sqlite3_step(raw)) each(Row(raw));
  if (code != SQLITE_DONE) throw Unreadable{sqlite3_errmsg(database.get())};
}

std::int64_t pragma(const Database& database, const char* sql) {
  std::int64_t value = 0;
  each_row(database, sql, [&](const Row& row) { value = row.number(0); });
  return value;
}

void read_cases(const Database& database, Data& data) {
  each_row(database, "SELECT id, kind, state FROM cases",
           [&](const Row& row) { data.cases[row.id<CaseId>(0)] = {row.text(1), row.text(2), {}}; });
  each_row(database, "SELECT c.id, e.event, e.day FROM events e JOIN cases c ON c.sequence = e.case_sequence ORDER BY e.sequence",
           [&](const Row& row) { data.cases[row.id<CaseId>(0)].events.push_back({row.text(1), row.day(2)}); });
}

void read_records(const Database& database, Data& data) {
  each_row(database,
           "SELECT r.id, c.id, r.kind, r.owner, r.state, r.purpose, r.charter FROM records r "
           "LEFT JOIN cases c ON c.sequence = r.case_sequence",
           [&](const Row& row) {
             const CaseId case_id = row.has(1) ? row.id<CaseId>(1) : CaseId{};
             data.records[row.id<RecordId>(0)] = {case_id, row.text(2), row.id<AgencyId>(3), row.text(4), row.text(5), row.text(6), {}, {}};
           });
  each_row(database,
           "SELECT r.id, p.part, p.key, p.due, p.destroyed, length(p.sealed) FROM parts p JOIN records r ON r.sequence = p.record_sequence",
           [&](const Row& row) {
             PartRow part{row.id<KeyId>(2), std::nullopt, row.number(4) != 0, row.number(5)};
             if (row.has(3)) part.due = row.day(3);
             data.records[row.id<RecordId>(0)].parts[row.text(1)] = part;
           });
  each_row(database,
           "SELECT r.id, c.consent, c.wording, c.given, c.withdrawn FROM consents c JOIN records r ON r.sequence = c.record_sequence "
           "ORDER BY c.sequence",
           [&](const Row& row) {
             ConsentRow consent{row.text(1), row.text(2), Instant{row.number(3)}, std::nullopt};
             if (row.has(4)) consent.withdrawn = Instant{row.number(4)};
             data.records[row.id<RecordId>(0)].consents.push_back(consent);
           });
}

void read_attachments(const Database& database, Data& data) {
  each_row(database,
           "SELECT a.id, r.id, p.part, a.state, a.chunks, a.bytes, length(a.sealed), count(c.sequence), coalesce(sum(length(c.sealed)), 0) "
           "FROM attachments a JOIN parts p ON p.sequence = a.part_sequence JOIN records r ON r.sequence = p.record_sequence "
           "LEFT JOIN chunks c ON c.attachment_sequence = a.sequence AND c.number BETWEEN 0 AND a.chunks - 1 GROUP BY a.sequence",
           [&](const Row& row) {
             data.attachments[row.id<AttachmentId>(0)] = {row.id<RecordId>(1), row.text(2),   row.text(3),   row.number(4), row.number(5),
                                                          row.number(6),       row.number(7), row.number(8)};
           });
}

void read_warrants(const Database& database, Data& data) {
  each_row(database, "SELECT id, kind, state, case_id, owner, content FROM warrants", [&](const Row& row) {
    const ByteView bytes = row.bytes(5);
    const Bytes content(bytes.begin(), bytes.end());
    data.warrants[row.id<WarrantId>(0)] = {row.text(1), row.text(2), row.id<CaseId>(3), row.id<AgencyId>(4), content, false, {}, {}};
  });
  each_row(database, "SELECT w.id, i.record, i.part FROM warrant_items i JOIN warrants w ON w.sequence = i.warrant_sequence",
           [&](const Row& row) { data.warrants[row.id<WarrantId>(0)].items.emplace(row.id<RecordId>(1), row.text(2)); });
  each_row(database, "SELECT w.id, a.account, a.content FROM approvals a JOIN warrants w ON w.sequence = a.warrant_sequence",
           [&](const Row& row) {
             const ByteView content = row.bytes(2);
             data.warrants[row.id<WarrantId>(0)].approvals.emplace_back(row.id<AccountId>(1), Bytes(content.begin(), content.end()));
           });
  each_row(database, "SELECT c.id, n.name, n.count FROM counts n JOIN cases c ON c.sequence = n.case_sequence",
           [&](const Row& row) { data.counts[row.id<CaseId>(0)][row.text(1)] = static_cast<std::uint64_t>(row.number(2)); });
  each_row(database, "SELECT scope, target FROM holds", [&](const Row& row) { data.holds.insert({row.text(0), row.text(1)}); });
}

void read_recalled(const Database& database, Data& data) {
  each_row(database,
           "SELECT r.id FROM restrictions x JOIN records r ON r.sequence = x.record_sequence "
           "WHERE x.\"right\" = 'recall' AND x.ended IS NULL",
           [&](const Row& row) { data.recalled.insert(row.id<RecordId>(0)); });
}

void read_leaves(const Database& database, Data& data) {
  std::vector<std::string> lines;
  bool gap = false, malformed = false;
  each_row(database, "SELECT position, leaf FROM leaves ORDER BY position", [&](const Row& row) {
    gap = gap || row.number(0) != static_cast<std::int64_t>(lines.size());
    lines.push_back(row.text(1));
    auto leaf = read_leaf(lines.back());
    malformed = malformed || !leaf;
    data.leaves.push_back(leaf ? std::move(*leaf) : Leaf{});
  });
  if (gap) data.ledger_faults.push_back("Acts were removed from the ledger.");
  if (malformed) data.ledger_faults.push_back("The ledger holds an act that is not in its format.");
  check_heads(lines, data);
}

// Numbers of records, each as its distance from the one before: seven bits a byte, the lowest first, the high bit where more follow.
void read_lists(const Database& database, Data& data) {
  std::unordered_map<std::int64_t, RecordId> numbered;
  each_row(database, "SELECT sequence, id FROM records", [&](const Row& row) { numbered[row.number(0)] = row.id<RecordId>(1); });
  each_row(database, "SELECT position, records FROM lists", [&](const Row& row) {
    std::vector<RecordId>& list = data.lists[static_cast<std::size_t>(row.number(0))];
    std::int64_t number = 0, distance = 0;
    int shift = 0;
    for (const std::uint8_t byte : row.bytes(1)) {
      if (shift < 63) distance |= static_cast<std::int64_t>(byte & 0x7f) << shift;
      shift += 7;
      if (byte >= 0x80) continue;
      number += distance;
      distance = shift = 0;
      const auto found = numbered.find(number);
      list.push_back(found == numbered.end() ? RecordId() : found->second);
    }
  });
  check_lists(data);
}

void read_charters(const Database& database, Data& data) {
  each_row(database, "SELECT hash, canonical FROM charters", [&](const Row& row) { data.charters[row.text(0)] = row.text(1); });
  each_row(database, "SELECT value FROM meta WHERE key = 'active-charter'", [&](const Row& row) { data.active_charter = row.text(0); });
  each_row(database, "SELECT substr(key, length('evidence:') + 1), value FROM meta WHERE key LIKE 'evidence:%'",
           [&](const Row& row) { data.statements[row.text(0)] = row.text(1); });
}

// In a URI only these stand for themselves (RFC 3986, section 2.3; the slash parts a path).
std::string uri_of(const std::string& path) {
  std::string uri = "file:";
  for (const char letter : path) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
                       std::string_view("-._~/").find(letter) != std::string_view::npos;
    const auto byte = static_cast<std::uint8_t>(letter);
    uri += plain ? std::string(1, letter) : "%" + to_hex({&byte, 1});
  }
  return uri + "?mode=ro";
}

}  // namespace

Result<void> read_database(const std::string& path, Data& data) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(uri_of(path).c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
  const Database database(raw);
  try {
    if (code != SQLITE_OK) throw Unreadable{raw ? sqlite3_errmsg(raw) : "out of memory"};
    sqlite3_busy_timeout(raw, kBusyMilliseconds);
    if (pragma(database, "PRAGMA application_id") != kApplicationId) throw Unreadable{"it is not a database of Concordat"};
    const std::int64_t version = pragma(database, "PRAGMA user_version");
    if (version > kSchemaVersion) throw Unreadable{"a newer Concordat wrote it"};
    each_row(database, "BEGIN", [](const Row&) {});
    read_charters(database, data);
    read_cases(database, data);
    read_records(database, data);
    if (version >= kFirstWithAttachments) read_attachments(database, data);
    read_warrants(database, data);
    if (version >= kFirstWithRestrictions) read_recalled(database, data);
    read_leaves(database, data);
    if (version >= kFirstWithLists) read_lists(database, data);
  } catch (const Unreadable& error) {
    return Error{"The database " + path + " cannot be read: " + error.why + ".",
                 "Give the data directory that `concordat init` made, as a user who may read it; run `concordat fsck` if it is damaged."};
  }
  return {};
}

}  // namespace concordat::evidence
