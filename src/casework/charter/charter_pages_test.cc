#include "casework/charter/charter_pages.h"

#include <gmock/gmock.h>

#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

// Stockport asks for evidence of where the servers stand: STK-26.
class CharterPages : public testing::Test {
 protected:
  CharterPages() : test_("charters/stockport.toml", "2026-11-02") { add_charter_pages(test_.router(), test_.app()); }

  using Form = std::vector<std::pair<std::string, std::string>>;
  static Form statement(std::string seen = "The agreement names two sites in England") {
    return {{"seen", std::move(seen)}, {"reference", "Contract file 12"}, {"day-day", "1"}, {"day-month", "11"}, {"day-year", "2026"},
            {"until-day", ""}, {"until-month", ""}, {"until-year", ""}};
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
};

TEST_F(CharterPages, AreForWhoMaySeeTheLedgerAndNobodyElse) {
  for (const char* path : {kCharterPath, kEvidencePath, "/workspace/charter/evidence/hosting"}) {
    EXPECT_EQ(test_.get(manager_, path).status, 200) << path;
    EXPECT_EQ(test_.get(support_, path).status, 404) << path;
  }
  EXPECT_EQ(test_.post(support_, "/workspace/charter/evidence/hosting", statement()).status, 404);
  EXPECT_THAT(test_.get(manager_, kEvidencePath).body, HasSubstr("Missing"));
}

TEST_F(CharterPages, TheOneInForceIsNamedByItsHash) {
  EXPECT_THAT(test_.get(manager_, kCharterPath).body, HasSubstr(test_.app().charter().hash));
}

TEST_F(CharterPages, WhatIsStillToBeShownStandsFirst_STK_26) {
  std::ofstream(test_.app().attestation_file)
      << R"({"judged_at":"2026-11-02T03:00:00Z","ledger":{"entries":1,"head_entries":1,"head_root":"x"},"promises":[)"
         R"({"id":"STK-25","status":"kept","class":"checked","evidence":"All is well."},)"
         R"({"id":"STK-26","status":"missing","class":"attested","evidence":"Not on record.","todo":"An officer must see it."}]})";
  const std::string page = test_.get(manager_, kCharterPath).body;
  EXPECT_THAT(page, HasSubstr("Not on record."));
  EXPECT_THAT(page, HasSubstr("An officer must see it."));
  EXPECT_THAT(page, Not(HasSubstr("All is well.")));
}

TEST_F(CharterPages, EvidenceIsPutOnRecordAndTakenBack_STK_26) {
  EXPECT_EQ(location(test_.post(manager_, "/workspace/charter/evidence/hosting", statement())), kEvidencePath);
  const std::string page = test_.get(manager_, kEvidencePath).body;
  EXPECT_THAT(page, HasSubstr("Counts until 1 November 2027"));
  EXPECT_THAT(page, HasSubstr("two sites in England (Contract file 12)"));
  constexpr std::string_view act = "/workspace/charter/evidence/withdraw/";
  const std::string path = page.substr(page.find(act), act.size() + 32);
  EXPECT_EQ(location(test_.post(manager_, path)), kEvidencePath);
  const std::string after = test_.get(manager_, kEvidencePath).body;
  EXPECT_THAT(after, HasSubstr("Withdrawn: its words are erased"));
  EXPECT_THAT(after, Not(HasSubstr("two sites in England")));
  EXPECT_EQ(test_.post(manager_, path).status, 409) << "it was withdrawn already";
}

TEST_F(CharterPages, WhatIsWrongKeepsWhatWasTyped) {
  const http::Response missing = test_.post(manager_, "/workspace/charter/evidence/hosting", statement(""));
  EXPECT_EQ(missing.status, 422);
  EXPECT_THAT(missing.body, HasSubstr("Contract file 12"));
  const http::Response personal = test_.post(manager_, "/workspace/charter/evidence/hosting", statement("Mail from ada@example.org"));
  EXPECT_EQ(personal.status, 422);
  EXPECT_THAT(personal.body, HasSubstr("may be an address or a number of a person"));
  EXPECT_EQ(test_.post(manager_, "/workspace/charter/evidence/no-such", statement()).status, 404);
}

}  // namespace
}  // namespace concordat::casework
