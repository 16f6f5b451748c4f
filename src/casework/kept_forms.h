#pragma once
// What somebody typed into a form and sent after their session had lapsed: kept until they sign in again, for them alone, in
// memory alone, sealed under a key of this process. Nothing of it is in an address, a cookie or on disk.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "base/id.h"
#include "base/secret.h"
#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::casework {

struct KeptForm {
  std::string path;  // that it was sent to
  http::Fields fields;  // but for its token
};

class KeptForms {
 public:
  // The newest of an account takes the place of the one before. Nothing is kept where there is no room, or of what holds a secret.
  // `uptime` is the clock's.
  bool keep(AccountId whose, const http::Request& request, std::int64_t uptime);
  std::optional<KeptForm> find(AccountId whose, std::int64_t uptime);
  void forget(AccountId whose);

 private:
  struct Entry {
    std::string path;
    Bytes sealed;
    std::int64_t until = 0;
  };
  void forget_old(std::int64_t uptime);

  const Secret key_ = crypto::random_secret(crypto::kKeySize);
  std::mutex mutex_;  // guards all below
  std::map<AccountId, Entry> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace concordat::casework
