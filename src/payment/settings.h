#pragma once
// Where payments are taken and by which keys: the file payment.toml of a data directory (docs/formats/payment.md).

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "charter/charter.h"

namespace concordat::payment {

struct Settings {
  charter::PaymentProvider provider = charter::PaymentProvider::opayo_form;
  std::string address;  // of this site: where the payer is sent back to
  std::string gateway;  // Opayo: where the payer's form goes; GOV.UK Pay: the API
  std::string pages;    // GOV.UK Pay: the origin on which people pay
  std::string vendor;   // Opayo
  // Opayo wants to know who is billed. We say our own office: whoever pays, and from which address, is the gateway's to ask.
  std::string billing_address, billing_city, billing_postcode;
  std::string password_file;  // Opayo: the encryption password, 16 characters
  std::string key_file;       // GOV.UK Pay: of the API
  std::string webhook_file;   // GOV.UK Pay: its signing secret; empty: no messages are taken
  Secret key;                 // not in the file: the password, or the key of the API
  Secret webhook;             // not in the file

  std::string origin() const;  // to which the payer's browser is let go: "https://live.opayo.eu.elavon.com"
};

// `name` is what errors call the text.
Result<Settings> parse_settings(std::string_view text, const std::string& name);

}  // namespace concordat::payment
