#include "casework/throttle.h"

#include <algorithm>
#include <array>

#include "base/clock.h"
#include "crypto/crypto.h"

namespace concordat::casework {
namespace {

constexpr std::size_t kMost = 100'000;  // counts, some 10 MB

std::string digest_of(char what, std::string_view who, std::string_view source) {
  return what + to_hex(crypto::sha256(as_bytes(who), as_bytes("\n"), as_bytes(source)));
}

}  // namespace

std::int64_t Throttle::seconds_to_wait(std::string_view who, std::string_view source, std::int64_t uptime) {
  const std::lock_guard lock(mutex_);
  std::int64_t until = 0;
  for (const std::string& key : {digest_of('b', who, source), digest_of('w', who, ""), digest_of('s', "", source)}) {
    const auto found = counts_.find(key);
    if (found != counts_.end()) until = std::max(until, found->second.until);
  }
  return until <= uptime ? 0 : (until - uptime + kMicrosecondsPerSecond - 1) / kMicrosecondsPerSecond;
}

void Throttle::count(const std::string& key, const Limit& limit, std::int64_t uptime) {
  Count& found = counts_[key];
  if (uptime - found.last > kMicrosecondsPerDay) found.failures = 0;
  ++found.failures;
  found.last = uptime;
  const int beyond = std::min(found.failures - limit.free, 20);
  if (beyond >= 0) found.until = uptime + std::min(limit.longest, limit.first << beyond) * kMicrosecondsPerSecond;
}

void Throttle::failed(std::string_view who, std::string_view source, std::int64_t uptime) {
  const std::lock_guard lock(mutex_);
  if (counts_.size() >= kMost) forget_old(uptime);
  count(digest_of('b', who, source), {5, 30, 900}, uptime);
  count(digest_of('w', who, ""), {50, 5, 60}, uptime);  // from many places: short, for the person comes from one of them too
  if (!source.empty()) count(digest_of('s', "", source), {50, 5, 60}, uptime);
}

void Throttle::succeeded(std::string_view who, std::string_view source) {
  const std::lock_guard lock(mutex_);
  counts_.erase(digest_of('b', who, source));
}

// Those that wait for nothing go first.
void Throttle::forget_old(std::int64_t uptime) {
  std::erase_if(counts_, [&](const auto& one) { return one.second.until <= uptime; });
  if (counts_.size() >= kMost) counts_.clear();
}

}  // namespace concordat::casework
