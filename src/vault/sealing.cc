#include "vault/sealing.h"

#include <nlohmann/json.hpp>

namespace concordat::vault {

Bytes sealing_context(const store::RecordRow& record, std::string_view part, std::uint32_t version) {
  std::string context = "concordat part 1\n";
  context += record.id.text() + "\n" + record.kind + "\n";
  context += std::string(part) + "\n" + std::to_string(version) + "\n";
  context += record.owner.text() + "\n" + record.charter + "\n";
  return to_bytes(context);
}

std::string encode_values(const std::map<std::string, std::string>& values) {
  return nlohmann::json(values).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<std::map<std::string, std::string>> decode_values(std::string_view encoded) {
  const auto parsed = nlohmann::json::parse(encoded, nullptr, false);
  std::map<std::string, std::string> values;
  if (parsed.is_object()) {
    for (const auto& [name, value] : parsed.items())
      if (value.is_string()) values[name] = value.get<std::string>();
    if (values.size() == parsed.size()) return values;
  }
  return Error{"A sealed part opens but is not in the format of a part.", "Restore the data directory from a backup."};
}

}  // namespace concordat::vault
