// Signing in: both factors, invitations, what attackers try.

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "casework/invitation.h"
#include "casework/one_time_link.h"
#include "casework/people/people.h"
#include "casework/second_factor.h"
#include "casework/signin/signin.h"
#include "casework/test_app.h"
#include "casework/workspace/workspace.h"
#include "crypto/one_time.h"

// Between us and libsodium, to count: one run takes a tenth of a second and 64 MiB, whatever the clock of a busy machine says.
static int argon2_runs = 0;
extern "C" int crypto_pwhash_str_verify(const char* hash, const char* password, unsigned long long size) {
  ++argon2_runs;
  using Verify = int (*)(const char*, const char*, unsigned long long);
  static const auto real = reinterpret_cast<Verify>(dlsym(RTLD_NEXT, "crypto_pwhash_str_verify"));
  return real(hash, password, size);
}

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

using Form = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kPassword = "mossy anvil pagoda";
constexpr std::int64_t kHalfMinute = 30 * kMicrosecondsPerSecond;

class SigningIn : public testing::Test {
 protected:
  SigningIn() : test_("charters/stockport.toml", "2026-06-01") {
    add_sign_in_pages(test_.router(), test_.app());
    add_people_pages(test_.router(), test_.app());
    add_workspace_pages(test_.router(), test_.app());
  }

  // With a password, and an authenticator unless it is to be set up.
  parties::Account person(const char* name, bool has_authenticator = true) {
    const auto session = test_.person(name, {"manager"});
    return *test_.app().accounts.change_sign_in(*test_.instance().vault, session.account, "test", "system",
                                                [&](store::Transaction&, parties::Account& account) -> Result<void> {
                                                  account.password_hash = crypto::hash_password(kPassword);
                                                  if (has_authenticator) account.second.secret = Bytes(20, 7);
                                                  return {};
                                                });
  }
  static std::string step_in(const http::Response& response) {
    std::smatch found;
    return std::regex_search(response.body, found, std::regex("name=\"step\" value=\"([^\"]+)\"")) ? found[1].str() : "";
  }
  http::Response give_password(const std::string& email, const std::string& password = kPassword) {
    return test_.post_as_nobody("/sign-in", {{"email", email}, {"password", password}});
  }
  http::Response give_code(const std::string& step, const std::string& code) {
    return test_.post_as_nobody("/sign-in/code", {{"step", step}, {"second-factor", code}});
  }
  std::string code_of(const parties::Account& account, int steps_later = 0) const {
    return crypto::totp_code(account.second.secret, crypto::totp_step(test_.now()) + steps_later);
  }
  parties::Account now(const parties::Account& account) { return *test_.app().accounts.find(account.id); }

  TestApp test_;
};

TEST_F(SigningIn, TakesPasswordAndThenTheCode) {
  const parties::Account ada = person("Ada Example");
  const auto second = give_password(ada.email);
  EXPECT_EQ(second.status, 200);
  EXPECT_FALSE(second.begin_session) << "a password alone signs nobody in";
  EXPECT_THAT(second.body, HasSubstr("Second factor"));
  const auto in = give_code(step_in(second), code_of(ada));
  EXPECT_EQ(in.begin_session, ada.id);
  EXPECT_EQ(location(in), "/workspace");
}

TEST_F(SigningIn, NoCodeCountsTwiceNotEvenAfterARestart) {
  const parties::Account ada = person("Ada Example");
  const std::string code = code_of(ada);
  ASSERT_TRUE(give_code(step_in(give_password(ada.email)), code).begin_session);
  EXPECT_FALSE(give_code(step_in(give_password(ada.email)), code).begin_session);
  const auto again = Accounts::load(*test_.instance().vault);  // as a restart reads them
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->find(ada.id)->second.last_step, crypto::totp_step(test_.now()));
  test_.instance().clock.set({test_.now().microseconds - 10 * kHalfMinute});
  EXPECT_FALSE(give_code(step_in(give_password(ada.email)), code_of(ada)).begin_session) << "a clock set back revives none";
  test_.instance().clock.advance(11 * kHalfMinute);
  EXPECT_TRUE(give_code(step_in(give_password(ada.email)), code_of(ada)).begin_session);
}

TEST_F(SigningIn, AStepIsUsedOnceAndEndsAfterFiveWrongCodes) {
  const parties::Account ada = person("Ada Example");
  const std::string step = step_in(give_password(ada.email));
  ASSERT_TRUE(give_code(step, code_of(ada)).begin_session);
  EXPECT_THAT(give_code(step, code_of(ada, 1)).body, HasSubstr("Sign in again"));
  const std::string other = step_in(give_password(ada.email));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(give_code(other, "000000").status, 403);
  EXPECT_FALSE(give_code(other, code_of(ada, 1)).begin_session) << "the password is asked for again";
  EXPECT_FALSE(give_code("made-up", code_of(ada, 1)).begin_session);
}

TEST_F(SigningIn, AStepLapsesAfterTenMinutesAndWithAnotherPassword) {
  const parties::Account ada = person("Ada Example");
  std::string step = step_in(give_password(ada.email));
  test_.instance().clock.advance(10 * 60 * kMicrosecondsPerSecond);
  EXPECT_FALSE(give_code(step, code_of(ada)).begin_session);
  step = step_in(give_password(ada.email));
  ASSERT_TRUE(test_.app().accounts.change_sign_in(*test_.instance().vault, ada.id, "test", "system",
                                                  [](store::Transaction&, parties::Account& account) -> Result<void> {
                                                    account.password_hash = crypto::hash_password("another one");
                                                    return {};
                                                  }));
  EXPECT_FALSE(give_code(step, code_of(ada)).begin_session);
}

TEST_F(SigningIn, TellsNobodyWhetherThereIsSuchAnAccount) {
  const parties::Account ada = person("Ada Example");
  const auto invited = test_.person("Bea Example", {"manager"});
  ASSERT_TRUE(test_.app().accounts.change_sign_in(*test_.instance().vault, invited.account, "test", "system",
                                                  [](store::Transaction&, parties::Account& account) -> Result<void> {
                                                    account.password_hash.clear();
                                                    return {};
                                                  }));
  const std::string bea = test_.app().accounts.find(invited.account)->email;
  const auto without = [](std::string body, const std::string& email) {
    for (std::size_t at; (at = body.find(email)) != std::string::npos;) body.erase(at, email.size());
    return body;
  };
  const auto known = give_password(ada.email, "wrong");
  for (const std::string& email : {std::string("nobody@example.org"), bea}) {
    const auto other = give_password(email, "wrong");
    EXPECT_EQ(other.status, known.status);
    EXPECT_EQ(without(other.body, email), without(known.body, ada.email));
  }
  EXPECT_FALSE(give_password(bea, "").begin_session) << "no password is not an empty one";
  for (int i = 0; i < 5; ++i) {
    give_password(ada.email, "wrong");
    give_password("nobody@example.org", "wrong");
  }
  EXPECT_EQ(give_password(ada.email).status, 429) << "slowed down, whatever it is";
  EXPECT_EQ(give_password("nobody@example.org").status, 429) << "and just so";
}

TEST_F(SigningIn, TakesTheSameWorkWhoeverIsMeant) {
  const parties::Account ada = person("Ada Example");
  parties::Account left = person("Bea Example");
  left.left = test_.now();
  test_.app().accounts.renew(left);
  const auto without_password = *test_.app().accounts.find(test_.person("Cy Example", {"manager"}).account);
  const auto runs = [&](const std::string& email, const std::string& password) {
    const int before = argon2_runs;
    give_password(email, password);
    return argon2_runs - before;
  };
  EXPECT_EQ(runs(ada.email, kPassword), 1);
  for (const std::string& email : {ada.email, std::string("nobody@example.org"), left.email, without_password.email, std::string()})
    EXPECT_EQ(runs(email, "wrong"), 1) << email;
  for (int i = 0; i < 5; ++i)
    for (const std::string& email : {ada.email, std::string("nobody@example.org")}) runs(email, "wrong");
  for (const std::string& email : {ada.email, std::string("nobody@example.org")})
    EXPECT_EQ(runs(email, kPassword), 0) << "who waits, waits";
}

TEST_F(SigningIn, NobodyIsLockedOutForGood) {
  const parties::Account ada = person("Ada Example");
  for (int i = 0; i < 40; ++i) {
    give_password(ada.email, "wrong");
    test_.instance().clock.advance(kHalfMinute);
  }
  EXPECT_EQ(give_password(ada.email).status, 429);
  test_.instance().clock.advance(15 * 60 * kMicrosecondsPerSecond);
  EXPECT_TRUE(give_code(step_in(give_password(ada.email)), code_of(ada)).begin_session);
}

std::string kept_id(const std::string& page) {
  std::smatch found;
  return std::regex_search(page, found, std::regex("name=\"kept-form\" value=\"([0-9a-f]+)\"")) ? found[1].str() : "";
}

TEST_F(SigningIn, AFormThatCameTooLateComesBackToItsWriterAlone) {
  const auto ada = test_.person("Ada Example", {"manager"});
  const auto bea = test_.person("Bea Example", {"manager"});
  http::Request late;
  late.method = http::Method::post;
  late.path = "/workspace/cases/1/add/report";
  late.form.add("csrf", "an old token");
  late.form.add("account", "Two <pages> & more");
  const std::string to_sign_in = location(keep_late_form(test_.app(), ada.account, late));
  EXPECT_EQ(to_sign_in, "/sign-in?ended=kept&next=/workspace/kept-form");
  EXPECT_THAT(test_.visit(to_sign_in).body, HasSubstr("What you typed is kept for you alone"));
  EXPECT_THAT(test_.get(bea, "/workspace/kept-form").body, HasSubstr("Nothing waits to be sent"));
  const std::string page = test_.get(ada, "/workspace/kept-form").body;
  EXPECT_THAT(page, HasSubstr("name=\"account\" value=\"Two &lt;pages&gt; &amp; more\""));
  EXPECT_THAT(page, Not(HasSubstr("an old token")));
  http::Request other = late;
  other.path = "/workspace/cases/2/add/report";
  other.session = ada;
  EXPECT_EQ(location(keep_late_form(test_.app(), ada.account, other)), "/workspace/kept-form") << "signed in again in another window";
  const std::string both = test_.get(ada, "/workspace/kept-form").body;
  const std::string first = kept_id(both), second = kept_id(both.substr(both.find("Discard it")));
  EXPECT_EQ(test_.post(bea, "/workspace/kept-form/send", {{"kept-form", first}}).status, 303) << "another's";
  for (int clicks = 0; clicks < 2; ++clicks) {
    const auto sent = test_.post(ada, "/workspace/kept-form/send", {{"kept-form", first}});
    EXPECT_EQ(sent.status, 307) << "the browser sends the form on";
    EXPECT_EQ(location(sent), late.path);
  }
  EXPECT_EQ(location(test_.post(ada, "/workspace/kept-form/discard", {{"kept-form", second}})), "/workspace");
  EXPECT_THAT(test_.get(ada, "/workspace/kept-form").body, HasSubstr("Nothing waits to be sent"));

  keep_late_form(test_.app(), ada.account, late);
  test_.instance().clock.advance(8 * 3600 * kMicrosecondsPerSecond);
  EXPECT_THAT(test_.get(ada, "/workspace/kept-form").body, HasSubstr("Nothing waits to be sent")) << "it is not kept for ever";
  late.files.push_back({"file", "notes.pdf", "application/pdf", "%PDF-1.7"});
  late.form.add("to-be", std::string(32, 'a'));
  keep_late_form(test_.app(), ada.account, late);
  const std::string with_file = test_.get(ada, "/workspace/kept-form").body;
  EXPECT_THAT(with_file, HasSubstr("The file was not kept. Choose it again"));
  EXPECT_THAT(with_file, HasSubstr("name=\"to-be\""));
  EXPECT_THAT(with_file, Not(HasSubstr("To be"))) << "nobody typed it";
  late.form.add("second-factor", "123456");
  keep_late_form(test_.app(), ada.account, late);
  EXPECT_THAT(test_.get(ada, "/workspace/kept-form").body, Not(HasSubstr("123456"))) << "no secret is kept";
  EXPECT_EQ(location(keep_late_form(test_.app(), std::nullopt, late)), "/sign-in?ended=lost");
  EXPECT_THAT(test_.visit("/sign-in?ended=lost").body, HasSubstr("could not be kept"));
  EXPECT_EQ(location(keep_late_form(test_.app(), ada.account, http::Request{})), "/sign-in?ended=nothing-typed");
}

TEST_F(SigningIn, WhoeverSignsInIsLedToWhatTheyTypedByWhateverWay) {
  const parties::Account ada = person("Ada Example");
  http::Request late;
  late.path = "/workspace/cases/1/add/report";
  late.form.add("account", "typed");
  keep_late_form(test_.app(), ada.id, late);
  EXPECT_EQ(location(give_code(step_in(give_password(ada.email)), code_of(ada))), "/workspace/kept-form");
}

TEST_F(SigningIn, ARecoveryCodeCountsOnce) {
  const parties::Account ada = person("Ada Example");
  const auto codes = new_recovery_codes();
  ASSERT_TRUE(test_.app().accounts.change_sign_in(*test_.instance().vault, ada.id, "test", "system",
                                                  [&](store::Transaction&, parties::Account& account) -> Result<void> {
                                                    for (const auto& code : codes)
                                                      account.second.recovery.insert(digest_of_recovery_code(code));
                                                    return {};
                                                  }));
  EXPECT_TRUE(give_code(step_in(give_password(ada.email)), " " + codes[0]).begin_session);
  EXPECT_FALSE(give_code(step_in(give_password(ada.email)), codes[0]).begin_session);
  EXPECT_TRUE(give_code(step_in(give_password(ada.email)), codes[1]).begin_session);
  EXPECT_EQ(now(ada).second.recovery.size(), kRecoveryCodes - 2);
}

// ---- setting up an authenticator

std::string secret_in(const http::Response& response) {
  std::smatch found;
  if (!std::regex_search(response.body, found, std::regex("concordat-secret\">([A-Z2-7 ]+)<"))) return "";
  std::string text = found[1];
  std::erase(text, ' ');
  return text;
}

// RFC 4648, section 6, as an app reads it.
Bytes from_base32(const std::string& text) {
  Bytes bytes;
  unsigned bits = 0, count = 0;
  for (const char c : text) {
    bits = bits << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if ((count += 5) >= 8) bytes.push_back(static_cast<std::uint8_t>(bits >> (count -= 8)));
  }
  return bytes;
}

TEST_F(SigningIn, WhoHasNoAuthenticatorSetsOneUpFirst) {
  const parties::Account ada = person("Ada Example", false);
  const auto asked = give_password(ada.email);
  EXPECT_FALSE(asked.begin_session);
  EXPECT_THAT(asked.body, HasSubstr("<svg"));
  const Bytes secret = from_base32(secret_in(asked));
  ASSERT_EQ(secret.size(), 20u);
  const std::string step = step_in(asked);
  const auto wrong = test_.post_as_nobody("/sign-in/authenticator", {{"step", step}, {"second-factor", "000000"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(secret_in(wrong), secret_in(asked)) << "the app need not scan again";
  const std::string code = crypto::totp_code(secret, crypto::totp_step(test_.now()));
  const auto done = test_.post_as_nobody("/sign-in/authenticator", {{"step", step}, {"second-factor", code}});
  EXPECT_EQ(done.begin_session, ada.id);
  EXPECT_THAT(done.body, HasSubstr("Your recovery codes"));
  EXPECT_EQ(now(ada).second.secret, secret);
  EXPECT_EQ(now(ada).second.recovery.size(), kRecoveryCodes);
  EXPECT_FALSE(give_code(step_in(give_password(ada.email)), code).begin_session) << "the code that set it up is used";
}

TEST_F(SigningIn, NobodySetsUpAnAuthenticatorForSomebodyElse) {
  const parties::Account ada = person("Ada Example", false);
  const parties::Account eve = person("Eve Example", false);
  const auto asked = give_password(eve.email);
  const std::string code = crypto::totp_code(from_base32(secret_in(asked)), crypto::totp_step(test_.now()));
  Form form{{"step", step_in(asked)}, {"second-factor", code}};
  for (const char* field : {"account", "id", "email", "user"})
    form.emplace_back(field, field == std::string("email") ? ada.email : ada.id.text());
  EXPECT_EQ(test_.post_as_nobody("/sign-in/authenticator", form).begin_session, eve.id);
  EXPECT_FALSE(now(ada).second.is_set_up());
  const auto known = person("Ida Example");
  const std::string step = step_in(give_password(known.email));
  EXPECT_FALSE(test_.post_as_nobody("/sign-in/authenticator", {{"step", step}, {"second-factor", code}}).begin_session);
  EXPECT_EQ(now(known).second.secret, Bytes(20, 7)) << "one that is there is not replaced by a password alone";
}

// ---- invitations

TEST_F(SigningIn, AnInvitationIsALinkThatWorksOnce) {
  const auto officer = test_.person("Ada Example", {"manager"});
  mail::Outbox& outbox = test_.turn_mail_on();
  const auto added =
      test_.post(officer, "/workspace/accounts/new",
                 {{"name", "Bea Fernwarden"}, {"email", "bea@example.org"}, {"agency", test_.app().charter().partnership.name}});
  const std::string account = location(added);
  ASSERT_EQ(added.status, 303) << added.body;
  EXPECT_THAT(test_.get(officer, account).body, HasSubstr("A mail with a link goes to bea@example.org"));
  EXPECT_EQ(test_.post(officer, account + "/invite").status, 200);
  ASSERT_EQ(outbox.all().size(), 1u);
  const std::string text = outbox.all()[0].message.text;
  EXPECT_EQ(outbox.all()[0].message.to, "bea@example.org");
  EXPECT_THAT(text, Not(HasSubstr("Fernwarden")));
  const std::size_t begin = text.find("https://example.org/") + std::string("https://example.org").size();
  const std::string path = text.substr(begin, text.find('\n', begin) - begin);
  EXPECT_THAT(test_.visit(path).body, HasSubstr("Welcome, Bea Fernwarden"));
  EXPECT_EQ(test_.post_as_nobody(path, {{"password", "short"}, {"again", "short"}}).status, 422);
  EXPECT_EQ(test_.post_as_nobody(path, {{"password", "fernwarden 2026"}, {"again", "fernwarden 2026"}}).status, 422) << "her own name";
  EXPECT_EQ(test_.post_as_nobody(path, {{"password", kPassword}, {"again", "other"}}).status, 422);
  const auto chosen = test_.post_as_nobody(path, {{"password", kPassword}, {"again", kPassword}});
  EXPECT_THAT(chosen.body, HasSubstr("Set up your authenticator"));
  EXPECT_EQ(test_.visit(path).status, 404);
  EXPECT_EQ(test_.post_as_nobody(path, {{"password", "another anvil pagoda"}, {"again", "another anvil pagoda"}}).status, 404);
  const std::string code = crypto::totp_code(from_base32(secret_in(chosen)), crypto::totp_step(test_.now()));
  EXPECT_TRUE(test_.post_as_nobody("/sign-in/authenticator", {{"step", step_in(chosen)}, {"second-factor", code}}).begin_session);
}

TEST_F(SigningIn, AnInvitationLapsesAndIsReplacedByTheNext) {
  const auto officer = test_.person("Ada Example", {"manager"});
  const auto added =
      test_.post(officer, "/workspace/accounts/new",
                 {{"name", "Bea Fernwarden"}, {"email", "bea@example.org"}, {"agency", test_.app().charter().partnership.name}});
  const auto link_of = [&](const http::Response& response) {
    std::smatch found;
    EXPECT_TRUE(std::regex_search(response.body, found, std::regex("https://example.org(/sign-in/invitation/[^<]+)"))) << response.body;
    return found[1].str();
  };
  const std::string first = link_of(test_.post(officer, location(added) + "/invite"));  // mail is off
  const std::string second = link_of(test_.post(officer, location(added) + "/invite"));
  EXPECT_EQ(test_.visit(first).status, 404);
  EXPECT_EQ(test_.visit(second).status, 200);
  test_.instance().clock.advance(kInvitationDays * kMicrosecondsPerDay);
  const auto over = test_.visit(second);
  EXPECT_EQ(over.status, 404);
  const auto made_up = test_.visit(kInvitationPath + std::string(32, 'a') + "/token");
  EXPECT_EQ(made_up.body, over.body) << "one answer, whether there is such an account or not";
}

// ---- the second factor again

TEST_F(SigningIn, WhatWeighsMuchAsksForTheSecondFactorAgainAndKeepsWhatWasSent) {
  const parties::Account ada = person("Ada Example");
  const http::SessionView session{ada.id, "token", false};
  const Form form{{"name", "Bea Fernwarden"}, {"email", "bea@example.org"}, {"agency", test_.app().charter().partnership.name}};
  const std::size_t before = test_.app().accounts.all().size();
  const auto asked = test_.post(session, "/workspace/accounts/new", form);
  EXPECT_THAT(asked.body, HasSubstr("Confirm that it is you"));
  EXPECT_THAT(asked.body, HasSubstr("value=\"Bea Fernwarden\""));
  EXPECT_FALSE(asked.confirm_session);
  Form wrong = form;
  wrong.emplace_back("second-factor", "000000");
  EXPECT_EQ(test_.post(session, "/workspace/accounts/new", wrong).status, 422);
  EXPECT_EQ(test_.app().accounts.all().size(), before);
  Form right = form;
  right.emplace_back("second-factor", code_of(ada));
  const auto done = test_.post(session, "/workspace/accounts/new", right);
  EXPECT_EQ(done.status, 303);
  EXPECT_TRUE(done.confirm_session) << "the session goes on under another id";
  EXPECT_EQ(test_.app().accounts.all().size(), before + 1);
  right[1].second = "cy@example.org";
  EXPECT_EQ(test_.post(session, "/workspace/accounts/new", right).status, 422) << "the code was used";
}

TEST_F(SigningIn, WhoGuessesAtASessionThatIsOpenIsSignedOut) {
  const parties::Account ada = person("Ada Example");
  const http::SessionView session{ada.id, "token", false};
  const auto try_code = [&](const std::string& code) {
    return test_.post(session, "/workspace/emergency", {{"reference", "R-2026-001"}, {"reason", "Now."}, {"second-factor", code}});
  };
  for (int i = 0; i < 6; ++i) try_code("000000");
  EXPECT_TRUE(try_code(code_of(ada)).end_session);
}

// ---- nobody alone lets somebody begin anew

TEST_F(SigningIn, AResetTakesTwoOthers) {
  const auto first = test_.person("Ada Example", {"manager"});
  const auto second = test_.person("Bea Example", {"deputy"});
  const parties::Account lost = person("Cy Example");
  const std::string path = "/workspace/accounts/" + lost.id.text() + "/reset";
  EXPECT_EQ(test_.post({lost.id, "token", true}, path).status, 409) << "not one's own";
  EXPECT_EQ(test_.post(first, path).status, 303);
  EXPECT_EQ(test_.post(first, path + "/decide", {{"act", "approve"}}).status, 409) << "not who proposed it";
  EXPECT_EQ(test_.post({lost.id, "token", true}, path + "/decide", {{"act", "approve"}}).status, 409);
  EXPECT_FALSE(now(lost).password_hash.empty());
  const auto done = test_.post(second, path + "/decide", {{"act", "approve"}});
  EXPECT_EQ(done.end_sessions_of, lost.id);
  EXPECT_TRUE(now(lost).password_hash.empty());
  EXPECT_FALSE(now(lost).second.is_set_up());
  EXPECT_FALSE(give_password(lost.email).begin_session);
  EXPECT_THAT(test_.get(first, "/workspace/accounts/" + lost.id.text()).body, HasSubstr("They were not invited yet"));
}

TEST_F(SigningIn, AnAccessReviewIsPutOnRecord) {
  const auto ada = test_.person("Ada Example", {"manager"});
  const std::string path = "/workspace/accounts/access-review";
  const auto cy = test_.person("Cy Example", {"support-team"});
  EXPECT_THAT(test_.get(ada, path).body, HasSubstr("No review is on record yet"));
  EXPECT_EQ(test_.post(ada, path).status, 303);
  const std::string body = test_.get(ada, path).body;
  EXPECT_THAT(body, HasSubstr("The next one is due by 1 September 2026"));
  EXPECT_THAT(body, HasSubstr("Ada Example"));
  EXPECT_EQ(test_.get(cy, path).status, 404);
  const std::string overdue = "The access review is overdue since 1 September 2026";
  test_.instance().live_until("2026-09-01");
  EXPECT_THAT(test_.get(ada, "/workspace").body, Not(HasSubstr("access review")));
  test_.instance().live_until("2026-09-02");
  EXPECT_THAT(test_.get(ada, "/workspace").body, AllOf(HasSubstr(overdue), HasSubstr(path)));
  EXPECT_THAT(test_.get(cy, "/workspace").body, Not(HasSubstr("access review"))) << "it is not theirs to do";
  EXPECT_EQ(test_.post(ada, path).status, 303);
  EXPECT_THAT(test_.get(ada, "/workspace").body, Not(HasSubstr("access review")));
}

TEST_F(SigningIn, AnAccessReviewThatNeverWasIsOverdueThreeMonthsAfterTheFirstAccount) {
  const auto ada = test_.person("Ada Example", {"manager"});
  test_.instance().live_until("2026-09-02");
  const auto bo = test_.person("Bo Example", {"manager"});
  for (const auto& who : {ada, bo})
    EXPECT_THAT(test_.get(who, "/workspace").body, HasSubstr("The access review is overdue since 1 September 2026"));
}

}  // namespace
}  // namespace concordat::casework
