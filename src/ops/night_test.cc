// The night's work: what it makes good, and what it says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "charter/test_changed.h"
#include "ledger/certificate.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/secrets.h"
#include "ops/test_night.h"
#include "paper/paper.h"

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

TEST_F(Night, WhatTheDailyRunDestroysByRuleHasTheSameCertificateWhereTheCharterGivesOne_STK_16) {
  ManualClock clock(london_midnight(*CivilDate::parse("2026-06-01")));
  const std::string rule = "days = 0, then = \"destroy\", source = \"local\" }";  // of what agencies are asked
  make(clock, charter::changed_charter("charters/stockport.toml", "night", rule, "certificate = true, " + rule));
  const policy::Actor manager = person("manager");
  const CaseId id = *vault::open_case(vault(), manager, "review", "R-2026-001");
  step(id, "rapid-review");
  ASSERT_TRUE(vault().ask_agency(
      *vault().gate().authorise(manager, charter::Capability::open_case, *vault().subject_of_case(id)), "police"));
  policy::Subject subject = *vault().subject_of_case(id);
  subject.record_kind = "question";
  subject.part = instance_->charter().record_kind("question")->parts.front().name;
  subject.owner = parties::agency_id("police");
  const vault::Values asked{{"asked-about", "Ada Wren"}, {"question", "Every contact."}, {"basis", "Section 16H"},
                            {"answer-by", "2026-06-16"}};
  const auto added = vault().add({*vault().gate().decide(person("support-team"), charter::Act::add, "reviews", subject)},
                                 {{subject.part, {asked, ""}}}, "workspace", "recorded");
  ASSERT_TRUE(added) << added.error().message;
  put(id, person("support-team"), "voice", "account", {{"heard", "child"}, {"voice-account", "Text"}});
  step(id, "review");
  step(id, "concluded");
  clock.advance(2 * kMicrosecondsPerDay);
  ASSERT_TRUE(nightly(*instance_, clock));
  std::vector<store::WarrantRow> done;
  vault().store().read([&](store::Reader& reader) { done = reader.warrants("done"); });
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].kind, "routine");
  const std::string json = *read_file(directory_ + "/deposits/police/certificate-" + done[0].id.text() + ".json");
  const auto read = ledger::read_certificate(json);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->items.size(), 1u);
  EXPECT_EQ(read->items[0].record, *added);
  EXPECT_TRUE(ledger::verify_certificate(json, read->checkpoint, instance_->ledger().public_key()));
  const paper::Document paper = paper::certificate_document(*read, json, "certificate.json", instance_->charter());
  const auto words = [](const paper::Block& block) {
    const auto* paragraph = std::get_if<paper::Paragraph>(&block);
    return paragraph != nullptr && paragraph->text.starts_with("It was past the last day that our privacy notice allows");
  };
  EXPECT_TRUE(std::ranges::any_of(paper.blocks, words)) << "nobody is said to have approved it";
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
