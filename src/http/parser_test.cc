#include "http/parser.h"

#include <gtest/gtest.h>

namespace concordat::http {
namespace {

using Progress = RequestParser::Progress;

constexpr std::size_t kMostHeader = 1024;
constexpr std::size_t kMostBody = 100;

// Feeds the bytes in pieces of that size; tells the outcome of each request, the last being what is still awaited.
std::vector<std::string> outcomes(std::string_view bytes, std::size_t piece) {
  RequestParser parser(kMostHeader, kMostBody);
  std::vector<std::string> result;
  while (!bytes.empty()) {
    parser.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (auto progress = parser.advance(); progress != Progress::more; progress = parser.advance()) {
      if (progress == Progress::refused) {
        result.push_back(std::to_string(parser.refusal()));
        return result;
      }
      if (progress == Progress::complete) {
        result.push_back(parser.head().method + ' ' + parser.head().target + ' ' + parser.body());
        parser.next();
      }
    }
  }
  if (!parser.untouched()) result.push_back("more");
  return result;
}

void expect_outcomes(std::string_view bytes, const std::vector<std::string>& expected) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size()}) {
    EXPECT_EQ(outcomes(bytes, piece), expected) << bytes << " by " << piece;
  }
}

TEST(Parser, TakesPipelinedRequestsOneByOne) {
  expect_outcomes(
      "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
      "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nx=1"
      "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ny=\r\n1\r\n2\r\n0\r\n\r\n"
      "GET /d HTTP/1.1\r\n",
      {"GET /a ", "POST /b x=1", "POST /c y=2", "more"});
}

TEST(Parser, RefusesLinesThatOthersMightReadDifferently) {
  for (const std::string_view bad : {
           std::string_view("GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n"),
           std::string_view("GET / HTTP/1.1\r\nHost: h\r\n\tfolded\r\n\r\n"),
           std::string_view("GET / HTTP/1.1\nHost: h\n\n"),
           std::string_view("GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n"),
           std::string_view("GET / HTTP/1.1\r\nHost: h\0\r\n\r\n", 28),
           std::string_view("GET / HTTP/1.1\r\nHost : h\r\n\r\n"),
           std::string_view("GET / HTTP/1.1\r\n: h\r\n\r\n"),
           std::string_view("GET / HTTP/2.0\r\nHost: h\r\n\r\n"),
           std::string_view("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n"),
           std::string_view("G\x01T / HTTP/1.1\r\nHost: h\r\n\r\n"),
           std::string_view("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
       }) {
    expect_outcomes(bad, {"400"});
  }
}

TEST(Parser, RefusesTwoLengthsOfOneBody) {
  for (const std::string fields : {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                                   "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
                                   "Content-Length: 3\r\nContent-Length: 4\r\n", "Content-Length: 3, 4\r\n",
                                   "Content-Length: -3\r\n", "Content-Length: 0x3\r\n", "Content-Length: \r\n",
                                   "Content-Length: 99999999999999999999999\r\n",
                                   "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"}) {
    expect_outcomes("POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n", {"400"});
  }
}

TEST(Parser, RefusesBrokenChunks) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string body : {"g\r\nx\r\n", "1\r\nxy\r\n0\r\n\r\n", "ffffffffffffffffff\r\n", "\r\n\r\n", "-1\r\n", "0x1\r\nx",
                                 "1 \r\nx", "1;e=1\r\nx", "1;e=\"\r\n\"\r\n", "1\nx\r\n0\r\n\r\n", "00000000000000001\r\nx",
                                 "0\r\nCookie: session=x\r\n\r\n"}) {
    expect_outcomes(head + body, {"400"});
  }
}

TEST(Parser, LimitsHeadAndBody) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  expect_outcomes("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(kMostHeader, 'x') + "\r\n\r\n", {"431"});
  expect_outcomes("GET /" + std::string(2 * kMostHeader, 'x'), {"431"});
  expect_outcomes(start + "Content-Length: 100\r\n\r\n" + std::string(100, 'b'), {"POST / " + std::string(100, 'b')});
  expect_outcomes(start + "Content-Length: 101\r\n\r\n", {"413"});
  const std::string chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
  expect_outcomes(chunked + "40\r\n" + std::string(64, 'b') + "\r\n24\r\n" + std::string(36, 'b') + "\r\n0\r\n\r\n",
      {"POST / " + std::string(100, 'b')});
  expect_outcomes(chunked + "40\r\n" + std::string(64, 'b') + "\r\n25\r\n", {"413"});
}

}  // namespace
}  // namespace concordat::http
