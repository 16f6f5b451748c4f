#include "crypto/one_time.h"

#include <gtest/gtest.h>

namespace concordat::crypto {
namespace {

const Bytes kSecret = to_bytes("12345678901234567890");

Instant at(std::int64_t seconds) { return {seconds * kMicrosecondsPerSecond}; }

// RFC 6238, appendix B, the last six of its eight digits.
TEST(OneTime, CodesAreThoseOfTheRfc) {
  EXPECT_EQ(totp_code(kSecret, totp_step(at(59))), "287082");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(1111111109))), "081804");
  EXPECT_EQ(totp_code(kSecret, totp_step(at(20000000000))), "353130");
  EXPECT_EQ(to_base32(kSecret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST(OneTime, ACodeCountsOnceAndOnlyNearItsTime) {
  const Instant now = at(1'800'000'015);
  const std::int64_t step = totp_step(now);
  for (const std::int64_t near : {step - 1, step, step + 1}) EXPECT_EQ(accept_totp(kSecret, totp_code(kSecret, near), now, 0), near);
  for (const std::int64_t far : {step - 2, step + 2}) EXPECT_FALSE(accept_totp(kSecret, totp_code(kSecret, far), now, 0));
  EXPECT_FALSE(accept_totp(kSecret, totp_code(kSecret, step), now, step)) << "used before";
  EXPECT_FALSE(accept_totp(kSecret, totp_code(kSecret, step - 1), now, step)) << "an earlier one than the last";
  EXPECT_EQ(accept_totp(kSecret, totp_code(kSecret, step + 1), now, step), step + 1);
  for (const char* bad : {"", "12345", "1234567", "abcdef", "287 08"}) EXPECT_FALSE(accept_totp(kSecret, bad, now, 0)) << bad;
}

TEST(OneTime, AClockSetBackRevivesNoCode) {
  const Instant now = at(1'800'000'015);
  const std::string code = totp_code(kSecret, totp_step(now));
  const auto used = accept_totp(kSecret, code, now, 0);
  ASSERT_TRUE(used);
  for (const std::int64_t moved : {-86'400, -30, 0, 29})
    EXPECT_FALSE(accept_totp(kSecret, code, at(1'800'000'015 + moved), *used)) << moved;
}

}  // namespace
}  // namespace concordat::crypto
