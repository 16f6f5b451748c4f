// What was done in a review, with the proof of each act; and what comes next, on each section. On Stockport's charter.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "casework/cases/cases.h"
#include "casework/test_app.h"
#include "ledger/proof.h"
#include "vault/entries.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

class History : public testing::Test {
 protected:
  History() : test_("charters/stockport.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    review_ = location(test_.post(manager_, "/workspace/cases/open/review",
                                  {{"criterion", "1"}, {"notified-by", "A ward"}, {"notified-channel", "telephone"}, {"aware-on-day", "2"},
                                   {"aware-on-month", "11"}, {"aware-on-year", "2026"}, {"do", "open"}}));
    EXPECT_EQ(test_.post(manager_, review_ + "/agencies", {{"agency", "police"}, {"stage", "send"}}).status, 303);
  }

  void supply() {
    EXPECT_EQ(test_.post(police_, review_ + "/add/agency-item",
                         {{"title", "Contacts in May"}, {"category", "health"}, {"narrative", "An invented narrative."}}).status, 303);
  }
  std::string deposit() {
    const std::string note = test_.app().vault.ledger().checkpoint();
    std::uint64_t entries = 0;
    test_.app().vault.store().read([&](store::Reader& reader) { entries = reader.leaf_count(); });
    const std::string folder = test_.app().deposits + "/police";
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/checkpoint-" + std::to_string(entries) + ".txt") << note;
    return note;
  }
  std::string proof_of(std::string_view event) {
    std::uint64_t entry = 0;
    test_.app().vault.store().read([&](store::Reader& reader) {
      for (const vault::EntryOfCase& one : vault::entries_of_case(reader, *CaseId::parse(review_.substr(review_.rfind('/') + 1))))
        if (one.leaf.event == event) entry = one.position + 1;
    });
    return review_ + "/history/" + std::to_string(entry);
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  std::string review_;
};

TEST_F(History, GivesAProofOfEachActThatAStrangerVerifiesWithTheDepositedHead) {
  supply();
  EXPECT_THAT(test_.get(support_, review_ + "/history").body, HasSubstr("The first proofs can be had tomorrow"));
  const std::string head = deposit();
  EXPECT_THAT(test_.get(support_, review_ + "/history").body, HasSubstr("concordat verify-proof"));
  const http::Response proof = test_.get(support_, proof_of("record.put"));
  ASSERT_EQ(proof.status, 200) << proof.body;
  const auto proven = ledger::verify_proof(proof.body, head, test_.app().vault.ledger().public_key());
  ASSERT_TRUE(proven) << proven.error().message;
  EXPECT_EQ(proven->leaf->event, "record.put");
}

TEST_F(History, GivesAnAgencyTheProofsOfItsOwnDataAlone_STK_08) {
  supply();
  deposit();
  EXPECT_EQ(test_.get(police_, proof_of("record.put")).status, 200);
  EXPECT_EQ(test_.get(police_, proof_of("case.opened")).status, 404);
  EXPECT_EQ(test_.get(support_, review_ + "/history/1").status, 404) << "an entry of another matter";
  EXPECT_EQ(test_.get(support_, review_ + "/history/x").status, 404);
}

// Two hundred are one page; the opening is never out of reach.
TEST_F(History, ShowsTheFirstActsToo_STK_08) {
  const CaseId id = *CaseId::parse(review_.substr(review_.rfind('/') + 1));
  const auto written = test_.app().vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    for (int i = 0; i < 200; ++i) {
      ledger::Leaf leaf;
      leaf.event = "pack.given";
      leaf.actor = support_.account.text();
      leaf.case_id = id;
      leaf.detail = "to=" + police_.account.text() + ";parts=1";
      test_.app().vault.ledger().append(transaction, leaf);
    }
    return {};
  });
  ASSERT_TRUE(written);
  const std::string first = test_.get(support_, review_ + "/history").body;
  EXPECT_THAT(first, HasSubstr("Sami Support (Support team), for Pia Police ("));
  EXPECT_THAT(first, Not(HasSubstr("Opened the case")));
  EXPECT_THAT(first, HasSubstr(review_ + "/history?page=2"));
  EXPECT_THAT(test_.get(support_, review_ + "/history?page=2").body, HasSubstr("Opened the case"));
}

TEST_F(History, AProofWaitsForTheNextDepositedHead) {
  deposit();
  supply();
  EXPECT_THAT(test_.get(support_, review_ + "/history").body, HasSubstr("proof from tomorrow"));
  EXPECT_EQ(test_.get(support_, proof_of("record.put")).status, 409);
}

TEST_F(History, EachSectionSaysWhatIsNeededAndWhoseTurnItIs) {
  EXPECT_THAT(test_.get(manager_, review_ + "/meetings").body, HasSubstr("Next here, and it is your turn: "));
  EXPECT_THAT(test_.get(support_, review_ + "/meetings").body, HasSubstr("it is the turn of: Performance and development manager"));
  EXPECT_THAT(test_.get(support_, review_).body, HasSubstr("it is the turn of: Performance and development manager"));
  EXPECT_THAT(test_.get(manager_, review_).body, Not(HasSubstr("it is your turn"))) << "the step itself stands there";
  EXPECT_THAT(test_.get(support_, review_ + "/access").body, HasSubstr("Nothing is needed on this page now."));
  EXPECT_THAT(test_.get(manager_, review_).body, HasSubstr("Put on record: that the national panel was told"));
  EXPECT_THAT(test_.get(police_, review_ + "/history").body, HasSubstr("Supply what your agency knows"));
  supply();
  EXPECT_THAT(test_.get(police_, review_ + "/history").body, HasSubstr("Nothing is needed of your agency now."));
}

}  // namespace
}  // namespace concordat::casework
