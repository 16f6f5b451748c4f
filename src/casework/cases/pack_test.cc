// The pack holds nothing its reader may not see: for each role, held against the oracle that reads the raw TOML.

#include "casework/cases/pack.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>
#include <map>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

// What a command prints, and how it ends.
std::pair<std::string, int> output_of(const std::string& command) {
  std::string out;
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (!pipe) return {out, -1};
  char piece[4096];
  for (std::size_t got = 0; (got = std::fread(piece, 1, sizeof piece, pipe)) > 0;) out.append(piece, got);
  return {out, ::pclose(pipe)};
}

class Pack : public testing::Test {
 protected:
  Pack() : test_("charters/stockport.toml", "2026-11-02") {
    add_case_pages(test_.router(), app());
    const vault::Values told = {{"notified-by", "Notifying ward"}, {"notified-channel", "telephone"}, {"aware-on", "2026-11-02"}};
    review_ = *open_case(app(), actor(manager_), "review", {{}, 1, {{"notice", {told, ""}}}});
    for (const auto& [agency, who] : {std::pair("police", police_), std::pair("health-trust", health_)}) {
      const policy::Subject subject = *app().vault.subject_of_case(review_);
      const auto mandate = app().vault.gate().authorise(actor(manager_), charter::Capability::open_case, subject);
      EXPECT_TRUE(app().vault.ask_agency(*mandate, agency));
      const NewRecord item = {"agency-item", "item", parties::agency_id(agency), "online-form", "received"};
      const vault::Values values = {{"title", std::string("Item of ") + agency}, {"category", "police"}, {"narrative", "Invented."}};
      EXPECT_TRUE(add_record(app(), actor(who), review_, item, {values, ""}));
    }
  }

  const App& app() { return test_.app(); }
  policy::Actor actor(const http::SessionView& who) { return app().actor(TestApp::as(who)); }
  CaseFile review() {
    CaseFile review{*find_case(app(), review_.text()), {}, {}, {}};
    app().vault.store().read([&](store::Reader& reader) {
      review.events = reader.events(review_);
      review.records = reader.records(review_);
      review.parts = reader.parts_of_case(review_);
    });
    return review;
  }
  // Kinds and owners of what stands in the papers that somebody makes for somebody.
  std::set<std::string> in_pack(const http::SessionView& maker, const http::SessionView& reader) {
    const http::Request request = TestApp::as(maker);
    Visit visit{app(), request, actor(maker)};
    visit.business = business_with(app().charter(), visit.actor, kinds_of_reviews(app().charter()));
    std::set<std::string> found;
    for (const policy::Grant& grant : parts_of_pack(visit, review(), *app().accounts.find(reader.account)))
      found.insert(grant.subject().record_kind + "." + grant.subject().part + " of " +
                   parties::title_of(app().charter(), grant.subject().owner));
    return found;
  }
  // The same by the oracle, from the raw TOML.
  std::set<std::string> by_oracle(const std::string& who, AgencyId agency) {
    std::set<std::string> found;
    for (const store::RecordRow& record : review().records)
      for (const charter::Part& part : app().charter().record_kind(record.kind)->parts) {
        std::string name = who;
        if (who == "contact") name += record.owner == agency ? ":owner" : ":other";
        const bool held = !review().destroyed(record.id) && (record.kind != "notification" || part.name == "notice");
        const std::string cell = "stockport\t" + name + "\tread\t" + record.kind + "\t" + part.name + "\t" +
                                 find_case(app(), review_.text())->state + "\tcurrent\tfree\tallow\n";
        if (held && oracle().find(cell) != std::string::npos)
          found.insert(record.kind + "." + part.name + " of " + parties::title_of(app().charter(), record.owner));
      }
    return found;
  }
  static const std::string& oracle() {
    static const std::string table = output_of("python3 tests/oracle/policy_oracle.py charters/stockport.toml").first;
    return table;
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView deputy_ = test_.person("Dora Deputy", {"deputy"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  http::SessionView health_ = test_.person("Hanna Health", {"agency-contact"}, "health-trust");
  CaseId review_;
};

TEST_F(Pack, HoldsForEachRoleWhatTheOracleSaysThatItMayRead_STK_08_STK_15) {
  ASSERT_THAT(oracle(), HasSubstr("agency-item")) << "the oracle could be run";
  EXPECT_EQ(in_pack(manager_, manager_), by_oracle("role:manager", {}));
  EXPECT_EQ(in_pack(deputy_, deputy_), by_oracle("role:deputy", {}));
  EXPECT_EQ(in_pack(support_, support_), by_oracle("role:support-team", {}));
  EXPECT_EQ(in_pack(police_, police_), by_oracle("contact", parties::agency_id("police")));
  EXPECT_EQ(in_pack(health_, health_), by_oracle("contact", parties::agency_id("health-trust")));
  EXPECT_FALSE(in_pack(support_, support_).empty());
  EXPECT_NE(in_pack(support_, support_), in_pack(police_, police_));
}

TEST_F(Pack, HoldsNothingThatWhoMakesItMayNotReadEither) {
  const auto of_support = in_pack(support_, support_);
  for (const http::SessionView& maker : {manager_, deputy_}) {
    const auto own = in_pack(maker, maker);
    for (const std::string& part : in_pack(maker, support_)) EXPECT_TRUE(own.contains(part) && of_support.contains(part)) << part;
  }
}

TEST_F(Pack, IsInTheLedgerAsGivenToItsReaderAndByWhom) {
  const http::Response given = test_.post(support_, "/workspace/cases/" + review_.text() + "/pack", {{"reader", police_.account.text()}});
  ASSERT_EQ(given.status, 200);
  std::map<std::string, std::set<std::string>> events;
  for (const ledger::Leaf& leaf : app().vault.history(review_)) events[leaf.event].insert(leaf.actor + " " + leaf.detail);
  EXPECT_THAT(events["pack.given"], testing::Contains(support_.account.text() + " to=" + police_.account.text() + ";parts=1"));
  EXPECT_THAT(events["record.read"], testing::Contains(police_.account.text() + " by=" + support_.account.text()))
      << "Pia may never have seen them";
  const std::string history = test_.get(support_, "/workspace/cases/" + review_.text() + "/history").body;
  EXPECT_THAT(history, testing::AllOf(HasSubstr("Put into papers"), HasSubstr("Put papers together")));
  EXPECT_THAT(history, HasSubstr("Sami Support (Support team), for Pia Police ("));
  EXPECT_THAT(events["record.read"], testing::Contains(HasSubstr(support_.account.text())));
}

TEST_F(Pack, IsATaggedPdfWithReaderAndTimeOnEachPage) {
  const std::string path = "/workspace/cases/" + review_.text() + "/pack";
  EXPECT_THAT(test_.get(support_, path).body, testing::AllOf(HasSubstr("Pia Police"), HasSubstr("Sami Support")));
  const http::Response given = test_.post(support_, path, {{"reader", police_.account.text()}});
  ASSERT_TRUE(given.body.starts_with("%PDF-"));
  const std::string file = testing::TempDir() + "pack-" + to_hex(crypto::random_secret(8).expose()) + ".pdf";
  std::ofstream(file, std::ios::binary) << given.body;
  const std::string text = output_of("pdftotext -layout " + file + " -").first;
  EXPECT_THAT(text, testing::AllOf(HasSubstr("Item of police"), Not(HasSubstr("Item of health-trust")), HasSubstr("Belongs to")));
  std::size_t pages = 1, named = 0;
  for (const char letter : text) pages += letter == '\f' ? 1 : 0;
  for (std::size_t at = 0; (at = text.find("– For Pia Police", at)) != std::string::npos; ++at) ++named;
  EXPECT_EQ(named, pages - 1) << "each page ends with a form feed";
  const std::string title = "Papers of review " + find_case(app(), review_.text())->reference;
  const auto [faults, code] = output_of("python3 tests/documents/run.py --judge " + file + " '" + title + "'");
  EXPECT_EQ(code, 0) << faults;
  std::filesystem::remove(file);
}

TEST_F(Pack, IsNotMadeForWhoHasNoAccess) {
  const std::string path = "/workspace/cases/" + review_.text() + "/pack";
  const http::SessionView untrained = test_.person("Nils New", {"support-team"}, "", false);
  EXPECT_THAT(test_.get(support_, path).body, Not(HasSubstr("Nils New")));
  EXPECT_EQ(test_.post(support_, path, {{"reader", untrained.account.text()}}).status, 422);
  EXPECT_EQ(test_.post(police_, path, {{"reader", police_.account.text()}}).status, 404);
  http::SessionView unconfirmed = support_;
  unconfirmed.confirmed = false;
  const http::Response nobody = test_.post(unconfirmed, path, {{"reader", ""}});
  EXPECT_EQ(nobody.status, 422);
  EXPECT_THAT(nobody.body, HasSubstr("Choose a person who can be given papers")) << "before the second factor is asked for";
  EXPECT_THAT(test_.post(unconfirmed, path, {{"reader", support_.account.text()}}).body, Not(HasSubstr("%PDF")));
}

}  // namespace
}  // namespace concordat::casework
