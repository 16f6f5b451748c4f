// SOM-09: an agency that is asked for a chronology sees what it is asked, about whom, why and by when, and nothing that another is.

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/disposal/test_concluded_review.h"
#include "casework/test_app.h"
#include "vault/test_opening.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Questions : public testing::TestWithParam<const char*> {};

TEST_P(Questions, AreSeenByTheAgencyThatIsAskedAndEachReadingIsInTheLedger_SOM_09) {
  TestApp test("charters/" + std::string(GetParam()) + ".toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  const charter::Charter& charter = test.app().charter();
  std::set<std::string> roles;
  for (const charter::Role& role : charter.roles)
    if (!role.task_only && !role.of_agency) roles.insert(role.name);
  const auto office = test.person("Ona Office", roles);
  const charter::RecordKind& kind = *charter.record_kind("question");
  const std::string first = charter.agencies.at(0).name;
  const std::string second = charter.agencies.at(1).name;
  const auto agency = test.person("Ada Agency", {"agency-contact"}, first);
  const auto other = test.person("Otto Other", {"agency-contact"}, second);
  const CaseId id = *vault::open_case(test.app().vault, test.app().actor(TestApp::as(office)), kind.case_kind, "R-2026-001");
  const std::string path = "/workspace/cases/" + id.text();

  EXPECT_THAT(test.post(office, path + "/agencies", {{"agency", first}}).body, HasSubstr("not on record yet what this agency is asked"));
  for (const std::string& one : {first, second})
    ASSERT_EQ(test.post(office, path + "/agencies", {{"agency", one}, {"stage", "send"}}).status, 303);
  EXPECT_THAT(test.get(agency, path).body, HasSubstr("What is asked is not on record yet"));
  const std::vector<std::pair<std::string, std::string>> question = {
      {"asked-about", "Ada Wren, born 2 May 2019"}, {"question", "Every contact since 2024."}, {"basis", "Section 16H"},
      {"answer-by-day", "16"},                      {"answer-by-month", "11"},                 {"answer-by-year", "2026"}};
  EXPECT_EQ(test.post(office, path + "/add/question", question).status, 422) << "of which agency?";
  auto to_first = question;
  to_first.emplace_back("supplied-by", first);
  ASSERT_EQ(test.post(office, path + "/add/question", to_first).status, 303);
  EXPECT_EQ(test.get(agency, path + "/add/question").status, 404) << "it is the office's to write";

  const auto readings = [&] {
    const auto leaves = test.app().vault.history(id);
    return std::ranges::count_if(leaves, [&](const ledger::Leaf& leaf) {
      return leaf.event.ends_with(".read") && leaf.actor == agency.account.text();
    });
  };
  EXPECT_EQ(readings(), 0);
  EXPECT_THAT(test.get(agency, path).body, AllOf(HasSubstr("Ada Wren, born 2 May 2019"), HasSubstr("Every contact since 2024."),
                                                 HasSubstr("Section 16H"), HasSubstr("16 November 2026")));
  EXPECT_EQ(readings(), 1);
  EXPECT_THAT(test.get(other, path).body, AllOf(Not(HasSubstr("Ada Wren")), HasSubstr("What is asked is not on record yet")));
  const auto record = records_of(test.app(), id, "question").front();
  EXPECT_EQ(test.get(other, path + "/records/" + record.id.text()).status, 404);
  EXPECT_THAT(test.get(office, path).body, HasSubstr("/records/" + record.id.text()));
}

// STK-16: with the case what an agency was asked goes too; that it was asked is not denied afterwards.
TEST(QuestionsOfAConcludedReview, AreSaidToBeDestroyedAndNotToBeMissing_SOM_09_STK_16) {
  TestApp test("charters/stockport.toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  const auto manager = test.person("Mona Manager", {"manager"});
  const auto support = test.person("Sami Support", {"support-team"});
  const auto police = test.person("Pia Police", {"agency-contact"}, "police");
  const auto other = test.person("Otto Other", {"agency-contact"}, "council");
  const auto ask = [&](CaseId id) {
    ASSERT_EQ(test.post(support, "/workspace/cases/" + id.text() + "/add/question",
                        {{"asked-about", "Ada Wren"}, {"question", "Every contact."}, {"basis", "Section 16H"}, {"answer-by-day", "16"},
                         {"answer-by-month", "11"}, {"answer-by-year", "2026"}, {"supplied-by", "police"}}).status, 303);
  };
  const CaseId id = concluded_review(test, manager, support, {"council", "police"}, [&](CaseId review) {
    const App& app = test.app();
    const auto asks = app.vault.gate().authorise(app.actor(TestApp::as(manager)), charter::Capability::open_case,
                                                 *app.vault.subject_of_case(review));
    ASSERT_TRUE(asks && app.vault.ask_agency(*asks, "police"));
    ask(review);
  });
  const std::string path = "/workspace/cases/" + id.text();
  EXPECT_THAT(test.get(support, path).body, Not(HasSubstr("not on record yet what any agency is asked"))) << "it is held still";
  test.instance().clock.advance(2 * kMicrosecondsPerDay);
  ASSERT_FALSE(test.app().disposal.run()->destroyed.empty());
  const char* words = "1 was recorded, and destroyed on 4 November 2026.";
  EXPECT_THAT(test.get(support, path).body, AllOf(HasSubstr(words), Not(HasSubstr("not on record yet what any agency is asked"))));
  EXPECT_THAT(test.get(police, path).body, HasSubstr(words));
  EXPECT_THAT(test.get(other, path).body, Not(HasSubstr(words))) << "what was asked of another";
}

INSTANTIATE_TEST_SUITE_P(Charters, Questions, testing::Values("derby-derbyshire", "hampshire", "portsmouth", "somerset", "stockport"));

}  // namespace
}  // namespace concordat::casework
