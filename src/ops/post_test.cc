// A signed head on its way: deposited at night, mailed, and verified by whoever received it.

#include "ops/post.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "casework/deposits.h"
#include "mail/test_server.h"
#include "ops/commands.h"
#include "ops/test_night.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

class MailedHeads : public Night {
 protected:
  void set_up_mail(const std::string& more = "[deposits]\npolice = \"ledger@police.example\"\n") {
    std::ofstream(directory_ + "/mail.toml") << "server = \"127.0.0.1\"\nport = " << server_.port()
                                             << "\ntls = \"offered\"\nfrom = \"office@example.org\"\naddress = \"https://example.org\"\n"
                                             << more;
  }
  // The night's work from a terminal; what it said.
  std::string dispose() {
    instance_.reset();
    std::ostringstream out, err;
    EXPECT_EQ(run_dispose(std::vector<std::string_view>{"--data", directory_, "--key-file", key_}, out, err), 0) << err.str();
    return out.str();
  }
  std::vector<ledger::Leaf> mailed() {
    std::vector<ledger::Leaf> leaves;
    vault().store().read([&](store::Reader& reader) {
      for (const std::string& line : reader.leaves(0, reader.leaf_count()))
        if (auto leaf = *ledger::decode(line); leaf.event == "head.mailed") leaves.push_back(std::move(leaf));
    });
    return leaves;
  }
  // The file that is attached, as it was before it was sent.
  static std::string attachment_of(const std::string& received) {
    const std::string whole = nlohmann::json::parse(received)["data"];
    const std::size_t disposition = whole.find("Content-Disposition: attachment");
    const std::size_t begin = whole.find("\r\n\r\n", disposition) + 4;
    std::string lines = whole.substr(begin, whole.find("\r\n--", begin) - begin);
    std::erase_if(lines, [](char c) { return c == '\r' || c == '\n'; });
    return std::string(as_text(from_base64(lines).value()));
  }

  mail::TestServer server_;
  const SystemClock clock_;
};

TEST_F(MailedHeads, TheMailedHeadVerifiesWhatTheLedgerSaysInBothLanguages) {
  make(clock_, "charters/stockport.toml");
  const std::string public_key = to_hex(instance_->ledger().public_key());
  server_.start();
  set_up_mail();
  dispose();
  ASSERT_EQ(server_.received().size(), 1u);
  EXPECT_THAT(server_.received()[0], HasSubstr("ledger@police.example"));
  const std::string head = directory_ + ".head.txt", proof = directory_ + ".proof";
  ASSERT_TRUE(write_file(head, attachment_of(server_.received()[0])));
  std::ostringstream out, err;
  ASSERT_EQ(run_prove(std::vector<std::string_view>{"--data", directory_, "--entry", "2", "--out", proof}, out, err), 0) << err.str();
  const std::vector<std::string_view> words{proof, "--checkpoint", head, "--public-key", public_key};
  EXPECT_EQ(run_verify_proof(words, out, err), 0) << err.str();
  EXPECT_THAT(out.str(), HasSubstr("It holds: entry 2"));
  const std::string other = "python3 tests/oracle/verify_ledger.py ";
  EXPECT_EQ(std::system((other + "proof " + proof + " " + head + " " + public_key).c_str()), 0);
  EXPECT_EQ(std::system((other + "ledger " + directory_ + "/concordat.db " + public_key + " " + head + " >/dev/null").c_str()), 0);
  for (const std::string& file : {head, proof}) std::filesystem::remove(file);
}

TEST_F(MailedHeads, EachIsNotedWithItsAgencyAndSentOnceANight) {
  ManualClock clock(*from_rfc3339("2026-06-01T09:00:00Z"));
  make(clock, "charters/stockport.toml");
  server_.start();
  set_up_mail();
  const auto outbox = std::move(*open_outbox(*instance_, clock));
  for (int night = 1; night <= 2; ++night) {
    for (int again = 0; again < 2; ++again) {
      ASSERT_TRUE(nightly(*instance_, clock));
      ASSERT_TRUE(queue_heads(*instance_, *outbox));
      ASSERT_TRUE(queue_heads(*instance_, *outbox));
      ASSERT_TRUE(send_mail(*instance_, *outbox));
    }
    EXPECT_EQ(server_.received().size(), static_cast<std::size_t>(night));
    clock.advance(kMicrosecondsPerDay);
  }
  const auto noted = mailed();
  ASSERT_EQ(noted.size(), 2u);
  const auto head = ledger::verify_checkpoint(attachment_of(server_.received()[1]), instance_->ledger().public_key());
  ASSERT_TRUE(head);
  EXPECT_EQ(noted[1].detail, "agency=police;entries=" + std::to_string(head->size) + ";root=" + to_hex(head->root));
  const auto last = casework::mailed_head(vault().store(), "police");
  ASSERT_TRUE(last);
  EXPECT_EQ(last->entries, head->size);
}

TEST_F(MailedHeads, AHeadThatCouldNotBeSentIsSaidAndGoesOutLater) {
  ManualClock clock(*from_rfc3339("2026-06-01T09:00:00Z"));
  make(clock, "charters/stockport.toml");
  server_.start();
  server_.stop();
  set_up_mail();
  auto outbox = std::move(*open_outbox(*instance_, clock));
  ASSERT_TRUE(nightly(*instance_, clock));
  ASSERT_TRUE(queue_heads(*instance_, *outbox));
  EXPECT_THAT(left_unsent(*send_mail(*instance_, *outbox)), HasSubstr("1 mail was not sent: The mail server cannot be reached."));
  EXPECT_TRUE(mailed().empty()) << "nothing is noted that was not taken on";
  outbox.reset();
  open(clock);  // as after a crash
  clock.advance(kMicrosecondsPerDay);
  server_.start();
  outbox = std::move(*open_outbox(*instance_, clock));
  ASSERT_TRUE(nightly(*instance_, clock));
  ASSERT_TRUE(queue_heads(*instance_, *outbox));
  ASSERT_TRUE(send_mail(*instance_, *outbox));
  EXPECT_EQ(server_.received().size(), 2u) << "yesterday's and today's";
  EXPECT_EQ(mailed().size(), 2u);
}

TEST_F(MailedHeads, HoldNothingPersonal) {
  make(clock_, "charters/stockport.toml");
  approve_destruction();
  server_.start();
  set_up_mail();
  dispose();
  const std::string whole = nlohmann::json::parse(server_.received().at(0))["data"];
  std::string plain = whole;
  for (const std::size_t at : {whole.find("base64\r\n\r\n")}) {
    std::string lines = whole.substr(at + 10, whole.find("\r\n--", at) - at - 10);
    std::erase_if(lines, [](char c) { return c == '\r' || c == '\n'; });
    plain += as_text(from_base64(lines).value());
  }
  plain += attachment_of(server_.received()[0]);
  EXPECT_THAT(plain, HasSubstr("https://example.org/workspace/agency"));
  for (const char* word : {"Ada", "Bea", "ada@", "Log", "March", "R-2026-001"}) EXPECT_THAT(plain, Not(HasSubstr(word)));
}

TEST_F(MailedHeads, WithoutSettingsMailIsOffAndWrongOnesAreSaid) {
  make(clock_, "charters/stockport.toml");
  EXPECT_EQ(*open_outbox(*instance_, clock_), nullptr);
  EXPECT_EQ(dispose().find("mail"), std::string::npos);
  server_.start();
  open(clock_);
  set_up_mail("[deposits]\nnobody = \"ledger@example.org\"\n");
  const auto wrong = open_outbox(*instance_, clock_);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, HasSubstr("the charter in force has no agency `nobody`"));
  set_up_mail("port = 25\n");
  EXPECT_FALSE(open_outbox(*instance_, clock_)) << "one setting twice, on line 6";
}

}  // namespace
}  // namespace concordat::ops
