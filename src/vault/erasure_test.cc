#include "vault/erasure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "vault/people.h"
#include "vault/test_instance.h"
#include "vault/test_request.h"

namespace concordat::vault {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;
using testing::IsSupersetOf;

// Two children in a review of Hampshire, whose notice gives no period for anything: HAM-13, POR-20, STK-19, DDS-30.
class ErasureTest : public testing::Test {
 protected:
  ErasureTest() {
    case_ = *open_case(vault(), manager_, "case-review", "R-2026-001");
    for (RecordId& child : children_) child = put_child();
    request_ = open_request(vault(), information_, "Q-2026-001");
    answer_request(vault(), information_, request_);
  }

  Vault& vault() { return *instance_.vault; }
  Erasures erasures() { return Erasures(vault()); }
  RecordId put_child() {
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = "child";
    subject.part = "person";
    const auto grant = vault().gate().decide(unit_, Act::add, "reviews", subject);
    const charter::Part& part = vault().active_charter()->record_kind("child")->parts.front();
    return *vault().add({*grant}, {{"person", {values_for(part, vault().today()), ""}}}, "office", "recorded");
  }
  policy::Mandate power(const policy::Actor& actor, Capability capability) {
    return *vault().gate().authorise(actor, capability, *vault().subject_of_case(case_));
  }
  Result<WarrantId> propose(RecordId record, ErasureGround ground = ErasureGround::mistake, CaseId request = {},
                            std::string_view part = "") {
    return erasures().propose(power(manager_, Capability::propose_destruction),
                              {record, std::string(part), ground, request, "Another family."});
  }
  store::WarrantRow row(WarrantId id) {
    std::optional<store::WarrantRow> found;
    instance_.store->read([&](store::Reader& reader) { found = reader.find_warrant(id); });
    return *found;
  }
  Erasure erasure(WarrantId id) {
    std::optional<Erasure> found;
    instance_.store->read([&](store::Reader& reader) { found = erasure_of(reader, id); });
    return *found;
  }
  Result<void> approve(const policy::Actor& actor, WarrantId id) {
    return instance_.disposal->approve(power(actor, Capability::approve_destruction), id, row(id).content);
  }
  Result<void> cancel(const policy::Actor& actor, WarrantId id, std::string_view reason) {
    return erasures().cancel(power(actor, Capability::approve_destruction), id, reason);
  }
  void approve_by_two(WarrantId id) {
    for (const policy::Actor& one : {second_, deputy_}) ASSERT_TRUE(approve(one, id));
  }
  bool is_destroyed(RecordId child) {
    bool gone = false;
    instance_.store->read([&](store::Reader& reader) { gone = reader.find_part(child, "person")->destroyed; });
    return gone;
  }
  std::size_t run_on(const char* day) {
    instance_.live_until(day);
    const auto run = instance_.disposal->run();
    EXPECT_TRUE(run && run->refused == 0);
    return run->destroyed.size();
  }

  TestInstance instance_{"charters/hampshire.toml", "2026-04-01"};
  policy::Actor manager_ = instance_.person({"manager"});
  policy::Actor second_ = instance_.person({"manager", "deputy"});
  policy::Actor deputy_ = instance_.person({"deputy"});
  policy::Actor unit_ = instance_.person({"business-unit"});
  policy::Actor information_ = instance_.person({"manager", "information-unit"});
  CaseId case_, request_;
  std::array<RecordId, 2> children_;
};

TEST_F(ErasureTest, OneRecordGoesThoughTheNoticeGivesItNoPeriod_HAM_13) {
  const auto id = propose(children_[0], ErasureGround::request, request_);
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_EQ(row(*id).kind, "erasure");
  EXPECT_EQ(erasure(*id).request, request_);
  EXPECT_EQ(*erasures().reason_of(power(deputy_, Capability::approve_destruction), erasure(*id), erasure(*id).reason), "Another family.");
  approve_by_two(*id);
  EXPECT_EQ(run_on("2026-04-30"), 0U) << "the quarantine has not passed";
  EXPECT_EQ(run_on("2026-05-03"), 1U);
  EXPECT_TRUE(is_destroyed(children_[0]));
  EXPECT_FALSE(is_destroyed(children_[1])) << "just that one";
  std::vector<std::string> events;
  for (const ledger::Leaf& leaf : vault().changes(case_)) events.push_back(leaf.event);
  EXPECT_THAT(events, IsSupersetOf({"erasure.proposed", "erasure.reason-read", "warrant.approved", "part.destroyed", "destruction.done"}));
}

TEST_F(ErasureTest, WhoProposedItIsNeitherOfTheTwo_HAM_13) {
  const auto id = propose(children_[0]);
  EXPECT_THAT(approve(manager_, *id).error().message, HasSubstr("two other people approve it"));
  ASSERT_TRUE(approve(second_, *id));
  EXPECT_FALSE(approve(second_, *id)) << "twice is once";
  EXPECT_FALSE(approve(manager_, *id));
  EXPECT_EQ(row(*id).state, "proposed");
  ASSERT_TRUE(approve(deputy_, *id));
  EXPECT_EQ(row(*id).state, "approved");
  EXPECT_EQ(run_on("2026-05-03"), 1U);
}

TEST_F(ErasureTest, WhoStandsInForTheProposerIsNeitherOfTheTwo_HAM_13) {
  const auto id = propose(children_[0]);
  const auto lend = vault().gate().authorise_lending(manager_, "manager");
  for (const auto& [account, role] : {std::pair(manager_.account, "manager"), std::pair(deputy_.account, "deputy")})
    ASSERT_TRUE(vault().add_account({account, {}, "Ada Example", std::string(role) + "@example.org", "hash", {role}, {}, {}}, "system"));
  const Instant now = vault().clock().now();
  const auto lent = People(vault()).lend_role(*lend, deputy_.account, {now, Instant{now.microseconds + 7 * kMicrosecondsPerDay}});
  ASSERT_TRUE(lent) << lent.error().message;
  EXPECT_THAT(approve(deputy_, *id).error().message, HasSubstr("two other people approve it"));
}

TEST_F(ErasureTest, AsksForAnAnsweredRequestAndAReason_HAM_13_POR_20) {
  EXPECT_THAT(propose(children_[0], ErasureGround::request).error().message, HasSubstr("no answered request"));
  EXPECT_FALSE(propose(children_[0], ErasureGround::request, case_)) << "this is no request";
  const CaseId open = open_request(vault(), information_, "Q-2026-002");
  EXPECT_FALSE(propose(children_[0], ErasureGround::request, open)) << "not answered yet";
  const policy::Mandate mandate = power(manager_, Capability::propose_destruction);
  EXPECT_THAT(erasures().propose(mandate, {children_[0], "", ErasureGround::mistake, {}, " \n"}).error().message, HasSubstr("No reason"));
  EXPECT_FALSE(erasures().propose(mandate, {children_[0], "", ErasureGround::mistake, {}, std::string(5'000, 'x')}));
  EXPECT_TRUE(propose(children_[0], ErasureGround::unlawful));
}

TEST_F(ErasureTest, IsForWhoMayProposeAndInThatCaseAlone_HAM_13) {
  EXPECT_FALSE(erasures().propose(power(deputy_, Capability::approve_destruction), {children_[0], "", ErasureGround::mistake, {}, "Why."}));
  const auto elsewhere = vault().gate().authorise(manager_, Capability::propose_destruction, *vault().subject_of_case(request_));
  EXPECT_FALSE(erasures().propose(*elsewhere, {children_[0], "", ErasureGround::mistake, {}, "Why."}));
  EXPECT_FALSE(propose(crypto::new_id<RecordId>()));
  EXPECT_FALSE(propose(children_[0], ErasureGround::mistake, {}, "no-such-part"));
  const auto id = propose(children_[0], ErasureGround::mistake, {}, "person");
  EXPECT_EQ(erasure(*id).part, "person");
  EXPECT_THAT(propose(children_[0]).error().message, HasSubstr("proposed already"));
  EXPECT_FALSE(propose(erasure(*id).reason)) << "a reason goes by itself, after a year";
}

TEST_F(ErasureTest, AHoldOrARestrictionStopsIt_HAM_13) {
  const auto id = propose(children_[0]);
  const auto other = propose(children_[1]);
  approve_by_two(*id);
  approve_by_two(*other);
  ASSERT_TRUE(instance_.disposal->hold(power(manager_, Capability::hold), "record", children_[0].text()));
  // UK GDPR, Article 18(1)(b): the person opposes the erasure.
  ASSERT_TRUE(People(vault()).restrict_use(power(manager_, Capability::restrict_use), children_[1], "restriction",
                                           grounds("restriction").front().name));
  EXPECT_EQ(run_on("2026-05-03"), 0U);
  EXPECT_FALSE(is_destroyed(children_[0]) || is_destroyed(children_[1]));
  for (const policy::Actor& one : {manager_, deputy_})
    ASSERT_TRUE(instance_.disposal->release(power(one, Capability::hold), "record", children_[0].text()));
  EXPECT_EQ(run_on("2026-05-04"), 1U);
  EXPECT_TRUE(is_destroyed(children_[0]));
}

TEST_F(ErasureTest, IsCancelledWithAReasonAlone_HAM_13) {
  const auto id = propose(children_[0]);
  approve_by_two(*id);
  EXPECT_FALSE(instance_.disposal->cancel(power(deputy_, Capability::approve_destruction), *id)) << "without a reason";
  EXPECT_FALSE(cancel(deputy_, *id, " "));
  ASSERT_TRUE(cancel(deputy_, *id, "It was the right family."));
  EXPECT_FALSE(cancel(deputy_, *id, "Again."));
  const Erasure gone = erasure(*id);
  EXPECT_EQ(gone.cancelled_by, deputy_.account);
  EXPECT_EQ(*erasures().reason_of(power(manager_, Capability::approve_destruction), gone, gone.why_cancelled), "It was the right family.");
  EXPECT_EQ(run_on("2026-06-01"), 0U);
  EXPECT_TRUE(propose(children_[0])) << "it may be proposed again";
}

// An earlier version put what an agency supplied under one key: erasing that would destroy more than was approved.
TEST_F(ErasureTest, WhatSharesItsKeyIsNotProposedAlone_HAM_13) {
  ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
    store::PartRow part = *transaction.find_part(children_[0], "person");
    part.key = transaction.find_part(children_[1], "person")->key;
    ++part.version;
    transaction.put_part(part);
    return {};
  }));
  EXPECT_THAT(propose(children_[0]).error().message, HasSubstr("under one key"));
  instance_.store->read([&](store::Reader& reader) { EXPECT_TRUE(reader.warrants_of_case(case_).empty()) << "nothing is left of it"; });
}

// What an agency supplied lies under keys of its own, each record and part: one of it goes alone.
TEST(ErasureInStockport, OfWhatAnAgencySuppliedOneItemGoesAlone_STK_19) {
  TestInstance instance("charters/stockport.toml", "2026-04-01");
  Vault& vault = *instance.vault;
  const policy::Actor manager = instance.person({"manager"}), police = instance.person({"agency-contact"}, "police");
  const CaseId review = *open_case(vault, manager, "review", "R-2026-001");
  ASSERT_TRUE(vault.ask_agency(*vault.gate().authorise(manager, Capability::open_case, *vault.subject_of_case(review)), "police"));
  std::array<RecordId, 2> items;
  for (RecordId& item : items) {
    policy::Subject subject = *vault.subject_of_case(review);
    subject.record_kind = "agency-item";
    subject.part = "item";
    subject.owner = police.agency;
    const auto grant = vault.gate().decide(police, Act::add, "reviews", subject);
    const Values values{{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}};
    item = *vault.add({*grant}, {{"item", {values, ""}}}, "workspace", "supplied");
  }
  const auto mandate = vault.gate().authorise(manager, Capability::propose_destruction, *vault.subject_of_case(review));
  const auto id = Erasures(vault).propose(*mandate, {items[0], "", ErasureGround::mistake, {}, "Another person's log."});
  ASSERT_TRUE(id) << id.error().message;
  Bytes content;
  instance.store->read([&](store::Reader& reader) { content = reader.find_warrant(*id)->content; });
  for (const policy::Actor& one : {instance.person({"deputy"}), instance.person({"manager", "deputy"})})
    ASSERT_TRUE(instance.disposal->approve(*vault.gate().authorise(one, Capability::approve_destruction), *id, content));
  instance.live_until("2026-05-03");
  ASSERT_EQ(instance.disposal->run()->destroyed.size(), 1U);
  EXPECT_FALSE(vault.read(*vault.gate().decide(police, Act::read, "reviews", *vault.subject_of(items[0], "item"))));
  EXPECT_TRUE(vault.read(*vault.gate().decide(police, Act::read, "reviews", *vault.subject_of(items[1], "item"))));
}

}  // namespace
}  // namespace concordat::vault
