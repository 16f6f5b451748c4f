#include "vault/sealing.h"

#include <nlohmann/json.hpp>

#include "crypto/crypto.h"

namespace concordat::vault {

namespace {

// docs/formats/sealed-record.md: do not change.
std::string lines_of_part(const store::RecordRow& record, std::string_view part, std::uint32_t version) {
  return record.id.text() + "\n" + record.kind + "\n" + std::string(part) + "\n" + std::to_string(version) + "\n" + record.owner.text() +
         "\n" + record.charter + "\n";
}

}  // namespace

Bytes sealing_context(const store::RecordRow& record, std::string_view part, std::uint32_t version) {
  return to_bytes("concordat part 1\n" + lines_of_part(record, part, version));
}

Bytes attachment_context(const store::RecordRow& record, std::string_view part, std::uint32_t version, AttachmentId id) {
  return to_bytes("concordat attachment 1\n" + lines_of_part(record, part, version) + id.text() + "\n");
}

Bytes chunk_context(const store::RecordRow& record, std::string_view part, std::uint32_t version, AttachmentId id, std::uint32_t number,
                    bool last) {
  return to_bytes("concordat chunk 1\n" + lines_of_part(record, part, version) + id.text() + "\n" + std::to_string(number) + "\n" +
                  (last ? "last\n" : "more\n"));
}

Secret encode_label(const Secret& key, std::string_view name, std::string_view type, std::uint64_t bytes) {
  const nlohmann::json label = {{"name", name}, {"type", type}, {"bytes", bytes}};
  const std::string text = label.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  Bytes plain;
  plain.reserve(key.size() + text.size());  // growing would leave the key behind
  plain.insert(plain.end(), key.expose().begin(), key.expose().end());
  plain.insert(plain.end(), text.begin(), text.end());
  return Secret(std::move(plain));
}

std::optional<OpenedLabel> decode_label(const Secret& plain) {
  if (plain.size() < crypto::kKeySize) return std::nullopt;
  const ByteView key = plain.expose().first(crypto::kKeySize);
  const auto label = nlohmann::json::parse(as_text(plain.expose().subspan(crypto::kKeySize)), nullptr, false);
  if (!label.is_object() || !label.value("name", nlohmann::json()).is_string() || !label.value("type", nlohmann::json()).is_string() ||
      !label.value("bytes", nlohmann::json()).is_number_unsigned())
    return std::nullopt;
  return OpenedLabel{Secret(Bytes(key.begin(), key.end())), label["name"].get<std::string>(), label["type"].get<std::string>(),
                     label["bytes"].get<std::uint64_t>()};
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
