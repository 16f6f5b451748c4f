#include "html/components/common.h"

namespace concordat::html {

Html attributes(const Attributes& all) {
  Html html;
  for (const Attribute& one : all) {
    if (one.is_boolean) html += " " + Html(one.name);
    else html += attribute(one.name, one.value);
  }
  return html;
}

Html attribute_if(Markup name, std::string_view value) { return value.empty() ? Html() : attribute(name, value); }

std::string words_of(std::initializer_list<std::string_view> words) {
  std::string joined;
  for (const std::string_view word : words) {
    if (word.empty()) continue;
    if (!joined.empty()) joined += ' ';
    joined += word;
  }
  return joined;
}

Html optional_boolean(Markup name, std::optional<bool> value) { return value ? attribute(name, *value ? "true" : "false") : Html(); }

Html class_attribute(std::initializer_list<std::string_view> names) { return attribute("class", words_of(names)); }

}  // namespace concordat::html
