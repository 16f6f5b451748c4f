#include "html/notice_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::html {
namespace {

using testing::HasSubstr;
using testing::Not;

charter::Notice example() {
  return {.title = "How we use <your> information",
          .version = "2026-11",
          .updated = "3 November 2026",
          .sections = {{"who", "Who we are", "We are the partnership.", {"Write to us."}, {}, {}},
                       {"how-long",
                        "How long we keep it",
                        "Most of it goes after a year.",
                        {},
                        {{"How long each thing is kept", {"What", "Until"}, {{"Contact & place", "31 March after the course"}}}},
                        {{"POR-10", "Bookings go after a year."}}}}};
}

TEST(NoticePage, ContentsLeadToEverySection) {
  const std::string html = notice_body(example()).text();
  EXPECT_THAT(html, HasSubstr("<h1 class=\"govuk-heading-xl\">How we use &lt;your&gt; information</h1>"));
  EXPECT_THAT(html, HasSubstr("Version 2026-11. Updated 3 November 2026."));
  for (const auto& section : example().sections) {
    EXPECT_THAT(html, HasSubstr("href=\"#" + section.anchor + "\""));
    EXPECT_THAT(html, HasSubstr("id=\"" + section.anchor + "\""));
    EXPECT_LT(html.find("id=\"" + section.anchor + "\""), html.find(section.opening));
  }
  EXPECT_LT(html.find("Most of it goes"), html.find("<table"));
  EXPECT_THAT(html, HasSubstr("Contact &amp; place"));
}

TEST(NoticePage, EachStatementLeadsToHowItIsKept_POR_10) {
  const std::string html = notice_body(example()).text();
  EXPECT_THAT(html, HasSubstr("<li id=\"POR-10\">Bookings go after a year. <a"));
  EXPECT_THAT(html, HasSubstr("href=\"/promises#POR-10\""));
}

TEST(NoticePage, SaysThatADateIsMissing) {
  charter::Notice notice = example();
  notice.updated = "unstated";
  EXPECT_THAT(notice_body(notice).text(), HasSubstr("It does not say when it was last updated."));
}

TEST(NoticePage, CellsOfAWideTableCarryTheWordsOfTheirColumn) {
  charter::Notice notice = example();
  EXPECT_THAT(notice_body(notice).text(), Not(HasSubstr("concordat-stacks")));
  notice.sections.front().tables = {{"Who may", {"Who", "May", "While"}, {{"Anyone", "read", "at any time"}}}};
  const std::string html = notice_body(notice).text();
  EXPECT_THAT(html, HasSubstr("concordat-stacks"));
  EXPECT_THAT(html, HasSubstr("data-label=\"May\">read</td>"));
  EXPECT_THAT(html, HasSubstr("data-label=\"While\">at any time</td>"));
}

TEST(NoticePage, StandsAlone) {
  const std::string html = standalone_notice(example(), "Invented Partnership", "#003078");
  EXPECT_THAT(html, testing::StartsWith("<!doctype html><html lang=\"en\">"));
  EXPECT_THAT(html, HasSubstr("<title>How we use &lt;your&gt; information – Invented Partnership</title>"));
  EXPECT_THAT(html, HasSubstr("--govuk-brand-colour:#003078"));
  for (const char* asks : {"/assets", "<script", "url(", "href=\"/"}) EXPECT_THAT(html, Not(HasSubstr(asks)));
}

}  // namespace
}  // namespace concordat::html
