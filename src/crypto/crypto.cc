#include "crypto/crypto.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <memory>
#include <semaphore>
#include <stdexcept>

namespace concordat::crypto {
namespace {

constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr unsigned long long kPasswordPasses = 2;
constexpr std::size_t kPasswordMemory = 64u << 20;
static_assert(kSealOverhead == kNonceSize + kTagSize && kKeySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

// libsodium must be initialised before first use, wherever that is.
const bool initialised = [] {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised on this machine");
  return true;
}();

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

// Argon2id takes 64 MiB a run: two at once bound what a flood of sign-ins can take.
std::counting_semaphore<2> password_runs(2);

struct PasswordRun {
  PasswordRun() { password_runs.acquire(); }
  ~PasswordRun() { password_runs.release(); }
};

}  // namespace

void fill_random(std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }

Secret random_secret(std::size_t size) {
  Bytes bytes(size);
  fill_random(bytes);
  return Secret(std::move(bytes));
}

Bytes seal(const Secret& key, ByteView plaintext, ByteView context) {
  must(key.size() == kKeySize, "sealing needs a key of 32 bytes");
  Bytes sealed(kNonceSize + plaintext.size() + kTagSize);
  fill_random(std::span(sealed).first(kNonceSize));
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonceSize, &length, plaintext.data(), plaintext.size(), context.data(),
                                             context.size(), nullptr, sealed.data(), key.expose().data());
  return sealed;
}

std::optional<Secret> open(const Secret& key, ByteView sealed, ByteView context) {
  if (key.size() != kKeySize || sealed.size() < kSealOverhead) return std::nullopt;
  Bytes plaintext(sealed.size() - kSealOverhead);
  unsigned long long length = 0;
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext.data(), &length, nullptr, sealed.data() + kNonceSize,
                                                                sealed.size() - kNonceSize, context.data(), context.size(),
                                                                sealed.data(), key.expose().data());
  if (failed != 0) return std::nullopt;
  return Secret(std::move(plaintext));
}

Digest sha256(ByteView first, ByteView second, ByteView third) {
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> owner(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_MD_CTX* const context = owner.get();
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Digest digest;
  must(context != nullptr && algorithm != nullptr && EVP_DigestInit_ex(context, algorithm, nullptr) == 1 &&
           EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
           EVP_DigestUpdate(context, second.data(), second.size()) == 1 &&
           EVP_DigestUpdate(context, third.data(), third.size()) == 1 &&
           EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1,
       "SHA-256 is not to be had from OpenSSL on this machine");
  return digest;
}

struct Sha256::State {
  crypto_hash_sha256_state state;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->state); }
Sha256::~Sha256() = default;
void Sha256::add(ByteView bytes) { crypto_hash_sha256_update(&state_->state, bytes.data(), bytes.size()); }

Digest Sha256::finish() {
  Digest digest;
  crypto_hash_sha256_final(&state_->state, digest.data());
  return digest;
}

Digest commitment(ByteView salt, ByteView value) {
  Digest digest;
  must(crypto_generichash(digest.data(), digest.size(), value.data(), value.size(), salt.data(), salt.size()) == 0,
       "a commitment needs a salt of 16 to 64 bytes");
  return digest;
}

bool equal_in_constant_time(ByteView left, ByteView right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string hash_password(std::string_view password) {
  const PasswordRun run;
  char hash[crypto_pwhash_STRBYTES];
  must(crypto_pwhash_str(hash, password.data(), password.size(), kPasswordPasses, kPasswordMemory) == 0,
       "there is not memory enough to hash a password (64 MiB)");
  return hash;
}

bool verify_password(std::string_view password, const std::string& hash) {
  const PasswordRun run;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

Secret derive_key(std::string_view passphrase, ByteView salt) {
  must(salt.size() == crypto_pwhash_SALTBYTES, "a key is derived with a salt of 16 bytes");
  const PasswordRun run;
  Bytes key(kKeySize);
  must(crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), salt.data(), kPasswordPasses, kPasswordMemory,
                     crypto_pwhash_ALG_ARGON2ID13) == 0,
       "there is not memory enough to derive a key (64 MiB)");
  return Secret(std::move(key));
}

SigningKey new_signing_key() {
  SigningKey key;
  Bytes secret(crypto_sign_SECRETKEYBYTES);
  crypto_sign_keypair(key.public_key.data(), secret.data());
  key.secret = Secret(std::move(secret));
  return key;
}

SigningKey signing_key_of_seed(const Secret& seed) {
  must(seed.size() == crypto_sign_SEEDBYTES, "a signing key is made of 32 bytes");
  SigningKey key;
  Bytes secret(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(key.public_key.data(), secret.data(), seed.expose().data());
  key.secret = Secret(std::move(secret));
  return key;
}

Result<SigningKey> signing_key_from(Secret secret) {
  if (secret.size() != crypto_sign_SECRETKEYBYTES) return Error{"The signing key is not 64 bytes long.", "Restore it from a backup."};
  SigningKey key;
  crypto_sign_ed25519_sk_to_pk(key.public_key.data(), secret.expose().data());
  key.secret = std::move(secret);
  return key;
}

std::array<std::uint8_t, 64> sign(const SigningKey& key, ByteView message) {
  std::array<std::uint8_t, 64> signature;
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), key.secret.expose().data());
  return signature;
}

bool verify_signature(ByteView public_key, ByteView message, ByteView signature) {
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) == 0;
}

namespace {

// docs/formats/message.md: do not change. Both public keys go in, so that a secret is of these two alone (RFC 7748, section 6.1).
std::optional<Secret> agreed_key(const Secret& own, ByteView other, ByteView of_the_moment, ByteView recipient) {
  constexpr std::string_view kLabel = "concordat seal-to 1\n";
  Bytes shared(crypto_scalarmult_BYTES);
  if (crypto_scalarmult(shared.data(), own.expose().data(), other.data()) != 0) return std::nullopt;
  const Secret agreed(std::move(shared));
  Bytes input = to_bytes(kLabel);
  input.insert(input.end(), of_the_moment.begin(), of_the_moment.end());
  input.insert(input.end(), recipient.begin(), recipient.end());
  const Digest key = commitment(agreed.expose(), input);
  return Secret(Bytes(key.begin(), key.end()));
}

}  // namespace

ExchangeKey exchange_key_of_seed(const Secret& seed) {
  must(seed.size() == crypto_scalarmult_SCALARBYTES, "a key to agree with is made of 32 bytes");
  ExchangeKey key{Secret(Bytes(seed.expose().begin(), seed.expose().end())), {}};
  crypto_scalarmult_base(key.public_key.data(), key.secret.expose().data());
  return key;
}

std::optional<Bytes> seal_to(ByteView public_key, ByteView plaintext, ByteView context) {
  if (public_key.size() != crypto_scalarmult_BYTES) return std::nullopt;
  const ExchangeKey moment = exchange_key_of_seed(random_secret(crypto_scalarmult_SCALARBYTES));
  const auto key = agreed_key(moment.secret, public_key, moment.public_key, public_key);
  if (!key) return std::nullopt;
  Bytes sealed(moment.public_key.begin(), moment.public_key.end());
  const Bytes rest = seal(*key, plaintext, context);
  sealed.insert(sealed.end(), rest.begin(), rest.end());
  return sealed;
}

std::optional<Secret> open_sealed_to(const ExchangeKey& own, ByteView sealed, ByteView context) {
  if (sealed.size() < kSealToOverhead) return std::nullopt;
  const ByteView moment = sealed.first(crypto_scalarmult_BYTES);
  const auto key = agreed_key(own.secret, moment, moment, own.public_key);
  return key ? open(*key, sealed.subspan(crypto_scalarmult_BYTES), context) : std::nullopt;
}

}  // namespace concordat::crypto
