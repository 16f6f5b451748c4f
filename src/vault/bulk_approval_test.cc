#include "vault/bulk_approval.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "vault/test_guards.h"
#include "vault/test_instance.h"
#include "vault/test_opening.h"

namespace concordat::vault {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;

constexpr const char* kAskedAgencies[] = {"police", "health-trust", "schools", "care-board", "probation"};

TEST(SampleSize, IsTheLargerOfThreeAndFivePercent) {
  EXPECT_EQ(sample_size(0), 0u);
  EXPECT_EQ(sample_size(2), 2u);
  EXPECT_EQ(sample_size(3), 3u);
  EXPECT_EQ(sample_size(60), 3u);
  EXPECT_EQ(sample_size(61), 4u) << "rounded up";
  EXPECT_EQ(sample_size(500), 25u);
}

// Stockport's review, concluded with an item of each of five agencies: five proposals by one rule. STK-16.
class BulkOfProposals : public testing::Test {
 protected:
  BulkOfProposals() : instance_("charters/stockport.toml", "2026-04-01") {
    case_ = *open_case(vault(), manager(), "review", "R-2026-001");
    step("rapid-review");
    for (const char* agency : kAskedAgencies) {
      EXPECT_TRUE(vault().ask_agency(*vault().gate().authorise(manager(), Capability::open_case, *vault().subject_of_case(case_)), agency));
      const policy::Actor contact = instance_.person({"agency-contact"}, agency);
      put(contact, "agency-item", "item", contact.agency, {{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}});
    }
    put(instance_.person({"support-team"}), "voice", "account", AgencyId{}, {{"heard", "child"}, {"voice-account", "Text"}});
    instance_.live_until("2026-06-01");
    step("review");
    step("concluded");
    instance_.live_until("2026-06-02");
    rule_ = by_rule().at(0).rule;
  }

  Vault& vault() { return *instance_.vault; }
  policy::Actor manager() { return instance_.person({"manager"}); }
  policy::Actor deputy() { return instance_.person({"deputy"}); }
  BulkApproval bulk() { return BulkApproval(vault(), *instance_.disposal); }
  policy::Mandate may(const policy::Actor& actor, Capability capability = Capability::approve_destruction) {
    return *vault().gate().authorise(actor, capability, *vault().subject_of_case(case_));
  }

  void step(std::string_view to) {
    const policy::Subject subject = *vault().subject_of_case(case_);
    for (const charter::Step& one : vault().active_charter()->case_kind("review")->steps)
      if (one.to == to && one.from == subject.case_state) {
        meet_guards(vault(), manager(), case_, one);
        EXPECT_TRUE(vault().take_step(*vault().gate().authorise_step(manager(), one, subject), one, vault().today()));
        return;
      }
    ADD_FAILURE() << "there is no step to " << to;
  }
  void put(const policy::Actor& actor, const char* kind, const char* part, AgencyId owner, const Values& values) {
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = kind;
    subject.part = part;
    subject.owner = owner;
    const auto grant = vault().gate().decide(actor, Act::add, "reviews", subject);
    EXPECT_TRUE(vault().add({*grant}, {{part, {values, ""}}}, "workspace", "supplied"));
  }
  std::vector<ProposalsByRule> by_rule() {
    std::vector<ProposalsByRule> groups;
    instance_.store->read([&](store::Reader& reader) { groups = proposals_by_rule(vault(), reader); });
    return groups;
  }
  BulkNow now(const policy::Actor& actor) {
    BulkNow now;
    instance_.store->read([&](store::Reader& reader) {
      if (const auto opened = opened_bulk(reader, actor.account, rule_)) now = bulk_now(vault(), reader, *opened, actor.account);
    });
    return now;
  }
  void look_at_all(const policy::Actor& actor) {
    const BulkNow drawn = now(actor);
    for (const BulkMember& one : drawn.sample) EXPECT_TRUE(bulk().look_at(may(actor), rule_, one.warrant));
  }
  std::vector<ledger::Leaf> leaves(std::string_view event) {
    std::vector<ledger::Leaf> found;
    instance_.store->read([&](store::Reader& reader) {
      for (const std::string& line : reader.leaves(0, reader.leaf_count()))
        if (auto leaf = ledger::decode(line); leaf && leaf->event == event) found.push_back(std::move(*leaf));
    });
    return found;
  }
  std::size_t in_state(std::string_view state) {
    std::size_t count = 0;
    instance_.store->read([&](store::Reader& reader) { count = reader.warrants(state).size(); });
    return count;
  }

  TestInstance instance_;
  CaseId case_;
  std::string rule_;
};

TEST_F(BulkOfProposals, StandTogetherByTheCharterAndWithItsEvent) {
  const auto groups = by_rule();
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].proposals.size(), 5u);
  ASSERT_EQ(groups[0].lines.size(), 1u);
  EXPECT_EQ(groups[0].lines[0].what, "Item supplied by an agency");
  EXPECT_EQ(groups[0].lines[0].kept, "until the case is concluded");
  EXPECT_EQ(groups[0].lines[0].event, "case.concluded");
}

TEST_F(BulkOfProposals, AreApprovedByTwoWhoEachLookedAtASampleAndThenRestInQuarantine_STK_16) {
  for (const policy::Actor& actor : {manager(), deputy()}) {
    ASSERT_TRUE(bulk().open(may(actor), rule_));
    EXPECT_EQ(now(actor).members.size(), 5u);
    EXPECT_EQ(now(actor).sample.size(), 3u);
    const auto early = bulk().approve(may(actor), rule_, now(actor).content);
    ASSERT_FALSE(early);
    EXPECT_THAT(early.error().message, HasSubstr("not looked at the whole sample"));
    look_at_all(actor);
    ASSERT_TRUE(bulk().approve(may(actor), rule_, now(actor).content));
    EXPECT_FALSE(bulk().approve(may(actor), rule_, now(actor).content)) << "once is enough";
  }
  EXPECT_EQ(in_state("approved"), 5u);
  EXPECT_EQ(leaves("warrant.approved").size(), 10u) << "each by its own content";
  EXPECT_EQ(leaves("bulk.looked-at").size(), 6u);
  EXPECT_THAT(leaves("bulk.approved").at(0).detail, HasSubstr(";approved=5;left="));
  EXPECT_EQ(instance_.disposal->run()->in_quarantine, 5u);
  instance_.live_until("2026-07-03");
  EXPECT_EQ(instance_.disposal->run()->destroyed.size(), 5u);
}

TEST_F(BulkOfProposals, OnePersonTwiceIsOnePerson) {
  ASSERT_TRUE(bulk().open(may(manager()), rule_));
  look_at_all(manager());
  ASSERT_TRUE(bulk().approve(may(manager()), rule_, now(manager()).content));
  EXPECT_FALSE(bulk().open(may(manager()), rule_)) << "there is nothing left for this person to approve";
  EXPECT_EQ(in_state("proposed"), 5u);
}

TEST_F(BulkOfProposals, ASampleIsDrawnOnceAndSurvivesARestart) {
  ASSERT_TRUE(bulk().open(may(manager()), rule_));
  const BulkNow first = now(manager());
  ASSERT_TRUE(bulk().look_at(may(manager()), rule_, first.sample.at(0).warrant));
  ASSERT_TRUE(bulk().open(may(manager()), rule_));
  instance_.close();
  instance_.open();
  const BulkNow again = now(manager());
  ASSERT_EQ(again.sample.size(), first.sample.size());
  for (std::size_t i = 0; i < first.sample.size(); ++i) EXPECT_EQ(again.sample[i].warrant, first.sample[i].warrant);
  EXPECT_TRUE(again.sample.at(0).looked_at);
  EXPECT_EQ(leaves("bulk.opened").size(), 1u) << "nobody draws until it suits them";
}

// By the page of the format alone.
TEST_F(BulkOfProposals, TheSampleCanBeDrawnAgainFromTheLedger) {
  ASSERT_TRUE(bulk().open(may(manager()), rule_));
  const ledger::Leaf opened = leaves("bulk.opened").at(0);
  EXPECT_EQ(opened.actor, manager().account.text());
  EXPECT_EQ(ledger::word_of(opened, "proposals"), "5");
  EXPECT_EQ(ledger::word_of(opened, "members"), to_hex(now(manager()).content));
  const Bytes seed = from_hex(ledger::word_of(opened, "seed")).value();
  ASSERT_EQ(seed.size(), 32u);
  std::vector<std::pair<crypto::Digest, WarrantId>> order;
  const auto proposals = by_rule().at(0).proposals;
  for (const store::WarrantRow& row : proposals) order.emplace_back(crypto::sha256(seed, row.id.bytes()), row.id);
  std::ranges::sort(order);
  const BulkNow drawn = now(manager());
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(drawn.sample.at(i).warrant, order[i].second);
}

TEST_F(BulkOfProposals, OfWhatIsNotInTheSampleNothingIsLookedAt) {
  ASSERT_TRUE(bulk().open(may(manager()), rule_));
  const BulkNow drawn = now(manager());
  for (const BulkMember& one : drawn.members)
    if (std::ranges::find(drawn.sample, one.warrant, &BulkMember::warrant) == drawn.sample.end()) {
      EXPECT_FALSE(bulk().look_at(may(manager()), rule_, one.warrant));
    }
  EXPECT_FALSE(bulk().look_at(may(deputy()), rule_, drawn.sample.at(0).warrant)) << "another person's sample";
  EXPECT_FALSE(bulk().look_at(may(manager(), Capability::hold), rule_, drawn.sample.at(0).warrant)) << "a mandate for something else";
  EXPECT_TRUE(leaves("bulk.looked-at").empty());
}

TEST_F(BulkOfProposals, WhatWasCancelledLeavesAndAnotherTakesItsPlaceInTheSample) {
  ASSERT_TRUE(bulk().open(may(manager()), rule_));
  look_at_all(manager());
  const BulkNow before = now(manager());
  ASSERT_TRUE(instance_.disposal->cancel(may(deputy()), before.sample.at(0).warrant));
  const auto stale = bulk().approve(may(manager()), rule_, before.content);
  ASSERT_FALSE(stale);
  EXPECT_THAT(stale.error().message, HasSubstr("some have left"));
  const BulkNow after = now(manager());
  EXPECT_EQ(after.members.size(), 4u);
  ASSERT_EQ(after.gone.size(), 1u);
  EXPECT_EQ(after.gone[0].why, "Its proposal was cancelled.");
  EXPECT_EQ(after.sample.size(), 3u);
  EXPECT_FALSE(after.is_looked_at()) << "the next in order is to be looked at";
  EXPECT_FALSE(bulk().approve(may(manager()), rule_, after.content));
  look_at_all(manager());
  ASSERT_TRUE(bulk().approve(may(manager()), rule_, after.content));
  EXPECT_THAT(leaves("bulk.approved").at(0).detail, HasSubstr(";approved=4;left=" + after.gone[0].warrant.text()));
}

TEST_F(BulkOfProposals, WhatIsUnderAHoldLeavesAndIsNotApproved) {
  ASSERT_TRUE(bulk().open(may(manager()), rule_));
  ASSERT_TRUE(instance_.disposal->hold(may(deputy(), Capability::hold), "agency", parties::agency_id("police").text()));
  const BulkNow after = now(manager());
  ASSERT_EQ(after.gone.size(), 1u);
  EXPECT_EQ(after.gone[0].why, "A hold stands against this.");
  look_at_all(manager());
  ASSERT_TRUE(bulk().approve(may(manager()), rule_, after.content));
  instance_.store->read([&](store::Reader& reader) { EXPECT_TRUE(reader.approvals(after.gone[0].warrant).empty()); });
}

TEST_F(BulkOfProposals, WhatIsNotWhatItWasLeaves) {
  ASSERT_TRUE(bulk().open(may(manager()), rule_));
  const WarrantId changed = now(manager()).members.at(0).warrant;
  ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
    store::WarrantRow row = *transaction.find_warrant(changed);
    row.content[0] ^= 1;
    transaction.update_warrant(row);
    return {};
  }));
  ASSERT_EQ(now(manager()).gone.size(), 1u);
  EXPECT_EQ(now(manager()).gone[0].warrant, changed);
}

TEST_F(BulkOfProposals, OneAloneIsNotTakenTogether) {
  const auto proposals = by_rule().at(0).proposals;
  for (std::size_t i = 1; i < proposals.size(); ++i) ASSERT_TRUE(instance_.disposal->cancel(may(deputy()), proposals[i].id));
  EXPECT_FALSE(bulk().open(may(manager()), rule_));
  EXPECT_FALSE(bulk().open(may(manager()), "no such rule"));
  EXPECT_FALSE(bulk().open(may(manager(), Capability::hold), rule_)) << "a mandate for something else";
}

}  // namespace
}  // namespace concordat::vault
