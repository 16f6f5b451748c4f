#include "charter/canonical.h"

#include <array>
#include <nlohmann/json.hpp>

#include "charter/canonical_members.h"
#include "charter/names.h"
#include "crypto/crypto.h"

namespace concordat::charter {

using Json = nlohmann::json;  // an object of it keeps its keys sorted

namespace {

constexpr std::string_view kFormat = "concordat charter 1";  // on disk: do not change

// What people read; all else is what the system does. Names stay in both, so that a text is tied to its place.
constexpr std::array<std::string_view, 25> kTextKeys = {"title",   "says",         "text",          "label", "hint",   "why",
                                                        "aims",    "address",      "hours",         "post",  "area",   "website",
                                                        "printed", "registration", "superseded_by", "lines", "updated",
                                                        "doubtful", "sources",     "must_give",     "automated_decisions",
                                                        "otherwise", "set_by",     "sending",      "who_pays"};

bool is_text_key(std::string_view key) { return std::find(kTextKeys.begin(), kTextKeys.end(), key) != kTextKeys.end(); }

bool is_empty(const auto& value) {
  if constexpr (requires { value.has_value(); }) return !value.has_value();
  else if constexpr (requires { value.empty(); }) return value.empty();
  else return value == std::remove_cvref_t<decltype(value)>{};
}

// One description of each type serves both directions: `io` reads or writes one member under its key.
class Writer {
 public:
  explicit Writer(Json& json) : json_(json) {}

  template <class Value>
  void io(const char* key, Value& value) {
    json_[key] = to_json(value);
  }

  // A member that came later: left out where it is empty, so that charters sealed before it keep their hash.
  template <class Value>
  void io_if_any(const char* key, Value& value) {
    if (!is_empty(value)) io(key, value);
  }

  template <class Value>
  static Json to_json(const Value& value);

 private:
  Json& json_;
};

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  template <class Value>
  void io(const char* key, Value& value) {
    from_json(json_.at(key), value);
  }

  template <class Value>
  void io_if_any(const char* key, Value& value) {
    if (json_.contains(key)) io(key, value);
  }

  template <class Value>
  static void from_json(const Json& json, Value& value);

 private:
  const Json& json_;
};

template <class Value>
concept IsList = requires(Value value) { value.emplace_back(); };
template <class Value>
concept IsOptional = requires(Value value) { value.has_value(); };

template <class Value>
Json Writer::to_json(const Value& value) {
  if constexpr (std::is_same_v<Value, std::string> || std::is_arithmetic_v<Value>) {
    return value;
  } else if constexpr (std::is_same_v<Value, CivilDate>) {
    return value.iso();
  } else if constexpr (std::is_enum_v<Value>) {
    return std::string(name_of<Value>(value));
  } else if constexpr (std::is_same_v<Value, Guard>) {
    return text_of(value);
  } else if constexpr (IsList<Value>) {
    Json list = Json::array();
    for (const auto& item : value) list.push_back(to_json(item));
    return list;
  } else if constexpr (IsOptional<Value>) {
    return value ? to_json(*value) : Json();
  } else {
    Json object = Json::object();
    Writer writer(object);
    Value copy = value;  // `describe` serves reading too, so it wants something it could change
    describe(writer, copy);
    return object;
  }
}

template <class Value>
void Reader::from_json(const Json& json, Value& value) {
  if constexpr (std::is_same_v<Value, std::string> || std::is_arithmetic_v<Value>) {
    value = json.get<Value>();
  } else if constexpr (std::is_same_v<Value, CivilDate>) {
    const auto date = CivilDate::parse(json.get<std::string>());
    if (!date) throw Json::other_error::create(501, "not a day", &json);
    value = *date;
  } else if constexpr (std::is_enum_v<Value>) {
    const auto member = from_name<Value>(json.get<std::string>());
    if (!member) throw Json::other_error::create(501, "not in the closed set", &json);
    value = *member;
  } else if constexpr (std::is_same_v<Value, Guard>) {
    const auto guard = guard_from(json.get<std::string>());
    if (!guard) throw Json::other_error::create(501, "not a guard", &json);
    value = *guard;
  } else if constexpr (IsList<Value>) {
    for (const Json& item : json) from_json(item, value.emplace_back());
  } else if constexpr (IsOptional<Value>) {
    if (!json.is_null()) from_json(json, value.emplace());
  } else {
    Reader reader(json);
    describe(reader, value);
  }
}

// The same tree with only the texts and the names, or without the texts.
Json sifted(const Json& json, bool wants_texts) {
  if (!json.is_structured()) return json;
  Json kept = json.is_array() ? Json::array() : Json::object();
  for (const auto& [key, value] : json.items()) {
    if (json.is_array()) {
      if (!wants_texts || value.is_structured()) kept.push_back(sifted(value, wants_texts));
      continue;
    }
    const bool is_name = key == "name" || key == "id" || key == "code" || key == "wording";
    const bool is_text = is_text_key(key);
    if (wants_texts && (is_text || is_name)) kept[key] = value;
    else if (!is_text && (!wants_texts || value.is_structured())) kept[key] = sifted(value, wants_texts);
  }
  return kept;
}

std::string hash_of(const std::string& text) { return to_hex(crypto::sha256(as_bytes(text))); }

}  // namespace

void seal(Charter& charter) {
  Json json = Writer::to_json(charter);
  json["format"] = kFormat;
  charter.canonical = json.dump();
  charter.hash = hash_of(charter.canonical);
  charter.rules_hash = hash_of(sifted(json, false).dump());
  charter.text_hash = hash_of(sifted(json, true).dump());
}

Result<Charter> from_canonical(std::string_view canonical) {
  const Json json = Json::parse(canonical, nullptr, false);
  if (!json.is_object() || json.value("format", Json()) != Json(kFormat)) {
    return Error{"This is not the canonical form of a charter.", "Activate the charter again from its TOML file."};
  }
  Charter charter;
  try {
    Reader::from_json(json, charter);
  } catch (const Json::exception&) {
    return Error{"The canonical form of this charter is damaged.",
                 "Restore it from a backup, or activate the charter again from its TOML file."};
  }
  seal(charter);
  if (charter.canonical != canonical) {
    return Error{"The canonical form of this charter holds more than a charter does.", "Activate the charter again from its TOML file."};
  }
  return charter;
}

}  // namespace concordat::charter
