#include "payment/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::payment {
namespace {

constexpr const char* kOpayo = R"(provider = "opayo-form"
address = "https://partnership.example.org"
gateway = "https://sandbox.opayo.eu.elavon.com/gateway/service/vspform-register.vsp"
vendor = "examplevendor"
billing_address = "Council House"
billing_city = "Derby"
billing_postcode = "DE1 2FS"
password_file = "/etc/concordat/opayo-password"
)";
constexpr const char* kPay = R"(provider = "govuk-pay"
address = "https://partnership.example.org"
gateway = "https://publicapi.payments.service.gov.uk"
pages = "https://card.payments.service.gov.uk"
key_file = "/etc/concordat/pay-key"
)";

TEST(PaymentSettings, SayWhereThePayersBrowserMayGo) {
  EXPECT_EQ(parse_settings(kOpayo, "payment.toml")->origin(), "https://sandbox.opayo.eu.elavon.com");
  EXPECT_EQ(parse_settings(kPay, "payment.toml")->origin(), "https://card.payments.service.gov.uk");
}

TEST(PaymentSettings, AreRefusedWithTheirLine) {
  const auto changed = [](std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& bad :
       {std::string(), changed(kOpayo, "opayo-form", "cash"), changed(kOpayo, "vendor = ", "seller = "),
        changed(kOpayo, "Derby", "a&Amount=1"), changed(kOpayo, "https://sandbox", "http://sandbox"),
        changed(kOpayo, "https://sandbox", "https://a b"), changed(kPay, "pages", "vendor"),
        changed(kPay, "card.payments.service.gov.uk", "card.payments.service.gov.uk/x"), std::string(kPay) + "vendor = \"x\"\n",
        changed(kPay, "\"/etc", "3 #")}) {
    const auto parsed = parse_settings(bad, "payment.toml");
    ASSERT_FALSE(parsed) << bad;
    EXPECT_THAT(parsed.error().message, testing::HasSubstr("payment.toml")) << bad;
  }
  EXPECT_TRUE(parse_settings(changed(kPay, "https://publicapi.payments.service.gov.uk", "http://127.0.0.1:4000"), "payment.toml"))
      << "a stand-in on this machine";
  EXPECT_FALSE(parse_settings(changed(kOpayo, "https://sandbox.opayo.eu.elavon.com", "http://127.0.0.1:4000"), "payment.toml"))
      << "no form of ours leads there";
}

}  // namespace
}  // namespace concordat::payment
