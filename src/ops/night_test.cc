// The night's work: what it makes good, and what it says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

using charter::Capability;
using testing::HasSubstr;

// A data directory of Stockport's with two officers.
class Night : public testing::Test {
 protected:
  void make(const Clock& clock) {
    ASSERT_TRUE(write_key_file(key_));
    const std::vector<Officer> officers{{"Ada Example", "ada@example.org", "manager"}, {"Bea Example", "bea@example.org", "deputy"}};
    const auto charter = charter::compile("charters/stockport.toml").charter;
    const auto made = Instance::create(directory_, *charter, {key_, std::nullopt}, officers, clock, false);
    ASSERT_TRUE(made) << made.error().message;
    open(clock);
  }
  ~Night() override {
    instance_.reset();
    std::filesystem::remove_all(directory_);
    std::filesystem::remove(key_);
  }

  void open(const Clock& clock) {
    instance_.reset();
    auto opened = Instance::open(directory_, {key_, std::nullopt}, clock);
    ASSERT_TRUE(opened) << opened.error().message;
    instance_ = std::move(*opened);
  }

  vault::Vault& vault() { return instance_->vault(); }
  policy::Actor person(const char* role, std::string_view agency = "") {
    parties::Account account;
    account.id = *AccountId::from_bytes(ByteView(crypto::sha256(as_bytes(role))).first(AccountId::kSize));
    account.agency = agency.empty() ? AgencyId{} : parties::agency_id(agency);
    account.roles = {role};
    account.trained = vault().today();
    account.confidentiality = vault().clock().now();
    return policy::person(account, instance_->charter(), vault().today());
  }

  void put(CaseId id, const policy::Actor& actor, const char* kind, const char* part, const vault::Values& values) {
    policy::Subject subject = *vault().subject_of_case(id);
    subject.record_kind = kind;
    subject.part = part;
    subject.owner = actor.agency;
    ASSERT_TRUE(vault().add({*vault().gate().decide(actor, charter::Act::add, "reviews", subject)}, {{part, {values, ""}}}, "workspace",
                            "supplied"));
  }
  void step(CaseId id, std::string_view to) {
    const policy::Subject subject = *vault().subject_of_case(id);
    for (const charter::Step& one : instance_->charter().case_kind("review")->steps) {
      if (one.to != to || one.from != subject.case_state) continue;
      EXPECT_TRUE(vault().take_step(*vault().gate().authorise_step(person("manager"), one, subject), one, vault().today()));
    }
  }
  // A review with one item of the police, concluded; its destruction approved by two.
  void approve_destruction() {
    const policy::Actor manager = person("manager");
    const CaseId id = *vault().open_case(*vault().gate().authorise(manager, Capability::open_case), "review", "R-2026-001");
    step(id, "rapid-review");
    ASSERT_TRUE(vault().ask_agency(*vault().gate().authorise(manager, Capability::open_case, *vault().subject_of_case(id)), "police"));
    put(id, person("agency-contact", "police"), "agency-item", "item", {{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}});
    put(id, person("support-team"), "voice", "account", {{"heard", "child"}, {"voice-account", "Text"}});
    step(id, "review");
    step(id, "concluded");
    std::vector<store::WarrantRow> proposed;
    vault().store().read([&](store::Reader& reader) { proposed = reader.warrants("proposed"); });
    ASSERT_EQ(proposed.size(), 1u);
    for (const char* role : {"manager", "deputy"})
      ASSERT_TRUE(instance_->disposal().approve(*vault().gate().authorise(person(role), Capability::approve_destruction), proposed[0].id,
                                                proposed[0].content));
    certificate_ = directory_ + "/deposits/police/certificate-" + proposed[0].id.text() + ".json";
  }

  std::string directory_ = testing::TempDir() + "concordat-" + to_hex(crypto::random_secret(8).expose());
  std::string key_ = directory_ + ".key";
  std::unique_ptr<Instance> instance_;
  std::string certificate_;
};

TEST_F(Night, ACertificateThatACrashKeptFromBeingWrittenIsWrittenAtTheNextStart_STK_16) {
  ManualClock clock(london_midnight(*CivilDate::parse("2026-06-01")));
  make(clock);
  approve_destruction();
  clock.advance(31 * kMicrosecondsPerDay);
  ASSERT_EQ(instance_->disposal().run()->destroyed.size(), 1u);
  open(clock);  // as after a crash: the keys are gone, the certificate was never written
  ASSERT_FALSE(std::filesystem::exists(certificate_));
  ASSERT_TRUE(nightly(*instance_, clock));  // the server's first work
  ASSERT_TRUE(std::filesystem::exists(certificate_));
  const auto written = std::filesystem::last_write_time(certificate_);
  ASSERT_TRUE(nightly(*instance_, clock));
  EXPECT_EQ(std::filesystem::last_write_time(certificate_), written) << "what an agency was given is not written anew";
}

TEST_F(Night, DisposeSaysWhatCouldNotBeCarriedOutAndEndsWithOne_STK_16) {
  const SystemClock clock;
  make(clock);
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
