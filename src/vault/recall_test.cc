#include "vault/recall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "vault/test_guards.h"
#include "vault/test_instance.h"
#include "vault/test_opening.h"

namespace concordat::vault {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;

std::string whole(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Stockport's charter with one line of it worded otherwise, in a folder beside its library.
std::string stockport_with(const std::string& from, const std::string& to) {
  const std::string folder = testing::TempDir() + "concordat-charter-" + to_hex(crypto::random_secret(8).expose());
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file("charters/england.toml", folder + "/england.toml");
  std::string text = whole("charters/stockport.toml");
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  std::ofstream(folder + "/stockport.toml") << text;
  return folder + "/stockport.toml";
}

// Two items of the police in a review of Stockport that runs: STK-08.
class RecallTest : public testing::Test {
 protected:
  explicit RecallTest(const std::string& charter = "charters/stockport.toml") : instance_(charter, "2026-04-01") {
    case_ = *open_case(vault(), manager_, "review", "R-2026-001");
    EXPECT_TRUE(vault().ask_agency(*vault().gate().authorise(manager_, Capability::open_case, *vault().subject_of_case(case_)), "police"));
    for (RecordId& item : items_) {
      policy::Subject subject = *vault().subject_of_case(case_);
      subject.record_kind = "agency-item";
      subject.part = "item";
      subject.owner = police_.agency;
      const vault::Values values{{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}};
      const auto grant = vault().gate().decide(police_, Act::add, "reviews", subject);
      item = *vault().add({*grant}, {{"item", {values, ""}}}, "workspace", "supplied");
    }
  }

  Vault& vault() { return *instance_.vault; }
  Recalls recalls() { return Recalls(vault()); }
  Result<policy::Grant> may(const policy::Actor& actor, Act act, RecordId item) {
    return vault().gate().decide(actor, act, "reviews", *vault().subject_of(item, "item"));
  }
  policy::Mandate power(const policy::Actor& actor) { return *vault().gate().authorise(actor, Capability::approve_destruction); }
  Result<WarrantId> ask(const policy::Actor& actor, RecordId item, std::string_view reason = "") {
    return recalls().ask(TRY(may(actor, Act::recall, item)), reason);
  }
  std::optional<Needed> needed(std::string_view until) {
    const auto day = CivilDate::parse(until);
    return day ? std::optional(Needed{*day, *vault().gate().authorise(manager_, Capability::hold)}) : std::nullopt;
  }
  store::WarrantRow row(WarrantId id) {
    std::optional<store::WarrantRow> found;
    instance_.store->read([&](store::Reader& reader) { found = reader.find_warrant(id); });
    return *found;
  }
  Result<void> approve(const policy::Actor& actor, WarrantId id) {
    return instance_.disposal->approve(power(actor), id, row(id).content);
  }
  Recall recall(WarrantId id) {
    std::vector<Recall> all;
    instance_.store->read([&](store::Reader& reader) { all = recalls_of(reader, case_); });
    const auto found = std::ranges::find(all, id, &Recall::warrant);
    EXPECT_NE(found, all.end());
    return *found;
  }
  bool is_destroyed(RecordId item) {
    bool gone = false;
    instance_.store->read([&](store::Reader& reader) { gone = reader.find_part(item, "item")->destroyed; });
    return gone;
  }
  std::vector<std::string> events() {
    std::vector<std::string> names;
    for (const ledger::Leaf& leaf : vault().changes(case_)) names.push_back(leaf.event);
    return names;
  }

  TestInstance instance_;
  policy::Actor manager_ = instance_.person({"manager"});
  policy::Actor deputy_ = instance_.person({"deputy"});
  policy::Actor support_ = instance_.person({"support-team"});
  policy::Actor police_ = instance_.person({"agency-contact"}, "police");
  CaseId case_;
  std::array<RecordId, 2> items_;
};

TEST_F(RecallTest, WhatIsAskedBackIsDestroyedByWhoAskedAndOneOfTheOffice_STK_08) {
  const auto id = ask(police_, items_[0], "It was sent by mistake.");
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_EQ(row(*id).kind, "recall");
  EXPECT_EQ(recall(*id).asked_by, police_.account);
  EXPECT_EQ(*recalls().reason_of(power(manager_), recall(*id)), "It was sent by mistake.");
  ASSERT_TRUE(approve(manager_, *id));
  EXPECT_EQ(row(*id).state, "approved") << "its owner is one of the two";
  EXPECT_TRUE(instance_.disposal->run()->destroyed.empty()) << "the quarantine has not passed";
  instance_.live_until("2026-05-03");
  EXPECT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
  EXPECT_TRUE(is_destroyed(items_[0]));
  EXPECT_FALSE(is_destroyed(items_[1])) << "exactly what was asked for";
  EXPECT_TRUE(may(support_, Act::read, items_[1]) && vault().read(*may(support_, Act::read, items_[1])));
  EXPECT_EQ(recall(*id).state, Recall::State::done);
  EXPECT_THAT(events(), testing::IsSupersetOf({"recall.asked", "recall.reason-read", "warrant.approved", "destruction.done"}));
}

TEST_F(RecallTest, NobodyButItsOwnerUsesItMeanwhile_STK_08) {
  const auto before = may(support_, Act::read, items_[0]);
  ASSERT_TRUE(ask(police_, items_[0]));
  EXPECT_FALSE(vault().read(*before)) << "what was allowed before is decided anew";
  EXPECT_THAT(may(support_, Act::read, items_[0]).error().message, HasSubstr("has asked for it back"));
  EXPECT_TRUE(may(police_, Act::read, items_[0]) && may(police_, Act::correct, items_[0]));
  EXPECT_TRUE(may(support_, Act::read, items_[1]));
  EXPECT_EQ(vault().read_allowed(support_, {items_[0], items_[1]}, "item")->size(), 1U);
  const policy::Exemption claim{policy::ExemptionKind::legal_claims, "A court asks."};
  const auto grant = vault().gate().decide(support_, Act::read, "reviews", *vault().subject_of(items_[0], "item"), claim);
  EXPECT_TRUE(grant && vault().read(*grant)) << "the law may have us use it, and says why";
}

TEST_F(RecallTest, AnotherAgencyOrTheOfficeDoesNotAsk_STK_08) {
  for (const policy::Actor& other : {instance_.person({"agency-contact"}, "health-trust"), manager_, support_})
    EXPECT_FALSE(ask(other, items_[0]));
  EXPECT_FALSE(recalls().ask(*may(police_, Act::read, items_[0]), "")) << "a grant for something else";
  EXPECT_TRUE(may(support_, Act::read, items_[0]));
}

TEST_F(RecallTest, TwiceIsOnce_STK_08) {
  ASSERT_TRUE(ask(police_, items_[0]));
  EXPECT_THAT(ask(police_, items_[0]).error().message, HasSubstr("asked for this back already"));
  EXPECT_TRUE(ask(police_, items_[1])) << "another item is another matter";
}

TEST_F(RecallTest, AHoldStopsIt_STK_08) {
  const auto mandate = vault().gate().authorise(manager_, Capability::hold);
  ASSERT_TRUE(instance_.disposal->hold(*mandate, "case", case_.text()));
  const auto id = ask(police_, items_[0]);
  ASSERT_TRUE(id && approve(manager_, *id));
  instance_.live_until("2026-06-01");
  const auto run = instance_.disposal->run();
  EXPECT_EQ(run->held, 1U);
  EXPECT_FALSE(is_destroyed(items_[0]));
  for (const policy::Actor& one : {manager_, deputy_})
    ASSERT_TRUE(instance_.disposal->release(*vault().gate().authorise(one, Capability::hold), "case", case_.text()));
  EXPECT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
}

TEST_F(RecallTest, IsRefusedWithAReasonThatItsOwnerIsShownAndCanBeAskedAgain_STK_08) {
  const auto id = ask(police_, items_[0]);
  const auto refuse = [&](std::string_view reason, const char* until) {
    return recalls().refuse(power(manager_), *id, reason, needed(until));
  };
  EXPECT_THAT(refuse(" \n", "").error().message, HasSubstr("No reason was given"));
  EXPECT_THAT(refuse("A duty.", "2026-03-01").error().message, HasSubstr("in the past"));
  EXPECT_THAT(instance_.disposal->cancel(power(manager_), *id).error().remedy, HasSubstr("Refuse it with a reason"));
  ASSERT_TRUE(approve(manager_, *id));
  ASSERT_TRUE(refuse("The Children Act asks for it.", "")) << "in quarantine it can still be refused";
  EXPECT_EQ(recall(*id).state, Recall::State::refused);
  EXPECT_EQ(*recalls().answer_of(*may(police_, Act::recall, items_[0]), recall(*id)), "The Children Act asks for it.");
  EXPECT_TRUE(may(support_, Act::read, items_[0])) << "its use goes on";
  EXPECT_FALSE(approve(deputy_, *id));
  EXPECT_FALSE(refuse("Again.", "")) << "it is answered already";
  instance_.live_until("2026-06-01");
  EXPECT_TRUE(instance_.disposal->run()->destroyed.empty());
  EXPECT_TRUE(ask(police_, items_[0])) << "it may be asked for again";
}

// "Needed until 1 June": kept so long, also beyond its case, and due again on the day after.
TEST_F(RecallTest, IsRefusedUntilADayAndTakenUpAgainOnTheDayAfter_STK_08) {
  const auto id = ask(police_, items_[0]);
  ASSERT_TRUE(recalls().refuse(power(manager_), *id, "A court may ask for it.", needed("2026-06-01")));
  EXPECT_EQ(recall(*id).state, Recall::State::put_off);
  EXPECT_TRUE(may(support_, Act::read, items_[0])) << "its use goes on";
  EXPECT_THAT(ask(police_, items_[0]).error().message, HasSubstr("asked for this back already"));
  EXPECT_FALSE(recalls().refuse(power(deputy_), *id, "Again.", std::nullopt)) << "it is answered";
  instance_.live_until("2026-06-01");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_EQ(recall(*id).state, Recall::State::put_off) << "the last day on which it is needed";
  instance_.live_until("2026-06-02");
  ASSERT_TRUE(instance_.disposal->run());
  ASSERT_TRUE(instance_.disposal->run()) << "twice is once";
  EXPECT_EQ(recall(*id).state, Recall::State::open);
  EXPECT_EQ(answer_due(*vault().active_charter(), recall(*id)), CivilDate::parse("2026-06-16"));
  EXPECT_THAT(may(support_, Act::read, items_[0]).error().message, HasSubstr("has asked for it back"));
  EXPECT_THAT(events(), testing::IsSupersetOf({"hold.placed", "recall.due", "hold.ended"}));
  ASSERT_TRUE(approve(manager_, *id));
  instance_.live_until("2026-07-03");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_TRUE(is_destroyed(items_[0]));
  EXPECT_EQ(recall(*id).state, Recall::State::done);
}

TEST_F(RecallTest, IsKeptUntilThatDayWhateverBecomesOfItsCase_STK_08_STK_16) {
  const auto id = ask(police_, items_[0]);
  const auto propose = [&] {
    EXPECT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
      propose_destruction(transaction, vault(), power(manager_), case_, "agency-item");
      for (const RecordId item : items_) transaction.set_part_due(item, "item", CivilDate::parse("2026-04-01"));
      return {};
    }));
  };
  const auto proposals = [&] {
    std::vector<std::size_t> sizes;
    instance_.store->read([&](store::Reader& reader) {
      for (const store::WarrantRow& one : reader.warrants("proposed"))
        if (one.kind == "weighty") sizes.push_back(reader.warrant_items(one.id).size());
    });
    return sizes;
  };
  propose();
  EXPECT_EQ(proposals(), std::vector<std::size_t>{2}) << "the end of its case came before the answer";
  ASSERT_TRUE(recalls().refuse(power(manager_), *id, "A court may ask for it.", needed("2026-06-01")));
  EXPECT_EQ(proposals(), std::vector<std::size_t>{1}) << "the other item goes without it";
  propose();
  EXPECT_EQ(proposals(), (std::vector<std::size_t>{1, 1})) << "nor is it proposed with its case while it is held";
  WarrantId rest;
  instance_.store->read([&](store::Reader& reader) {
    for (const store::WarrantRow& one : reader.warrants("proposed"))
      if (one.kind == "weighty") rest = one.id;
  });
  ASSERT_TRUE(approve(manager_, rest) && approve(deputy_, rest));
  instance_.live_until("2026-05-05");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_FALSE(is_destroyed(items_[0]));
  EXPECT_TRUE(is_destroyed(items_[1]));
}

TEST_F(RecallTest, ApprovedAndThenNeededUntilADayRestsAnewAfterIt_STK_08) {
  const auto id = ask(police_, items_[0]);
  ASSERT_TRUE(approve(manager_, *id));
  ASSERT_TRUE(recalls().refuse(power(deputy_), *id, "A court may ask for it.", Needed{*CivilDate::parse("2026-06-01"),
              *vault().gate().authorise(deputy_, Capability::hold)}));
  instance_.live_until("2026-06-02");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_FALSE(is_destroyed(items_[0])) << "nobody could have said no on that day";
  instance_.live_until("2026-07-03");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_TRUE(is_destroyed(items_[0]));
}

TEST_F(RecallTest, ItsOwnerMayLetItBeKeptAfterAllWhileItIsHeld_STK_08) {
  const auto id = ask(police_, items_[0]);
  ASSERT_TRUE(recalls().refuse(power(manager_), *id, "A court may ask for it.", needed("2026-06-01")));
  ASSERT_TRUE(recalls().withdraw(*may(police_, Act::recall, items_[0]), *id));
  instance_.store->read([&](store::Reader& reader) { EXPECT_TRUE(reader.holds().empty()); });
  instance_.live_until("2026-06-02");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_EQ(recall(*id).state, Recall::State::withdrawn);
}

TEST_F(RecallTest, ItsOwnerMayLetItBeKeptAfterAll_STK_08) {
  const auto id = ask(police_, items_[0]);
  ASSERT_TRUE(approve(manager_, *id));
  EXPECT_FALSE(recalls().withdraw(*may(police_, Act::recall, items_[1]), *id)) << "a grant for another item";
  ASSERT_TRUE(recalls().withdraw(*may(police_, Act::recall, items_[0]), *id));
  EXPECT_EQ(recall(*id).state, Recall::State::withdrawn);
  EXPECT_TRUE(may(support_, Act::read, items_[0]));
  instance_.live_until("2026-06-01");
  EXPECT_TRUE(instance_.disposal->run()->destroyed.empty());
  EXPECT_FALSE(is_destroyed(items_[0]));
}

TEST_F(RecallTest, WhatIsDestroyedIsNotAskedBack_STK_08) {
  const auto id = ask(police_, items_[0]);
  ASSERT_TRUE(approve(manager_, *id));
  instance_.live_until("2026-05-03");
  ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
  EXPECT_FALSE(ask(police_, items_[0]));
  EXPECT_FALSE(recalls().withdraw(*may(police_, Act::recall, items_[0]), *id));
}

// The end of the case overtakes it: nobody is asked about what is gone.
TEST_F(RecallTest, WhatGoesWithItsCaseWaitsForNoAnswer_STK_16) {
  const auto id = ask(police_, items_[0]);
  ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
    const policy::Mandate mandate = power(manager_);
    propose_destruction(transaction, vault(), mandate, case_, "agency-item");
    for (const RecordId item : items_) transaction.set_part_due(item, "item", CivilDate::parse("2026-04-01"));
    return {};
  }));
  WarrantId all;
  instance_.store->read([&](store::Reader& reader) {
    for (const store::WarrantRow& one : reader.warrants("proposed"))
      if (one.kind == "weighty") all = one.id;
  });
  ASSERT_TRUE(approve(manager_, all) && approve(deputy_, all));
  instance_.live_until("2026-05-05");
  ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
  EXPECT_EQ(row(*id).state, "cancelled");
  EXPECT_EQ(recall(*id).state, Recall::State::done);
}

class RecallByTwoOfTheOffice : public RecallTest {
 protected:
  RecallByTwoOfTheOffice() : RecallTest(stockport_with("owner_approves = true", "owner_approves = false")) {}
};

TEST_F(RecallByTwoOfTheOffice, CountsNotWhoAskedWhereTheCharterDoesNotSaySo_STK_08) {
  const auto id = ask(police_, items_[0]);
  ASSERT_TRUE(id && approve(manager_, *id));
  EXPECT_EQ(row(*id).state, "proposed");
  ASSERT_TRUE(approve(deputy_, *id));
  EXPECT_EQ(row(*id).state, "approved");
}

class RecallUnknownToTheCharter : public RecallTest {
 protected:
  RecallUnknownToTheCharter() : RecallTest(stockport_with(", \"recall\"]", "]")) {}
};

TEST_F(RecallUnknownToTheCharter, IsNotThere_STK_08) { EXPECT_FALSE(ask(police_, items_[0])); }

TEST_F(RecallUnknownToTheCharter, IsNotThereForWhatCameBefore_STK_08) {
  const charter::Compilation newer = charter::compile("charters/stockport.toml");
  ASSERT_TRUE(vault().activate(*newer.charter, manager_.account, deputy_.account));
  EXPECT_FALSE(ask(police_, items_[0])) << "it lies under one key with the other, which would go with it";
}

}  // namespace
}  // namespace concordat::vault
