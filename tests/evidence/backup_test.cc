// "backup:recent", on a data directory whose ledger says what was backed up and tried.

#include <gmock/gmock.h>

#include "directory.h"

namespace concordat::evidence {
namespace {

using testing::HasSubstr;

class Backups : public Directory {
 protected:
  Backups() : Directory("charters/portsmouth.toml", "2026-04-01") {}

  void take(const std::string& name) { log("backup.taken", "name=" + name + ";manifest=00;entries=1"); }
  Verdict judged() { return Directory::judged(judge_backup, "recent"); }
};

TEST_F(Backups, AreMissingUntilOneIsTakenAndTried_POR_16) {
  EXPECT_EQ(judged().status, Status::missing);
  EXPECT_THAT(judged().evidence, HasSubstr("No backup was taken yet"));
  take("20260401T120000Z");
  EXPECT_EQ(judged().status, Status::missing);
  EXPECT_THAT(judged().evidence, HasSubstr("none was ever restored"));
  log("backup.tried", "name=20260401T120000Z;entries=1;parts=0");
  EXPECT_EQ(judged().status, Status::kept) << judged().evidence;
}

TEST_F(Backups, AnOldOneIsBroken_POR_16) {
  take("20260401T120000Z");
  log("backup.tried", "name=20260401T120000Z;entries=1;parts=0");
  instance_.live_until("2026-04-02");
  EXPECT_EQ(judged().status, Status::kept) << "one day may pass";
  instance_.live_until("2026-04-03");
  EXPECT_EQ(judged().status, Status::broken);
  EXPECT_THAT(judged().evidence, HasSubstr("2 days ago; 1 day may pass"));
}

TEST_F(Backups, ADrillCountsForAYear_POR_16) {
  log("backup.tried", "name=20260401T120000Z;entries=1;parts=0");
  instance_.live_until("2027-04-01");
  take("20270401T120000Z");
  EXPECT_EQ(judged().status, Status::kept) << judged().evidence;
  instance_.live_until("2027-04-02");
  EXPECT_EQ(judged().status, Status::broken);
  EXPECT_THAT(judged().evidence, HasSubstr("more than a year"));
}

TEST_F(Backups, KeysThatOutliveTheirDaysAreBroken_POR_16) {
  take("20260401T120000Z");
  log("backup.tried", "name=20260401T120000Z;entries=1;parts=0");
  instance_.live_until("2026-05-07");  // the 36th day
  take("20260507T120000Z");
  EXPECT_EQ(judged().status, Status::broken);
  EXPECT_THAT(judged().evidence, HasSubstr("1 backup of keys not removed after 35 days"));
  log("backup.keys-removed", "name=20260401T120000Z");
  EXPECT_EQ(judged().status, Status::kept) << judged().evidence;
}

TEST_F(Backups, AreOfNoUseWithoutTheIntentsOfWhatWasDestroyed_POR_16) {
  take("20260401T120000Z");
  log("backup.tried", "name=20260401T120000Z;entries=1;parts=0");
  log("destruction.done", "warrant=0123456789abcdef0123456789abcdef;kind=routine");
  EXPECT_EQ(judged().status, Status::missing);
  EXPECT_THAT(judged().evidence, HasSubstr("The deposited intent of 1 destruction is lost"));
}

}  // namespace
}  // namespace concordat::evidence
