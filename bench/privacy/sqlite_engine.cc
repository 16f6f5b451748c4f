// The peer: SQLite alone, write-ahead log, synced at each commit, an index on each field of metadata. No sealing, no audit, no
// policy. One writer at a time behind a mutex, which is quicker than its own waiting; readers in parallel.

#include <mutex>
#include <stdexcept>

#include "engine.h"
#include "rows.h"
#include "store/sqlite.h"

namespace concordat::privacy {
namespace {

using store::Connection;

constexpr const char* kSettings =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -200000; PRAGMA mmap_size = 1000000000; "
    "PRAGMA temp_store = MEMORY";

constexpr const char* kInsert =
    "INSERT INTO items (key, data, usr, pur, day, period, due, obj, dec, shr, src, cat, acl) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5 + ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

void insert(Connection& connection, const Row& row) {
  connection.run(kInsert, row.key, row.data, row.user, row.purpose, row.day, row.period, row.objection, row.decision, row.sharing,
                 row.source, row.category, row.access);
}

class SqliteClient final : public Client {
 public:
  SqliteClient(const std::string& path, std::mutex& writing) : connection_(path, Connection::Mode::write), writing_(writing) {
    connection_.script(kSettings);
  }
  Answer run(const Operation& operation) override;

 private:
  template <class... Arguments>
  Answer write(const char* sql, const Arguments&... arguments) {
    const std::lock_guard lock(writing_);
    connection_.run(sql, arguments...);
    return {static_cast<std::uint64_t>(connection_.changed_rows()), 0};
  }
  Answer create(const Operation& operation);
  template <class... Arguments>
  Answer read(const char* sql, const Arguments&... arguments) {
    Answer answer;
    store::Rows rows = connection_.query(sql, arguments...);
    while (rows.next()) {
      for (int column = 1; column < 12; ++column) (void)rows.text(column);  // the whole record, as a program takes it
      ++answer.count;
      answer.digest += digest_of(rows.text(0));
    }
    return answer;
  }

  Connection connection_;
  std::mutex& writing_;
};

#define WHOLE_RECORD "key, usr, pur, day, period, due, obj, dec, shr, src, cat, acl FROM items "

Answer SqliteClient::create(const Operation& operation) {
  const Row row = row_of(operation.key, operation.user, operation.purpose, operation.value);
  const std::lock_guard lock(writing_);
  insert(connection_, row);
  return {1, 0};
}

Answer SqliteClient::run(const Operation& operation) {
  const std::string key = key_name(operation.key);
  const std::string user = user_name(operation.user);
  const std::string purpose = numbered("purpose", operation.purpose);
  switch (operation.kind) {
    case Kind::create: return create(operation);
    case Kind::remove: return write("DELETE FROM items WHERE key = ?", key);
    case Kind::read_key: return read("SELECT data, " WHOLE_RECORD "WHERE key = ?", key);
    case Kind::read_purpose: return read("SELECT data, " WHOLE_RECORD "WHERE pur = ?", purpose);
    case Kind::read_user: return read("SELECT data, " WHOLE_RECORD "WHERE usr = ?", user);
    case Kind::read_metadata: return read("SELECT pur, " WHOLE_RECORD "WHERE usr = ?", user);
    case Kind::update_key: return write("UPDATE items SET data = ? WHERE key = ?", data_of(operation.key, operation.value), key);
    case Kind::set_period: {
      const std::int64_t days = period_days(operation.value);
      return write("UPDATE items SET period = ?1, due = day + ?1 WHERE pur = ?2", days, purpose);
    }
    case Kind::set_sharing: return write("UPDATE items SET shr = ? WHERE pur = ?", numbered("sharing", operation.value), purpose);
    case Kind::set_access: return write("UPDATE items SET acl = ? WHERE pur = ?", numbered("accesse", operation.value), purpose);
    case Kind::set_day: {
      const std::int64_t day = day_number(operation.value);
      return write("UPDATE items SET day = ?1, due = ?1 + period WHERE usr = ?2", day, user);
    }
    case Kind::read_log: {
      store::Rows rows = connection_.query("SELECT line FROM log WHERE position >= ? LIMIT ?", std::int64_t{operation.key} / 2,
                                           std::int64_t{kLogLines});
      Answer answer;
      while (rows.next()) answer.count += rows.text(0).empty() ? 0 : 1;
      return answer;
    }
    case Kind::verify_removal: return {connection_.query("SELECT 1 FROM items WHERE key = ?", key).next() ? 0U : 1U, 0};
  }
  return {};
}

class SqliteEngine final : public Engine {
 public:
  explicit SqliteEngine(std::string path) : path_(std::move(path)), connection_(path_, Connection::Mode::write) {
    connection_.script(kSettings);
  }
  std::string name() const override { return "SQLite"; }
  void load(const Model& model, std::uint32_t) override {
    loaded_ = static_cast<std::uint32_t>(model.records().size());
    connection_.script(std::string(kTable) + ";" + kLogTable);
    for (const char* column : kIndexed) connection_.script(std::string("CREATE INDEX items_") + column + " ON items (" + column + ")");
    connection_.run("BEGIN");
    for (std::uint32_t key = 0; key < model.records().size(); ++key) {
      const Record& record = model.records()[key];
      insert(connection_, row_of(key, record.user, record.purpose, model.day_of(record.user)));
      connection_.run("INSERT INTO log VALUES (?, ?)", std::int64_t{key}, log_line(key));
    }
    connection_.run("COMMIT");
    connection_.script("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  std::unique_ptr<Client> client() override { return std::make_unique<SqliteClient>(path_, writing_); }
  std::vector<Held> held() override {
    store::Rows rows = connection_.query("SELECT key, data, due, shr, acl FROM items");
    std::vector<Held> all;
    while (rows.next()) {
      const std::uint32_t key = key_of(rows.text(0));
      all.push_back({key, rows.text(1), rows.integer(2), kValues - 1, number_of(rows.text(3)), number_of(rows.text(4)), key >= loaded_});
    }
    return all;
  }
  std::uint64_t bytes_on_disk() override {
    return static_cast<std::uint64_t>(connection_.integer("SELECT sum(pgsize) FROM dbstat WHERE name <> 'log'"));
  }

 private:
  std::string path_;
  Connection connection_;
  std::mutex writing_;
  std::uint32_t loaded_ = 0;
};

}  // namespace

std::unique_ptr<Engine> make_sqlite(const std::string& folder) { return std::make_unique<SqliteEngine>(folder + "/sqlite.db"); }

}  // namespace concordat::privacy
