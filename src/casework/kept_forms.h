#pragma once
// What somebody typed and what is not acted upon yet: forms that were sent when their session was over, until their writer signs in
// again; the answers of an agency's contact, or to a form of the public site, until they are sent. For its writer alone, in memory alone,
// sealed under a key of this process. Nothing of it is in an address, a cookie or on disk.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::casework {

inline constexpr int kKeptFormHours = 8;  // a day at work: whoever is not back by then begins anew

struct KeptForm {
  std::string id;    // random; its writer's page names it by this
  std::string path;  // that it was sent to
  http::Fields fields;  // but for its token and what is secret
  bool had_file = false;  // which is not kept
};

class KeptForms {
 public:
  explicit KeptForms(int minutes = kKeptFormHours * 60) : longest_(std::int64_t{minutes} * 60 * kMicrosecondsPerSecond) {}

  // `whose`: an account's id, or the digest of a pass. The newest of one writer to one path takes the place of the one before. False where
  // there is no room, or nothing in it but secrets. `uptime` is the clock's.
  bool keep(const std::string& whose, const http::Request& request, std::int64_t uptime);
  std::vector<KeptForm> all(const std::string& whose, std::int64_t uptime);  // the oldest first
  std::optional<KeptForm> newest(const std::string& whose, std::int64_t uptime);
  void forget(const std::string& whose);
  // Where that form was sent to; its content is forgotten, since its writer's browser has it again. The same to who asks twice.
  std::optional<std::string> hand_back(const std::string& whose, std::string_view id);

 private:
  struct Entry {
    std::string id;
    std::string path;
    Bytes sealed;
    std::int64_t until = 0;
    bool had_file = false;
    bool handed_back = false;
  };
  void forget_old(std::int64_t uptime);
  void drop(Entry& entry);

  const std::int64_t longest_;
  const Secret key_ = crypto::random_secret(crypto::kKeySize);
  std::mutex mutex_;  // guards all below
  std::map<std::string, std::vector<Entry>> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace concordat::casework
