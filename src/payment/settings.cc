#include "payment/settings.h"

#include "base/toml_settings.h"

#include <toml++/toml.h>

#include <algorithm>
#include <map>

#include "charter/names.h"

namespace concordat::payment {
namespace {

constexpr const char* kRemedy = "Correct it: docs/formats/payment.md lists what stands there.";

Error wrong(const std::string& name, const toml::node& node, const std::string& what) {
  return {name + ", line " + std::to_string(node.source().begin.line) + ": " + what, kRemedy};
}

std::string origin_of(std::string_view address) {
  const std::size_t host = address.find("://");
  return host == std::string_view::npos ? "" : std::string(address.substr(0, address.find('/', host + 3)));
}

// Keys go over TLS; without it only to this machine itself, where a stand-in of the API can be tried out.
bool is_address(std::string_view text) {
  const bool local = text == "http://127.0.0.1" || text.starts_with("http://127.0.0.1:") || text.starts_with("http://127.0.0.1/");
  if (!local && !(text.starts_with("https://") && text.size() > 8)) return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':' || c == '/' ||
           c == '_';
  });
}

bool is_origin(std::string_view text) { return is_address(text) && origin_of(text) == text; }

bool is_vendor(std::string_view text) {
  return !text.empty() && text.size() <= 15 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

// One line of an address in the crypt field, whose parts nothing escapes.
bool is_line(std::string_view text) {
  const auto fits = [](char c) { return c >= ' ' && c <= '~' && c != '&' && c != '='; };
  return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, fits);
}

bool is_any(std::string_view text) { return !text.empty(); }

struct Setting {
  std::string Settings::*place;
  bool (*fits)(std::string_view text);
  bool of_opayo;
  bool of_govuk;
  bool required = true;
};

const std::map<std::string_view, Setting>& settings_known() {
  static const std::map<std::string_view, Setting> known{
      {"address", {&Settings::address, is_origin, true, true}},
      {"gateway", {&Settings::gateway, is_address, true, true}},
      {"pages", {&Settings::pages, is_origin, false, true}},
      {"vendor", {&Settings::vendor, is_vendor, true, false}},
      {"billing_address", {&Settings::billing_address, is_line, true, false}},
      {"billing_city", {&Settings::billing_city, is_line, true, false}},
      {"billing_postcode", {&Settings::billing_postcode, is_line, true, false}},
      {"password_file", {&Settings::password_file, is_any, true, false}},
      {"key_file", {&Settings::key_file, is_any, false, true}},
      {"webhook_file", {&Settings::webhook_file, is_any, false, true, false}},
  };
  return known;
}

Result<void> take(Settings& settings, const std::string& name, std::string_view key, const toml::node& node) {
  const auto text = node.value<std::string>();
  if (!text) return wrong(name, node, "`" + std::string(key) + "` is not a text.");
  if (key == "provider") {
    const auto provider = charter::from_name<charter::PaymentProvider>(*text);
    if (!provider) return wrong(name, node, "`provider` is none that is known.");
    settings.provider = *provider;
    return {};
  }
  const auto found = settings_known().find(key);
  if (found == settings_known().end()) return wrong(name, node, "`" + std::string(key) + "` is not a setting of payments.");
  if (!found->second.fits(*text)) return wrong(name, node, "`" + std::string(key) + "` cannot be that.");
  settings.*(found->second.place) = *text;
  return {};
}

Result<void> check_whole(const Settings& settings, const std::string& name) {
  const bool opayo = settings.provider == charter::PaymentProvider::opayo_form;
  for (const auto& [key, setting] : settings_known()) {
    const bool applies = opayo ? setting.of_opayo : setting.of_govuk;
    const bool given = !(settings.*setting.place).empty();
    if (applies && setting.required && !given) return Error{name + " lacks `" + std::string(key) + "`.", kRemedy};
    if (!applies && given) return Error{name + ": `" + std::string(key) + "` is of another provider.", kRemedy};
  }
  // A page of ours has no form that leads to anything else.
  if (opayo && !settings.gateway.starts_with("https://")) return Error{name + ": `gateway` is not an https:// address.", kRemedy};
  return {};
}

}  // namespace

std::string Settings::origin() const { return provider == charter::PaymentProvider::govuk_pay ? pages : origin_of(gateway); }

Result<Settings> parse_settings(std::string_view text, const std::string& name) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed)
    return Error{name + ", line " + std::to_string(parsed.error().source().begin.line) + ": " +
                     std::string(parsed.error().description()) + ".",
                 kRemedy};
  if (!parsed.table().contains("provider")) return Error{name + " lacks `provider`.", kRemedy};
  Settings settings;
  for (auto&& [key, node] : parsed.table()) TRY(take(settings, name, key.str(), node));
  TRY(check_whole(settings, name));
  return settings;
}

}  // namespace concordat::payment
