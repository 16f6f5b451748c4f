// What strangers send to the door for messages, cards that are pasted, and what agents and partnerships tell one another: none may crash,
// nothing may open that was not sealed and signed, and what was taken in can be said again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "exchange/partners.h"
#include "exchange/waiting.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat;
  static const exchange::Identity self = exchange::identity_of(Secret(Bytes(32, 1)));
  static const exchange::Identity other = exchange::identity_of(Secret(Bytes(32, 2)));
  const ByteView bytes(data, size);
  const Instant now{1'800'000'000'000'000};
  const auto known = [](const exchange::Name&) { return std::optional(other.keys()); };
  if (std::holds_alternative<exchange::Received>(exchange::open_message(self, bytes, now, known))) std::abort();

  // The same bytes as the content, and the envelope with one of them changed.
  const std::string body(as_text(bytes.first(std::min<std::size_t>(size, 1024))));
  const auto draft = exchange::draft(other, self.keys(), {crypto::new_id<exchange::MessageId>(), exchange::Kind::question, {}, body});
  if (!draft) std::abort();
  Bytes whole = exchange::signed_at(other, *draft, now);
  const auto opened = exchange::open_message(self, whole, now, known);
  const auto* received = std::get_if<exchange::Received>(&opened);
  if (!received || received->message.body != body) std::abort();
  if (size > 2) whole[(std::size_t{data[0]} << 8 | data[1]) % whole.size()] ^= static_cast<std::uint8_t>(data[2] | 1);
  const auto changed = exchange::open_message(self, whole, now, [](const exchange::Name& name) {
    return name == other.keys().name() ? std::optional(other.keys()) : std::nullopt;
  });
  if (size > 2 && std::holds_alternative<exchange::Received>(changed)) std::abort();

  if (const auto card = exchange::parse_card(as_text(bytes)))
    if (!exchange::parse_card(exchange::text_of(*card))) std::abort();
  if (const auto waiting = exchange::decode_waiting(as_text(bytes)))
    if (!exchange::decode_waiting(exchange::encode_waiting(*waiting))) std::abort();
  if (const auto answers = exchange::decode_answers(as_text(bytes)))
    if (!exchange::decode_answers(exchange::encode_answers(*answers))) std::abort();
  return 0;
}
