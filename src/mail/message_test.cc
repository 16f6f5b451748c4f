#include "mail/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"
#include "mail/settings.h"

namespace concordat::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

const Postmark kPostmark{"office@example.org", "0123456789abcdef0123456789abcdef", *from_rfc3339("2026-11-22T09:30:00Z")};

TEST(Message, NoAddressCanHoldAnotherRecipientOrAHeader) {
  for (const char* good : {"anna@example.org", "anna.o'neill+reviews@mail.example.org", "a@b"}) EXPECT_TRUE(is_address(good)) << good;
  for (const char* bad : {"", "anna", "@example.org", "anna@", "anna@example.org\r\nBcc: x@example.org", "anna@example.org,x@example.org",
                          "Anna <anna@example.org>", "anna@example.org ", "anna @example.org", "a@b@c", "anna@exa mple.org",
                          "anna@example.org>", ".anna@example.org", "anna@example..org", "-oQ@example.org", "anna@-example.org",
                          "anna@[127.0.0.1]", "\"anna\"@example.org", "änna@example.org"})
    EXPECT_FALSE(is_address(bad)) << bad;
}

TEST(Message, ALineBreakInAHeaderIsRefused) {
  for (const char* subject : {"Hello\r\nBcc: x@example.org", "Hello\nBcc: x@example.org", "Hello\rthere", "Hello\tthere", ""})
    EXPECT_FALSE(compose({"anna@example.org", subject, "Text"}, kPostmark)) << subject;
  EXPECT_FALSE(compose({"anna@example.org\nBcc: x@example.org", "Hello", "Text"}, kPostmark));
  EXPECT_FALSE(compose({"anna@example.org", "Hello", "Text", {{"a.txt\"\r\nX: y", "content"}}}, kPostmark));
  EXPECT_FALSE(compose({"anna@example.org", "Hello", "Text"}, {"office@example.org\r\nX: y", kPostmark.id, kPostmark.date}));
  EXPECT_TRUE(compose({"anna@example.org", "Hello", "Text\r\n.\r\nBcc: in the body it is text\r\n"}, kPostmark));
}

TEST(Message, SaysWhoWhenAndThatItIsAutomatic) {
  const std::string whole = compose({"anna@example.org", "A task waits", "Follow the link"}, kPostmark).value();
  EXPECT_THAT(whole, HasSubstr("From: <office@example.org>\r\nTo: <anna@example.org>\r\nSubject: A task waits\r\n"));
  EXPECT_THAT(whole, HasSubstr("Date: Sun, 22 Nov 2026 09:30:00 +0000\r\n"));
  EXPECT_THAT(whole, HasSubstr("Message-ID: <0123456789abcdef0123456789abcdef@example.org>\r\n"));
  EXPECT_THAT(whole, HasSubstr("Auto-Submitted: auto-generated\r\n"));
}

// RFC 8058, sections 2 and 3.1; RFC 2369, section 3.2.
TEST(Message, SaysHowItsReaderStopsItInOnePress_DDS_29) {
  const std::string whole = compose({"a@example.org", "News", "Text", {}, "https://example.org/forms/stop/00"}, kPostmark).value();
  EXPECT_THAT(whole, HasSubstr("\r\nList-Unsubscribe: <https://example.org/forms/stop/00>\r\n"
                               "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
  EXPECT_THAT(compose({"a@example.org", "News", "Text", {}, "http://localhost/forms/stop/00"}, kPostmark).value(),
              Not(HasSubstr("List-Unsubscribe-Post"))) << "it must be HTTPS";
  EXPECT_THAT(compose({"a@example.org", "News", "Text"}, kPostmark).value(), Not(HasSubstr("List-Unsubscribe")));
  for (const char* bad : {"https://example.org/>\r\nBcc: x@example.org", "https://example.org/ x", "https://example.org/>,<mailto:x>"})
    EXPECT_FALSE(compose({"a@example.org", "News", "Text", {}, bad}, kPostmark)) << bad;
}

TEST(Message, ASubjectBeyondAsciiBecomesEncodedWords) {
  EXPECT_EQ(header_text("Plain words"), "Plain words");
  EXPECT_EQ(header_text("Caf\xc3\xa9"), "=?utf-8?B?Q2Fmw6k=?=");
  EXPECT_EQ(header_text("=?utf-8?B?eA==?="), "=?utf-8?B?PT91dGYtOD9CP2VBPT0/PQ==?=") << "what looks encoded is encoded";
  std::string long_one;
  for (int i = 0; i < 40; ++i) long_one += "\xe2\x80\x93x";
  const std::string words = header_text(long_one);
  std::size_t line = 0;
  for (const char c : words) {
    line = c == '\n' ? 0 : line + 1;
    ASSERT_LE(line, 77u);
  }
  EXPECT_THAT(words, HasSubstr("?=\r\n =?utf-8?B?"));
  EXPECT_THAT(words, Not(HasSubstr("\r\n=?")));
}

constexpr std::string_view kGood = "server = \"127.0.0.1\"\nfrom = \"office@example.org\"\naddress = \"https://example.org\"\n";

TEST(MailSettings, SayLineAndRemedyOfWhatIsWrong) {
  const Settings good = parse_settings(std::string(kGood) + "port = 25\ntls = \"offered\"\n[deposits]\npolice = \"log@police.example\"\n",
                                       "mail.toml").value();
  EXPECT_EQ(good.port, 25);
  EXPECT_EQ(good.tls, Tls::offered);
  EXPECT_EQ(good.deposits.at("police"), "log@police.example");
  EXPECT_EQ(parse_settings(kGood, "mail.toml")->tls, Tls::required) << "unless it is said otherwise";
  for (const char* bad : {"port = 0", "port = \"25\"", "tls = \"never\"", "colour = \"red\"", "address = \"https://example.org/path\"",
                          "from = \"Office <office@example.org>\"", "user = \"me\"", "trust = 3", "deposits = 1",
                          "[deposits]\npolice = \"x\"",
                          "user = \"me\"\npassword_file = \"f\"\ntls = \"offered\"", "= 3"}) {
    std::string text = bad;
    for (std::string line : {"server = \"127.0.0.1\"\n", "from = \"office@example.org\"\n", "address = \"https://example.org\"\n"})
      if (text.find(line.substr(0, 5)) == std::string::npos) text = line + text;
    const auto parsed = parse_settings(text, "mail.toml");
    ASSERT_FALSE(parsed) << bad;
    EXPECT_THAT(parsed.error().message, HasSubstr("mail.toml")) << bad;
    EXPECT_FALSE(parsed.error().remedy.empty()) << bad;
  }
  EXPECT_FALSE(parse_settings("", "mail.toml"));
}

}  // namespace
}  // namespace concordat::mail
