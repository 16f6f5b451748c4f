#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/http.h"

namespace concordat::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Router router_of(const std::vector<std::string>& patterns) {
  Router router;
  for (const auto& pattern : patterns) router.add(Method::get, pattern, Door::public_, [](const Request&) { return Response(); });
  return router;
}

std::string matched(const Router& router, std::string_view path) {
  std::map<std::string, std::string> parts;
  const Route* route = router.match(Method::get, path, parts);
  return route == nullptr ? "none" : route->pattern;
}

TEST(Router, FillsParts) {
  const Router router = router_of({"/reviews/{review}/items/{item}"});
  std::map<std::string, std::string> parts;
  ASSERT_NE(router.match(Method::get, "/reviews/a b/items/2", parts), nullptr);
  EXPECT_THAT(parts, ElementsAre(Pair("item", "2"), Pair("review", "a b")));
  EXPECT_EQ(router.match(Method::post, "/reviews/1/items/2", parts), nullptr);
}

TEST(Router, PrefersTheLiteralSegmentWhateverTheOrder) {
  for (const auto& patterns : {std::vector<std::string>{"/a/{x}", "/a/new", "/{y}/new", "/{y}/{x}"}, {"/{y}/{x}", "/{y}/new",
      "/a/new", "/a/{x}"}}) {
    const Router router = router_of(patterns);
    EXPECT_EQ(matched(router, "/a/new"), "/a/new");
    EXPECT_EQ(matched(router, "/a/old"), "/a/{x}");
    EXPECT_EQ(matched(router, "/b/new"), "/{y}/new");
    EXPECT_EQ(matched(router, "/b/old"), "/{y}/{x}");
  }
}

TEST(Router, TakesWholeSegmentsOnly) {
  const Router router = router_of({"/", "/a", "/a/{x}"});
  EXPECT_EQ(matched(router, "/"), "/");
  EXPECT_EQ(matched(router, "/a"), "/a");
  for (const char* path : {"/a/", "/a/b/c", "/ab", "/A", ""}) EXPECT_EQ(matched(router, path), "none") << path;
  EXPECT_TRUE(router.knows_path("/a/b"));
  EXPECT_FALSE(router.knows_path("/b"));
}

TEST(Router, RefusesTwoRoutesForOnePath) {
  Router router = router_of({"/a/{x}"});
  EXPECT_THROW(router.add(Method::get, "/a/{y}", Door::signed_in, {}), std::logic_error);
  EXPECT_NO_THROW(router.add(Method::post, "/a/{y}", Door::signed_in, {}));
}

TEST(Router, ClosesEveryDoorUnlessTold) { EXPECT_EQ(Route().door, Door::signed_in); }

}  // namespace
}  // namespace concordat::http
