// What a type trait cannot ask, because consteval is judged only at a call: the compiler itself is asked.

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace concordat::html {
namespace {

bool compiles(const std::string& body) {
  FILE* compiler = popen("c++ -std=c++23 -Isrc -fsyntax-only -x c++ - 2>/dev/null", "w");
  if (compiler == nullptr) return false;
  const std::string source = "#include \"html/html.h\"\nusing namespace concordat::html;\nvoid use(Html& page, const char* given) {\n" +
                             body + "\n}\n";
  std::fwrite(source.data(), 1, source.size(), compiler);
  return pclose(compiler) == 0;
}

TEST(Markup, IsALiteralOrDoesNotCompile) {
  EXPECT_TRUE(compiles("page += \"<p>\"; page += text(given); page += Html(\"</p>\") + \"<br>\";"));
  EXPECT_FALSE(compiles("char made[4] = {given[0], 'a', 'b', 0}; page += Markup(made);"));
  EXPECT_FALSE(compiles("const char made[4] = {given[0], 'a', 'b', 0}; page += made;"));
  EXPECT_FALSE(compiles("page += given;"));
  EXPECT_FALSE(compiles("page += Markup(given);"));
  EXPECT_FALSE(compiles("page += attribute(given, \"value\");"));
  EXPECT_FALSE(compiles("page = Html(std::string(given));"));
}

}  // namespace
}  // namespace concordat::html
