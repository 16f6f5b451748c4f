// docs/formats/charter-checks.md names every rule of the check, and every rule is found by a case of tests/charter.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "charter/outputs.h"

namespace concordat::charter {
namespace {

using Rules = std::set<std::string>;

std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void add_matches(const std::string& text, const std::string& pattern, Rules& rules) {
  const std::regex expression(pattern, std::regex::ECMAScript | std::regex::multiline);
  for (auto match = std::sregex_iterator(text.begin(), text.end(), expression); match != std::sregex_iterator(); ++match)
    rules.insert((*match)[1]);
}

Rules documented() {
  Rules rules;
  add_matches(text_of_file("docs/formats/charter-checks.md"), "^\\| `([a-z0-9-]+)` \\|", rules);
  return rules;
}

// What the source says at the places where findings are made.
Rules in_the_source() {
  Rules rules;
  for (const auto& entry : std::filesystem::directory_iterator("src/charter")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".cc" || name.find("_test") != std::string::npos) continue;
    const std::string source = text_of_file(entry.path());
    add_matches(source, "\\b(?:say|warn|fail)\\(\\s*(?:[a-z_.]+, )?\"([a-z0-9-]+)\"", rules);
    add_matches(source, "\\{Severity::(?:warning|error), \"([a-z0-9-]+)\",", rules);
    add_matches(source, "left \\? \"([a-z-]+)\"", rules);
    add_matches(source, "left \\? \"[a-z-]+\" : \"([a-z-]+)\"", rules);
  }
  return rules;
}

// In the cases, in what the committed charters are known to have, and in what the commands' own tests show.
Rules shown_by_tests() {
  Rules rules = {"unreadable", "abbreviation-shared"};  // command_test.cc
  for (const auto& entry : std::filesystem::directory_iterator("tests/charter")) {
    if (!entry.is_regular_file()) continue;
    const std::string text = text_of_file(entry.path());
    add_matches(text, "^(?:charters/[^ ]+ )?(?:warning |error )?([a-z0-9-]+)(?: (?:library:)?[0-9]+)?$", rules);
  }
  return rules;
}

TEST(Rules, AreAllOnTheirPage) {
  const Rules page = documented();
  EXPECT_GE(page.size(), 80U);
  Rules missing;
  const Rules source = in_the_source();
  std::set_difference(source.begin(), source.end(), page.begin(), page.end(), std::inserter(missing, missing.end()));
  EXPECT_EQ(missing, Rules{});
}

TEST(Rules, OfThePageAreEachFoundByATest) {
  const Rules page = documented();
  const Rules shown = shown_by_tests();
  Rules missing;
  std::set_difference(page.begin(), page.end(), shown.begin(), shown.end(), std::inserter(missing, missing.end()));
  EXPECT_EQ(missing, Rules{});
}

}  // namespace
}  // namespace concordat::charter
