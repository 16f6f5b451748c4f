#include "store/sqlite.h"

namespace concordat::store {
namespace {

// Once a process, before SQLite starts: statement journals never reach a temporary file, and no counter of memory is
// shared between threads. Where something else started SQLite first, its settings stay.
void configure_once() {
  static const bool done = [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
    return true;
  }();
  (void)done;
}

[[noreturn]] void fail(sqlite3* database) { throw SqliteError(sqlite3_extended_errcode(database), sqlite3_errmsg(database)); }

void check(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement));
}

}  // namespace

Error explain(const SqliteError& error, const std::string& path) {
  const std::string detail = std::string(" (") + error.what() + ")";
  switch (error.primary()) {
    case SQLITE_NOTADB:
      return {"The file " + path + " is not a Concordat database" + detail + ".",
              "Give the path of a database that `concordat init` made."};
    case SQLITE_CORRUPT:
      return {"The database " + path + " is damaged or cut short" + detail + ".",
              "Restore the latest backup; keep the damaged file for examination."};
    case SQLITE_FULL:
      return {"The disk that holds " + path + " is full; nothing of this act was kept.", "Free some space and try again."};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {"Another program holds the database " + path + ".", "Stop the other program, or wait until it is done, and try again."};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return {"The database " + path + " cannot be opened for writing" + detail + ".",
              "Check that its folder exists and that this user may write there."};
    case SQLITE_IOERR:
      return {"The disk failed while the database " + path + " was used" + detail + ".", "Check the disk before anything else."};
    case SQLITE_CONSTRAINT:
      return {"The database refused the act, because it contradicts what is stored" + detail + ".", ""};
    default:
      return {"The database " + path + " reported an error" + detail + ".", "Look at the system's log, and keep a copy of the database."};
  }
}

void Rows::bind(int index, ByteView value) {
  // SQLite takes a null pointer for NULL, also where the length is nought.
  check(statement_.get(), value.empty() ? sqlite3_bind_zeroblob(statement_.get(), index, 0)
                                        : sqlite3_bind_blob64(statement_.get(), index, value.data(), value.size(), SQLITE_STATIC));
}

void Rows::bind(int index, std::string_view value) {
  const char* text = value.empty() ? "" : value.data();
  check(statement_.get(), sqlite3_bind_text64(statement_.get(), index, text, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Rows::bind(int index, std::int64_t value) { check(statement_.get(), sqlite3_bind_int64(statement_.get(), index, value)); }

void Rows::bind_null(int index) { check(statement_.get(), sqlite3_bind_null(statement_.get(), index)); }

bool Rows::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(statement_.get()));
}

ByteView Rows::bytes(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::string Rows::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

Connection::Connection(const std::string& path, Mode mode) {
  configure_once();
  const int flags = mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &database_, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code != SQLITE_OK) {
    const SqliteError error(code, sqlite3_errstr(code));
    sqlite3_close_v2(database_);
    throw error;
  }
  sqlite3_busy_timeout(database_, kBusyMilliseconds);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

Connection::~Connection() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(database_);
}

sqlite3_stmt* Connection::prepare(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr && sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    statements_.erase(sql);
    fail(database_);
  }
  return statement;
}

void Connection::script(const std::string& sql) {
  if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(database_);
}

std::int64_t Connection::integer(const char* sql) {
  Rows rows = query(sql);
  return rows.next() ? rows.integer(0) : 0;
}

}  // namespace concordat::store
