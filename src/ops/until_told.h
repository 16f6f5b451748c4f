#pragma once
// A server runs until it is told to stop: by SIGINT from a terminal, by SIGTERM from whatever looks after it. One thread waits for
// these, so that the server ends between requests.

#include <csignal>

#include "http/http.h"

namespace concordat::ops {

// Make it before any thread begins: each takes over that these signals wait.
class UntilTold {
 public:
  UntilTold();
  void run(http::Server& server) const;  // returns once it has stopped

 private:
  sigset_t signals_{};
};

}  // namespace concordat::ops
