#pragma once
// The payment gateway of a data directory: docs/formats/payment.md.

#include <memory>

#include "ops/instance.h"
#include "payment/gateway.h"

namespace concordat::ops {

inline constexpr const char* kPaymentFile = "payment.toml";

// None where the directory has no payment.toml: then nobody is sent to pay. Errors: what is wrong in it, or not as the charter says.
Result<std::unique_ptr<payment::Gateway>> open_payments(Instance& instance);

}  // namespace concordat::ops
