// The ledger on its page: verified when asked, by kind and day, and given out for a SIEM.

#include "casework/workspace/ledger_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "casework/test_app.h"
#include "casework/workspace/workspace.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

class LedgerPages : public testing::Test {
 protected:
  LedgerPages() : test_("charters/stockport.toml", "2026-06-01") { add_workspace_pages(test_.router(), test_.app()); }

  // What was done last, the newest first.
  std::vector<ledger::Leaf> last_leaves(std::size_t count) {
    std::vector<ledger::Leaf> leaves;
    test_.instance().store->read([&](store::Reader& reader) {
      for (const std::string& line : reader.leaves(reader.leaf_count() - count, count))
        leaves.insert(leaves.begin(), *ledger::decode(line));
    });
    return leaves;
  }
  std::uint64_t size() {
    std::uint64_t leaves = 0;
    test_.instance().store->read([&](store::Reader& reader) { leaves = reader.leaf_count(); });
    return leaves;
  }
  void add_leaves(std::size_t count, const char* event) {
    ASSERT_TRUE(test_.instance().store->write([&](store::Transaction& transaction) -> Result<void> {
      ledger::Leaf leaf;
      leaf.event = event;
      leaf.actor = "system";
      for (std::size_t i = 0; i < count; ++i) test_.instance().ledger->append(transaction, leaf);
      return {};
    }));
  }
  void deposit_head() {
    const std::string folder = test_.app().deposits + "/partnership";
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/checkpoint.txt") << test_.instance().ledger->checkpoint();
  }
  void verify() {
    const auto& gate = test_.app().vault.gate();
    const auto mandate = gate.authorise(test_.app().actor(*test_.app().accounts.find(ada_.account)), charter::Capability::see_ledger);
    ASSERT_TRUE(mandate);
    LedgerCheck check(test_.app());
    ASSERT_TRUE(check.begin(*mandate));
    check.wait();
    EXPECT_EQ(check.standing().failure, "");
  }

  TestApp test_;
  http::SessionView ada_ = test_.person("Ada Example", {"manager"});
  http::SessionView cy_ = test_.person("Cy Example", {"support-team"});
};

TEST_F(LedgerPages, AreThereForWhoMaySeeTheLedgerAlone) {
  EXPECT_EQ(test_.get(ada_, kLedger).status, 200);
  EXPECT_EQ(test_.get(cy_, kLedger).status, 404);
  EXPECT_EQ(test_.post(cy_, "/workspace/ledger/verify").status, 404);
  EXPECT_EQ(test_.post(cy_, "/workspace/ledger/export", {{"since", "1"}}).status, 404);
}

TEST_F(LedgerPages, KeepWhatWasFoundWhenItWasVerifiedWithItsTime) {
  deposit_head();
  EXPECT_THAT(test_.get(ada_, kLedger).body, HasSubstr("It was not verified from this page yet."));
  const std::uint64_t before = size();
  verify();
  const auto leaves = last_leaves(2);
  EXPECT_EQ(leaves[1].event, kCheckBegun);
  EXPECT_EQ(leaves[1].actor, ada_.account.text());
  EXPECT_EQ(leaves[0].event, kChecked);
  EXPECT_EQ(leaves[0].detail, "entries=" + std::to_string(before + 1) + ";heads=1;problems=0");
  test_.instance().clock.advance(kMicrosecondsPerDay);
  const std::string body = test_.get(ada_, kLedger).body;
  EXPECT_THAT(body, HasSubstr("1 June 2026"));
  EXPECT_THAT(body, HasSubstr("Sound"));
  EXPECT_THAT(body, HasSubstr("1 deposited head"));
}

TEST_F(LedgerPages, SayWhatIsWrongWithALedgerThatWasChanged) {
  const std::string folder = test_.app().deposits + "/police";
  std::filesystem::create_directories(folder);
  ledger::Checkpoint other{test_.instance().ledger->origin(), 3, {}};
  std::ofstream(folder + "/checkpoint-3.txt") << test_.instance().ledger->sign(other);
  verify();
  const std::string body = test_.get(ada_, kLedger).body;
  EXPECT_THAT(body, HasSubstr("Not sound"));
  EXPECT_THAT(body, HasSubstr("Signed head 1 over 3 leaves does not match"));
  EXPECT_EQ(last_ledger_check(*test_.instance().store)->problems_in_all, 1u);
}

TEST_F(LedgerPages, BeginTheCheckAndSayWhenOneDidNotComeToItsEnd) {
  EXPECT_EQ(location(test_.post(ada_, "/workspace/ledger/verify")), "/workspace/ledger#verify");
  std::vector<ledger::Leaf> leaves = last_leaves(2);
  EXPECT_TRUE(leaves[0].event == kCheckBegun || leaves[1].event == kCheckBegun);
  TestApp stopped("charters/stockport.toml", "2026-06-01");
  add_workspace_pages(stopped.router(), stopped.app());
  ASSERT_TRUE(stopped.instance().store->write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.event = kCheckBegun;
    leaf.actor = "system";
    stopped.instance().ledger->append(transaction, leaf);
    return {};
  }));
  EXPECT_THAT(stopped.get(stopped.person("Ada Example", {"manager"}), kLedger).body, HasSubstr("did not come to its end"));
}

TEST_F(LedgerPages, ShowEntriesOfOneKindAndDayAPageAtATime) {
  add_leaves(60, "backup.failed");
  test_.instance().clock.advance(kMicrosecondsPerDay);
  add_leaves(3, "backup.failed");
  add_leaves(2, "access.reviewed");
  const std::string all = test_.get(ada_, "/workspace/ledger?act=backup.failed").body;
  EXPECT_THAT(all, HasSubstr("63 acts, the newest first"));
  EXPECT_THAT(all, HasSubstr("?act=backup.failed&amp;page=2"));
  EXPECT_THAT(all, HasSubstr("Could not take a backup</td>"));
  EXPECT_THAT(all, Not(HasSubstr("Reviewed who holds which role</td>")));
  const std::string day = "/workspace/ledger?act=backup.failed&day-day=2&day-month=6&day-year=2026";
  EXPECT_THAT(test_.get(ada_, day).body, HasSubstr("3 acts, the newest first"));
  EXPECT_THAT(test_.get(ada_, "/workspace/ledger?act=no.such").body, HasSubstr("No entry is of this kind and day."));
  EXPECT_EQ(test_.get(ada_, "/workspace/ledger?day-day=31&day-month=6&day-year=2026").status, 422);
  add_leaves(1, "backup.failed");
  EXPECT_THAT(test_.get(ada_, day).body, HasSubstr("4 acts, the newest first")) << "what came since is there too";
}

TEST_F(LedgerPages, GiveEntriesOutAfterTheSecondFactorWithoutAName) {
  const std::uint64_t before = size();
  http::SessionView unconfirmed = ada_;
  unconfirmed.confirmed = false;
  EXPECT_THAT(test_.post(unconfirmed, "/workspace/ledger/export", {{"since", "1"}}).body, HasSubstr("Confirm that it is you"));
  EXPECT_EQ(size(), before);
  const auto given = test_.post(ada_, "/workspace/ledger/export", {{"since", "2"}});
  EXPECT_EQ(given.status, 200);
  EXPECT_EQ(given.content_type, "application/x-ndjson");
  EXPECT_TRUE(given.body.starts_with("{\"entry\":2,"));
  EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count(given.body, '\n')), before - 1);
  EXPECT_THAT(given.body, Not(HasSubstr("Example")));
  const ledger::Leaf leaf = last_leaves(1).front();
  EXPECT_EQ(leaf.event, "ledger.exported");
  EXPECT_EQ(leaf.actor, ada_.account.text());
  EXPECT_EQ(leaf.detail, "first=2;entries=" + std::to_string(before - 1));
}

TEST_F(LedgerPages, KeepWhatWasTypedForAnExportThatCannotBe) {
  for (const char* typed : {"", "x", "0", "-1", "999999"}) {
    const auto refused = test_.post(ada_, "/workspace/ledger/export", {{"since", typed}});
    EXPECT_EQ(refused.status, 422) << typed;
    EXPECT_THAT(refused.body, HasSubstr("href=\"#since\""));
    EXPECT_THAT(refused.body, HasSubstr("id=\"since\""));
  }
  EXPECT_NE(last_leaves(1).front().event, "ledger.exported");
}

}  // namespace
}  // namespace concordat::casework
