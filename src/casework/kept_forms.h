#pragma once
// What somebody typed and what is not acted upon yet: a form that was sent after its session had lapsed, until its writer signs in
// again; the answers of an agency's contact, or to a form of the public site, until they are sent. For its writer alone, in memory
// alone, sealed under a key of this process. Nothing of it is in an address, a cookie or on disk.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::casework {

struct KeptForm {
  std::string path;  // that it was sent to
  http::Fields fields;  // but for its token
  bool had_file = false;  // which is not kept
};

class KeptForms {
 public:
  // A day at work: whoever is not back by then begins anew.
  explicit KeptForms(std::int64_t minutes = 8 * 60) : longest_(minutes * 60 * kMicrosecondsPerSecond) {}

  // `whose`: an account's id, or the digest of a pass. The newest of one writer takes the place of the one before. Nothing is kept where
  // there is no room, or of what holds a secret. `uptime` is the clock's.
  bool keep(const std::string& whose, const http::Request& request, std::int64_t uptime);
  std::optional<KeptForm> find(const std::string& whose, std::int64_t uptime);
  void forget(const std::string& whose);

 private:
  struct Entry {
    std::string path;
    Bytes sealed;
    std::int64_t until = 0;
    bool had_file = false;
  };
  void forget_old(std::int64_t uptime);

  const std::int64_t longest_;
  const Secret key_ = crypto::random_secret(crypto::kKeySize);
  std::mutex mutex_;  // guards all below
  std::map<std::string, Entry> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace concordat::casework
