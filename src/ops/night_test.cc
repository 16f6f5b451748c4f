// The night's work: what it makes good, and what it says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/secrets.h"
#include "ops/test_night.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;

TEST_F(Night, ACertificateThatACrashKeptFromBeingWrittenIsWrittenAtTheNextStart_STK_16) {
  ManualClock clock(london_midnight(*CivilDate::parse("2026-06-01")));
  make(clock, "charters/stockport.toml");
  approve_destruction();
  clock.advance(31 * kMicrosecondsPerDay);
  ASSERT_EQ(instance_->disposal().run()->destroyed.size(), 1u);
  open(clock);  // as after a crash: the keys are gone, the certificate was never written
  ASSERT_FALSE(std::filesystem::exists(certificate_));
  ASSERT_TRUE(nightly(*instance_, clock));  // the server's first work
  ASSERT_TRUE(std::filesystem::exists(certificate_));
  const std::string pdf = certificate_.substr(0, certificate_.size() - 4) + "pdf";
  EXPECT_TRUE(read_file(pdf)->starts_with("%PDF-")) << "for people, beside the one for programs";
  std::filesystem::remove(pdf);
  const auto written = std::filesystem::last_write_time(certificate_);
  ASSERT_TRUE(nightly(*instance_, clock));
  EXPECT_EQ(std::filesystem::last_write_time(certificate_), written) << "what an agency was given is not written anew";
  EXPECT_TRUE(std::filesystem::exists(pdf)) << "what is missing is";
}

TEST_F(Night, DisposeSaysWhatCouldNotBeCarriedOutAndEndsWithOne_STK_16) {
  const SystemClock clock;
  make(clock, "charters/stockport.toml");
  const std::vector<std::string_view> arguments{"--data", directory_, "--key-file", key_};
  std::ostringstream out, err;
  instance_.reset();
  EXPECT_EQ(run_dispose(arguments, out, err), 0) << err.str();
  EXPECT_EQ(out.str().find("could not be carried out"), std::string::npos);
  open(clock);
  ASSERT_TRUE(vault().store().write([&](store::Transaction& transaction) -> Result<void> {
    // Approved, and its quarantine behind it; but its list is not the one that was approved.
    const Instant now = clock.now();
    transaction.insert_warrant({crypto::new_id<WarrantId>(), "weighty", "approved", CaseId{}, AgencyId{}, Bytes(32, 1), now, now});
    return {};
  }));
  instance_.reset();
  EXPECT_EQ(run_dispose(arguments, out, err), 1);
  EXPECT_THAT(out.str(), HasSubstr("1 destruction could not be carried out: look under Disposal"));
  std::vector<std::string_view> as_json = arguments;
  as_json.push_back("--json");
  EXPECT_EQ(run_dispose(as_json, out, err), 1);
  EXPECT_THAT(out.str(), HasSubstr("\"refused\":1"));
}

TEST(LeftUndone, IsNothingAfterAGoodNightAndALineForEachThingOtherwise) {
  vault::Run run;
  run.destroyed.push_back({3});
  run.held = 2;
  EXPECT_EQ(left_undone(run), "");
  run.refused = 2;
  run.over_cap = 1;
  EXPECT_THAT(left_undone(run), HasSubstr("2 destructions could not be carried out"));
  EXPECT_THAT(left_undone(run), HasSubstr("1 case is beyond what one day may take"));
}

}  // namespace
}  // namespace concordat::ops
