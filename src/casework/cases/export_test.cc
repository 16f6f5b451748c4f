// What is taken out as a file holds what its reader may read, is on record, and cannot do anything.

#include "casework/cases/export.h"

#include <gmock/gmock.h>

#include "casework/cases/cases.h"
#include "casework/site/public_forms.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Export : public testing::Test {
 protected:
  Export() : test_("tests/charter/sixth/saltmarsh.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    add_public_forms(test_.router(), test_.app());
    test_.fill_in("/forms/word", {{"name", "=cmd|' /C calc'!A0"}, {"email", "m@example.org"}, {"account", "A child alone, on the quay."}});
  }
  http::Response take(const http::SessionView& who, const char* what, const char* format = "csv") {
    return test_.post(who, kPath, {{"what", what}, {"format", format}});
  }
  std::vector<ledger::Leaf> leaves() {
    std::vector<ledger::Leaf> all;
    test_.app().vault.store().read([&](store::Reader& reader) {
      for (const std::string& line : reader.leaves(0, reader.leaf_count())) all.push_back(*ledger::decode(line));
    });
    return all;
  }

  const std::string kPath = "/workspace/cases/of/word/export";
  TestApp test_;
  http::SessionView keeper_ = test_.person("Kerra Keeper", {"harbourmaster"});
  http::SessionView listener_ = test_.person("Lowen Listener", {"listener"});
};

TEST_F(Export, HoldsWhatItsReaderMayReadAndTheLedgerSaysSo) {
  EXPECT_THAT(test_.get(keeper_, "/workspace/cases/of/word").body, HasSubstr(kPath));
  EXPECT_THAT(test_.get(keeper_, kPath).body, AllOf(HasSubstr("The cases alone"), HasSubstr("Word")));
  const std::string kind = test_.app().charter().case_kind("word")->notification;
  const http::Response file = take(keeper_, kind.c_str());
  ASSERT_EQ(file.status, 200) << file.body;
  EXPECT_EQ(file.content_type, "text/csv; charset=utf-8");
  EXPECT_THAT(file.body, AllOf(HasSubstr("\"N-2026-001\",\"Heard\""), HasSubstr("\"A child alone, on the quay.\"")));
  std::vector<std::string> told;
  for (const ledger::Leaf& leaf : leaves())
    if (leaf.actor == keeper_.account.text()) told.push_back(leaf.event + " " + leaf.detail);
  EXPECT_THAT(told, testing::Contains("list.exported cases=word;kind=" + kind + ";format=csv;rows=1"));
  EXPECT_THAT(told, testing::Contains(testing::AnyOf(testing::StartsWith("list.read"), testing::StartsWith("record.read"))));
}

TEST_F(Export, NoCellIsAFormula) {
  EXPECT_THAT(take(keeper_, test_.app().charter().case_kind("word")->notification.c_str()).body, HasSubstr("\"'=cmd|' /C calc'!A0\""));
}

TEST_F(Export, OfCasesAloneReadsNothing) {
  const http::Response file = take(keeper_, "cases.", "xlsx");
  EXPECT_EQ(file.body.substr(0, 2), "PK");
  for (const ledger::Leaf& leaf : leaves())
    EXPECT_TRUE(leaf.actor != keeper_.account.text() || leaf.event == "list.exported") << leaf.event;
}

TEST_F(Export, IsNotThereForWhoHasNoRuleForIt) {
  EXPECT_EQ(test_.get(listener_, kPath).status, 404);
  EXPECT_EQ(take(listener_, "cases.").status, 404);
  EXPECT_EQ(take(keeper_, "course").status, 409) << "a kind of record of other cases";
}

}  // namespace
}  // namespace concordat::casework
