#include "html/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::html {
namespace {

using testing::HasSubstr;
using testing::Not;

const Site kSite{.partnership = "Invented <Partnership>",
                 .asset_path = "/assets/0123456789abcdef",
                 .footer = {{"Privacy notice", "/notice"}, {"Promises kept", "/promises"}}};

TEST(Page, SaysWhatItIsAndWhose) {
  const std::string html = page(kSite, {.title = "Request a place", .content = heading(1, "Request a place", Size::xl)});
  EXPECT_THAT(html, testing::StartsWith("<!doctype html><html lang=\"en\""));
  EXPECT_THAT(html, HasSubstr("<title>Request a place – Invented &lt;Partnership&gt;</title>"));
  EXPECT_THAT(html, HasSubstr("href=\"#main-content\""));
  EXPECT_THAT(html, HasSubstr("<main class=\"govuk-main-wrapper\" id=\"main-content\">"));
  EXPECT_THAT(html, HasSubstr("href=\"/assets/0123456789abcdef/partnership.css\""));
  EXPECT_THAT(html, HasSubstr("<a class=\"govuk-footer__link\" href=\"/promises\">Promises kept</a>"));
  EXPECT_THAT(html, Not(HasSubstr("Worried about a child?")));
  EXPECT_THAT(html, Not(HasSubstr("Demonstration")));
}

TEST(Page, SaysFirstInItsTitleThatSomethingIsWrong) {
  const std::string html = page(kSite, {.title = "Request a place", .errors = {{.text = "Enter your name", .href = "#name"}}});
  EXPECT_THAT(html, HasSubstr("<title>Error: Request a place – "));
  EXPECT_LT(html.find("<main"), html.find("There is a problem"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#name\">Enter your name</a>"));
}

TEST(Page, ShowsDangerFirstThenTheLineThatAnswersNow) {
  const Help help{.page = "/concern",
                  .now = HelpLine{"Out of hours", "+44 300 555 0100 (free)", "until 8am"},
                  .others = {{"Day", "023 9200 0000", ""}}};
  const std::string html = page(kSite, {.title = "Home", .help = help});
  EXPECT_THAT(html, HasSubstr("href=\"tel:+443005550100\""));
  EXPECT_LT(html.find("href=\"/concern\">Worried about a child?"), html.find("href=\"tel:999\""));
  EXPECT_LT(html.find("href=\"tel:999\""), html.find("Answered now: "));
  EXPECT_LT(html.find("Answered now: "), html.find("Out of hours"));
  EXPECT_LT(html.find("Out of hours"), html.find("Day "));
}

TEST(Page, ClaimsOfNoLineThatItAnswersNowWhereNoneIsKnownTo) {
  const std::string html = page(kSite, {.title = "Home", .help = Help{.page = "/concern", .others = {{"Day", "023 9200 0000", ""}}}});
  EXPECT_THAT(html, Not(HasSubstr("Answered now")));
  EXPECT_THAT(html, HasSubstr("href=\"tel:02392000000\""));
  EXPECT_THAT(html, HasSubstr("href=\"tel:999\""));
}

TEST(Page, LinksTheFeedOfNewsFromItsHead) {
  Site site = kSite;
  EXPECT_THAT(page(site, {.title = "Home"}), Not(HasSubstr("application/atom+xml")));
  site.feed = {"News", "/news.atom"};
  EXPECT_THAT(page(site, {.title = "Home"}),
              HasSubstr("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"News\" href=\"/news.atom\">"));
}

TEST(Page, KeepsWithinItsContentSecurityPolicy) {
  const std::string html =
      page(kSite, {.title = "Today",
                   .content = form("/x", "token\"", heading(2, "A", Size::m)) + post_button("/y", "token", "Approve"),
                   .before_content = back_link({.href = "/"}),
                   .help = Help{.page = "/concern", .others = {{"Day", "023 9200 0000", "9 to 5"}}},
                   .demonstration = text("All invented."),
                   .navigation = {{.text = "Today", .href = "/today", .current = true}, {.text = "Ledger", .href = "/ledger"}},
                   .navigation_end = link("Sign out", "/sign-out")});
  for (const char* inline_code : {" style=", "<style", "<script>", " onclick", " onload", "javascript:"}) {
    EXPECT_THAT(html, Not(HasSubstr(inline_code)));
  }
  EXPECT_THAT(html, HasSubstr("<script type=\"module\" src=\"/assets/0123456789abcdef/start.js\"></script>"));
  EXPECT_THAT(html, HasSubstr("<input type=\"hidden\" name=\"csrf\" value=\"token&quot;\">"));
  EXPECT_THAT(std::string(kContentSecurityPolicy), Not(HasSubstr("unsafe")));
}

TEST(Page, TakesTheCharterColourOnlyAsAColour) {
  EXPECT_EQ(partnership_stylesheet("#003078"), ":root{--govuk-brand-colour:#003078}\n");
  for (const char* not_one : {"", "003078", "#03078", "#00307g", "#003078;}", "red", "#0030788"}) {
    EXPECT_EQ(partnership_stylesheet(not_one), "");
  }
}

TEST(Page, TablesThatAreWideCanBeReachedWithTheKeyboard) {
  const std::string html = scrolling_table({.caption = "What is kept", .rows = {{{.text = "a"}}}}).text();
  EXPECT_THAT(html, HasSubstr("role=\"region\" tabindex=\"0\" aria-label=\"What is kept\""));
}

TEST(Page, CellsOfATableThatIsTooWideForAPhoneCarryTheWordsOfTheirColumn) {
  const std::string wide =
      scrolling_table({.caption = "Reviews", .head = {{.text = "Case"}, {.text = "State"}, {.text = "Next"}},
                       .rows = {{{.text = "R-1"}, {.text = "Notified"}, {.text = "Move on"}}}, .first_cell_is_header = true})
          .text();
  EXPECT_THAT(wide, HasSubstr("concordat-stacks"));
  EXPECT_THAT(wide, HasSubstr("data-label=\"Next\">Move on</td>"));
  EXPECT_THAT(wide, testing::Not(HasSubstr("data-label=\"Case\"")));
  const std::string narrow =
      scrolling_table({.caption = "Reviews", .head = {{.text = "Case"}, {.text = "State"}}, .rows = {{{.text = "R-1"}, {.text = "-"}}}})
          .text();
  EXPECT_THAT(narrow, testing::Not(HasSubstr("concordat-stacks")));
}

}  // namespace
}  // namespace concordat::html
