// Kinds of case that stand in a charter alone: tests/charter/sixth adds a record, a case with a clock and a form of the public site in
// TOML, and no line of this program knows them.

#include "casework/cases/other_work.h"

#include <gmock/gmock.h>

#include "casework/cases/cases.h"
#include "casework/site/public_forms.h"
#include "casework/test_app.h"
#include "casework/workspace/workspace.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class OtherWork : public testing::Test {
 protected:
  OtherWork() : test_("tests/charter/sixth/saltmarsh.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    add_public_forms(test_.router(), test_.app());
  }
  void send_word() {
    const http::Response sent =
        test_.fill_in("/forms/word", {{"name", "Morwenna Tide"}, {"email", "m@example.org"}, {"account", "A child alone on the quay."}});
    ASSERT_EQ(sent.status, 303) << sent.body;
    receipt_ = test_.visit(location(sent)).body;
    test_.app().vault.store().read([&](store::Reader& reader) { case_ = kCases + ("/" + reader.cases("word").front().id.text()); });
  }
  http::Response enter_word() {
    return test_.post(keeper_, "/workspace/cases/open/word",
                      {{"name", "Jory Tide"}, {"email", "j@example.org"}, {"account", "Heard on Friday."}, {"heard-on-day", "30"},
                       {"heard-on-month", "10"}, {"heard-on-year", "2026"}, {"do", "open"}});
  }
  std::string look(const http::SessionView& who, const std::string& path) { return test_.get(who, path).body; }

  TestApp test_;
  http::SessionView keeper_ = test_.person("Kerra Keeper", {"harbourmaster"});
  http::SessionView listener_ = test_.person("Lowen Listener", {"listener"});
  std::string receipt_;
  std::string case_;
};

TEST_F(OtherWork, AFormAClockAndAListComeFromTheCharterAlone) {
  send_word();
  EXPECT_THAT(receipt_, AllOf(HasSubstr("N-2026-001"), HasSubstr("Call back: by 5 November 2026"), Not(HasSubstr("Morwenna"))));
  EXPECT_THAT(look(keeper_, kCases), AllOf(HasSubstr("Word from a neighbour"), HasSubstr("/workspace/cases/of/word")));
  EXPECT_THAT(look(keeper_, "/workspace/cases/of/word"), AllOf(HasSubstr("N-2026-001"), HasSubstr("Heard"), Not(HasSubstr("Morwenna"))));
  EXPECT_THAT(look(keeper_, case_), AllOf(HasSubstr("3 working days left"), HasSubstr("Move on to: answered")));
}

TEST_F(OtherWork, IsListedByState) {
  send_word();
  EXPECT_THAT(look(keeper_, "/workspace/cases/of/word?state=answered"), HasSubstr("None is in this state"));
  EXPECT_THAT(look(keeper_, "/workspace/cases/of/word?state=heard"), HasSubstr("N-2026-001"));
  EXPECT_THAT(look(keeper_, "/workspace/cases/of/word?state=no-such"), HasSubstr("N-2026-001"));
}

TEST_F(OtherWork, WhatIsLateStandsFirstAndStatesAndOrderAreLinks) {
  send_word();
  test_.instance().live_until("2026-11-06");
  const std::string first = case_;
  send_word();
  const std::string list = look(keeper_, "/workspace/cases/of/word");
  EXPECT_THAT(list, AllOf(HasSubstr("govuk-tag--red"), HasSubstr("1 working day late, was due on Thursday 5 November 2026"),
                          HasSubstr("Word from a neighbour: 2, 1 late"), HasSubstr("href=\"/workspace/cases/of/word?state=heard\""),
                          HasSubstr("Heard: 2"), HasSubstr("Answered: 0"), HasSubstr("?sort=opened"), Not(HasSubstr("<select"))));
  EXPECT_LT(list.find("N-2026-001"), list.find("N-2026-002"));
  const std::string by_opening = look(keeper_, "/workspace/cases/of/word?state=heard&sort=opened");
  EXPECT_GT(by_opening.find("N-2026-001"), by_opening.find("N-2026-002"));
  EXPECT_THAT(look(keeper_, "/workspace/cases/of/word?state=answered&sort=opened"), HasSubstr("None is in this state"));
  EXPECT_THAT(look(keeper_, kCases), HasSubstr("5 November 2026")) << "among all kinds, the first day due";
}

TEST_F(OtherWork, WhatIsNewIsNamedOnTheDayOfWhoeverMovesItOn) {
  add_workspace_pages(test_.router(), test_.app());
  send_word();
  EXPECT_THAT(look(keeper_, "/workspace"), AllOf(HasSubstr("N-2026-001, new since 2 November 2026: word from a neighbour"),
                                                 HasSubstr("href=\"" + case_ + "\""), Not(HasSubstr("Morwenna"))));
  EXPECT_THAT(look(listener_, "/workspace"), Not(HasSubstr("N-2026-001")));
  for (int i = 0; i < 5; ++i) enter_word();
  EXPECT_THAT(look(keeper_, "/workspace"), AllOf(HasSubstr("Word from a neighbour: 6 to move on, 6 of them new"),
                                                 Not(HasSubstr("new since"))));
}

TEST_F(OtherWork, TheDayListsWhatIsDueFirstAndCountsTheRest) {
  add_workspace_pages(test_.router(), test_.app());
  for (int i = 0; i < 20; ++i) enter_word();
  EXPECT_THAT(look(keeper_, "/workspace"), Not(HasSubstr("more are due")));
  send_word();  // later than those that came on paper, and so due after them
  send_word();
  EXPECT_THAT(look(keeper_, "/workspace"), AllOf(HasSubstr("2 more are due after these"), Not(HasSubstr("N-2026-021: call back"))));
}

TEST_F(OtherWork, WhatCameOnPaperIsEnteredWithItsDay) {
  const http::Response form = test_.get(keeper_, "/workspace/cases/open/word");
  EXPECT_THAT(form.body, HasSubstr("Day on which it came"));
  const http::Response opened = enter_word();
  ASSERT_EQ(opened.status, 303) << opened.body;
  EXPECT_THAT(look(keeper_, location(opened)), HasSubstr("due on Wednesday 4 November 2026"));
}

TEST_F(OtherWork, IsNotThereForWhoHasNoRuleForIt) {
  send_word();
  for (const std::string& path : {std::string("/workspace/cases/of/word"), std::string("/workspace/cases/open/word"), case_})
    EXPECT_EQ(test_.get(listener_, path).status, 404) << path;
  EXPECT_EQ(test_.get(keeper_, "/workspace/cases/of/course-run").status, 404) << "courses have pages of their own";
}

}  // namespace
}  // namespace concordat::casework
