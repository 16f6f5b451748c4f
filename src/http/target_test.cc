#include "http/target.h"

#include <gtest/gtest.h>

namespace concordat::http {
namespace {

TEST(Target, IsDecodedOnce) {
  const auto target = parse_target("/courses/caf%C3%A9%2541?q=%2F&r");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/courses/café%41");
  EXPECT_EQ(target->query, "q=%2F&r");
}

TEST(Target, KeepsTheRootAndATrailingSlash) {
  EXPECT_EQ(parse_target("/")->path, "/");
  EXPECT_EQ(parse_target("/a/")->path, "/a/");
  EXPECT_EQ(parse_target("/?")->query, "");
}

TEST(Target, MayBeAbsolute) {
  const auto target = parse_target("http://example.org:8080/a?b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a");
  EXPECT_EQ(target->authority, "example.org:8080");
  EXPECT_EQ(parse_target("HTTPS://example.org")->path, "/");
  EXPECT_EQ(parse_target("http://example.org?b")->query, "b");
  for (const char* bad : {"http:/a", "http:a", "http://", "http:///a", "http://user@example.org/", "ftp://example.org/a"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

TEST(Target, WithTwoReadingsIsRefused) {
  for (const char* bad : {"", "*", "a", "//", "//a", "/a//b", "/.", "/..", "/a/../b", "/a/./b", "/%2e%2e/b", "/a/%2E", "/a%2Fb",
      "/a%5cb", "/a\\b",
                          "/a%00b", "/a%0d%0ab", "/a%7F", "/a%ff", "/a%C0%AFb", "/a%", "/a%2", "/a%gg", "/a#b", "/a b", "/a\tb",
                              "/\xC3\xA9"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

TEST(Host, IsANameOrAnAddress) {
  for (const char* good : {"example.org", "127.0.0.1:8443", "[::1]:8443", "a_b.example"}) EXPECT_TRUE(is_host(good)) << good;
  for (const char* bad : {"", "example.org/a", "user@example.org", "example.org,other.example", "a b", "a\x01"}) {
    EXPECT_FALSE(is_host(bad)) << bad;
  }
}

}  // namespace
}  // namespace concordat::http
