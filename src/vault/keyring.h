#pragma once
// Scope keys, wrapped by the root key, in a file of their own apart from the database. A key lives in one slot of fixed
// size; erasing it overwrites that slot. docs/formats/keyring.md gives the bytes.

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/crypto.h"

namespace concordat::vault {

class Keyring {
 public:
  // Makes a new, empty keyring file under this root key. An existing file is never replaced.
  static Result<void> create(const std::string& path, const Secret& root_key);
  // Errors: no file, not a keyring, the wrong root key, or another program has it open: one at a time holds the lock.
  static Result<std::unique_ptr<Keyring>> open(const std::string& path, const Secret& root_key);
  ~Keyring();

  // A new random key. It is durable once `sync` has returned, and not before: records come after keys.
  Result<KeyId> add();
  Result<Secret> unwrap(KeyId id) const;
  bool holds(KeyId id) const;
  std::size_t size() const;
  std::vector<KeyId> all_but(const std::set<KeyId>& used) const;
  // Overwrites the slots and makes that durable. Unknown ids are passed over: erasing is safe to repeat.
  Result<void> erase(const std::vector<KeyId>& ids);
  Result<void> sync();
  // A new keyring at `path`, durable, with the same keys wrapped by another root key.
  Result<std::unique_ptr<Keyring>> under(const Secret& root_key, const std::string& path) const;

 private:
  Keyring(int file, Secret root_key) : file_(file), root_key_(std::move(root_key)) {}
  Result<void> load();
  Result<void> put(KeyId id, const Secret& key);
  Result<void> write_slot(std::uint32_t number, ByteView bytes);

  int file_;
  Secret root_key_;
  mutable std::mutex mutex_;  // guards all below
  std::unordered_map<KeyId, std::uint32_t> slots_;      // where each live key stands
  std::unordered_map<KeyId, Bytes> wrapped_;            // as in the file
  std::vector<std::uint32_t> free_;                     // slots to be used again
  std::uint32_t slot_count_ = 0;
  std::uint64_t writes_ = 0;  // to slots, since it was opened
  std::mutex sync_mutex_;     // guards the next; taken before mutex_
  std::uint64_t synced_ = 0;  // so many of the writes are durable
};

}  // namespace concordat::vault
