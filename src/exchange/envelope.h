#pragma once
// A message from one instance to another, byte for byte: docs/formats/message.md. Sealed to who is meant, signed by who sends it; pure.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/id.h"
#include "crypto/crypto.h"

namespace concordat::exchange {

using MessageId = Id<struct MessageTag>;
using Name = crypto::Digest;  // of an instance: SHA-256 over its two public keys

// docs/formats/message.md: do not change.
inline constexpr std::size_t kMostBody = 48 * 1024;          // sealed
inline constexpr std::int64_t kOldestHours = 24;             // since it was signed
inline constexpr std::int64_t kFutureMinutes = 15;           // as far as clocks may disagree

// `pull` is what an agency's agent asks, `waiting` what it is answered: the checks of that agency.
enum class Kind : std::uint8_t { question = 1, answer = 2, receipt = 3, pull = 4, waiting = 5 };
const char* word_of(Kind kind);  // in the ledger

struct PublicKeys {
  std::array<std::uint8_t, 32> signing{};
  std::array<std::uint8_t, 32> exchange{};

  Name name() const;
  std::string fingerprint() const;  // "3f2a 9c01 …": 80 bits of the name, to be read out
  bool is_fingerprint(std::string_view read_out) const;  // as somebody wrote it down: spaces and capitals do not count
  std::string word() const;         // "partner-" and 16 hexadecimal digits: in the ledger and in addresses of pages
  bool operator==(const PublicKeys&) const = default;
};

// The keys of this instance. They follow from a secret that is sealed under the root key, so that a backup has them too.
struct Identity {
  crypto::SigningKey signing;
  crypto::ExchangeKey exchange;

  PublicKeys keys() const { return {signing.public_key, exchange.public_key}; }
};
Identity identity_of(const Secret& link_key);

struct Message {
  MessageId id;
  Kind kind = Kind::question;
  MessageId reply_to;  // none: it is no reply
  std::string body;
};

// All but the time and the signature. What waits to be sent is kept in this form: nobody but its recipient can open it.
std::optional<Bytes> draft(const Identity& from, const PublicKeys& to, const Message& message);
// Complete, as it leaves.
Bytes signed_at(const Identity& from, ByteView draft, Instant now);

enum class Refusal { malformed, too_large, not_for_us, unknown_sender, bad_signature, too_old, from_the_future, unreadable };
// For the log: which of them, and nothing of what it held.
std::string_view words(Refusal refusal);

struct Received {
  Message message;
  Name sender{};
};
// The keys of a known sender, or nothing.
using Known = std::function<std::optional<PublicKeys>(const Name&)>;
std::variant<Received, Refusal> open_message(const Identity& self, ByteView bytes, Instant now, const Known& known);

}  // namespace concordat::exchange
