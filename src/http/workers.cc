#include "http/workers.h"

#include <utility>

namespace concordat::http {

Workers::Workers(int threads, std::size_t most_waiting) : most_waiting_(most_waiting) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  something_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Workers::submit(Task task, Lane lane) {
  {
    const std::lock_guard lock(mutex_);
    auto& waiting = lanes_[static_cast<std::size_t>(lane)];
    if (waiting.size() >= most_waiting_) return false;
    waiting.push_back(std::move(task));
    ++waiting_;
  }
  something_.notify_one();
  return true;
}

Workers::Task Workers::take() {
  turn_ = 1 - turn_;
  if (lanes_[turn_].empty()) turn_ = 1 - turn_;
  Task task = std::move(lanes_[turn_].front());
  lanes_[turn_].pop_front();
  --waiting_;
  return task;
}

void Workers::work() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      something_.wait(lock, [this] { return ending_ || waiting_ > 0; });
      if (waiting_ == 0) return;
      task = take();
    }
    task();
  }
}

}  // namespace concordat::http
