// What attestation says of a directory in which nothing happened yet, under every charter; and of everything at once.

#include <gmock/gmock.h>

#include "charter/test_partnerships.h"
#include "directory.h"

namespace concordat::evidence {
namespace {

using testing::HasSubstr;
using testing::Not;

class Functions : public Directory, public testing::WithParamInterface<std::string> {
 protected:
  Functions() : Directory("charters/" + GetParam() + ".toml", "2026-04-01") {}
};

TEST_P(Functions, EveryControlIsJudgedAndNothingIsBrokenThatNobodyBroke) {
  const auto attestation = attest(instance_.folder, instance_.clock.now());
  ASSERT_TRUE(attestation) << attestation.error().message;
  const auto& promises = vault().active_charter()->promises;
  const std::vector<Finding>& findings = attestation->findings;
  ASSERT_EQ(findings.size(), promises.size());
  for (std::size_t i = 0; i < promises.size(); ++i) {
    const Finding& finding = findings[i];
    EXPECT_FALSE(finding.evidence.empty()) << finding.id;
    EXPECT_THAT(finding.evidence, Not(HasSubstr("This program has no check"))) << finding.id;
    EXPECT_THAT(finding.evidence, Not(HasSubstr("The charter in force has no "))) << finding.id;
    EXPECT_NE(finding.status, "broken") << finding.id << ": " << finding.evidence;
    const bool is_only_said = std::ranges::all_of(promises[i].controls, [](const auto& control) { return control.kind == "notice"; });
    const bool is_by_structure = std::ranges::any_of(
        promises[i].controls, [](const auto& control) { return control.kind == "refusal" || control.kind == "line"; });
    EXPECT_TRUE(finding.status != "kept" || is_only_said || is_by_structure) << finding.id << " is kept though nothing happened";
  }
}

INSTANTIATE_TEST_SUITE_P(Charters, Functions, testing::ValuesIn(charter::partnerships()),
                         [](const auto& tested) { return charter::as_test_name(tested.param); });

class Whole : public Directory {
 protected:
  Whole() : Directory("charters/portsmouth.toml", "2026-04-01") {}
};

TEST_F(Whole, APeriodThatIsNotWrittenIsMissingAndSaysWhatToDo_POR_18) {
  EXPECT_EQ(status("POR-18"), "missing");
  EXPECT_THAT(finding("POR-18").evidence, HasSubstr("Our notice gives no period for"));
  EXPECT_THAT(finding("POR-18").todo, HasSubstr("write it in the charter and have it activated by two people"));
}

TEST_F(Whole, TheLedgerIsHeldAgainstItsDepositedHeads_POR_16) {
  EXPECT_EQ(judged(judge_ledger, "whole").status, Status::missing);
  EXPECT_THAT(judged(judge_ledger, "whole").evidence, HasSubstr("No head of the ledger was deposited yet"));
  deposit_head();
  EXPECT_EQ(judged(judge_ledger, "whole").status, Status::kept);
  EXPECT_THAT(judged(judge_ledger, "whole").evidence, HasSubstr("held against 1 deposited head: all that there are."));
  EXPECT_EQ(status("POR-16"), "missing") << "no backup was taken";
}

TEST_F(Whole, EntriesThatNoHeadCoversForTwoDaysAreMissing_POR_16) {
  deposit_head();
  log("clock.confirmed", "");
  EXPECT_EQ(judged(judge_ledger, "whole").status, Status::kept);
  EXPECT_THAT(judged(judge_ledger, "whole").evidence, HasSubstr("1 entry came after the newest head"));
  instance_.live_until("2026-04-04");
  EXPECT_EQ(judged(judge_ledger, "whole").status, Status::missing);
  deposit_head();
  EXPECT_EQ(judged(judge_ledger, "whole").status, Status::kept);
}

TEST_F(Whole, ANoticeAloneDoesNotShowThatAnythingIsDone_POR_03) {
  const auto says = std::vector<Verdict>{{Status::kept, "The notice says", "A"}, {Status::kept, "The notice says", "B"},
                                         {Status::missing, "Nothing shows it.", "", "Sealed."}, {Status::not_exercised, "Not yet", "C"}};
  EXPECT_EQ(in_sentences(says), "Nothing shows it. The notice says: A; B. Not yet: C. Sealed.") << "the worst comes first";
  const auto& promises = vault().active_charter()->promises;
  for (const charter::Promise& promise : promises) {
    const bool says_only_in_part =
        std::ranges::any_of(promise.controls, [](const auto& one) { return one.kind == "notice"; }) &&
        std::ranges::any_of(promise.controls, [](const auto& one) { return one.kind != "notice"; });
    EXPECT_TRUE(!says_only_in_part || status(promise.id) != "kept") << promise.id;
  }
}

}  // namespace
}  // namespace concordat::evidence
