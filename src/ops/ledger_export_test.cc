// Entries given out for a SIEM from the command line, beside an open instance.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "ops/commands.h"
#include "ops/test_night.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

class LedgerForASiem : public Night {
 protected:
  void SetUp() override { make(clock_, "charters/stockport.toml"); }

  int run(std::vector<std::string> words) {
    words.insert(words.end(), {"--data", directory_, "--key-file", key_});
    const std::vector<std::string_view> arguments(words.begin(), words.end());
    out_.str("");
    err_.str("");
    return run_ledger(arguments, out_, err_);
  }
  std::uint64_t entries() {
    std::uint64_t count = 0;
    vault().store().read([&](store::Reader& reader) { count = reader.leaf_count(); });
    return count;
  }

  const SystemClock clock_;
  std::ostringstream out_, err_;
};

TEST_F(LedgerForASiem, BeginsWhereItIsToldAndIsAnEntryItself) {
  const std::uint64_t before = entries();
  ASSERT_EQ(run({"export", "--since", "1"}), 0) << err_.str();
  const std::string all = out_.str();
  EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count(all, '\n')), before);
  EXPECT_THAT(all, HasSubstr("\"event\":\"charter.activated\""));
  EXPECT_THAT(all, Not(HasSubstr("example.org"))) << "nobody is named";
  EXPECT_EQ(entries(), before + 1);
  ASSERT_EQ(run({"export", "--since", std::to_string(before + 1)}), 0) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("\"event\":\"ledger.exported\""));
  EXPECT_THAT(out_.str(), HasSubstr("first=1;entries=" + std::to_string(before)));
  EXPECT_EQ(std::ranges::count(out_.str(), '\n'), 1);
}

TEST_F(LedgerForASiem, IsWrittenToANewFileAndToNoOther) {
  const std::string file = directory_ + "/../" + to_hex(crypto::random_secret(8).expose()) + ".jsonl";
  ASSERT_EQ(run({"export", "--since", "1", "--out", file}), 0) << err_.str();
  std::ifstream in(file);
  EXPECT_TRUE(std::string(std::istreambuf_iterator<char>(in), {}).starts_with("{\"entry\":1,"));
  const std::uint64_t before = entries();
  EXPECT_EQ(run({"export", "--since", "1", "--out", file}), 1);
  EXPECT_THAT(err_.str(), HasSubstr("exists already"));
  EXPECT_EQ(entries(), before) << "nothing was given out";
  std::filesystem::remove(file);
}

TEST_F(LedgerForASiem, IsRefusedWithWhatWasWrong) {
  EXPECT_EQ(run({}), 2);
  EXPECT_EQ(run({"import"}), 2);
  EXPECT_EQ(run({"export"}), 2);
  EXPECT_EQ(run({"export", "--since", "x"}), 2);
  EXPECT_EQ(run({"export", "--since", "0"}), 1);
  EXPECT_EQ(run({"export", "--since", "9999"}), 1);
  EXPECT_THAT(err_.str(), HasSubstr("The ledger has " + std::to_string(entries()) + " entries."));
}

}  // namespace
}  // namespace concordat::ops
