// The server's own backups, and what a restore makes of deposits that are not whole.

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "evidence/attest.h"
#include "ops/backup.h"
#include "ops/commands.h"
#include "ops/intents.h"
#include "ops/restore.h"
#include "ops/test_night.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class NightlyBackups : public Night {
 protected:
  NightlyBackups() { fs::create_directories(folder_); }
  ~NightlyBackups() override { fs::remove_all(folder_); }

  void SetUp() override { make(clock_, "charters/portsmouth.toml"); }
  Unseal unseal() const { return {key_, std::nullopt}; }
  BackupPlace place() const { return {folder_ + "/databases", folder_ + "/keys"}; }
  std::size_t in(const std::string& name) const {
    return fs::exists(folder_ + "/" + name)
               ? static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_ + "/" + name), fs::directory_iterator()))
               : 0;
  }
  void night() {
    clock_.advance(kMicrosecondsPerDay);
    const auto backup = nightly_backup(*instance_, place(), clock_);
    ASSERT_TRUE(backup) << backup.error().message;
  }
  std::string evidence() {
    const auto attestation = evidence::attest(directory_, clock_.now());
    for (const evidence::Finding& one : attestation->findings)
      if (one.id == "POR-16") return one.status + ": " + one.evidence;
    return "";
  }

  ManualClock clock_{london_midnight(*CivilDate::parse("2026-06-01"))};
  std::string folder_ = testing::TempDir() + "concordat-nights-" + to_hex(crypto::random_secret(8).expose());
};

TEST_F(NightlyBackups, AreTakenOnceANightAndLeaveWhenTheirKeysLapse_POR_16) {
  EXPECT_FALSE(*nightly_backup(*instance_, {}, clock_)) << "nowhere";
  EXPECT_EQ(in("databases"), 0u);
  night();
  EXPECT_EQ(in("databases"), 1u);
  EXPECT_EQ(in("keys"), 1u);
  EXPECT_FALSE(*nightly_backup(*instance_, place(), clock_)) << "one was taken today";
  EXPECT_THAT(evidence(), HasSubstr("The newest backup was taken today"));
  for (int count = 1; count < 40; ++count) night();
  EXPECT_EQ(in("keys"), 35u) << "the charter says 35 days";
  EXPECT_EQ(in("databases"), 35u);
}

TEST_F(NightlyBackups, ThatFailAreTold_POR_16) {
  night();
  clock_.advance(2 * kMicrosecondsPerDay);
  std::ofstream(folder_ + "/file") << "in the way";
  EXPECT_FALSE(nightly_backup(*instance_, {folder_ + "/file", ""}, clock_));
  EXPECT_THAT(evidence(), HasSubstr("The server's last try, today, failed"));
  EXPECT_THAT(evidence(), HasSubstr("broken"));
  ASSERT_TRUE(nightly_backup(*instance_, place(), clock_)) << "the next one is taken";
  EXPECT_THAT(evidence(), Not(HasSubstr("failed")));
}

TEST_F(NightlyBackups, AreRestored_POR_16) {
  night();
  const std::string backup = fs::directory_iterator(place().to)->path().string();
  const std::string keys = fs::directory_iterator(place().keys_to)->path().string();
  const auto restored = restore({backup, keys, directory_ + "/deposits"}, folder_ + "/restored", unseal(), clock_);
  EXPECT_TRUE(restored) << restored.error().message;
}

// ---- deposits that are not whole

class Deposits : public NightlyBackups {
 protected:
  void SetUp() override {
    make(clock_, "charters/stockport.toml");
    approve_destruction();
    ASSERT_TRUE(nightly_backup(*instance_, place(), clock_));
    clock_.advance(31 * kMicrosecondsPerDay);
    ASSERT_TRUE(nightly(*instance_, clock_));
  }
  Result<Restored> restore_it() {
    return restore({fs::directory_iterator(place().to)->path().string(), fs::directory_iterator(place().keys_to)->path().string(),
                    directory_ + "/deposits"}, folder_ + "/restored", unseal(), clock_);
  }
  std::vector<fs::path> intents() {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(directory_ + "/deposits/partnership"))
      if (file.path().extension() == ".intent") found.push_back(file.path());
    return found;
  }
};

TEST_F(Deposits, ThatLackAnIntentAreRefused_STK_16) {
  ASSERT_EQ(intents().size(), 1u);
  const fs::path put_away = folder_ + "/put-away";
  fs::rename(intents()[0], put_away);
  const auto without = restore_it();
  ASSERT_FALSE(without);
  EXPECT_THAT(without.error().message, HasSubstr("lack the intent of destruction 1 of 1"));
  EXPECT_FALSE(Instance::open(folder_ + "/restored", unseal(), clock_)) << "what was begun is not served";
  fs::remove_all(folder_ + "/restored");
  fs::rename(put_away, directory_ + "/deposits/police/destruction.intent");
  const auto whole = restore_it();
  EXPECT_TRUE(whole) << whole.error().message << " (it is read wherever it lies)";
}

TEST_F(Deposits, WithACountThatWasChangedAreRefused) {
  const std::string path = directory_ + "/deposits/partnership/intents.count";
  std::ifstream in(path);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  text.replace(text.find("count 1"), 7, "count 0");
  std::ofstream(path) << text;
  EXPECT_THAT(restore_it().error().message, HasSubstr("cannot be relied on"));
}

TEST_F(Deposits, AreNumberedOnAfterARestore) {
  ASSERT_TRUE(restore_it());
  const auto again = Instance::open(folder_ + "/restored", unseal(), clock_);
  ASSERT_TRUE(again);
  vault::Intent next;
  next.row.id = crypto::new_id<WarrantId>();
  next.row.kind = "routine";
  next.row.content = Bytes(32, 1);
  IntentDeposits deposits(folder_ + "/restored", (*again)->vault().store(), (*again)->ledger());
  ASSERT_TRUE(deposits.deposit(next));
  const auto read = read_intents(folder_ + "/restored/deposits", (*again)->ledger().origin(), (*again)->ledger().public_key());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->numbers, (std::set<std::uint64_t>{1, 2}));
}

TEST_F(Deposits, HeadsOfLostEntriesAreExplained) {
  ASSERT_TRUE(restore_it());
  const auto fsck = [&] {
    const std::string data = folder_ + "/restored";
    const std::vector<std::string_view> arguments{"--data", data};
    std::ostringstream all;
    const int code = run_fsck(arguments, all, all);
    return std::to_string(code) + " " + all.str();
  };
  EXPECT_THAT(fsck(), HasSubstr("0 "));
  EXPECT_THAT(fsck(), Not(HasSubstr("lost")));
  fs::path lost;
  for (const auto& file : fs::recursive_directory_iterator(folder_ + "/restored/deposits"))
    if (file.path().extension() == ".lost") lost = file.path();
  ASSERT_FALSE(lost.empty());
  fs::copy_file(lost, folder_ + "/restored/deposits/police/handed-back.txt");
  EXPECT_THAT(fsck(), HasSubstr("is of entries that were lost when the backup 2026"));
  EXPECT_THAT(fsck(), HasSubstr("0 "));
}

}  // namespace
}  // namespace concordat::ops
