#include "charter/canonical_texts.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace concordat::charter {

using Json = nlohmann::json;

namespace {

// What people read; all else is what the system does. Names stay in both, so that a text is tied to its place.
constexpr std::array<std::string_view, 22> kTextKeys = {"title",   "says",         "text",          "label", "hint",   "why",
                                                        "aims",    "address",      "hours",         "post",  "area",   "website",
                                                        "printed", "registration", "superseded_by", "lines", "updated",
                                                        "doubtful", "sources",     "must_give",     "automated_decisions",
                                                        "otherwise"};

bool is_text_key(std::string_view key) { return std::find(kTextKeys.begin(), kTextKeys.end(), key) != kTextKeys.end(); }

}  // namespace

Json only_texts(const Json& json) {
  Json kept = json.is_array() ? Json::array() : Json::object();
  if (json.is_array()) {
    for (const Json& item : json) {
      if (item.is_structured()) kept.push_back(only_texts(item));
    }
  } else {
    for (const auto& [key, value] : json.items()) {
      const bool is_name = key == "name" || key == "id" || key == "code" || key == "wording";
      if (is_text_key(key) || is_name)
        kept[key] = value;
      else if (value.is_structured())
        kept[key] = only_texts(value);
    }
  }
  return kept;
}

Json without_texts(const Json& json) {
  if (!json.is_structured()) return json;
  Json kept = json.is_array() ? Json::array() : Json::object();
  if (json.is_array()) {
    for (const Json& item : json) kept.push_back(without_texts(item));
  } else {
    for (const auto& [key, value] : json.items()) {
      if (!is_text_key(key)) kept[key] = without_texts(value);
    }
  }
  return kept;
}

}  // namespace concordat::charter
