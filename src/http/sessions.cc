#include <algorithm>
#include <map>
#include <mutex>

#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::http {
namespace {

constexpr std::int64_t kIdleLimit = kSessionIdleMinutes * 60 * kMicrosecondsPerSecond;
constexpr std::int64_t kTotalLimit = kSessionHours * 3600 * kMicrosecondsPerSecond;
constexpr std::int64_t kWriterLimit = kLateFormHours * 3600 * kMicrosecondsPerSecond;
constexpr std::int64_t kConfirmedLimit = kConfirmedMinutes * 60 * kMicrosecondsPerSecond;
constexpr std::size_t kTokenSize = 32;  // 256 bits
constexpr std::string_view kForm = "form";

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
  const Secret form_key;
  std::mutex mutex;
  std::map<crypto::Digest, Entry> entries;

  State(const Clock& source, Secret key) : clock(source), form_key(std::move(key)) {}

  // The account and the moment, sealed. The nonce is random: no two are alike, and nobody makes one up.
  std::string token_of(AccountId account) const {
    Bytes content(account.bytes().begin(), account.bytes().end());
    const auto now = static_cast<std::uint64_t>(clock.now().microseconds);
    for (int shift = 0; shift < 64; shift += 8) content.push_back(static_cast<std::uint8_t>(now >> shift));
    return to_hex(crypto::seal(form_key, content, as_bytes(kForm)));
  }

  static bool has_lapsed(const Entry& entry, std::int64_t now) {
    return now - entry.used >= kIdleLimit || now - entry.began >= kTotalLimit;
  }
};

Sessions::Sessions(const Clock& clock) : Sessions(clock, crypto::random_secret(crypto::kKeySize)) {}
Sessions::Sessions(const Clock& clock, Secret form_key) : state_(std::make_shared<State>(clock, std::move(form_key))) {}

std::string Sessions::begin(AccountId account) {
  std::string value = random_token();
  const std::lock_guard lock(state_->mutex);
  const std::int64_t now = state_->clock.uptime_microseconds();
  std::erase_if(state_->entries, [&](const auto& entry) { return State::has_lapsed(entry.second, now); });
  state_->entries[digest_of(value)] = {account, state_->token_of(account), now, now, {}};
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

std::optional<AccountId> Sessions::writer_of(std::string_view csrf) const {
  const auto sealed = from_hex(csrf);
  const auto content = sealed ? crypto::open(state_->form_key, *sealed, as_bytes(kForm)) : std::nullopt;
  if (!content || content->expose().size() != AccountId::kSize + 8) return std::nullopt;
  std::uint64_t since = 0;
  for (std::size_t i = 0; i < 8; ++i) since |= std::uint64_t{content->expose()[AccountId::kSize + i]} << (8 * i);
  if (state_->clock.now().microseconds - static_cast<std::int64_t>(since) >= kWriterLimit) return std::nullopt;
  return AccountId::from_bytes(content->expose().first(AccountId::kSize));
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

const Clock& Sessions::clock() const { return state_->clock; }

}  // namespace concordat::http
