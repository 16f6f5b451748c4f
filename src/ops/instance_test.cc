// What a data directory must be before anything is opened or erased in it.

#include "ops/instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "ops/secrets.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;

class DataDirectory : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    ASSERT_TRUE(write_key_file(key_));
    const std::vector<Officer> officers{{"Ada Example", "ada@example.org", "manager"}, {"Bea Example", "bea@example.org", "deputy"}};
    const auto charter = charter::compile("charters/stockport.toml").charter;
    const auto made = Instance::create(data_, *charter, {key_, std::nullopt}, officers, clock_, false);
    ASSERT_TRUE(made) << made.error().message;
  }
  ~DataDirectory() override { std::filesystem::remove_all(folder_); }

  Result<std::unique_ptr<Instance>> open() { return Instance::open(data_, {key_, std::nullopt}, clock_); }
  std::string why_not() {
    const auto opened = open();
    return opened ? "it opened" : opened.error().message;
  }
  // Adds an account and deposits the head that covers it.
  void live_on() {
    const auto instance = open();
    ASSERT_TRUE(instance);
    parties::Account account;
    account.id = *AccountId::parse(std::string(31, '0') + "7");
    account.name = "Cleo Example";
    account.email = "cleo@example.org";
    account.roles = {"support-team"};
    ASSERT_TRUE((*instance)->vault().add_account(account, "system"));
    ASSERT_TRUE((*instance)->deposit_checkpoint());
  }
  std::string keyring() const {
    std::ifstream file(data_ + "/keyring", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  SystemClock clock_;
  std::string folder_ = testing::TempDir() + "concordat-instance-" + crypto::new_id<RecordId>().text();
  std::string data_ = folder_ + "/data";
  std::string key_ = folder_ + "/data.key";
  std::string database_ = data_ + "/concordat.db";
};

TEST_F(DataDirectory, WithoutItsDatabaseIsRefusedAndNoKeyIsErased) {
  const std::string before = keyring();
  std::filesystem::rename(database_, folder_ + "/elsewhere.db");
  EXPECT_THAT(why_not(), HasSubstr("The database is not at"));
  EXPECT_FALSE(std::filesystem::exists(database_)) << "none is made in its place";
  EXPECT_EQ(keyring(), before);
  std::filesystem::rename(folder_ + "/elsewhere.db", database_);
  EXPECT_TRUE(open());
}

TEST_F(DataDirectory, WithAnOlderDatabaseIsRefusedAndNoKeyIsErased) {
  std::filesystem::copy_file(database_, folder_ + "/older.db");
  live_on();
  const std::string before = keyring();
  std::filesystem::rename(database_, folder_ + "/newest.db");
  std::filesystem::copy_file(folder_ + "/older.db", database_);
  EXPECT_THAT(why_not(), HasSubstr("older than a checkpoint that was deposited: it lacks"));
  EXPECT_EQ(keyring(), before) << "the keys of what is newer are still there";
  std::filesystem::rename(folder_ + "/newest.db", database_);
  EXPECT_TRUE(open());
}

TEST_F(DataDirectory, WithATruncatedDatabaseIsRefused) {
  std::filesystem::resize_file(database_, std::filesystem::file_size(database_) / 2);
  EXPECT_NE(why_not(), "it opened");
}

TEST_F(DataDirectory, IsNotUnsealedWithAnotherKey) {
  const std::string other = folder_ + "/other.key";
  ASSERT_TRUE(write_key_file(other));
  const auto opened = Instance::open(data_, {other, std::nullopt}, clock_);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message + opened.error().remedy, HasSubstr("key"));
}

}  // namespace
}  // namespace concordat::ops
