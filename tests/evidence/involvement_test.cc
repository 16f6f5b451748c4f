// Somerset's involvement checks: what attestation says of them, and each fault that it must see (SOM-10).

#include <gmock/gmock.h>

#include "directory.h"
#include "vault/involvement.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using testing::HasSubstr;

constexpr const char* kControl = "involvement-check";

class Checks : public Directory {
 protected:
  Checks() : Directory("charters/somerset.toml", "2026-04-01") {
    office_ = with_account({"business-unit"});
    police_ = with_account({"agency-contact"}, "police");
    case_ = open("case-review");
    child_ = put_record(case_, "child");
  }

  policy::Grant grant(const policy::Actor& actor, Act act, policy::Subject subject) {
    const auto decided = vault().gate().decide(actor, act, "reviews", subject);
    EXPECT_TRUE(decided) << decided.error().message;
    return *decided;
  }
  RecordId ask(std::string_view agency) {
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = kControl;
    subject.part = "asked";
    subject.owner = parties::agency_id(agency);
    const auto person = vault().read(grant(office_, Act::read, *vault().subject_of(child_, "person")));
    EXPECT_TRUE(person);
    const auto asked = vault::Involvement(vault(), *instance_.disposal).ask({{grant(office_, Act::add, subject), {*person}, std::nullopt, {}}});
    EXPECT_TRUE(asked && *asked == 1);
    std::vector<RecordId> ids;
    vault().store().read([&](store::Reader& reader) { ids = reader.record_ids_of_kind(kControl); });
    return ids.back();
  }
  void answer(const policy::Actor& actor, RecordId check, const char* known) {
    const auto given = vault::Involvement(vault(), *instance_.disposal)
                           .answer({{grant(actor, Act::add, *vault().subject_of(check, "answer")), {{"known", known}}, 0}});
    EXPECT_TRUE(given) << given.error().message;
  }
  Verdict said() { return judged(judge_disclosure, kControl); }

  policy::Actor office_, police_;
  CaseId case_;
  RecordId child_;
};

TEST_F(Checks, AreKeptWhenEachDisclosureIsInTheLedger_SOM_10) {
  EXPECT_EQ(said().status, Status::not_exercised);
  answer(police_, ask("police"), "known");
  answer(with_account({"agency-contact"}, "council"), ask("council"), "not known");
  const Verdict verdict = said();
  EXPECT_EQ(verdict.status, Status::kept) << verdict.evidence;
  EXPECT_THAT(verdict.about, HasSubstr("2 disclosures to 2 agencies, 1 of them destroyed"));
}

TEST_F(Checks, AContactIsKnownByTheEntryThatLetThemIn_SOM_10) {
  const RecordId check = ask("police");
  const policy::Actor contact = policy::contact_of(parties::agency_id("police"), case_);
  answer(contact, check, "known");
  EXPECT_EQ(judged(judge_access, kControl).status, Status::broken) << "nobody let that contact in";
}

TEST_F(Checks, ADisclosureToAnotherAgencyIsSeen_SOM_10) {
  ask("police");
  edit_leaf("disclosed", "agency=police", "agency=council");
  EXPECT_EQ(said().status, Status::broken);
  EXPECT_THAT(said().evidence, HasSubstr("names another agency than whose check it is"));
}

TEST_F(Checks, ADisclosureWithoutItsGroundIsSeen_SOM_10) {
  ask("police");
  edit_leaf("disclosed", "basis=regulations:practice-review-2018,guidance:working-together-2023", "basis=");
  EXPECT_THAT(said().evidence, HasSubstr("does not say for what and on which ground"));
}

TEST_F(Checks, ACheckWithoutItsDisclosureIsSeen_SOM_10) {
  ask("police");
  edit_leaf("disclosed", "disclosed", "record.read");
  EXPECT_EQ(said().status, Status::broken);
  EXPECT_THAT(said().evidence, HasSubstr("the ledger does not say before it"));
}

TEST_F(Checks, NamesDestroyedWithoutAnAnswerAreSeen_SOM_10) {
  const RecordId check = ask("police");
  answer(police_, check, "not known");
  sql("UPDATE warrants SET kind = 'routine' WHERE kind = 'answer'");
  EXPECT_EQ(said().status, Status::broken);
}

TEST_F(Checks, NamesThatAreStillThereAfterTheAnswerAreSeen_SOM_10) {
  const RecordId check = ask("police");
  answer(police_, check, "not known");
  sql("UPDATE parts SET destroyed = 0, sealed = x'00' WHERE part = 'asked'");
  EXPECT_EQ(said().status, Status::broken);
}

}  // namespace
}  // namespace concordat::evidence
