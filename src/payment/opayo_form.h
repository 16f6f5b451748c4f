#pragma once
// Opayo (Sage Pay) Form integration, protocol 4.00: the payer's own browser carries what we ask there, and what they answer back, each
// under one shared password. There is no notification and no signature: the answer may never come, may come twice, and proves nothing
// until somebody has held it against Opayo's own report.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "payment/settings.h"

namespace concordat::payment {

inline constexpr const char* kOpayoProtocol = "4.00";

struct OpayoAsked {
  std::string reference;  // VendorTxCode
  std::int64_t pence = 0;
  std::string description;
  std::string back;  // where the payer comes back to, whatever came of it
};

// The hidden field Crypt of the form that goes to the gateway.
std::string opayo_crypt(const Settings& settings, const OpayoAsked& asked);

struct OpayoReturn {
  std::string reference;
  std::string status;  // "OK", "NOTAUTHED", "ABORT", "REJECTED", "ERROR", …
  std::int64_t pence = 0;

  bool says_paid() const { return status == "OK"; }
};
// Nothing where it does not open, or lacks what every return has.
std::optional<OpayoReturn> read_opayo_return(const Secret& password, std::string_view crypt);

std::string pounds_and_pence(std::int64_t pence);                  // "45.00"
std::optional<std::int64_t> pence_of(std::string_view amount);     // of "45.00", "1,045.00"

}  // namespace concordat::payment
