// The peer: PostgreSQL, synced at each commit, an index on each field of metadata, a connection and prepared statements for each
// client. No sealing, no audit, no policy.

#include <libpq-fe.h>

#include <cstring>
#include <stdexcept>

#include "engine.h"
#include "rows.h"

namespace concordat::privacy {
namespace {

using Answered = std::unique_ptr<PGresult, decltype(&PQclear)>;

class Session {
 public:
  explicit Session(const std::string& connection) : connection_(PQconnectdb(connection.c_str()), PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
  }
  Answered run(const std::string& sql) { return checked(PQexec(connection_.get(), sql.c_str())); }
  void prepare(const char* name, const char* sql) { checked(PQprepare(connection_.get(), name, sql, 0, nullptr)); }
  // Two updates of the same rows in another order lock each other out; PostgreSQL ends one, and it is done again.
  Answered ask(const char* name, const std::vector<std::string>& values) {
    std::vector<const char*> texts;
    for (const std::string& value : values) texts.push_back(value.c_str());
    for (;;) {
      PGresult* const answer = PQexecPrepared(connection_.get(), name, static_cast<int>(texts.size()), texts.data(), nullptr, nullptr, 0);
      const char* const state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
      if (state == nullptr || std::strcmp(state, "40P01") != 0) return checked(answer);
      PQclear(answer);
    }
  }
  PGconn* handle() { return connection_.get(); }

 private:
  Answered checked(PGresult* answer) {
    const ExecStatusType status = PQresultStatus(answer);
    Answered owned(answer, PQclear);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
      throw std::runtime_error(PQerrorMessage(connection_.get()));
    return owned;
  }
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

#define WHOLE_RECORD "key, usr, pur, day, period, due, obj, dec, shr, src, cat, acl FROM items "

constexpr const char* kStatements[][2] = {
    {"create", "INSERT INTO items (key, data, usr, pur, day, period, due, obj, dec, shr, src, cat, acl) "
               "VALUES ($1, $2, $3, $4, $5::int, $6::int, $5::int + $6::int, $7, $8, $9, $10, $11, $12)"},
    {"remove", "DELETE FROM items WHERE key = $1"},
    {"read_key", "SELECT data, " WHOLE_RECORD "WHERE key = $1"},
    {"read_purpose", "SELECT data, " WHOLE_RECORD "WHERE pur = $1"},
    {"read_user", "SELECT data, " WHOLE_RECORD "WHERE usr = $1"},
    {"metadata", "SELECT pur, " WHOLE_RECORD "WHERE usr = $1"},
    {"update", "UPDATE items SET data = $1 WHERE key = $2"},
    {"period", "UPDATE items SET period = $1::int, due = day + $1::int WHERE pur = $2"},
    {"sharing", "UPDATE items SET shr = $1 WHERE pur = $2"},
    {"access", "UPDATE items SET acl = $1 WHERE pur = $2"},
    {"day", "UPDATE items SET day = $1::int, due = $1::int + period WHERE usr = $2"},
    {"log", "SELECT line FROM log WHERE position >= $1::int ORDER BY position LIMIT $2::int"},
    {"gone", "SELECT 1 FROM items WHERE key = $1"}};

class PostgresqlClient final : public Client {
 public:
  explicit PostgresqlClient(const std::string& connection) : session_(connection) {
    for (const auto& [name, sql] : kStatements) session_.prepare(name, sql);
  }
  Answer run(const Operation& operation) override;

 private:
  Answer write(const char* name, const std::vector<std::string>& values) {
    const Answered answer = session_.ask(name, values);
    return {std::strtoull(PQcmdTuples(answer.get()), nullptr, 10), 0};
  }
  Answer read(const char* name, const std::string& value) {
    const Answered answer = session_.ask(name, {value});
    Answer sum;
    for (int row = 0; row < PQntuples(answer.get()); ++row, ++sum.count) sum.digest += digest_of(PQgetvalue(answer.get(), row, 0));
    return sum;
  }
  Answer create(const Operation& operation) {
    const Row row = row_of(operation.key, operation.user, operation.purpose, operation.value);
    return write("create", {row.key, row.data, row.user, row.purpose, std::to_string(row.day), std::to_string(row.period), row.objection,
                            row.decision, row.sharing, row.source, row.category, row.access});
  }
  Session session_;
};

Answer PostgresqlClient::run(const Operation& operation) {
  const std::string key = key_name(operation.key);
  const std::string user = user_name(operation.user);
  const std::string purpose = numbered("purpose", operation.purpose);
  switch (operation.kind) {
    case Kind::create: return create(operation);
    case Kind::remove: return write("remove", {key});
    case Kind::read_key: return read("read_key", key);
    case Kind::read_purpose: return read("read_purpose", purpose);
    case Kind::read_user: return read("read_user", user);
    case Kind::read_metadata: return read("metadata", user);
    case Kind::update_key: return write("update", {data_of(operation.key, operation.value), key});
    case Kind::set_period: return write("period", {std::to_string(period_days(operation.value)), purpose});
    case Kind::set_sharing: return write("sharing", {numbered("sharing", operation.value), purpose});
    case Kind::set_access: return write("access", {numbered("accesse", operation.value), purpose});
    case Kind::set_day: return write("day", {std::to_string(day_number(operation.value)), user});
    case Kind::read_log: {
      const Answered answer = session_.ask("log", {std::to_string(operation.key / 2), std::to_string(kLogLines)});
      return {static_cast<std::uint64_t>(PQntuples(answer.get())), 0};
    }
    case Kind::verify_removal: {
      const Answered answer = session_.ask("gone", {key});
      return {PQntuples(answer.get()) == 0 ? 1U : 0U, 0};
    }
  }
  return {};
}

class PostgresqlEngine final : public Engine {
 public:
  explicit PostgresqlEngine(std::string connection) : connection_(std::move(connection)), session_(connection_) {}
  std::string name() const override { return "PostgreSQL"; }
  void load(const Model& model, std::uint32_t) override;
  std::unique_ptr<Client> client() override { return std::make_unique<PostgresqlClient>(connection_); }
  std::vector<Held> held() override;
  std::uint64_t bytes_on_disk() override {
    const Answered answer = session_.run("SELECT pg_total_relation_size('items')");
    return std::strtoull(PQgetvalue(answer.get(), 0, 0), nullptr, 10);
  }

 private:
  void copy(const char* table, const std::vector<std::string>& lines) {
    session_.run(std::string("COPY ") + table + " FROM STDIN");
    for (const std::string& line : lines) PQputCopyData(session_.handle(), line.data(), static_cast<int>(line.size()));
    PQputCopyEnd(session_.handle(), nullptr);
    while (PGresult* const answer = PQgetResult(session_.handle())) PQclear(answer);
  }
  std::string connection_;
  Session session_;
  std::uint32_t loaded_ = 0;
};

void PostgresqlEngine::load(const Model& model, std::uint32_t) {
  loaded_ = static_cast<std::uint32_t>(model.records().size());
  session_.run("DROP TABLE IF EXISTS items");
  session_.run("DROP TABLE IF EXISTS log");
  session_.run(kTable);
  session_.run(kLogTable);
  for (const char* column : kIndexed) session_.run(std::string("CREATE INDEX items_") + column + " ON items (" + column + ")");
  std::vector<std::string> items, lines;
  for (std::uint32_t key = 0; key < model.records().size(); ++key) {
    const Record& record = model.records()[key];
    const Row row = row_of(key, record.user, record.purpose, model.day_of(record.user));
    std::string line = row.key + "\t" + row.data + "\t" + row.user + "\t" + row.purpose + "\t" + std::to_string(row.day) + "\t";
    line += std::to_string(row.period) + "\t" + std::to_string(row.day + row.period) + "\t" + row.objection + "\t" + row.decision;
    line += "\t" + row.sharing + "\t" + row.source + "\t" + row.category + "\t" + row.access + "\n";
    items.push_back(line);
    lines.push_back(std::to_string(key) + "\t" + log_line(key) + "\n");
  }
  copy("items", items);
  copy("log", lines);
  session_.run("VACUUM ANALYZE");
  session_.run("CHECKPOINT");
}

std::vector<Held> PostgresqlEngine::held() {
  const Answered answer = session_.run("SELECT key, data, due, shr, acl FROM items");
  std::vector<Held> all;
  for (int row = 0; row < PQntuples(answer.get()); ++row) {
    const auto text = [&](int column) { return std::string(PQgetvalue(answer.get(), row, column)); };
    const std::uint32_t key = key_of(text(0));
    all.push_back({key, text(1), std::stoll(text(2)), kValues - 1, number_of(text(3)), number_of(text(4)), key >= loaded_});
  }
  return all;
}

}  // namespace

std::unique_ptr<Engine> make_postgresql(const std::string& connection) { return std::make_unique<PostgresqlEngine>(connection); }

}  // namespace concordat::privacy
