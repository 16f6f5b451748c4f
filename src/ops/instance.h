#pragma once
// One instance: one partnership, one data directory. docs/formats/data-directory.md lists its files.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "ledger/ledger.h"
#include "parties/parties.h"
#include "store/store.h"
#include "vault/disposal.h"
#include "vault/vault.h"

namespace concordat::ops {

// Where the root key comes from. Exactly one is given.
struct Unseal {
  std::string key_file;                  // 64 hexadecimal digits
  std::optional<std::string> passphrase;  // Argon2id with the directory's salt
};

struct Officer {
  std::string name;
  std::string email;
  std::string role;
  std::optional<CivilDate> trained = {};  // when they last trained in data protection
};

// Of each agency of the charter its folder under deposits/.
Result<void> make_deposit_folders(const std::string& directory, const charter::Charter& charter);

class IntentDeposits;

class Instance {
 public:
  ~Instance();
  // Makes a data directory, or says why it cannot; nothing that is there already is touched. `officers` are two or more;
  // each is given a password, returned in the same order.
  static Result<std::vector<std::string>> create(const std::string& directory, const charter::Charter& charter, const Unseal& unseal,
                                                 const std::vector<Officer>& officers, const Clock& clock, bool demonstration,
                                                 store::Durability durability = store::Durability::full);
  // Unseals. Finishes what a crash left half done before it returns.
  static Result<std::unique_ptr<Instance>> open(const std::string& directory, const Unseal& unseal, const Clock& clock,
                                                store::Durability durability = store::Durability::full);
  // The same of a directory that its making or a restore has not finished: for these alone.
  static Result<std::unique_ptr<Instance>> open_unfinished(const std::string& directory, const Unseal& unseal, const Clock& clock,
                                                           store::Durability durability = store::Durability::full);

  vault::Vault& vault() { return *vault_; }
  ledger::Ledger& ledger() { return *ledger_; }
  vault::Disposal& disposal() { return *disposal_; }
  const charter::Charter& charter() { return *vault_->active_charter(); }
  const std::string& directory() const { return directory_; }
  const Secret& link_key() const { return link_key_; }  // authenticates the links that delegates are given
  bool demonstration() const { return demonstration_; }
  std::mutex& night() { return night_; }  // one night's work at a time

  // Signs the ledger's head and deposits it: in the directory's own `deposits/` and for each agency in a folder of its
  // own, from where it is handed over.
  Result<void> deposit_checkpoint();
  // Writes the certificate of each destruction for an agency that has none yet, and deposits the head that it leads to.
  // What a crash kept from being written is written the next time.
  Result<void> write_missing_certificates();

 private:
  Instance();
  Result<void> write_certificate(const store::WarrantRow& warrant, const charter::Agency& agency, const std::string& path,
                                 const std::optional<ledger::Checkpoint>& deposited);

  std::string directory_;
  bool demonstration_ = false;
  store::Durability durability_ = store::Durability::full;
  std::mutex night_;
  Secret link_key_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<IntentDeposits> intents_;
  std::unique_ptr<vault::Disposal> disposal_;
};

// A charter that compiles without errors, or an Error that says how to find them.
Result<charter::Charter> compile_for_use(const std::string& file);

// The database of a data directory, which must be there: an empty one would make every key look unused.
Result<std::unique_ptr<store::Store>> open_store(const std::string& directory,
                                                 store::Durability durability = store::Durability::full);

// A database that does not continue the newest deposited head is an old copy, or another directory's. To go on with it would
// erase the keys of everything that it does not know of.
Result<void> check_against_heads(store::Store& store, ledger::Ledger& ledger, const std::string& directory);

// While a restore is under way its directory carries this mark, and nothing opens it: what was destroyed since the backup may
// still be in it.
inline constexpr const char* kUnfinishedRestore = "unfinished-restore";
Result<void> check_restore_finished(const std::string& directory);

// Puts a signed head into every folder of the directory's deposits.
Result<void> deposit_head(const std::string& directory, const std::string& note, ByteView public_key,
                          store::Durability durability = store::Durability::full);

// Every signed head that was ever deposited from this directory, in the order of their sizes.
std::vector<std::string> deposited_heads(const std::string& directory);

}  // namespace concordat::ops
