#include "casework/cases/people_section.h"

#include <gmock/gmock.h>

#include "casework/cases/cases.h"
#include "casework/disposal/test_concluded_review.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Stockport's charter, with a period for the child where the notice leaves it to a schedule.
std::string with_a_period_for_the_child(const std::string& folder) {
  std::ifstream file("charters/stockport.toml");
  std::string text(std::istreambuf_iterator<char>(file), {});
  const std::string by_schedule = "keep = \"schedule\"";
  text.replace(text.find(by_schedule, text.find("[record.child]")), by_schedule.size(),
               R"(keep = { from = "case.concluded", days = 0, then = "destroy", source = "local" })");
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file("charters/england.toml", folder + "/england.toml");
  std::ofstream(folder + "/stockport.toml") << text;
  return folder + "/stockport.toml";
}

// What is gone is not as if it had never been: STK-08.
TEST(PeopleOfAConcludedReview, AreSaidToBeDestroyedAndWhen_STK_08) {
  const std::string folder = testing::TempDir() + "people-" + to_hex(crypto::random_secret(8).expose());
  TestApp test(with_a_period_for_the_child(folder), "2026-11-02");
  std::filesystem::remove_all(folder);
  add_case_pages(test.router(), test.app());
  const App& app = test.app();
  const auto manager = test.person("Mona Manager", {"manager"});
  const auto support = test.person("Sami Support", {"support-team"});
  const CaseId id = concluded_review(test, manager, support, {}, [&](CaseId open) {
    const std::string page = test.get(support, "/workspace/cases/" + open.text() + "/people").body;
    EXPECT_THAT(page, AllOf(HasSubstr("Nobody is recorded yet."), Not(HasSubstr("destroyed on"))));
    EXPECT_TRUE(add_record(app, app.actor(TestApp::as(support)), open, {"child", "person", {}, "office", "received"},
                           {{{"name", "Ada Wren"}, {"birth-date", "2019-05-02"}}, ""}));
  });
  test.instance().live_until("2026-11-04");
  ASSERT_TRUE(app.disposal.run());
  const std::string page = test.get(manager, "/workspace/cases/" + id.text() + "/people").body;
  EXPECT_THAT(page, HasSubstr("1 was recorded, and destroyed on 4 November 2026."));
  EXPECT_THAT(page, HasSubstr("Nobody was recorded.")) << "of the family";
  EXPECT_THAT(page, AllOf(Not(HasSubstr("Nobody is recorded yet.")), Not(HasSubstr("Add: ")), Not(HasSubstr("Add the "))));
}

}  // namespace
}  // namespace concordat::casework
