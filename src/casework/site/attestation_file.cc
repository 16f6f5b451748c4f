#include "casework/site/attestation_file.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace concordat::casework {
namespace {

Attestation from_json(const nlohmann::json& json) {
  const auto& ledger = json.at("ledger");
  Attestation attestation{json.at("judged_at"), ledger.at("entries"), ledger.at("head_entries"), ledger.at("head_root"), {}};
  for (const auto& promise : json.at("promises"))
    attestation.promises[promise.at("id")] = {promise.at("status"), promise.at("evidence"), promise.value("todo", "")};
  return attestation;
}

}  // namespace

Attested Attestation::of(const std::string& promise) const {
  const auto found = promises.find(promise);
  return found == promises.end() ? Attested{} : found->second;
}

Attestation read_attestation(const std::string& file) {
  std::ifstream stream(file);
  try {
    return from_json(nlohmann::json::parse(stream));
  } catch (const nlohmann::json::exception&) {
    return {};
  }
}

}  // namespace concordat::casework
