#include "crypto/gateway.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <stdexcept>

namespace concordat::crypto {
namespace {

constexpr std::size_t kBlock = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

// Nothing where OpenSSL refuses: of what is decrypted, because of its padding.
std::optional<Bytes> run(const Secret& key, ByteView input, bool encrypts) {
  const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const std::uint8_t* const bytes = key.expose().data();
  if (!cipher || EVP_CipherInit_ex(cipher.get(), EVP_aes_128_cbc(), nullptr, bytes, bytes, encrypts ? 1 : 0) != 1) return std::nullopt;
  Bytes output(input.size() + kBlock);
  int size = 0;
  int rest = 0;
  if (EVP_CipherUpdate(cipher.get(), output.data(), &size, input.data(), static_cast<int>(input.size())) != 1) return std::nullopt;
  if (EVP_CipherFinal_ex(cipher.get(), output.data() + size, &rest) != 1) return std::nullopt;
  output.resize(static_cast<std::size_t>(size + rest));
  return output;
}

}  // namespace

Bytes gateway_encrypt(const Secret& key, ByteView plaintext) {
  auto sealed = key.size() == kGatewayKeySize ? run(key, plaintext, true) : std::nullopt;
  if (!sealed) throw std::runtime_error("AES-128-CBC failed");
  return std::move(*sealed);
}

std::optional<Bytes> gateway_decrypt(const Secret& key, ByteView ciphertext) {
  if (key.size() != kGatewayKeySize || ciphertext.empty() || ciphertext.size() % kBlock != 0) return std::nullopt;
  return run(key, ciphertext, false);
}

Digest hmac_sha256(const Secret& key, ByteView message) {
  crypto_auth_hmacsha256_state state;
  Digest digest;
  crypto_auth_hmacsha256_init(&state, key.expose().data(), key.size());
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  crypto_auth_hmacsha256_final(&state, digest.data());
  sodium_memzero(&state, sizeof(state));
  return digest;
}

}  // namespace concordat::crypto
