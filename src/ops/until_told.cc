#include "ops/until_told.h"

#include <pthread.h>

#include <thread>

namespace concordat::ops {

UntilTold::UntilTold() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void UntilTold::run(http::Server& server) const {
  std::jthread waiter([&] {
    int number = 0;
    sigwait(&signals_, &number);
    server.stop();
  });
  server.run();
}

}  // namespace concordat::ops
