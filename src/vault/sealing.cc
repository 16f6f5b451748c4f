#include "vault/sealing.h"

#include <nlohmann/json.hpp>

#include "crypto/crypto.h"

namespace concordat::vault {

namespace {

// docs/formats/sealed-record.md: do not change.
Bytes context_of_part(std::string_view mark, const store::RecordRow& record, std::string_view part, std::uint32_t version,
                      const std::string& more = "") {
  Bytes context;
  context.reserve(256);
  const auto add = [&context](std::string_view text) { context.insert(context.end(), text.begin(), text.end()); };
  const auto add_line = [&](std::string_view text) {
    add(text);
    context.push_back('\n');
  };
  add_line(mark);
  add_line(record.id.text());
  add_line(record.kind);
  add_line(part);
  add_line(std::to_string(version));
  add_line(record.owner.text());
  add_line(record.charter);
  add(more);
  return context;
}

}  // namespace

Bytes sealing_context(const store::RecordRow& record, std::string_view part, std::uint32_t version) {
  return context_of_part("concordat part 1", record, part, version);
}

Bytes attachment_context(const store::RecordRow& record, std::string_view part, std::uint32_t version, AttachmentId id) {
  return context_of_part("concordat attachment 1", record, part, version, id.text() + "\n");
}

Bytes chunk_context(const store::RecordRow& record, std::string_view part, std::uint32_t version, AttachmentId id, std::uint32_t number,
                    bool last) {
  return context_of_part("concordat chunk 1", record, part, version,
                         id.text() + "\n" + std::to_string(number) + "\n" + (last ? "last\n" : "more\n"));
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
