// The outbox against a real server.

#include "mail/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mail/test_server.h"

namespace concordat::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

class Post : public testing::Test {
 protected:
  Post() { std::filesystem::create_directories(folder_); }
  ~Post() override { std::filesystem::remove_all(folder_); }

  Settings settings(Tls tls = Tls::offered) const {
    Settings settings;
    settings.server = "127.0.0.1";
    settings.port = server_.port();
    settings.from = "office@example.org";
    settings.address = "https://example.org";
    settings.tls = tls;
    return settings;
  }
  Outbox outbox(Settings with) { return Outbox(folder_, key_.clone(), std::move(with), clock_); }
  Round round(Outbox& outbox) {
    auto round = outbox.send_due([this](const Queued& mail) -> Result<void> {
      noted_.push_back(mail.about);
      if (cannot_note_) return Error{"The disk is full.", ""};
      return {};
    });
    return round ? *round : Round{};
  }

  const std::string folder_ = testing::TempDir() + "concordat-outbox-" + to_hex(crypto::random_secret(8).expose());
  const Secret key_ = crypto::random_secret(crypto::kKeySize);
  ManualClock clock_{*from_rfc3339("2026-11-22T09:30:00Z")};
  TestServer server_;
  std::vector<std::string> noted_;
  bool cannot_note_ = false;
};

const Message kMessage{"anna@example.org", "A task waits", "Open https://example.org/task/1 and follow it.\n"};

TEST_F(Post, DeliversTextAndFilesByteForByte) {
  server_.start();
  Outbox box = outbox(settings());
  Message message = kMessage;
  message.subject = "Caf\xc3\xa9";
  message.attachments.push_back({"checkpoint-7.txt", "one\n\xe2\x80\x94 two\n.\nthree\r\n"});
  ASSERT_TRUE(box.put(message, "about-it"));
  EXPECT_EQ(round(box).sent, 1u);
  EXPECT_THAT(noted_, testing::ElementsAre("about-it"));
  EXPECT_TRUE(box.all().empty());
  const auto received = server_.received();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_THAT(received[0], HasSubstr("\"from\": \"office@example.org\", \"to\": [\"anna@example.org\"]"));
  EXPECT_THAT(received[0], HasSubstr("Subject: =?utf-8?B?Q2Fmw6k=?="));
  EXPECT_THAT(received[0], HasSubstr(to_base64(as_bytes(message.text))));
  EXPECT_THAT(received[0], HasSubstr(to_base64(as_bytes(message.attachments[0].content))));
  EXPECT_EQ(round(box).sent, 0u) << "once";
}

TEST_F(Post, WhatIsQueuedIsSealedAndOutlivesACrash) {
  {
    Outbox box = outbox(settings());
    ASSERT_TRUE(box.put(kMessage, "about-it"));
  }
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    const std::string bytes = *read_whole_file(file.path().string());
    EXPECT_THAT(bytes, Not(HasSubstr("anna")));
    EXPECT_THAT(bytes, Not(HasSubstr("example.org")));
  }
  server_.start();
  Outbox after = outbox(settings());
  ASSERT_EQ(after.all().size(), 1u);
  EXPECT_EQ(round(after).sent, 1u);
  EXPECT_EQ(server_.received().size(), 1u);
}

TEST_F(Post, OneIdIsQueuedOnce) {
  Outbox box = outbox(settings());
  const std::string id(32, 'a');
  ASSERT_TRUE(box.put(kMessage, "", id));
  ASSERT_TRUE(box.put(kMessage, "", id));
  EXPECT_EQ(box.all().size(), 1u);
  EXPECT_FALSE(box.put(kMessage, "", "../../somewhere"));
  EXPECT_FALSE(box.put({"nobody", "Subject", "Text"}, ""));
}

TEST_F(Post, WaitsLongerEachTimeUntilTheServerIsBack) {
  server_.start();
  server_.stop();
  Outbox box = outbox(settings());
  ASSERT_TRUE(box.put(kMessage, ""));
  EXPECT_EQ(round(box).waiting, 1u);
  ASSERT_EQ(box.all().size(), 1u);
  EXPECT_EQ(box.all()[0].failure, "The mail server cannot be reached.");
  EXPECT_EQ(round(box).waiting, 0u) << "not before its time";
  clock_.advance(60 * kMicrosecondsPerSecond);
  EXPECT_EQ(round(box).waiting, 1u);
  clock_.advance(60 * kMicrosecondsPerSecond);
  EXPECT_EQ(round(box).waiting, 0u) << "two minutes, the second time";
  server_.start();
  clock_.advance(60 * kMicrosecondsPerSecond);
  EXPECT_EQ(round(box).sent, 1u);
  EXPECT_EQ(server_.received().size(), 1u);
}

TEST_F(Post, GivesUpAfterFiveDaysAndSaysSo) {
  server_.start();
  server_.stop();
  Outbox box = outbox(settings());
  ASSERT_TRUE(box.put(kMessage, ""));
  clock_.advance(5 * kMicrosecondsPerDay + 1);
  EXPECT_EQ(round(box).given_up, 1u);
  EXPECT_TRUE(box.all().at(0).given_up);
  clock_.advance(kMicrosecondsPerDay);
  server_.start();
  EXPECT_EQ(round(box).sent, 0u);
  ASSERT_TRUE(box.try_again(box.all()[0].id));
  EXPECT_EQ(round(box).sent, 1u);
}

TEST_F(Post, ARefusedRecipientKeepsNobodyElseWaiting) {
  server_.start({"--refuse", "gone", "--busy", "busy"});
  Outbox box = outbox(settings());
  ASSERT_TRUE(box.put({"gone@example.org", "One", "Text"}, ""));
  ASSERT_TRUE(box.put({"busy@example.org", "Two", "Text"}, ""));
  ASSERT_TRUE(box.put({"anna@example.org", "Three", "Text"}, ""));
  const Round result = round(box);
  EXPECT_EQ(result.sent, 1u);
  EXPECT_EQ(result.given_up, 1u);
  EXPECT_EQ(result.waiting, 1u);
  for (const Queued& mail : box.all()) {
    EXPECT_EQ(mail.given_up, mail.message.to == "gone@example.org") << mail.failure;
    EXPECT_THAT(mail.failure, Not(HasSubstr("example.org"))) << "no address in what is said of it";
    ASSERT_TRUE(box.discard(mail.id));
  }
  EXPECT_TRUE(box.all().empty());
}

TEST_F(Post, WhatCouldNotBeNotedIsNotSentAgain) {
  server_.start();
  cannot_note_ = true;
  {
    Outbox box = outbox(settings());
    ASSERT_TRUE(box.put(kMessage, "about-it"));
    round(box);
    round(box);
  }
  cannot_note_ = false;
  Outbox after = outbox(settings());
  EXPECT_EQ(round(after).sent, 1u) << "noted at last";
  EXPECT_EQ(noted_.size(), 3u);
  EXPECT_EQ(server_.received().size(), 1u);
  EXPECT_TRUE(after.all().empty());
}

TEST_F(Post, SendsNothingInTheClearWhereTlsIsDemanded) {
  server_.start();
  Outbox box = outbox(settings(Tls::required));
  ASSERT_TRUE(box.put(kMessage, ""));
  EXPECT_EQ(round(box).waiting, 1u);
  EXPECT_EQ(box.all().at(0).failure, "The mail server does not offer TLS, which the settings demand.");
  EXPECT_TRUE(server_.received().empty());
}

TEST_F(Post, UsesTlsWhereItIsOfferedAndTrustsNoUnknownCertificate) {
  server_.make_certificate();
  server_.start({"--certificate", server_.folder() + "/certificate.pem", "--key", server_.folder() + "/key.pem"});
  Settings trusting = settings(Tls::offered);
  trusting.trust = server_.folder() + "/certificate.pem";
  Outbox box = outbox(std::move(trusting));
  ASSERT_TRUE(box.put(kMessage, ""));
  EXPECT_EQ(round(box).sent, 1u);
  ASSERT_EQ(server_.received().size(), 1u);
  EXPECT_THAT(server_.received()[0], HasSubstr("\"tls\": true"));
  Outbox wary = outbox(settings(Tls::required));
  ASSERT_TRUE(wary.put(kMessage, ""));
  EXPECT_EQ(round(wary).waiting, 1u);
  EXPECT_EQ(wary.all().at(0).failure, "The mail server's certificate is not one to trust.");
}

}  // namespace
}  // namespace concordat::mail
