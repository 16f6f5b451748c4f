#include "vault/disposal.h"

#include <cstdlib>

namespace concordat::vault {
namespace {

constexpr std::int64_t kTolerance = 5 * 60 * kMicrosecondsPerSecond;
constexpr std::int64_t kLongestStop = 7 * kMicrosecondsPerDay;  // a longer silence since the last audited act needs a look

}  // namespace

TrustedClock::TrustedClock(store::Store& store, const Clock& clock)
    : clock_(clock), started_(clock.now()), uptime_at_start_(clock.uptime_microseconds()) {
  store.read([&](store::Reader& reader) {
    const std::uint64_t count = reader.leaf_count();
    if (count == 0) return;
    for (const std::string& line : reader.leaves(count - 1, 1))
      if (const auto leaf = ledger::decode(line)) last_audited_ = leaf->at;
  });
}

std::optional<Error> TrustedClock::doubt() const {
  const char* const remedy = "Set the clock right and start again, or let two people confirm that it is right.";
  const std::int64_t passed = clock_.now().microseconds - started_.microseconds;
  const std::int64_t uptime = clock_.uptime_microseconds() - uptime_at_start_;
  if (std::llabs(passed - uptime) > kTolerance) return Error{"The clock was moved while the server ran: disposal is frozen.", remedy};
  if (confirmed_ || !last_audited_) return std::nullopt;
  const std::int64_t silence = started_.microseconds - last_audited_->microseconds;
  if (silence < -kTolerance) return Error{"The clock stands before the last audited act: disposal is frozen.", remedy};
  if (silence > kLongestStop)
    return Error{"The clock stands more than 7 days after the last audited act: disposal is frozen.", remedy};
  return std::nullopt;
}

Result<Instant> TrustedClock::now() {
  if (auto error = doubt()) return std::move(*error);
  return clock_.now();
}

Result<void> TrustedClock::confirm(AccountId first, AccountId second) {
  if (first.is_none() || second.is_none() || first == second)
    return Error{"The clock is confirmed by two different people.", "Ask a second officer."};
  confirmed_ = true;
  started_ = clock_.now();
  uptime_at_start_ = clock_.uptime_microseconds();
  return {};
}

}  // namespace concordat::vault
