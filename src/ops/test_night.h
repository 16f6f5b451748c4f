#pragma once
// For unit tests: an instance over real files, with a review whose item is to be destroyed.

#include <gtest/gtest.h>

#include <filesystem>

#include "ops/demonstration.h"
#include "ops/secrets.h"
#include "vault/test_guards.h"
#include "vault/test_opening.h"

namespace concordat::ops {

// A data directory with two officers, of a charter with reviews.
class Night : public testing::Test {
 protected:
  void make(const Clock& clock, const std::string& charter_file) {
    ASSERT_TRUE(write_key_file(key_));
    const std::vector<Officer> officers{{"Ada Example", "ada@example.org", "manager"}, {"Bea Example", "bea@example.org", "deputy"}};
    const auto charter = charter::compile(charter_file).charter;
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
      vault::meet_guards(vault(), person("manager"), id, one);
      EXPECT_TRUE(vault().take_step(*vault().gate().authorise_step(person("manager"), one, subject), one, vault().today()));
    }
  }
  // A review with one item of the police, concluded; its destruction approved by two.
  void approve_destruction() {
    using charter::Capability;
    const policy::Actor manager = person("manager");
    const CaseId id = *vault::open_case(vault(), manager, "review", "R-2026-001");
    step(id, "rapid-review");
    ASSERT_TRUE(vault().ask_agency(*vault().gate().authorise(manager, Capability::open_case, *vault().subject_of_case(id)), "police"));
    put(id, person("agency-contact", "police"), "agency-item", "item",
        {{"title", "Log"}, {"category", "police"}, {"narrative", "A log of the ninth of March"}});
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

}  // namespace concordat::ops
