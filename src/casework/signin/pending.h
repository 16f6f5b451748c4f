#pragma once
// Sign-ins that are half done: the password was right, the second factor is still to come. In memory, for ten minutes; the page
// carries a random token, and memory its SHA-256. Whose it is, is never the page's to say.

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "base/secret.h"
#include "crypto/crypto.h"

namespace concordat::casework {

struct HalfDone {
  AccountId account;
  std::string password_hash;  // as it was: a password that was changed or reset meanwhile ends this
  std::string next;           // where to go afterwards
  Bytes secret = {};          // of the authenticator that is being set up; empty: one is there already
};

class Pending {
 public:
  explicit Pending(const Clock& clock) : clock_(clock) {}
  std::string begin(HalfDone what);
  std::optional<HalfDone> find(std::string_view token);
  // A wrong code: the fifth ends it, and the password is asked for again.
  void failed(std::string_view token);
  void end(std::string_view token);

 private:
  struct Entry {
    HalfDone what;
    std::int64_t began = 0;
    int failures = 0;
  };
  const Clock& clock_;
  std::mutex mutex_;  // guards entries_
  std::map<crypto::Digest, Entry> entries_;
};

}  // namespace concordat::casework
