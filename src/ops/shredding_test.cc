// After a destruction nothing of it is left: what was entered, its key, the key as it was wrapped and the sealed bytes are searched
// for in every file, in every usual encoding. A backup's own keys still open it until their days are over.

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "ops/backup.h"
#include "ops/restore.h"
#include "ops/test_night.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::Not;

std::string utf_16(const std::string& text, bool big_endian) {
  std::string out;
  for (const char c : text) out += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return out;
}

std::string capitals(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

// Within longer base64, at each of the three alignments: what depends on neighbours is cut off.
std::string within_base64(const std::string& raw, std::size_t before) {
  const std::string padded = std::string(before, '\0') + raw + std::string((3 - (raw.size() + before) % 3) % 3, '\0');
  const std::string coded = to_base64(as_bytes(padded));
  const std::size_t first = (before * 8 + 5) / 6, last = (before + raw.size()) * 8 / 6;
  return coded.substr(first, last - first);
}

std::vector<std::string> forms_of(const std::string& raw) {
  const std::string hex = to_hex(as_bytes(raw));
  return {raw,
          hex,
          capitals(hex),
          within_base64(raw, 0),
          within_base64(raw, 1),
          within_base64(raw, 2),
          utf_16(raw, false),
          utf_16(raw, true),
          utf_16(hex, false)};
}

// "FILE: what" for each that is found below the folder.
std::vector<std::string> hits(const std::string& folder, const std::map<std::string, std::string>& wanted) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(file), {});
    for (const auto& [what, raw] : wanted)
      for (const std::string& form : forms_of(raw))
        if (content.find(form) != std::string::npos) found.push_back(entry.path().filename().string() + ": " + what);
  }
  return found;
}

class Shredding : public Night {
 protected:
  ~Shredding() override { fs::remove_all(folder_); }

  void SetUp() override {
    make(clock_, "charters/stockport.toml");
    approve_destruction();
    store::PartRow part;
    instance_->vault().store().read([&](store::Reader& reader) {
      part = *reader.find_part(reader.records_of_kind("agency-item").front().id, "item");
    });
    fs::create_directories(folder_);
    const std::string copy = folder_ + "/looked-at";  // opening takes the lock
    fs::copy_file(directory_ + "/keyring", copy);
    {
      const auto keyring = vault::Keyring::open(copy, *root_key(*read_description(directory_), unseal()));
      ASSERT_TRUE(keyring);
      key_ = std::string(as_text((*keyring)->unwrap(part.key)->expose()));
    }
    std::ifstream file(copy, std::ios::binary);
    const std::string ring(std::istreambuf_iterator<char>(file), {});
    const std::string id(as_text(part.key.bytes()));
    wrapped_ = ring.substr(ring.find(id) + id.size(), crypto::kKeySize + crypto::kSealOverhead);
    sealed_ = std::string(as_text(part.sealed));
    fs::remove(copy);
  }

  Unseal unseal() const { return {Night::key_, std::nullopt}; }
  std::map<std::string, std::string> keys() const { return {{"the key", key_}, {"the wrapped key", wrapped_}}; }
  std::map<std::string, std::string> entered() const { return {{"what was entered", "A log of the ninth of March"}}; }
  void destroy() {
    clock_.advance(31 * kMicrosecondsPerDay);
    ASSERT_TRUE(nightly(*instance_, clock_));
  }

  ManualClock clock_{london_midnight(*CivilDate::parse("2026-06-01"))};
  std::string folder_ = testing::TempDir() + "concordat-shredding-" + to_hex(crypto::random_secret(8).expose());
  std::string key_, wrapped_, sealed_;
};

TEST_F(Shredding, LeavesNothingInTheLiveSystemAtOnce_STK_16) {
  EXPECT_THAT(hits(directory_, {{"the wrapped key", wrapped_}}), Not(IsEmpty())) << "else this shows nothing";
  EXPECT_THAT(hits(directory_, {{"the sealed bytes", sealed_}}), Not(IsEmpty()));
  EXPECT_THAT(hits(directory_, {{"the key", key_}}), IsEmpty()) << "a key is never on disk as it is";
  EXPECT_THAT(hits(directory_, entered()), IsEmpty());
  destroy();
  EXPECT_THAT(hits(directory_, keys()), IsEmpty()) << "while the server runs on";
  EXPECT_THAT(hits(directory_, entered()), IsEmpty());
  instance_.reset();
  EXPECT_THAT(hits(directory_, {{"the sealed bytes", sealed_}}), IsEmpty()) << "nor the bytes that nobody can open";
}

TEST_F(Shredding, ABackupOpensByItsOwnKeysUntilTheirDaysAreOver_STK_16) {
  const auto backup = take_backup(directory_, unseal(), folder_ + "/backups", folder_ + "/keys", clock_);
  ASSERT_TRUE(backup) << backup.error().message;
  destroy();
  EXPECT_THAT(hits(folder_ + "/backups", {{"the sealed bytes", sealed_}}), Not(IsEmpty()));
  EXPECT_THAT(hits(folder_ + "/backups", keys()), IsEmpty()) << "the database's backup holds no key";
  EXPECT_THAT(hits(folder_ + "/keys", {{"the wrapped key", wrapped_}}), Not(IsEmpty())) << "day 31: the keys of day 0 still open it";
  EXPECT_FALSE(restore({backup->database_folder, backup->keys_folder, folder_ + "/keys"}, folder_ + "/restored", unseal(), clock_))
      << "and without the deposited intents nothing is restored";
  clock_.advance(5 * kMicrosecondsPerDay);
  ASSERT_TRUE(nightly(*instance_, clock_));
  EXPECT_THAT(hits(folder_, keys()), IsEmpty()) << "day 36: nothing opens it any more";
  EXPECT_THAT(hits(directory_, keys()), IsEmpty());
}

TEST_F(Shredding, TheSearchFindsWhatIsPlantedInEachEncoding) {
  fs::create_directories(folder_ + "/planted");
  for (const std::string& form : forms_of(key_)) {
    std::ofstream(folder_ + "/planted/file", std::ios::binary) << "before" << form << "after";
    EXPECT_THAT(hits(folder_ + "/planted", keys()), Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace concordat::ops
