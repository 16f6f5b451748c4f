// Worked examples: of another implementation (Python's cryptography), and of the RFC.

#include "crypto/gateway.h"

#include <gtest/gtest.h>

namespace concordat::crypto {
namespace {

Secret key() { return Secret(to_bytes("55a51621a6648525")); }
constexpr std::string_view kPlain = "VendorTxCode=C-2026-001-K7M2Q9TX&Amount=45.00&Currency=GBP";
constexpr std::string_view kSealed =
    "b8f00be9134fbb345387354a92a7bd5437053649a9eaab28026f51019edf20055b9c03875d29914c056245e89e2288d28a44611e7ee4f63b4490b325f2f437f6";

TEST(Gateway, EncryptsAsTheProtocolSays) {
  EXPECT_EQ(to_hex(gateway_encrypt(key(), as_bytes(kPlain))), kSealed);
  EXPECT_EQ(as_text(*gateway_decrypt(key(), *from_hex(kSealed))), kPlain);
}

TEST(Gateway, OpensNothingThatIsCutOrPaddedWrongly) {
  Bytes sealed = *from_hex(kSealed);
  EXPECT_FALSE(gateway_decrypt(key(), {}));
  EXPECT_FALSE(gateway_decrypt(key(), ByteView(sealed).first(17)));
  EXPECT_FALSE(gateway_decrypt(key(), ByteView(sealed).first(32))) << "the padding is at the end";
  EXPECT_FALSE(gateway_decrypt(Secret(to_bytes("another password")), sealed));
  EXPECT_FALSE(gateway_decrypt(Secret(to_bytes("short")), sealed));
}

TEST(Gateway, SignsAsRFC4231CaseTwo) {
  EXPECT_EQ(to_hex(hmac_sha256(Secret(to_bytes("Jefe")), as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace concordat::crypto
