// Durable audited acts a second: bench_acts [seconds a run] [folder on the disk to measure]
//
// A leaf alone is an act of the ledger and nothing else. A whole act is one record, one part of 1 KiB and one leaf of the
// ledger, confirmed only when it is on disk. The peer is SQLite
// alone with the same rows, indexes and syncing, one transaction an act, on one connection (more would only wait for each
// other). Runs are interleaved; the medians of three are printed.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include "crypto/crypto.h"
#include "ledger/ledger.h"
#include "store/schema.h"
#include "store/sqlite.h"
#include "store/store.h"
#include "store/test_directory.h"
#include "store/transaction.h"

namespace {

using namespace concordat;

constexpr int kRounds = 3;
constexpr int kClientsOfLeaves = 256;
constexpr std::size_t kPartSize = 1'024;
const CivilDate kDay = CivilDate::from_days(20'000);
const std::string kCharter(64, 'c');

void require(const Result<void>& done) {
  if (done) return;
  std::fprintf(stderr, "%s %s\n", done.error().message.c_str(), done.error().remedy.c_str());
  std::exit(1);
}

store::CaseRow a_case() { return {crypto::new_id<CaseId>(), "review", "R-2026-014", "open", kCharter, kDay, 1}; }

void add_record(store::Transaction& transaction, CaseId case_id, RecordId id, const Bytes& sealed) {
  transaction.insert_record({id, case_id, "contribution", {}, "offered", "review", "online-form", kDay, kCharter});
  transaction.put_part({id, "statement", 1, crypto::new_id<KeyId>(), kDay, false, sealed});
}

ledger::Leaf a_leaf(CaseId case_id, RecordId id) {
  return {{}, "record.put", "00112233445566778899aabbccddeeff", case_id, id, "statement", "review", kCharter, "version=1"};
}

// Acts a second of `clients` threads, each of which calls `act` again and again.
double measure(int clients, double seconds, const std::function<void()>& act) {
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> acts = 0;
  const auto began = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (int client = 0; client < clients; ++client) {
      threads.emplace_back([&] {
        std::uint64_t own = 0;
        for (; !stop.load(std::memory_order_relaxed); ++own) act();
        acts += own;
      });
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop = true;
  }
  return static_cast<double>(acts) / std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

enum class Work { leaf, whole_act };

double measure_concordat(int clients, double seconds, const std::string& folder, Work work) {
  auto store = store::open_sqlite(folder + "/concordat").value();
  const SystemClock clock;
  ledger::Ledger ledger(*store, clock, "example.org/bench", crypto::new_signing_key());
  const store::CaseRow row = a_case();
  require(store->write([&](store::Transaction& transaction) -> Result<void> {
    transaction.insert_case(row);
    return {};
  }));
  const Bytes sealed(kPartSize, 0x5a);
  return measure(clients, seconds, [&] {
    require(store->write([&](store::Transaction& transaction) -> Result<void> {
      const auto id = crypto::new_id<RecordId>();
      if (work == Work::whole_act) add_record(transaction, row.id, id, sealed);
      ledger.append(transaction, a_leaf(row.id, id));
      return {};
    }));
  });
}

double measure_sqlite(double seconds, const std::string& folder) {
  const std::string path = folder + "/sqlite";
  store::create_database(path);
  store::Connection connection(path, store::Connection::Mode::write);
  connection.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON");
  const auto transaction = store::make_transaction(connection);
  const store::CaseRow row = a_case();
  transaction->insert_case(row);
  const Bytes sealed(kPartSize, 0x5a);
  return measure(1, seconds, [&] {
    const auto id = crypto::new_id<RecordId>();
    connection.run("BEGIN IMMEDIATE");
    add_record(*transaction, row.id, id, sealed);
    transaction->append_leaf(ledger::encode(a_leaf(row.id, id)), row.id);
    connection.run("COMMIT");
  });
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::atof(arguments[1]) : 5;
  if (count > 2) ::setenv("TMPDIR", arguments[2], 1);
  const int clients[] = {1, 16, 64};
  std::vector<double> peer;
  std::vector<double> ours[3];
  std::vector<double> leaves;
  for (int round = 0; round < kRounds; ++round) {
    peer.push_back(measure_sqlite(seconds, store::TestDirectory().path()));
    for (std::size_t index = 0; index < 3; ++index) {
      const store::TestDirectory folder;
      ours[index].push_back(measure_concordat(clients[index], seconds, folder.path(), Work::whole_act));
    }
    leaves.push_back(measure_concordat(kClientsOfLeaves, seconds, store::TestDirectory().path(), Work::leaf));
  }
  std::printf("durable audited acts a second, median of %d runs of %.0f s\n", kRounds, seconds);
  std::printf("SQLite alone, one connection  %9.0f\n", median(peer));
  for (std::size_t index = 0; index < 3; ++index) {
    const double acts = median(ours[index]);
    std::printf("Concordat, %2d clients         %9.0f  %5.1f times SQLite's\n", clients[index], acts, acts / median(peer));
  }
  std::printf("Concordat, leaves alone, %d clients %9.0f\n", kClientsOfLeaves, median(leaves));
  return 0;
}
