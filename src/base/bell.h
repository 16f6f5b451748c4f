#pragma once
// Wakes the one thread that looks for work, when there is some and otherwise after a while.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace concordat {

class Bell {
 public:
  void ring() {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    changed_.notify_all();
  }
  // Returns at a ring, also at one since the last wait; at a request to stop; or when the time has passed.
  void wait(const std::stop_token& stop, std::chrono::seconds most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, most, [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;  // guards rung_
  std::condition_variable_any changed_;
  bool rung_ = false;
};

}  // namespace concordat
