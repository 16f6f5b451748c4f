#pragma once
// Intents to destroy, put away before any key is erased: docs/formats/backup.md. They are what keeps a restore from bringing
// back what was destroyed after the backup.

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "vault/disposal.h"

namespace concordat::ops {

// Deposits intents of one directory, numbered from 1 without gaps, so that one that is missing is missed.
class IntentDeposits {
 public:
  IntentDeposits(std::string directory, store::Store& store, const ledger::Ledger& ledger,
                 store::Durability durability = store::Durability::full)
      : directory_(std::move(directory)), store_(store), ledger_(ledger), durability_(durability) {}
  // Into DIRECTORY/deposits/partnership; one that is there already stays as it is.
  Result<void> deposit(const vault::Intent& intent);

 private:
  const std::string directory_;
  store::Store& store_;
  const ledger::Ledger& ledger_;
  const store::Durability durability_;
  std::mutex mutex_;  // guards last_: one is durable before the next is numbered
  std::optional<std::uint64_t> last_;
};

// How many this database knows to have been deposited.
std::uint64_t intents_deposited(store::Store& store);

// Says, signed, in every folder of the deposits how many intents there are.
Result<void> deposit_count(const std::string& directory, std::uint64_t count, const ledger::Ledger& ledger,
                           store::Durability durability = store::Durability::full);

struct Intents {
  std::vector<vault::Intent> all;     // in the order in which they were begun
  std::set<std::uint64_t> numbers;    // of those that are numbered
  std::uint64_t known = 0;            // how many there are by the highest number and every deposited count
};
// Every intent among these deposits. One that this instance did not sign, or that was changed, is an Error: what it would have
// destroyed is not known.
Result<Intents> read_intents(const std::string& deposits, const std::string& origin, ByteView public_key);

// An Error where one is missing that is later than those that `store` knows of.
Result<void> check_no_gap(const Intents& intents, store::Store& store);

}  // namespace concordat::ops
