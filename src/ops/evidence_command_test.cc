// Evidence put on record from the command line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "evidence/attest.h"
#include "ops/commands.h"
#include "ops/instance.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

class EvidenceCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    ASSERT_TRUE(write_key_file(key_));
    const auto charter = charter::compile("charters/portsmouth.toml").charter;
    const std::vector<Officer> officers{{"Ada Example", "ada@example.org", "manager"}, {"Bea Example", "bea@example.org", "deputy"}};
    const auto made = Instance::create(data_, *charter, {key_, std::nullopt}, officers, clock_, false);
    ASSERT_TRUE(made) << made.error().message;
    std::ofstream(folder_ + "/ada") << made->at(0) << "\n";
  }
  ~EvidenceCommand() override { std::filesystem::remove_all(folder_); }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--data", data_});
    const std::vector<std::string_view> arguments(words.begin(), words.end());
    out_.str("");
    err_.str("");
    return run_evidence(arguments, out_, err_);
  }
  // What it takes to put the host's letter on record.
  std::vector<std::string> record(const std::string& day) {
    return {"--record", "hosting", "--seen", "The letter names the place", "--reference", "File 1", "--day", day,
            "--officer", "ada@example.org," + folder_ + "/ada", "--key-file", key_};
  }
  std::string today() { return london_date(clock_.now()).iso(); }
  std::string status(const std::string& promise) {
    for (const evidence::Finding& one : evidence::attest(data_, clock_.now())->findings)
      if (one.id == promise) return one.status;
    return "";
  }

  std::string folder_ = testing::TempDir() + "concordat-" + to_hex(crypto::random_secret(8).expose());
  std::string data_ = folder_ + "/data";
  std::string key_ = folder_ + "/key";
  SystemClock clock_;
  std::ostringstream out_, err_;
};

TEST_F(EvidenceCommand, ListsRecordsAndWithdraws_POR_15) {
  ASSERT_EQ(run({}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("hosting  missing  (shows POR-15)"));
  ASSERT_EQ(run(record(today())), 0) << err_.str();
  EXPECT_EQ(status("POR-15"), "kept");
  ASSERT_EQ(run({"--json"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("\"seen\": \"The letter names the place\""));
  const std::string before = "\"entry\": \"";
  const std::string entry = out_.str().substr(out_.str().find(before) + before.size(), 32);
  ASSERT_EQ(run({"--withdraw", entry, "--officer", "ada@example.org," + folder_ + "/ada", "--key-file", key_}), 0) << err_.str();
  EXPECT_EQ(status("POR-15"), "missing");
  ASSERT_EQ(run({"--json"}), 0);
  EXPECT_THAT(out_.str(), Not(HasSubstr("The letter names the place")));
}

TEST_F(EvidenceCommand, TakesTheHashOfAFileAndNothingElseOfIt) {
  std::ofstream(folder_ + "/letter.pdf") << "abc";
  auto words = record(today());
  words[4] = "--file";
  words[5] = folder_ + "/letter.pdf";
  ASSERT_EQ(run(words), 0) << err_.str();
  ASSERT_EQ(run({}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("letter.pdf")));
}

TEST_F(EvidenceCommand, SaysWhatIsWrongAndRecordsNothing) {
  const auto without = [&](std::size_t option) {
    auto words = record(today());
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(option), words.begin() + static_cast<std::ptrdiff_t>(option) + 2);
    return words;
  };
  for (const std::size_t option : {0U, 2U, 4U, 6U, 8U}) EXPECT_EQ(run(without(option)), 2) << option << err_.str();
  EXPECT_EQ(run(record("yesterday")), 2);
  EXPECT_THAT(err_.str(), HasSubstr("is not a day"));
  EXPECT_EQ(run(record("2020-01-01")), 1) << "it ended long ago";
  auto words = record(today());
  words[9] = "ada@example.org," + key_;
  EXPECT_EQ(run(words), 1);
  EXPECT_THAT(err_.str(), HasSubstr("The address or the password of an officer is wrong"));
  words = record(today());
  words.insert(words.end(), {"--withdraw", "00"});
  EXPECT_EQ(run(words), 2) << "two acts at once";
  EXPECT_EQ(run({"--horoscope"}), 2);
  EXPECT_EQ(status("POR-15"), "missing");
  const std::vector<std::string_view> nowhere{"--data", "/nowhere"};
  EXPECT_EQ(run_evidence(nowhere, out_, err_), 2);
}

}  // namespace
}  // namespace concordat::ops
