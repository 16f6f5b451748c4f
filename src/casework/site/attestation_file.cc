#include "casework/site/attestation_file.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace concordat::casework {

std::map<std::string, Attested> read_attestation(const std::string& file) {
  std::map<std::string, Attested> promises;
  std::ifstream stream(file);
  const auto parsed = nlohmann::json::parse(stream, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("promises") || !parsed["promises"].is_array()) return promises;
  for (const auto& promise : parsed["promises"]) {
    if (!promise.is_object()) continue;
    promises[promise.value("id", "")] = {promise.value("status", ""), promise.value("evidence", "")};
  }
  return promises;
}

}  // namespace concordat::casework
