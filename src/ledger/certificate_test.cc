#include "ledger/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/test_directory.h"

namespace concordat::ledger {
namespace {

using testing::HasSubstr;

class DestructionCertificate : public testing::Test {
 protected:
  DestructionCertificate()
      : store_(store::open_sqlite(directory_.path() + "/database").value()),
        ledger_(*store_, clock_, "example.org/log", crypto::new_signing_key()) {
    add(5);
    deposited_ = ledger_.checkpoint();
    destruction_ = add(1, "destruction.done", "warrant=00;kind=weighty;content=" + content());
    add(3);
  }
  std::uint64_t add(int count, const std::string& event = "record.read", const std::string& detail = "") {
    std::uint64_t last = 0;
    for (int index = 0; index < count; ++index) {
      const auto done = store_->write([&](store::Transaction& transaction) -> Result<void> {
        Leaf leaf;
        leaf.event = event;
        leaf.actor = "system";
        leaf.detail = detail;
        last = ledger_.append(transaction, leaf);
        return {};
      });
      EXPECT_TRUE(done.ok());
    }
    return last;
  }
  std::string content() const {
    std::string lines = items_[1].record.text() + " contact\n" + items_[0].record.text() + " statement\n";
    return to_hex(crypto::sha256(as_bytes(lines)));
  }
  Certificate certificate(const std::optional<Checkpoint>& deposited) {
    return make_certificate(ledger_, *store_, destruction_, items_, "Stockport Council", "R-2026-014", deposited).value();
  }
  Certificate good() { return certificate(verify_checkpoint(deposited_, ledger_.public_key()).value()); }
  std::string refusal(const Certificate& certificate) { return refusal_of_text(write_certificate(certificate)); }
  std::string refusal_of_text(const std::string& text) {
    const auto verdict = verify_certificate(text, deposited_, ledger_.public_key());
    return verdict.ok() ? "accepted" : verdict.error().message;
  }

  store::TestDirectory directory_;
  ManualClock clock_{Instant{1'790'000'000'000'000}};
  std::unique_ptr<store::Store> store_;
  Ledger ledger_;
  std::vector<CertificateItem> items_ = {{*RecordId::parse("ff000000000000000000000000000001"), "statement"},
                                         {*RecordId::parse("0a000000000000000000000000000002"), "contact"}};
  std::string deposited_;
  std::uint64_t destruction_ = 0;
};

TEST_F(DestructionCertificate, VerifiesAgainstAnEarlierDepositedHead) {
  const auto verdict = verify_certificate(write_certificate(good()), deposited_, ledger_.public_key());
  ASSERT_TRUE(verdict.ok()) << verdict.error().message;
  EXPECT_EQ(verdict->index, 5u);
  EXPECT_EQ(verdict->agency, "Stockport Council");
  EXPECT_EQ(verdict->case_reference, "R-2026-014");
  EXPECT_EQ(verdict->destroyed_at, clock_.now());
  ASSERT_EQ(verdict->items.size(), 2u);
  EXPECT_EQ(verdict->items[1].part, "contact");
}

TEST_F(DestructionCertificate, VerifiesAgainstItsOwnHeadWithoutAPath) {
  const Certificate own = certificate(std::nullopt);
  EXPECT_FALSE(own.consistency);
  EXPECT_TRUE(verify_certificate(write_certificate(own), own.checkpoint, ledger_.public_key()).ok());
  EXPECT_THAT(refusal(own), HasSubstr("no path from 5 to 9 leaves"));
}

TEST_F(DestructionCertificate, VerifiesAgainstALaterDepositedHead) {
  Certificate own = certificate(std::nullopt);
  add(4);
  const std::string later = ledger_.checkpoint();
  own.consistency = Consistency{9, ledger_.consistency(9, 13)};
  EXPECT_TRUE(verify_certificate(write_certificate(own), later, ledger_.public_key()).ok());
}

TEST_F(DestructionCertificate, SaysWhatDoesNotHold) {
  Certificate changed = good();
  changed.items.pop_back();
  EXPECT_THAT(refusal(changed), HasSubstr("items listed are not those"));
  changed = good();
  changed.items[0].part = "other";
  EXPECT_THAT(refusal(changed), HasSubstr("items listed are not those"));
  changed = good();
  changed.index = 4;
  EXPECT_THAT(refusal(changed), HasSubstr("does not reach the signed root"));
  changed = good();
  changed.inclusion.pop_back();
  EXPECT_THAT(refusal(changed), HasSubstr("does not reach the signed root"));
  changed = good();
  changed.consistency->path[0][0] ^= 1;
  EXPECT_THAT(refusal(changed), HasSubstr("forked or rewritten"));
  changed = good();
  changed.destroyed_at.microseconds += kMicrosecondsPerDay;
  EXPECT_THAT(refusal(changed), HasSubstr("time of destruction is not the leaf's"));
  changed = good();
  changed.public_key[0] ^= 1;
  EXPECT_THAT(refusal(changed), HasSubstr("another public key"));
  changed = good();
  changed.leaf.replace(changed.leaf.find("system"), 6, "public");
  EXPECT_THAT(refusal(changed), HasSubstr("does not reach the signed root"));
}

TEST_F(DestructionCertificate, LeafOfAnotherActIsNoDestruction) {
  EXPECT_FALSE(make_certificate(ledger_, *store_, 0, items_, "", "", std::nullopt).ok());
  EXPECT_FALSE(make_certificate(ledger_, *store_, 99, items_, "", "", std::nullopt).ok());
  Certificate other = good();
  store_->read([&](store::Reader& reader) { other.leaf = reader.leaves(0, 1).at(0); });
  EXPECT_THAT(refusal(other), HasSubstr("does not record a completed destruction"));
}

TEST_F(DestructionCertificate, HeadSignedByAnotherKeyIsRefused) {
  const auto stranger = crypto::new_signing_key();
  Certificate forged = good();
  forged.checkpoint = sign_checkpoint(verify_checkpoint(forged.checkpoint, ledger_.public_key()).value(), stranger);
  EXPECT_THAT(refusal(forged), HasSubstr("own head does not verify"));
  EXPECT_FALSE(verify_certificate(write_certificate(good()), deposited_, stranger.public_key).ok());
}

TEST_F(DestructionCertificate, ForkedHistoryOfTheSameSizeIsRefused) {
  const Certificate own = certificate(std::nullopt);
  Checkpoint fork = verify_checkpoint(own.checkpoint, ledger_.public_key()).value();
  fork.root[5] ^= 1;
  const auto key = crypto::new_signing_key();
  Certificate resigned = own;
  resigned.public_key = Bytes(key.public_key.begin(), key.public_key.end());
  resigned.checkpoint = sign_checkpoint(verify_checkpoint(own.checkpoint, ledger_.public_key()).value(), key);
  const auto verdict = verify_certificate(write_certificate(resigned), sign_checkpoint(fork, key), key.public_key);
  ASSERT_FALSE(verdict.ok());
  EXPECT_THAT(verdict.error().message, HasSubstr("contradict each other"));
}

TEST_F(DestructionCertificate, RubbishIsRefusedNeverACrash) {
  const std::string text = write_certificate(good());
  ASSERT_EQ(refusal_of_text(text), "accepted");
  for (const std::string& bad : std::vector<std::string>{"", "{", "[]", "null", "7", "{}", std::string(100'000, '['), "\xff\xfe"}) {
    EXPECT_NE(refusal_of_text(bad), "accepted") << bad.substr(0, 10);
  }
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return refusal_of_text(changed);
  };
  EXPECT_THAT(replaced("\"index\": 5", "\"index\": -5"), HasSubstr("malformed"));
  EXPECT_THAT(replaced("\"index\": 5", "\"index\": \"5\""), HasSubstr("malformed"));
  EXPECT_THAT(replaced("\"index\": 5", "\"index\": 5, \"more\": 1"), HasSubstr("unknown member"));
  EXPECT_THAT(replaced("certificate/1", "certificate/2"), HasSubstr("its format is not"));
  EXPECT_THAT(replaced("\"agency\"", "\"agencies\""), HasSubstr("unknown member"));
}

TEST_F(DestructionCertificate, NoChangedByteOfAProvenMemberIsAccepted) {
  const std::string text = write_certificate(good());
  for (std::size_t index = 0; index < text.size(); ++index) {
    std::string changed = text;
    changed[index] = static_cast<char>(changed[index] ^ 1);
    const auto verdict = verify_certificate(changed, deposited_, ledger_.public_key());
    if (!verdict.ok()) continue;
    // What is left are the labels for people, white space, and nothing that is proven.
    EXPECT_EQ(verdict->leaf, good().leaf) << index;
    EXPECT_EQ(verdict->index, destruction_) << index;
    EXPECT_EQ(verdict->items.size(), 2u) << index;
  }
}

}  // namespace
}  // namespace concordat::ledger
