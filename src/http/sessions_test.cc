#include <gtest/gtest.h>

#include "crypto/crypto.h"
#include "http/cookies.h"
#include "http/http.h"

namespace concordat::http {
namespace {

constexpr std::int64_t kMinute = 60 * kMicrosecondsPerSecond;

struct SessionsTest : testing::Test {
  ManualClock clock{Instant{1'795'000'000 * kMicrosecondsPerSecond}};
  Sessions sessions{clock};
  AccountId account = crypto::new_id<AccountId>();
};

TEST_F(SessionsTest, AreFoundByTheirCookieAlone) {
  const std::string value = sessions.begin(account);
  EXPECT_EQ(value.size(), 43u);  // 256 bits
  const auto view = sessions.find(value);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->account, account);
  EXPECT_NE(view->csrf, value);
  EXPECT_FALSE(sessions.find(""));
  EXPECT_FALSE(sessions.find(value.substr(1)));
  EXPECT_FALSE(sessions.find(to_hex(crypto::sha256(as_bytes(value)))));
}

TEST_F(SessionsTest, AreNewAtEachSignIn) {
  const std::string first = sessions.begin(account);
  const std::string second = sessions.begin(account);
  EXPECT_NE(first, second);
  EXPECT_NE(sessions.find(first)->csrf, sessions.find(second)->csrf);
}

TEST_F(SessionsTest, LapseAfterTwentyIdleMinutes) {
  const std::string value = sessions.begin(account);
  clock.advance(20 * kMinute - 1);
  EXPECT_TRUE(sessions.find(value));
  clock.advance(20 * kMinute);
  EXPECT_FALSE(sessions.find(value));
  EXPECT_FALSE(sessions.confirm(value)) << "it cannot be revived";
}

TEST_F(SessionsTest, ATokenTellsWhoseFormItIsWhateverBecameOfItsSession) {
  const Bytes key(32, 7);
  Sessions first{clock, Secret(key)};
  const std::string value = first.begin(account);
  const std::string token = first.find(value)->csrf;
  EXPECT_EQ(first.writer_of(token), account);
  EXPECT_EQ(token.find(account.text()), std::string::npos) << "it is sealed";
  first.end(value);
  EXPECT_EQ(first.writer_of(token), account) << "signed out in another window";
  Sessions anew{clock, Secret(key)};
  EXPECT_EQ(anew.writer_of(token), account) << "the server was started anew";
  EXPECT_FALSE(anew.find(value)) << "which signed everybody out";
  EXPECT_FALSE(sessions.writer_of(token)) << "another instance's";
  std::string other = token;
  other.back() = other.back() == '0' ? '1' : '0';
  for (const std::string& made_up : {other, value, std::string(), token.substr(2)}) EXPECT_FALSE(anew.writer_of(made_up)) << made_up;
  clock.advance(16 * 60 * kMinute - 1);
  EXPECT_TRUE(anew.writer_of(token));
  clock.advance(1);
  EXPECT_FALSE(anew.writer_of(token)) << "it does not tell for ever";
}

TEST_F(SessionsTest, LapseAfterEightHoursHoweverBusy) {
  const std::string value = sessions.begin(account);
  for (int i = 0; i < 31; ++i) {
    clock.advance(15 * kMinute);
    EXPECT_TRUE(sessions.find(value)) << i;
  }
  clock.advance(15 * kMinute);
  EXPECT_FALSE(sessions.find(value));
}

TEST_F(SessionsTest, AreConfirmedUnderAnotherValueAndForAWhile) {
  const std::string first = sessions.begin(account);
  const std::string csrf = sessions.find(first)->csrf;
  EXPECT_FALSE(sessions.find(first)->confirmed) << "signing in is not confirming";
  const auto second = sessions.confirm(first);
  ASSERT_TRUE(second);
  EXPECT_NE(*second, first);
  EXPECT_FALSE(sessions.find(first)) << "the old value is worth nothing";
  EXPECT_TRUE(sessions.find(*second)->confirmed);
  EXPECT_EQ(sessions.find(*second)->csrf, csrf) << "a form that is open elsewhere still holds";
  clock.advance(kConfirmedMinutes * kMinute);
  ASSERT_TRUE(sessions.find(*second));
  EXPECT_FALSE(sessions.find(*second)->confirmed);
  EXPECT_FALSE(sessions.confirm("nothing"));
}

TEST_F(SessionsTest, ConfirmingDoesNotLengthenTheDay) {
  std::string value = sessions.begin(account);
  for (int i = 0; i < 31; ++i) {
    clock.advance(15 * kMinute);
    const auto confirmed = sessions.confirm(value);
    ASSERT_TRUE(confirmed) << i;
    value = *confirmed;
  }
  clock.advance(15 * kMinute);
  EXPECT_FALSE(sessions.confirm(value));
}

TEST_F(SessionsTest, AreNotRevivedByAWallClockSetBack) {
  const std::string value = sessions.begin(account);
  clock.advance(21 * kMinute);
  clock.set(Instant{0});
  EXPECT_FALSE(sessions.find(value));
}

TEST_F(SessionsTest, LiveByUptimeWhateverTheWallClockDoes) {
  constexpr std::int64_t kTenYears = 3'652 * kMicrosecondsPerDay;
  const Instant begun = clock.now();
  for (const std::int64_t moved : {kTenYears, -kTenYears, kMicrosecondsPerDay, -kMicrosecondsPerDay, std::int64_t{0}}) {
    const std::string value = sessions.begin(account);
    clock.set({begun.microseconds + moved});
    EXPECT_TRUE(sessions.find(value)) << moved << ": a wrong clock signs nobody out";
    clock.advance(21 * kMinute);
    clock.set({begun.microseconds + moved});  // frozen: it says that no time went by
    EXPECT_FALSE(sessions.find(value)) << moved;
    clock.set(begun);
    EXPECT_FALSE(sessions.find(value)) << moved << ": and none comes back";
  }
}

TEST_F(SessionsTest, EndOneByOneOrAllOfAnAccount) {
  const AccountId other = crypto::new_id<AccountId>();
  const std::string first = sessions.begin(account);
  const std::string second = sessions.begin(account);
  const std::string third = sessions.begin(account);
  const std::string others = sessions.begin(other);
  sessions.end(first);
  EXPECT_FALSE(sessions.find(first));
  EXPECT_TRUE(sessions.find(second));
  sessions.end_all_of(account);
  EXPECT_FALSE(sessions.find(second));
  EXPECT_FALSE(sessions.find(third));
  EXPECT_TRUE(sessions.find(others));
}

TEST(Cookie, OverTlsIsBoundToThisHost) {
  EXPECT_EQ(session_cookie("v", true), "__Host-session=v; Path=/; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(session_cookie("v", false), "session=v; Path=/; HttpOnly; SameSite=Strict");
  EXPECT_EQ(session_cookie("", true), "__Host-session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
}

TEST(Cookie, IsFoundAmongOthers) {
  const auto value = [](std::vector<std::pair<std::string, std::string>> fields, bool secure = true) {
    return session_value(Head{"GET", "/", 11, std::move(fields)}, secure);
  };
  EXPECT_EQ(value({{"cookie", "a=1; __Host-session=v; b=2"}}), "v");
  EXPECT_EQ(value({{"cookie", "a=1"}, {"cookie", "__Host-session=v"}}), "v");
  EXPECT_EQ(value({{"cookie", "session=v"}}), "");
  EXPECT_EQ(value({{"cookie", "__Host-session=v"}}, false), "");
  EXPECT_EQ(value({{"cookie", "__Host-session=v; __Host-session=w"}}), "");
  EXPECT_EQ(value({{"cookie", ";;=; __Host-session"}}), "");
}

}  // namespace
}  // namespace concordat::http
