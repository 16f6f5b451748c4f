#pragma once
// For the tests: govuk-frontend's own fixtures (options in JSON, expected HTML), read into the options of our components.

#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "html/components/common.h"

namespace concordat::html::fixtures {

// A value of a fixture's options, which the test holds.
class Json {
 public:
  explicit Json(const void* value) : value_(value) {}
  Json at(const char* key) const;  // null where there is none
  bool is_object() const;
  bool is_false() const;
  bool is(const char* word) const;
  std::vector<Json> each() const;  // of a list; nothing for what is none
  const void* value() const { return value_; }

 private:
  const void* value_;
};

// Names and markup that only a fixture may bring in at run time.
Markup markup(const std::string& from_fixture);
Content raw(const std::string& from_fixture);

// Missing, null and false are nothing, as in the templates.
inline Json at(const Json& options, const char* key) { return options.at(key); }
bool truthy(const Json& value);
std::string word(const Json& value);  // a string, number or boolean as the template prints it
void read(const Json& options, const char* key, std::string& into);
void read(const Json& options, const char* key, bool& into);
void read(const Json& options, const char* key, int& into);
void read(const Json& options, const char* key, std::optional<bool>& into);
void read(const Json& options, const char* key, std::optional<std::string>& into);
Content content(const Json& options, const char* text_key = "text", const char* html_key = "html");
Attributes attributes_of(const Json& options, const char* key = "attributes");

template <class Options>
void read_common(const Json& options, Options& into) {
  read(options, "classes", into.classes);
  into.attributes = attributes_of(options);
}

template <class Options>
void read_text(const Json& options, Options& into) {
  if (const Content given = content(options); !given.empty()) into.text = given;
}

// A component as a function of its fixture's options.
using Render = std::function<Html(const Json&)>;

struct Component {
  std::string name;  // the folder's name in the package
  Render render;
  std::map<std::string, std::string> left_out = {};  // fixture -> why ours differs or has no such option
};

inline void PrintTo(const Component& component, std::ostream* out) { *out << component.name; }

// The same page to a reader: attributes sorted, white space as a browser would collapse it, entities decoded.
std::string normalised(const std::string& html);

std::vector<Component> form_components();     // fixtures_form_test.cc
std::vector<Component> page_components();     // fixtures_page_test.cc
std::vector<Component> content_components();  // fixtures_content_test.cc

}  // namespace concordat::html::fixtures
