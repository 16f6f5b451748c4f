#include "casework/paging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::casework {
namespace {

Paging of_page(const char* typed, std::size_t items) {
  http::Request request;
  request.query = http::parse_form(typed).value();
  return paging(request, items, 20);
}

TEST(Paging, GivesEachItemOnExactlyOnePage) {
  std::size_t next = 0;
  for (const char* page : {"page=1", "page=2", "page=3"}) {
    const Paging shown = of_page(page, 41);
    EXPECT_EQ(shown.pages, 3U);
    EXPECT_EQ(shown.first, next);
    next = shown.end;
  }
  EXPECT_EQ(next, 41U);
}

TEST(Paging, TakesTheNearestPageForOneThatIsNotThere) {
  EXPECT_EQ(of_page("", 41).page, 1U);
  EXPECT_EQ(of_page("page=0", 41).page, 1U);
  EXPECT_EQ(of_page("page=-3", 41).page, 1U);
  EXPECT_EQ(of_page("page=two", 41).page, 1U);
  EXPECT_EQ(of_page("page=9", 41).page, 3U);
  EXPECT_EQ(of_page("page=99999999999999999999999", 41).page, 3U);
  EXPECT_EQ(of_page("page=2", 0).end, 0U);
}

TEST(Paging, LeadsToEachPageAndSaysWhatItLeavesOut) {
  EXPECT_EQ(paging_html(of_page("", 20), "/list").text(), "") << "one page needs no links";
  const std::string markup = paging_html(of_page("page=5", 200), "/list").text();
  for (const char* link : {"/list?page=1\"", "/list?page=4\"", "/list?page=6\"", "/list?page=10\""})
    EXPECT_THAT(markup, testing::HasSubstr(link));
  EXPECT_THAT(markup, testing::Not(testing::HasSubstr("/list?page=8\"")));
  EXPECT_THAT(markup, testing::HasSubstr("ellipsis"));
  const std::string filtered = paging_html(of_page("page=1", 40), "/list", "act=record.read").text();
  EXPECT_THAT(filtered, testing::HasSubstr("/list?act=record.read&amp;page=2\""));
}

}  // namespace
}  // namespace concordat::casework
