#include "vault/disposal.h"

#include <charconv>
#include <cstdlib>

namespace concordat::vault {
namespace {

constexpr std::int64_t kTolerance = 5 * 60 * kMicrosecondsPerSecond;
constexpr std::int64_t kLongestStop = 7 * kMicrosecondsPerDay;  // a longer silence since the last night's work needs a look

}  // namespace

TrustedClock::TrustedClock(store::Store& store, const Clock& clock)
    : clock_(clock), started_(clock.now()), uptime_at_start_(clock.uptime_microseconds()) {
  store.read([&](store::Reader& reader) {
    if (const auto kept = reader.meta(kTrustedInstant)) {
      std::int64_t microseconds = 0;
      const std::string_view digits = as_text(*kept);
      if (std::from_chars(digits.data(), digits.data() + digits.size(), microseconds).ec == std::errc())
        last_trusted_ = Instant{microseconds};
      return;
    }
    const std::uint64_t count = reader.leaf_count();  // no run yet: the last act is all there is to go by
    if (count == 0) return;
    for (const std::string& line : reader.leaves(count - 1, 1))
      if (const auto leaf = ledger::decode(line)) last_trusted_ = leaf->at;
  });
}

std::optional<Error> TrustedClock::doubt() const {
  const char* const remedy = "Set the clock right and start again, or let two people confirm on the disposal page that it is right.";
  const std::int64_t passed = clock_.now().microseconds - started_.microseconds;
  const std::int64_t uptime = clock_.uptime_microseconds() - uptime_at_start_;
  if (std::llabs(passed - uptime) > kTolerance) return Error{"The clock was moved while the server ran: disposal is frozen.", remedy};
  if (confirmed_ || !last_trusted_) return std::nullopt;
  const std::int64_t silence = started_.microseconds - last_trusted_->microseconds;
  if (silence < -kTolerance) return Error{"The clock stands before the last night's work: disposal is frozen.", remedy};
  if (silence > kLongestStop)
    return Error{"The clock stands more than 7 days after the last night's work: disposal is frozen.", remedy};
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

std::optional<AccountId> Disposal::first_confirmed() {
  const std::lock_guard lock(confirmation_mutex_);
  return first_confirmed_;
}

Result<bool> Disposal::confirm_clock(const policy::Mandate& mandate) {
  if (mandate.what() != "capability:approve-destruction") return Error{"This mandate is for something else.", ""};
  const std::lock_guard lock(confirmation_mutex_);
  if (!first_confirmed_ || *first_confirmed_ == mandate.actor().account) {
    first_confirmed_ = mandate.actor().account;
    return false;
  }
  TRY(trusted_clock_.confirm(*first_confirmed_, mandate.actor().account));
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.event = "clock.confirmed";
    leaf.actor = mandate.actor().ledger_name();
    leaf.charter = mandate.charter();
    leaf.detail = "second=" + first_confirmed_->text();
    vault_.ledger().append(transaction, leaf);
    return {};
  }));
  first_confirmed_.reset();
  return true;
}

}  // namespace concordat::vault
