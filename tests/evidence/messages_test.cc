// Somerset's questions to other partnerships: what attestation says of them, and each fault that it must see (SOM-11).

#include <gmock/gmock.h>

#include "directory.h"
#include "exchange/post.h"
#include "vault/involvement.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using testing::HasSubstr;

class Messages : public Directory {
 protected:
  Messages() : Directory("charters/somerset.toml", "2026-04-01") {
    office_ = with_account({"business-unit"});
    case_ = open("case-review");
    child_ = put_record(case_, "child");
    const exchange::PublicKeys keys = exchange::identity_of(Secret(Bytes(32, 9))).keys();
    word_ = keys.word();
    const auto mandate = [&](const policy::Actor& actor) {
      return *vault().gate().authorise(actor, charter::Capability::manage_accounts);
    };
    const policy::Actor first = with_power(charter::Capability::manage_accounts);
    EXPECT_TRUE(exchange::propose_partner(vault().store(), vault().ledger(), mandate(first),
                                          {"Alder Valley", "https://alder.example.org", keys, ""}, instance_.clock.now()));
    EXPECT_TRUE(exchange::confirm_partner(vault().store(), vault().ledger(), mandate(with_account({"deputy"})), word_, keys.fingerprint()));
  }
  policy::Grant grant(const policy::Actor& actor, Act act, policy::Subject subject) {
    const auto decided = vault().gate().decide(actor, act, "reviews", subject);
    EXPECT_TRUE(decided) << decided.error().message;
    return *decided;
  }
  void ask() {
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = "involvement-check";
    subject.part = "asked";
    subject.owner = parties::agency_id(word_);
    const auto person = vault().read(grant(office_, Act::read, *vault().subject_of(child_, "person")));
    ASSERT_TRUE(person);
    const exchange::Message message{crypto::new_id<exchange::MessageId>(), exchange::Kind::question, {}, "{}"};
    const auto asked = vault::Involvement(vault(), *instance_.disposal)
                           .ask({{grant(office_, Act::add, subject), {*person}, std::nullopt, {}, word_, message.id.text()}},
                                [&](store::Transaction& transaction, const std::vector<vault::Involvement::Asked>& told) {
                                  return post_.queue(transaction, message, word_, case_, {told.front().record}, office_);
                                });
    ASSERT_TRUE(asked && *asked == 1);
  }
  Verdict said() { return judged(judge_message, "involvement-check"); }

  Secret link_ = Secret(Bytes(32, 8));
  exchange::Post post_{vault().store(), vault().ledger(), link_, instance_.clock, "", [](const std::string&) {}};
  policy::Actor office_;
  CaseId case_;
  RecordId child_;
  std::string word_;
};

TEST_F(Messages, AreKeptWhenEachIsDisclosedBefore_SOM_11) {
  EXPECT_EQ(said().status, Status::not_exercised);
  ask();
  const Verdict verdict = said();
  EXPECT_EQ(verdict.status, Status::kept) << verdict.evidence;
  EXPECT_THAT(verdict.about, HasSubstr("1 message to 1 partnership, 0 delivered, 1 disclosure"));
  EXPECT_EQ(judged(judge_disclosure, "involvement-check").status, Status::kept);
}

TEST_F(Messages, AnAnswerOfWhomOurQuestionWentToIsLetIn_SOM_11) {
  ask();
  std::vector<RecordId> ids;
  vault().store().read([&](store::Reader& reader) { ids = reader.record_ids_of_kind("involvement-check"); });
  const policy::Actor partner = policy::contact_of(parties::agency_id(word_), case_);
  ASSERT_TRUE(vault::Involvement(vault(), *instance_.disposal)
                  .answer({{grant(partner, Act::add, *vault().subject_of(ids.back(), "answer")), {{"known", "not known"}}, 0}}));
  EXPECT_EQ(judged(judge_access, "involvement-check").status, Status::kept) << judged(judge_access, "involvement-check").evidence;
  edit_leaf("message.queued", "agency=partner-", "agency=nobody-");
  EXPECT_EQ(judged(judge_access, "involvement-check").status, Status::broken);
}

TEST_F(Messages, OneThatLeftWithoutADisclosureIsSeen_SOM_11) {
  ask();
  edit_leaf("disclosed", "disclosed", "record.read");
  EXPECT_EQ(said().status, Status::broken);
  EXPECT_THAT(said().evidence, HasSubstr("does not say before it what was disclosed"));
}

TEST_F(Messages, ADisclosureToNoRecipientOfTheCharterIsSeen_SOM_11) {
  ask();
  edit_leaf("disclosed", "recipient=other-partnerships", "recipient=public-bodies");
  EXPECT_THAT(said().evidence, HasSubstr("does not say to which recipient of the charter"));
}

TEST_F(Messages, ADisclosureWithoutItsGroundIsSeen_SOM_11) {
  ask();
  edit_leaf("disclosed", "basis=regulations:practice-review-2018,guidance:working-together-2023", "basis=");
  EXPECT_EQ(said().status, Status::broken);
}

TEST_F(Messages, ADisclosureForAnotherPurposeIsSeen_SOM_11) {
  ask();
  edit_leaf("disclosed", "\treviews\t", "\tquality\t");
  EXPECT_EQ(said().status, Status::broken);
}

TEST_F(Messages, ADisclosureWhoseMessageIsNotThereIsSeen_SOM_11) {
  ask();
  edit_leaf("message.queued", "message.queued", "record.read");
  EXPECT_THAT(said().evidence, HasSubstr("names a message that the ledger does not have"));
}

TEST_F(Messages, ADeliveryOfWhatWasNeverToBeSentIsSeen_SOM_11) {
  ask();
  log("message.delivered", "message=00000000000000000000000000000000;agency=" + word_ + ";kind=question");
  EXPECT_THAT(said().evidence, HasSubstr("was delivered, and the ledger does not say before"));
}

}  // namespace
}  // namespace concordat::evidence
