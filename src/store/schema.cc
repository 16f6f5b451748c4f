#include "store/schema.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace concordat::store {
namespace {

// Rows point at each other by sequence number, not by id: random 16-byte keys would spread each act over many pages, and
// all of them would go through the write-ahead log. The sealed bytes stand last, so that the other columns are read alone.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE cases (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL,
  charter TEXT NOT NULL, opened INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
CREATE INDEX cases_kind ON cases (kind);
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY, case_sequence INTEGER NOT NULL REFERENCES cases, event TEXT NOT NULL, day INTEGER NOT NULL) STRICT;
CREATE INDEX events_case ON events (case_sequence);
CREATE TABLE records (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, case_sequence INTEGER REFERENCES cases, kind TEXT NOT NULL,
  owner BLOB NOT NULL, state TEXT NOT NULL, purpose TEXT NOT NULL, channel TEXT NOT NULL, collected INTEGER NOT NULL,
  charter TEXT NOT NULL) STRICT;
CREATE INDEX records_case ON records (case_sequence);
CREATE TABLE parts (
  sequence INTEGER PRIMARY KEY, record_sequence INTEGER NOT NULL REFERENCES records, part TEXT NOT NULL, version INTEGER NOT NULL,
  key BLOB NOT NULL, due INTEGER, destroyed INTEGER NOT NULL, sealed BLOB NOT NULL, UNIQUE (record_sequence, part)) STRICT;
CREATE INDEX parts_due ON parts (due) WHERE destroyed = 0;
CREATE TABLE consents (
  sequence INTEGER PRIMARY KEY, record_sequence INTEGER NOT NULL REFERENCES records, consent TEXT NOT NULL, wording TEXT NOT NULL,
  given INTEGER NOT NULL, withdrawn INTEGER) STRICT;
CREATE INDEX consents_record ON consents (record_sequence);
CREATE TABLE warrants (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL, case_id BLOB NOT NULL,
  owner BLOB NOT NULL, content BLOB NOT NULL, proposed INTEGER NOT NULL, quarantine_until INTEGER) STRICT;
CREATE INDEX warrants_state ON warrants (state);
CREATE INDEX warrants_case ON warrants (case_id);
CREATE TABLE warrant_items (
  sequence INTEGER PRIMARY KEY, warrant_sequence INTEGER NOT NULL REFERENCES warrants, record BLOB NOT NULL, part TEXT NOT NULL,
  UNIQUE (warrant_sequence, record, part)) STRICT;
CREATE TABLE approvals (
  sequence INTEGER PRIMARY KEY, warrant_sequence INTEGER NOT NULL REFERENCES warrants, account BLOB NOT NULL, content BLOB NOT NULL,
  at INTEGER NOT NULL, UNIQUE (warrant_sequence, account, content)) STRICT;
CREATE TABLE holds (
  scope TEXT NOT NULL, target TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (scope, target)) STRICT, WITHOUT ROWID;
CREATE TABLE leaves (position INTEGER PRIMARY KEY, leaf TEXT NOT NULL, case_id BLOB) STRICT;
CREATE INDEX leaves_case ON leaves (case_id) WHERE case_id IS NOT NULL;
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE charters (hash TEXT PRIMARY KEY, canonical TEXT NOT NULL) STRICT;
CREATE TABLE counts (
  case_sequence INTEGER NOT NULL REFERENCES cases, name TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (case_sequence, name)) STRICT, WITHOUT ROWID;
)sql";

// Who comes to a case and why, roles given by two people, break-glass, restrictions and objections.
constexpr const char* kPeople = R"sql(
CREATE TABLE appointments (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, case_sequence INTEGER NOT NULL REFERENCES cases, account BLOB NOT NULL,
  role TEXT NOT NULL, how TEXT NOT NULL, begins INTEGER NOT NULL, ends INTEGER, made_by BLOB NOT NULL, agreed INTEGER,
  ended INTEGER) STRICT;
CREATE INDEX appointments_case ON appointments (case_sequence);
CREATE INDEX appointments_account ON appointments (account);
CREATE TABLE role_grants (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, account BLOB NOT NULL, role TEXT NOT NULL, principal BLOB NOT NULL,
  begins INTEGER NOT NULL, ends INTEGER, proposed_by BLOB NOT NULL, approved_by BLOB NOT NULL, approved INTEGER,
  ended INTEGER) STRICT;
CREATE INDEX role_grants_account ON role_grants (account);
CREATE INDEX role_grants_proposed ON role_grants (sequence) WHERE approved IS NULL AND ended IS NULL;
CREATE TABLE emergencies (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, case_sequence INTEGER NOT NULL REFERENCES cases, account BLOB NOT NULL,
  opened INTEGER NOT NULL, closes INTEGER NOT NULL, told BLOB NOT NULL, reason BLOB NOT NULL, reviewed INTEGER,
  reviewed_by BLOB NOT NULL, outcome TEXT NOT NULL) STRICT;
CREATE INDEX emergencies_case ON emergencies (case_sequence);
CREATE INDEX emergencies_opened ON emergencies (opened);
CREATE INDEX emergencies_unreviewed ON emergencies (sequence) WHERE reviewed IS NULL;
CREATE TABLE restrictions (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, record_sequence INTEGER NOT NULL REFERENCES records, "right" TEXT NOT NULL,
  ground TEXT NOT NULL, begins INTEGER NOT NULL, put_on_by BLOB NOT NULL, told INTEGER, ended INTEGER,
  ended_by BLOB NOT NULL) STRICT;
CREATE INDEX restrictions_record ON restrictions (record_sequence);
)sql";

// kMigrations[n] brings a database from version n to n + 1.
constexpr std::array<const char*, kSchemaVersion> kMigrations = {kVersion1, kPeople};

// The file's name must be as durable as its content.
void sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) throw SqliteError(SQLITE_IOERR_DIR_FSYNC, "the folder " + folder.string() + " cannot be synced");
}

Result<void> check_identity(Connection& connection, const std::string& path) {
  if (std::filesystem::file_size(path) == 0) {
    return Error{"The database " + path + " is empty: its content is gone.", "Restore the latest backup."};
  }
  const auto application = connection.integer("PRAGMA application_id");
  const auto version = connection.integer("PRAGMA user_version");
  if (application != kApplicationId) {
    return Error{"The file " + path + " is a database of another program, not of Concordat.",
                 "Give the path of a database that `concordat init` made."};
  }
  if (version > kSchemaVersion) {
    return Error{"The database " + path + " was written by a newer Concordat (schema " + std::to_string(version) + ", this program knows " +
                     std::to_string(kSchemaVersion) + ").",
                 "Start the newer program; an older one never writes to a newer database."};
  }
  return {};
}

// SQLite reads the missing end of a last page as noughts. While the log of writes holds pages, a checkpoint may have been
// cut off by a loss of power, and the log mends it.
bool ends_within_a_page(Connection& connection, const std::string& path) {
  const std::string log = path + "-wal";
  const bool log_holds_pages = std::filesystem::exists(log) && std::filesystem::file_size(log) > 0;
  return !log_holds_pages && std::filesystem::file_size(path) % static_cast<std::uintmax_t>(connection.integer("PRAGMA page_size")) != 0;
}

Result<void> check_soundness(Connection& connection, const std::string& path) {
  if (ends_within_a_page(connection, path)) return explain(SqliteError(SQLITE_CORRUPT, "the last page is not whole"), path);
  Rows rows = connection.query("PRAGMA quick_check(1)");
  const std::string verdict = rows.next() ? rows.text(0) : "no answer";
  if (verdict == "ok") return {};
  return explain(SqliteError(SQLITE_CORRUPT, verdict), path);
}

void migrate(Connection& connection) {
  connection.script("BEGIN IMMEDIATE");
  const auto version = connection.integer("PRAGMA user_version");
  for (auto step = version; step < kSchemaVersion; ++step) connection.script(kMigrations.at(static_cast<std::size_t>(step)));
  if (version < kSchemaVersion) {
    connection.script("PRAGMA application_id = " + std::to_string(kApplicationId));
    connection.script("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  }
  connection.script("COMMIT");
}

}  // namespace

void create_database(const std::string& path) {
  const std::string unfinished = path + "-new";
  for (const char* suffix : {"", "-journal"}) std::filesystem::remove(unfinished + suffix);
  {
    Connection connection(unfinished, Connection::Mode::write);
    migrate(connection);
  }
  std::filesystem::rename(unfinished, path);
  sync_folder_of(path);
}

Result<void> prepare_schema(Connection& connection, const std::string& path) {
  TRY(check_identity(connection, path));
  TRY(check_soundness(connection, path));
  connection.script("PRAGMA journal_mode = WAL");
  migrate(connection);
  return {};
}

}  // namespace concordat::store
