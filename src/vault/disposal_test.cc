#include "vault/disposal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "vault/test_guards.h"
#include "vault/test_instance.h"
#include "vault/test_opening.h"

namespace concordat::vault {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;

// From now on the keyring's file cannot be written, as when its disk failed. It lasts until the instance is opened anew.
void let_keyring_fail(const std::string& folder) {
  const std::string keyring = std::filesystem::canonical(folder + "/keyring").string();
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry, gone).string() != keyring) continue;
    const int only_read = ::open(keyring.c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_GE(::dup2(only_read, std::stoi(entry.path().filename().string())), 0);
    ::close(only_read);
    return;
  }
  FAIL() << "the keyring is not open";
}

ledger::Leaf last_leaf(Vault& vault) {
  std::vector<std::string> lines;
  vault.store().read([&](store::Reader& reader) { lines = reader.leaves(reader.leaf_count() - 1, 1); });
  return *ledger::decode(lines.at(0));
}

// Stockport's review, concluded with two items of the police: STK-16.
class ReviewDisposal : public testing::Test {
 protected:
  ReviewDisposal() : instance_("charters/stockport.toml", "2026-04-01") {
    case_ = *open_case(vault(), manager(), "review", "R-2026-001");
    EXPECT_TRUE(step("rapid-review"));
    EXPECT_TRUE(vault().ask_agency(*vault().gate().authorise(manager(), Capability::open_case, *vault().subject_of_case(case_)), "police"));
    const policy::Actor police = instance_.person({"agency-contact"}, "police");
    for (RecordId& item : items_)
      item = put(police, "agency-item", "item", police.agency, {{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}});
    put(instance_.person({"support-team"}), "voice", "account", AgencyId{}, {{"heard", "child"}, {"voice-account", "Text"}});
    instance_.live_until("2026-06-01");
    EXPECT_TRUE(step("review"));
    EXPECT_TRUE(step("concluded"));
  }

  Vault& vault() { return *instance_.vault; }
  Disposal& disposal() { return *instance_.disposal; }
  policy::Actor manager() { return instance_.person({"manager"}); }
  policy::Actor deputy() { return instance_.person({"deputy"}); }
  policy::Mandate may(const policy::Actor& actor, Capability capability) {
    return *vault().gate().authorise(actor, capability, *vault().subject_of_case(case_));
  }

  Result<void> step(std::string_view to) {
    const policy::Subject subject = *vault().subject_of_case(case_);
    for (const charter::Step& one : vault().active_charter()->case_kind("review")->steps)
      if (one.to == to && one.from == subject.case_state) {
        meet_guards(vault(), manager(), case_, one);
        return vault().take_step(TRY(vault().gate().authorise_step(manager(), one, subject)), one, vault().today());
      }
    return Error{"There is no such step.", ""};
  }

  RecordId put(const policy::Actor& actor, const char* kind, const char* part, AgencyId owner, const Values& values) {
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = kind;
    subject.part = part;
    subject.owner = owner;
    return *vault().add({*vault().gate().decide(actor, Act::add, "reviews", subject)}, {{part, {values, ""}}}, "workspace", "supplied");
  }

  std::vector<store::WarrantRow> warrants(std::string_view state) {
    std::vector<store::WarrantRow> rows;
    instance_.store->read([&](store::Reader& reader) { rows = reader.warrants(state); });
    return rows;
  }
  std::vector<DueParts> unproposed() {
    std::vector<DueParts> due;
    instance_.store->read([&](store::Reader& reader) { due = due_unproposed(vault(), reader, vault().today()); });
    return due;
  }
  // As what agencies supplied lies where the charter lets them ask for none of it back.
  void put_under_one_key() {
    ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
      store::PartRow second = *transaction.find_part(items_[1], "item");
      second.key = transaction.find_part(items_[0], "item")->key;
      ++second.version;
      transaction.put_part(second);
      return {};
    }));
  }
  // Approved by two people, with its quarantine behind it.
  void plant_approved(const std::vector<RecordId>& records) {
    ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
      store::WarrantRow row{crypto::new_id<WarrantId>(), "weighty", "approved", case_, parties::agency_id("police"), {},
                            instance_.clock.now(), instance_.clock.now()};
      std::vector<store::WarrantItemRow> items;
      for (const RecordId record : records) items.push_back({row.id, record, "item"});
      row.content = content_of(items);
      transaction.insert_warrant(row);
      for (const auto& item : items) transaction.insert_warrant_item(item);
      return {};
    }));
  }
  bool is_destroyed(RecordId record) {
    bool gone = false;
    instance_.store->read([&](store::Reader& reader) { gone = reader.find_part(record, "item")->destroyed; });
    return gone;
  }

  TestInstance instance_;
  CaseId case_;
  std::array<RecordId, 2> items_;
};

TEST_F(ReviewDisposal, WhatSharesItsKeyIsNotDestroyedAndTheRunSaysSo_STK_16) {
  instance_.live_until("2026-06-02");
  put_under_one_key();
  plant_approved({items_[0]});
  const auto run = disposal().run();
  ASSERT_TRUE(run);
  EXPECT_EQ(run->refused, 1u);
  EXPECT_TRUE(run->destroyed.empty());
  EXPECT_FALSE(is_destroyed(items_[0]));
  EXPECT_EQ(last_leaf(vault()).event, "disposal.run");
  EXPECT_THAT(last_leaf(vault()).detail, HasSubstr(";refused=1"));
  const auto approved = warrants("approved");
  ASSERT_EQ(approved.size(), 1u);
  instance_.store->read([&](store::Reader& reader) {
    EXPECT_THAT(obstacle(reader, approved[0], reader.warrant_items(approved[0].id), vault().today())->message, HasSubstr("shares its key"));
  });
  plant_approved({items_[0], items_[1]});
  EXPECT_EQ(disposal().run()->destroyed.size(), 1u) << "all that is under the key may go at once";
  EXPECT_TRUE(is_destroyed(items_[0]) && is_destroyed(items_[1]));
  EXPECT_EQ(disposal().run()->refused, 0u) << "nothing stands in the way of the first any more";
}

TEST_F(ReviewDisposal, WhatMayStillBeHeldIsNotDestroyedThoughTwoApproved_STK_16) {
  plant_approved({items_[0], items_[1]});
  const auto run = disposal().run();
  ASSERT_TRUE(run);
  EXPECT_EQ(run->refused, 1u) << "it is the last day that the items may be held";
  EXPECT_FALSE(is_destroyed(items_[0]));
  instance_.live_until("2026-06-02");
  EXPECT_EQ(disposal().run()->destroyed.size(), 1u);
}

TEST_F(ReviewDisposal, WhatNobodyApprovedIsNotDestroyed_STK_16) {
  ASSERT_EQ(warrants("proposed").size(), 1u);
  instance_.live_until("2026-08-01");
  const auto run = disposal().run();
  EXPECT_EQ(run->waiting_approval, 1u);
  EXPECT_EQ(run->refused, 0u);
  EXPECT_FALSE(is_destroyed(items_[0]));
}

TEST_F(ReviewDisposal, ACancelledProposalCanBeMadeAgain_STK_16) {
  const policy::Mandate propose = may(manager(), Capability::propose_destruction);
  const AgencyId police = parties::agency_id("police");
  EXPECT_TRUE(unproposed().empty());
  EXPECT_FALSE(disposal().propose_again(propose, police)) << "one stands already";
  const store::WarrantRow first = warrants("proposed").at(0);
  ASSERT_TRUE(disposal().cancel(may(deputy(), Capability::approve_destruction), first.id));
  ASSERT_EQ(unproposed().size(), 1u);
  EXPECT_EQ(unproposed()[0].parts.size(), 2u);
  EXPECT_FALSE(disposal().propose_again(may(manager(), Capability::approve_destruction), police)) << "a mandate for something else";
  EXPECT_FALSE(disposal().propose_again(propose, parties::agency_id("schools")));
  ASSERT_TRUE(disposal().propose_again(propose, police));
  EXPECT_FALSE(disposal().propose_again(propose, police)) << "once is enough";
  EXPECT_TRUE(unproposed().empty());
  const auto again = warrants("proposed");
  ASSERT_EQ(again.size(), 1u);
  EXPECT_NE(again[0].id, first.id);
  EXPECT_EQ(last_leaf(vault()).event, "warrant.proposed");
  EXPECT_EQ(last_leaf(vault()).actor, manager().account.text());
  for (const policy::Actor& actor : {manager(), deputy()}) {
    EXPECT_FALSE(is_destroyed(items_[0]));
    ASSERT_TRUE(disposal().approve(may(actor, Capability::approve_destruction), again[0].id, again[0].content));
  }
  instance_.live_until("2026-07-02");
  EXPECT_EQ(disposal().run()->destroyed.at(0).parts, 2u);
  EXPECT_TRUE(unproposed().empty()) << "what is destroyed is not proposed";
}

TEST_F(ReviewDisposal, WhatCouldNotBeFinishedIsSaidAndTriedAgain_STK_16) {
  instance_.live_until("2026-06-02");
  plant_approved({items_[0], items_[1]});
  let_keyring_fail(instance_.folder);
  EXPECT_EQ(disposal().run()->refused, 1u);
  EXPECT_EQ(warrants("intended").size(), 1u);
  EXPECT_EQ(disposal().run()->refused, 1u) << "it is told each time, not forgotten";
  instance_.close();
  instance_.open();
  EXPECT_TRUE(warrants("intended").empty());
  EXPECT_TRUE(is_destroyed(items_[0]));
}

TEST_F(ReviewDisposal, TheRunFinishesWhatWasBegun) {
  plant_approved({items_[0], items_[1]});
  ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
    store::WarrantRow row = transaction.warrants("approved").at(0);
    row.state = "intended";
    transaction.update_warrant(row);
    return {};
  }));
  EXPECT_EQ(disposal().run()->destroyed.at(0).parts, 2u);
  EXPECT_TRUE(warrants("intended").empty());
}

TEST_F(ReviewDisposal, AnIntentThatWasChangedInTheDatabaseDestroysNothing) {
  plant_approved({items_[0], items_[1]});
  ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
    store::WarrantRow row = transaction.warrants("approved").at(0);
    row.state = "intended";
    row.content = content_of({{row.id, items_[0], "item"}});
    transaction.update_warrant(row);
    return {};
  }));
  EXPECT_FALSE(disposal().settle());
  EXPECT_EQ(disposal().run()->refused, 1u);
  EXPECT_FALSE(is_destroyed(items_[0]));
}

TEST_F(ReviewDisposal, AReleaseThatWasAskedForCanBeSetAside) {
  const std::string target = case_.text();
  const policy::Mandate first = may(manager(), Capability::hold);
  const policy::Mandate second = may(deputy(), Capability::hold);
  EXPECT_FALSE(disposal().release(first, "case", target)) << "there is no such hold";
  ASSERT_TRUE(disposal().hold(first, "case", target));
  EXPECT_FALSE(disposal().hold(second, "case", target)) << "it stands already";
  EXPECT_FALSE(disposal().keep_hold(second, "case", target)) << "nobody has asked";
  EXPECT_FALSE(*disposal().release(first, "case", target));
  ASSERT_TRUE(disposal().keep_hold(second, "case", target));
  EXPECT_FALSE(*disposal().release(second, "case", target)) << "now the second is the first to ask";
  EXPECT_TRUE(*disposal().release(first, "case", target));
  EXPECT_EQ(last_leaf(vault()).event, "hold.released");
  EXPECT_THAT(last_leaf(vault()).detail, HasSubstr("first=" + deputy().account.text()));
  ASSERT_TRUE(disposal().hold(first, "case", target));
  EXPECT_FALSE(*disposal().release(first, "case", target)) << "an old request does not release a new hold";
}

// Portsmouth's booking, whose person withdraws: POR-09.
class BookingWithdrawal : public testing::Test {
 protected:
  BookingWithdrawal() : instance_("charters/portsmouth.toml", "2026-04-01") {
    const policy::Actor officer = instance_.person({"training-officer", "manager"});
    const CaseId course = *vault().open_case(*vault().gate().authorise(officer, Capability::open_case), "course-run", "C-2026-001");
    const policy::Subject planned = *vault().subject_of_case(course);
    for (const charter::Step& one : vault().active_charter()->case_kind("course-run")->steps)
      if (one.to == "open" && one.from == planned.case_state) {
        EXPECT_TRUE(vault().take_step(*vault().gate().authorise_step(officer, one, planned), one, vault().today()));
      }
    policy::Subject subject = *vault().subject_of_case(course);
    subject.record_kind = "booking";
    subject.part = "contact";
    const NewPart contact{{{"name", "Ada Example"}, {"email", "ada@example.org"}, {"organisation", "Example School"}}, "training-v1"};
    booking_ = *vault().add({*vault().gate().decide(policy::the_public(), Act::add, "training", subject)}, {{"contact", contact}},
                            "online-form", "requested");
  }

  Vault& vault() { return *instance_.vault; }
  policy::Mandate withdrawal() {
    return *vault().gate().authorise_withdrawal(policy::subject_of(booking_), "training", *vault().subject_of(booking_, "contact"));
  }
  store::PartRow contact() {
    std::optional<store::PartRow> part;
    instance_.store->read([&](store::Reader& reader) { part = reader.find_part(booking_, "contact"); });
    return *part;
  }

  TestInstance instance_;
  RecordId booking_;
};

TEST_F(BookingWithdrawal, ACrashBeforeTheKeysAreErasedIsMadeGoodAtTheNextStart_POR_09) {
  let_keyring_fail(instance_.folder);
  EXPECT_FALSE(instance_.disposal->withdraw(withdrawal(), "training")) << "it is not said to be gone while it is not";
  EXPECT_FALSE(contact().destroyed);
  std::vector<store::WarrantRow> intended;
  instance_.store->read([&](store::Reader& reader) {
    EXPECT_TRUE(reader.consents(booking_).at(0).withdrawn);
    intended = reader.warrants("intended");
  });
  ASSERT_EQ(intended.size(), 1u) << "the intent stands in the same transaction as the withdrawal";
  EXPECT_EQ(intended[0].kind, "subject");
  instance_.close();
  instance_.open();
  EXPECT_TRUE(contact().destroyed);
  EXPECT_FALSE(vault().read(*vault().gate().decide(policy::subject_of(booking_), Act::read, "training",
                                                   *vault().subject_of(booking_, "contact"))));
}

}  // namespace
}  // namespace concordat::vault
