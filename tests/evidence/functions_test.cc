// What attestation says of controls that this version cannot judge: that they are missing, never that they are kept.

#include <gmock/gmock.h>

#include "charter/test_partnerships.h"
#include "directory.h"

namespace concordat::evidence {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kLater = "This version does not show this yet.";

class Functions : public Directory, public testing::WithParamInterface<std::string> {
 protected:
  Functions() : Directory("charters/" + GetParam() + ".toml", "2026-04-01") {}
};

bool is_judged_later(const charter::Promise& promise) {
  static const std::set<std::string> kinds = {"purpose",    "criterion", "case", "publication", "gate", "copies",
                                              "disclosure", "task",      "link", "line",        "transfer",
                                              "refusal"};
  return std::ranges::any_of(promise.controls, [](const charter::Control& control) { return kinds.contains(control.kind); });
}

TEST_P(Functions, WhatCannotBeJudgedYetIsMissingAndSaysSo) {
  const auto attestation = attest(instance_.folder, instance_.clock.now());
  ASSERT_TRUE(attestation) << attestation.error().message;
  const auto& promises = vault().active_charter()->promises;
  const std::vector<Finding>& findings = attestation->findings;
  ASSERT_EQ(findings.size(), promises.size());
  std::size_t later = 0;
  for (std::size_t i = 0; i < promises.size(); ++i) {
    const Finding& finding = findings[i];
    EXPECT_FALSE(finding.evidence.empty()) << finding.id;
    EXPECT_THAT(finding.evidence, Not(HasSubstr("This program has no check"))) << finding.id;
    if (!is_judged_later(promises[i])) continue;
    ++later;
    EXPECT_EQ(finding.status, "missing") << finding.id;
    EXPECT_THAT(finding.evidence, HasSubstr(kLater)) << finding.id;
  }
  EXPECT_GT(later, 5U);
}

INSTANTIATE_TEST_SUITE_P(Charters, Functions, testing::ValuesIn(charter::partnerships()),
                         [](const auto& tested) { return charter::as_test_name(tested.param); });

class Whole : public Directory {
 protected:
  Whole() : Directory("charters/portsmouth.toml", "2026-04-01") {}
};

TEST_F(Whole, APeriodThatIsNotWrittenIsMissing_POR_18) {
  EXPECT_EQ(status("POR-18"), "missing");
  EXPECT_THAT(finding("POR-18").evidence, HasSubstr("The charter gives no period for"));
}

TEST_F(Whole, TheLedgerIsHeldAgainstItsDepositedHeads_POR_16) {
  EXPECT_THAT(finding("POR-16").evidence, HasSubstr("No head of the ledger was deposited yet"));
  deposit_head();
  EXPECT_THAT(finding("POR-16").evidence, HasSubstr("held against 1 deposited head."));
  EXPECT_EQ(status("POR-16"), "missing") << "nothing shows the backups yet";
}

}  // namespace
}  // namespace concordat::evidence
