#pragma once
// A fixed number of threads and queues of fixed length: what does not fit is refused at once, so that a burst costs
// neither memory nor the requests that are already in hand.

#include <array>
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

  // Requests sent before the answer to the one before have a lane of their own, and the lanes take turns: however many
  // are pipelined, those that somebody waits for get every other turn.
  enum class Lane : std::size_t { awaited, pipelined };

  Workers(int threads, std::size_t most_waiting);  // most_waiting in each lane
  ~Workers();  // runs what waits, then joins
  bool submit(Task task, Lane lane);  // false: the lane is full

 private:
  void work();
  Task take();  // of the lane whose turn it is; there must be one

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable something_;
  std::array<std::deque<Task>, 2> lanes_;
  std::size_t waiting_ = 0;  // in both lanes
  std::size_t turn_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace concordat::http
