// The public site, asked as the engine asks it.

#include "casework/site/site.h"

#include <gmock/gmock.h>

#include "casework/site/concern.h"
#include "casework/site/versions.h"
#include "casework/test_app.h"
#include "charter/canonical.h"
#include "charter/diff.h"
#include "http/cookies.h"

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

TEST_F(PublicSite, SaysWhereANoticeIsMistakenAndWhatItOmits) {
  const std::string page = body("/contacts");
  EXPECT_THAT(page, HasSubstr("SK3 0RF (our privacy notice prints “SK3 ORF”, which is a mistake)"));
  EXPECT_THAT(page, HasSubstr("names no data protection officer"));
  EXPECT_THAT(page, HasSubstr("a spoken request counts as much"));
}

TEST_F(PublicSite, ExplainsEachRightOfTheCharter) {
  const std::string page = body("/rights");
  for (const charter::Right& right : test_.app().charter().rights) EXPECT_THAT(page, HasSubstr("id=\"" + right.name + "\"")) << right.name;
  EXPECT_THAT(page, HasSubstr("<p class=\"govuk-body\">This holds for everything that we hold.</p>"));
  EXPECT_THAT(page, HasSubstr("one calendar month"));
}

TEST_F(PublicSite, TellsChildrenWhatIsHeldWhoLooksAndWhomToTalkTo) {
  const std::string page = body("/notice/children");
  for (const char* fact : {"hat is known", "agency that owns it", "We keep it until the case is concluded.",
                           "Our notice does not say. You can ask us.",
                           "See it", "Call 0161 718 2118", "call 999"})
    EXPECT_THAT(page, HasSubstr(fact));
}

TEST_F(PublicSite, ShowsABrokenPromiseAsBrokenAndFirst) {
  EXPECT_THAT(body("/promises"), HasSubstr("The system has not looked yet."));
  std::ofstream(test_.app().attestation_file)
      << R"({"judged_at":"2026-11-18T23:30:00Z","ledger":{"entries":12,"head_entries":10,"head_root":"cm9vdA=="},"promises":[)"
      << R"({"id":"STK-01","status":"kept","class":"stated","evidence":"It is so."},)"
      << R"({"id":"STK-08","status":"broken","class":"enforced","evidence":"A part is gone."}]})";
  const std::string page = body("/promises");
  EXPECT_THAT(page, HasSubstr("Not kept at this time: STK-08."));
  EXPECT_LT(page.find("id=\"STK-08\""), page.find("id=\"STK-01\""));
  for (const char* fact : {"Last judged on 18 November 2026, 11:30pm", "12 entries", "cm9vdA==", "A part is gone.", ">Broken</"})
    EXPECT_THAT(page, HasSubstr(fact));
}

// STK-08 is enforced: only where that is shown does the page say so, and whoever runs it is told elsewhere what to do.
TEST_F(PublicSite, CallsNothingEnforcedWhoseEvidenceIsMissing_STK_08) {
  const auto with_status = [&](const char* status) {
    std::ofstream(test_.app().attestation_file)
        << R"({"judged_at":"2026-11-18T23:30:00Z","ledger":{"entries":12,"head_entries":10,"head_root":"cm9vdA=="},"promises":[)"
        << R"({"id":"STK-08","status":")" << status << R"(","class":"enforced","evidence":"Found.","todo":"Edit the charter."}]})";
    const std::string page = body("/promises");
    return page.substr(page.find("id=\"STK-08\""), 900);
  };
  EXPECT_THAT(with_status("kept"), HasSubstr("the system lets it happen in no other way"));
  for (const char* status : {"missing", "broken", "held"}) {
    const std::string promise = with_status(status);
    EXPECT_THAT(promise, Not(HasSubstr("the system lets it happen in no other way"))) << status;
    EXPECT_THAT(promise, HasSubstr("What is to show that we keep it"));
    EXPECT_THAT(promise, Not(HasSubstr("Edit the charter.")));
  }
}

TEST_F(PublicSite, ShowsThePromisesOfOneArea) {
  const std::string page = body("/promises?area=ownership");
  EXPECT_THAT(page, HasSubstr("id=\"STK-08\""));
  EXPECT_THAT(page, Not(HasSubstr("id=\"STK-01\"")));
  EXPECT_THAT(body("/promises?area=nowhere"), HasSubstr("id=\"STK-01\""));
}

// The engine sets one cookie; the page names that one and no other.
TEST_F(PublicSite, NamesTheCookieThatTheEngineSets) {
  const std::string set = http::session_cookie("x", true);
  EXPECT_THAT(body("/cookies"), HasSubstr(">" + set.substr(0, set.find('=')) + "</th>"));
  EXPECT_THAT(set, Not(HasSubstr("Expires")));
  EXPECT_THAT(set, Not(HasSubstr("Max-Age")));  // it ends with the browser, as the page says
}

TEST_F(PublicSite, LinksEveryPageOfTheSitemapFromAnother) {
  std::string all;
  for (const std::string& path : public_pages(test_.app())) all += body(path);
  for (const std::string& path : public_pages(test_.app())) EXPECT_THAT(all, HasSubstr("href=\"" + path + "\"")) << path;
  const std::string sitemap = body("/sitemap.xml");
  for (const std::string& path : public_pages(test_.app())) EXPECT_THAT(sitemap, HasSubstr("<loc>https://example.org" + path + "</loc>"));
  EXPECT_THAT(body("/robots.txt"), HasSubstr("Sitemap: https://example.org/sitemap.xml\n"));
}

TEST_F(PublicSite, TellsProgramsWhereToReportAWeakness) {
  EXPECT_EQ(body("/.well-known/security.txt"),
            "Contact: mailto:lsb@stockport.gov.uk\nExpires: 2027-05-17T23:00:00Z\nPreferred-Languages: en\n"
            "Canonical: https://example.org/.well-known/security.txt\n");
}

TEST_F(PublicSite, HasAFeedWithAllThatRfc4287Requires) {
  const std::string feed = body("/news.atom");
  for (const char* element : {"<feed xmlns=\"http://www.w3.org/2005/Atom\"",
                              "<id>https://example.org/news.atom</id>", "<title>", "<updated>20",
                              "<author><name>", "<link rel=\"self\""})
    EXPECT_THAT(feed, HasSubstr(element));
}

// Ten months later the charter is changed: one right fewer is promised, another telephone answers.
class Versions : public PublicSite {
 protected:
  Versions() {
    instance().live_until("2027-09-20");
    charter::Charter next = test_.app().charter();
    next.version = "2027-09";
    next.rights.pop_back();
    for (charter::Contact& contact : next.contacts)
      if (contact.name == "requests" && contact.telephone) contact.telephone->operates = "01632 960 001";
    charter::seal(next);
    const auto officer = [](const char* digit) { return *AccountId::parse(std::string(31, '0') + digit); };
    EXPECT_TRUE(instance().vault->activate(next, officer("1"), officer("2")));
  }
  vault::TestInstance& instance() { return test_.instance(); }
};

TEST_F(Versions, AreListedWithTheirDaysAndWithWhatChanged) {
  const std::string page = body("/notice/versions");
  const std::size_t newest = page.find("Version 2027-09");
  ASSERT_NE(newest, std::string::npos);
  EXPECT_GT(page.find("Version 2026-11"), newest);
  EXPECT_THAT(page, HasSubstr("In force since 20 September 2027."));
  EXPECT_THAT(page, HasSubstr("In force from 19 November 2026 to 20 September 2027."));
  EXPECT_THAT(page, HasSubstr("More may be done with data, or less is promised</h3>"));
  for (const charter::Change& change : charter::diff(*versions(test_.app())[0].charter, test_.app().charter()))
    EXPECT_THAT(page, HasSubstr(html::text(change.says).text()));
  EXPECT_THAT(page, Not(HasSubstr("demonstration")));
}

TEST_F(Versions, AnEarlierOneIsShownAsSuchAndIsWhatItWas) {
  const std::string page = body("/notice/versions/1");
  EXPECT_THAT(page, HasSubstr("This is an earlier version of our privacy notice."));
  const charter::Right& gone = versions(test_.app())[0].charter->rights.back();
  EXPECT_THAT(page, HasSubstr(html::text(gone.says).text()));
  EXPECT_THAT(body("/notice"), Not(HasSubstr(html::text(gone.says).text())));
  EXPECT_EQ(location(test_.visit("/notice/versions/2")), "/notice");
  for (const char* none : {"/notice/versions/0", "/notice/versions/3", "/notice/versions/x", "/notice/versions/1x"})
    EXPECT_EQ(test_.visit(none).status, 404) << none;
}

TEST_F(Versions, AreOnPaperEachAsItWas) {
  const std::string now = body("/notice.pdf");
  const std::string before = body("/notice/versions/1/notice.pdf");
  EXPECT_TRUE(now.starts_with("%PDF-1.7") && before.starts_with("%PDF-1.7") && body("/notice/children.pdf").starts_with("%PDF-1.7"));
  EXPECT_NE(now, before);
  EXPECT_EQ(now, body("/notice/versions/2/notice.pdf"));
  EXPECT_EQ(test_.visit("/notice.pdf").content_type, "application/pdf");
}

TEST_F(Versions, AreNews) {
  const std::string feed = body("/news.atom");
  EXPECT_THAT(feed, HasSubstr("<updated>2027-09-20T11:00:00Z</updated>\n<author>"));
  for (const char* part : {"<id>https://example.org/notice/versions/1</id>", "<id>https://example.org/notice/versions/2</id>",
                           "Our privacy notice, version 2027-09</title>", "href=\"https://example.org/notice/versions#version-2\""})
    EXPECT_THAT(feed, HasSubstr(part));
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
