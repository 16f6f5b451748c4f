#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/encoding.h"
#include "http/http.h"

namespace concordat::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Fields, KeepOrderAndRepeats) {
  const auto fields = parse_form("a=1&b=2&a=3&flag&empty=");
  ASSERT_TRUE(fields);
  EXPECT_THAT(fields->values(), ElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("a", "3"), Pair("flag", ""), Pair("empty", "")));
  EXPECT_EQ(fields->get("a"), "1");
  EXPECT_THAT(fields->all("a"), ElementsAre("1", "3"));
  EXPECT_TRUE(fields->has("flag"));
  EXPECT_FALSE(fields->has("c"));
  EXPECT_EQ(fields->get("c"), "");
}

TEST(Fields, DecodePercentAndPlus) {
  const auto fields = parse_form("name=Zo%C3%AB+O%27Hara&note=a%0D%0Ab%26c%3Dd=e");
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->get("name"), "Zoë O'Hara");
  EXPECT_EQ(fields->get("note"), "a\r\nb&c=d=e");
}

TEST(Fields, RefuseWhatIsMalformed) {
  for (const char* bad : {"a=%", "a=%4", "a=%zz", "%ff=1", "a=%C0%AF", "a=%ED%A0%80", "a=%F4%90%80%80", "a=%00", "a=b c",
      "a=\xC3\xAB", "a=\n"}) {
    EXPECT_FALSE(parse_form(bad)) << bad;
  }
}

TEST(Fields, AreLimitedInNumberAndSize) {
  const auto repeated = [](std::size_t count) {
    std::string form;
    for (std::size_t i = 0; i < count; ++i) form += "a=1&";
    return parse_form(form);
  };
  EXPECT_TRUE(repeated(256));
  EXPECT_FALSE(repeated(257));
  EXPECT_TRUE(parse_form(std::string(128, 'n') + "=1"));
  EXPECT_FALSE(parse_form(std::string(129, 'n') + "=1"));
  EXPECT_TRUE(parse_form("a=" + std::string(65536, 'v')));
  EXPECT_FALSE(parse_form("a=" + std::string(65537, 'v')));
}

TEST(Encoding, RoundTripsEveryByte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(percent_decode(percent_encode(all), false), all);
  EXPECT_EQ(percent_encode("a b/c?d&e"), "a%20b%2Fc%3Fd%26e");
}

TEST(Encoding, KnowsUtf8) {
  for (const char* good : {"", "plain", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* bad : {"\x80", "\xC1\x80", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
      "\xF5\x80\x80\x80", "\xE2\x82"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

TEST(LocalPath, KeepsRedirectsOnThisSite) {
  for (const char* good : {"/", "/reviews", "/reviews/1?tab=2"}) EXPECT_TRUE(is_local_path(good)) << good;
  for (const char* bad : {"", "reviews", "//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example",
      "/a\r\nSet-Cookie: x", "/a b"}) {
    EXPECT_FALSE(is_local_path(bad)) << bad;
  }
}

}  // namespace
}  // namespace concordat::http
