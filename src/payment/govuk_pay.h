#pragma once
// GOV.UK Pay: a payment is made and looked up by its API, under a key; its signed messages say that something has changed.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "payment/settings.h"

namespace concordat::payment {

struct PayAsked {
  std::int64_t pence = 0;
  std::string reference;    // in our words
  std::string description;  // 255 characters at most
  std::string back;
};
std::string pay_request(const PayAsked& asked);  // the body of POST /v1/payments

struct PayState {
  std::string id;
  std::int64_t pence = 0;
  std::string status;      // "created", "started", "submitted", "capturable", "success", "failed", "cancelled", "error"
  bool finished = false;
  std::string next;        // where the payer goes on; empty once they cannot

  bool is_paid() const { return finished && status == "success"; }
};
// Of the answer to either call; nothing where it is none.
std::optional<PayState> read_pay_state(std::string_view body);

inline constexpr const char* kPaySignature = "pay-signature";  // the header, in lower case
// The reference, in our words, of the payment that a message is about; nothing where it is not signed as the secret has it. What it says
// of the payment is not believed: that is asked for.
std::optional<std::string> read_pay_message(const Secret& secret, std::string_view body, std::string_view signature);

// One call of the API. `body` empty: GET.
struct ApiAnswer {
  int status = 0;       // 0: none came
  std::string body;
  std::string failure;  // in words, where there is no status
};
using Api = std::function<ApiAnswer(const Settings& settings, const std::string& path, const std::string& body)>;
ApiAnswer ask_by_https(const Settings& settings, const std::string& path, const std::string& body);

Result<PayState> make_payment(const Settings& settings, const Api& api, const PayAsked& asked);
Result<PayState> find_payment(const Settings& settings, const Api& api, const std::string& id);

}  // namespace concordat::payment
