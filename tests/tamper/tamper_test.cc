// Tampering with a ledger: bytes flipped in the file, leaves removed, swapped, put in, cut off, histories forked. All of it is
// found, by the program and by a second verifier that shares no code with it (tests/oracle/verify_ledger.py).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "ledger/certificate.h"
#include "ledger/ledger.h"
#include "ledger/proof.h"
#include "store/sqlite.h"
#include "store/test_directory.h"

namespace concordat::ledger {
namespace {

constexpr int kLeaves = 12;
constexpr std::size_t kPage = 4'096;
constexpr std::size_t kOracleEvery = 16;  // the second verifier looks at each so manieth flip

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// Removed first: some file systems sync a file that is emptied and written anew.
void write_file(const std::string& path, const std::string& content) {
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary | std::ios::trunc).write(content.data(), static_cast<std::streamsize>(content.size()));
}

class Tampering : public testing::Test {
 protected:
  Tampering() : key_(crypto::new_signing_key()) {
    ManualClock clock(Instant{1'790'000'000'000'000});
    auto store = store::open_sqlite(original()).value();
    Ledger ledger(*store, clock, "example.org/log", crypto::signing_key_from(key_.secret.clone()).value());
    for (int index = 0; index < kLeaves; ++index) {
      append(*store, ledger, "record.read", index);
      if (index == 2 || index == 6 || index == kLeaves - 1) heads_.push_back(ledger.checkpoint());
    }
    for (std::size_t head = 0; head < heads_.size(); ++head) write_file(head_path(head), heads_[head]);
    leaves_ = read_leaves(*store);
    store.reset();
    content_ = read_file(original());
  }

  static void append(store::Store& store, Ledger& ledger, const std::string& event, int index) {
    const auto done = store.write([&](store::Transaction& transaction) -> Result<void> {
      Leaf leaf;
      leaf.event = event;
      leaf.actor = "system";
      leaf.record = crypto::new_id<RecordId>();
      leaf.detail = "number=" + std::to_string(index);
      ledger.append(transaction, leaf);
      return {};
    });
    ASSERT_TRUE(done.ok());
  }
  // Of the first number in the text.
  static std::string changed_digit(std::string text) {
    char& digit = text[text.find('\n') - 1];
    digit = digit == '1' ? '2' : '1';
    return text;
  }
  static std::vector<std::string> read_leaves(store::Store& store) {
    std::vector<std::string> leaves;
    store.read([&](store::Reader& reader) { leaves = reader.leaves(0, 100); });
    return leaves;
  }

  std::string original() const { return directory_.path() + "/database"; }
  std::string head_path(std::size_t head) const { return directory_.path() + "/head" + std::to_string(head); }

  // What the program says of a database file; empty: sound.
  std::vector<std::string> problems(const std::string& path) const {
    const auto opened = store::open_sqlite(path, store::Durability::off);
    if (!opened) return {opened.error().message};
    return fsck(**opened, heads_, key_.public_key).problems;
  }

  // A copy, changed by SQL that Concordat would never run.
  std::string changed(const std::string& sql) {
    const std::string path = directory_.path() + "/copy" + std::to_string(++copies_);
    write_file(path, content_);
    store::Connection(path, store::Connection::Mode::write).script("PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE;" + sql);
    return path;
  }

  void ask_oracle(const std::string& path) { ask_oracle_with(path, {head_path(0), head_path(1), head_path(2)}); }
  void ask_oracle_with(const std::string& path, const std::vector<std::string>& heads) {
    questions_ += "ledger " + path + " " + to_hex(key_.public_key);
    for (const auto& head : heads) questions_ += " " + head;
    questions_ += "\n";
  }
  // One line for each question.
  std::vector<std::string> oracle_answers() {
    const std::string questions = directory_.path() + "/questions";
    const std::string answers = directory_.path() + "/answers";
    write_file(questions, questions_);
    const std::string command = "python3 tests/oracle/verify_ledger.py batch < " + questions + " > " + answers;
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::vector<std::string> lines;
    std::ifstream in(answers);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

  store::TestDirectory directory_;
  crypto::SigningKey key_;
  std::vector<std::string> heads_;
  std::vector<std::string> leaves_;
  std::string content_;
  std::string questions_;
  int copies_ = 0;
  int accepted_ = 0;
};

TEST_F(Tampering, ProofsAreJudgedAlikeByBothVerifiers) {
  const auto store = store::open_sqlite(original(), store::Durability::off).value();
  const std::string proofs[] = {*prove_entry(*store, 4, heads_[2], key_.public_key),
                                *prove_continuation(*store, heads_[0], heads_[2], key_.public_key),
                                *prove_continuation(*store, heads_[2], heads_[2], key_.public_key)};
  for (const std::string& proof : proofs) {
    for (std::size_t head = 0; head < heads_.size(); ++head) {
      for (const std::string& given : {proof, changed_digit(proof)}) {
        const std::string path = directory_.path() + "/proof";
        write_file(path, given);
        const std::string question = path + " " + head_path(head) + " " + to_hex(key_.public_key);
        const bool sound = std::system(("python3 tests/oracle/verify_ledger.py proof " + question + " > " + path + ".said").c_str()) == 0;
        const auto proven = verify_proof(given, heads_[head], key_.public_key);
        EXPECT_EQ(proven.ok(), sound) << read_file(path + ".said") << (proven ? "" : proven.error().message) << given;
        if (sound) ++accepted_;
      }
    }
  }
  EXPECT_EQ(accepted_, 3) << "each proof with the head that it is for";
}

TEST_F(Tampering, UntouchedLedgerIsSoundToBothVerifiers) {
  EXPECT_THAT(problems(original()), testing::IsEmpty());
  ask_oracle(original());
  EXPECT_THAT(oracle_answers(), testing::ElementsAre("sound"));
}

TEST_F(Tampering, EveryChangeOfTheLeavesIsFoundByBothVerifiers) {
  std::vector<std::string> copies;
  for (int leaf = 0; leaf < kLeaves; ++leaf) {
    const std::string at = std::to_string(leaf);
    copies.push_back(changed("DELETE FROM leaves WHERE position = " + at));
    copies.push_back(changed("DELETE FROM leaves WHERE position = " + at +
                             ";UPDATE leaves SET position = position - 1000 WHERE position > " + at +
                             ";UPDATE leaves SET position = position + 999 WHERE position < 0"));
    copies.push_back(changed("DELETE FROM leaves WHERE position >= " + at));
    copies.push_back(changed("UPDATE leaves SET leaf = replace(leaf, 'record.read', 'record.list') WHERE position = " + at));
    copies.push_back(changed("UPDATE leaves SET leaf = leaf || ' ' WHERE position = " + at));
    copies.push_back(changed("UPDATE leaves SET leaf = (SELECT leaf FROM leaves WHERE position = " + std::to_string((leaf + 1) % kLeaves) +
                             ") WHERE position = " + at));
    for (int other = leaf + 1; other < kLeaves; ++other) {
      const std::string with = std::to_string(other);
      copies.push_back(changed("UPDATE leaves SET position = -1 WHERE position = " + at + ";UPDATE leaves SET position = " + at +
                               " WHERE position = " + with + ";UPDATE leaves SET position = " + with + " WHERE position = -1"));
    }
  }
  copies.push_back(changed("DELETE FROM leaves"));
  copies.push_back(changed("UPDATE leaves SET position = position + 1000; UPDATE leaves SET position = position - 999"));
  for (const auto& copy : copies) {
    EXPECT_THAT(problems(copy), testing::Not(testing::IsEmpty())) << copy;
    ask_oracle(copy);
  }
  const auto answers = oracle_answers();
  ASSERT_EQ(answers.size(), copies.size());
  EXPECT_THAT(answers, testing::Each(testing::Ne("sound")));
}

// What a leaf commits to stands beside it, and is as much under the heads as the leaf.
TEST_F(Tampering, EveryChangeOfAListIsFoundByBothVerifiers) {
  {
    auto store = store::open_sqlite(original(), store::Durability::off).value();
    ManualClock clock(Instant{1'790'000'000'000'000});
    Ledger ledger(*store, clock, "example.org/log", crypto::signing_key_from(key_.secret.clone()).value());
    ASSERT_TRUE(store->write([&](store::Transaction& transaction) -> Result<void> {
      std::vector<std::pair<std::uint64_t, RecordId>> records;
      for (std::uint64_t number = 1; number <= 3; ++number) {
        const auto id = crypto::new_id<RecordId>();
        transaction.insert_record({id, {}, "item", {}, "held", "reviews", "office", CivilDate::from_days(2), "c0ffee"});
        if (number != 2) records.emplace_back(number, id);
      }
      ledger.append_list(transaction, {{}, "list.read", "system", {}, {}, "item", "reviews", "", ""}, records);
      return {};
    }));
  }
  content_ = read_file(original());
  ask_oracle(original());
  EXPECT_THAT(problems(original()), testing::IsEmpty());
  const std::vector<std::string> copies = {changed("DELETE FROM lists"), changed("UPDATE lists SET position = 0"),
                                           changed("INSERT INTO lists VALUES (0, x'01')"), changed("UPDATE lists SET records = x'0101'"),
                                           changed("UPDATE lists SET records = x'01'"), changed("UPDATE lists SET records = x'0163'"),
                                           changed("UPDATE records SET id = randomblob(16) WHERE sequence = 3")};
  for (const std::string& copy : copies) {
    EXPECT_THAT(problems(copy), testing::Not(testing::IsEmpty())) << copy;
    ask_oracle(copy);
  }
  const auto answers = oracle_answers();
  ASSERT_EQ(answers.size(), copies.size() + 1);
  EXPECT_EQ(answers[0], "sound");
  for (std::size_t copy = 1; copy < answers.size(); ++copy) EXPECT_NE(answers[copy], "sound") << copies[copy - 1];
}

TEST_F(Tampering, ForkAndRollbackAreFoundByBothVerifiers) {
  const std::string fork = changed("DELETE FROM leaves WHERE position >= 7");
  {
    auto store = store::open_sqlite(fork).value();
    ManualClock clock(Instant{1'790'000'000'000'000});
    Ledger ledger(*store, clock, "example.org/log", crypto::signing_key_from(key_.secret.clone()).value());
    for (int index = 7; index < kLeaves; ++index) append(*store, ledger, "record.list", index);
    // The forker holds the signing key: its own head is good, the deposited one tells.
    EXPECT_THAT(fsck(*store, {heads_[0], heads_[1], ledger.checkpoint()}, key_.public_key).problems, testing::IsEmpty());
    EXPECT_THAT(fsck(*store, heads_, key_.public_key).problems, testing::ElementsAre(testing::HasSubstr("a leaf from 7 to 11")));
  }
  const std::string rollback = changed("DELETE FROM leaves WHERE position >= 7");
  EXPECT_THAT(problems(rollback), testing::ElementsAre(testing::HasSubstr("only 7 leaves are there")));
  ask_oracle(fork);
  ask_oracle(rollback);
  EXPECT_THAT(oracle_answers(), testing::ElementsAre("head 3: its root is not that of the first 12 leaves",
                                                     "head 3: it covers 12 leaves, only 7 are there"));
}

// Of the pages that hold leaves, each byte: it is found, or it was no part of any leaf (free space in a page).
TEST_F(Tampering, EveryFlippedByteOfTheFileIsFound) {
  std::set<std::size_t> pages;
  for (const auto& leaf : leaves_) pages.insert(content_.find(leaf) / kPage);
  std::size_t found = 0;
  std::vector<std::string> copies;
  for (const std::size_t page : pages) {
    for (std::size_t at = page * kPage; at < (page + 1) * kPage; ++at) {
      std::string flipped = content_;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
      const std::string path = directory_.path() + "/flipped";
      write_file(path, flipped);
      if (!problems(path).empty()) {
        ++found;
        if (found % kOracleEvery == 0) {
          copies.push_back(directory_.path() + "/flipped" + std::to_string(at));
          write_file(copies.back(), flipped);
          ask_oracle(copies.back());
        }
        continue;
      }
      ASSERT_EQ(read_leaves(*store::open_sqlite(path, store::Durability::off).value()), leaves_) << "byte " << at;
    }
  }
  std::size_t bytes_of_leaves = 0;
  for (const auto& leaf : leaves_) bytes_of_leaves += leaf.size();
  EXPECT_GE(found, bytes_of_leaves);
  const auto answers = oracle_answers();
  ASSERT_EQ(answers.size(), copies.size());
  EXPECT_THAT(answers, testing::Each(testing::Ne("sound")));
}

TEST_F(Tampering, EveryFlippedByteOfASignedHeadIsFoundByBothVerifiers) {
  for (std::size_t at = 0; at < heads_[2].size(); ++at) {
    std::string head = heads_[2];
    head[at] = static_cast<char>(head[at] ^ (1 << at % 8));
    EXPECT_FALSE(verify_checkpoint(head, key_.public_key).ok()) << at;
    const std::string path = directory_.path() + "/flipped" + std::to_string(at);
    write_file(path, head);
    ask_oracle_with(original(), {path});
  }
  const auto answers = oracle_answers();
  ASSERT_EQ(answers.size(), heads_[2].size());
  EXPECT_THAT(answers, testing::Each(testing::Ne("sound")));
}

}  // namespace
}  // namespace concordat::ledger
