// A place is paid for at a gateway: closed browsers, double, forged and late returns, by both protocols (DDS-20). The gateways here are
// functions that keep to the protocols; the browser story has servers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "casework/access.h"
#include "casework/links.h"
#include "casework/test_app.h"
#include "casework/training/office.h"
#include "casework/training/payments.h"
#include "crypto/gateway.h"
#include "payment/opayo_form.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kOpayoCharter = "charters/derby-derbyshire.toml";

// The same charter with the other protocol, where the office may write down another way to pay, in a folder that is gone afterwards.
class OtherProtocol {
 public:
  OtherProtocol() {
    std::filesystem::create_directories(folder_);
    std::filesystem::copy_file("charters/england.toml", folder_ + "/england.toml", std::filesystem::copy_options::overwrite_existing);
    std::ifstream in(kOpayoCharter);
    std::string text(std::istreambuf_iterator<char>(in), {});
    text.replace(text.find("\"opayo-form\""), 12, "\"govuk-pay\"");
    std::ofstream(file()) << text << "[[allow]]\nwho = [\"role:business-team\"]\nmay = [\"add\", \"correct\"]\non = [\"booking\"]\n"
                          << "parts = [\"payment\"]\n";
  }
  ~OtherProtocol() { std::filesystem::remove_all(folder_); }
  std::string file() const { return folder_ + "/derby-derbyshire.toml"; }

 private:
  std::string folder_ = std::filesystem::temp_directory_path() / ("concordat-pay-" + crypto::new_id<RecordId>().text());
};

// A course that costs £45, with one delegate who has a place.
class Paying : public testing::Test {
 protected:
  explicit Paying(const std::string& charter = kOpayoCharter) : test_(charter, "2026-04-01") {
    add_training_pages(test_.router(), test_.app());
    add_course_pages(test_.router(), test_.app());
    add_booking_pages(test_.router(), test_.app());
    office_ = test_.person("Tara Training", {"business-team"});
    course_ = location(test_.post(office_, "/workspace/courses/new", course_form_));
    EXPECT_EQ(test_.post(office_, course_ + "/step", {{"to", "open"}}).status, 303);
    booking_ = location(test_.post_as_nobody("/courses" + course_.substr(course_.rfind('/')) + "/book",
                                             {{"name", "Ada Example"},
                                              {"comes-as", "for my work"},
                                              {"contact-address", "1 Example Street"},
                                              {"contact-email", "ada@example.org"},
                                              {"contact-telephone", "01632 960001"},
                                              {"permission", "I am 13 or older"}}));
    id_ = booking_of(booking_.substr(booking_.rfind('/') + 1), test_.app().link_key).value_or(RecordId());
    EXPECT_EQ(test_.post(office_, office_path(), {{"to", "place-offered"}}).status, 303);
  }

  std::string office_path() const { return course_ + "/bookings/" + id_.text(); }
  std::string page() { return "/payments/" + payment_token_of(id_, test_.app().link_key); }
  payment::Attempts attempts() { return payment_of(test_.app(), policy::subject_of(id_), id_)->attempts; }
  payment::Standing standing() { return attempts().back().standing; }
  std::string start(const char* again = "") { return location(test_.post_as_nobody(page() + "/start", {{"again", again}})); }
  http::Response by_hand(const char* told, const std::string& reference) {
    return test_.post(office_, office_path() + "/payment", {{"told", told}, {"reference", reference}});
  }
  std::string payments_page() { return test_.get(office_, kPaymentsPage).body; }

  const std::vector<std::pair<std::string, std::string>> course_form_{{"course-title", "Neglect"}, {"course-date-day", "5"},
                                                                      {"course-date-month", "5"},  {"course-date-year", "2026"},
                                                                      {"course-place", "Town Hall"}, {"course-fee", "45"}};
  TestApp test_;
  http::SessionView office_;
  std::string course_, booking_;
  RecordId id_;
};

class PayingAtOpayo : public Paying {
 protected:
  PayingAtOpayo() {
    gateway_.settings.address = "https://partnership.example.org";
    gateway_.settings.gateway = "https://sandbox.opayo.eu.elavon.com/gateway/service/vspform-register.vsp";
    gateway_.settings.vendor = "examplevendor";
    gateway_.settings.billing_address = gateway_.settings.billing_city = gateway_.settings.billing_postcode = "Town Hall";
    gateway_.settings.key = Secret(to_bytes("55a51621a6648525"));
    test_.take_payments(gateway_);
  }
  // What the gateway sends back by the payer's browser.
  std::string come_back(const std::string& reference, const char* status = "OK", const char* amount = "45.00") {
    const std::string text = "VPSProtocol=4.00&TxType=PAYMENT&VendorTxCode=" + reference + "&VPSTxId={0}&Status=" + status +
                             "&StatusDetail=0000&Amount=" + amount;
    return location(test_.visit(page() + "/back?crypt=@" + to_hex(crypto::gateway_encrypt(gateway_.settings.key, as_bytes(text)))));
  }
  payment::Gateway gateway_;
};

TEST_F(PayingAtOpayo, AReturnIsHeldUntilItIsFoundInTheReport_DDS_20) {
  EXPECT_THAT(test_.visit("/courses" + course_.substr(course_.rfind('/'))).body, HasSubstr("£45"));
  EXPECT_THAT(test_.visit(booking_).body, AllOf(HasSubstr("Pay £45 for your place"), HasSubstr(page())));
  const http::Response before = test_.visit(page());
  EXPECT_THAT(before.body, AllOf(HasSubstr("neither your name nor your address"), HasSubstr("opayo.co.uk"), Not(HasSubstr("Ada Example")),
                                 Not(HasSubstr(booking_))))
      << "the gateway is told this address";
  EXPECT_EQ(before.sends_forms_to, "https://sandbox.opayo.eu.elavon.com");
  EXPECT_EQ(start(), page() + "/gateway");
  EXPECT_THAT(test_.visit(page() + "/gateway").body,
              AllOf(HasSubstr("action=\"https://sandbox.opayo.eu.elavon.com/gateway/service/vspform-register.vsp\""),
                    HasSubstr("name=\"VPSProtocol\" value=\"4.00\""), HasSubstr("name=\"Crypt\" value=\"@"), Not(HasSubstr("csrf"))));
  const std::string reference = attempts().back().reference;
  EXPECT_EQ(come_back(reference), page());
  EXPECT_EQ(standing(), payment::Standing::said);
  EXPECT_THAT(test_.visit(page()).body, AllOf(HasSubstr("Do not pay again"), Not(HasSubstr("Pay £45 at"))));
  EXPECT_EQ(test_.post_as_nobody(page() + "/start", {{"again", "yes"}}).status, 409);
  EXPECT_THAT(payments_page(), AllOf(HasSubstr("To be checked"), HasSubstr(reference)));
  EXPECT_THAT(test_.post(office_, kPaymentsPage, {{"report", "12/04/2026,A Payer," + reference + ",45.00"}}).body,
              HasSubstr("1 payment is settled now."));
  EXPECT_EQ(standing(), payment::Standing::settled);
  EXPECT_THAT(test_.visit(booking_).body, HasSubstr("Your payment has arrived."));
  const auto kept = read_part(test_.app(), policy::subject_of(id_), id_, "payment");
  EXPECT_EQ(kept->values, (vault::Values{{"gateway-reference", reference + ": settled"}, {"settled", "yes"}})) << "and no amount";
  EXPECT_THAT(test_.get(office_, course_).body, HasSubstr("Settled"));
  EXPECT_THAT(payments_page(), AllOf(HasSubstr("Every place that is charged for is settled."), Not(HasSubstr(reference))));
}

TEST_F(PayingAtOpayo, ADoubleReturnCountsOnce) {
  start();
  const std::string reference = attempts().back().reference;
  EXPECT_EQ(come_back(reference), page());
  EXPECT_EQ(come_back(reference), page());
  EXPECT_EQ(attempts().size(), 1u);
  EXPECT_EQ(come_back(reference, "ABORT"), page());
  EXPECT_EQ(standing(), payment::Standing::said) << "nor is it undone through the browser";
  EXPECT_EQ(by_hand("paid", reference).status, 303);
  EXPECT_EQ(come_back(reference), page());
  EXPECT_EQ(standing(), payment::Standing::settled);
}

TEST_F(PayingAtOpayo, AForgedReturnChangesNothing) {
  start();
  const std::string reference = attempts().back().reference;
  const std::string refused = page() + "?told=unreadable";
  EXPECT_EQ(come_back("C-2026-001-ANOTHERONE"), refused);
  EXPECT_EQ(come_back(reference, "OK", "0.01"), refused);
  for (const char* crypt : {"", "@", "@00", "@00112233445566778899aabbccddeeff", "00"})
    EXPECT_EQ(location(test_.visit(page() + "/back?crypt=" + crypt)), refused) << crypt;
  EXPECT_EQ(standing(), payment::Standing::sent);
  EXPECT_THAT(test_.visit(refused).body, HasSubstr("does not fit this payment"));
  EXPECT_EQ(test_.visit("/payments/" + booking_.substr(booking_.rfind('/') + 1)).status, 404) << "the token of the booking is another";
  EXPECT_EQ(test_.visit("/bookings/" + page().substr(page().rfind('/') + 1)).status, 404) << "and this one opens no booking";
}

TEST_F(PayingAtOpayo, WhoeverClosedTheBrowserThereIsNotKnownToHavePaid) {
  start();
  EXPECT_THAT(test_.visit(page()).body, AllOf(HasSubstr("we do not know yet whether you did"), HasSubstr("I have not paid: pay £45")));
  EXPECT_THAT(payments_page(), HasSubstr("Sent to pay, not known"));
  EXPECT_EQ(start(), page() + "/gateway") << "a second press goes on with the same";
  EXPECT_EQ(attempts().size(), 1u);
  EXPECT_EQ(start("yes"), page() + "/gateway");
  ASSERT_EQ(attempts().size(), 2u);
  for (const payment::Attempt& one : attempts()) EXPECT_EQ(by_hand("paid", one.reference).status, 303);
  EXPECT_THAT(test_.get(office_, office_path()).body,
              AllOf(HasSubstr("To be refunded"), HasSubstr("mark it as refunded: " + attempts()[1].reference)))
      << "both were paid, as the report shows";
  EXPECT_EQ(by_hand("refunded", attempts()[1].reference).status, 303);
  EXPECT_THAT(test_.get(office_, office_path()).body, Not(HasSubstr("To be refunded")));
}

TEST_F(PayingAtOpayo, AReturnAfterTheEndIsToBeRefunded) {
  start();
  const std::string reference = attempts().back().reference;
  EXPECT_EQ(test_.post_as_nobody(booking_ + "/cancel", {{"act", "cancel"}}).status, 303);
  EXPECT_EQ(come_back(reference), page());
  EXPECT_THAT(test_.visit(page()).body, AllOf(HasSubstr("pay it back"), Not(HasSubstr("Pay £45 at"))));
  EXPECT_EQ(by_hand("paid", reference).status, 303);
  EXPECT_THAT(payments_page(), HasSubstr("To be refunded"));
  EXPECT_THAT(test_.visit(page()).body, HasSubstr("it will be paid back to you"));
  EXPECT_EQ(by_hand("refunded", reference).status, 303);
  EXPECT_THAT(test_.visit(page()).body, HasSubstr("Your payment was paid back."));
}

TEST_F(PayingAtOpayo, WhoeverDoesNotPayThereCanPayAgainAndTheOfficeWritesNothingOfItsOwn_DDS_20) {
  start();
  EXPECT_EQ(come_back(attempts().back().reference, "ABORT"), page());
  EXPECT_THAT(test_.visit(page()).body, AllOf(HasSubstr("No money was taken."), HasSubstr("Pay £45 at")));
  EXPECT_THAT(test_.get(office_, office_path()).body, Not(HasSubstr("Paid in another way")));
  EXPECT_EQ(test_.post(office_, office_path() + "/payment", {{"other-way", "PO 4711"}}).status, 409);
  EXPECT_EQ(by_hand("paid", "PO 4711").status, 409) << "a reference that is none";
  EXPECT_EQ(attempts().size(), 1u);
}

TEST_F(PayingAtOpayo, OnlyTheOfficeHoldsItAgainstTheReport) {
  start();
  const http::SessionView trainer = test_.person("Theo Trainer", {"trainer"});
  EXPECT_EQ(test_.get(trainer, kPaymentsPage).status, 404);
  EXPECT_EQ(test_.post(trainer, kPaymentsPage, {{"report", attempts().back().reference}}).status, 404);
  EXPECT_EQ(test_.post(trainer, office_path() + "/payment", {{"told", "paid"}, {"reference", attempts().back().reference}}).status, 404);
  EXPECT_EQ(standing(), payment::Standing::sent);
}

TEST_F(Paying, NobodyIsSentAnywhereWhileItIsOff) {
  EXPECT_THAT(test_.visit(page()).body, HasSubstr("We will tell you how to pay."));
  EXPECT_EQ(test_.post_as_nobody(page() + "/start", {}).status, 409);
  EXPECT_EQ(test_.visit(page() + "/back").status, 404);
}

// ---- the other protocol

class PayingAtGovukPay : private OtherProtocol, public Paying {
 protected:
  PayingAtGovukPay() : Paying(file()) {
    gateway_.settings.provider = charter::PaymentProvider::govuk_pay;
    gateway_.settings.address = "https://partnership.example.org";
    gateway_.settings.pages = "https://card.payments.service.gov.uk";
    gateway_.settings.webhook = Secret(to_bytes("signing secret"));
    gateway_.api = [this](const payment::Settings&, const std::string& path, const std::string& body) { return answer(path, body); };
    test_.take_payments(gateway_);
  }
  payment::ApiAnswer answer(const std::string& path, const std::string& body) {
    if (down_) return {0, "", "GOV.UK Pay cannot be reached."};
    const std::string id = body.empty() ? path.substr(path.rfind('/') + 1) : "pay" + std::to_string(++made_);
    if (!body.empty()) asked_ = body;
    const std::string status = states_.contains(id) ? states_.at(id) : "created";
    const bool finished = status == "success" || status == "failed";
    const std::string next =
        finished ? "" : ",\"_links\":{\"next_url\":{\"href\":\"https://card.payments.service.gov.uk/secure/" + id + "\"}}";
    return {body.empty() ? 200 : 201,
            "{\"amount\":" + std::to_string(pence_) + ",\"payment_id\":\"" + id + "\",\"state\":{\"status\":\"" + status +
                                          "\",\"finished\":" + (finished ? "true" : "false") + "}" + next + "}", ""};
  }
  int ring(const std::string& signature = "") {
    http::Request request;
    const std::string token = page().substr(page().rfind('/') + 1);
    request.message = "{\"event_type\":\"CARD_PAYMENT_SUCCEEDED\",\"resource\":{\"reference\":\"" + token + "\"}}";
    request.signature =
        signature.empty() ? to_hex(crypto::hmac_sha256(gateway_.settings.webhook, as_bytes(request.message))) : signature;
    const http::Route* route = test_.router().match(http::Method::post, "/payments/told", request.parts);
    return route->handler(request).status;
  }
  payment::Gateway gateway_;
  std::map<std::string, std::string> states_;
  std::string asked_;
  int made_ = 0;
  int pence_ = 4500;
  bool down_ = false;
};

TEST_F(PayingAtGovukPay, IsSettledByWhatTheGatewayAnswersWhenThePayerComesBack) {
  EXPECT_EQ(start(), "https://card.payments.service.gov.uk/secure/pay1");
  const std::string back = "\"return_url\":\"https://partnership.example.org" + page() + "/back\"";
  EXPECT_THAT(asked_, AllOf(HasSubstr("\"amount\":4500"), HasSubstr(back), Not(HasSubstr("Ada"))));
  EXPECT_EQ(test_.visit(page()).sends_forms_to, "https://card.payments.service.gov.uk");
  EXPECT_EQ(start(), "https://card.payments.service.gov.uk/secure/pay1") << "who goes again goes on with the same payment";
  EXPECT_EQ(location(test_.visit(page() + "/back")), page());
  EXPECT_EQ(standing(), payment::Standing::sent);
  states_["pay1"] = "success";
  EXPECT_EQ(location(test_.visit(page() + "/back")), page());
  EXPECT_EQ(standing(), payment::Standing::settled);
  EXPECT_EQ(location(test_.visit(page() + "/back")), page()) << "a double return";
  EXPECT_EQ(attempts().size(), 1u);
}

TEST_F(PayingAtGovukPay, WhoeverClosedTheBrowserThereIsKnownByTheMessageOrTheNight) {
  start();
  states_["pay1"] = "success";
  EXPECT_EQ(ring(std::string(64, '0')), 404) << "forged";
  EXPECT_EQ(standing(), payment::Standing::sent);
  down_ = true;
  EXPECT_EQ(ring(), 503) << "it rings again later";
  EXPECT_FALSE(settle_payments(test_.app().vault, gateway_));
  down_ = false;
  EXPECT_EQ(ring(), 204);
  EXPECT_EQ(standing(), payment::Standing::settled);
}

TEST_F(PayingAtGovukPay, TheNightAsksAboutThoseOfWhomNothingIsKnown) {
  start();
  states_["pay1"] = "failed";
  EXPECT_EQ(*settle_payments(test_.app().vault, gateway_), 1u);
  EXPECT_EQ(standing(), payment::Standing::failed);
  EXPECT_EQ(start(), "https://card.payments.service.gov.uk/secure/pay2");
  states_["pay2"] = "success";
  EXPECT_EQ(test_.post_as_nobody(booking_ + "/cancel", {{"act", "cancel"}}).status, 303);
  EXPECT_TRUE(settle_payments(test_.app().vault, gateway_));
  EXPECT_THAT(payments_page(), HasSubstr("To be refunded")) << "paid, and too late";
}

TEST_F(PayingAtGovukPay, WhereTheCharterLetsTheOfficeItWritesDownAnotherWayToPay) {
  EXPECT_EQ(test_.post(office_, office_path() + "/payment", {{"other-way", "PO 4711; x: settled"}}).status, 303);
  EXPECT_EQ(attempts().back(), (payment::Attempt{"PO 4711 x settled", payment::Standing::settled}));
  EXPECT_THAT(test_.visit(booking_).body, HasSubstr("Your payment has arrived."));
}

TEST_F(PayingAtGovukPay, AnAmountThatWasNotAskedForSettlesNothing) {
  start();
  states_["pay1"] = "success";
  pence_ = 100;
  EXPECT_TRUE(ask_gateway(test_.app().vault, gateway_, id_));
  EXPECT_EQ(standing(), payment::Standing::sent);
}

}  // namespace
}  // namespace concordat::casework
