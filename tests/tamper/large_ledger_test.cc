// A ledger of one mebibyte, and each of its bytes flipped (with --long; else a sample): where what is read as leaves is not what was
// written, the program says so. So does the second verifier, of the sample and of each sixteenth byte.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <random>
#include <thread>

#include "ledger/ledger.h"
#include "store/test_directory.h"

namespace concordat::ledger {
namespace {

constexpr std::size_t kLedgerSize = 1u << 20;
constexpr int kLeavesInAll = 9'800;
constexpr std::size_t kSampledFlips = 100;
constexpr std::size_t kOracleEveryFlip = 16;  // of every byte: the second verifier, slower by far, looks at each so manieth
constexpr std::uint64_t kFlipSeed = 20'261'122;
constexpr std::size_t kFlipsBetweenReports = 10'000;

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// tests/oracle/verify_ledger.py, which answers line by line.
class Oracle {
 public:
  explicit Oracle(const std::string& folder) {
    const std::string in = folder + "/in", out = folder + "/out";
    if (::mkfifo(in.c_str(), 0600) != 0 || ::mkfifo(out.c_str(), 0600) != 0 ||
        std::system(("python3 tests/oracle/verify_ledger.py batch < " + in + " > " + out + " &").c_str()) != 0)
      throw std::runtime_error("the second verifier cannot be started");
    questions_.open(in);
    answers_.open(out);
  }
  std::string ask(const std::string& question) {
    questions_ << question << std::endl;
    std::string answer;
    if (!std::getline(answers_, answer)) throw std::runtime_error("the second verifier is gone");
    return answer;
  }

 private:
  std::ofstream questions_;
  std::ifstream answers_;
};

class LargeLedger : public testing::Test {
 protected:
  LargeLedger() : key_(crypto::new_signing_key()) {
    const std::string path = directory_.path() + "/database";
    {
      const auto store = store::open_sqlite(path, store::Durability::off).value();
      ManualClock clock(Instant{1'790'000'000'000'000});
      Ledger ledger(*store, clock, "example.org/log", crypto::signing_key_from(key_.secret.clone()).value());
      EXPECT_TRUE(store->write([&](store::Transaction& transaction) -> Result<void> {
        for (int count = 0; count < kLeavesInAll; ++count) {
          Leaf leaf;
          leaf.event = "record.read";
          leaf.actor = "system";
          leaf.record = crypto::new_id<RecordId>();
          ledger.append(transaction, leaf);
        }
        return {};
      }));
      head_ = ledger.checkpoint();
      leaves_ = read_all(*store);
    }
    content_ = bytes_of(path);
    std::ofstream(directory_.path() + "/head") << head_;
  }

  static std::vector<std::string> read_all(store::Store& store) {
    std::vector<std::string> leaves;
    store.read([&](store::Reader& reader) { leaves = reader.leaves(0, 2 * kLeavesInAll); });
    return leaves;
  }

  // Whether the leaves are no longer what was written, and who does not say so.
  void flip(std::size_t at, const std::string& folder, Oracle* oracle) {
    const std::string path = folder + "/flipped";
    std::string flipped = content_;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    std::filesystem::remove(path);
    std::ofstream(path, std::ios::binary) << flipped;
    bool changed = true, seen = true;
    if (const auto store = store::open_sqlite(path, store::Durability::off)) {
      seen = !fsck(**store, {head_}, key_.public_key).problems.empty();
      try {
        changed = read_all(**store) != leaves_;
      } catch (const std::exception&) {  // it cannot be read to its end
      }
    } else {
      changed = false;  // refused before anything is read: whether the leaves are whole is the second verifier's to find
    }
    const bool seen_by_oracle =
        oracle == nullptr || oracle->ask("ledger " + path + " " + to_hex(key_.public_key) + " " + directory_.path() + "/head") != "sound";
    const std::lock_guard lock(mutex_);
    ++flips_;
    if (changed) ++changes_;
    if (changed && !(seen && seen_by_oracle)) missed_.push_back(at);
    if (flips_ % kFlipsBetweenReports == 0) std::printf("%zu flips, %zu changed leaves, %zu missed\n", flips_, changes_, missed_.size());
  }

  void flip_all(const std::vector<std::size_t>& places, std::size_t oracle_every) {
    const std::size_t width = std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> lanes;
    for (std::size_t lane = 0; lane < width; ++lane)
      lanes.emplace_back([this, &places, oracle_every, lane, width] {
        const store::TestDirectory folder;
        Oracle oracle(folder.path());
        for (std::size_t next = lane; next < places.size(); next += width)
          flip(places[next], folder.path(), next / width % oracle_every == 0 ? &oracle : nullptr);
      });
  }

  store::TestDirectory directory_;
  crypto::SigningKey key_;
  std::string head_;
  std::string content_;
  std::vector<std::string> leaves_;
  std::mutex mutex_;  // guards the next
  std::size_t flips_ = 0;
  std::size_t changes_ = 0;
  std::vector<std::size_t> missed_;
};

TEST_F(LargeLedger, NoFlippedByteOfAMebibyteIsMissed) {
  ASSERT_GE(content_.size(), kLedgerSize);
  const char* setting = std::getenv("CONCORDAT_LONG");
  const bool is_long = setting != nullptr && *setting != '\0';
  std::vector<std::size_t> places;
  std::mt19937_64 random(kFlipSeed);
  if (is_long) {
    for (std::size_t at = 0; at < content_.size(); ++at) places.push_back(at);
  } else {
    for (std::size_t count = 0; count < kSampledFlips; ++count) places.push_back(random() % content_.size());
  }
  flip_all(places, is_long ? kOracleEveryFlip : 1);
  EXPECT_EQ(flips_, places.size());
  EXPECT_GT(changes_, places.size() / 4) << "else hardly a leaf was touched";
  EXPECT_TRUE(missed_.empty()) << testing::PrintToString(missed_);
  RecordProperty("says", std::to_string(flips_) + " of " + std::to_string(content_.size()) + " bytes of a ledger flipped, " +
                             std::to_string(changes_) + " in leaves: " + std::to_string(missed_.size()) + " missed");
}

}  // namespace
}  // namespace concordat::ledger
