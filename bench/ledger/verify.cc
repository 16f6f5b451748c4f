// How long it takes to trust a ledger: bench_verify [leaves] [folder on the disk to measure]
//
// fsck of the whole ledger beside SHA-256 alone over the same bytes; the root from nothing, as after unsealing; one new leaf
// until a signed head covers it; the size of a proof.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "crypto/crypto.h"
#include "ledger/ledger.h"
#include "ledger/proof.h"
#include "store/store.h"
#include "store/test_directory.h"

namespace {

using namespace concordat;

constexpr int kRounds = 3;
constexpr int kProofs = 1'000;
constexpr std::uint64_t kLeavesInAnAct = 10'000;
const std::string kCharter(64, 'c');

double seconds_of(const auto& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

ledger::Leaf a_leaf() {
  return {{}, "record.read", "00112233445566778899aabbccddeeff", crypto::new_id<CaseId>(), crypto::new_id<RecordId>(), "statement",
          "review", kCharter, "version=1"};
}

void fill(store::Store& store, ledger::Ledger& ledger, std::uint64_t leaves) {
  for (std::uint64_t done = 0; done < leaves; done += kLeavesInAnAct) {
    const auto written = store.write([&](store::Transaction& transaction) -> Result<void> {
      for (std::uint64_t number = 0; number < std::min(kLeavesInAnAct, leaves - done); ++number) ledger.append(transaction, a_leaf());
      return {};
    });
    if (!written) std::exit(1);
  }
}

// SHA-256 over all leaves at once, as `openssl speed` does it: in memory, no tree, nothing parsed.
double hash_alone(store::Store& store, std::uint64_t leaves, double& megabytes) {
  std::string bytes;
  store.read([&](store::Reader& reader) {
    for (std::uint64_t first = 0; first < leaves; first += kLeavesInAnAct)
      for (const std::string& leaf : reader.leaves(first, kLeavesInAnAct)) bytes += leaf;
  });
  megabytes = static_cast<double>(bytes.size()) / 1e6;
  return seconds_of([&] { crypto::sha256(as_bytes(bytes)); });
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t leaves = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1'000'000;
  if (count > 2) ::setenv("TMPDIR", arguments[2], 1);
  const store::TestDirectory folder;
  auto store = store::open_sqlite(folder.path() + "/concordat").value();
  const SystemClock clock;
  const crypto::SigningKey key = crypto::new_signing_key();
  const auto same_key = [&] { return crypto::signing_key_from(key.secret.clone()).value(); };
  ledger::Ledger ledger(*store, clock, "example.org/bench", same_key());
  fill(*store, ledger, leaves);
  const std::string head = ledger.checkpoint();
  std::vector<double> whole, alone, root;
  double megabytes = 0;
  for (int round = 0; round < kRounds; ++round) {
    ledger::Fsck report;
    whole.push_back(seconds_of([&] { report = ledger::fsck(*store, {head}, key.public_key); }));
    if (!report.problems.empty() || report.leaves != leaves) return std::fprintf(stderr, "fsck found a fault\n"), 1;
    alone.push_back(hash_alone(*store, leaves, megabytes));
    ledger::Ledger fresh(*store, clock, "example.org/bench", same_key());
    root.push_back(seconds_of([&] { fresh.checkpoint(); }));
  }
  std::vector<double> integrated, proved;
  for (int proof = 0; proof < kProofs; ++proof) {
    integrated.push_back(seconds_of([&] { fill(*store, ledger, 1), ledger.checkpoint(); }));
    const std::uint64_t index = crypto::new_id<RecordId>().bytes()[0] * leaves / 256;
    proved.push_back(seconds_of([&] { ledger.inclusion(index, leaves); }));
  }
  const std::size_t path = ledger.inclusion(leaves / 3, leaves).size() * sizeof(crypto::Digest);
  std::printf("%llu leaves, %.0f MB; medians of %d\n", static_cast<unsigned long long>(leaves), megabytes, kRounds);
  std::printf("fsck                    %7.2f s   %.0f MB/s\n", median(whole), megabytes / median(whole));
  std::printf("SHA-256 alone           %7.2f s   %.0f MB/s   fsck takes %.1f times as long\n", median(alone), megabytes / median(alone),
              median(whole) / median(alone));
  std::printf("root from nothing       %7.2f s\n", median(root));
  std::printf("durable and under a head %6.2f ms, with its own sync\n", 1e3 * median(integrated));
  std::printf("inclusion path          %7zu bytes, made in %.1f us\n", path, 1e6 * median(proved));
  return 0;
}
