#pragma once
// The tamper-evident log of acts: leaves in the act's own transaction, a Merkle tree over them (RFC 9162, section 2.1),
// signed heads in the C2SP checkpoint format, proofs that a stranger can check with nothing but a deposited head.
// docs/formats/ledger.md gives the bytes; tests/oracle/verify_ledger.py reads them independently.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "crypto/crypto.h"
#include "store/store.h"

namespace concordat::ledger {

constexpr std::size_t kLeavesAtOnce = 4'096;  // read from the store

using crypto::Digest;

// One act. No personal data, no digest of any: only opaque ids, words of the charter and a salted commitment.
struct Leaf {
  Instant at;
  std::string event;    // "record.put", "record.read", "warrant.approved", "part.destroyed", …
  std::string actor;    // account id in hex, or "system", "public", "subject"
  CaseId case_id;       // none where the act concerns no case
  RecordId record;      // none likewise
  std::string part;
  std::string purpose;
  std::string charter;  // hash of the active charter, hex
  std::string detail;   // words of the charter or ids, "key=value" joined by ';'
};

inline constexpr std::string_view kRecordRead = "record.read";
inline constexpr std::string_view kListRead = "list.read";
bool is_reading(std::string_view event);  // every other one tells of a change

std::string encode(const Leaf& leaf);                  // one line of text, as docs/formats/ledger.md
Result<Leaf> decode(std::string_view line);
// The values of `key` in a detail "key=value;key=value", in order; and the first of them, or empty.
std::vector<std::string> words_of(const Leaf& leaf, std::string_view key);
std::string word_of(const Leaf& leaf, std::string_view key);

Digest leaf_hash(std::string_view leaf);               // SHA-256(0x00 ‖ leaf)
Digest node_hash(const Digest& left, const Digest& right);  // SHA-256(0x01 ‖ left ‖ right)

// The tree over leaf hashes, in memory. Sizes are numbers of leaves.
class Tree {
 public:
  void append(const Digest& leaf);
  std::uint64_t size() const;
  Digest root(std::uint64_t size) const;                                                    // 2.1.1
  std::vector<Digest> inclusion(std::uint64_t index, std::uint64_t size) const;             // 2.1.3
  std::vector<Digest> consistency(std::uint64_t first, std::uint64_t second) const;         // 2.1.4

 private:
  Digest range(std::uint64_t first, std::uint64_t last) const;
  std::vector<std::vector<Digest>> levels_;  // levels_[0] are leaves; only complete subtrees are kept
};

bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Digest>& path, const Digest& root);
bool verify_consistency(std::uint64_t first, std::uint64_t second, const Digest& first_root, const Digest& second_root,
                        const std::vector<Digest>& path);

struct Checkpoint {
  std::string origin;  // names the instance
  std::uint64_t size = 0;
  Digest root{};
};

std::string sign_checkpoint(const Checkpoint& checkpoint, const crypto::SigningKey& key);  // a C2SP signed note
Result<Checkpoint> verify_checkpoint(std::string_view note, ByteView public_key);

// A text of ours, signed: what is put away beside the heads (docs/formats/backup.md). It begins with "concordat " and a word,
// so that no signature of it can be taken for one of a head, whose origin holds no space.
std::string sign_text(std::string_view text, const crypto::SigningKey& key);
Result<std::string> verify_text(std::string_view signed_text, ByteView public_key);  // the text without its signature

class Ledger {
 public:
  Ledger(store::Store& store, const Clock& clock, std::string origin, crypto::SigningKey key);

  // Adds the leaf in the caller's transaction, so that an act and its leaf are durable together or not at all.
  // Fills `at` from the clock. Returns its index.
  std::uint64_t append(store::Transaction& transaction, Leaf leaf);

  // The same of a list of records that spans cases: the leaf says how many and commits to their ids, which are kept beside it.
  // Each record with its number in the store.
  std::uint64_t append_list(store::Transaction& transaction, Leaf leaf, std::vector<std::pair<std::uint64_t, RecordId>> records);

  // For an act that looked up something of this case when there were `leaves` of them: whether nothing of it can have changed
  // since, for every change has its leaf, of its case or of none. Leaves that were taken back count as well.
  bool is_unchanged_since(std::uint64_t leaves, CaseId case_id) const;

  std::string checkpoint();                                        // a signed head over every durable leaf
  std::vector<Digest> inclusion(std::uint64_t index, std::uint64_t size);
  std::vector<Digest> consistency(std::uint64_t first, std::uint64_t second);
  std::string sign(std::string_view text) const { return sign_text(text, key_); }
  std::string sign(const Checkpoint& checkpoint) const { return sign_checkpoint(checkpoint, key_); }
  const std::array<std::uint8_t, 32>& public_key() const { return key_.public_key; }
  const std::string& origin() const { return origin_; }

 private:
  void catch_up();  // integrates the leaves that were committed since
  void note_change(CaseId case_id, std::uint64_t end);

  store::Store& store_;
  const Clock& clock_;
  std::string origin_;
  crypto::SigningKey key_;
  std::atomic<std::uint64_t> changes_end_ = 0;  // behind the newest leaf of a change that this object appended
  mutable std::mutex changes_mutex_;            // guards the next two, which tell the same of one case, and of what is of none
  std::unordered_map<CaseId, std::uint64_t> changes_end_of_;
  std::uint64_t changes_end_of_none_ = 0;
  std::mutex tree_mutex_;  // guards tree_
  Tree tree_;
};

// What the leaf of a list commits to: SHA-256 of the ids in the order of their numbers, 16 bytes each.
Digest list_digest(const std::vector<RecordId>& records);
inline constexpr std::string_view kSet = "set=";  // before it in the detail, in hex
// Whether a leaf whose detail holds a commitment has just this list beside it; one that holds none, no list.
bool is_list_of(const Leaf& leaf, const std::vector<RecordId>& listed);

// The checker: derives the whole tree again from the stored leaves and holds it against every head ever signed.
struct Fsck {
  std::uint64_t leaves = 0;
  std::size_t heads = 0;               // that they were held against
  std::vector<std::string> problems;   // empty: sound
  std::vector<std::string> explained;  // heads of entries that the ledger says were lost before a restore
  bool stopped = false;                // before its end: nothing was found out
};
// Told now and then how many leaves were read. False: stop.
using FsckProgress = std::function<bool(std::uint64_t leaves)>;
Fsck fsck(store::Store& store, const std::vector<std::string>& signed_heads, ByteView public_key, const FsckProgress& progress = {});

// Every signed head in a folder of deposits, of whichever agency, each once.
std::vector<std::string> deposited_heads(const std::string& deposits);
// The checker with all of these, of which there must be one: what `concordat fsck` and the ledger's page do.
Fsck fsck_deposits(store::Store& store, const std::string& deposits, ByteView public_key, const FsckProgress& progress = {});

}  // namespace concordat::ledger
