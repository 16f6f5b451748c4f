// The public site, asked as the engine asks it.

#include "casework/site/site.h"

#include <gmock/gmock.h>

#include "casework/site/concern.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

class PublicSite : public testing::Test {
 protected:
  explicit PublicSite(const char* charter = "charters/stockport.toml", const char* day = "2026-11-19") : test_(charter, day) {
    add_site_pages(test_.router(), test_.app());
  }
  std::string body(std::string_view path) {
    const http::Response response = test_.visit(path);
    EXPECT_EQ(response.status, 200) << path;
    return response.shared_body ? *response.shared_body : response.body;
  }
  void wait(int hours) { test_.instance().clock.advance(hours * 3600 * kMicrosecondsPerSecond); }

  TestApp test_;
};

TEST_F(PublicSite, STK_07_SaysWhomToCallAtThisMinute) {
  const std::string night = "Answered now: <span class=\"concordat-help__line\">Worried about a child, evenings and weekends ";
  const std::string day = "Answered now: <span class=\"concordat-help__line\">Worried about a child, by day ";
  for (const char* path : {"/", "/notice", kConcern}) EXPECT_THAT(body(path), HasSubstr(night)) << path;  // Thursday, midnight
  wait(9);
  for (const char* path : {"/", "/notice", kConcern}) EXPECT_THAT(body(path), HasSubstr(day)) << path;
  wait(8);
  for (const char* path : {"/", "/notice", kConcern}) EXPECT_THAT(body(path), HasSubstr(night)) << path;
  wait(40);  // Saturday morning
  EXPECT_THAT(body(kConcern), HasSubstr(night));
  EXPECT_THAT(body(kConcern), HasSubstr("href=\"tel:999\""));
}

class PublicSiteWithoutLines : public PublicSite {
 protected:
  PublicSiteWithoutLines() : PublicSite("charters/portsmouth.toml") {}
};

TEST_F(PublicSiteWithoutLines, InventsNoneWhereTheNoticeNamesNone) {
  const std::string page = body(kConcern);
  EXPECT_THAT(page, Not(HasSubstr("Answered now")));
  EXPECT_THAT(page, HasSubstr("names no telephone line"));
  EXPECT_THAT(page, HasSubstr("href=\"tel:999\""));
  EXPECT_THAT(page, HasSubstr("https://www.gov.uk/report-child-abuse-to-local-council"));
}

}  // namespace
}  // namespace concordat::casework
