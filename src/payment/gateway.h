#pragma once
// The gateway of an instance: its settings, and how its API is asked.

#include "payment/govuk_pay.h"
#include "payment/settings.h"

namespace concordat::payment {

struct Gateway {
  Settings settings;
  Api api = ask_by_https;

  bool has_api() const { return settings.provider == charter::PaymentProvider::govuk_pay; }
};

}  // namespace concordat::payment
