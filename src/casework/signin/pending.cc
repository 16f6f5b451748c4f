#include "casework/signin/pending.h"

namespace concordat::casework {
namespace {

constexpr std::int64_t kTenMinutes = 600 * kMicrosecondsPerSecond;
constexpr std::size_t kMostPending = 10'000;
constexpr int kMostFailures = 5;

}  // namespace

std::string Pending::begin(HalfDone what) {
  std::string token = to_base64url(crypto::random_secret(32).expose());
  const std::lock_guard lock(mutex_);
  const std::int64_t now = clock_.uptime_microseconds();
  std::erase_if(entries_, [&](const auto& one) { return now - one.second.began >= kTenMinutes; });
  if (entries_.size() >= kMostPending) entries_.clear();
  entries_[crypto::sha256(as_bytes(token))] = {std::move(what), now, 0};
  return token;
}

std::optional<HalfDone> Pending::find(std::string_view token) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(crypto::sha256(as_bytes(token)));
  if (found == entries_.end() || clock_.uptime_microseconds() - found->second.began >= kTenMinutes) return std::nullopt;
  return found->second.what;
}

void Pending::failed(std::string_view token) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(crypto::sha256(as_bytes(token)));
  if (found != entries_.end() && ++found->second.failures >= kMostFailures) entries_.erase(found);
}

void Pending::end(std::string_view token) {
  const std::lock_guard lock(mutex_);
  entries_.erase(crypto::sha256(as_bytes(token)));
}

}  // namespace concordat::casework
