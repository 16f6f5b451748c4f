#include "ledger/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "store/test_directory.h"

namespace concordat::ledger {
namespace {

using testing::HasSubstr;

class Proof : public testing::Test {
 protected:
  Proof()
      : store_(store::open_sqlite(directory_.path() + "/database").value()),
        ledger_(*store_, clock_, "example.org/log", crypto::signing_key_from(key_.secret.clone()).value()) {}

  void grow_to(std::uint64_t size) {
    for (; size_ < size; ++size_) {
      EXPECT_TRUE(store_->write([&](store::Transaction& transaction) -> Result<void> {
        Leaf leaf;
        leaf.event = "event." + std::to_string(size_);
        leaf.actor = "system";
        ledger_.append(transaction, leaf);
        return {};
      }));
    }
  }
  std::string head_at(std::uint64_t size) {
    grow_to(size);
    return ledger_.checkpoint();
  }
  std::string refusal(std::string_view proof, std::string_view head) const {
    const auto proven = verify_proof(proof, head, key_.public_key);
    return proven ? "accepted" : proven.error().message;
  }

  store::TestDirectory directory_;
  ManualClock clock_{Instant{1'790'000'000'000'000}};
  crypto::SigningKey key_ = crypto::new_signing_key();
  std::unique_ptr<store::Store> store_;
  Ledger ledger_;
  std::uint64_t size_ = 0;
};

TEST_F(Proof, OfEachEntryHoldsUnderItsHead) {
  for (const std::uint64_t size : {1u, 2u, 3u, 7u, 8u, 13u}) {
    const std::string head = head_at(size);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = prove_entry(*store_, index, head, key_.public_key);
      ASSERT_TRUE(proof) << proof.error().message;
      const auto proven = verify_proof(*proof, head, key_.public_key);
      ASSERT_TRUE(proven) << proven.error().message;
      EXPECT_EQ(proven->index, index);
      EXPECT_EQ(proven->leaf->event, "event." + std::to_string(index));
      EXPECT_EQ(proven->head.size, size);
      const auto served = prove_entry(ledger_, *store_, index, head);
      EXPECT_TRUE(served && *served == *proof) << "by the tree in memory, the same to the byte";
    }
  }
}

TEST_F(Proof, OfAContinuationHoldsBetweenEachPairOfHeads) {
  std::vector<std::string> heads;
  for (std::uint64_t size = 0; size <= 9; ++size) heads.push_back(head_at(size));
  for (std::size_t older = 0; older < heads.size(); ++older) {
    for (std::size_t newer = older; newer < heads.size(); ++newer) {
      const auto proof = prove_continuation(*store_, heads[older], heads[newer], key_.public_key);
      ASSERT_TRUE(proof) << proof.error().message;
      const auto proven = verify_proof(*proof, heads[older], key_.public_key);
      ASSERT_TRUE(proven) << older << " to " << newer << ": " << proven.error().message;
      EXPECT_EQ(proven->continued, older);
      EXPECT_EQ(proven->head.size, newer);
    }
    EXPECT_FALSE(older > 0 && prove_continuation(*store_, heads[older], heads[0], key_.public_key)) << "backwards";
  }
}

TEST_F(Proof, ChangedInOneByteHoldsNoLonger) {
  const std::string older = head_at(5);
  const std::string newer = head_at(11);
  for (const auto& [proof, head] : {std::pair(*prove_entry(*store_, 6, newer, key_.public_key), newer),
                                    std::pair(*prove_continuation(*store_, older, newer, key_.public_key), older)}) {
    EXPECT_EQ(refusal(proof, head), "accepted");
    for (std::size_t place = 0; place < proof.size(); ++place) {
      std::string changed = proof;
      changed[place] = static_cast<char>(changed[place] ^ 1);
      EXPECT_NE(refusal(changed, head), "accepted") << place << " of\n" << proof;
    }
    for (std::size_t length = 0; length < proof.size(); ++length) EXPECT_NE(refusal(proof.substr(0, length), head), "accepted") << length;
  }
}

TEST_F(Proof, IsHeldAgainstWhatTheStrangerHolds) {
  const std::string older = head_at(5);
  const std::string newer = head_at(11);
  EXPECT_THAT(refusal(*prove_entry(*store_, 3, older, key_.public_key), newer), HasSubstr("another checkpoint than the one given"));
  EXPECT_THAT(refusal(*prove_continuation(*store_, older, newer, key_.public_key), newer), HasSubstr("begins at another checkpoint"));
  EXPECT_THAT(refusal("hello\n", newer), HasSubstr("not a proof"));
  const std::string forked = sign_checkpoint({"example.org/log", 5, leaf_hash("another")}, key_);
  EXPECT_THAT(refusal(*prove_continuation(*store_, older, newer, key_.public_key), forked), HasSubstr("forked or rewritten"));
}

TEST_F(Proof, IsNotMadeOfWhatIsNotThere) {
  const std::string head = head_at(5);
  EXPECT_THAT(prove_entry(*store_, 5, head, key_.public_key).error().message, HasSubstr("is not under the newest deposited head"));
  const std::string forked = sign_checkpoint({"example.org/log", 5, leaf_hash("another")}, key_);
  EXPECT_THAT(prove_entry(*store_, 1, forked, key_.public_key).error().message, HasSubstr("is not of this ledger"));
  const std::string longer = sign_checkpoint({"example.org/log", 9, leaf_hash("another")}, key_);
  EXPECT_THAT(prove_continuation(*store_, head, longer, key_.public_key).error().message, HasSubstr("has only 5"));
}

// 27 hashes, 864 bytes, at 80 million leaves.
TEST_F(Proof, IsAHashForEachLevelOfTheTree) {
  const std::string head = head_at(1000);
  EXPECT_LE(std::ranges::count(*prove_entry(*store_, 500, head, key_.public_key), '\n'), 3 + 10 + 1 + 5);
}

}  // namespace
}  // namespace concordat::ledger
