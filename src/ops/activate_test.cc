// A newer charter put into force from the command line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "charter/diff.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;

class Activation : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    ASSERT_TRUE(write_key_file(key_));
    const auto charter = charter::compile("charters/stockport.toml").charter;
    const std::vector<Officer> officers{{"Ada Example", "ada@example.org", "manager", london_date(clock_.now())},
                                        {"Bea Example", "bea@example.org", "deputy", london_date(clock_.now())}};
    const auto made = Instance::create(data_, *charter, {key_, std::nullopt}, officers, clock_, false);
    ASSERT_TRUE(made) << made.error().message;
    write(folder_ + "/ada", made->at(0) + "\n");
    write(folder_ + "/bea", made->at(1));
    std::filesystem::copy_file("charters/england.toml", folder_ + "/england.toml");
    accept_confidentiality();
  }
  ~Activation() override { std::filesystem::remove_all(folder_); }

  static void write(const std::string& path, const std::string& content) {
    std::ofstream(path) << content;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  static std::string read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::unique_ptr<Instance> open() { return std::move(*Instance::open(data_, {key_, std::nullopt}, clock_)); }
  void accept_confidentiality() {
    const auto instance = open();
    auto accounts = instance->vault().open_accounts(instance->vault().gate().grant_system(policy::SystemTask::index_accounts));
    ASSERT_TRUE(accounts);
    for (parties::Account& account : *accounts) {
      account.confidentiality = clock_.now();
      ASSERT_TRUE(instance->vault().update_account(account, "system"));
    }
  }

  std::string next_version(std::string text) {
    const std::string version = "\nversion = \"2026-1";  // and one more digit
    text.at(text.find(version) + version.size()) = '2';
    write(folder_ + "/next.toml", text);
    return folder_ + "/next.toml";
  }

  // Stockport's charter with one word in the place of another.
  std::string changed(const std::string& before, const std::string& after) {
    std::string text = read("charters/stockport.toml");
    const std::size_t at = text.find(before);
    EXPECT_NE(at, std::string::npos) << before;
    text.replace(at, before.size(), after);
    return next_version(text);
  }

  int run(const std::string& charter, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"--data", data_, "--key-file", key_, "--charter", charter};
    words.insert(words.end(), more.begin(), more.end());
    const std::vector<std::string_view> arguments(words.begin(), words.end());
    out_.str("");
    err_.str("");
    return run_activate(arguments, out_, err_);
  }
  std::vector<std::string> officers(const std::string& first = "ada", const std::string& second = "bea") {
    return {"--officer", first + "@example.org," + folder_ + "/" + first, "--officer", second + "@example.org," + folder_ + "/" + second};
  }

  SystemClock clock_;
  std::ostringstream out_;
  std::ostringstream err_;
  std::string folder_ = testing::TempDir() + "concordat-activation-" + crypto::new_id<RecordId>().text();
  std::string data_ = folder_ + "/data";
  std::string key_ = folder_ + "/data.key";
};

TEST_F(Activation, SaysWhatChangesAndKeepsTheEarlierCharter) {
  const std::string earlier = open()->charter().hash;
  const std::string next = changed("0161 217 6028", "0161 217 6029");
  ASSERT_EQ(run(next, officers()), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("concern-day"));
  EXPECT_THAT(out_.str(), HasSubstr("is in force. The earlier one is kept"));
  auto instance = open();
  EXPECT_NE(instance->charter().hash, earlier);
  EXPECT_NE(instance->vault().charter(earlier), nullptr);
  EXPECT_EQ(instance->vault().activations().size(), 2u);
  EXPECT_EQ(run(next, officers()), 1);
  EXPECT_THAT(err_.str(), HasSubstr("Stop the server first")) << "it is open here";
  instance.reset();
  EXPECT_EQ(run(next, officers()), 1);
  EXPECT_THAT(err_.str(), HasSubstr("in force already"));
}

TEST_F(Activation, RefusesAnotherCharterUnderTheSameVersion) {
  write(folder_ + "/next.toml", read("charters/stockport.toml") + "\n# only a comment\n");
  EXPECT_EQ(run(folder_ + "/next.toml", officers()), 1);
  EXPECT_THAT(err_.str(), HasSubstr("in force already"));
  std::string text = read("charters/stockport.toml");
  text.replace(text.find("0161 217 6028"), 13, "0161 217 6029");
  write(folder_ + "/next.toml", text);
  EXPECT_EQ(run(folder_ + "/next.toml", officers()), 1);
  EXPECT_THAT(err_.str(), HasSubstr("version 2026-11"));
  EXPECT_EQ(open()->vault().activations().size(), 1u);
}

TEST_F(Activation, OnTrialChangesNothing) {
  const std::string earlier = open()->charter().hash;
  EXPECT_EQ(run(changed("0161 217 6028", "0161 217 6029"), {"--dry-run"}), 0) << err_.str();
  EXPECT_EQ(open()->charter().hash, earlier);
}

TEST_F(Activation, TakesTwoOfficersWhoProveThemselves) {
  const std::string next = changed("0161 217 6028", "0161 217 6029");
  EXPECT_EQ(run(next), 1);
  EXPECT_THAT(err_.str(), HasSubstr("Two officers are needed"));
  EXPECT_EQ(run(next, officers("ada", "ada")), 1);
  EXPECT_THAT(err_.str(), HasSubstr("two different people"));
  write(folder_ + "/bea", "guessed");
  EXPECT_EQ(run(next, officers()), 1);
  EXPECT_THAT(err_.str(), HasSubstr("password of an officer is wrong"));
  EXPECT_EQ(open()->vault().activations().size(), 1u);
}

TEST_F(Activation, RefusesErrorsUnlessTheirRuleIsAcceptedWithAReason) {
  const std::string consent = "\n[consent.pictures]\nwording = \"pictures-1\"\ntext = \"I agree.\"\nbases = [\"ukgdpr:6.1.e\"]\n";
  const std::string next = next_version(read("charters/stockport.toml") + consent);
  auto more = officers();
  for (const char* rule : {"consent-withdraws-nothing", "consent-basis"}) {
    EXPECT_EQ(run(next, more), 1);
    EXPECT_THAT(err_.str(), HasSubstr("--accept " + std::string(rule) + "=REASON"));
    more.insert(more.end(), {"--accept", std::string(rule) + "=it is mended in March"});
  }
  EXPECT_EQ(run(next, more), 0) << err_.str();
}

TEST(YearBefore, IsAnotherCharterThatMayBecomeThePresentOne) {
  for (const char* file : {"charters/portsmouth.toml", "charters/stockport.toml", "charters/somerset.toml"}) {
    const auto charter = charter::compile(file).charter;
    ASSERT_TRUE(charter) << file;
    const charter::Charter earlier = year_before(*charter);
    EXPECT_NE(earlier.hash, charter->hash);
    EXPECT_FALSE(charter::diff(earlier, *charter).empty()) << file;
    const auto again = charter::from_canonical(earlier.canonical);
    ASSERT_TRUE(again) << file;
    EXPECT_EQ(again->hash, earlier.hash);
  }
}

}  // namespace
}  // namespace concordat::ops
