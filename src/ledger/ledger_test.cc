#include "ledger/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/test_directory.h"

namespace concordat::ledger {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kLargest = 70;

// RFC 9162, section 2.1, word for word and without any cleverness: the oracle of the tree.
using Entries = std::vector<std::string>;

std::uint64_t split(std::uint64_t size) {
  std::uint64_t power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

Entries slice(const Entries& entries, std::uint64_t from, std::uint64_t to) {
  return Entries(entries.begin() + static_cast<long>(from), entries.begin() + static_cast<long>(to));
}

Digest naive_root(const Entries& entries) {
  if (entries.empty()) return crypto::sha256({});
  if (entries.size() == 1) return crypto::sha256(as_bytes(std::string(1, '\0') + entries[0]));
  const auto k = split(entries.size());
  const Digest left = naive_root(slice(entries, 0, k));
  const Digest right = naive_root(slice(entries, k, entries.size()));
  Bytes joined = {1};
  joined.insert(joined.end(), left.begin(), left.end());
  joined.insert(joined.end(), right.begin(), right.end());
  return crypto::sha256(joined);
}

std::vector<Digest> plus(std::vector<Digest> path, const Digest& last) {
  path.push_back(last);
  return path;
}

std::vector<Digest> naive_path(std::uint64_t m, const Entries& entries) {
  const auto n = entries.size();
  if (n == 1) return {};
  const auto k = split(n);
  if (m < k) return plus(naive_path(m, slice(entries, 0, k)), naive_root(slice(entries, k, n)));
  return plus(naive_path(m - k, slice(entries, k, n)), naive_root(slice(entries, 0, k)));
}

std::vector<Digest> naive_subproof(std::uint64_t m, const Entries& entries, bool known) {
  const auto n = entries.size();
  if (m == n) return known ? std::vector<Digest>() : std::vector<Digest>{naive_root(entries)};
  const auto k = split(n);
  if (m <= k) return plus(naive_subproof(m, slice(entries, 0, k), known), naive_root(slice(entries, k, n)));
  return plus(naive_subproof(m - k, slice(entries, k, n), false), naive_root(slice(entries, 0, k)));
}

Entries some_entries(std::uint64_t count) {
  Entries entries;
  for (std::uint64_t index = 0; index < count; ++index) entries.push_back("entry " + std::to_string(index * index));
  return entries;
}

Tree tree_of(const Entries& entries) {
  Tree tree;
  for (const auto& entry : entries) tree.append(leaf_hash(entry));
  return tree;
}

TEST(Tree, RootsAreThoseOfTheCertificateTransparencyReference) {
  // The eight leaves and roots of the reference data that accompanies RFC 6962; RFC 9162 hashes alike.
  const std::vector<std::string> leaves = {"",         "00",       "10",               "2021",
                                           "3031",     "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  Tree tree;
  EXPECT_EQ(to_hex(tree.root(0)), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const auto& hex : leaves) tree.append(leaf_hash(as_text(*from_hex(hex))));
  EXPECT_EQ(to_hex(tree.root(1)), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(to_hex(tree.root(2)), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  EXPECT_EQ(to_hex(tree.root(3)), "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
  EXPECT_EQ(to_hex(tree.root(8)), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST(Tree, AgreesWithTheNaiveDefinitionForAllSizes) {
  const Entries entries = some_entries(kLargest);
  const Tree tree = tree_of(entries);
  for (std::uint64_t size = 0; size <= kLargest; ++size) {
    const Entries prefix = slice(entries, 0, size);
    ASSERT_EQ(tree.root(size), naive_root(prefix)) << size;
    for (std::uint64_t index = 0; index < size; ++index) {
      ASSERT_EQ(tree.inclusion(index, size), naive_path(index, prefix)) << index << " in " << size;
    }
    for (std::uint64_t first = 1; first <= size; ++first) {
      ASSERT_EQ(tree.consistency(first, size), naive_subproof(first, prefix, true)) << first << " to " << size;
    }
  }
}

TEST(Tree, ProofsVerifyForAllSizesAndForNothingElse) {
  const Tree tree = tree_of(some_entries(kLargest));
  const auto leaf = [&](std::uint64_t index) { return leaf_hash(some_entries(kLargest)[index]); };
  for (std::uint64_t size = 1; size <= kLargest; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      auto path = tree.inclusion(index, size);
      ASSERT_TRUE(verify_inclusion(leaf(index), index, size, path, tree.root(size)));
      ASSERT_FALSE(verify_inclusion(leaf((index + 1) % kLargest), index, size, path, tree.root(size)));
      ASSERT_EQ(verify_inclusion(leaf(index), index ^ 1u, size, path, tree.root(size)), false);
      path.push_back(leaf(0));
      ASSERT_FALSE(verify_inclusion(leaf(index), index, size, path, tree.root(size)));
    }
    for (std::uint64_t first = 1; first <= size; ++first) {
      auto path = tree.consistency(first, size);
      ASSERT_TRUE(verify_consistency(first, size, tree.root(first), tree.root(size), path)) << first << " " << size;
      ASSERT_FALSE(verify_consistency(first, size, tree.root(first - 1), tree.root(size), path));
      ASSERT_FALSE(verify_consistency(first, size, tree.root(first), tree.root(size - 1), path));
      for (auto& node : path) {
        node[0] ^= 1;
        ASSERT_FALSE(verify_consistency(first, size, tree.root(first), tree.root(size), path));
        node[0] ^= 1;
      }
      path.push_back(leaf(0));
      ASSERT_FALSE(verify_consistency(first, size, tree.root(first), tree.root(size), path));
    }
  }
  EXPECT_TRUE(verify_consistency(0, 5, tree.root(0), tree.root(5), {}));
  EXPECT_FALSE(verify_inclusion(leaf(0), 0, 0, {}, tree.root(0)));
  EXPECT_FALSE(verify_consistency(3, 2, tree.root(3), tree.root(2), {}));
}

TEST(Tree, ProofStaysUnderOneKibibyteAtEightyMillionLeaves) {
  // The path is as long as the tree is high: 27 hashes for up to 2^27 leaves.
  const Tree tree = tree_of(some_entries(kLargest));
  EXPECT_EQ(tree.inclusion(0, 64).size(), 6u);
  EXPECT_EQ(tree.inclusion(0, 65).size(), 7u);
  EXPECT_LE(27u * sizeof(Digest), 1'024u);
}

Leaf a_leaf() {
  return {Instant{1'790'000'000'123'456}, "record.read", "00112233445566778899aabbccddeeff", crypto::new_id<CaseId>(),
          crypto::new_id<RecordId>(),      "contact",     "review",                           "c0ffee", "count=3;set=00ff"};
}

TEST(LeafText, ComesBackAsWritten) {
  const Leaf leaf = a_leaf();
  const auto back = decode(encode(leaf));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->at, leaf.at);
  EXPECT_EQ(back->event, leaf.event);
  EXPECT_EQ(back->actor, leaf.actor);
  EXPECT_EQ(back->case_id, leaf.case_id);
  EXPECT_EQ(back->record, leaf.record);
  EXPECT_EQ(back->part, leaf.part);
  EXPECT_EQ(back->purpose, leaf.purpose);
  EXPECT_EQ(back->charter, leaf.charter);
  EXPECT_EQ(back->detail, leaf.detail);
}

TEST(LeafText, BytesAreAsDocumented) {
  Leaf leaf;
  leaf.at = Instant{1'000};
  leaf.event = "part.destroyed";
  leaf.actor = "system";
  leaf.case_id = *CaseId::parse("00112233445566778899aabbccddeeff");
  leaf.part = "needs";
  leaf.detail = "k=v";
  EXPECT_EQ(encode(leaf), "1\t1000\tpart.destroyed\tsystem\t00112233445566778899aabbccddeeff\t\tneeds\t\t\tk=v");
}

TEST(LeafText, RefusesWhatCouldBeTakenForASeparator) {
  for (const std::string& bad : std::vector<std::string>{"a\tb", "a\nb", std::string("a\0b", 3), "\x7f", "caf\u00e9"}) {
    Leaf leaf = a_leaf();
    leaf.detail = bad;
    EXPECT_THROW(encode(leaf), std::logic_error);
    leaf = a_leaf();
    leaf.event = bad;
    EXPECT_THROW(encode(leaf), std::logic_error);
  }
}

TEST(LeafText, EveryOtherSpellingIsRefused) {
  const std::string good = "1\t1000\te\tsystem\t\t\t\t\t\t";
  ASSERT_TRUE(decode(good).ok());
  const std::vector<std::string> others = {
      "",
      "1",
      "2\t1000\te\tsystem\t\t\t\t\t\t",
      "1\t01000\te\tsystem\t\t\t\t\t\t",
      "1\t+1\te\tsystem\t\t\t\t\t\t",
      "1\t\te\tsystem\t\t\t\t\t\t",
      "1\t1000\t\tsystem\t\t\t\t\t\t",
      "1\t1000\te\tsystem\t\t\t\t\t",
      "1\t1000\te\tsystem\t\t\t\t\t\t\t",
      "1\t1000\te\tsystem\tzz\t\t\t\t\t",
      "1\t1000\te\tsystem\t00112233445566778899AABBCCDDEEFF\t\t\t\t\t",
      "1\t1000\te\tsystem\t00000000000000000000000000000000\t\t\t\t\t",
      "1\t1000\te\tsystem\t\t\t\t\t\t\n",
      "1\t99999999999999999999\te\tsystem\t\t\t\t\t\t",
  };
  for (const std::string& bad : others) {
    EXPECT_FALSE(decode(bad).ok()) << bad;
  }
}

TEST(SignedHead, VerifiesAndSaysWhatItSigned) {
  const auto key = crypto::new_signing_key();
  Checkpoint head{"stockport.example/ledger", 42, {}};
  head.root.fill(7);
  const auto back = verify_checkpoint(sign_checkpoint(head, key), key.public_key);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->origin, head.origin);
  EXPECT_EQ(back->size, 42u);
  EXPECT_EQ(back->root, head.root);
}

TEST(SignedHead, HasTheBytesOfASignedNote) {
  const auto key = crypto::new_signing_key();
  const std::string note = sign_checkpoint({"example.org/log", 0, {}}, key);
  const std::string text = "example.org/log\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
  ASSERT_TRUE(note.starts_with(text + "\n\xe2\x80\x94 example.org/log "));
  const std::size_t start = text.size() + 1 + std::string("\xe2\x80\x94 example.org/log ").size();
  const auto blob = from_base64(note.substr(start, note.size() - 1 - start));
  ASSERT_TRUE(blob);
  ASSERT_EQ(blob->size(), 68u);
  Bytes named = to_bytes("example.org/log\n\x01");
  named.insert(named.end(), key.public_key.begin(), key.public_key.end());
  EXPECT_EQ(to_hex(ByteView(*blob).first(4)), to_hex(crypto::sha256(named)).substr(0, 8));
  EXPECT_TRUE(crypto::verify_signature(key.public_key, as_bytes(text), ByteView(*blob).subspan(4)));
}

TEST(SignedHead, EveryChangedByteIsFound) {
  const auto key = crypto::new_signing_key();
  const std::string note = sign_checkpoint({"example.org/log", 1'234, crypto::sha256({})}, key);
  for (std::size_t index = 0; index < note.size(); ++index) {
    for (const unsigned flip : {1u, 0x20u, 0x80u}) {
      std::string changed = note;
      changed[index] = static_cast<char>(static_cast<unsigned char>(changed[index]) ^ flip);
      EXPECT_FALSE(verify_checkpoint(changed, key.public_key).ok()) << index;
    }
    EXPECT_FALSE(verify_checkpoint(note.substr(0, index), key.public_key).ok()) << index;
  }
  EXPECT_FALSE(verify_checkpoint(note, crypto::new_signing_key().public_key).ok());
}

TEST(SignedHead, AnotherSignersLineBesideOursIsAllowed) {
  const auto key = crypto::new_signing_key();
  const std::string note = sign_checkpoint({"example.org/log", 1, {}}, key);
  const std::string witness = "\xe2\x80\x94 witness.example AAAAAAAA\n";
  EXPECT_TRUE(verify_checkpoint(note + witness, key.public_key).ok());
  const auto split_at = note.find("\n\n") + 2;
  EXPECT_TRUE(verify_checkpoint(note.substr(0, split_at) + witness + note.substr(split_at), key.public_key).ok());
  EXPECT_FALSE(verify_checkpoint(note.substr(0, split_at) + witness, key.public_key).ok());
}

class LedgerInAStore : public testing::Test {
 protected:
  LedgerInAStore()
      : store_(store::open_sqlite(directory_.path() + "/database").value()),
        ledger_(*store_, clock_, "example.org/log", crypto::new_signing_key()) {}
  void add(int count) {
    for (int index = 0; index < count; ++index) {
      const auto done = store_->write([&](store::Transaction& t) -> Result<void> {
        ledger_.append(t, a_leaf());
        return {};
      });
      ASSERT_TRUE(done.ok());
    }
  }
  Checkpoint head() { return verify_checkpoint(ledger_.checkpoint(), ledger_.public_key()).value(); }

  store::TestDirectory directory_;
  ManualClock clock_{Instant{1'790'000'000'000'000}};
  std::unique_ptr<store::Store> store_;
  Ledger ledger_;
};

TEST_F(LedgerInAStore, LeafTakesItsTimeFromTheClock) {
  clock_.advance(5);
  add(1);
  store_->read([](store::Reader& r) { EXPECT_EQ(decode(r.leaves(0, 1).at(0))->at.microseconds, 1'790'000'000'000'005); });
}

TEST_F(LedgerInAStore, UndoneActLeavesNoLeaf) {
  add(1);
  const auto undone = store_->write([&](store::Transaction& t) -> Result<void> {
    ledger_.append(t, a_leaf());
    return Error{"refused", ""};
  });
  EXPECT_FALSE(undone.ok());
  EXPECT_EQ(head().size, 1u);
}

// Who looked something up beside the writer goes by it.
TEST_F(LedgerInAStore, AChangeIsOneOfItsCaseOrOfAll) {
  const auto here = crypto::new_id<CaseId>(), there = crypto::new_id<CaseId>();
  const auto write = [&](const char* event, CaseId case_id) {
    ASSERT_TRUE(store_->write([&](store::Transaction& t) -> Result<void> {
      Leaf leaf = a_leaf();
      leaf.event = event;
      leaf.case_id = case_id;
      ledger_.append(t, leaf);
      return {};
    }));
  };
  for (const char* reading : {"record.read", "list.read", "search.read", "attachment.read"}) write(reading, here);
  EXPECT_TRUE(ledger_.is_unchanged_since(0, here));
  write("record.corrected", here);
  EXPECT_FALSE(ledger_.is_unchanged_since(4, here));
  EXPECT_TRUE(ledger_.is_unchanged_since(5, here)) << "it was there when it was looked up";
  EXPECT_TRUE(ledger_.is_unchanged_since(4, there));
  write("charter.activated", CaseId());
  EXPECT_FALSE(ledger_.is_unchanged_since(5, there));
  EXPECT_TRUE(ledger_.is_unchanged_since(6, there));
}

TEST_F(LedgerInAStore, HeadsProofsAndLeavesFitTogether) {
  add(5);
  const Checkpoint early = head();
  add(6);
  const Checkpoint late = head();
  EXPECT_EQ(late.size, 11u);
  EXPECT_TRUE(verify_consistency(5, 11, early.root, late.root, ledger_.consistency(5, 11)));
  store_->read([&](store::Reader& r) {
    for (std::uint64_t index = 0; index < 11; ++index) {
      EXPECT_TRUE(verify_inclusion(leaf_hash(r.leaves(index, 1).at(0)), index, 11, ledger_.inclusion(index, 11), late.root));
    }
  });
}

TEST_F(LedgerInAStore, SoundLedgerHasNoProblems) {
  std::vector<std::string> heads = {ledger_.checkpoint()};
  add(3);
  heads.push_back(ledger_.checkpoint());
  add(2);
  const Fsck report = fsck(*store_, heads, ledger_.public_key());
  EXPECT_EQ(report.leaves, 5u);
  EXPECT_THAT(report.problems, IsEmpty());
}

TEST_F(LedgerInAStore, IsCheckedWithWordOfHowFarItIsAndCanBeStopped) {
  add(3);
  std::uint64_t told = 0;
  const std::vector<std::string> heads = {ledger_.checkpoint()};
  EXPECT_FALSE(fsck(*store_, heads, ledger_.public_key(), [&](std::uint64_t leaves) { return (told = leaves) > 0; }).stopped);
  EXPECT_EQ(told, 3u);
  const Fsck stopped = fsck(*store_, {"no head"}, ledger_.public_key(), [](std::uint64_t) { return false; });
  EXPECT_TRUE(stopped.stopped);
  EXPECT_THAT(stopped.problems, IsEmpty()) << "what was not looked at is not said to be wrong";
}

TEST_F(LedgerInAStore, IsNotSoundWithoutADepositedHeadAndNamesTheOneThatDoesNotFit) {
  add(3);
  const std::string deposits = directory_.path() + "/deposits";
  std::filesystem::create_directories(deposits + "/police");
  EXPECT_THAT(fsck_deposits(*store_, deposits, ledger_.public_key()).problems, testing::ElementsAre(HasSubstr("No signed head")));
  std::ofstream(deposits + "/police/checkpoint-3.txt") << ledger_.checkpoint();
  const Fsck sound = fsck_deposits(*store_, deposits, ledger_.public_key());
  EXPECT_EQ(sound.heads, 1u);
  EXPECT_THAT(sound.problems, IsEmpty());
  std::ofstream(deposits + "/police/checkpoint-4.txt") << "not a head";
  EXPECT_THAT(fsck_deposits(*store_, deposits, ledger_.public_key()).problems, testing::SizeIs(1));
}

TEST_F(LedgerInAStore, HeadOfAnotherHistoryIsNamed) {
  add(4);
  Checkpoint forked = head();
  forked.root[0] ^= 1;
  const auto key = crypto::new_signing_key();
  const std::vector<std::string> heads = {sign_checkpoint(forked, key)};
  EXPECT_THAT(fsck(*store_, heads, key.public_key).problems, testing::ElementsAre(HasSubstr("Signed head 1 over 4 leaves does not match")));
  forked.size = 9;
  const Fsck cut = fsck(*store_, {sign_checkpoint(forked, key)}, key.public_key);
  EXPECT_THAT(cut.problems, testing::ElementsAre(HasSubstr("cut back or replaced")));
  EXPECT_THAT(fsck(*store_, heads, ledger_.public_key()).problems, testing::ElementsAre(HasSubstr("not signed by this key")));
}

}  // namespace
}  // namespace concordat::ledger
