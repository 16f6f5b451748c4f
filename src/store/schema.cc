#include "store/schema.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace concordat::store {
namespace {

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

// All steps in one transaction: what is cut off leaves the version before.
void migrate(Connection& connection, std::int64_t to) {
  connection.script("BEGIN IMMEDIATE");
  const auto version = connection.integer("PRAGMA user_version");
  for (auto step = version; step < to; ++step) connection.script(kMigrations.at(static_cast<std::size_t>(step)));
  if (version < to) {
    connection.script("PRAGMA application_id = " + std::to_string(kApplicationId));
    connection.script("PRAGMA user_version = " + std::to_string(to));
  }
  connection.script("COMMIT");
}

}  // namespace

void create_database(const std::string& path, std::int64_t version) {
  const std::string unfinished = path + "-new";
  for (const char* suffix : {"", "-journal"}) std::filesystem::remove(unfinished + suffix);
  {
    Connection connection(unfinished, Connection::Mode::write);
    migrate(connection, version);
  }
  std::filesystem::rename(unfinished, path);
  sync_folder_of(path);
}

Result<void> prepare_schema(Connection& connection, const std::string& path) {
  TRY(check_identity(connection, path));
  TRY(check_soundness(connection, path));
  connection.script("PRAGMA journal_mode = WAL");
  migrate(connection, kSchemaVersion);
  return {};
}

}  // namespace concordat::store
