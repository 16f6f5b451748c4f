#pragma once
// Pages that a form was answered with, for the way back: what was posted answers with an address, and the page waits there for a while.
// Otherwise “Back” ends at the browser's own error page, and what was typed is gone. Each page is sealed in memory under its address's
// random value, of which memory holds a digest alone: without the address nobody opens it, with it only whom it was answered to.

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::http {

class KeptPages {
 public:
  explicit KeptPages(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  // The value for the address; nothing where the page is too large. The oldest pages make room. `whose`: of a session or a pass, or empty.
  std::optional<std::string> keep(std::string_view whose, const Request& request, const Response& page, std::int64_t uptime);
  std::optional<Response> find(std::string_view value, std::string_view whose, const Request& request, std::int64_t uptime);

 private:
  struct Entry {
    int status = 200;
    Bytes sealed;
    std::int64_t until = 0;
  };
  void drop_oldest();

  const std::size_t most_bytes_;
  std::mutex mutex_;  // guards all below
  std::map<crypto::Digest, Entry> entries_;
  std::deque<crypto::Digest> order_;  // the oldest first
  std::size_t bytes_ = 0;
};

}  // namespace concordat::http
