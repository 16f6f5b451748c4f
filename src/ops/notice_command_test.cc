#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "ops/commands.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Printed {
  int code;
  std::string out;
  std::string err;
};

Printed print(std::vector<std::string_view> words) {
  words.insert(words.begin(), "charters/stockport.toml");
  std::ostringstream out;
  std::ostringstream err;
  const int code = run_notice(words, out, err);
  return {code, out.str(), err.str()};
}

TEST(NoticeCommand, PrintsForChildrenWhateverPeopleRead) {
  for (const char* format : {"html", "md", "json"}) {
    const Printed printed = print({"--format", format, "--audience", "children"});
    EXPECT_EQ(printed.code, 0) << format;
    EXPECT_THAT(printed.out, HasSubstr("What we know about you, and why")) << format;
    EXPECT_EQ(print({"--format", format}).out.find("What we know about you, and why"), std::string::npos) << format;
  }
  EXPECT_THAT(print({"--format", "pdf", "--audience", "children"}).out, StartsWith("%PDF-1.7"));
}

TEST(NoticeCommand, SaysWhatItCannotPrint) {
  for (const auto& [words, why] : std::vector<std::pair<std::vector<std::string_view>, const char*>>{
           {{"--format", "docx"}, "There is no format"},
           {{"--audience", "dogs"}, "There is no audience"},
           {{"--format", "jsonld", "--audience", "children"}, "the same for every audience"}}) {
    const Printed printed = print(words);
    EXPECT_EQ(printed.code, 2);
    EXPECT_THAT(printed.err, HasSubstr(why));
    EXPECT_TRUE(printed.out.empty());
  }
}

}  // namespace
}  // namespace concordat::ops
