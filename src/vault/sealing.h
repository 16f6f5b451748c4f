#pragma once
// How a part of a record becomes sealed bytes (docs/formats/sealed-record.md).

#include <map>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "store/store.h"

namespace concordat::vault {

// What is authenticated with the sealed bytes: they open only as this version of this part of this record of this owner.
Bytes sealing_context(const store::RecordRow& record, std::string_view part, std::uint32_t version);

std::string encode_values(const std::map<std::string, std::string>& values);
Result<std::map<std::string, std::string>> decode_values(std::string_view encoded);

}  // namespace concordat::vault
