#pragma once
// One-time codes of an authenticator: TOTP (RFC 6238) with SHA-1, six digits, thirty seconds, which every app understands.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/secret.h"

namespace concordat::crypto {

inline constexpr int kStepSeconds = 30;
inline constexpr std::size_t kCodeDigits = 6;

Secret new_totp_secret();  // 160 bits (RFC 4226, section 4)
std::int64_t totp_step(Instant instant);
std::string totp_code(ByteView secret, std::int64_t step);
// The step that this is the code of: now's, or one before or after it for clocks that differ (RFC 6238, section 5.2), and
// later than `last`, so that no code counts twice.
std::optional<std::int64_t> accept_totp(ByteView secret, std::string_view code, Instant now, std::int64_t last);

std::string to_base32(ByteView bytes);  // RFC 4648, section 6, unpadded: how apps take a secret

}  // namespace concordat::crypto
