#include "casework/one_time_link.h"

#include <sstream>

#include "crypto/crypto.h"

namespace concordat::casework {
namespace {

constexpr std::size_t kTokenBytes = 32;

std::string key_of(std::string_view task) { return "link:" + std::string(task); }
std::string digest_of(std::string_view token) { return to_hex(crypto::sha256(as_bytes(token))); }

struct Kept {
  std::string digest;
  Instant until;
};

std::optional<Kept> kept(store::Reader& reader, std::string_view task) {
  const auto value = reader.meta(key_of(task));
  std::istringstream words(value ? std::string(as_text(*value)) : "");
  Kept link;
  return words >> link.digest >> link.until.microseconds ? std::optional(link) : std::nullopt;
}

}  // namespace

std::string put_link(store::Transaction& transaction, std::string_view task, Instant until) {
  std::string token = to_base64url(crypto::random_secret(kTokenBytes).expose());
  transaction.set_meta(key_of(task), as_bytes(digest_of(token) + " " + std::to_string(until.microseconds)));
  return token;
}

bool link_opens(store::Reader& reader, std::string_view task, std::string_view token, Instant now) {
  const auto link = kept(reader, task);
  return link && now < link->until && crypto::equal_in_constant_time(as_bytes(link->digest), as_bytes(digest_of(token)));
}

std::optional<Instant> link_until(store::Reader& reader, std::string_view task) {
  const auto link = kept(reader, task);
  return link ? std::optional(link->until) : std::nullopt;
}

Result<void> use_link(store::Transaction& transaction, std::string_view task, std::string_view token, Instant now) {
  if (!link_opens(transaction, task, token, now))
    return Error{"This link does not work any more: it was used, or its time is over.", "Ask whoever sent it for another."};
  drop_link(transaction, task);
  return {};
}

void drop_link(store::Transaction& transaction, std::string_view task) { transaction.set_meta(key_of(task), {}); }

}  // namespace concordat::casework
