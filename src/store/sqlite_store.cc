// SQLite in write-ahead mode behind the Store interface: one writer thread, group commit, a pool of readers.

#include "store/sqlite_store.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <filesystem>
#include <mutex>
#include <thread>

#include "store/schema.h"
#include "store/sqlite.h"
#include "store/transaction.h"

namespace concordat::store {
namespace {

constexpr std::size_t kActsInACommit = 256;
constexpr std::size_t kIdleReaders = 16;
constexpr int kGatherYields = 64;
constexpr auto kIdleBeforeTruncation = std::chrono::seconds(1);

struct Request {
  const Store::Act& act;
  Result<void> outcome;
  std::exception_ptr thrown;
};

// Acts that share one commit. Its callers wait on one word, so that a single system call wakes them all.
struct Batch {
  std::vector<Request*> requests;
  std::atomic<int> done = 0;
};

const char* synchronous(Durability durability) {
  switch (durability) {
    case Durability::full: return "PRAGMA synchronous = FULL";
    case Durability::normal: return "PRAGMA synchronous = NORMAL";
    case Durability::off: return "PRAGMA synchronous = OFF";
  }
  return "";
}

// A list that spans the database would read each page of it again and again from the kernel.
constexpr const char* kCache = "PRAGMA cache_size = -32768";  // KiB at most, for each connection

void prepare_connection(Connection& connection) {
  connection.script(kCache);
  connection.script("PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON");
}

// After a failed sync nobody knows what the disk holds: the kernel may have dropped the pages and calls the next sync a
// success. Only a restart, which reads the disk, knows.
[[noreturn]] void stop_process(const std::string& path, const SqliteError& error) {
  std::fprintf(stderr,
               "concordat: writing to the disk failed for %s (%s, code %d).\n"
               "Acts that were under way were not confirmed. The server stops now and does not try again: check the disk and\n"
               "free space, then start it; everything it had confirmed is there.\n",
               path.c_str(), error.what(), error.code());
  std::abort();
}

[[noreturn]] void rethrow_in_words(const std::string& path) {
  try {
    throw;
  } catch (const SqliteError& error) {
    const Error words = explain(error, path);
    throw std::runtime_error(words.message + " " + words.remedy);
  }
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, int checkpoint_frames, std::unique_ptr<Connection> writer)
      : path_(std::move(path)),
        checkpoint_frames_(checkpoint_frames),
        writer_(std::move(writer)),
        transaction_(make_transaction(*writer_, &forgot_)) {
    sqlite3_wal_hook(writer_->handle(), &note_frames, &frames_);
    thread_ = std::thread([this] { run_writer(); });
  }

  ~SqliteStore() override {
    {
      const std::lock_guard lock(queue_mutex_);
      stopping_ = true;
    }
    arrived_.notify_one();
    thread_.join();
    idle_readers_.clear();
    checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  }

  Result<void> write(const Act& act) override;
  void read(const std::function<void(Reader&)>& look) override;
  void before_commit(std::function<Result<void>()> hook) override {
    const std::lock_guard lock(hooks_mutex_);
    hooks_.push_back(std::move(hook));
  }

 private:
  struct ReadConnection {
    explicit ReadConnection(const std::string& path) : connection(path, Connection::Mode::read), reader(make_transaction(connection)) {
      prepare_connection(connection);
    }
    Connection connection;
    std::unique_ptr<Transaction> reader;
  };

  static int note_frames(void* frames, sqlite3*, const char*, int count) {
    *static_cast<int*>(frames) = count;
    return SQLITE_OK;
  }

  void run_writer();
  std::shared_ptr<Batch> next_batch();
  void commit(Batch& batch);
  void run_act(Request& request);
  Result<void> make_durable_first();
  void abandon(Batch& batch, const Error& error);
  void checkpoint(int mode);
  std::unique_ptr<ReadConnection> take_reader();
  void give_back(std::unique_ptr<ReadConnection> reader);

  const std::string path_;
  const int checkpoint_frames_;

  std::mutex queue_mutex_;  // guards queue_, stopping_
  std::condition_variable arrived_;
  std::deque<std::shared_ptr<Batch>> queue_;
  bool stopping_ = false;

  std::mutex hooks_mutex_;  // guards hooks_
  std::vector<std::function<Result<void>()>> hooks_;

  std::mutex readers_mutex_;  // guards idle_readers_
  std::vector<std::unique_ptr<ReadConnection>> idle_readers_;

  // The writer thread's own.
  std::unique_ptr<Connection> writer_;
  std::unique_ptr<Transaction> transaction_;
  std::size_t last_batch_ = 1;
  int frames_ = 0;       // in the log of writes, after the latest commit
  bool forgot_ = false;  // sealed bytes were overwritten, and the log of writes still holds them
  std::thread thread_;
};

Result<void> SqliteStore::write(const Act& act) {
  if (std::this_thread::get_id() == thread_.get_id()) throw std::logic_error("an act must not start another act");
  Request request{act, {}, nullptr};
  std::shared_ptr<Batch> batch;
  {
    const std::lock_guard lock(queue_mutex_);
    if (queue_.empty() || queue_.back()->requests.size() >= kActsInACommit) queue_.push_back(std::make_shared<Batch>());
    batch = queue_.back();
    batch->requests.push_back(&request);
  }
  arrived_.notify_one();
  batch->done.wait(0);
  if (request.thrown) std::rethrow_exception(request.thrown);
  return std::move(request.outcome);
}

void SqliteStore::run_writer() {
  while (const auto batch = next_batch()) {
    commit(*batch);
    last_batch_ = batch->requests.size();
    batch->done = 1;
    batch->done.notify_all();
    if (frames_ >= checkpoint_frames_) checkpoint(forgot_ ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE);
  }
}

// Nothing when the store closes and every act has run. Callers that were just woken come back within microseconds: giving
// them the processor a few times lets them share the next sync, and costs a lone caller nothing.
std::shared_ptr<Batch> SqliteStore::next_batch() {
  std::unique_lock lock(queue_mutex_);
  const auto ready = [this] { return stopping_ || !queue_.empty(); };
  if (forgot_ && !arrived_.wait_for(lock, kIdleBeforeTruncation, ready)) {
    lock.unlock();
    checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    lock.lock();
  }
  arrived_.wait(lock, ready);
  if (queue_.empty()) return nullptr;
  for (int turn = 0; turn < kGatherYields && queue_.front()->requests.size() < last_batch_; ++turn) {
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
  }
  auto batch = std::move(queue_.front());
  queue_.pop_front();
  return batch;
}

// Either every act that succeeded is durable when this returns, or every caller gets an Error.
void SqliteStore::commit(Batch& batch) {
  try {
    writer_->run("BEGIN IMMEDIATE");
    const auto changes = writer_->total_changes();
    for (Request* request : batch.requests) run_act(*request);
    if (writer_->total_changes() != changes) {
      if (auto durable = make_durable_first(); !durable) return abandon(batch, durable.error());
    }
  } catch (const SqliteError& error) {
    return abandon(batch, explain(error, path_));
  }
  try {
    writer_->run("COMMIT");
  } catch (const SqliteError& error) {
    if (error.primary() == SQLITE_IOERR) stop_process(path_, error);
    abandon(batch, explain(error, path_));
  }
}

// Throws where the whole commit cannot go on.
void SqliteStore::run_act(Request& request) {
  writer_->run("SAVEPOINT act");
  try {
    request.outcome = request.act(*transaction_);
  } catch (const SqliteError& error) {
    if (error.primary() == SQLITE_FULL || error.primary() == SQLITE_IOERR) throw;
    request.outcome = explain(error, path_);
  } catch (...) {
    request.thrown = std::current_exception();
  }
  if (!writer_->in_transaction()) throw SqliteError(SQLITE_ABORT, "the commit was undone by the database");
  if (request.thrown || !request.outcome) writer_->run("ROLLBACK TO act");
  writer_->run("RELEASE act");
}

Result<void> SqliteStore::make_durable_first() {
  const std::lock_guard lock(hooks_mutex_);
  for (const auto& hook : hooks_) {
    TRY(hook());
  }
  return {};
}

void SqliteStore::abandon(Batch& batch, const Error& error) {
  if (writer_->in_transaction()) writer_->run("ROLLBACK");
  for (Request* request : batch.requests) {
    if (!request->thrown && request->outcome.ok()) request->outcome = error;
  }
}

// Moves the log of writes into the database. Does not wait for readers: they keep the log until a later time.
void SqliteStore::checkpoint(int mode) {
  sqlite3_busy_timeout(writer_->handle(), 0);
  int left = 0;
  const int code = sqlite3_wal_checkpoint_v2(writer_->handle(), nullptr, mode, &left, nullptr);
  sqlite3_busy_timeout(writer_->handle(), kBusyMilliseconds);
  if ((code & 0xff) == SQLITE_IOERR) stop_process(path_, SqliteError(code, sqlite3_errmsg(writer_->handle())));
  frames_ = 0;
  if (code == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE) forgot_ = false;
}

void SqliteStore::read(const std::function<void(Reader&)>& look) {
  std::unique_ptr<ReadConnection> reader;
  try {
    reader = take_reader();
    reader->connection.run("BEGIN");
    look(*reader->reader);
    reader->connection.run("COMMIT");
  } catch (...) {
    if (reader && reader->connection.in_transaction()) reader->connection.run("ROLLBACK");
    if (reader) give_back(std::move(reader));
    rethrow_in_words(path_);
  }
  give_back(std::move(reader));
}

// As many as read at once: a bound would let reads within reads wait for each other for ever.
std::unique_ptr<SqliteStore::ReadConnection> SqliteStore::take_reader() {
  {
    const std::lock_guard lock(readers_mutex_);
    if (!idle_readers_.empty()) {
      auto reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
      return reader;
    }
  }
  return std::make_unique<ReadConnection>(path_);
}

void SqliteStore::give_back(std::unique_ptr<ReadConnection> reader) {
  const std::lock_guard lock(readers_mutex_);
  if (idle_readers_.size() < kIdleReaders) idle_readers_.push_back(std::move(reader));
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, Durability durability) {
  SqliteSettings settings;
  settings.durability = durability;
  return open_sqlite_with(path, settings);
}

Result<std::unique_ptr<Store>> open_sqlite_with(const std::string& path, const SqliteSettings& settings) {
  try {
    if (!std::filesystem::exists(path)) create_database(path);
    auto writer = std::make_unique<Connection>(path, Connection::Mode::write);
    prepare_connection(*writer);
    writer->script(synchronous(settings.durability));
    if (settings.most_pages > 0) writer->script("PRAGMA max_page_count = " + std::to_string(settings.most_pages));
    TRY(prepare_schema(*writer, path));
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(path, settings.checkpoint_frames, std::move(writer)));
  } catch (const SqliteError& error) {
    return explain(error, path);
  } catch (const std::filesystem::filesystem_error& error) {
    return explain(SqliteError(SQLITE_CANTOPEN, error.code().message()), path);
  }
}

}  // namespace concordat::store
