#include "mail/settings.h"

#include "base/toml_settings.h"

#include <toml++/toml.h>

#include <algorithm>
#include <set>

#include "mail/message.h"

namespace concordat::mail {
namespace {

constexpr const char* kRemedy = "Correct it: docs/formats/mail.md lists what stands there.";

Error wrong(const std::string& name, const toml::node& node, const std::string& what) {
  return {name + ", line " + std::to_string(node.source().begin.line) + ": " + what, kRemedy};
}

// The base of every link is fixed: never what a request says of its host.
bool is_base_address(std::string_view text) {
  const std::string_view scheme = text.starts_with("https://") ? "https://" : "http://";
  if (!text.starts_with(scheme) || text.size() == scheme.size()) return false;
  return std::ranges::all_of(text.substr(scheme.size()), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
  });
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text.front() != '-' && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool set_tls(Settings& settings, std::string_view word) {
  if (word == "offered") settings.tls = Tls::offered;
  else if (word == "required") settings.tls = Tls::required;
  else if (word == "at-once") settings.tls = Tls::at_once;
  else return false;
  return true;
}

Result<void> take_word(Settings& settings, const std::string& name, std::string_view key, const toml::node& node) {
  const auto text = node.value<std::string>();
  if (!text) return wrong(name, node, "`" + std::string(key) + "` is not a text.");
  if (key == "server" && is_host(*text)) settings.server = *text;
  else if (key == "from" && is_address(*text)) settings.from = *text;
  else if (key == "address" && is_base_address(*text)) settings.address = *text;
  else if (key == "user") settings.user = *text;
  else if (key == "password_file") settings.password_file = *text;
  else if (key == "trust") settings.trust = *text;
  else if (key != "tls" || !set_tls(settings, *text)) return wrong(name, node, "`" + std::string(key) + "` cannot be that.");
  return {};
}

Result<void> take_deposits(Settings& settings, const std::string& name, const toml::node& node) {
  const toml::table* table = node.as_table();
  if (!table) return wrong(name, node, "`deposits` is not a table.");
  for (auto&& [agency, address] : *table) {
    const auto text = address.value<std::string>();
    if (!text || !is_address(*text))
      return wrong(name, address, "`" + std::string(agency.str()) + "` has no address that mail can be sent to.");
    settings.deposits[std::string(agency.str())] = *text;
  }
  return {};
}

Result<void> check_whole(const Settings& settings, const std::string& name) {
  if (settings.server.empty() || settings.from.empty() || settings.address.empty())
    return Error{name + " lacks `server`, `from` or `address`.", kRemedy};
  if (settings.user.empty() != settings.password_file.empty())
    return Error{name + " has one of `user` and `password_file` without the other.", kRemedy};
  if (!settings.user.empty() && settings.tls == Tls::offered)
    return Error{name + " would send a password to a server that may not offer TLS.", "Set `tls` to \"required\" or \"at-once\"."};
  return {};
}

}  // namespace

Result<Settings> parse_settings(std::string_view text, const std::string& name) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed)
    return Error{name + ", line " + std::to_string(parsed.error().source().begin.line) + ": " +
                     std::string(parsed.error().description()) + ".",
                 kRemedy};
  Settings settings;
  const std::set<std::string_view> words{"server", "from", "address", "tls", "user", "password_file", "trust"};
  for (auto&& [key, node] : parsed.table()) {
    const std::string_view word = key.str();
    if (words.contains(word)) {
      TRY(take_word(settings, name, word, node));
    } else if (word == "port") {
      const auto number = node.value<std::int64_t>();
      if (!number || *number < 1 || *number > 65'535) return wrong(name, node, "`port` is not a port.");
      settings.port = static_cast<std::uint16_t>(*number);
    } else if (word == "deposits") {
      TRY(take_deposits(settings, name, node));
    } else {
      return wrong(name, node, "`" + std::string(word) + "` is not a setting of mail.");
    }
  }
  TRY(check_whole(settings, name));
  return settings;
}

}  // namespace concordat::mail
