// A newer charter that one officer proposes and another puts into force while the server runs.

#include "vault/proposed_charter.h"

#include <gmock/gmock.h>

#include <barrier>
#include <fstream>
#include <thread>

#include "vault/test_instance.h"

namespace concordat::vault {
namespace {

using testing::HasSubstr;

class Proposing : public testing::Test {
 protected:
  Proposing() : instance_("charters/stockport.toml", "2026-11-02") {}

  Vault& vault() { return *instance_.vault; }
  policy::Mandate officer(const char* role) {
    return *vault().gate().authorise(instance_.person({role}), charter::Capability::approve_destruction);
  }
  std::vector<parties::Account> accounts() {
    std::vector<parties::Account> all;
    for (const char* role : {"manager", "deputy"}) {
      parties::Account account;
      account.id = instance_.person({role}).account;
      account.roles = {role};
      account.trained = vault().today();
      account.confidentiality = instance_.clock.now();
      all.push_back(account);
    }
    return all;
  }

  // Stockport's charter as a version of its own, with another telephone, and with more at its end.
  static charter::Texts newer(const std::string& version = "2026-12", const std::string& more = "") {
    std::ifstream file("charters/stockport.toml");
    charter::Texts texts{{std::istreambuf_iterator<char>(file), {}}, ""};
    const std::string before = "version = \"2026-11\"", telephone = "0161 217 6028";
    texts.charter.replace(texts.charter.find(before, texts.charter.find('\n' + before)), before.size(), "version = \"" + version + "\"");
    texts.charter.replace(texts.charter.find(telephone), telephone.size(), "0161 217 6029");
    texts.charter += more;
    charter::compile_sent(texts, "charters");
    return texts;
  }

  std::optional<ProposedCharter> waiting() {
    std::optional<ProposedCharter> one;
    vault().store().read([&](store::Reader& reader) { one = proposed_charter(reader); });
    return one;
  }
  std::vector<DecidedCharter> decided() {
    std::vector<DecidedCharter> all;
    vault().store().read([&](store::Reader& reader) { all = decided_charters(reader); });
    return all;
  }
  std::string approve(const char* role) {
    const auto done = approve_charter(vault(), officer(role), waiting() ? waiting()->content : "none", accounts());
    return done ? "approved" : done.error().message;
  }

  TestInstance instance_;
};

TEST_F(Proposing, IsTakenUpAtOnceByTheVaultThatRuns) {
  const std::string earlier = vault().active_charter()->hash;
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(), {}));
  EXPECT_EQ(vault().active_charter()->hash, earlier) << "one person alone changes nothing";
  const std::string hash = waiting()->hash;
  EXPECT_EQ(approve("deputy"), "approved");
  EXPECT_EQ(vault().active_charter()->hash, hash);
  EXPECT_EQ(vault().active_charter()->version, "2026-12");
  EXPECT_NE(vault().charter(earlier), nullptr);
  EXPECT_FALSE(waiting());
  const ledger::Leaf last = vault().activations().back();
  EXPECT_EQ(last.actor, officer("manager").actor().account.text());
  EXPECT_EQ(ledger::word_of(last, "second"), officer("deputy").actor().account.text());
  instance_.close();
  instance_.open();
  EXPECT_EQ(vault().active_charter()->hash, hash) << "after a restart too";
}

TEST_F(Proposing, IsNeverApprovedByWhoProposedIt) {
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(), {}));
  EXPECT_THAT(approve("manager"), HasSubstr("two different people"));
  EXPECT_EQ(vault().activations().size(), 1u);
  EXPECT_TRUE(waiting());
}

TEST_F(Proposing, BindsTheApprovalToWhatWasLookedAt) {
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(), {}));
  const std::string seen = waiting()->content;
  ASSERT_TRUE(withdraw_charter(vault(), officer("manager"), seen));
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer("2026-13"), {}));
  const auto done = approve_charter(vault(), officer("deputy"), seen, accounts());
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("not proposed any more"));
  EXPECT_EQ(vault().activations().size(), 1u);
}

TEST_F(Proposing, IsRefusedWhereAnotherCharterCameIntoForceMeanwhile) {
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(), {}));
  const auto other = charter::compile_again(newer("2026-11-b")).charter;
  ASSERT_TRUE(vault().activate(*other, officer("manager").actor().account, officer("deputy").actor().account));
  EXPECT_THAT(approve("deputy"), HasSubstr("Another charter came into force since"));
  EXPECT_EQ(vault().active_charter()->hash, other->hash);
  EXPECT_TRUE(decline_charter(vault(), officer("deputy"), waiting()->content, "It is overtaken"));
}

TEST_F(Proposing, IsDeclinedWithAReasonByAnotherAndWithdrawnByWhoProposedIt) {
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(), {}));
  EXPECT_FALSE(propose_charter(vault(), officer("deputy"), newer("2026-13"), {})) << "one at a time";
  const std::string content = waiting()->content;
  EXPECT_FALSE(decline_charter(vault(), officer("deputy"), content, ""));
  EXPECT_FALSE(decline_charter(vault(), officer("deputy"), content, "Ask ada@example.org")) << "nothing about a person";
  EXPECT_FALSE(decline_charter(vault(), officer("manager"), content, "I was wrong"));
  EXPECT_FALSE(withdraw_charter(vault(), officer("deputy"), content));
  ASSERT_TRUE(decline_charter(vault(), officer("deputy"), content, "The board has not seen it"));
  EXPECT_THAT(approve("deputy"), HasSubstr("not proposed any more"));
  ASSERT_EQ(decided().size(), 1u);
  EXPECT_EQ(decided().front().reason, "The board has not seen it");
  ASSERT_TRUE(propose_charter(vault(), officer("deputy"), newer(), {}));
  EXPECT_TRUE(withdraw_charter(vault(), officer("deputy"), waiting()->content));
  EXPECT_EQ(decided().front().event, "charter.withdrawn");
}

TEST_F(Proposing, CountsOnlyWhileWhoProposedItStillMay) {
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(), {}));
  auto left = accounts();
  left.front().left = instance_.clock.now();
  left.push_back(left.back());  // two could still approve a destruction
  const auto done = approve_charter(vault(), officer("deputy"), waiting()->content, left);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("may not do so any more"));
}

TEST_F(Proposing, TakesErrorsOnlyWithAReasonForEachRule) {
  const charter::Texts texts =
      newer("2026-12", "\n[consent.pictures]\nwording = \"pictures-1\"\ntext = \"I agree.\"\nbases = [\"ukgdpr:6.1.e\"]\n");
  EXPECT_FALSE(propose_charter(vault(), officer("manager"), texts, {}));
  EXPECT_FALSE(propose_charter(vault(), officer("manager"), texts, {{"consent-withdraws-nothing", ""}, {"consent-basis", ""}}));
  EXPECT_FALSE(propose_charter(vault(), officer("manager"), newer(), {{"consent-basis", "it is not there"}}));
  const AcceptedErrors accepted{{"consent-withdraws-nothing", "it is mended in March"}, {"consent-basis", "the same"}};
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), texts, accepted));
  EXPECT_EQ(waiting()->accepted, accepted);
  EXPECT_EQ(waiting()->texts.charter, texts.charter);
  EXPECT_EQ(waiting()->texts.library, texts.library);
  EXPECT_EQ(approve("deputy"), "approved");
  EXPECT_THAT(ledger::words_of(vault().activations().back(), "accepted"),
              testing::ElementsAre("consent-basis", "consent-withdraws-nothing"));
}

TEST_F(Proposing, LeavesAllAsItWasWhereItCannotBeWritten) {
  const std::string earlier = vault().active_charter()->hash;
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(), {}));
  const auto is_full = std::make_shared<bool>(true);
  vault().store().before_commit([is_full]() -> Result<void> {
    if (*is_full) return Error{"The disk is full.", ""};
    return {};
  });
  EXPECT_EQ(approve("deputy"), "The disk is full.");
  EXPECT_EQ(vault().active_charter()->hash, earlier);
  EXPECT_EQ(vault().activations().size(), 1u);
  *is_full = false;
  EXPECT_EQ(approve("deputy"), "approved") << "it still waits";
}

TEST_F(Proposing, IsApprovedOnceThoughTwoPressAtOnce) {
  for (const char* version : {"2026-12", "2026-13", "2026-14", "2026-15"}) {
    ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(version), {}));
    const std::string content = waiting()->content, hash = waiting()->hash;
    const policy::Mandate deputy = officer("deputy");
    std::barrier start(2);
    Result<void> done[2];
    {
      std::vector<std::jthread> pressing;
      for (Result<void>& one : done)
        pressing.emplace_back([&] {
          start.arrive_and_wait();
          one = approve_charter(vault(), deputy, content, accounts());
        });
    }
    EXPECT_NE(done[0].ok(), done[1].ok()) << version;
    EXPECT_EQ(vault().active_charter()->hash, hash) << "whoever came too late changes nothing";
  }
  EXPECT_EQ(vault().activations().size(), 5u);
}

TEST_F(Proposing, NothingNewIsCollectedUnderTheCharterBefore) {
  const auto mandate = vault().gate().authorise(instance_.person({"manager"}), charter::Capability::open_case);
  ASSERT_TRUE(mandate);
  ASSERT_TRUE(propose_charter(vault(), officer("manager"), newer(), {}));
  ASSERT_EQ(approve("deputy"), "approved");
  const auto opened = vault().open_case(*mandate, "register", "G-2026-001");
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("newer charter came into force"));
}

}  // namespace
}  // namespace concordat::vault
