// The page of health: what is well, what needs somebody, and what is not known.

#include "casework/workspace/health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "casework/people/people.h"
#include "casework/test_app.h"
#include "casework/workspace/last_backup.h"
#include "casework/workspace/ledger_check.h"
#include "casework/workspace/workspace.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

class HealthPage : public testing::Test {
 protected:
  HealthPage() : test_("charters/stockport.toml", "2026-06-01"), index_(*test_.instance().store) {
    add_workspace_pages(test_.router(), test_.app());
  }
  void log(const char* event, const std::string& detail) {
    ASSERT_TRUE(test_.instance().store->write([&](store::Transaction& transaction) -> Result<void> {
      ledger::Leaf leaf;
      leaf.event = event;
      leaf.actor = "system";
      leaf.detail = detail;
      test_.instance().ledger->append(transaction, leaf);
      return {};
    }));
  }
  HealthLine line(const std::string& what) {
    const auto lines = health_of(test_.app(), index_);
    const auto found = std::ranges::find(lines, what, &HealthLine::what);
    EXPECT_NE(found, lines.end()) << what;
    return found == lines.end() ? HealthLine{} : *found;
  }
  void pass_days(int days) { test_.instance().clock.advance(days * kMicrosecondsPerDay); }

  TestApp test_;
  LedgerIndex index_;
};

TEST_F(HealthPage, IsForWhoLooksAfterAccountsAndNamesNobody) {
  const auto ada = test_.person("Ada Example", {"manager"});
  EXPECT_EQ(test_.get(test_.person("Cy Example", {"support-team"}), kHealth).status, 404);
  mail::Outbox& outbox = test_.turn_mail_on();
  ASSERT_TRUE(outbox.put({"anna@example.org", "A task waits", "Text"}, ""));
  const auto shown = test_.get(ada, kHealth);
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("Waiting: 1. Failed, and not tried again: 0."));
  EXPECT_THAT(shown.body, Not(HasSubstr("anna@")));
  EXPECT_THAT(shown.body, HasSubstr("4 lines need you, and 2 are not known.")) << "the certificate and the ledger";
}

TEST_F(HealthPage, SaysOfABackupWhenHowLargeWhereAndUntilWhen) {
  EXPECT_EQ(line("Last backup").health, Health::needs_you) << "none was taken";
  log("backup.taken", "name=20260601T000000Z;manifest=00;entries=3");
  EXPECT_THAT(line("Last backup").found, HasSubstr("is not known")) << "one that an earlier version took";
  ASSERT_TRUE(test_.instance().store->write([](store::Transaction& transaction) -> Result<void> {
    keep_last_backup(transaction, {"20260601T000000Z", 5u << 20, "disk two", "disk three"});
    return {};
  }));
  const HealthLine taken = line("Last backup");
  EXPECT_THAT(taken.found, HasSubstr("1 June 2026"));
  EXPECT_THAT(taken.found, HasSubstr("5 MiB, in “disk two”, its keys in “disk three”"));
  EXPECT_THAT(taken.found, HasSubstr(test_.app().today().plus_days(test_.app().charter().key_backup_days).words()));
  log("backup.failed", "");
  EXPECT_EQ(line("Last backup").health, Health::needs_you) << "the newer try failed";
}

TEST_F(HealthPage, AsksForADrillOnceAYear) {
  EXPECT_EQ(line("Last restore drill").health, Health::needs_you);
  log("backup.tried", "name=20260601T000000Z;entries=3;parts=7");
  EXPECT_EQ(line("Last restore drill").health, Health::good);
  EXPECT_THAT(line("Last restore drill").found, HasSubstr("each of 7 parts could be opened"));
  pass_days(366);
  EXPECT_EQ(line("Last restore drill").health, Health::needs_you);
}

TEST_F(HealthPage, SaysWhatANightCouldNotDoAndThatOneIsMissing) {
  EXPECT_EQ(line("Last night's run").health, Health::needs_you);
  log("disposal.run", "warrants=2;held=1;refused=0;over-cap=0");
  EXPECT_EQ(line("Last night's run").health, Health::good);
  log("disposal.run", "warrants=2;held=1;refused=3;over-cap=0");
  EXPECT_EQ(line("Last night's run").health, Health::needs_you);
  EXPECT_THAT(line("Last night's run").found, HasSubstr("Could not be done: 3."));
  log("disposal.run", "warrants=0;held=0;refused=0;over-cap=0");
  pass_days(2);
  EXPECT_EQ(line("Last night's run").health, Health::needs_you) << "a night was left out";
}

TEST_F(HealthPage, DoubtsAClockThatWasMoved) {
  EXPECT_EQ(line("Clock").health, Health::good);
  test_.instance().clock.set({test_.now().microseconds + 30 * kMicrosecondsPerDay});
  EXPECT_EQ(line("Clock").health, Health::needs_you);
  EXPECT_THAT(line("Clock").remedy, HasSubstr("two people confirm"));
}

TEST_F(HealthPage, RemembersForAMonthThatTheLedgerWasVerified) {
  std::filesystem::create_directories(test_.app().deposits + "/partnership");
  std::ofstream(test_.app().deposits + "/partnership/checkpoint.txt") << test_.instance().ledger->checkpoint();
  const auto ada = test_.app().accounts.find(test_.person("Ada Example", {"manager"}).account);
  const auto mandate = test_.app().vault.gate().authorise(test_.app().actor(*ada), charter::Capability::see_ledger);
  ASSERT_TRUE(mandate);
  LedgerCheck check(test_.app());
  ASSERT_TRUE(check.begin(*mandate));
  check.wait();
  EXPECT_EQ(line("Ledger").health, Health::good);
  pass_days(32);
  EXPECT_EQ(line("Ledger").health, Health::not_known);
  EXPECT_THAT(line("Ledger").found, HasSubstr("Verified 32 days ago: sound. What has happened to it since is not known."));
}

TEST_F(HealthPage, SaysThatWhatItCannotKnowIsNotKnown) {
  EXPECT_EQ(line("Certificate").health, Health::not_known) << "TLS ends elsewhere";
  EXPECT_EQ(line("Ledger").health, Health::not_known);
  EXPECT_EQ(line("Attestation").health, Health::needs_you) << "it should have run";
  EXPECT_NE(line("Disk").health, Health::not_known);
}

}  // namespace
}  // namespace concordat::casework
