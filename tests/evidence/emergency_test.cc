// What was opened in an emergency is looked at afterwards, by somebody else and in time.

#include <gmock/gmock.h>

#include "directory.h"

namespace concordat::evidence {
namespace {

using testing::HasSubstr;

class Emergencies : public Directory {
 protected:
  Emergencies() : Directory("charters/stockport.toml", "2026-04-01") {}
  void open_one() { log("emergency.opened", "emergency=1;closes=0;told=;agencies=;reason=", "somebody"); }
  void look(const std::string& actor) { log("emergency.reviewed", "emergency=1;outcome=justified", actor); }
  Verdict judged() { return Directory::judged(judge_emergency, "reviewed"); }
};

TEST_F(Emergencies, IsKeptOnceSomebodyElseHasLooked_STK_05) {
  EXPECT_EQ(judged().status, Status::not_exercised);
  open_one();
  EXPECT_THAT(judged().evidence, HasSubstr("1 of them not yet looked at"));
  look("another");
  instance_.live_until("2026-05-01");
  EXPECT_EQ(judged().status, Status::kept) << judged().evidence;
}

TEST_F(Emergencies, OneThatNobodyLookedAtIsBroken_STK_05) {
  open_one();
  instance_.live_until("2026-04-08");
  EXPECT_EQ(judged().status, Status::kept);
  instance_.live_until("2026-04-09");
  EXPECT_EQ(judged().status, Status::broken);
  look("another");
  EXPECT_THAT(judged().evidence, HasSubstr("was looked at too late"));
}

TEST_F(Emergencies, OneThatOnlyItsOpenerLookedAtIsBroken_STK_05) {
  open_one();
  look("somebody");
  EXPECT_THAT(judged().evidence, HasSubstr("nobody but who opened it"));
}

}  // namespace
}  // namespace concordat::evidence
