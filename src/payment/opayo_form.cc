#include "payment/opayo_form.h"

#include <algorithm>
#include <map>

#include "crypto/gateway.h"

namespace concordat::payment {
namespace {

// Names that are nobody's: the protocol wants one for the bill and one for the delivery, and a place is delivered to nobody.
constexpr std::pair<const char*, const char*> kNobody[] = {{"Surname", "Delegate"}, {"Firstnames", "Course"}};

std::string upper_hex(ByteView bytes) {
  std::string hex = to_hex(bytes);
  std::ranges::transform(hex, hex.begin(), [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
  return hex;
}

// The values stand as they are between "&" and "=": what would break one up is left out.
std::string plain(std::string_view value) {
  std::string kept;
  for (const char c : value)
    if (c >= ' ' && c <= '~' && c != '&' && c != '=') kept += c;
  return kept;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::map<std::string, std::string, std::less<>> values_of(std::string_view text) {
  std::map<std::string, std::string, std::less<>> values;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos) values.try_emplace(std::string(pair.substr(0, equals)), pair.substr(equals + 1));
  }
  return values;
}

}  // namespace

std::string pounds_and_pence(std::int64_t pence) {
  const std::string rest = std::to_string(pence % 100);
  return std::to_string(pence / 100) + "." + (rest.size() == 1 ? "0" : "") + rest;
}

std::optional<std::int64_t> pence_of(std::string_view amount) {
  std::string digits(amount);
  std::erase(digits, ',');
  const std::size_t point = digits.find('.');
  const std::string pounds = digits.substr(0, point);
  const std::string rest = point == std::string::npos ? "00" : digits.substr(point + 1);
  if (!is_digits(pounds) || !is_digits(rest) || rest.size() != 2 || pounds.size() > 9) return std::nullopt;
  return std::stoll(pounds) * 100 + std::stoll(rest);
}

std::string opayo_crypt(const Settings& settings, const OpayoAsked& asked) {
  std::string text = "VendorTxCode=" + plain(asked.reference) + "&Amount=" + pounds_and_pence(asked.pence) +
                     "&Currency=GBP&Description=" + plain(asked.description).substr(0, 100) + "&SuccessURL=" + plain(asked.back) +
                     "&FailureURL=" + plain(asked.back) + "&SendEMail=0";
  for (const char* of : {"Billing", "Delivery"}) {
    for (const auto& [name, value] : kNobody) text += "&" + std::string(of) + name + "=" + value;
    text += "&" + std::string(of) + "Address1=" + plain(settings.billing_address) + "&" + of + "City=" + plain(settings.billing_city) +
            "&" + of + "PostCode=" + plain(settings.billing_postcode) + "&" + of + "Country=GB";
  }
  return "@" + upper_hex(crypto::gateway_encrypt(settings.key, as_bytes(text)));
}

std::optional<OpayoReturn> read_opayo_return(const Secret& password, std::string_view crypt) {
  if (!crypt.starts_with('@')) return std::nullopt;
  const auto sealed = from_hex(crypt.substr(1));
  const auto opened = sealed ? crypto::gateway_decrypt(password, *sealed) : std::nullopt;
  if (!opened) return std::nullopt;
  const auto values = values_of(as_text(*opened));
  const auto value = [&](std::string_view name) { return values.contains(name) ? values.find(name)->second : std::string(); };
  const auto pence = pence_of(value("Amount"));
  if (value("VendorTxCode").empty() || value("Status").empty() || !pence) return std::nullopt;
  return OpayoReturn{value("VendorTxCode"), value("Status"), *pence};
}

}  // namespace concordat::payment
