// The codec of Opayo Form 4.00, by worked examples of another implementation.

#include "payment/opayo_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/gateway.h"

namespace concordat::payment {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kReturn =
    "@B16A6A19A0FD0A0D867D0B7A775CC403B862406A78A7720F9D7A15B20654A5FDC1DDEE651101566ACD858C98D0015E0590619C1157DEEB0F9E6D6F1291A0DECF"
    "A92B82FA3D62C5000BF70950D35D1BFBB851BF48F06F3ED56DFE8ADDC35282CFA8374F7CF1D6B359C83D8C4B626F2EF183736F5B459C060B93D13A834DD3B5F34"
    "F33C9064B23DD37121EFCFFB9360A86D9EA8E7586037D23061013E0915E300DCFA818B3A9146A5BC47A4C5550FAB968C1C3BC5592B40A66FDABBD555C71CD8018"
    "CCDF55E38FD2CF490BF95FD5BF1F30FF529DDAF202DFBD15BD244F9F4078EA";

Secret opayo_password() { return Secret(to_bytes("55a51621a6648525")); }

Settings opayo_settings() {
  Settings settings;
  settings.key = opayo_password();
  settings.billing_address = "Council House";
  settings.billing_city = "Derby";
  settings.billing_postcode = "DE1 2FS";
  return settings;
}

std::string asked_in_plain(const OpayoAsked& asked) {
  const std::string crypt = opayo_crypt(opayo_settings(), asked);
  EXPECT_THAT(crypt, StartsWith("@"));
  EXPECT_EQ(crypt.find_first_of("abcdef"), std::string::npos) << "hexadecimal in upper case";
  return std::string(as_text(*crypto::gateway_decrypt(opayo_password(), *from_hex(crypt.substr(1)))));
}

TEST(OpayoForm, AsksWithTheFieldsOfTheProtocolAndNothingOfThePayer_DDS_20) {
  EXPECT_EQ(asked_in_plain({"C-2026-001-K7M2Q9TXAB", 4500, "Place on course C-2026-001", "https://example.org/payments/ab/back"}),
            "VendorTxCode=C-2026-001-K7M2Q9TXAB&Amount=45.00&Currency=GBP&Description=Place on course C-2026-001&"
            "SuccessURL=https://example.org/payments/ab/back&FailureURL=https://example.org/payments/ab/back&SendEMail=0&"
            "BillingSurname=Delegate&BillingFirstnames=Course&BillingAddress1=Council House&BillingCity=Derby&BillingPostCode=DE1 2FS&"
            "BillingCountry=GB&DeliverySurname=Delegate&DeliveryFirstnames=Course&DeliveryAddress1=Council House&DeliveryCity=Derby&"
            "DeliveryPostCode=DE1 2FS&DeliveryCountry=GB");
}

TEST(OpayoForm, LetsNoValueBecomeAnotherField) {
  EXPECT_THAT(asked_in_plain({"R", 100, "Tea & cake&Amount=0.01", "https://example.org"}),
              AllOf(HasSubstr("Description=Tea  cakeAmount0.01&"), Not(HasSubstr("Amount=0.01"))));
}

TEST(OpayoForm, ReadsAReturn) {
  const auto back = read_opayo_return(opayo_password(), kReturn);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->reference, "C-2026-001-K7M2Q9TX");
  EXPECT_EQ(back->pence, 104500);
  EXPECT_TRUE(back->says_paid());
}

TEST(OpayoForm, ReadsNothingThatIsForged) {
  const auto sealed = [](std::string_view text) { return "@" + to_hex(crypto::gateway_encrypt(opayo_password(), as_bytes(text))); };
  EXPECT_TRUE(read_opayo_return(opayo_password(), sealed("VendorTxCode=R&Status=ABORT&Amount=1.00")));
  for (const std::string& forged : {std::string(), std::string("@"), std::string("@zz"), std::string(kReturn).substr(1),
                                    std::string(kReturn).substr(0, 33), sealed("VendorTxCode=R&Status=OK"),
                                    sealed("VendorTxCode=R&Status=OK&Amount=1"+ std::string(".5")), sealed("Status=OK&Amount=1.00")})
    EXPECT_FALSE(read_opayo_return(opayo_password(), forged)) << forged;
  EXPECT_FALSE(read_opayo_return(Secret(to_bytes("another password")), kReturn));
}

TEST(OpayoForm, CountsInPence) {
  EXPECT_EQ(pounds_and_pence(4505), "45.05");
  EXPECT_EQ(pence_of("45"), 4500);
  EXPECT_EQ(pence_of("1,045.00"), 104500);
  for (const char* bad : {"", ".", "4.5", "4.555", "-1.00", "1.00 ", "1e3", "99999999999.00"}) EXPECT_FALSE(pence_of(bad)) << bad;
}

}  // namespace
}  // namespace concordat::payment
