#pragma once
// What the components share. They are named and parametrised as in govuk-frontend 6 and held against its fixtures; where it
// takes `text` or `html`, one Content stands here.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/html.h"

namespace concordat::html {

// A string is text and is escaped; an Html stands as it is.
class Content {
 public:
  Content() = default;
  Content(const char* unescaped) : Content(std::string_view(unescaped)) {}
  Content(const std::string& unescaped) : Content(std::string_view(unescaped)) {}
  Content(std::string_view unescaped) : html_(text(unescaped)), plain_(unescaped), is_text_(true) {}
  Content(Html html) : html_(std::move(html)) {}

  const Html& html() const { return html_; }
  bool is_text() const { return is_text_; }
  const std::string& plain() const { return plain_; }  // unescaped; empty where it is an Html
  bool empty() const { return html_.empty(); }

 private:
  Html html_;
  std::string plain_;
  bool is_text_ = false;
};

struct Attribute {
  Markup name;
  std::string value = {};
  bool is_boolean = false;  // the name alone, as `hidden`
};
using Attributes = std::vector<Attribute>;

Html attributes(const Attributes& all);
// Nothing when the value is empty.
Html attribute_if(Markup name, std::string_view value);
// Nothing without a value; otherwise name="true" or name="false".
Html optional_boolean(Markup name, std::optional<bool> value);
// ` class="first second"` of those that are not empty.
Html class_attribute(std::initializer_list<std::string_view> names);
// Joined by single spaces, without the empty ones.
std::string words_of(std::initializer_list<std::string_view> words);

}  // namespace concordat::html
