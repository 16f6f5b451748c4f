// The calls and messages of GOV.UK Pay, in the form of its documentation's examples.

#include "payment/govuk_pay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/gateway.h"

namespace concordat::payment {
namespace {

constexpr const char* kCreated = R"({"amount":14500,"description":"Place on course C-2026-001","reference":"12345","language":"en",
  "state":{"status":"created","finished":false},"payment_id":"hu20sqlact5260q2nanm0q8u93","payment_provider":"sandbox",
  "_links":{"self":{"href":"https://publicapi.payments.service.gov.uk/v1/payments/hu20sqlact5260q2nanm0q8u93","method":"GET"},
  "next_url":{"href":"https://card.payments.service.gov.uk/secure/bb0a272c","method":"GET"}}})";

Settings pay_settings() {
  Settings settings;
  settings.provider = charter::PaymentProvider::govuk_pay;
  settings.pages = "https://card.payments.service.gov.uk";
  return settings;
}

Api answering(int status, std::string body) {
  return [status, body](const Settings&, const std::string&, const std::string&) { return ApiAnswer{status, body, ""}; };
}

TEST(GovukPay, AsksForAPaymentInPence) {
  EXPECT_EQ(pay_request({4500, "ab12", "Place on course C-2026-001", "https://example.org/payments/ab12/back"}),
            R"({"amount":4500,"description":"Place on course C-2026-001","reference":"ab12",)"
            R"("return_url":"https://example.org/payments/ab12/back"})");
}

TEST(GovukPay, ReadsHowAPaymentStands) {
  const auto made = make_payment(pay_settings(), answering(201, kCreated), {});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->id, "hu20sqlact5260q2nanm0q8u93");
  EXPECT_EQ(made->pence, 14500);
  EXPECT_EQ(made->next, "https://card.payments.service.gov.uk/secure/bb0a272c");
  EXPECT_FALSE(made->is_paid());
  const auto state = read_pay_state(R"({"amount":5,"payment_id":"a1","state":{"status":"success","finished":true}})");
  EXPECT_TRUE(state && state->is_paid());
  for (const char* bad : {"", "[]", "{}", R"({"amount":"5","payment_id":"a1","state":{"status":"success"}})",
                          R"({"amount":5,"payment_id":"../a","state":{"status":"success"}})", R"({"amount":5,"payment_id":"a1"})"})
    EXPECT_FALSE(read_pay_state(bad)) << bad;
}

TEST(GovukPay, BelievesNoAnswerThatLeadsElsewhereOrIsOfAnother) {
  std::string elsewhere = kCreated;
  elsewhere.replace(elsewhere.find("https://card"), 12, "https://evil");
  EXPECT_FALSE(make_payment(pay_settings(), answering(201, elsewhere), {}));
  EXPECT_FALSE(make_payment(pay_settings(), answering(422, kCreated), {}));
  EXPECT_FALSE(find_payment(pay_settings(), answering(200, kCreated), "another1"));
  EXPECT_FALSE(find_payment(pay_settings(), answering(200, kCreated), "../v1/refunds"));
  EXPECT_TRUE(find_payment(pay_settings(), answering(200, kCreated), "hu20sqlact5260q2nanm0q8u93"));
}

TEST(GovukPay, HeedsAMessageThatIsSignedAndNoOther) {
  const Secret secret(to_bytes("the webhook's signing secret"));
  const std::string body = R"({"id":"123abc","event_type":"CARD_PAYMENT_SUCCEEDED","resource_type":"PAYMENT","resource_id":"a1",)"
                           R"("resource":{"amount":5000,"reference":"ab12","email":"sherlock.holmes@example.com"}})";
  const std::string signature = to_hex(crypto::hmac_sha256(secret, as_bytes(body)));
  EXPECT_EQ(read_pay_message(secret, body, signature), "ab12");
  EXPECT_FALSE(read_pay_message(secret, body + " ", signature));
  EXPECT_FALSE(read_pay_message(secret, body, ""));
  EXPECT_FALSE(read_pay_message(Secret(to_bytes("another")), body, signature));
  const Secret none;
  EXPECT_FALSE(read_pay_message(none, body, to_hex(crypto::hmac_sha256(none, as_bytes(body))))) << "without a secret nobody is believed";
}

}  // namespace
}  // namespace concordat::payment
