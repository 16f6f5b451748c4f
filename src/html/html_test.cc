#include "html/html.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <type_traits>

#include "html/components/common.h"

namespace concordat::html {
namespace {

// What a run-time string cannot become. Each of these would compile were the type ever weakened.
static_assert(!std::is_constructible_v<Html, std::string>);
static_assert(!std::is_constructible_v<Html, std::string_view>);
static_assert(!std::is_constructible_v<Html, const char*>);
static_assert(!std::is_constructible_v<Markup, std::string>);
static_assert(!std::is_constructible_v<Markup, std::string_view>);
static_assert(!std::is_constructible_v<Markup, const char*>);
static_assert(!std::is_default_constructible_v<Markup>);
static_assert(!std::is_assignable_v<Html&, std::string>);

template <class T>
concept AddsToHtml = requires(Html html, T value) { html += value; };
static_assert(!AddsToHtml<std::string> && !AddsToHtml<const char*> && AddsToHtml<Html>);

TEST(Html, KeepsLiteralsAndEscapesText) {
  const std::string name = "<b>\"Tom\" & 'Ann'</b>";
  const Html html = "<p>" + text(name) + "</p>";
  EXPECT_EQ(html.text(), "<p>&lt;b&gt;&quot;Tom&quot; &amp; &#39;Ann&#39;&lt;/b&gt;</p>");
}

TEST(Html, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(text("a\xC3\xA9z").text(), "a\xC3\xA9z");
  EXPECT_EQ(text("a\x80z").text(), "a\xEF\xBF\xBDz");
  EXPECT_EQ(text("\xC0\xAF").text(), "\xEF\xBF\xBD\xEF\xBF\xBD");                          // overlong "/"
  EXPECT_EQ(text("\xED\xA0\x80").text(), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");          // a lone surrogate
  EXPECT_EQ(text("\xF4\x90\x80\x80").text().size(), 12u);                                  // beyond U+10FFFF
  EXPECT_EQ(text("\xE2\x82").text(), "\xEF\xBF\xBD");                                      // cut off: one maximal subpart
  EXPECT_EQ(text("\xE2\x82<").text(), "\xEF\xBF\xBD&lt;");                                 // and "<" is not swallowed by it
  EXPECT_EQ(text("\xF0\x9F\x98\x80").text(), "\xF0\x9F\x98\x80");
}

TEST(Html, DropsControlCharactersButTabAndNewline) {
  using namespace std::string_view_literals;
  EXPECT_EQ(text("a\0b\x1B[31m\r\n\tc\x7F\xC2\x85""d"sv).text(), "ab[31m\n\tcd");
  EXPECT_EQ(text("\xC2\xA0").text(), "\xC2\xA0");
}

TEST(Html, AttributeCannotBeLeft) {
  EXPECT_EQ(attribute("title", "\"><script>").text(), " title=\"&quot;&gt;&lt;script&gt;\"");
}

TEST(Html, LinksGoNowhereBad) {
  for (const char* good : {"/promises#POR-10", "courses?page=2", "#main-content", "", "https://example.org/a:b", "MAILTO:a@example.org",
                           "tel:+442392000000", "a/b:c", "?q=a:b"}) {
    EXPECT_EQ(attribute("href", good).text(), " href=\"" + text(good).text() + "\"") << good;
  }
  for (const char* bad : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:x",
                          "data:text/html,x", "http://example.org/", "//example.org/", "/\\example.org", "/\t/example.org", "vbscript:x"}) {
    for (const Html& html : {attribute("href", bad), attribute("src", bad), attribute("action", bad), attribute("formaction", bad)}) {
      EXPECT_NE(html.text().find("=\"#\""), std::string::npos) << bad;
    }
  }
  EXPECT_EQ(attribute("value", "javascript:x").text(), " value=\"javascript:x\"");
}

TEST(Html, AStringIsTextToEveryComponent) {
  EXPECT_EQ(Content("<i>").html().text(), "&lt;i&gt;");
  EXPECT_EQ(Content(std::string("<i>")).html().text(), "&lt;i&gt;");
  EXPECT_EQ(Content(Html("<i>")).html().text(), "<i>");
}

// The friend that lets the fixtures' markup in must not be defined where it would be built into the server.
TEST(Html, NoMarkupHookOutsideTheTests) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
    const std::string path = entry.path().string();
    const bool is_source = path.ends_with(".cc") || path.ends_with(".h");
    if (!is_source || path.ends_with("_test.cc") || path == "src/html/html.h" || path == "src/html/fixtures.h") continue;
    std::ifstream in(path);
    std::ostringstream source;
    source << in.rdbuf();
    EXPECT_EQ(source.str().find("FixtureMarkup"), std::string::npos) << path;
    EXPECT_EQ(source.str().find("html/fixtures.h"), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace concordat::html
