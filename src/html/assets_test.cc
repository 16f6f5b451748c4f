#include "html/assets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace concordat::html {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string version_of(const Assets& assets) { return assets.path().substr(std::string("/assets/").size()); }

TEST(Assets, AreServedUnderTheirContent) {
  const auto assets = Assets::load(assets_beside_program(), "#003078");
  ASSERT_TRUE(assets.ok()) << assets.error().message;
  const Asset* script = assets->find(version_of(*assets), "start.js");
  ASSERT_NE(script, nullptr);
  EXPECT_EQ(script->content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(assets->find(version_of(*assets), "../CMakeCache.txt"), nullptr);
  EXPECT_EQ(assets->find("0000000000000000", "start.js"), nullptr);

  const auto again = Assets::load(assets_beside_program(), "#003078");
  const auto other_colour = Assets::load(assets_beside_program(), "#ffffff");
  EXPECT_EQ(assets->path(), again->path());
  EXPECT_NE(assets->path(), other_colour->path());
  EXPECT_THAT(*assets->find(version_of(*assets), "partnership.css")->bytes, HasSubstr("#003078"));
}

// GOV.UK's font and crest are for its own sites alone, and pages ask no other host for anything.
TEST(Assets, AskForNothingElse) {
  const auto assets = Assets::load(assets_beside_program(), "#003078");
  ASSERT_TRUE(assets.ok()) << assets.error().message;
  for (const auto& [name, asset] : assets->all()) {
    if (!name.ends_with(".css")) continue;
    for (const char* asks : {"url(", "@import", "GDS Transport", "@font-face", "sourceMappingURL"}) {
      EXPECT_THAT(*asset.bytes, Not(HasSubstr(asks))) << name;
    }
  }
  const std::string& style = *assets->find(version_of(*assets), "govuk-frontend.min.css")->bytes;
  EXPECT_THAT(style, HasSubstr("font-family:Helvetica,Arial,sans-serif"));
  for (const char* kept : {".govuk-button{", ".govuk-fieldset__legend", ".govuk-table__cell", ".govuk-summary-list__row"}) {
    EXPECT_THAT(style, HasSubstr(kept));
  }
}

TEST(Assets, SayWhatIsMissingAndWhatToDo) {
  const auto folder = std::filesystem::temp_directory_path() / "concordat-assets-test";
  std::filesystem::remove_all(folder);
  const auto none = Assets::load(folder.string(), "#003078");
  ASSERT_FALSE(none.ok());
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "govuk-frontend.min.css") << "a{}";
  const auto some = Assets::load(folder.string(), "#003078");
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(some.ok());
  EXPECT_THAT(some.error().message, HasSubstr("govuk-frontend.min.js"));
  EXPECT_THAT(some.error().remedy, HasSubstr("--target assets"));
}

}  // namespace
}  // namespace concordat::html
