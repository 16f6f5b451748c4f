#include "casework/disposal/disposal_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/deposits.h"
#include "casework/disposal/test_concluded_review.h"
#include "casework/hold_view.h"
#include "casework/warrant_view.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Stockport's review, concluded with one item of the police: STK-08, STK-16.
class DisposalPages : public testing::Test {
 protected:
  DisposalPages() : test_("charters/stockport.toml", "2026-11-02") {
    add_disposal_pages(test_.router(), test_.app());
    review_ = concluded_review(test_, manager_, support_, {"police"});
    std::filesystem::create_directories(app().deposits + "/police");
  }

  const App& app() { return test_.app(); }
  static AgencyId police_id() { return parties::agency_id("police"); }
  WarrantView warrant() { return warrants_of_case(app(), review_).at(0); }
  http::Response approve(const http::SessionView& who) {
    return test_.post(who, "/workspace/disposal/" + warrant().row.id.text() + "/approve", {{"content", to_hex(warrant().row.content)}});
  }
  http::Response hold(const http::SessionView& who, const std::string& scope, const std::string& reference = "") {
    return test_.post(who, "/workspace/disposal/hold",
                      {{"scope", scope}, {"reference", reference}, {"ground", "Court proceedings or a legal claim"},
                       {"review-day", "1"}, {"review-month", "5"}, {"review-year", "2027"}});
  }
  void deposit(const std::string& agency, const std::string& file, const std::string& content) {
    std::filesystem::create_directories(app().deposits + "/" + agency);
    std::ofstream(app().deposits + "/" + agency + "/" + file) << content;
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView deputy_ = test_.person("Dora Deputy", {"deputy"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  http::SessionView health_ = test_.person("Hanna Health", {"agency-contact"}, "health-trust");
  CaseId review_;
};

TEST(ActWords, CallInvolvementChecksByTheirNameAndCountEachOnce) {
  const auto records = [](std::size_t count) {
    std::set<RecordId> some;
    while (some.size() < count) some.insert(crypto::new_id<RecordId>());
    return some;
  };
  WarrantView view;
  view.row.owner = parties::agency_id("police");
  view.owner = "Police";
  view.reference = "R-2026-001";
  view.contents = {{"involvement check", records(3)}, {"item", records(2)}};
  EXPECT_EQ(act_words(view), "Destroy 3 involvement checks and 2 items supplied by Police for R-2026-001");
  view.contents = {{"involvement check", records(1)}};
  EXPECT_EQ(act_words(view), "Destroy 1 involvement check with Police for R-2026-001");
}

TEST_F(DisposalPages, AreForThoseWhoProposeApproveOrHoldAndNobodyElse) {
  const charter::Charter& charter = app().charter();
  EXPECT_TRUE(disposal_powers(charter, test_.instance().person({"manager"})).approve);
  EXPECT_FALSE(disposal_powers(charter, test_.instance().person({"support-team"})).any());
  EXPECT_FALSE(disposal_powers(charter, test_.instance().person({"manager"}, "police")).any()) << "a role of the office is not lent";
  for (const http::SessionView& other : {support_, police_}) {
    EXPECT_EQ(test_.get(other, "/workspace/disposal").status, 404);
    EXPECT_EQ(approve(other).status, 404);
    EXPECT_EQ(test_.post(other, "/workspace/disposal/hold", {{"scope", "everything"}}).status, 404);
  }
  EXPECT_EQ(warrant().row.state, "proposed");
}

TEST_F(DisposalPages, AnActIsNamedByWhatItDestroys) {
  const std::string page = test_.get(manager_, "/workspace/disposal").body;
  EXPECT_THAT(page, HasSubstr("Destroy 1 item supplied by Police for R-2026-001"));
  EXPECT_THAT(page, HasSubstr("Nobody yet"));
  EXPECT_THAT(page, Not(HasSubstr("Contacts"))) << "what is in an item is not shown";
}

TEST_F(DisposalPages, TwoDifferentPeopleApproveAndThenItRestsInQuarantine_STK_16) {
  EXPECT_EQ(approve(manager_).status, 303);
  const http::Response again = approve(manager_);
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("the second approval is another person"));
  EXPECT_EQ(warrant().approvals.size(), 1u);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("You have approved this"));
  EXPECT_EQ(approve(deputy_).status, 303);
  EXPECT_EQ(state_words(warrant()), "Approved; in quarantine until 2 December 2026");
  EXPECT_EQ(approve(deputy_).status, 409) << "it is not open any more";
}

TEST_F(DisposalPages, AnApprovalIsOfJustWhatWasLookedAt) {
  const std::string path = "/workspace/disposal/" + warrant().row.id.text() + "/approve";
  EXPECT_EQ(test_.post(manager_, path, {{"content", std::string(64, '0')}}).status, 409);
  EXPECT_EQ(test_.post(manager_, path).status, 409);
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/nonsense/approve").status, 409);
  EXPECT_TRUE(warrant().approvals.empty());
}

TEST_F(DisposalPages, WhatRestsInQuarantineCanBeCancelled) {
  ASSERT_EQ(approve(manager_).status, 303);
  ASSERT_EQ(approve(deputy_).status, 303);
  EXPECT_EQ(test_.post(deputy_, "/workspace/disposal/" + warrant().row.id.text() + "/cancel").status, 303);
  EXPECT_EQ(state_words(warrant()), "Cancelled: nothing was destroyed");
}

TEST_F(DisposalPages, AfterQuarantineItIsDoneAndTheAgencySeesIt_STK_16) {
  ASSERT_EQ(approve(manager_).status, 303);
  ASSERT_EQ(approve(deputy_).status, 303);
  test_.instance().live_until("2026-12-03");
  ASSERT_EQ(app().disposal.run()->destroyed.size(), 1u);
  for (const std::string& waiting : {test_.get(police_, "/workspace/agency").body,
                                     test_.get(test_.person("Mara Manager", {"manager"}), "/workspace/disposal").body})
    EXPECT_THAT(waiting, HasSubstr("it is written at night, by 4 December 2026"));
  deposit("police", certificate_name(warrant().row.id), "{}");
  const http::SessionView now_trained = test_.person("Mika Manager", {"manager"});
  EXPECT_THAT(test_.get(now_trained, "/workspace/disposal").body, HasSubstr("Destroyed 1 item supplied by Police"));
  const std::string own = test_.get(police_, "/workspace/agency").body;
  EXPECT_THAT(own, HasSubstr("Destroyed on 3 December 2026"));
  EXPECT_THAT(own, HasSubstr(certificate_name(warrant().row.id)));
  EXPECT_THAT(test_.get(health_, "/workspace/agency").body, Not(HasSubstr("R-2026-001")));
}

TEST_F(DisposalPages, AHoldOnACaseIsFoundByItsReference) {
  const http::Response unknown = hold(manager_, "case", "R-1999-001");
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(unknown.body, AllOf(HasSubstr("Enter the reference as it stands on the case"), HasSubstr("value=\"R-1999-001\"")));
  EXPECT_EQ(hold(manager_, "case", "R-2026-001").status, 303);
  EXPECT_TRUE(warrant().on_hold);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, AllOf(HasSubstr(">Case R-2026-001<"), HasSubstr(">2 November 2026<")));
  EXPECT_EQ(hold(deputy_, "case", "R-2026-001").status, 409) << "it stands";
}

// Whoever keeps what the notice says goes must say why and when that is looked at again.
TEST_F(DisposalPages, AHoldSaysWhyAndUntilWhenAndShowsOnItsCase_STK_16) {
  const http::Response nothing = test_.post(manager_, "/workspace/disposal/hold", {});
  EXPECT_EQ(nothing.status, 422);
  EXPECT_THAT(nothing.body, AllOf(HasSubstr("Choose one case or everything"), HasSubstr("There is a problem"),
                                  HasSubstr("href=\"#ground\""), HasSubstr("href=\"#review-day\"")));
  const http::Response past = test_.post(manager_, "/workspace/disposal/hold",
                                         {{"scope", "everything"}, {"ground", "A police investigation"}, {"review-day", "1"},
                                          {"review-month", "5"}, {"review-year", "2026"}});
  EXPECT_THAT(past.body, HasSubstr("Enter a day to come"));
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("No hold stands"));
  ASSERT_EQ(hold(manager_, "case", "R-2026-001").status, 303);
  const std::string why = "For court proceedings or a legal claim. Placed by Mona Manager; to be looked at again on 1 May 2027";
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr(why));
  app().vault.store().read([&](store::Reader& reader) {
    EXPECT_THAT(std::string(reader.leaves(reader.leaf_count() - 1, 1).front()), HasSubstr("ground=court;review=2027-05-01"));
    EXPECT_THAT(hold_notice(app(), *reader.find_case(review_)).text(), HasSubstr(why));
  });
}

TEST_F(DisposalPages, AHoldIsReleasedByTwoDifferentPeople) {
  const std::vector<std::pair<std::string, std::string>> one{{"scope", "everything"}, {"target", ""}};
  ASSERT_EQ(hold(manager_, "everything").status, 303);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("Ask for the release"));
  EXPECT_EQ(test_.post(support_, "/workspace/disposal/hold/release", one).status, 404);
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/hold/release", one).status, 303);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body,
              AllOf(HasSubstr("You asked for it on 2 November 2026"), Not(HasSubstr("Confirm the release"))));
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/hold/release", one).status, 409) << "one person twice is one person";
  EXPECT_TRUE(warrant().on_hold);
  EXPECT_THAT(test_.get(deputy_, "/workspace/disposal").body,
              AllOf(HasSubstr("Mona Manager asked for it on 2 November 2026"), HasSubstr("Confirm the release")));
  EXPECT_EQ(test_.post(deputy_, "/workspace/disposal/hold/keep", one).status, 303);
  EXPECT_THAT(test_.get(deputy_, "/workspace/disposal").body, HasSubstr("Ask for the release")) << "set aside";
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/hold/release", one).status, 303);
  EXPECT_EQ(test_.post(deputy_, "/workspace/disposal/hold/release", one).status, 303);
  EXPECT_FALSE(warrant().on_hold);
  EXPECT_THAT(test_.get(deputy_, "/workspace/disposal").body, HasSubstr("No hold stands"));
}

TEST_F(DisposalPages, ACancelledProposalIsMadeAgainFromThePage_STK_16) {
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, Not(HasSubstr("Due, and not proposed")));
  ASSERT_EQ(test_.post(deputy_, "/workspace/disposal/" + warrant().row.id.text() + "/cancel").status, 303);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body,
              AllOf(HasSubstr("Due, and not proposed"), HasSubstr("Propose to destroy 1 item supplied by Police for R-2026-001"),
                    HasSubstr("until 16 December 2026"), Not(HasSubstr("overdue"))));
  const std::vector<std::pair<std::string, std::string>> form{{"case", review_.text()}, {"owner", police_id().text()}};
  EXPECT_EQ(test_.post(support_, "/workspace/disposal/propose", form).status, 404);
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/propose", {{"case", "nonsense"}, {"owner", "nonsense"}}).status, 409);
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/propose", form).status, 303);
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/propose", form).status, 409) << "once is enough";
  const auto warrants = warrants_of_case(app(), review_);
  ASSERT_EQ(warrants.size(), 2u);
  EXPECT_EQ(std::ranges::count(warrants, "proposed", [](const WarrantView& one) { return one.row.state; }), 1);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, Not(HasSubstr("Due, and not proposed")));
}

TEST_F(DisposalPages, WhatNobodyProposesIsCalledOverdueOnceThePublishedTimeIsOver_STK_16) {
  ASSERT_EQ(test_.post(deputy_, "/workspace/disposal/" + warrant().row.id.text() + "/cancel").status, 303);
  test_.instance().live_until("2026-12-17");
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("until 16 December 2026: overdue"));
}

TEST_F(DisposalPages, WhatCouldNotBeCarriedOutIsShownWithItsReason_STK_16) {
  ASSERT_EQ(approve(manager_).status, 303);
  ASSERT_EQ(approve(deputy_).status, 303);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, Not(HasSubstr("Could not be carried out")));
  ASSERT_TRUE(app().vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    store::WarrantRow row = warrant().row;
    row.content[0] ^= 1;
    transaction.update_warrant(row);
    return {};
  }));
  test_.instance().live_until("2026-12-03");
  ASSERT_EQ(app().disposal.run()->refused, 1u);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body,
              AllOf(HasSubstr("Could not be carried out"), HasSubstr("What is to be destroyed is not what was approved."),
                    HasSubstr("Cancel it and propose it again.")));
}

TEST_F(DisposalPages, WhatWasBegunAndNotFinishedIsShown_STK_16) {
  ASSERT_TRUE(app().vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    store::WarrantRow row = warrant().row;
    row.state = "intended";
    transaction.update_warrant(row);
    return {};
  }));
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("It was begun, and its keys could not all be erased yet."));
}

TEST_F(DisposalPages, TwoDifferentPeopleConfirmTheClock) {
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, Not(HasSubstr("Confirm that this date and time are right")));
  test_.instance().clock.set(Instant{app().vault.clock().now().microseconds + kMicrosecondsPerDay});  // it was moved, no day went by
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("Confirm that this date and time are right"));
  EXPECT_FALSE(app().disposal.run());
  EXPECT_EQ(test_.post(support_, "/workspace/disposal/clock").status, 404);
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/clock").status, 303);
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, HasSubstr("You have confirmed this"));
  EXPECT_EQ(test_.post(manager_, "/workspace/disposal/clock").status, 303);
  EXPECT_FALSE(app().disposal.run()) << "one person twice is one person";
  EXPECT_THAT(test_.get(deputy_, "/workspace/disposal").body, HasSubstr("Confirm that this date and time are right"));
  EXPECT_EQ(test_.post(deputy_, "/workspace/disposal/clock").status, 303);
  EXPECT_TRUE(app().disposal.run());
  EXPECT_THAT(test_.get(manager_, "/workspace/disposal").body, Not(HasSubstr("Confirm that this date and time are right")));
}

TEST_F(DisposalPages, WhatFallsDueIsCountedByKindAndDay) {
  const auto due = upcoming(app(), app().today().plus_days(30));
  ASSERT_EQ(due.size(), 1u) << "how the family was heard and the report are kept for a time that the notice does not state";
  EXPECT_EQ(due[0].what, "Item supplied by an agency");
  EXPECT_EQ(due[0].parts, 1u);
  EXPECT_TRUE(due[0].weighty);
}

TEST_F(DisposalPages, AnAgencyDownloadsItsOwnFilesAndNothingElse) {
  deposit("police", "certificate-1.json", "own");
  deposit("police", "checkpoint-9.txt", "old");
  deposit("police", "checkpoint-10.txt", "new");
  deposit("police", "notes.txt", "no deposit");
  deposit("health-trust", "certificate-2.json", "another's");
  const http::Response own = test_.get(police_, "/workspace/agency/files/certificate-1.json");
  EXPECT_EQ(own.body, "own");
  EXPECT_EQ(own.content_type, "application/json");
  EXPECT_THAT(own.headers, ElementsAre(testing::Pair("Content-Disposition", "attachment; filename=\"certificate-1.json\"")));
  EXPECT_THAT(deposits_of(app(), "police").checkpoints, ElementsAre("checkpoint-10.txt", "checkpoint-9.txt"));
  deposit("police", "certificate-1.pdf", "to read");
  EXPECT_EQ(test_.get(police_, "/workspace/agency/files/certificate-1.pdf").content_type, "application/pdf");
  for (const char* file : {"certificate-2.json", "notes.txt", "..", "../health-trust/certificate-2.json", ""})
    EXPECT_EQ(download_deposit(app(), "police", file).status, 404) << file;
  EXPECT_EQ(download_deposit(app(), "../police", "certificate-1.json").status, 404);
  EXPECT_EQ(test_.get(manager_, "/workspace/agency").status, 404) << "that page is an agency's";
  EXPECT_EQ(test_.get(manager_, "/workspace/disposal/files/police/certificate-1.json").body, "own");
  EXPECT_EQ(test_.get(support_, "/workspace/disposal/files/police/certificate-1.json").status, 404);
}

TEST_F(DisposalPages, WithoutTrainingNothingIsShown_STK_05) {
  const http::SessionView untrained = test_.person("Una Untrained", {"manager"}, "", false);
  EXPECT_EQ(test_.get(untrained, "/workspace/disposal").status, 403);
  EXPECT_EQ(approve(untrained).status, 403);
  EXPECT_EQ(test_.get(test_.person("Ulf Untrained", {"agency-contact"}, "police", false), "/workspace/agency").status, 403);
}

}  // namespace
}  // namespace concordat::casework
