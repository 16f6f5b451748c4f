#pragma once
// Slows down who guesses. What failed is counted by who was meant, known here or not, and by where it came from; a wait ends by
// itself, so that nobody is locked out for good. In memory alone.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace concordat::casework {

class Throttle {
 public:
  // Seconds until an attempt is looked at; 0: now. `uptime` is the clock's.
  std::int64_t seconds_to_wait(std::string_view who, std::string_view source, std::int64_t uptime);
  void failed(std::string_view who, std::string_view source, std::int64_t uptime);
  void succeeded(std::string_view who, std::string_view source);

 private:
  struct Count {
    int failures = 0;
    std::int64_t last = 0;
    std::int64_t until = 0;
  };
  struct Limit {
    int free;                // failures without a wait
    std::int64_t first;      // seconds; twice as long each time
    std::int64_t longest;
  };
  void count(const std::string& key, const Limit& limit, std::int64_t uptime);
  void forget_old(std::int64_t uptime);

  std::mutex mutex_;  // guards counts_
  std::map<std::string, Count> counts_;
};

}  // namespace concordat::casework
