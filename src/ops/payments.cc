#include "ops/payments.h"

#include <filesystem>

#include "charter/names.h"
#include "crypto/gateway.h"
#include "ops/secrets.h"

namespace concordat::ops {

Result<std::unique_ptr<payment::Gateway>> open_payments(Instance& instance) {
  const std::string file = instance.directory() + "/" + kPaymentFile;
  if (!std::filesystem::exists(file)) return std::unique_ptr<payment::Gateway>();
  payment::Settings settings = TRY(payment::parse_settings(TRY(read_file(file)), file));
  const auto& charged = instance.charter().payment;
  if (!charged || charged->provider != settings.provider)
    return Error{file + ": the charter in force does not say that places are paid for at " +
                     std::string(charter::name_of(settings.provider)) + ".",
                 "Take the file away, or activate a charter whose [payment] says so: people are told what it says."};
  const std::string& key = settings.password_file.empty() ? settings.key_file : settings.password_file;
  settings.key = Secret(to_bytes(TRY(read_secret_file(key))));
  if (!settings.password_file.empty() && settings.key.size() != crypto::kGatewayKeySize)
    return Error{key + " does not hold an encryption password of 16 characters.", "Copy it from MyOpayo once more."};
  if (!settings.webhook_file.empty()) settings.webhook = Secret(to_bytes(TRY(read_secret_file(settings.webhook_file))));
  return std::make_unique<payment::Gateway>(payment::Gateway{std::move(settings)});
}

}  // namespace concordat::ops
