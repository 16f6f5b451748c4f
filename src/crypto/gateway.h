#pragma once
// The ciphers that payment gateways ask for. What AES-CBC opens is not authenticated: whoever knows no key can still change it, so nothing
// may be believed on its word alone, and what does not open must be told apart from what does in no answer.

#include <optional>

#include "crypto/crypto.h"

namespace concordat::crypto {

inline constexpr std::size_t kGatewayKeySize = 16;

// AES-128 in CBC mode with PKCS#7 padding, the key as initialisation vector (Opayo Form 4.00, "Crypt field").
Bytes gateway_encrypt(const Secret& key, ByteView plaintext);
std::optional<Bytes> gateway_decrypt(const Secret& key, ByteView ciphertext);  // nothing where length or padding is wrong

Digest hmac_sha256(const Secret& key, ByteView message);  // RFC 2104; a key of any length

}  // namespace concordat::crypto
