#include "base/clock.h"

#include <chrono>
#include <ctime>

namespace concordat {

std::string to_rfc3339(Instant instant) {
  const std::time_t seconds = static_cast<std::time_t>(instant.microseconds / kMicrosecondsPerSecond);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, length};
}

std::optional<Instant> from_rfc3339(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return Instant{::timegm(&parts) * kMicrosecondsPerSecond};
}

Instant SystemClock::now() const {
  using namespace std::chrono;
  return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::int64_t SystemClock::uptime_microseconds() const {
  using namespace std::chrono;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

Instant ManualClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::int64_t ManualClock::uptime_microseconds() const {
  const std::lock_guard lock(mutex_);
  return uptime_;
}

void ManualClock::advance(std::int64_t microseconds) {
  const std::lock_guard lock(mutex_);
  now_.microseconds += microseconds;
  uptime_ += microseconds;
}

void ManualClock::set(Instant instant) {
  const std::lock_guard lock(mutex_);
  now_ = instant;
}

}  // namespace concordat
