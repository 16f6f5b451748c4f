#include "casework/links.h"

#include "crypto/crypto.h"

namespace concordat::casework {
namespace {

constexpr std::size_t kProofSize = 16;  // bytes; 128 bits cannot be guessed over a network

constexpr std::string_view kOfBooking = "";
constexpr std::string_view kOfPayment = "payment";

Bytes proof_of(RecordId booking, std::string_view of, const Secret& link_key) {
  Bytes proven = to_bytes(of);
  proven.insert(proven.end(), booking.bytes().begin(), booking.bytes().end());
  const crypto::Digest digest = crypto::commitment(link_key.expose(), proven);
  return {digest.begin(), digest.begin() + kProofSize};
}

std::string proven_token(RecordId booking, std::string_view of, const Secret& link_key) {
  return booking.text() + to_hex(proof_of(booking, of, link_key));
}

std::optional<RecordId> proven_id(std::string_view token, std::string_view of, const Secret& link_key) {
  if (token.size() != 2 * (RecordId::kSize + kProofSize)) return std::nullopt;
  const auto booking = RecordId::parse(token.substr(0, 2 * RecordId::kSize));
  const auto proof = from_hex(token.substr(2 * RecordId::kSize));
  if (!booking || !proof || !crypto::equal_in_constant_time(*proof, proof_of(*booking, of, link_key))) return std::nullopt;
  return booking;
}

}  // namespace

std::string token_of(RecordId booking, const Secret& link_key) { return proven_token(booking, kOfBooking, link_key); }

std::string link_to(RecordId booking, const Secret& link_key) { return "/bookings/" + token_of(booking, link_key); }

std::optional<RecordId> booking_of(std::string_view token, const Secret& link_key) { return proven_id(token, kOfBooking, link_key); }

std::string payment_token_of(RecordId booking, const Secret& link_key) { return proven_token(booking, kOfPayment, link_key); }

std::optional<RecordId> booking_of_payment(std::string_view token, const Secret& link_key) {
  return proven_id(token, kOfPayment, link_key);
}

}  // namespace concordat::casework
