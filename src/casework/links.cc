#include "casework/links.h"

#include "crypto/crypto.h"

namespace concordat::casework {
namespace {

constexpr std::size_t kProofSize = 16;  // bytes; 128 bits cannot be guessed over a network

Bytes proof_of(RecordId booking, const Secret& link_key) {
  const crypto::Digest digest = crypto::commitment(link_key.expose(), booking.bytes());
  return {digest.begin(), digest.begin() + kProofSize};
}

}  // namespace

std::string token_of(RecordId booking, const Secret& link_key) { return booking.text() + to_hex(proof_of(booking, link_key)); }

std::string link_to(RecordId booking, const Secret& link_key) { return "/bookings/" + token_of(booking, link_key); }

std::optional<RecordId> booking_of(std::string_view token, const Secret& link_key) {
  if (token.size() != 2 * (RecordId::kSize + kProofSize)) return std::nullopt;
  const auto booking = RecordId::parse(token.substr(0, 2 * RecordId::kSize));
  const auto proof = from_hex(token.substr(2 * RecordId::kSize));
  if (!booking || !proof || !crypto::equal_in_constant_time(*proof, proof_of(*booking, link_key))) return std::nullopt;
  return booking;
}

}  // namespace concordat::casework
