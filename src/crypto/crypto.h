#pragma once
// Every use of cryptography in the project. Nothing else touches libsodium or OpenSSL's digest functions.

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"

namespace concordat::crypto {

// ---- random
void fill_random(std::span<std::uint8_t> out);

template <class IdType>
IdType new_id() {
  std::array<std::uint8_t, IdType::kSize> bytes;
  fill_random(bytes);
  return IdType(bytes);
}

Secret random_secret(std::size_t size);

// ---- sealing: XChaCha20-Poly1305 (IETF), nonce 24 bytes, tag 16 bytes
inline constexpr std::size_t kKeySize = 32;
inline constexpr std::size_t kSealOverhead = 24 + 16;

// nonce ‖ ciphertext ‖ tag, under a fresh random nonce. `context` is authenticated, not stored.
Bytes seal(const Secret& key, ByteView plaintext, ByteView context);
// Nothing when the key, the context or any byte is not the one that was sealed.
std::optional<Secret> open(const Secret& key, ByteView sealed, ByteView context);

// ---- digests
using Digest = std::array<std::uint8_t, 32>;
Digest sha256(ByteView first, ByteView second = {}, ByteView third = {});  // of the concatenation; FIPS 180-4
// The same of what comes in pieces, as a file does.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(ByteView bytes);
  Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};
Digest commitment(ByteView salt, ByteView value);                         // keyed BLAKE2b-256; the salt is random, 32 bytes
bool equal_in_constant_time(ByteView left, ByteView right);

// ---- pass phrases: Argon2id, 64 MiB, t = 2 (NCSC advice; 0.1 s); at most two run at once, others wait
std::string hash_password(std::string_view password);
bool verify_password(std::string_view password, const std::string& hash);
Secret derive_key(std::string_view passphrase, ByteView salt);  // salt: 16 bytes

// ---- signatures: Ed25519
struct SigningKey {
  Secret secret;                            // 64 bytes, libsodium's form
  std::array<std::uint8_t, 32> public_key{};
};
SigningKey new_signing_key();
SigningKey signing_key_of_seed(const Secret& seed);  // 32 bytes; the same key each time (RFC 8032)
Result<SigningKey> signing_key_from(Secret secret);
std::array<std::uint8_t, 64> sign(const SigningKey& key, ByteView message);
bool verify_signature(ByteView public_key, ByteView message, ByteView signature);

// ---- sealing to somebody else: X25519 (RFC 7748) with a key of the moment, then as seal() does. Who sealed it cannot open it again.
struct ExchangeKey {
  Secret secret;  // 32 bytes
  std::array<std::uint8_t, 32> public_key{};
};
inline constexpr std::size_t kSealToOverhead = 32 + kSealOverhead;
ExchangeKey exchange_key_of_seed(const Secret& seed);  // 32 bytes
// Nothing where the public key is none that a secret could be agreed with.
std::optional<Bytes> seal_to(ByteView public_key, ByteView plaintext, ByteView context);
std::optional<Secret> open_sealed_to(const ExchangeKey& key, ByteView sealed, ByteView context);

}  // namespace concordat::crypto
