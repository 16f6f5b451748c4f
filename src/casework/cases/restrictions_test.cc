// UK GDPR, Articles 18 and 21, in a review of Stockport.

#include "casework/cases/restrictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "casework/cases/cases.h"
#include "casework/cases/pack.h"
#include "casework/recall_view.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Form = std::vector<std::pair<std::string, std::string>>;

class Restrictions : public testing::Test {
 protected:
  Restrictions() : test_("charters/stockport.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    review_ = location(test_.post(manager_, "/workspace/cases/open/review",
                                  {{"criterion", "1"}, {"notified-by", "A ward"}, {"notified-channel", "telephone"}, {"aware-on-day", "2"},
                                   {"aware-on-month", "11"}, {"aware-on-year", "2026"}, {"do", "open"}}));
    EXPECT_EQ(test_.post(manager_, review_ + "/agencies", {{"agency", "police"}, {"stage", "send"}}).status, 303);
    EXPECT_EQ(test_.post(police_, review_ + "/add/agency-item",
                         {{"title", "Contacts in May"}, {"category", "health"}, {"narrative", "An invented narrative."}}).status, 303);
    const auto items = records_of(test_.app(), *CaseId::parse(review_.substr(review_.rfind('/') + 1)), "agency-item");
    EXPECT_EQ(items.size(), 1u);
    item_ = items.front().id;
  }

  std::string record() const { return review_ + "/records/" + item_.text(); }
  http::Response put_on_record(const std::string& ground) {
    return test_.post(manager_, review_ + "/restrictions", {{"record", item_.text()}, {"ground", ground}});
  }
  std::string path_of_the_only_one() {
    std::vector<store::RestrictionRow> rows;
    test_.app().vault.store().read([&](store::Reader& reader) { rows = reader.restrictions(item_); });
    EXPECT_EQ(rows.size(), 1u);
    return review_ + "/restrictions/" + rows.front().id.text();
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  std::string review_;
  RecordId item_;
};

TEST_F(Restrictions, AreShownWhereTheDataIsReadAndKeepItClosed_Article_18) {
  EXPECT_THAT(test_.get(support_, record()).body, HasSubstr("An invented narrative."));
  EXPECT_EQ(put_on_record("").status, 422) << "without a ground";
  EXPECT_EQ(put_on_record("restriction:no-such-ground").status, 409);
  ASSERT_EQ(put_on_record("restriction:accuracy-contested").status, 303);
  const http::Response closed = test_.get(support_, record());
  EXPECT_THAT(closed.body, HasSubstr("not used now"));
  EXPECT_THAT(closed.body, Not(HasSubstr("An invented narrative.")));
  EXPECT_THAT(test_.get(support_, review_).body, HasSubstr("1 record is not shown here"));
  EXPECT_EQ(test_.get(manager_, record()).status, 404) << "who could not read it before learns nothing of it now";
  EXPECT_EQ(test_.get(support_, review_ + "/restrictions").status, 404) << "it takes who may restrict";
}

TEST_F(Restrictions, PreselectNothingAndNameWhoseRecordItIs_Article_18) {
  const std::string form = test_.get(manager_, review_ + "/restrictions").body;
  EXPECT_THAT(form, HasSubstr("<option value=\"\">Choose a record</option>"));
  EXPECT_THAT(form, HasSubstr("Item supplied by an agency 1, recorded on 2 November 2026</option>")) << "no name: they may not open it";
  EXPECT_THAT(test_.get(support_, record()).body, HasSubstr("Item supplied by an agency 1")) << "who may open it can say which it is";
  const http::Response nothing = test_.post(manager_, review_ + "/restrictions", {{"ground", "restriction:accuracy-contested"}});
  EXPECT_EQ(nothing.status, 422);
  EXPECT_THAT(nothing.body, AllOf(HasSubstr("Choose the record whose use is stopped"),
                                  HasSubstr("value=\"restriction:accuracy-contested\" checked")));
  EXPECT_EQ(test_.post(manager_, review_ + "/agencies", {{"agency", ""}}).status, 422);
  EXPECT_THAT(test_.get(manager_, review_).body, HasSubstr("<option value=\"\">Choose an agency</option>"));
}

TEST_F(Restrictions, AreReadThroughOnAGroundWithAReasonWhichIsOnRecord_Article_18_2) {
  ASSERT_EQ(put_on_record("restriction:accuracy-contested").status, 303);
  EXPECT_EQ(test_.post(support_, record() + "/use", {{"exemption", "legal-claims"}}).status, 422) << "without a reason";
  const http::Response used = test_.post(support_, record() + "/use", {{"exemption", "legal-claims"}, {"reason", "A court asks."}});
  EXPECT_EQ(used.status, 200);
  EXPECT_THAT(used.body, HasSubstr("An invented narrative."));
  const auto acts = test_.app().vault.history(*CaseId::parse(review_.substr(review_.rfind('/') + 1)));
  EXPECT_THAT(acts.back().detail, HasSubstr("exemption=legal-claims;reason="));
  EXPECT_EQ(test_.post(manager_, record() + "/use", {{"exemption", "legal-claims"}, {"reason", "I want to."}}).status, 404);
}

TEST_F(Restrictions, AnObjectionLeavesLegalClaimsAlone_Article_21) {
  ASSERT_EQ(put_on_record("objection:own-situation").status, 303);
  EXPECT_EQ(test_.post(support_, record() + "/use", {{"exemption", "consent"}, {"reason", "They agree."}}).status, 422);
  EXPECT_EQ(test_.post(support_, record() + "/use", {{"exemption", "legal-claims"}, {"reason", "A court asks."}}).status, 200);
}

TEST_F(Restrictions, EndOnlyAfterThePersonWasTold_Article_18_3) {
  ASSERT_EQ(put_on_record("restriction:accuracy-contested").status, 303);
  const std::string path = path_of_the_only_one();
  EXPECT_EQ(test_.post(manager_, path + "/end").status, 409);
  const http::Response no_day = test_.post(manager_, path + "/told", {{"told-day", "77"}});
  EXPECT_EQ(no_day.status, 422);
  EXPECT_THAT(no_day.body, HasSubstr("value=\"77\""));
  EXPECT_EQ(test_.post(manager_, path + "/told", {{"told-day", "2"}, {"told-month", "11"}, {"told-year", "2026"}}).status, 303);
  EXPECT_EQ(test_.post(manager_, path + "/end").status, 303);
  EXPECT_THAT(test_.get(support_, record()).body, HasSubstr("An invented narrative."));
}

TEST_F(Restrictions, WhatItsOwnerAskedBackIsShownAsThatAndIsInNoPapers_STK_08) {
  const App& app = test_.app();
  const auto grant = app.vault.gate().decide(app.actor(TestApp::as(police_)), charter::Act::recall, "reviews",
                                             *app.vault.subject_of(item_, "item"));
  ASSERT_TRUE(grant && vault::Recalls(app.vault).ask(*grant, ""));
  EXPECT_THAT(test_.get(support_, record()).body, AllOf(HasSubstr("not used now"), HasSubstr("asked back by Police"),
                                                        Not(HasSubstr("An invented narrative."))));
  EXPECT_THAT(test_.get(support_, review_).body, AllOf(HasSubstr("its owner has asked for it back"), Not(HasSubstr("Contacts in May"))));
  EXPECT_THAT(test_.get(manager_, review_).body,
              AllOf(HasSubstr("Asked back by its owner"), HasSubstr("to be answered by 16 November 2026"), HasSubstr(kAskedBack)));
  EXPECT_THAT(test_.get(police_, record()).body, AllOf(HasSubstr("An invented narrative."), HasSubstr("Asked back on 2 November 2026")));
  EXPECT_THAT(test_.get(manager_, review_ + "/restrictions").body, HasSubstr("None is on record in this case"));
  for (const http::SessionView& reader : {support_, police_}) {
    const http::Request request = TestApp::as(reader);
    const CaseKinds reviews = kinds_of_reviews(app.charter());
    const Visit visit{app, request, app.actor(request), business_with(app.charter(), app.actor(request), reviews)};
    for (const policy::Grant& part : parts_of_pack(visit, cases_for(visit, reviews).front(), *app.accounts.find(reader.account)))
      EXPECT_NE(part.subject().record, item_);
  }
}

}  // namespace
}  // namespace concordat::casework
