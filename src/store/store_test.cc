// What is SQLite's own: the file on the disk, and what is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "crypto/crypto.h"
#include "store/schema.h"
#include "store/sqlite.h"
#include "store/sqlite_store.h"
#include "store/test_directory.h"

namespace concordat::store {
namespace {

using testing::HasSubstr;

class SqliteFile : public testing::Test {
 protected:
  std::unique_ptr<Store> open() {
    auto opened = open_sqlite(path_);
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(opened).value();
  }
  void fill(int leaves) {
    const auto store = open();
    const auto done = store->write([&](Transaction& t) -> Result<void> {
      for (int leaf = 0; leaf < leaves; ++leaf) t.append_leaf(std::string(200, 'x'), CaseId());
      return {};
    });
    ASSERT_TRUE(done.ok());
  }
  std::string refusal() {
    const auto opened = open_sqlite(path_);
    return opened.ok() ? "opened" : opened.error().message;
  }
  std::string file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  void overwrite(const std::string& content) { std::ofstream(path_, std::ios::binary | std::ios::trunc) << content; }

  TestDirectory directory_;
  const std::string path_ = directory_.path() + "/database";
};

TEST_F(SqliteFile, AppearsCompleteUnderItsName) {
  open();
  EXPECT_TRUE(std::filesystem::exists(path_));
  EXPECT_FALSE(std::filesystem::exists(path_ + "-new"));
  Connection connection(path_, Connection::Mode::read);
  EXPECT_EQ(connection.integer("PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), kSchemaVersion);
}

TEST_F(SqliteFile, LeftoverOfAnInterruptedCreationIsReplaced) {
  std::ofstream(path_ + "-new") << "half a database";
  fill(1);
  EXPECT_EQ(refusal(), "opened");
}

TEST_F(SqliteFile, RefusesWhatIsNoDatabase) {
  overwrite(std::string(10'000, 'n'));
  EXPECT_THAT(refusal(), HasSubstr("is not a Concordat database"));
  EXPECT_EQ(file(path_), std::string(10'000, 'n'));
}

TEST_F(SqliteFile, RefusesADatabaseOfAnotherProgramAndLeavesItAlone) {
  Connection(path_, Connection::Mode::write).script("CREATE TABLE theirs (x)");
  const std::string before = file(path_);
  EXPECT_THAT(refusal(), HasSubstr("of another program"));
  EXPECT_EQ(file(path_), before);
}

TEST_F(SqliteFile, RefusesANewerSchema) {
  open();
  Connection(path_, Connection::Mode::write).script("PRAGMA user_version = 999");
  EXPECT_THAT(refusal(), HasSubstr("newer Concordat (schema 999"));
}

TEST_F(SqliteFile, RefusesAFileCutAnywhere) {
  fill(500);
  const std::string whole = file(path_);
  for (const std::size_t size : {0ul, 50ul, 100ul, 4'096ul, whole.size() / 2, whole.size() - 4'096, whole.size() - 1}) {
    overwrite(whole.substr(0, size));
    EXPECT_THAT(refusal(), testing::ContainsRegex("damaged or cut short|content is gone|not a Concordat database")) << size;
  }
  overwrite(whole);
  EXPECT_EQ(refusal(), "opened");
}

TEST_F(SqliteFile, RefusesAPageOverwrittenWithRubbish) {
  fill(500);
  std::string content = file(path_);
  content.replace(content.size() / 2 / 4'096 * 4'096, 64, std::string(64, '\xff'));
  overwrite(content);
  EXPECT_THAT(refusal(), HasSubstr("damaged or cut short"));
}

TEST_F(SqliteFile, SaysWhereTheFolderIsMissing) {
  const auto opened = open_sqlite(directory_.path() + "/absent/database");
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("/absent/database cannot be opened"));
  EXPECT_THAT(opened.error().remedy, HasSubstr("folder exists"));
}

TEST_F(SqliteFile, DestroyedBytesAreInNoFileAfterClosing) {
  const std::string marker = "sealed-bytes-to-be-forgotten";
  const CaseRow row{crypto::new_id<CaseId>(), "review", "R", "open", "c", CivilDate::from_days(1), 1};
  const RecordRow record{crypto::new_id<RecordId>(), row.id, "item", {}, "s", "p", "c", CivilDate::from_days(1), "c"};
  const auto found_anywhere = [&] {
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      if (file(entry.path()).find(marker) != std::string::npos) return true;
    }
    return false;
  };
  {
    const auto store = open();
    ASSERT_TRUE(store->write([&](Transaction& t) -> Result<void> {
      t.insert_case(row);
      t.insert_record(record);
      const Bytes sealed = to_bytes(marker + std::string(9'000, '.') + marker);
      t.put_part({record.id, "contact", 1, crypto::new_id<KeyId>(), std::nullopt, false, sealed});
      return {};
    }).ok());
    EXPECT_TRUE(found_anywhere());
    ASSERT_TRUE(store->write([&](Transaction& t) -> Result<void> {
      t.mark_part_destroyed(record.id, "contact");
      return {};
    }).ok());
  }
  EXPECT_FALSE(found_anywhere());
}

TEST_F(SqliteFile, ActThatContradictsWhatIsStoredGetsAnErrorInWords) {
  const auto store = open();
  const CaseRow row{crypto::new_id<CaseId>(), "review", "R", "open", "c", CivilDate::from_days(1), 1};
  const auto insert = [&] {
    return store->write([&](Transaction& t) -> Result<void> {
      t.insert_case(row);
      return {};
    });
  };
  EXPECT_TRUE(insert().ok());
  const auto again = insert();
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(again.error().message, HasSubstr("contradicts what is stored"));
}

TEST_F(SqliteFile, FullDiskRefusesTheActsWithWordsAndTheStoreGoesOn) {
  fill(10);
  SqliteSettings settings;
  settings.most_pages = 60;
  const auto store = open_sqlite_with(path_, settings).value();
  const auto keep = [&](std::size_t size) {
    return store->write([&](Transaction& t) -> Result<void> {
      t.set_meta("large", Bytes(size, 1));
      return {};
    });
  };
  ASSERT_TRUE(keep(10).ok());
  const auto refused = keep(1'000'000);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("full"));
  EXPECT_THAT(refused.error().remedy, HasSubstr("Free some space"));
  store->read([](Reader& r) { EXPECT_EQ(r.meta("large")->size(), 10u); });
  EXPECT_TRUE(keep(20).ok());
  store->read([](Reader& r) { EXPECT_EQ(r.meta("large")->size(), 20u); });
}

}  // namespace
}  // namespace concordat::store
