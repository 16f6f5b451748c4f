#include "exchange/envelope.h"

#include <algorithm>

namespace concordat::exchange {
namespace {

// docs/formats/message.md: do not change.
constexpr std::string_view kMagic = "CNCDMSG1";
constexpr std::string_view kNameLabel = "concordat identity 1\n";
constexpr std::string_view kSigningLabel = "concordat message signing 1";
constexpr std::string_view kExchangeLabel = "concordat message exchange 1";
constexpr std::string_view kSignatureLabel = "concordat message 1\n";

constexpr std::size_t kSenderAt = 8;
constexpr std::size_t kRecipientAt = 40;
constexpr std::size_t kIdAt = 72;
constexpr std::size_t kKindAt = 88;
constexpr std::size_t kReplyToAt = 89;
constexpr std::size_t kHeadSize = 105;
constexpr std::size_t kBodyAt = kHeadSize + 4;
constexpr std::size_t kTimeSize = 8;
constexpr std::size_t kSignatureSize = 64;
constexpr std::size_t kFrameSize = kBodyAt + kTimeSize + kSignatureSize;

void append(Bytes& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

Secret seed_of(const Secret& link_key, std::string_view label) {
  const crypto::Digest seed = crypto::commitment(link_key.expose(), as_bytes(label));
  return Secret(Bytes(seed.begin(), seed.end()));
}

Bytes to_sign(ByteView draft_and_time) {
  Bytes bytes = to_bytes(kSignatureLabel);
  append(bytes, draft_and_time);
  return bytes;
}

std::optional<Refusal> wrong_form(ByteView bytes) {
  if (bytes.size() > kFrameSize + kMostBody) return Refusal::too_large;
  if (bytes.size() < kFrameSize || as_text(bytes.first(kMagic.size())) != kMagic) return Refusal::malformed;
  const std::uint8_t kind = bytes[kKindAt];
  if (kind < static_cast<std::uint8_t>(Kind::question) || kind > static_cast<std::uint8_t>(Kind::waiting)) return Refusal::malformed;
  return big_endian(bytes.subspan(kHeadSize, 4)) == bytes.size() - kFrameSize ? std::nullopt : std::optional(Refusal::malformed);
}

std::optional<Refusal> wrong_time(std::int64_t sent, Instant now) {
  const std::int64_t oldest = now.microseconds - kOldestHours * 3600 * kMicrosecondsPerSecond;
  const std::int64_t newest = now.microseconds + kFutureMinutes * 60 * kMicrosecondsPerSecond;
  if (sent < oldest) return Refusal::too_old;
  return sent > newest ? std::optional(Refusal::from_the_future) : std::nullopt;
}

}  // namespace

Name PublicKeys::name() const { return crypto::sha256(as_bytes(kNameLabel), signing, exchange); }

std::string PublicKeys::fingerprint() const {
  const std::string digits = to_hex(ByteView(name()).first(10));
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); i += 4) grouped += (i == 0 ? "" : " ") + digits.substr(i, 4);
  return grouped;
}

bool PublicKeys::is_fingerprint(std::string_view read_out) const {
  const auto bare = [](std::string_view text) {
    std::string digits;
    for (const char c : text)
      if (c != ' ') digits += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return digits;
  };
  return bare(read_out) == bare(fingerprint());
}

std::string PublicKeys::word() const { return "partner-" + to_hex(ByteView(name()).first(8)); }

Identity identity_of(const Secret& link_key) {
  return {crypto::signing_key_of_seed(seed_of(link_key, kSigningLabel)), crypto::exchange_key_of_seed(seed_of(link_key, kExchangeLabel))};
}

std::optional<Bytes> draft(const Identity& from, const PublicKeys& to, const Message& message) {
  Bytes bytes = to_bytes(kMagic);
  append(bytes, from.keys().name());
  append(bytes, to.name());
  append(bytes, message.id.bytes());
  bytes.push_back(static_cast<std::uint8_t>(message.kind));
  append(bytes, message.reply_to.bytes());
  const auto sealed = crypto::seal_to(to.exchange, as_bytes(message.body), bytes);
  if (!sealed || sealed->size() > kMostBody) return std::nullopt;
  append_big_endian(bytes, sealed->size(), 4);
  append(bytes, *sealed);
  return bytes;
}

Bytes signed_at(const Identity& from, ByteView draft, Instant now) {
  Bytes bytes(draft.begin(), draft.end());
  append_big_endian(bytes, static_cast<std::uint64_t>(now.microseconds), kTimeSize);
  const auto signature = crypto::sign(from.signing, to_sign(bytes));
  append(bytes, signature);
  return bytes;
}

const char* word_of(Kind kind) {
  switch (kind) {
    case Kind::question: return "question";
    case Kind::answer: return "answer";
    case Kind::receipt: return "receipt";
    case Kind::pull: return "pull";
    case Kind::waiting: return "waiting";
  }
  return "";
}

std::string_view words(Refusal refusal) {
  switch (refusal) {
    case Refusal::malformed: return "it is no message of this format";
    case Refusal::too_large: return "it is larger than a message may be";
    case Refusal::not_for_us: return "it is meant for somebody else";
    case Refusal::unknown_sender: return "its sender is no partner here";
    case Refusal::bad_signature: return "its signature is not its sender's";
    case Refusal::too_old: return "it was signed too long ago, or a clock is wrong";
    case Refusal::from_the_future: return "it was signed in the future: a clock is wrong";
    case Refusal::unreadable: return "its content does not open";
  }
  return "";
}

std::variant<Received, Refusal> open_message(const Identity& self, ByteView bytes, Instant now, const Known& known) {
  if (const auto wrong = wrong_form(bytes)) return *wrong;
  const ByteView head = bytes.first(kHeadSize);
  const PublicKeys own = self.keys();
  if (!std::ranges::equal(head.subspan(kRecipientAt, 32), own.name())) return Refusal::not_for_us;
  Received received;
  std::ranges::copy(head.subspan(kSenderAt, 32), received.sender.begin());
  const auto sender = known(received.sender);
  if (!sender || sender->name() != received.sender) return Refusal::unknown_sender;
  const std::size_t signed_size = bytes.size() - kSignatureSize;
  if (!crypto::verify_signature(sender->signing, to_sign(bytes.first(signed_size)), bytes.subspan(signed_size)))
    return Refusal::bad_signature;
  const auto sent = static_cast<std::int64_t>(big_endian(bytes.subspan(signed_size - kTimeSize, kTimeSize)));
  if (const auto wrong = wrong_time(sent, now)) return *wrong;
  const ByteView sealed = bytes.subspan(kBodyAt, signed_size - kTimeSize - kBodyAt);
  const auto body = crypto::open_sealed_to(self.exchange, sealed, head);
  if (!body) return Refusal::unreadable;
  received.message.id = *MessageId::from_bytes(head.subspan(kIdAt, MessageId::kSize));
  received.message.kind = static_cast<Kind>(head[kKindAt]);
  received.message.reply_to = *MessageId::from_bytes(head.subspan(kReplyToAt, MessageId::kSize));
  received.message.body = as_text(body->expose());
  return received;
}

}  // namespace concordat::exchange
