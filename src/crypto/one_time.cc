#include "crypto/one_time.h"

#include <liboath/oath.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

#include "crypto/crypto.h"

namespace concordat::crypto {
namespace {

constexpr std::size_t kSecretSize = 20;

void prepare() {
  static const int ready = oath_init();
  if (ready != OATH_OK) throw std::runtime_error("liboath could not be prepared");
}

}  // namespace

Secret new_totp_secret() { return random_secret(kSecretSize); }

std::int64_t totp_step(Instant instant) { return instant.microseconds / (kStepSeconds * kMicrosecondsPerSecond); }

std::string totp_code(ByteView secret, std::int64_t step) {
  prepare();
  std::array<char, kCodeDigits + 1> code{};
  const Bytes key(secret.begin(), secret.end());
  const int made = oath_hotp_generate(reinterpret_cast<const char*>(key.data()), key.size(), static_cast<std::uint64_t>(step), kCodeDigits,
                                      false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
  if (made != OATH_OK) throw std::runtime_error("liboath made no code");
  return code.data();
}

std::optional<std::int64_t> accept_totp(ByteView secret, std::string_view code, Instant now, std::int64_t last) {
  std::optional<std::int64_t> accepted;
  const std::int64_t current = totp_step(now);
  for (const std::int64_t step : {current - 1, current, current + 1}) {  // each one, whichever fits: the time says nothing
    const std::string right = totp_code(secret, step);
    if (equal_in_constant_time(as_bytes(right), as_bytes(code)) && step > last && !accepted) accepted = step;
  }
  return accepted;
}

std::string to_base32(ByteView bytes) {
  prepare();
  char* encoded = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(reinterpret_cast<const char*>(bytes.data()), bytes.size(), &encoded, &size) != OATH_OK)
    throw std::runtime_error("liboath encoded nothing");
  std::string text(encoded, size);
  std::free(encoded);
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

}  // namespace concordat::crypto
