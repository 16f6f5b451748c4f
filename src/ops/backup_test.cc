// Backup and restore, on real files.

#include "ops/backup.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>

#include "evidence/attest.h"
#include "ops/commands.h"
#include "ops/restore.h"
#include "ops/test_night.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Backups : public Night {
 protected:
  Backups() { fs::create_directories(folder_); }
  ~Backups() override { fs::remove_all(folder_); }

  void SetUp() override {
    make(clock_, "charters/stockport.toml");
    approve_destruction();
    instance_->vault().store().read([&](store::Reader& reader) {
      item_ = reader.records_of_kind("agency-item").front().id;
      key_id_ = reader.find_part(item_, "item")->key;
    });
    const auto taken = take_backup(directory_, unseal(), folder_, folder_, clock_);
    ASSERT_TRUE(taken) << taken.error().message;
    backup_ = *taken;
  }

  Unseal unseal() const { return {key_, std::nullopt}; }
  RestoreFrom from() const { return {backup_.database_folder, "", directory_ + "/deposits"}; }
  Result<Restored> restore_it() { return restore(from(), restored_, unseal(), clock_); }
  std::string why_not() {
    const auto done = restore_it();
    return done ? "it was restored" : done.error().message;
  }
  // The quarantine passes, and the item is destroyed.
  void destroy_item() {
    clock_.advance(31 * kMicrosecondsPerDay);
    ASSERT_TRUE(nightly(*instance_, clock_));
    instance_->vault().store().read([&](store::Reader& reader) { ASSERT_TRUE(reader.find_part(item_, "item")->destroyed); });
  }
  bool keyring_holds(const std::string& path) {
    const fs::path copy = folder_ + "/looked-at";  // opening takes the lock
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    const Description description = *read_description(directory_);
    const auto keyring = vault::Keyring::open(copy, *root_key(description, unseal()));
    return keyring && (*keyring)->holds(key_id_);
  }
  static std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void put_bytes(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
  // Everything that the database says, in one order.
  static std::vector<std::string> content(store::Store& store, std::uint64_t leaves) {
    std::vector<std::string> all;
    store.read([&](store::Reader& reader) {
      for (const char* kind : {"agency-item", "voice", "account"})
        for (const store::RecordRow& record : reader.records_of_kind(kind))
          for (const store::PartRow& row : reader.parts(record.id)) {
            const auto part = reader.find_part(record.id, row.part);
            all.push_back(record.id.text() + record.kind + record.state + record.owner.text() + record.charter + part->part +
                          part->key.text() + to_hex(part->sealed));
          }
      for (const std::string& leaf : reader.leaves(0, leaves)) all.push_back(leaf);
    });
    return all;
  }

  ManualClock clock_{london_midnight(*CivilDate::parse("2026-06-01"))};
  std::string folder_ = testing::TempDir() + "concordat-backups-" + to_hex(crypto::random_secret(8).expose());
  std::string restored_ = folder_ + "/restored";
  RecordId item_;
  KeyId key_id_;
  Backup backup_;
};

TEST_F(Backups, RestoreByteForByte_POR_16) {
  const auto before = content(instance_->vault().store(), backup_.manifest.head.size);
  const auto done = restore_it();
  ASSERT_TRUE(done) << done.error().message << done.error().remedy;
  EXPECT_EQ(done->lost, 0u);
  EXPECT_GE(done->opened, 4u) << "an item, an account of the child, two officers";
  const auto again = Instance::open(restored_, unseal(), clock_);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(content((*again)->vault().store(), backup_.manifest.head.size), before);
  for (const char* name : {"instance.json", "secrets.sealed"})
    EXPECT_EQ(bytes_of(restored_ + "/" + name), bytes_of(directory_ + "/" + name)) << name;
  EXPECT_THAT((*again)->vault().ledger().checkpoint(), HasSubstr("concordat/"));
}

TEST_F(Backups, WhatWasDestroyedSinceStaysDestroyed_STK_16) {
  EXPECT_TRUE(keyring_holds(backup_.keys_folder + "/keyring")) << "else this shows nothing";
  destroy_item();
  const auto done = restore_it();
  ASSERT_TRUE(done) << done.error().message << done.error().remedy;
  EXPECT_GT(done->lost, 0u);
  EXPECT_EQ(done->destroyed, 1u);
  EXPECT_FALSE(keyring_holds(restored_ + "/keyring"));
  const auto again = Instance::open(restored_, unseal(), clock_);
  ASSERT_TRUE(again) << again.error().message;
  (*again)->vault().store().read([&](store::Reader& reader) {
    EXPECT_TRUE(reader.find_part(item_, "item")->destroyed);
    EXPECT_TRUE(reader.find_part(item_, "item")->sealed.empty());
  });
  ASSERT_TRUE(nightly(**again, clock_)) << "and its nights go on";
  const auto attestation = evidence::attest(restored_, clock_.now());
  ASSERT_TRUE(attestation);
  for (const evidence::Finding& finding : attestation->findings) {
    EXPECT_THAT(finding.evidence, Not(HasSubstr("was destroyed"))) << finding.id;
    EXPECT_THAT(finding.evidence, Not(HasSubstr("cannot be relied on"))) << finding.id;
  }
  for (const auto& file : fs::directory_iterator(restored_ + "/deposits/partnership"))
    if (file.path().extension() == ".intent") fs::remove(file);
  const auto without = evidence::attest(restored_, clock_.now());
  const auto broken = std::ranges::find(without->findings, "STK-16", &evidence::Finding::id);
  EXPECT_EQ(broken->status, "broken") << "a destruction that no deposited intent asks for";
}

TEST_F(Backups, AreNotRestoredWithoutTheirDeposits) {
  destroy_item();
  std::ostringstream out, err;
  const std::vector<std::string_view> without{"--backup", backup_.database_folder, "--data", restored_, "--key-file", key_};
  EXPECT_EQ(run_restore(without, out, err), 2);
  EXPECT_THAT(err.str(), HasSubstr("what was destroyed since the backup would come back"));
  const std::string nothing = folder_ + "/nothing";
  fs::create_directories(nothing);
  EXPECT_THAT(restore({backup_.database_folder, "", nothing}, restored_, unseal(), clock_).error().message, HasSubstr("no deposits at"));
  fs::create_directories(nothing + "/partnership");
  EXPECT_THAT(restore({backup_.database_folder, "", nothing}, restored_, unseal(), clock_).error().message,
              HasSubstr("do not know of this backup"));
  EXPECT_FALSE(fs::exists(restored_)) << "nothing was written";
}

TEST_F(Backups, AnIntentThatWasChangedIsRefused) {
  destroy_item();
  for (const auto& file : fs::directory_iterator(directory_ + "/deposits/partnership")) {
    if (file.path().extension() != ".intent") continue;
    std::string text = bytes_of(file);
    text[text.find("item ") + 6] ^= 1;
    put_bytes(file, text);
  }
  EXPECT_THAT(why_not(), HasSubstr("cannot be relied on"));
}

TEST_F(Backups, EachChangeIsFound) {
  for (const std::string& part : {backup_.database_folder, backup_.keys_folder}) {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(part)) files.push_back(file.path());
    for (const fs::path& file : files) {
      const std::string whole = bytes_of(file);
      for (const std::size_t place : {std::size_t{0}, whole.size() / 2, whole.size() - 1}) {
        std::string changed = whole;
        changed[place] = static_cast<char>(changed[place] ^ 1);
        put_bytes(file, changed);
        EXPECT_NE(why_not(), "it was restored") << file << " at " << place;
      }
      put_bytes(file, whole.substr(0, whole.size() / 2));
      EXPECT_NE(why_not(), "it was restored") << file << " cut short";
      fs::remove(file);
      EXPECT_NE(why_not(), "it was restored") << file << " removed";
      put_bytes(file, whole);
    }
    put_bytes(part + "/added", "x");
    EXPECT_THAT(why_not(), HasSubstr("added was added"));
    fs::remove(part + "/added");
  }
  EXPECT_FALSE(fs::exists(restored_)) << "nothing was written";
  EXPECT_EQ(why_not(), "it was restored") << "each was put right again";
}

TEST_F(Backups, OfANewerFormatAreRefusedByName) {
  const std::string manifest = backup_.database_folder + "/manifest.txt";
  std::string text = bytes_of(manifest);
  text.replace(text.find(" 1\n"), 3, " 2\n");
  put_bytes(manifest, text);
  EXPECT_THAT(why_not(), HasSubstr("another version of Concordat (concordat backup 2)"));
}

TEST_F(Backups, AreNeverRestoredIntoWhatIsThere) {
  fs::create_directories(restored_);
  EXPECT_THAT(why_not(), HasSubstr("is there already"));
  EXPECT_TRUE(fs::is_empty(restored_));
}

TEST_F(Backups, LeaveNoKeysBeyondTheirDays_STK_16) {
  clock_.advance(34 * kMicrosecondsPerDay);
  ASSERT_TRUE(nightly(*instance_, clock_));
  EXPECT_TRUE(fs::exists(backup_.keys_folder));
  clock_.advance(kMicrosecondsPerDay);
  ASSERT_TRUE(nightly(*instance_, clock_));
  EXPECT_FALSE(fs::exists(backup_.keys_folder)) << "the charter says 35 days";
  EXPECT_TRUE(fs::exists(backup_.database_folder)) << "what nobody can read may stay";
  EXPECT_THAT(why_not(), HasSubstr("without them nobody can read what it holds"));
}

TEST_F(Backups, CutOffAnywhereLeaveADirectoryThatIsNotOpened) {
  instance_.reset();
  const std::string last = directory_ + "/deposits/police/minutes.json";  // copied after the database and the keyring
  put_bytes(last, std::string(20'000'000, 'x'));
  for (const rlim_t most : {rlim_t{0}, rlim_t{64}, rlim_t{400}, rlim_t{2'000}, rlim_t{100'000}, rlim_t{10'000'000}}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      std::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit fails, as on a full disk
      const rlimit limit{most, most};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      ::_exit(restore_it() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "files of " << most << " bytes cannot hold it";
    EXPECT_FALSE(Instance::open(restored_, unseal(), clock_)) << most;
    const bool copied = fs::exists(restored_ + "/keyring");
    EXPECT_EQ(copied, most > 1'000'000) << "else only the beginning was tried";
    if (copied) {
      EXPECT_THAT(Instance::open(restored_, unseal(), clock_).error().message, HasSubstr("did not come to its end"));
    }
    fs::remove_all(restored_);
  }
  fs::remove(last);
  EXPECT_EQ(why_not(), "it was restored");
}

TEST_F(Backups, AreTriedBesideTheDirectory_POR_16) {
  const auto tried = drill(from(), directory_, unseal(), clock_);
  ASSERT_TRUE(tried) << tried.error().message << tried.error().remedy;
  EXPECT_FALSE(fs::exists(directory_ + ".drill"));
  std::string last;
  instance_->vault().store().read([&](store::Reader& reader) { last = reader.leaves(reader.leaf_count() - 1, 1).front(); });
  EXPECT_THAT(last, HasSubstr("backup.tried"));
}

TEST_F(Backups, SayWhatIsWrong) {
  std::ostringstream out, err;
  const std::vector<std::string_view> bare{"--data", directory_};
  EXPECT_EQ(run_backup(bare, out, err), 2);
  EXPECT_THAT(err.str(), HasSubstr("--to is missing"));
  const std::string inside = directory_ + "/backups";
  const std::vector<std::string_view> within{"--data", directory_, "--to", inside, "--key-file", key_};
  EXPECT_EQ(run_backup(within, out, err), 1);
  EXPECT_THAT(err.str(), HasSubstr("A backup in the data directory is lost with it"));
  const std::vector<std::string_view> help{"--help"};
  EXPECT_EQ(run_backup(help, out, err), 0);
  EXPECT_EQ(run_restore(help, out, err), 0);
  const std::string other = folder_ + "/other.key";
  ASSERT_TRUE(write_key_file(other));
  const auto foreign = restore(from(), restored_, {other, std::nullopt}, clock_);
  ASSERT_FALSE(foreign);
  EXPECT_THAT(foreign.error().message, HasSubstr("The root key does not open"));
}

}  // namespace
}  // namespace concordat::ops
