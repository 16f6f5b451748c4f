// The schema that editors complete charters by must know what the binder knows: every key of the shipped charters and of the
// data-file tests' frame, and exactly the words of each closed set.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <map>
#include <regex>
#include <set>

#include "charter/names.h"
#include "charter/syntax.h"

namespace concordat::charter {
namespace {

using Json = nlohmann::json;

std::string whole_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const Json& the_schema() {
  static const Json schema = Json::parse(whole_file("charters/charter.schema.json"));
  return schema;
}

const std::regex& regex_of(const std::string& pattern) {
  static std::map<std::string, std::regex> made;  // to make one takes far longer than to use it
  return made.try_emplace(pattern, pattern).first->second;
}

// As much of JSON Schema as charters/charter.schema.json uses.
class SchemaCheck {
 public:
  std::vector<std::string> faults;

  bool fits(const Node& node, const Json& schema) {
    const std::size_t before = faults.size();
    visit(node, schema, "");
    return faults.size() == before;
  }

  void visit(const Node& node, const Json& schema, const std::string& path) {
    if (schema.contains("$ref")) return visit(node, the_schema().at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))), path);
    if (schema.contains("anyOf")) return visit_any(node, schema["anyOf"], path);
    if (schema.contains("const") && (node.kind != NodeKind::text || node.text != schema["const"]))
      return fault(node, path, "is another word");
    if (schema.contains("type") && !is_of(node, schema["type"].get<std::string>())) return fault(node, path, "is of another type");
    if (schema.contains("enum") && std::find(schema["enum"].begin(), schema["enum"].end(), node.text) == schema["enum"].end())
      fault(node, path, "is not in the set");
    if (schema.contains("pattern") && !std::regex_search(node.text, regex_of(schema["pattern"].get<std::string>())))
      fault(node, path, "has another form");
    if (schema.contains("minimum") && node.integer < schema["minimum"].get<std::int64_t>()) fault(node, path, "is too small");
    if (schema.contains("maximum") && node.integer > schema["maximum"].get<std::int64_t>()) fault(node, path, "is too large");
    if (schema.contains("items")) {
      for (const Node& item : node.children) visit(item, schema["items"], path + "[]");
    }
    if (node.kind == NodeKind::table && schema.contains("additionalProperties")) visit_keys(node, schema, path);
  }

 private:
  void visit_any(const Node& node, const Json& options, const std::string& path) {
    for (const Json& option : options) {
      if (SchemaCheck().fits(node, option)) return;
    }
    fault(node, path, "fits none of what may stand there");
  }

  void visit_keys(const Node& node, const Json& schema, const std::string& path) {
    const Json patterns = schema.value("patternProperties", Json::object());
    for (const Node& child : node.children) {
      const std::string at = path + "." + child.key;
      if (schema.contains("properties") && schema["properties"].contains(child.key)) {
        visit(child, schema["properties"][child.key], at);
        continue;
      }
      bool is_known = false;
      for (const auto& [pattern, named] : patterns.items()) {
        if (!std::regex_match(child.key, regex_of(pattern))) continue;
        is_known = true;
        visit(child, named, at);
      }
      if (!is_known) fault(child, at, "is unknown");
    }
    for (const Json& key : schema.value("required", Json::array())) {
      if (node.child(key.get<std::string>()) == nullptr) fault(node, path, "lacks " + key.get<std::string>());
    }
  }

  static bool is_of(const Node& node, const std::string& type) {
    if (type == "object") return node.kind == NodeKind::table;
    if (type == "array") return node.kind == NodeKind::array;
    if (type == "integer") return node.kind == NodeKind::integer;
    if (type == "boolean") return node.kind == NodeKind::boolean;
    return node.kind == NodeKind::text || node.kind == NodeKind::date;
  }

  void fault(const Node& node, const std::string& path, const std::string& what) {
    faults.push_back(node.where.file + ":" + std::to_string(node.where.line) + " " + path + " " + what);
  }
};

std::vector<std::string> faults_in(const std::string& text, const std::string& file) {
  std::vector<Finding> findings;
  const auto tree = parse(text, file, findings);
  if (!tree) return {file + " is no TOML"};
  SchemaCheck check;
  check.fits(*tree, the_schema());
  return check.faults;
}

TEST(Schema, KnowsEveryKeyOfTheShippedCharters) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("charters")) {
    if (entry.path().extension() != ".toml") continue;
    ++count;
    EXPECT_EQ(faults_in(whole_file(entry.path()), entry.path().string()), std::vector<std::string>{});
  }
  EXPECT_GE(count, 6U);
  for (const std::string file : {"tests/charter/minimal.toml", "tests/charter/sixth/saltmarsh.toml", "tests/charter/sixth/isles.toml"})
    EXPECT_EQ(faults_in(whole_file(file), file), std::vector<std::string>{});
}

TEST(Schema, RefusesWhatTheBinderRefuses) {
  for (const std::string& text :
       {std::string("version = 1"), std::string("version = \"1\"\nzebra = 1"), std::string("version = \"1\"\n[role.a]\nmay = [\"fly\"]"),
        std::string("version = \"1\"\n[role.A]\ntitle = \"A\""), std::string("version = \"1\"\n[security]\nkey_backup_days = 36"),
        std::string("version = \"1\"\n[agency.a]\ntitle = \"A\"\nkind = \"polise\""), std::string("updated = \"unstated\"")}) {
    EXPECT_EQ(faults_in(text, "case.toml").size(), 1U) << text;
  }
}

template <class Set>
void expect_words(const char* name) {
  std::set<std::string> known;
  for (const Named<Set>& named : all_of<Set>()) known.emplace(named.name);
  EXPECT_EQ(the_schema().at("$defs").at(name).at("enum").get<std::set<std::string>>(), known) << name;
}

TEST(Schema, HasTheWordsOfEachClosedSet) {
  expect_words<Capability>("capability");
  expect_words<FieldType>("fieldType");
  expect_words<Category>("category");
  expect_words<Moment>("moment");
  expect_words<Rounding>("rounding");
  expect_words<Ending>("ending");
  expect_words<Owner>("owner");
  expect_words<Act>("act");
  expect_words<Predicate>("predicate");
  expect_words<PromiseClass>("promiseClass");
}

// Every object of the schema with the heading under which a charter writes it: "[record.x.part.y]", "[[allow]]".
using Tables = std::map<std::string, std::set<std::string>>;

const Json& resolved(const Json& schema) {
  return schema.contains("$ref") ? resolved(the_schema().at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1)))) : schema;
}

void add_tables(const Json& reference, const std::string& path, bool is_list, Tables& tables) {
  const Json& schema = resolved(reference);
  for (const Json& option : schema.value("anyOf", Json::array())) add_tables(option, path, false, tables);
  if (schema.contains("items")) add_tables(schema["items"], path, true, tables);
  const Json entries = schema.value("patternProperties", Json::object());
  for (const auto& [pattern, entry] : entries.items()) add_tables(entry, path + ".x", false, tables);
  const Json keys = schema.value("properties", Json::object());
  if (keys.empty()) return;
  for (const auto& [key, value] : keys.items()) {
    tables[is_list ? "[[" + path + "]]" : "[" + path + "]"].insert(key);
    add_tables(value, path.empty() ? key : path + "." + key, false, tables);
  }
}

Tables tables_of_the_schema() {
  Tables tables;
  add_tables(the_schema(), "", false, tables);
  return tables;
}

// The keys of `offered` that the binder has never heard of, written into one table.
std::set<std::string> unknown_in(const std::string& heading, const std::set<std::string>& offered) {
  std::string text = heading == "[]" ? "" : heading + "\n";
  for (const std::string& key : offered) text += key + " = \"x\"\n";
  std::set<std::string> unknown;
  for (const Finding& finding : compile_text(text, "", "case.toml").findings) {
    const std::size_t from = finding.message.find("has no key \"");
    if (finding.rule == "unknown-key" && from != std::string::npos)
      unknown.insert(finding.message.substr(from + 12, finding.message.rfind('"') - from - 12));
  }
  return unknown;
}

// Words that merging takes out before anything is bound; the printed pairs are read wherever a text may stand.
const std::set<std::string> kMarks = {"use", "only", "replace", "reason"};

TEST(Schema, HasNoKeyThatTheBinderDoesNotRead) {
  std::size_t count = 0;
  for (const auto& [heading, keys] : tables_of_the_schema()) {
    std::set<std::string> written = keys;
    if (!heading.starts_with("[said")) {
      for (const std::string& mark : kMarks) written.erase(mark);
    }
    if (keys == std::set<std::string>{"printed", "operates"} || heading == "[]") continue;
    EXPECT_EQ(unknown_in(heading, written), std::set<std::string>{}) << heading;
    ++count;
  }
  EXPECT_GE(count, 25U);
}

// Whatever the binder asks a table for is a literal of its source, so all of these are tried in every table.
TEST(Schema, HasEveryKeyThatTheBinderReads) {
  std::set<std::string> literals;
  const std::regex literal("\"([a-z][a-z_]{1,24})\"");
  for (const auto& entry : std::filesystem::directory_iterator("src/charter")) {
    if (!entry.path().filename().string().starts_with("bind")) continue;
    const std::string source = whole_file(entry.path());
    for (auto match = std::sregex_iterator(source.begin(), source.end(), literal); match != std::sregex_iterator(); ++match)
      literals.insert((*match)[1]);
  }
  ASSERT_GE(literals.size(), 90U);
  for (const auto& [heading, keys] : tables_of_the_schema()) {
    const bool is_default = heading == "[record.x.keep]";  // read through a part, as [record.x.part.x.keep] is
    if (keys == std::set<std::string>{"printed", "operates"} || is_default) continue;
    for (const std::string& offered : literals) {
      if (keys.contains(offered) || kMarks.contains(offered)) continue;
      EXPECT_EQ(unknown_in(heading, {offered}), std::set<std::string>{offered}) << heading;
    }
  }
}

// docs/formats/charter.md, and the pages to which it leads, are what a records officer follows: each table and each key stands
// there as code.
TEST(Schema, IsDescribedInFull) {
  const std::string page = whole_file("docs/formats/charter.md") + whole_file("docs/formats/charter-cases.md") +
                           whole_file("docs/formats/payment.md");
  std::set<std::string> missing;
  std::set<std::string> found;
  for (const auto& [heading, keys] : tables_of_the_schema()) {
    for (const std::string& key : keys) {
      if (found.contains(key)) continue;
      const std::regex as_code("(`|\\.|\n *|\\[\\[?|\\{ |, )" + key + "(`| =|\\.[A-Za-z\"]|\\])");
      if (std::regex_search(page, as_code)) found.insert(key);
      else missing.insert(heading + " " + key);
    }
  }
  EXPECT_EQ(missing, std::set<std::string>{});
}

}  // namespace
}  // namespace concordat::charter
