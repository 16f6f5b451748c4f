#include <algorithm>
#include <map>
#include <mutex>

#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::http {
namespace {

constexpr std::int64_t kIdleLimit = kSessionIdleMinutes * 60 * kMicrosecondsPerSecond;
constexpr std::int64_t kTotalLimit = kSessionHours * 3600 * kMicrosecondsPerSecond;
constexpr std::int64_t kConfirmedLimit = kConfirmedMinutes * 60 * kMicrosecondsPerSecond;
constexpr std::size_t kTokenSize = 32;  // 256 bits

std::string random_token() { return to_base64url(crypto::random_secret(kTokenSize).expose()); }

crypto::Digest digest_of(std::string_view cookie_value) { return crypto::sha256(as_bytes(cookie_value)); }

}  // namespace

struct Sessions::State {
  struct Entry {
    AccountId account;
    std::string csrf;
    std::int64_t began = 0;
    std::int64_t used = 0;
    std::optional<std::int64_t> confirmed = {};
  };

  const Clock& clock;
  std::mutex mutex;
  std::map<crypto::Digest, Entry> entries;

  explicit State(const Clock& source) : clock(source) {}

  static bool has_lapsed(const Entry& entry, std::int64_t now) {
    return now - entry.used >= kIdleLimit || now - entry.began >= kTotalLimit;
  }
};

Sessions::Sessions(const Clock& clock) : state_(std::make_shared<State>(clock)) {}

std::string Sessions::begin(AccountId account) {
  std::string value = random_token();
  const std::lock_guard lock(state_->mutex);
  const std::int64_t now = state_->clock.uptime_microseconds();
  std::erase_if(state_->entries, [&](const auto& entry) { return now - entry.second.used >= kIdleLimit + kTotalLimit; });
  state_->entries[digest_of(value)] = {account, random_token(), now, now, {}};
  return value;
}

std::optional<SessionView> Sessions::find(std::string_view cookie_value) {
  if (cookie_value.empty()) return std::nullopt;
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->entries.find(digest_of(cookie_value));
  if (found == state_->entries.end()) return std::nullopt;
  const std::int64_t now = state_->clock.uptime_microseconds();
  if (State::has_lapsed(found->second, now)) return std::nullopt;
  found->second.used = now;
  const auto confirmed = found->second.confirmed;
  return SessionView{found->second.account, found->second.csrf, confirmed && now - *confirmed < kConfirmedLimit};
}

std::optional<SessionView> Sessions::find_lapsed(std::string_view cookie_value) {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->entries.find(digest_of(cookie_value));
  if (found == state_->entries.end() || !State::has_lapsed(found->second, state_->clock.uptime_microseconds())) return std::nullopt;
  return SessionView{found->second.account, found->second.csrf, false};
}

std::optional<std::string> Sessions::confirm(std::string_view cookie_value) {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->entries.find(digest_of(cookie_value));
  const std::int64_t now = state_->clock.uptime_microseconds();
  if (found == state_->entries.end() || State::has_lapsed(found->second, now)) return std::nullopt;
  std::string value = random_token();
  State::Entry entry = std::move(found->second);
  entry.used = now;
  entry.confirmed = now;
  state_->entries.erase(found);
  state_->entries[digest_of(value)] = std::move(entry);
  return value;
}

void Sessions::end(std::string_view cookie_value) {
  const std::lock_guard lock(state_->mutex);
  state_->entries.erase(digest_of(cookie_value));
}

void Sessions::end_all_of(AccountId account) {
  const std::lock_guard lock(state_->mutex);
  std::erase_if(state_->entries, [&](const auto& entry) { return entry.second.account == account; });
}

}  // namespace concordat::http
