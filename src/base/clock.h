#pragma once
// Instants, and the clock that everything takes its time from. Nothing in the project reads the machine's clock but
// SystemClock, so tests and demonstrations live through years in a second.

#include <compare>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace concordat {

struct Instant {
  std::int64_t microseconds = 0;  // since 1970-01-01T00:00:00Z
  auto operator<=>(const Instant&) const = default;
};

inline constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosecondsPerDay = 86'400 * kMicrosecondsPerSecond;

std::string to_rfc3339(Instant instant);                      // "2026-11-22T09:30:00Z", whole seconds
std::optional<Instant> from_rfc3339(const std::string& text);  // of that form only

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;                          // wall clock; may be wrong, may jump
  virtual std::int64_t uptime_microseconds() const = 0;     // monotonic; says how far `now` may have moved
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::int64_t uptime_microseconds() const override;
};

// Stands still until told. `advance` moves wall clock and uptime together, as real time does; `set` moves the wall clock
// alone, as an operator with a wrong date does.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override;
  std::int64_t uptime_microseconds() const override;
  void advance(std::int64_t microseconds);
  void set(Instant instant);

 private:
  mutable std::mutex mutex_;
  Instant now_;
  std::int64_t uptime_ = 0;
};

}  // namespace concordat
