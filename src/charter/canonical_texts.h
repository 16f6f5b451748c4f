#pragma once
// Parts the canonical form into what people read and what the system does, so that each has a hash of its own.

#include <nlohmann/json_fwd.hpp>

namespace concordat::charter {

// The same tree with only the texts, or without them. Names are kept with the texts.
nlohmann::json only_texts(const nlohmann::json& json);
nlohmann::json without_texts(const nlohmann::json& json);

}  // namespace concordat::charter
