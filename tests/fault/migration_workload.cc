// A database of version 1 with content, which the first opening brings forward; then acts as of any day.

#include <filesystem>
#include <stdexcept>

#include "fault/acts.h"
#include "fault/workload.h"
#include "store/schema.h"
#include "store/sqlite_store.h"

namespace fault {
namespace {

using namespace concordat;

constexpr std::uint32_t kOldRecords = 60;

std::string old_name(std::uint32_t number) { return "old." + std::to_string(number); }

void make_version_1(const std::string& path) {
  store::create_database(path, 1);
  store::Connection database(path, store::Connection::Mode::write);
  database.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
  const CaseId case_id = the_case();
  database.run("INSERT INTO cases VALUES (1, ?, 'review', 'R-1', 'open', 'c0ffee', 1, 1)", case_id);
  for (std::uint32_t number = 0; number < kOldRecords; ++number) {
    const RecordId record = derived_id<RecordId>(old_name(number));
    const KeyId key = derived_id<KeyId>("key");
    database.run("INSERT INTO records VALUES (?, ?, 1, 'item', zeroblob(16), 'offered', 'review', 'form', 2, 'c0ffee')", number + 1,
                 record);
    database.run("INSERT INTO parts VALUES (?, ?, 'contact', 1, ?, 9, 0, ?)", number + 1, number + 1, key, content_of(0, number));
    database.run("INSERT INTO leaves VALUES (?, ?, ?)", number, old_name(number), case_id);
  }
  database.script("COMMIT");
}

// What the file is before this program touches it: the version before or the newest, and never anything between.
void require_old_or_new(const std::string& path) {
  store::Connection database(path, store::Connection::Mode::write);
  const auto version = database.integer("PRAGMA user_version");
  const bool has_new = database.integer("SELECT count(*) FROM sqlite_master WHERE name IN ('attachments', 'chunks')") == 2;
  const bool has_none = database.integer("SELECT count(*) FROM sqlite_master WHERE name IN ('attachments', 'chunks')") == 0;
  if (version == 1 ? !has_none : version != store::kSchemaVersion || !has_new) throw std::runtime_error("the migration is there by half");
}

class MigrationWorkload final : public Workload {
 public:
  void open(const std::string& folder, store::Durability durability) override {
    const std::string path = folder + "/database";
    // Without a database, making the one of version 1 was cut off and begins again: the migration alone is on trial.
    if (!std::filesystem::exists(path)) make_version_1(path);
    had_content_ = store::Connection(path, store::Connection::Mode::write).integer("SELECT count(*) FROM leaves") > 0;
    require_old_or_new(path);
    store::SqliteSettings settings;
    settings.durability = durability;
    settings.checkpoint_frames = kCheckpointFrames;
    auto opened = store::open_sqlite_with(path, settings);
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = std::move(opened).value();
  }

  std::optional<std::uint64_t> act(std::uint32_t thread, std::uint32_t number) override {
    const auto done = store_->write([&](store::Transaction& transaction) -> Result<void> {
      const store::AttachmentRow file{derived_id<AttachmentId>(name_of(thread, number)), derived_id<RecordId>(old_name(0)), "contact", 1,
                                      "arriving", 1, 9, {1}};
      transaction.insert_attachment(file);
      transaction.put_chunk(file.id, 0, content_of(thread, number));
      transaction.keep_attachment(file);
      return {};
    });
    return done.ok() ? std::optional<std::uint64_t>(0) : std::nullopt;
  }

  std::vector<std::string> judge(const std::string& folder, const std::vector<Confirmation>& confirmed, std::size_t) override {
    open(folder, store::Durability::off);
    auto problems = check(confirmed);
    close();
    return problems;
  }

  void close() override { store_.reset(); }

 private:
  std::vector<std::string> check(const std::vector<Confirmation>& confirmed) {
    std::vector<std::string> problems;
    if (!had_content_ && confirmed.empty()) return problems;  // cut before the content of version 1 was there
    store_->read([&](store::Reader& reader) {
      if (reader.leaf_count() != kOldRecords) problems.push_back("leaves of version 1 are lost");
      for (std::uint32_t number = 0; number < kOldRecords; ++number) {
        const auto part = reader.find_part(derived_id<RecordId>(old_name(number)), "contact");
        if (!part || part->sealed != content_of(0, number)) problems.push_back("the part " + old_name(number) + " is lost or changed");
      }
      for (const auto& [thread, number, unused] : confirmed)
        if (reader.chunk(derived_id<AttachmentId>(name_of(thread, number)), 0) != content_of(thread, number))
          problems.push_back("confirmed act " + name_of(thread, number) + " is lost");
    });
    return problems;
  }

  std::unique_ptr<store::Store> store_;
  bool had_content_ = false;
};

}  // namespace

std::unique_ptr<Workload> make_migration_workload() { return std::make_unique<MigrationWorkload>(); }

}  // namespace fault
