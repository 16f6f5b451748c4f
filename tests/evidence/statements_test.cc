// Evidence by a person: what is refused, how long it counts, and that nobody changes it unseen (POR-15, POR-17, POR-28).

#include <gmock/gmock.h>

#include "directory.h"

namespace concordat::evidence {
namespace {

using testing::HasSubstr;

class Statements : public Directory {
 protected:
  Statements() : Directory("charters/portsmouth.toml", "2026-04-01") {}

  Result<void> withdraw(const std::string& id) {
    const policy::Actor officer = with_power(charter::Capability::see_ledger);
    return vault::withdraw_statement(vault(), *vault().gate().authorise(officer, charter::Capability::see_ledger), id);
  }
};

TEST_F(Statements, CountUntilTheirLastDayAndAreBrokenAfterIt_POR_15) {
  EXPECT_EQ(status("POR-15"), "missing");
  ASSERT_TRUE(put_on_record("hosting", "2026-03-20", "2027-03-20"));
  EXPECT_EQ(status("POR-15"), "kept") << finding("POR-15").evidence;
  EXPECT_THAT(finding("POR-15").evidence, HasSubstr("was seen on 20 March 2026 and counts until 20 March 2027: The letter says so."));
  instance_.live_until("2027-03-20");
  EXPECT_EQ(status("POR-15"), "kept");
  instance_.live_until("2027-03-21");
  EXPECT_EQ(status("POR-15"), "broken");
  EXPECT_THAT(finding("POR-15").evidence, HasSubstr("counted until 20 March 2027 and was not renewed"));
  ASSERT_TRUE(put_on_record("hosting", "2027-03-21", "2028-03-21"));
  EXPECT_EQ(status("POR-15"), "kept") << "it was renewed";
  EXPECT_EQ(status("POR-17"), "missing") << "another evidence is not touched";
}

TEST_F(Statements, AWrongOneIsWithdrawnAndItsWordsAreErased_POR_15) {
  const auto id = put_on_record("hosting", "2026-04-01", "2027-04-01", "A rather peculiar sentence");
  ASSERT_TRUE(id);
  ASSERT_TRUE(withdraw(*id));
  EXPECT_EQ(status("POR-15"), "missing");
  EXPECT_FALSE(withdraw(*id)) << "it is gone already";
  EXPECT_FALSE(withdraw("00"));
  EXPECT_FALSE(withdraw(std::string(32, 'a')));
  const auto asked = evidence_asked(instance_.folder, instance_.clock.now());
  ASSERT_TRUE(asked);
  const auto hosting = std::ranges::find(*asked, "hosting", &Asked::name);
  ASSERT_TRUE(hosting != asked->end());
  ASSERT_EQ(hosting->entries.size(), 1U);
  EXPECT_TRUE(hosting->entries.front().withdrawn);
  EXPECT_EQ(hosting->entries.front().seen, "");
}

TEST_F(Statements, AreRefusedWithAReason) {
  const auto refusal = [&](const char* name, const char* day, const char* until, const std::string& seen) {
    const auto put = put_on_record(name, day, until, seen);
    return put ? std::string("taken") : put.error().message;
  };
  EXPECT_THAT(refusal("another", "2026-04-01", "2026-05-01", "Seen"), HasSubstr("asks for no evidence \"another\""));
  EXPECT_THAT(refusal("hosting", "2026-04-02", "2026-05-01", "Seen"), HasSubstr("still to come"));
  EXPECT_THAT(refusal("hosting", "2026-04-01", "2027-04-02", "Seen"), HasSubstr("until 1 April 2027 at most"));
  EXPECT_THAT(refusal("hosting", "2026-04-01", "2026-03-01", "Seen"), HasSubstr("before its own day"));
  EXPECT_THAT(refusal("hosting", "2025-03-01", "2026-03-01", "Seen"), HasSubstr("ended on 1 March 2026"));
  EXPECT_THAT(refusal("hosting", "2026-04-01", "2026-05-01", ""), HasSubstr("not said what was seen"));
  EXPECT_THAT(refusal("hosting", "2026-04-01", "2026-05-01", "a\nb"), HasSubstr("one line"));
  EXPECT_THAT(refusal("hosting", "2026-04-01", "2026-05-01", "Ask ada@example.org"), HasSubstr("address or a number"));
  EXPECT_THAT(refusal("hosting", "2026-04-01", "2026-05-01", "Ask 0114 496 0000"), HasSubstr("address or a number"));
  EXPECT_THAT(refusal("hosting", "2026-04-01", "2026-05-01", std::string(301, 'a')), HasSubstr("longer than 300"));
  EXPECT_EQ(refusal("hosting", "2026-04-01", "2026-05-01", "Certificate of 2026, seen in room 114"), "taken");
  const auto other = vault().gate().authorise(with_power(charter::Capability::hold), charter::Capability::hold);
  EXPECT_FALSE(vault::put_statement(vault(), *other, {"hosting", "Seen", "File 1", instance_.vault->today(), instance_.vault->today()}));
}

TEST_F(Statements, WordsThatWereChangedAreBroken_POR_15) {
  ASSERT_TRUE(put_on_record("hosting", "2026-04-01", "2027-04-01"));
  sql("UPDATE meta SET value = CAST(replace(value, 'letter', 'leaflet') AS BLOB) WHERE key LIKE 'evidence:%'");
  EXPECT_EQ(status("POR-15"), "broken");
  EXPECT_THAT(finding("POR-15").evidence, HasSubstr("was changed since it was put on record"));
  sql("DELETE FROM meta WHERE key LIKE 'evidence:%'");
  EXPECT_EQ(status("POR-15"), "broken");
}

TEST_F(Statements, ALongerTimeThanTheCharterGivesDoesNotCount_POR_15) {
  ASSERT_TRUE(put_on_record("hosting", "2026-04-01", "2027-04-01"));
  edit_leaf("evidence.given", "until=2027", "until=2029");
  instance_.live_until("2027-04-02");
  EXPECT_EQ(judged(judge_evidence, "hosting").status, Status::broken);
}

TEST_F(Statements, AnEntryByNobodyIsBroken_POR_15) {
  ASSERT_TRUE(put_on_record("hosting", "2026-04-01", "2027-04-01"));
  edit_leaf("evidence.given", with_power(charter::Capability::see_ledger).account.text(), "system");
  EXPECT_THAT(judged(judge_evidence, "hosting").evidence, HasSubstr("by nobody who has an account here"));
}

}  // namespace
}  // namespace concordat::evidence
