// A copy of a database in use: SQLite's online backup, in one step, so that it is of one moment.

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "store/sqlite.h"
#include "store/store.h"

namespace concordat::store {
namespace {

void copy_all(Connection& source, Connection& target) {
  sqlite3_backup* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
  if (backup == nullptr) throw SqliteError(sqlite3_extended_errcode(target.handle()), sqlite3_errmsg(target.handle()));
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped == SQLITE_DONE && finished == SQLITE_OK) return;
  const int code = finished == SQLITE_OK ? stepped : finished;
  throw SqliteError(code, sqlite3_errstr(code));
}

void sync_copy(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!synced) throw SqliteError(SQLITE_IOERR_FSYNC, "the copy cannot be made durable");
}

}  // namespace

Result<void> copy_sqlite(const std::string& from, const std::string& to) {
  if (std::filesystem::exists(to)) return Error{to + " exists already.", "A backup is never overwritten: choose another folder."};
  try {
    Connection source(from, Connection::Mode::read);
    {
      Connection target(to, Connection::Mode::write);
      copy_all(source, target);
    }
    sync_copy(to);
    return {};
  } catch (const SqliteError& error) {
    std::error_code ignored;
    std::filesystem::remove(to, ignored);
    return explain(error, to);
  }
}

}  // namespace concordat::store
