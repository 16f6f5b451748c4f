#include "http/reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Reply, CarriesTheSecurityHeadersWhateverTheHandlerSaid) {
  for (const int status : {200, 204, 303, 404, 500}) {
    Response response;
    response.status = status;
    EXPECT_THAT(response_head(response, {true, true, "now"}),
                AllOf(HasSubstr("\r\nContent-Security-Policy: default-src 'none'; "),
                    HasSubstr("form-action 'self'"), HasSubstr("frame-ancestors 'none'"),
                      HasSubstr("base-uri 'none'"), Not(HasSubstr("unsafe")), HasSubstr("\r\nCross-Origin-Opener-Policy: same-origin\r\n"),
                      HasSubstr("\r\nCross-Origin-Resource-Policy: same-origin\r\n"), HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"),
                      HasSubstr("\r\nReferrer-Policy: same-origin\r\n"), HasSubstr("\r\nPermissions-Policy: "),
                          HasSubstr("\r\nCache-Control: no-store\r\n"),
                      HasSubstr("\r\nStrict-Transport-Security: max-age=31536000\r\n")));
    EXPECT_THAT(response_head(response, {false, true, "now"}), Not(HasSubstr("Strict-Transport-Security")));
  }
}

TEST(Reply, LetsAFormOfThePageLeadToOneMoreOriginAndNoOther) {
  Response response;
  response.sends_forms_to = "https://gateway.example.org";
  EXPECT_TRUE(is_sound(response));
  EXPECT_THAT(response_head(response, {}), HasSubstr("; form-action 'self' https://gateway.example.org\r\n"));
  EXPECT_THAT(response_head(Response(), {}), HasSubstr("; form-action 'self'\r\n"));
  for (const char* bad : {"*", "https://", "https://a b", "https://a;script-src *", "https://a/path", "javascript:", "https://a\r\nX: y"}) {
    response.sends_forms_to = bad;
    EXPECT_FALSE(is_sound(response)) << bad;
  }
}

TEST(Reply, LetsAHandlerAllowCaching) {
  Response response;
  response.headers.emplace_back("cache-control", "public, max-age=60");
  EXPECT_THAT(response_head(response, {}), AllOf(HasSubstr("cache-control: public, max-age=60\r\n"), Not(HasSubstr("no-store"))));
}

TEST(Reply, SaysItsLength) {
  Response response;
  response.body = "12345";
  EXPECT_THAT(response_head(response, {false, true, "now"}), AllOf(HasSubstr("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"),
      Not(HasSubstr("Connection"))));
  EXPECT_THAT(response_head(response, {false, false, "now"}), HasSubstr("\r\nConnection: close\r\n"));
  response.shared_body = std::make_shared<const std::string>("1234567");
  EXPECT_THAT(response_head(response, {}), HasSubstr("Content-Length: 7\r\n"));
  EXPECT_EQ(response_body(response), "1234567");
  response.status = 304;
  EXPECT_THAT(response_head(response, {}), Not(HasSubstr("Content-Length")));
  EXPECT_EQ(response_body(response), "");
}

TEST(Reply, CannotBeSplitByAHeader) {
  const auto sound = [](std::string name, std::string value) {
    Response response;
    response.headers.emplace_back(std::move(name), std::move(value));
    return is_sound(response);
  };
  EXPECT_TRUE(sound("Location", "/a"));
  EXPECT_FALSE(sound("Location", "/a\r\nSet-Cookie: x=1"));
  EXPECT_FALSE(sound("Location", "/a\n"));
  EXPECT_FALSE(sound("Location", std::string("/a\0", 3)));
  EXPECT_FALSE(sound("X Y", "1"));
  EXPECT_FALSE(sound("", "1"));
  for (const char* own : {"Set-Cookie", "Content-Length", "content-security-policy", "Connection", "Transfer-Encoding"}) {
    EXPECT_FALSE(sound(own, "1")) << own;
  }
}

TEST(Reply, WritesDatesAsHttpDoes) {
  EXPECT_EQ(http_date(Instant{784'111'777 * kMicrosecondsPerSecond}), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110's own example
  EXPECT_EQ(http_date(Instant{1'709'164'800 * kMicrosecondsPerSecond}), "Thu, 29 Feb 2024 00:00:00 GMT");
}

}  // namespace
}  // namespace concordat::http
