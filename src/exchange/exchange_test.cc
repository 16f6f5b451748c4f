// Messages between instances: the envelope, the partners, what waits and what came (SOM-11).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/post.h"
#include "vault/test_instance.h"

namespace concordat::exchange {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecretName = "Isolde Marchbanks";  // invented
constexpr std::int64_t kHour = 3600 * kMicrosecondsPerSecond;

const Identity& self() {
  static const Identity one = identity_of(Secret(Bytes(32, 1)));
  return one;
}
const Identity& other() {
  static const Identity one = identity_of(Secret(Bytes(32, 2)));
  return one;
}
const Identity& third() {
  static const Identity one = identity_of(Secret(Bytes(32, 3)));
  return one;
}

const Instant kNow{london_midnight(*CivilDate::parse("2026-11-02"))};

Message question() { return {crypto::new_id<MessageId>(), Kind::question, {}, kSecretName}; }

Bytes sealed(const Message& message, Instant at = kNow, const Identity& from = self(), const Identity& to = other()) {
  return signed_at(from, *draft(from, to.keys(), message), at);
}

std::optional<Refusal> refusal_of(ByteView bytes, Instant now = kNow, const Identity& reader = other()) {
  const auto opened = open_message(reader, bytes, now, [](const Name& name) {
    return name == self().keys().name() ? std::optional(self().keys()) : std::nullopt;
  });
  const Refusal* refusal = std::get_if<Refusal>(&opened);
  return refusal ? std::optional(*refusal) : std::nullopt;
}

TEST(Envelope, OpensForItsRecipientAsItWasSealed) {
  const Message sent = question();
  const auto opened = open_message(other(), sealed(sent), kNow, [](const Name&) { return std::optional(self().keys()); });
  const Received* received = std::get_if<Received>(&opened);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->message.body, kSecretName);
  EXPECT_EQ(received->message.id, sent.id);
  EXPECT_EQ(received->message.kind, Kind::question);
  EXPECT_EQ(received->sender, self().keys().name());
}

TEST(Envelope, ShowsNothingOfItsContentToOthers) {
  EXPECT_THAT(std::string(as_text(sealed(question()))), Not(HasSubstr("Isolde")));
}

TEST(Envelope, IsRefusedWithAnyByteChanged) {
  const Bytes whole = sealed(question());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes changed = whole;
    changed[i] ^= 1;
    ASSERT_TRUE(refusal_of(changed)) << "byte " << i;
  }
  for (std::size_t size = 0; size < whole.size(); ++size) ASSERT_TRUE(refusal_of(ByteView(whole).first(size))) << size << " bytes";
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_EQ(refusal_of(longer), Refusal::malformed);
}

TEST(Envelope, IsRefusedByWhomItIsNotFor) { EXPECT_EQ(refusal_of(sealed(question()), kNow, third()), Refusal::not_for_us); }

TEST(Envelope, IsRefusedOfAnUnknownSender) {
  EXPECT_EQ(refusal_of(sealed(question(), kNow, third())), Refusal::unknown_sender);
}

TEST(Envelope, CannotBeSignedBySomebodyElseInTheSendersName) {
  Bytes bytes = *draft(self(), other().keys(), question());
  EXPECT_EQ(refusal_of(signed_at(third(), bytes, kNow)), Refusal::bad_signature);
}

// Who takes the sealed content out and sends it under their own name does not get it read as theirs.
TEST(Envelope, ContentDoesNotOpenUnderAnotherSendersName) {
  Bytes bytes = *draft(third(), other().keys(), question());
  const crypto::Digest name = self().keys().name();
  std::ranges::copy(name, bytes.begin() + 8);
  EXPECT_EQ(refusal_of(signed_at(self(), bytes, kNow)), Refusal::unreadable);
}

TEST(Envelope, IsRefusedWhenItIsStaleOrFromTheFuture) {
  const Bytes whole = sealed(question());
  EXPECT_FALSE(refusal_of(whole, {kNow.microseconds + kOldestHours * kHour}));
  EXPECT_EQ(refusal_of(whole, {kNow.microseconds + kOldestHours * kHour + 1}), Refusal::too_old);
  EXPECT_FALSE(refusal_of(whole, {kNow.microseconds - kFutureMinutes * kHour / 60}));
  EXPECT_EQ(refusal_of(whole, {kNow.microseconds - kFutureMinutes * kHour / 60 - 1}), Refusal::from_the_future);
}

TEST(Envelope, OfMoreThanItMayHoldIsNeitherMadeNorRead) {
  Message large = question();
  large.body.assign(kMostBody, 'x');
  EXPECT_FALSE(draft(self(), other().keys(), large));
  EXPECT_EQ(refusal_of(Bytes(kMostBody + 4096, 'C')), Refusal::too_large);
}

// docs/formats/message.md: what stands in the files of partners must mean the same in every later version.
TEST(Envelope, KeysAndNamesStayAsTheyWere) {
  // As hashlib and openssl make it of 32 bytes 01, by that page.
  EXPECT_EQ(to_hex(self().keys().name()), "0e19c6d44fea89dc0b9f61426e1da86508a7140d2c9c30a950188ac18f12205d");
  EXPECT_EQ(self().keys().word(), "partner-0e19c6d44fea89dc");
  EXPECT_EQ(self().keys().fingerprint(), "0e19 c6d4 4fea 89dc 0b9f");
}

// ---- partners and post

// Two instances, and between them a wire that can be cut.
class Exchange : public testing::Test {
 protected:
  struct Side {
    explicit Side(const char* partnership) : name(partnership), instance("charters/somerset.toml", "2026-11-02") {}
    policy::Mandate mandate(const char* role) {
      return *instance.vault->gate().authorise(instance.person({role}), charter::Capability::manage_accounts);
    }
    void learn(Side& from) {
      const Card card = from.post.card(from.name, "https://example.org");
      EXPECT_TRUE(propose_partner(*instance.store, *instance.ledger, mandate("manager"), card, instance.clock.now()));
      const auto confirmed =
          confirm_partner(*instance.store, *instance.ledger, mandate("deputy"), card.keys.word(), card.keys.fingerprint());
      EXPECT_TRUE(confirmed) << confirmed.error().message;
    }
    Result<void> queue(const Message& message, const Side& to) {
      return instance.store->write([&](store::Transaction& transaction) {
        return post.queue(transaction, message, to.post.card("", "").keys.word(), CaseId{}, {}, instance.person({"manager"}));
      });
    }
    std::optional<Outgoing> outgoing(MessageId id) {
      std::optional<Outgoing> found;
      instance.store->read([&](store::Reader& reader) { found = Post::find(reader, id); });
      return found;
    }
    std::size_t count(std::string_view event) {
      std::size_t found = 0;
      instance.store->read([&](store::Reader& reader) {
        for (const std::string& line : reader.leaves(0, 1000))
          if (const auto leaf = ledger::decode(line); leaf && leaf->event == event) ++found;
      });
      return found;
    }

    std::string name;
    vault::TestInstance instance;
    Secret link_key = crypto::random_secret(32);
    std::string log;
    Post post{*instance.store, *instance.ledger, link_key, instance.clock, "", [this](const std::string& line) { log += line + "\n"; }};
  };

  Exchange() {
    here_.learn(there_);
    there_.learn(here_);
  }
  // What arrives is remembered, and answered by a receipt.
  Told arrive(std::string_view bytes) {
    if (cut_) return {0, "", "Their server cannot be reached."};
    const auto received = there_.post.open(bytes);
    if (!received) return {404, "", ""};
    bool is_new = false;
    EXPECT_TRUE(there_.instance.store->write([&](store::Transaction& transaction) -> Result<void> {
      is_new = TRY(there_.post.remember(transaction, *received, CaseId{}));
      return {};
    }));
    if (is_new) bodies_.push_back(received->message.body);
    last_ = std::string(bytes);
    return lost_answers_-- > 0 ? Told{0, "", "The connection to their server broke off."} : Told{200, *there_.post.receipt(*received), ""};
  }
  Deliver wire() {
    return [this](const Card&, std::string_view bytes) { return arrive(bytes); };
  }

  Side here_{"Saltmarsh and Fenland"};
  Side there_{"Alder Valley"};
  bool cut_ = false;
  int lost_answers_ = 0;
  std::vector<std::string> bodies_;
  std::string last_;
};

TEST_F(Exchange, AMessageIsDeliveredOnceAndSignedFor_SOM_11) {
  const Message sent = question();
  ASSERT_TRUE(here_.queue(sent, there_));
  EXPECT_EQ(here_.post.send_due(wire())->delivered, 1u);
  EXPECT_EQ(bodies_, std::vector<std::string>{kSecretName});
  ASSERT_TRUE(here_.outgoing(sent.id)->delivered);
  EXPECT_TRUE(here_.outgoing(sent.id)->draft.empty());
  EXPECT_EQ(here_.post.send_due(wire())->delivered, 0u);
  EXPECT_EQ(here_.count("message.queued"), 1u);
  EXPECT_EQ(here_.count("message.delivered"), 1u);
  EXPECT_EQ(there_.count("message.received"), 1u);
}

TEST_F(Exchange, WhatWasNotHeardOfIsSentAgainAndTakenInOnce_SOM_11) {
  const Message sent = question();
  ASSERT_TRUE(here_.queue(sent, there_));
  lost_answers_ = 1;
  EXPECT_EQ(here_.post.send_due(wire())->failed, 1u);
  EXPECT_THAT(here_.outgoing(sent.id)->failure, HasSubstr("broke off"));
  here_.instance.clock.advance(kHour);
  there_.instance.clock.advance(kHour);
  EXPECT_EQ(here_.post.send_due(wire())->delivered, 1u);
  EXPECT_EQ(bodies_.size(), 1u) << "it came twice";
}

TEST_F(Exchange, AMessageThatWasListenedToBringsNothingAboutAgain) {
  ASSERT_TRUE(here_.queue(question(), there_));
  ASSERT_TRUE(here_.post.send_due(wire()));
  const std::string heard = last_;
  EXPECT_EQ(arrive(heard).status, 200);
  EXPECT_EQ(bodies_.size(), 1u);
  there_.instance.clock.advance(kOldestHours * kHour + kHour);
  EXPECT_EQ(arrive(heard).status, 404);
  EXPECT_THAT(there_.log, HasSubstr("signed too long ago"));
  EXPECT_EQ(bodies_.size(), 1u);
}

TEST_F(Exchange, WaitsWhileTheirServerIsAwayAndIsGivenUpInTheEnd) {
  const Message sent = question();
  ASSERT_TRUE(here_.queue(sent, there_));
  cut_ = true;
  EXPECT_EQ(here_.post.send_due(wire())->failed, 1u);
  EXPECT_EQ(here_.post.send_due(wire())->failed, 0u) << "it is tried again at once";
  for (int i = 0; i < 40; ++i) {
    here_.instance.clock.advance(4 * kHour);
    there_.instance.clock.advance(4 * kHour);
    ASSERT_TRUE(here_.post.send_due(wire()));
  }
  EXPECT_TRUE(here_.outgoing(sent.id)->given_up);
  cut_ = false;
  ASSERT_TRUE(here_.post.try_again(sent.id));
  EXPECT_EQ(here_.post.send_due(wire())->delivered, 1u);
  EXPECT_EQ(bodies_.size(), 1u);
}

TEST_F(Exchange, ARestartLosesNothing) {
  const Message sent = question();
  ASSERT_TRUE(here_.queue(sent, there_));
  Post again(*here_.instance.store, *here_.instance.ledger, here_.link_key, here_.instance.clock, "", [](const std::string&) {});
  EXPECT_EQ(again.send_due(wire())->delivered, 1u);
  EXPECT_EQ(bodies_.size(), 1u);
}

TEST_F(Exchange, WhoeverAnswersWithoutTheirSignatureIsNotBelieved) {
  const Message sent = question();
  ASSERT_TRUE(here_.queue(sent, there_));
  const auto forged = [&](const Card&, std::string_view bytes) {
    return Told{200, std::string(as_text(sealed({crypto::new_id<MessageId>(), Kind::receipt, sent.id, std::string(bytes.substr(0, 8))},
                                                here_.instance.clock.now(), third(), self()))), ""};
  };
  EXPECT_EQ(here_.post.send_due(forged)->failed, 1u);
  EXPECT_THAT(here_.outgoing(sent.id)->failure, HasSubstr("not with their signature"));
}

TEST_F(Exchange, APartnerThatWasRemovedIsNeitherToldNorHeard) {
  const Message sent = question();
  ASSERT_TRUE(here_.queue(sent, there_));
  const std::string theirs = there_.post.card("", "").keys.word(), ours = here_.post.card("", "").keys.word();
  ASSERT_TRUE(remove_partner(*there_.instance.store, *there_.instance.ledger, there_.mandate("manager"), ours));
  EXPECT_EQ(here_.post.send_due(wire())->failed, 1u);
  EXPECT_THAT(there_.log, HasSubstr("its sender is no partner here"));
  ASSERT_TRUE(remove_partner(*here_.instance.store, *here_.instance.ledger, here_.mandate("manager"), theirs));
  here_.instance.clock.advance(kHour);
  EXPECT_EQ(here_.post.send_due(wire())->failed, 1u);
  EXPECT_TRUE(here_.outgoing(sent.id)->given_up);
  EXPECT_FALSE(here_.queue(question(), there_));
  EXPECT_TRUE(bodies_.empty());
}

TEST_F(Exchange, TheLogSaysWhyAndNothingOfWhatItHeld) {
  there_.post.open(as_text(sealed(question(), kNow, third())));
  there_.post.open(std::string(kSecretName) + std::string(300, 'x'));
  EXPECT_THAT(there_.log, HasSubstr("meant for somebody else"));
  EXPECT_THAT(there_.log, Not(HasSubstr("Isolde")));
}

TEST_F(Exchange, NoiseDoesNotFillTheLog) {
  for (int i = 0; i < 500; ++i) there_.post.open("noise");
  EXPECT_EQ(std::ranges::count(there_.log, '\n'), 101);
  there_.instance.clock.advance(kHour);
  there_.post.open("noise");
  EXPECT_EQ(std::ranges::count(there_.log, '\n'), 102);
}

TEST_F(Exchange, APartnerIsLetInByTwoPeopleAndTheFingerprint) {
  Side& one = here_;
  const Card card{"Third Partnership", "https://third.example.org:8443", third().keys(), ""};
  store::Store& store = *one.instance.store;
  ledger::Ledger& ledger = *one.instance.ledger;
  ASSERT_TRUE(propose_partner(store, ledger, one.mandate("manager"), card, kNow));
  const auto by_the_same = confirm_partner(store, ledger, one.mandate("manager"), card.keys.word(), card.keys.fingerprint());
  ASSERT_FALSE(by_the_same);
  EXPECT_THAT(by_the_same.error().message, HasSubstr("yourself"));
  EXPECT_FALSE(confirm_partner(store, ledger, one.mandate("deputy"), card.keys.word(), "0000 1111 2222 3333 4444"));
  std::string spoken = card.keys.fingerprint();
  std::erase(spoken, ' ');
  EXPECT_TRUE(confirm_partner(store, ledger, one.mandate("deputy"), card.keys.word(), spoken));
}

TEST(Card, IsReadAsItWasWritten) {
  const Card card{"Alder Valley", "https://alder.example.org:8443", other().keys(),
                  "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};
  const auto read = parse_card("\r\n " + text_of(card) + "\n\n");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->name, card.name);
  EXPECT_EQ(read->address, card.address);
  EXPECT_EQ(read->keys, card.keys);
  EXPECT_EQ(read->certificate, card.certificate);
}

TEST(Card, IsRefusedWithoutAnAddressOfAServerAlone) {
  for (const char* address : {"http://example.org", "https://", "https://user@example.org", "https://example.org/path", "https://a:b:c",
                              "file:///etc/passwd", "https://example.org\\x"})
    EXPECT_FALSE(parse_card(text_of({"Alder Valley", address, other().keys(), ""}))) << address;
  EXPECT_FALSE(parse_card(text_of({"", "https://example.org", other().keys(), ""})));
  EXPECT_FALSE(parse_card("hello"));
  EXPECT_FALSE(parse_card(std::string(20'000, 'x')));
}

}  // namespace
}  // namespace concordat::exchange
