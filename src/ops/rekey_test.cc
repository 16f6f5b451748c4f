// Changing the root key, from a terminal and underneath. tests/fault cuts the power in the midst of it.

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "ops/backup.h"
#include "ops/commands.h"
#include "ops/restore.h"
#include "ops/root_key.h"
#include "ops/test_night.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RootKey : public testing::Test {
 protected:
  RootKey() { fs::create_directories(folder_); }
  ~RootKey() override { fs::remove_all(folder_); }

  void SetUp() override {
    ASSERT_TRUE(write_key_file(old_));
    ASSERT_TRUE(write_key_file(new_));
    const auto charter = charter::compile("charters/stockport.toml").charter;
    const CivilDate today = london_date(clock_.now());
    const std::vector<Officer> officers{{"Ada Example", "ada@example.org", "manager", today},
                                        {"Bea Example", "bea@example.org", "deputy", today}};
    const auto made = Instance::create(data_, *charter, {old_, std::nullopt}, officers, clock_, false);
    ASSERT_TRUE(made) << made.error().message;
    write("ada", made->at(0));
    write("bea", made->at(1));
    const auto instance = Instance::open(data_, {old_, std::nullopt}, clock_);
    auto accounts = (*instance)->vault().open_accounts((*instance)->vault().gate().grant_system(policy::SystemTask::index_accounts));
    for (parties::Account& account : *accounts) {
      account.confidentiality = clock_.now();
      ASSERT_TRUE((*instance)->vault().update_account(account, "system"));
    }
  }

  std::string write(const std::string& name, const std::string& content, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path) << content;
    fs::permissions(path, mode);
    return path;
  }
  // What it says, after its exit code.
  std::string rekey(std::vector<std::string> words) {
    words.insert(words.begin(), {"--data", data_});
    for (const std::string name : {"ada", "bea"}) words.insert(words.end(), {"--officer", name + "@example.org," + folder_ + "/" + name});
    return said(words);
  }
  static std::string said(const std::vector<std::string>& words) {
    const std::vector<std::string_view> arguments(words.begin(), words.end());
    std::ostringstream all;
    const int code = run_rekey(arguments, all, all);
    return std::to_string(code) + " " + all.str();
  }
  bool opens(const Unseal& unseal) {
    const auto instance = Instance::open(data_, unseal, clock_);
    return instance && (*instance)->vault().try_every_part();
  }
  std::vector<std::string> events() {
    std::vector<std::string> found;
    const auto store = open_store(data_);
    (*store)->read([&](store::Reader& reader) {
      for (const std::string& line : reader.leaves(0, 1'000)) {
        const auto leaf = ledger::decode(line);
        if (leaf && leaf->event.starts_with("root-key.")) found.push_back(leaf->event + " " + leaf->detail);
      }
    });
    return found;
  }
  std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const SystemClock clock_;
  const std::string folder_ = testing::TempDir() + "concordat-rekey-" + to_hex(crypto::random_secret(8).expose());
  const std::string data_ = folder_ + "/data";
  const std::string old_ = folder_ + "/old.key";
  const std::string new_ = folder_ + "/new.key";
};

TEST_F(RootKey, IsChangedByTwoOfficersAndTheOldOneOpensNothing) {
  const std::string wrapped = bytes_of(data_ + "/keyring").substr(128 + 17, 72);
  const std::string sealed = bytes_of(data_ + "/secrets.sealed");
  EXPECT_THAT(rekey({"--key-file", old_, "--new-key-file", new_}), HasSubstr("0 The root key is changed"));
  EXPECT_FALSE(opens({old_, std::nullopt}));
  EXPECT_TRUE(opens({new_, std::nullopt}));
  for (const auto& file : fs::recursive_directory_iterator(data_)) {
    if (!file.is_regular_file()) continue;
    const std::string bytes = bytes_of(file.path());
    EXPECT_EQ(bytes.find(wrapped), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find(sealed), std::string::npos) << file.path();
    EXPECT_NE(file.path().extension(), ".next");
  }
  EXPECT_FALSE(fs::exists(data_ + "/root-key-change"));
  ASSERT_EQ(events().size(), 2u);
  EXPECT_THAT(events()[0], HasSubstr("root-key.intended second="));
  EXPECT_THAT(events()[1], HasSubstr("root-key.changed"));
}

TEST_F(RootKey, MayBecomeAPassPhraseAndAKeyFileAgain) {
  const std::string phrase = write("phrase", "four words of no meaning\n");
  EXPECT_THAT(rekey({"--key-file", old_, "--new-passphrase-file", phrase}), HasSubstr("0 The"));
  const std::string salt = read_description(data_)->salt.empty() ? "" : to_hex(read_description(data_)->salt);
  EXPECT_TRUE(opens({"", "four words of no meaning"}));
  const std::string other = write("other", "five other words, of none either");
  EXPECT_THAT(rekey({"--passphrase-file", phrase, "--new-passphrase-file", other}), HasSubstr("0 The"));
  EXPECT_NE(to_hex(read_description(data_)->salt), salt) << "a salt is used once";
  EXPECT_FALSE(opens({"", "four words of no meaning"}));
  EXPECT_THAT(rekey({"--passphrase-file", other, "--new-key-file", folder_ + "/made.key", "--new-key"}), HasSubstr("0 The"));
  EXPECT_TRUE(opens({folder_ + "/made.key", std::nullopt}));
}

TEST_F(RootKey, IsRefusedWithoutTwoPeopleOrANewKey) {
  const std::string ada = "ada@example.org," + folder_ + "/ada";
  const std::vector<std::string> start{"--data", data_, "--key-file", old_, "--new-key-file", new_};
  const auto with = [&](std::vector<std::string> more) {
    std::vector<std::string> words = start;
    words.insert(words.end(), more.begin(), more.end());
    return said(words);
  };
  EXPECT_THAT(with({}), HasSubstr("1 concordat: Two officers are needed"));
  EXPECT_THAT(with({"--officer", ada}), HasSubstr("Two officers are needed"));
  EXPECT_THAT(with({"--officer", ada, "--officer", ada}), HasSubstr("two different people"));
  EXPECT_THAT(with({"--officer", ada, "--officer", "bea@example.org," + folder_ + "/ada"}), HasSubstr("password of an officer is wrong"));
  EXPECT_THAT(rekey({"--key-file", old_}), HasSubstr("No new key was given"));
  EXPECT_THAT(rekey({"--key-file", old_, "--new-key-file", old_}), HasSubstr("the one that is in use"));
  EXPECT_THAT(rekey({"--key-file", new_, "--new-key-file", old_}), HasSubstr("does not open this data directory"));
  EXPECT_THAT(said({"--help"}), HasSubstr("0 concordat rekey"));
  EXPECT_TRUE(opens({old_, std::nullopt}));
  EXPECT_TRUE(events().empty());
}

TEST_F(RootKey, LeavesEarlierBackupsToTheirOldKey) {
  const auto before = take_backup(data_, {old_, std::nullopt}, folder_, folder_, clock_);
  ASSERT_TRUE(before) << before.error().message;
  ASSERT_THAT(rekey({"--key-file", old_, "--new-key-file", new_}), HasSubstr("0 The"));
  const RestoreFrom from{before->database_folder, "", data_ + "/deposits"};
  EXPECT_FALSE(restore(from, folder_ + "/restored", {new_, std::nullopt}, clock_));
  const auto restored = restore(from, folder_ + "/restored", {old_, std::nullopt}, clock_);
  EXPECT_TRUE(restored) << restored.error().message;
}

TEST_F(RootKey, ThatWasCutOffIsCompletedByTheNextToOpenTheDirectory) {
  {
    const auto instance = Instance::open(data_, {old_, std::nullopt}, clock_);
    fs::create_directory(data_ + "/secrets.sealed.next");  // the first file cannot be written: nothing is changed
    EXPECT_FALSE(change_root_key(**instance, {old_, std::nullopt}, {new_, std::nullopt}, *AccountId::parse(std::string(31, '0') + "1"),
                                 *AccountId::parse(std::string(31, '0') + "2")));
    EXPECT_THAT(take_backup(data_, {old_, std::nullopt}, folder_, folder_, clock_).error().message, HasSubstr("root key is being changed"));
    fs::remove(data_ + "/secrets.sealed.next");
  }
  EXPECT_TRUE(opens({old_, std::nullopt}));
  ASSERT_EQ(events().size(), 2u);
  EXPECT_THAT(events()[1], HasSubstr("root-key.kept"));
  EXPECT_TRUE(take_backup(data_, {old_, std::nullopt}, folder_, folder_, clock_));
}

// ---- how a directory is opened at all

TEST_F(RootKey, SaysWhatIsWrongWithAKeyOrPassPhraseFile) {
  const auto refusal = [&](const std::vector<std::string>& key) {
    std::vector<std::string> words{"--data", data_};
    words.insert(words.end(), key.begin(), key.end());
    const std::vector<std::string_view> arguments(words.begin(), words.end());
    std::ostringstream all;
    EXPECT_NE(run_dispose(arguments, all, all), 0);
    return all.str();
  };
  const fs::perms owner = fs::perms::owner_read | fs::perms::owner_write;
  EXPECT_THAT(refusal({}), HasSubstr("No key was given"));
  EXPECT_THAT(refusal({"--key-file", new_}), HasSubstr("The root key does not open this data directory"));
  EXPECT_THAT(refusal({"--key-file", folder_ + "/absent"}), HasSubstr("There is no file"));
  EXPECT_THAT(refusal({"--key-file", folder_}), HasSubstr("is a folder"));
  EXPECT_THAT(refusal({"--key-file", write("empty", "\n")}), HasSubstr("is empty"));
  EXPECT_THAT(refusal({"--key-file", write("words", "no key")}), HasSubstr("is not a key file"));
  EXPECT_THAT(refusal({"--key-file", write("open", bytes_of(old_), owner | fs::perms::others_read)}), HasSubstr("Others than its owner"));
  EXPECT_THAT(refusal({"--key-file", write("group", bytes_of(old_), owner | fs::perms::group_write)}), HasSubstr("Others than its owner"));
  EXPECT_THAT(refusal({"--passphrase-file", write("phrase", "four words of no meaning")}), HasSubstr("opened by a key file"));
  EXPECT_THAT(refusal({"--passphrase-file", write("short", "too short")}), HasSubstr("less than 15 characters"));
  EXPECT_THAT(refusal({"--key-file", old_, "--passphrase-file", old_}), HasSubstr("Both --key-file and --passphrase-file"));
  EXPECT_TRUE(opens({old_, std::nullopt}));
}

}  // namespace
}  // namespace concordat::ops
