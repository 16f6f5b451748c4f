#include "http/kept_pages.h"

namespace concordat::http {
namespace {

constexpr std::int64_t kLongest = std::int64_t{kSessionIdleMinutes} * 60 * kMicrosecondsPerSecond;
constexpr std::size_t kLargest = 1u << 20;

crypto::Digest place_of(std::string_view value) { return crypto::sha256(as_bytes("page of "), as_bytes(value)); }

Secret key_of(std::string_view value) {
  const crypto::Digest digest = crypto::sha256(as_bytes("key of "), as_bytes(value));
  return Secret(Bytes(digest.begin(), digest.end()));
}

Bytes context_of(std::string_view whose, std::string_view path) {
  const std::string text = std::string(whose) + "\n" + std::string(path);
  return Bytes(text.begin(), text.end());
}

}  // namespace

void KeptPages::drop_oldest() {
  const auto found = entries_.find(order_.front());
  bytes_ -= found->second.sealed.size();
  entries_.erase(found);
  order_.pop_front();
}

std::optional<std::string> KeptPages::keep(std::string_view whose, const Request& request, const Response& page, std::int64_t uptime) {
  if (page.body.size() > kLargest) return std::nullopt;
  std::string value = to_base64url(crypto::random_secret(crypto::kKeySize).expose());
  Entry entry{page.status, crypto::seal(key_of(value), as_bytes(page.body), context_of(whose, request.path)), uptime + kLongest};
  const std::lock_guard lock(mutex_);
  while (!order_.empty() && (bytes_ + entry.sealed.size() > most_bytes_ || entries_.at(order_.front()).until <= uptime)) drop_oldest();
  bytes_ += entry.sealed.size();
  order_.push_back(place_of(value));
  entries_[order_.back()] = std::move(entry);
  return value;
}

std::optional<Response> KeptPages::find(std::string_view value, std::string_view whose, const Request& request, std::int64_t uptime) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(place_of(value));
  if (found == entries_.end() || found->second.until <= uptime) return std::nullopt;
  const auto body = crypto::open(key_of(value), found->second.sealed, context_of(whose, request.path));
  if (!body) return std::nullopt;
  Response page;
  page.status = found->second.status;
  page.body = as_text(body->expose());
  return page;
}

}  // namespace concordat::http
