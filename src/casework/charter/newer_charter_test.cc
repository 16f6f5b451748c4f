#include "casework/charter/newer_charter.h"

#include <gmock/gmock.h>

#include "casework/charter/charter_pages.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

class NewerCharterPages : public testing::Test {
 protected:
  NewerCharterPages() : test_("charters/stockport.toml", "2026-11-02") { add_charter_pages(test_.router(), test_.app()); }

  static std::string newer(const std::string& more = "") {
    std::ifstream file("charters/stockport.toml");
    std::string text(std::istreambuf_iterator<char>(file), {});
    text.replace(text.find("version = \"2026-11\""), 19, "version = \"2026-12\"");
    text.replace(text.find("0161 217 6028"), 13, "0161 217 6029");
    return text + more;
  }
  // As a browser sends it on: every line with CR and LF, in several fields.
  static std::vector<std::pair<std::string, std::string>> as_form(const std::string& text) {
    std::string sent;
    for (const char letter : text) sent += letter == '\n' ? "\r\n" : std::string(1, letter);
    const std::size_t half = sent.find("\r\n", sent.size() / 2) + 2;
    return {{"text", sent.substr(0, half)}, {"text", sent.substr(half)}};
  }
  std::string on(const char* act) { return std::string(kNewerCharter) + "/" + act; }
  std::string content_shown(const http::SessionView& who) {
    const std::string page = test_.get(who, kNewerCharter).body;
    constexpr std::string_view field = "name=\"content\" value=\"";
    const std::size_t at = page.find(field);
    return at == std::string::npos ? "" : page.substr(at + field.size(), 64);
  }
  static http::SessionView unconfirmed(http::SessionView who) {
    who.confirmed = false;
    return who;
  }
  void propose() { ASSERT_EQ(location(test_.post(manager_, on("propose"), as_form(newer()))), kNewerCharter); }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView deputy_ = test_.person("Dana Deputy", {"deputy"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
};

TEST_F(NewerCharterPages, AreForWhoMayActivateAndNobodyElse) {
  EXPECT_EQ(test_.get(manager_, kNewerCharter).status, 200);
  EXPECT_EQ(test_.get(support_, kNewerCharter).status, 404);
  for (const char* act : {"propose", "approve", "decline", "withdraw"}) EXPECT_EQ(test_.post(support_, on(act)).status, 404) << act;
  EXPECT_EQ(test_.send(support_, kNewerCharter, "next.toml", newer()).status, 404);
}

TEST_F(NewerCharterPages, SayWhatChangesForWhomAndKeepNothing) {
  const http::Response seen = test_.send(manager_, kNewerCharter, "next.toml", newer());
  EXPECT_EQ(seen.status, 200);
  EXPECT_THAT(seen.body, HasSubstr("2026-12 (in force: 2026-11)"));
  EXPECT_THAT(seen.body, HasSubstr("concern-day"));
  EXPECT_THAT(seen.body, HasSubstr("For whom"));
  EXPECT_THAT(seen.body, HasSubstr("Propose version 2026-12"));
  EXPECT_THAT(test_.get(deputy_, kNewerCharter).body, Not(HasSubstr("waits for a second person")));
}

TEST_F(NewerCharterPages, SayWhatIsWrongWithLineRuleAndRemedy) {
  const http::Response broken = test_.send(manager_, kNewerCharter, "next.toml", newer("\n[role.manager\n"));
  EXPECT_EQ(broken.status, 422);
  EXPECT_THAT(broken.body, HasSubstr("cannot be read as a charter"));
  EXPECT_THAT(broken.body, HasSubstr("charter.toml, line "));
  const http::Response unknown = test_.send(manager_, kNewerCharter, "next.toml", newer("\n[role.clerk]\ntitle = \"Clerk\"\nmai = []\n"));
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(unknown.body, HasSubstr("Rule: unknown-key, 1 time"));
  EXPECT_EQ(test_.post(manager_, kNewerCharter).status, 422) << "nothing was sent";
  EXPECT_EQ(test_.send(manager_, kNewerCharter, "next.toml", "\xff\xfe<script>").status, 422);
}

TEST_F(NewerCharterPages, SayWhatOneRuleFindsTogetherAndWhatToDoOnce) {
  const std::string text = newer("\n[role.clerk]\ntitle = \"Clerk\"\nmai = []\nmaai = []\n");
  const std::string page = test_.send(manager_, kNewerCharter, "next.toml", text).body;
  const std::size_t rule = page.find("Rule: unknown-key, 2 times");
  ASSERT_NE(rule, std::string::npos);
  EXPECT_EQ(page.find("Rule: unknown-key", rule + 1), std::string::npos);
  EXPECT_LT(page.rfind("<details", rule), rule);
}

TEST_F(NewerCharterPages, SayWhatForbidsIt) {
  std::ifstream file("charters/stockport.toml");
  const std::string same(std::istreambuf_iterator<char>(file), {});
  const http::Response seen = test_.send(manager_, kNewerCharter, "same.toml", same);
  EXPECT_EQ(seen.status, 422);
  EXPECT_THAT(seen.body, HasSubstr("This charter is in force already."));
  EXPECT_THAT(seen.body, Not(HasSubstr("/propose\"")));
  EXPECT_EQ(test_.post(manager_, on("propose"), as_form(same)).status, 422);
}

TEST_F(NewerCharterPages, TakeAReasonForEachErrorAccepted) {
  const std::string text = newer("\n[consent.pictures]\nwording = \"pictures-1\"\ntext = \"I agree.\"\nbases = [\"ukgdpr:6.1.e\"]\n");
  auto form = as_form(text);
  const http::Response without = test_.post(manager_, on("propose"), form);
  EXPECT_EQ(without.status, 422);
  EXPECT_THAT(without.body, HasSubstr("Say why the rule consent-basis is accepted"));
  form.emplace_back("accept-consent-basis", "Mended in March");
  form.emplace_back("accept-consent-withdraws-nothing", "Call 0161 217 6028 about it");
  const http::Response personal = test_.post(manager_, on("propose"), form);
  EXPECT_EQ(personal.status, 422);
  EXPECT_THAT(personal.body, HasSubstr("Mended in March")) << "what was typed is kept";
  form.back().second = "Mended in April";
  EXPECT_EQ(location(test_.post(manager_, on("propose"), form)), kNewerCharter);
  EXPECT_THAT(test_.get(deputy_, kNewerCharter).body, HasSubstr("Mended in April"));
}

TEST_F(NewerCharterPages, AreProposedWithTheSecondFactorAndCarryTheTextOnMeanwhile) {
  const http::Response asked = test_.post(unconfirmed(manager_), on("propose"), as_form(newer()));
  EXPECT_THAT(asked.body, HasSubstr("Confirm that it is you"));
  EXPECT_THAT(asked.body, HasSubstr("0161 217 6029"));
  const std::string error = "\n[consent.pictures]\nwording = \"pictures-1\"\ntext = \"I agree.\"\nbases = [\"ukgdpr:6.1.e\"]\n";
  EXPECT_THAT(test_.post(unconfirmed(manager_), on("propose"), as_form(newer(error))).body,
              HasSubstr("Say why the rule consent-basis is accepted"))
      << "what is wrong with it is said before";
  EXPECT_THAT(test_.get(deputy_, kNewerCharter).body, Not(HasSubstr("waits for a second person")));
}

TEST_F(NewerCharterPages, TheSecondOfficerSeesTheSameAndPutsItIntoForce) {
  propose();
  const std::string page = test_.get(deputy_, kNewerCharter).body;
  EXPECT_THAT(page, HasSubstr("Mona Manager"));
  EXPECT_THAT(page, HasSubstr("concern-day"));
  EXPECT_EQ(test_.get(deputy_, on("charter.toml")).body, newer()) << "byte for byte, though lines were sent with CR and LF";
  EXPECT_THAT(test_.get(deputy_, on("library.toml")).body, HasSubstr("2026-11"));
  EXPECT_THAT(test_.get(manager_, kNewerCharter).body, Not(HasSubstr("/approve\"")));
  EXPECT_EQ(test_.post(manager_, on("approve"), {{"content", content_shown(deputy_)}}).status, 409);
  const std::vector<std::pair<std::string, std::string>> decided{{"content", content_shown(deputy_)}};
  EXPECT_THAT(test_.post(unconfirmed(deputy_), on("approve"), decided).body, HasSubstr("Confirm that it is you"));
  EXPECT_EQ(test_.app().charter().version, "2026-11");
  EXPECT_EQ(test_.post(deputy_, on("approve"), {{"content", std::string(64, '0')}}).status, 409);
  EXPECT_EQ(location(test_.post(deputy_, on("approve"), {{"content", content_shown(deputy_)}})), kCharterPath);
  EXPECT_EQ(test_.app().charter().version, "2026-12");
  EXPECT_THAT(test_.get(manager_, kCharterPath).body, HasSubstr("Mona Manager and Dana Deputy"));
  EXPECT_THAT(test_.get(manager_, kNewerCharter).body, HasSubstr("Put into force"));
}

TEST_F(NewerCharterPages, AreDeclinedWithAReasonOrWithdrawn) {
  propose();
  const std::string content = content_shown(deputy_);
  const http::Response personal = test_.post(deputy_, on("decline"), {{"content", content}, {"reason", "Ask ada@example.org"}});
  EXPECT_EQ(personal.status, 422);
  EXPECT_THAT(personal.body, HasSubstr("value=\"Ask ada@example.org\"")) << "what was typed is kept";
  EXPECT_EQ(location(test_.post(deputy_, on("decline"), {{"content", content}, {"reason", "The board has not seen it"}})), kNewerCharter);
  EXPECT_THAT(test_.get(manager_, kNewerCharter).body, HasSubstr("Declined: The board has not seen it"));
  EXPECT_EQ(test_.get(manager_, on("charter.toml")).status, 404);
  propose();
  EXPECT_EQ(location(test_.post(manager_, on("withdraw"), {{"content", content_shown(manager_)}})), kNewerCharter);
  EXPECT_THAT(test_.get(manager_, kNewerCharter).body, HasSubstr("Withdrawn"));
}

TEST_F(NewerCharterPages, AStaleProposalIsSaidAndRefused) {
  propose();
  const std::string content = content_shown(deputy_);
  std::string other = newer();
  other.replace(other.find("2026-12"), 7, "2026-13");
  charter::Texts texts{other, ""};
  const auto compiled = charter::compile_sent(texts, "charters").charter;
  ASSERT_TRUE(test_.app().vault.activate(*compiled, manager_.account, deputy_.account));
  EXPECT_THAT(test_.get(deputy_, kNewerCharter).body, HasSubstr("cannot be approved any more"));
  EXPECT_EQ(test_.post(deputy_, on("approve"), {{"content", content}}).status, 409);
  EXPECT_EQ(test_.app().charter().version, "2026-13");
}

}  // namespace
}  // namespace concordat::casework
