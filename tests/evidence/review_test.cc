// Stockport's review: what attestation says of it, and each fault that it must see (STK-04, STK-05, STK-08, STK-15 to STK-17).

#include <gmock/gmock.h>

#include <sstream>

#include "directory.h"
#include "vault/bulk_approval.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;

class Review : public Directory {
 protected:
  Review() : Directory("charters/stockport.toml", "2026-04-01") {
    manager_ = with_account({"manager"});
    deputy_ = with_account({"deputy"});
    team_ = with_account({"support-team"});
    police_ = with_account({"agency-contact"}, "police");
    schools_ = with_account({"agency-contact"}, "schools");
    case_ = *vault::open_case(vault(), manager_, "review", "R-2026-001");
    EXPECT_TRUE(step(manager_, case_, "rapid-review"));
    ask("police");
    item_ = supply(police_, "police");
  }

  void ask(std::string_view agency) {
    const auto mandate = vault().gate().authorise(manager_, Capability::open_case, *vault().subject_of_case(case_));
    EXPECT_TRUE(vault().ask_agency(*mandate, agency));
  }
  RecordId put(const policy::Actor& actor, const char* kind, const char* part, AgencyId owner, const vault::Values& values) {
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = kind;
    subject.part = part;
    subject.owner = owner;
    const auto grant = vault().gate().decide(actor, Act::add, "reviews", subject);
    EXPECT_TRUE(grant) << grant.error().message;
    return *vault().add({*grant}, {{part, {values, ""}}}, "workspace", "supplied");
  }
  RecordId supply(const policy::Actor& actor, std::string_view agency) {
    return put(actor, "agency-item", "item", parties::agency_id(agency), {{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}});
  }
  void conclude() {
    put(team_, "voice", "account", AgencyId{}, {{"heard", "child"}, {"voice-account", "Text"}});
    instance_.live_until("2026-06-01");
    EXPECT_TRUE(step(manager_, case_, "review"));
    EXPECT_TRUE(step(manager_, case_, "concluded"));
  }
  void approve(const policy::Actor& actor) {
    std::vector<store::WarrantRow> proposed;
    instance_.store->read([&](store::Reader& reader) { proposed = reader.warrants("proposed"); });
    ASSERT_EQ(proposed.size(), 1u);
    warrant_ = proposed[0].id;
    const auto mandate = vault().gate().authorise(actor, Capability::approve_destruction);
    EXPECT_TRUE(instance_.disposal->approve(*mandate, warrant_, proposed[0].content));
  }
  void destroy() {
    conclude();
    approve(manager_);
    approve(deputy_);
    instance_.live_until("2026-07-02");
    ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1u);
  }
  void file_certificate() {
    std::filesystem::create_directories(instance_.folder + "/deposits/police");
    std::ofstream(instance_.folder + "/deposits/police/certificate-" + warrant_.text() + ".json") << "{}";
  }

  policy::Actor manager_, deputy_, team_, police_, schools_;
  CaseId case_;
  RecordId item_;
  WarrantId warrant_;
};

TEST_F(Review, IsKeptThroughoutALifeAndInTheEnd) {
  ASSERT_TRUE(read(team_, item_, "item", "reviews"));
  ASSERT_TRUE(read(police_, item_, "item", "reviews"));
  EXPECT_EQ(status("STK-04"), "not-exercised");
  EXPECT_EQ(status("STK-05"), "kept") << finding("STK-05").evidence;
  EXPECT_EQ(status("STK-08"), "kept") << finding("STK-08").evidence;
  EXPECT_EQ(status("STK-15"), "kept") << finding("STK-15").evidence;
  EXPECT_EQ(status("STK-16"), "kept") << finding("STK-16").evidence;
  EXPECT_EQ(status("STK-17"), "kept") << finding("STK-17").evidence;
  EXPECT_EQ(status("STK-18"), "missing") << "nothing shows yet that a report is checked for identifiers";
  destroy();
  file_certificate();
  for (const char* promise : {"STK-04", "STK-05", "STK-08", "STK-15", "STK-16", "STK-17"})
    EXPECT_EQ(status(promise), "kept") << finding(promise).evidence;
}

TEST_F(Review, TheOwnerMayReadAfterTheConclusion_STK_08) {
  conclude();
  ASSERT_TRUE(read(police_, item_, "item", "reviews"));
  EXPECT_EQ(status("STK-15"), "kept") << finding("STK-15").evidence;
}

TEST_F(Review, ACertificateThatIsNotDepositedIsMissing_STK_16) {
  destroy();
  EXPECT_EQ(status("STK-16"), "missing");
  file_certificate();
  EXPECT_EQ(status("STK-16"), "kept") << finding("STK-16").evidence;
}

TEST_F(Review, SeesWhatIsNotDestroyedInThePublishedTime_STK_16) {
  conclude();
  instance_.live_until("2026-07-16");  // 1 June, 14 days for approval, 30 of quarantine, and the day of the run
  EXPECT_EQ(status("STK-16"), "kept") << finding("STK-16").evidence;
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("1 of them past the last day and within the published time"));
  instance_.live_until("2026-07-17");
  EXPECT_EQ(status("STK-16"), "broken");
  ASSERT_TRUE(instance_.disposal->hold(*vault().gate().authorise(manager_, Capability::hold), "agency", police_.agency.text()));
  EXPECT_EQ(status("STK-16"), "held") << finding("STK-16").evidence;
}

TEST_F(Review, SeesWhatNobodyProposesAfterACancellation_STK_16) {
  conclude();
  approve(manager_);
  ASSERT_TRUE(instance_.disposal->cancel(*vault().gate().authorise(deputy_, Capability::approve_destruction), warrant_));
  instance_.live_until("2026-06-02");
  EXPECT_EQ(status("STK-16"), "missing");
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("1 part past the last day in no open proposal"));
  instance_.live_until("2026-07-17");
  EXPECT_EQ(status("STK-16"), "broken");
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("1 part past the last day in no open proposal"));
  const policy::Subject subject = *vault().subject_of_case(case_);
  const policy::Actor manager = instance_.person({"manager"});
  ASSERT_TRUE(instance_.disposal->propose_again(*vault().gate().authorise(manager, Capability::propose_destruction, subject),
                                                police_.agency));
  EXPECT_EQ(status("STK-16"), "broken") << "the published time is over";
  approve(manager_);
  approve(deputy_);
  instance_.live_until("2026-08-17");
  ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1u);
  file_certificate();
  EXPECT_EQ(status("STK-16"), "kept") << finding("STK-16").evidence;
}

TEST_F(Review, SeesAnApprovalByOnePersonAlone_STK_16) {
  destroy();
  edit_leaf("warrant.approved", deputy_.account.text(), manager_.account.text());
  EXPECT_EQ(status("STK-16"), "broken");
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("without the approval of two different people"));
}

TEST_F(Review, SeesThatASampleOfWhatWasApprovedTogetherWasNotLookedAt_STK_16) {
  ask("schools");
  supply(schools_, "schools");
  conclude();
  instance_.live_until("2026-06-02");
  vault::BulkApproval bulk(vault(), *instance_.disposal);
  for (const policy::Actor& actor : {manager_, deputy_}) {
    const auto mandate = vault().gate().authorise(actor, Capability::approve_destruction);
    std::string rule;
    instance_.store->read([&](store::Reader& reader) { rule = vault::proposals_by_rule(vault(), reader).at(0).rule; });
    ASSERT_TRUE(bulk.open(*mandate, rule));
    vault::BulkNow now;
    instance_.store->read([&](store::Reader& reader) {
      now = vault::bulk_now(vault(), reader, *vault::opened_bulk(reader, actor.account, rule), actor.account);
    });
    for (const vault::BulkMember& one : now.sample) ASSERT_TRUE(bulk.look_at(*mandate, rule, one.warrant));
    ASSERT_TRUE(bulk.approve(*mandate, rule, now.content));
  }
  instance_.live_until("2026-07-03");
  ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 2u);
  EXPECT_EQ(status("STK-16"), "missing") << "the certificates alone: " << finding("STK-16").evidence;
  edit_leaf("bulk.looked-at", deputy_.account.text(), manager_.account.text());
  EXPECT_EQ(status("STK-16"), "broken");
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("whose sample had not been looked at"));
}

TEST_F(Review, SeesAnApprovalThatHasNoRow_STK_16) {
  destroy();
  sql("DELETE FROM approvals WHERE sequence = 1");
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("without the approval of two different people"));
}

TEST_F(Review, SeesAQuarantineThatWasCutShort_STK_16) {
  destroy();
  // The intent, a second before the quarantine ends: both instants stand in field two of their leaves.
  sql("UPDATE leaves SET leaf = '1' || char(9) || (SELECT substr(leaf, 3, 16) + 30 * 86400000000 - 1000000 FROM leaves WHERE leaf LIKE "
      "'%warrant.approved%' ORDER BY position DESC LIMIT 1) || substr(leaf, 19) WHERE leaf LIKE '%destruction.intended%'");
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("before its quarantine had passed"));
}

TEST_F(Review, SeesAProposalThatWasRemoved_STK_16) {
  conclude();
  sql("DELETE FROM warrants");
  EXPECT_EQ(status("STK-16"), "broken");
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("whose items were not proposed for destruction"));
}

TEST_F(Review, SeesAProposalThatLeavesSomethingOut_STK_16) {
  supply(police_, "police");
  conclude();
  sql("DELETE FROM warrant_items WHERE sequence = 1");
  EXPECT_EQ(status("STK-16"), "broken");
}

TEST_F(Review, SeesAnItemWithoutItsOwner_STK_17) {
  sql("UPDATE records SET owner = zeroblob(16) WHERE kind = 'agency-item'");
  EXPECT_EQ(status("STK-17"), "broken");
  EXPECT_EQ(status("STK-08"), "broken");
}

TEST_F(Review, SeesARemovedReportOfTheVoice_STK_04) {
  conclude();
  ASSERT_EQ(status("STK-04"), "kept");
  sql("DELETE FROM parts WHERE part = 'account' AND record_sequence IN (SELECT sequence FROM records WHERE kind = 'voice');"
      "DELETE FROM records WHERE kind = 'voice'");
  EXPECT_EQ(status("STK-04"), "broken");
}

TEST_F(Review, SeesAStepThatTheCharterDoesNotHave_STK_04) {
  conclude();
  edit_leaf("case.step", "to=concluded", "to=notified");
  EXPECT_THAT(finding("STK-04").evidence, HasSubstr("A step is not one of the charter"));
}

TEST_F(Review, SeesAReadingByAnotherAgency_STK_15) {
  ASSERT_TRUE(read(police_, item_, "item", "reviews"));
  ASSERT_EQ(status("STK-15"), "kept") << finding("STK-15").evidence;
  edit_leaf("record.read", police_.account.text(), schools_.account.text());
  EXPECT_EQ(status("STK-15"), "broken");
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("A reading by someone whom the charter does not let"));
}

TEST_F(Review, SeesAReadingByThePublicOrByNobodyKnown_STK_15) {
  ASSERT_TRUE(read(police_, item_, "item", "reviews"));
  edit_leaf("record.read", police_.account.text(), "public");
  EXPECT_EQ(status("STK-15"), "broken");
  edit_leaf("record.read", "public", std::string(32, 'a'));
  EXPECT_EQ(status("STK-15"), "broken");
}

TEST_F(Review, SeesAReadingByTheOfficeAfterTheConclusion_STK_15) {
  conclude();
  ASSERT_TRUE(read(police_, item_, "item", "reviews"));
  edit_leaf("record.read", police_.account.text(), team_.account.text());
  EXPECT_EQ(status("STK-15"), "broken");
}

TEST_F(Review, SeesASupplyThatWasNotAskedFor) {
  edit_leaf("agency.asked", "agency=police", "agency=schools");
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("A supply by someone whom the charter does not let"));
}

TEST_F(Review, SeesAnActLongAfterTheLastEntryAboutTheAccount_STK_05) {
  instance_.live_until("2027-04-01");
  ASSERT_TRUE(read(team_, item_, "item", "reviews"));
  EXPECT_EQ(status("STK-05"), "kept") << finding("STK-05").evidence;
  instance_.live_until("2027-04-02");
  ASSERT_TRUE(read(team_, item_, "item", "reviews"));
  EXPECT_EQ(status("STK-05"), "broken");
  EXPECT_THAT(finding("STK-05").evidence, HasSubstr("training cannot have been current"));
}

// ---- the command

struct Answer {
  int code = 0;
  std::string out, err;
};

Answer run(const std::vector<std::string_view>& arguments, Instant now) {
  std::ostringstream out, err;
  const int code = run_attest_command(arguments, out, err, now);
  return {code, out.str(), err.str()};
}

TEST_F(Review, TheCommandSaysWhatItFoundAndEndsAccordingly) {
  const Answer clean = run({"--data", instance_.folder, "--json"}, instance_.clock.now());
  EXPECT_EQ(clean.code, 0) << clean.err;
  EXPECT_THAT(clean.out, HasSubstr("\"id\": \"STK-17\""));
  EXPECT_THAT(clean.out, HasSubstr("\"class\": \"enforced\""));
  EXPECT_EQ(clean.out.find("broken"), std::string::npos);
  sql("DELETE FROM parts");
  const Answer broken = run({"--data", instance_.folder}, instance_.clock.now());
  EXPECT_EQ(broken.code, 1);
  EXPECT_THAT(broken.out, HasSubstr("STK-17  broken  (enforced)"));
}

TEST_F(Review, TheCommandJudgesAsOnAnotherDay) {
  conclude();
  EXPECT_EQ(run({"--data", instance_.folder, "--at", "2026-07-16"}, instance_.clock.now()).code, 0);
  EXPECT_EQ(run({"--at", "2026-07-17", "--data", instance_.folder}, instance_.clock.now()).code, 1);
}

TEST_F(Review, TheCommandSaysWhatIsMisused) {
  const Instant now = instance_.clock.now();
  EXPECT_EQ(run({"--help"}, now).code, 0);
  EXPECT_THAT(run({}, now).err, HasSubstr("Which data directory?"));
  EXPECT_THAT(run({"--data"}, now).err, HasSubstr("--data needs a value"));
  EXPECT_THAT(run({"--date", "x"}, now).err, HasSubstr("There is no option \"--date\""));
  EXPECT_THAT(run({"--data", instance_.folder, "--at", "tomorrow"}, now).err, HasSubstr("is not a day"));
  EXPECT_THAT(run({"--data", instance_.folder + "/nowhere"}, now).err, HasSubstr("There is no data directory"));
  EXPECT_EQ(run({"--data", instance_.folder + "/nowhere"}, now).code, 2);
}

TEST_F(Review, ADirectoryThatCannotBeReadIsSaidAsSuch) {
  const Instant now = instance_.clock.now();
  instance_.close();
  std::ofstream(keyring(), std::ios::binary | std::ios::trunc) << "something else";
  EXPECT_THAT(run({"--data", instance_.folder}, now).err, HasSubstr("is not a keyring"));
  std::ofstream(instance_.folder + "/concordat.db", std::ios::binary | std::ios::trunc) << std::string(8192, 'x');
  std::ofstream(keyring(), std::ios::binary | std::ios::trunc) << "concordat keyring 1\n";
  EXPECT_THAT(run({"--data", instance_.folder}, now).err, HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace concordat::evidence
