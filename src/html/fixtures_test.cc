// Every component beside the fixtures that govuk-frontend publishes for it.

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "html/fixtures.h"

namespace concordat::html {

struct FixtureMarkup {
  static Markup markup(std::string_view text) {
    Markup made;
    made.text_ = text;
    return made;
  }
  static Html html(const std::string& text) {
    Html made;
    made.text_ = text;
    return made;
  }
};

namespace fixtures {
namespace {

using Raw = nlohmann::json;

constexpr const char* kComponents = "node_modules/govuk-frontend/dist/govuk/components";

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string decoded(std::string text) {
  static const std::map<std::string, std::string> kEntities{
      {"&#39;", "'"}, {"&quot;", "\""}, {"&#96;", "`"}, {"&gt;", ">"}, {"&lt;", "<"}};
  for (const auto& [entity, character] : kEntities) {
    for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at)) {
      text.replace(at, entity.size(), character);
    }
  }
  return text;
}

struct Element {
  std::string name;  // "/p" closes
  std::multiset<std::string> attributes;
};

// Reads a tag from `at`, which stands on "<", and moves behind it.
Element read_element(const std::string& html, std::size_t& at) {
  Element element;
  const auto skip = [&] {
    while (at < html.size() && is_space(html[at])) ++at;
  };
  for (++at; at < html.size() && !is_space(html[at]) && html[at] != '>'; ++at) element.name += html[at];
  for (skip(); at < html.size() && html[at] != '>'; skip()) {
    std::string attribute;
    while (at < html.size() && !is_space(html[at]) && html[at] != '>' && html[at] != '=') attribute += html[at++];
    if (html[at] == '=') {
      const std::size_t end = html.find('"', at + 2);
      std::string value = html.substr(at + 2, end - at - 2);
      if (attribute == "class") {
        std::istringstream in(value);
        const std::multiset<std::string> names{std::istream_iterator<std::string>(in), {}};
        value.clear();
        for (const std::string& each : names) value += each + " ";
      }
      attribute += "=" + decoded(value);
      at = end + 1;
    }
    if (attribute != "/") element.attributes.insert(attribute);
  }
  ++at;
  return element;
}

}  // namespace

std::string normalised(const std::string& html) {
  static const std::set<std::string> kInline{"a", "/a", "span", "/span", "strong", "/strong", "em", "/em", "code", "/code", "b", "/b"};
  std::string out;
  bool space_pending = false;
  bool text_in_line = false;  // a space counts only between two words of one line
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] == '<') {
      const Element element = read_element(html, at);
      if (!kInline.contains(element.name)) space_pending = text_in_line = false;
      out += "\n<" + element.name;
      for (const std::string& attribute : element.attributes) out += " " + attribute;
      out += ">\n";
    } else if (is_space(html[at])) {
      space_pending = true;
      ++at;
    } else {
      const std::size_t end = std::min(html.find_first_of("< \n\t\r", at), html.size());
      if (space_pending && text_in_line) out += ' ';
      out += decoded(html.substr(at, end - at));
      text_in_line = true;
      space_pending = false;
      at = end;
    }
  }
  return out;
}

Markup markup(const std::string& from_fixture) {
  static std::deque<std::string> kept;
  return FixtureMarkup::markup(kept.emplace_back(from_fixture));
}

Content raw(const std::string& from_fixture) { return FixtureMarkup::html(from_fixture); }

namespace {
const Raw& raw_of(const Json& json) { return *static_cast<const Raw*>(json.value()); }
}  // namespace

Json Json::at(const char* key) const {
  static const Raw kNothing;
  const Raw& options = raw_of(*this);
  if (!options.is_object()) return Json(&kNothing);
  const auto found = options.find(key);
  return Json(found == options.end() ? &kNothing : &*found);
}

bool Json::is_object() const { return raw_of(*this).is_object(); }
bool Json::is_false() const { return raw_of(*this) == false; }
bool Json::is(const char* word) const { return raw_of(*this) == word; }

std::vector<Json> Json::each() const {
  std::vector<Json> all;
  if (raw_of(*this).is_array()) {
    for (const Raw& value : raw_of(*this)) all.emplace_back(&value);
  }
  return all;
}

bool truthy(const Json& json) {
  const Raw& value = raw_of(json);
  if (value.is_null()) return false;
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return !value.get<std::string>().empty();
  if (value.is_number()) return value.get<double>() != 0;
  return true;
}

std::string word(const Json& json) {
  const Raw& value = raw_of(json);
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

void read(const Json& options, const char* key, std::string& into) {
  if (const Json value = options.at(key); truthy(value)) into = word(value);
}
void read(const Json& options, const char* key, bool& into) { into = truthy(options.at(key)); }
void read(const Json& options, const char* key, int& into) {
  if (const Json value = options.at(key); truthy(value)) into = raw_of(value).get<int>();
}
void read(const Json& options, const char* key, std::optional<bool>& into) {
  if (const Json value = options.at(key); raw_of(value).is_boolean()) into = raw_of(value).get<bool>();
}
void read(const Json& options, const char* key, std::optional<std::string>& into) {
  if (const Json value = options.at(key); !raw_of(value).is_null()) into = word(value);
}

Content content(const Json& options, const char* text_key, const char* html_key) {
  if (const Json& html = at(options, html_key); truthy(html)) return raw(word(html));
  return Content(word(at(options, text_key)));
}

Attributes attributes_of(const Json& options, const char* key) {
  Attributes all;
  for (const auto& [name, value] : raw_of(options.at(key)).items()) {
    const Json given(&value);
    const Json inner = given.at("value");
    if (!given.is_object()) all.push_back({markup(name), word(given)});
    else if (!truthy(given.at("optional"))) all.push_back({markup(name), word(inner)});
    else if (raw_of(inner) == true) all.push_back({markup(name), "", true});
    else if (!raw_of(inner).is_null() && !inner.is_false()) all.push_back({markup(name), word(inner)});
  }
  return all;
}

namespace {

std::vector<Component> all_components() {
  std::vector<Component> all = form_components();
  for (const auto& more : {page_components(), content_components()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

Raw fixtures_of(const std::string& component) {
  std::ifstream in(std::string(kComponents) + "/" + component + "/fixtures.json");
  if (!in) return nullptr;
  return Raw::parse(in).at("fixtures");
}

class Fixtures : public testing::TestWithParam<Component> {};

TEST_P(Fixtures, RenderAsPublished) {
  const Component& component = GetParam();
  const Raw published = fixtures_of(component.name);
  ASSERT_FALSE(published.is_null()) << "govuk-frontend is not installed: run npm ci";
  std::set<std::string> names;
  for (const Raw& fixture : published) {
    const std::string name = fixture.at("name");
    names.insert(name);
    const std::string ours = normalised(component.render(Json(&fixture.at("options"))).text());
    const std::string theirs = normalised(fixture.at("html"));
    if (component.left_out.contains(name)) {
      EXPECT_NE(ours, theirs) << component.name << ", " << name << ": covered after all, take it off the list";
    } else {
      EXPECT_EQ(ours, theirs) << component.name << ", " << name << "\n" << fixture.at("options").dump(1);
    }
  }
  for (const auto& [name, why] : component.left_out) EXPECT_TRUE(names.contains(name)) << component.name << " has no fixture " << name;
}

INSTANTIATE_TEST_SUITE_P(Components, Fixtures, testing::ValuesIn(all_components()), [](const auto& parameter) {
  std::string name = parameter.param.name;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
});

TEST(FixturesCoverage, IsSaid) {
  ASSERT_TRUE(std::filesystem::exists(kComponents)) << "govuk-frontend is not installed: run npm ci";
  std::size_t components = 0;
  std::size_t published = 0;
  for (const auto& folder : std::filesystem::directory_iterator(kComponents)) {
    const Raw fixtures = fixtures_of(folder.path().filename().string());
    if (fixtures.is_null()) continue;
    ++components;
    published += fixtures.size();
  }
  std::size_t covered = 0;
  for (const Component& component : all_components()) covered += fixtures_of(component.name).size() - component.left_out.size();
  RecordProperty("says", "govuk-frontend: " + std::to_string(all_components().size()) + " of " + std::to_string(components) +
                             " components, " + std::to_string(covered) + " of " + std::to_string(published) + " fixtures covered");
  EXPECT_EQ(components, 39u);
  EXPECT_EQ(published, 725u);
}

}  // namespace
}  // namespace fixtures
}  // namespace concordat::html
