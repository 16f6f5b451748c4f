// What agencies were told of a person is stopped with the person's record, in search and on pages, and released with it.

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/checks/answer_checks.h"
#include "casework/checks/checks.h"
#include "casework/test_app.h"
#include "casework/workspace/workspace.h"
#include "vault/test_opening.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class RestrictedCopy : public testing::TestWithParam<const char*> {
 protected:
  RestrictedCopy() : test_("charters/" + std::string(GetParam()) + ".toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    add_workspace_pages(test_.router(), test_.app());
    std::set<std::string> roles;
    for (const charter::Role& role : test_.app().charter().roles)
      if (!role.task_only && !role.of_agency) roles.insert(role.name);
    office_ = test_.person("Ona Office", roles);
    const charter::RecordKind& child = *test_.app().charter().record_kind("child");
    case_ = *vault::open_case(test_.app().vault, test_.app().actor(TestApp::as(office_)), child.case_kind, "R-2026-001");
    review_ = std::string(kCases) + "/" + case_.text();
    child_ = enter("Quillan Fernmereham");
    ask(child_);
    ask(enter("Wrenna Holmebrook"));
  }
  RecordId enter(const std::string& name) {
    const charter::Part& part = test_.app().charter().record_kind("child")->parts.front();
    vault::NewPart content;
    for (const charter::Field& field : part.fields)
      if (field.required)
        content.values[field.name] =
            !field.choices.empty() ? field.choices.front() : field.name.ends_with("-date") ? "2019-03-04" : "Invented " + field.name;
    content.values["name"] = name;
    const auto added = add_record(test_.app(), test_.app().actor(TestApp::as(office_)), case_,
                                  {"child", part.name, AgencyId{}, "office", "recorded"}, content);
    EXPECT_TRUE(added) << added.error().message;
    return *added;
  }
  void ask(RecordId person) {
    EXPECT_LT(test_.post(office_, review_ + "/involvement/ask",
                         {{"agency", "police"}, {"email-police", ""}, {"person", person.text()}, {"stage", "send"}}).status, 400);
  }
  std::string search(const http::SessionView& who) { return test_.post(who, "/workspace/search", {{"words", "quillan"}}).body; }
  std::string checks() { return test_.get(police_, kOwnChecks + case_.text()).body; }

  TestApp test_;
  http::SessionView office_;
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  CaseId case_;
  std::string review_;
  RecordId child_;
};

// SOM-10: told for one purpose; STK-19 and UK GDPR, Article 18: what is restricted is kept and not used.
TEST_P(RestrictedCopy, IsNeitherFoundNorShownUntilTheRestrictionOfThePersonEnds_Article_18) {
  ASSERT_EQ(records_of(test_.app(), case_, "involvement-check").size(), 2u);
  EXPECT_THAT(checks(), AllOf(HasSubstr("Quillan Fernmereham"), HasSubstr("Wrenna Holmebrook")));
  EXPECT_THAT(search(police_), HasSubstr("1 record found"));
  ASSERT_EQ(test_.post(office_, review_ + "/restrictions",
                       {{"record", child_.text()}, {"ground", "restriction:accuracy-contested"}}).status, 303);
  EXPECT_THAT(checks(), AllOf(Not(HasSubstr("Quillan")), HasSubstr("Wrenna Holmebrook"),
                              HasSubstr("about one person is not used now"), Not(HasSubstr("no longer hold"))));
  for (const auto& who : {police_, office_}) EXPECT_THAT(search(who), HasSubstr("Nothing was found"));
  EXPECT_THAT(test_.get(office_, review_ + "/involvement").body, Not(HasSubstr("Quillan")));
  const std::string section = test_.get(office_, review_ + "/restrictions").body;
  EXPECT_THAT(section, AllOf(HasSubstr("Passed on to"), HasSubstr("what they were told is stopped here too")));
  std::vector<store::RestrictionRow> rows;
  test_.app().vault.store().read([&](store::Reader& reader) { rows = reader.restrictions(child_); });
  ASSERT_EQ(rows.size(), 1u) << "it stands once, with the person's record";
  const std::string path = review_ + "/restrictions/" + rows[0].id.text();
  ASSERT_EQ(test_.post(office_, path + "/told", {{"told-day", "2"}, {"told-month", "11"}, {"told-year", "2026"}}).status, 303);
  ASSERT_EQ(test_.post(office_, path + "/end").status, 303);
  EXPECT_THAT(checks(), AllOf(HasSubstr("Quillan Fernmereham"), Not(HasSubstr("not used now"))));
  EXPECT_THAT(search(police_), HasSubstr("1 record found"));
}

INSTANTIATE_TEST_SUITE_P(Charters, RestrictedCopy, testing::Values("somerset", "stockport"));

}  // namespace
}  // namespace concordat::casework
