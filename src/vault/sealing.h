#pragma once
// How a part of a record becomes sealed bytes (docs/formats/sealed-record.md).

#include <map>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"
#include "store/store.h"

namespace concordat::vault {

// What is authenticated with the sealed bytes: they open only as this version of this part of this record of this owner.
Bytes sealing_context(const store::RecordRow& record, std::string_view part, std::uint32_t version);

// The same of what a file of that part is called, and of one chunk of it.
Bytes attachment_context(const store::RecordRow& record, std::string_view part, std::uint32_t version, AttachmentId id);
Bytes chunk_context(const store::RecordRow& record, std::string_view part, std::uint32_t version, AttachmentId id, std::uint32_t number,
                    bool last);

// What the scope key seals of a file: the key of its chunks, its size and what it is called.
struct OpenedLabel {
  Secret key;
  std::string name;
  std::string type;
  std::uint64_t bytes = 0;
};
Secret encode_label(const Secret& key, std::string_view name, std::string_view type, std::uint64_t bytes);
std::optional<OpenedLabel> decode_label(const Secret& plain);

std::string encode_values(const std::map<std::string, std::string>& values);
Result<std::map<std::string, std::string>> decode_values(std::string_view encoded);

}  // namespace concordat::vault
