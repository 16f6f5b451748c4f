#pragma once
// XML as Word and Excel write it (ECMA-376). pugixml knows no entities but the five of XML itself and opens nothing.

#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace concordat::intake {

// Without its prefix, which each program chooses as it likes.
inline std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
}

inline pugi::xml_node child(const pugi::xml_node& of, std::string_view name) {
  for (const pugi::xml_node& one : of.children())
    if (local_name(one) == name) return one;
  return {};
}

inline std::string_view attribute(const pugi::xml_node& of, std::string_view name) {
  for (const pugi::xml_attribute& one : of.attributes()) {
    const std::string_view full = one.name();
    if (full == name || (full.size() > name.size() && full.ends_with(name) && full[full.size() - name.size() - 1] == ':'))
      return one.value();
  }
  return {};
}

inline bool parse(pugi::xml_document& document, const std::string& xml) {
  return document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata);
}

}  // namespace concordat::intake
