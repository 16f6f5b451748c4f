#pragma once
// A thin wrapper of the SQLite C API: one connection with its prepared statements, rows read by column, errors as
// exceptions inside this folder and as Errors at its edge.

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "base/civil_date.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace concordat::store {

inline constexpr int kBusyMilliseconds = 5'000;  // how long another program may hold the database

class SqliteError : public std::runtime_error {
 public:
  SqliteError(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  int code() const { return code_; }            // SQLite's extended code
  int primary() const { return code_ & 0xff; }  // SQLITE_FULL, SQLITE_IOERR, …

 private:
  int code_;
};

// What an operator is told. `path` names the database file.
Error explain(const SqliteError& error, const std::string& path);

// A running statement. Goes back to its connection's cache when it ends.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  Rows(Rows&&) = default;

  void bind(int index, ByteView value);
  void bind(int index, std::string_view value);
  void bind(int index, std::int64_t value);
  void bind(int index, CivilDate value) { bind(index, std::int64_t{value.days()}); }
  void bind(int index, Instant value) { bind(index, value.microseconds); }
  template <class Tag>
  void bind(int index, const Id<Tag>& value) { bind(index, value.bytes()); }
  template <class Value>
  void bind(int index, const std::optional<Value>& value) { value ? bind(index, *value) : bind_null(index); }

  bool next();
  bool is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  ByteView bytes(int column) const;
  std::string text(int column) const;
  CivilDate day(int column) const { return CivilDate::from_days(static_cast<std::int32_t>(integer(column))); }
  Instant instant(int column) const { return Instant{integer(column)}; }
  template <class IdType>
  IdType id(int column) const {
    const auto found = IdType::from_bytes(bytes(column));
    if (!found) throw SqliteError(SQLITE_CORRUPT, "an id in the database has not 16 bytes");
    return *found;
  }

 private:
  struct Reset {
    void operator()(sqlite3_stmt* statement) const { sqlite3_reset(statement); }
  };
  void bind_null(int index);
  std::unique_ptr<sqlite3_stmt, Reset> statement_;
};

class Connection {
 public:
  enum class Mode { write, read };
  Connection(const std::string& path, Mode mode);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  // `sql` is a literal: its address is the key of the statement cache. The arguments must outlive the rows.
  template <class... Arguments>
  Rows query(const char* sql, const Arguments&... arguments) {
    Rows rows(prepare(sql));
    [[maybe_unused]] int index = 0;
    (rows.bind(++index, arguments), ...);
    return rows;
  }
  // For a statement without rows, or of which only the effect matters.
  template <class... Arguments>
  void run(const char* sql, const Arguments&... arguments) { query(sql, arguments...).next(); }
  void script(const std::string& sql);  // several statements, uncached
  std::int64_t integer(const char* sql);

  std::int64_t changed_rows() const { return sqlite3_changes64(database_); }             // by the last statement
  std::int64_t total_changes() const { return sqlite3_total_changes64(database_); }      // since opening
  bool in_transaction() const { return sqlite3_get_autocommit(database_) == 0; }
  sqlite3* handle() { return database_; }

 private:
  sqlite3_stmt* prepare(const char* sql);
  sqlite3* database_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace concordat::store
