// A database of an earlier version is brought forward with everything in it.

#include <gtest/gtest.h>

#include "crypto/crypto.h"
#include "store/schema.h"
#include "store/store.h"
#include "store/test_directory.h"

namespace concordat::store {
namespace {

constexpr const char* kReading = "1\t5\trecord.read\tsystem";

// As a program of version 1 left it, in the statements of that time.
class Version1 {
 public:
  explicit Version1(const std::string& path) {
    create_database(path, 1);
    Connection database(path, Connection::Mode::write);
    database.script("PRAGMA journal_mode = WAL");
    database.run("INSERT INTO cases VALUES (1, ?, 'review', 'R-2026-014', 'review', 'c0ffee', 20000, 3)", case_id);
    database.run("INSERT INTO events VALUES (1, 1, 'case.opened', 20000)");
    database.run("INSERT INTO records VALUES (1, ?, 1, 'item', ?, 'supplied', 'reviews', 'workspace', 20001, 'c0ffee')", record, owner);
    database.run("INSERT INTO parts VALUES (1, 1, 'item', 2, ?, 20400, 0, ?)", key, sealed);
    database.run("INSERT INTO parts VALUES (2, 1, 'notes', 1, ?, NULL, 1, x'')", key);
    database.run("INSERT INTO consents VALUES (1, 1, 'needs', 'needs-v1', 5, NULL)");
    database.run("INSERT INTO warrants VALUES (1, ?, 'weighty', 'approved', ?, ?, ?, 6, 7)", warrant, case_id, owner, sealed);
    database.run("INSERT INTO warrant_items VALUES (1, 1, ?, 'item')", record);
    database.run("INSERT INTO approvals VALUES (1, 1, ?, ?, 8)", account, sealed);
    database.run("INSERT INTO holds VALUES ('everything', '', 9)");
    database.run("INSERT INTO leaves VALUES (0, 'first', NULL), (1, 'second', ?), (2, ?, ?)", case_id, kReading, case_id);
    database.run("INSERT INTO meta VALUES ('active-charter', x'63306666656563')");
    database.run("INSERT INTO charters VALUES ('c0ffee', '{}')");
    database.run("INSERT INTO counts VALUES (1, 'item:supplied', 4)");
  }

  const CaseId case_id = crypto::new_id<CaseId>();
  const RecordId record = crypto::new_id<RecordId>();
  const AgencyId owner = crypto::new_id<AgencyId>();
  const KeyId key = crypto::new_id<KeyId>();
  const WarrantId warrant = crypto::new_id<WarrantId>();
  const AccountId account = crypto::new_id<AccountId>();
  const Bytes sealed = Bytes(300, 0x5a);
};

void expect_everything(Reader& reader, const Version1& before) {
  const auto found = reader.find_case(before.case_id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reference, "R-2026-014");
  EXPECT_EQ(found->version, 3u);
  EXPECT_EQ(reader.events(before.case_id).size(), 1u);
  const auto record = reader.find_record(before.record);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->owner, before.owner);
  EXPECT_EQ(record->case_id, before.case_id);
  const auto part = reader.find_part(before.record, "item");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->version, 2u);
  EXPECT_EQ(part->key, before.key);
  EXPECT_EQ(part->due, CivilDate::from_days(20'400));
  EXPECT_EQ(part->sealed, before.sealed);
  EXPECT_TRUE(reader.find_part(before.record, "notes")->destroyed);
  EXPECT_EQ(reader.consents(before.record).size(), 1u);
  EXPECT_EQ(reader.find_warrant(before.warrant)->quarantine_until, Instant{7});
  EXPECT_EQ(reader.warrant_items(before.warrant).size(), 1u);
  EXPECT_EQ(reader.approvals(before.warrant).front().account, before.account);
  EXPECT_EQ(reader.holds().size(), 1u);
  EXPECT_EQ(reader.leaves(0, 9), (std::vector<std::string>{"first", "second", kReading}));
  EXPECT_EQ(reader.leaves_of_case(before.case_id).size(), 2u);
  const auto changes = reader.changes_of_case(before.case_id);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes.front().leaf, "second");
  EXPECT_EQ(reader.find_listed(before.record, "item")->case_version, 3u);
  EXPECT_TRUE(reader.lists_of_case(before.case_id).empty());
  EXPECT_TRUE(reader.meta("active-charter"));
  EXPECT_EQ(reader.charter("c0ffee"), "{}");
  EXPECT_EQ(reader.counts(before.case_id).front().second, 4u);
}

TEST(Migration, BringsEverythingForwardAndTheNewCanBeUsed) {
  const TestDirectory directory;
  const std::string path = directory.path() + "/database";
  const Version1 before(path);
  {
    const auto store = open_sqlite(path);
    ASSERT_TRUE(store) << store.error().message;
    (*store)->read([&](Reader& reader) { expect_everything(reader, before); });
    const AttachmentRow file{crypto::new_id<AttachmentId>(), before.record, "item", 2, "arriving", 1, 3, {7}};
    ASSERT_TRUE((*store)->write([&](Transaction& transaction) -> Result<void> {
      transaction.insert_attachment(file);
      transaction.put_chunk(file.id, 0, as_bytes("abc"));
      transaction.keep_attachment(file);
      transaction.insert_list(1, {1});
      return {};
    }));
  }
  EXPECT_EQ(Connection(path, Connection::Mode::read).integer("PRAGMA user_version"), kSchemaVersion);
  const auto again = open_sqlite(path);
  ASSERT_TRUE(again) << again.error().message;
  (*again)->read([&](Reader& reader) {
    EXPECT_EQ(reader.attachments(before.record, "item").size(), 1u);
    EXPECT_EQ(reader.listed(1), std::vector{before.record});
  });
}

// A migrated database and a new one are the same.
TEST(Migration, EndsAtTheSchemaOfANewDatabase) {
  const TestDirectory directory;
  const auto schema_of = [&](const std::string& path) {
    Connection database(path, Connection::Mode::read);
    Rows rows = database.query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY sql");
    std::vector<std::string> all;
    while (rows.next()) all.push_back(rows.text(0));
    return all;
  };
  for (std::int64_t version = 1; version < kSchemaVersion; ++version) {
    const std::string path = directory.path() + "/from-" + std::to_string(version);
    create_database(path, version);
    EXPECT_EQ(Connection(path, Connection::Mode::read).integer("PRAGMA user_version"), version);
    ASSERT_TRUE(open_sqlite(path));
    create_database(path + "-new-one");
    EXPECT_EQ(schema_of(path), schema_of(path + "-new-one")) << version;
  }
}

// The last statement of a version fails here; those before it are undone with it.
TEST(Migration, ThatFailsLeavesTheVersionBefore) {
  const TestDirectory directory;
  const std::string path = directory.path() + "/database";
  const Version1 before(path);
  Connection(path, Connection::Mode::write).script("CREATE TABLE chunks (in_the_way INTEGER)");
  EXPECT_FALSE(open_sqlite(path));
  Connection database(path, Connection::Mode::write);
  EXPECT_EQ(database.integer("PRAGMA user_version"), 1);
  EXPECT_EQ(database.integer("SELECT count(*) FROM sqlite_master WHERE name = 'attachments'"), 0);
  database.script("DROP TABLE chunks");
  const auto store = open_sqlite(path);
  ASSERT_TRUE(store) << store.error().message;
  (*store)->read([&](Reader& reader) { expect_everything(reader, before); });
}

}  // namespace
}  // namespace concordat::store
