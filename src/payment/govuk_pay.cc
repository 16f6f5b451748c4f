#include "payment/govuk_pay.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/gateway.h"

namespace concordat::payment {
namespace {

using Json = nlohmann::json;

constexpr const char* kPayments = "/v1/payments";

// Of one member, where it is a text; what a message holds beside that is nobody's here.
std::string text_in(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) && json.at(key).is_string() ? json.at(key).get<std::string>() : "";
}

const Json& member(const Json& json, const char* key) {
  static const Json none;
  return json.is_object() && json.contains(key) ? json.at(key) : none;
}

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

Error not_answered(const ApiAnswer& answer) {
  return {answer.status == 0 ? answer.failure : "GOV.UK Pay answered " + std::to_string(answer.status) + ".",
          "Try again in a few minutes; if it lasts, tell us."};
}

}  // namespace

std::string pay_request(const PayAsked& asked) {
  const Json json{{"amount", asked.pence}, {"reference", asked.reference}, {"description", asked.description}, {"return_url", asked.back}};
  return json.dump();
}

std::optional<PayState> read_pay_state(std::string_view body) {
  const Json json = Json::parse(body, nullptr, false);
  const Json& state = member(json, "state");
  const Json& amount = member(json, "amount");
  const Json& finished = member(state, "finished");
  PayState found{text_in(json, "payment_id"), 0, text_in(state, "status"), finished.is_boolean() && finished.get<bool>(),
                 text_in(member(member(json, "_links"), "next_url"), "href")};
  if (!is_id(found.id) || found.status.empty() || !amount.is_number_integer()) return std::nullopt;
  found.pence = amount.get<std::int64_t>();
  return found;
}

std::optional<std::string> read_pay_message(const Secret& secret, std::string_view body, std::string_view signature) {
  const auto said = from_hex(signature);
  const crypto::Digest own = crypto::hmac_sha256(secret, as_bytes(body));
  if (secret.empty() || !said || !crypto::equal_in_constant_time(*said, own)) return std::nullopt;
  const std::string reference = text_in(member(Json::parse(body, nullptr, false), "resource"), "reference");
  return reference.empty() ? std::nullopt : std::optional(reference);
}

Result<PayState> make_payment(const Settings& settings, const Api& api, const PayAsked& asked) {
  const ApiAnswer answer = api(settings, kPayments, pay_request(asked));
  const auto state = answer.status == 201 ? read_pay_state(answer.body) : std::nullopt;
  if (!state) return not_answered(answer);
  // Whoever answered for the API does not choose where our payers go.
  if (!state->next.starts_with(settings.pages + "/")) return Error{"GOV.UK Pay named a page to pay on that is not its own.", "Tell us."};
  return *state;
}

Result<PayState> find_payment(const Settings& settings, const Api& api, const std::string& id) {
  if (!is_id(id)) return Error{"This reference is none of GOV.UK Pay.", "Look at the payment again."};
  const ApiAnswer answer = api(settings, std::string(kPayments) + "/" + id, "");
  auto state = answer.status == 200 ? read_pay_state(answer.body) : std::nullopt;
  if (!state || state->id != id) return not_answered(answer);
  if (!state->next.starts_with(settings.pages + "/")) state->next.clear();
  return *state;
}

}  // namespace concordat::payment
