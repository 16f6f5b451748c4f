#pragma once
// A fixed number of threads and a queue of fixed length: what does not fit is refused at once, so that a burst costs
// neither memory nor the requests that are already in hand.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace concordat::http {

class Workers {
 public:
  using Task = std::function<void()>;  // must not throw

  Workers(int threads, std::size_t most_waiting);
  ~Workers();  // runs what waits, then joins
  bool submit(Task task);  // false: the queue is full

 private:
  void work();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable something_;
  std::deque<Task> waiting_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace concordat::http
