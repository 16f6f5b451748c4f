#pragma once
// How mail leaves: the file mail.toml of a data directory (docs/formats/mail.md).

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace concordat::mail {

enum class Tls {
  offered,   // where the server offers it
  required,  // STARTTLS, or nothing is sent (RFC 3207)
  at_once,   // from the first byte (RFC 8314)
};

struct Settings {
  std::string server;
  std::uint16_t port = 587;
  std::string from;
  std::string address;  // of this site, "https://example.org": what every link in a mail begins with
  Tls tls = Tls::required;
  std::string user = {};
  std::string password_file = {};
  std::string trust = {};  // certificates (PEM) that the server's must lead to; empty: the system's
  Secret password = {};    // not in the file
  std::map<std::string, std::string> deposits = {};  // agency of the charter → where its heads are deposited
};

// `name` is what errors call the text.
Result<Settings> parse_settings(std::string_view text, const std::string& name);

}  // namespace concordat::mail
