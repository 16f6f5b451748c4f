#include "vault/vault.h"

#include <gtest/gtest.h>

#include "vault/disposal.h"
#include "vault/test_instance.h"

namespace concordat::vault {
namespace {

// Nothing outside disposal makes a warrant.
static_assert(!std::is_default_constructible_v<Warrant> &&
              !std::is_constructible_v<Warrant, store::WarrantRow, std::vector<store::WarrantItemRow>>);

using charter::Act;

// Portsmouth's training: POR-08, POR-09, POR-10.
class Booking : public testing::Test {
 protected:
  Booking() : instance_("charters/portsmouth.toml", "2026-04-01") {
    course_ = *vault().open_case(*vault().gate().authorise(officer(), charter::Capability::open_case), "course-run", "C-2026-001");
    EXPECT_TRUE(step("open", "2026-04-01"));
  }

  Vault& vault() { return *instance_.vault; }
  policy::Actor officer() { return instance_.person({"training-officer", "manager"}); }
  policy::Actor deputy() { return instance_.person({"deputy"}); }

  Result<void> step(std::string_view to, const char* day) {
    const policy::Subject subject = *vault().subject_of_case(course_);
    for (const charter::Step& one : vault().active_charter()->case_kind("course-run")->steps)
      if (one.to == to && one.from == subject.case_state)
        return vault().take_step(TRY(vault().gate().authorise_step(officer(), one, subject)), one, *CivilDate::parse(day));
    return Error{"no such step", ""};
  }

  policy::Subject new_booking(std::string_view part) {
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = "booking";
    subject.part = part;
    return subject;
  }

  Result<RecordId> plan(const char* day) {
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = "course";
    subject.part = "details";
    const policy::Grant grant = TRY(vault().gate().decide(officer(), Act::add, "training", subject));
    return vault().add({grant}, {{"details", {course_on(day), ""}}}, "office", "planned");
  }
  Result<void> move_to(RecordId course, const char* day) {
    const policy::Grant grant =
        TRY(vault().gate().decide(officer(), Act::correct, "training", *vault().subject_of(course, "details")));
    return vault().correct(grant, course_on(day), 1);
  }
  static Values course_on(const char* day) {
    return {{"course-title", "Neglect"}, {"course-date", day}, {"course-place", "Town Hall"}};
  }

  Result<RecordId> request(const char* name, Values more = {}) {
    Values values{{"name", name}, {"email", "delegate@example.org"}, {"organisation", "Example School"}};
    values.merge(more);
    const policy::Grant grant = TRY(vault().gate().decide(policy::the_public(), Act::add, "training", new_booking("contact")));
    return vault().add({grant}, {{"contact", {values, "training-v1"}}}, "online-form", "requested");
  }

  Result<void> give_needs(RecordId id, const char* wording) {
    const policy::Grant grant =
        TRY(vault().gate().decide(policy::subject_of(id), Act::add, "training", *vault().subject_of(id, "needs")));
    return vault().add_part(grant, {{{"dietary", "no nuts"}}, wording});
  }

  Result<void> offer(RecordId id) {
    const policy::Mandate mandate =
        TRY(vault().gate().authorise(officer(), charter::Capability::offer_place, *vault().subject_of(id, "contact")));
    return vault().set_record_state(mandate, id, "place-offered");
  }

  Result<OpenedPart> read(const policy::Actor& actor, RecordId id, const char* part) {
    return vault().read(TRY(vault().gate().decide(actor, Act::read, "training", *vault().subject_of(id, part))));
  }

  TestInstance instance_;
  CaseId course_;
};

TEST_F(Booking, AsksNeedsOnlyOnceAPlaceIsOffered_POR_08) {
  const RecordId id = *request("Ada Example");
  EXPECT_FALSE(give_needs(id, "needs-v1"));
  ASSERT_TRUE(offer(id));
  EXPECT_TRUE(give_needs(id, "needs-v1"));
  EXPECT_FALSE(give_needs(id, "needs-v1")) << "a part is given once, then changed";
}

TEST_F(Booking, RefusesAFieldThatTheCharterDoesNotHave_DDS_12) {
  EXPECT_FALSE(request("Ada Example", {{"religion", "none"}}));
  EXPECT_FALSE(request("Ada Example", {{"dietary", "no nuts"}})) << "a field of another part";
}

TEST_F(Booking, HoldsNothingWithoutConsentToTheWordingOfTheCharter_POR_09) {
  const RecordId id = *request("Ada Example");
  ASSERT_TRUE(offer(id));
  EXPECT_FALSE(give_needs(id, ""));
  EXPECT_FALSE(give_needs(id, "training-v1"));
  EXPECT_TRUE(give_needs(id, "needs-v1"));
}

TEST_F(Booking, WithdrawingAConsentDestroysItsPartAtOnce_POR_09) {
  const RecordId id = *request("Ada Example");
  ASSERT_TRUE(offer(id));
  ASSERT_TRUE(give_needs(id, "needs-v1"));
  EXPECT_EQ(read(officer(), id, "needs")->values.at("dietary"), "no nuts");
  const auto mandate = vault().gate().authorise_withdrawal(policy::subject_of(id), "needs", *vault().subject_of(id, "needs"));
  EXPECT_EQ(instance_.disposal->withdraw(*mandate, "needs")->parts, 1u);
  EXPECT_FALSE(read(officer(), id, "needs"));
  EXPECT_TRUE(read(officer(), id, "contact"));
  EXPECT_FALSE(instance_.disposal->withdraw(*mandate, "needs")) << "it is withdrawn already";
  ASSERT_TRUE(give_needs(id, "needs-v1")) << "a consent can be given again";
  EXPECT_EQ(read(officer(), id, "needs")->values.at("dietary"), "no nuts");
  EXPECT_EQ(instance_.disposal->withdraw(*mandate, "needs")->parts, 1u);
}

TEST_F(Booking, GoesAfterTheFinancialYearAndOneYearMoreAndLeavesACount_POR_10) {
  const RecordId id = *request("Ada Example");
  ASSERT_TRUE(offer(id));
  ASSERT_TRUE(give_needs(id, "needs-v1"));
  instance_.live_until("2026-05-05");
  ASSERT_TRUE(step("held", "2026-05-05"));
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_TRUE(read(officer(), id, "needs")) << "needs are held on the day of the course";
  instance_.live_until("2026-05-06");
  EXPECT_EQ(instance_.disposal->run()->destroyed.size(), 1u);
  EXPECT_FALSE(read(officer(), id, "needs"));
  instance_.live_until("2028-03-31");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_TRUE(read(officer(), id, "contact")) << "31 March 2028 is the last day";
  instance_.live_until("2028-04-01");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_FALSE(read(officer(), id, "contact"));
  std::vector<std::pair<std::string, std::uint64_t>> counts;
  instance_.store->read([&](store::Reader& reader) { counts = reader.counts(course_); });
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts[0].second, 1u);
}

TEST_F(Booking, NeedsGoAfterThePlannedDayThoughNobodyRecordsThatTheCourseWasHeld_POR_10) {
  const RecordId planned = *plan("2026-05-05");
  const RecordId id = *request("Ada Example");
  ASSERT_TRUE(offer(id));
  ASSERT_TRUE(give_needs(id, "needs-v1"));
  ASSERT_TRUE(move_to(planned, "2026-06-02")) << "the course is put off";
  instance_.live_until("2026-06-02");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_TRUE(read(officer(), id, "needs")) << "the last planned day counts";
  instance_.live_until("2026-06-03");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_FALSE(read(officer(), id, "needs"));
  EXPECT_TRUE(read(officer(), id, "contact"));
}

TEST_F(Booking, TheDayThatACourseWasHeldCountsMoreThanThePlannedOne_POR_10) {
  ASSERT_TRUE(plan("2027-04-20"));
  const RecordId id = *request("Ada Example");
  instance_.live_until("2026-04-15");
  ASSERT_TRUE(step("held", "2026-04-15"));
  std::optional<store::PartRow> contact;
  instance_.store->read([&](store::Reader& reader) { contact = reader.find_part(id, "contact"); });
  EXPECT_EQ(contact->due, CivilDate::parse("2028-03-31")) << "the financial year of the day that it was held";
}

TEST_F(Booking, EveryReadIsInTheLedgerBeforeItIsAnswered) {
  const RecordId id = *request("Ada Example");
  ASSERT_TRUE(read(officer(), id, "contact"));
  const auto acts = vault().history(course_);
  EXPECT_EQ(acts.back().event, "record.read");
  EXPECT_EQ(acts.back().record, id);
  EXPECT_EQ(acts.back().actor, officer().account.text());
}

TEST_F(Booking, WhatIsAboutNobodyAndOpenToThePublicIsReadWithoutAnEntry) {
  const RecordId course = *plan("2026-05-05");
  const std::size_t acts = vault().history(course_).size();
  ASSERT_TRUE(read(policy::the_public(), course, "details"));
  EXPECT_EQ(vault().history(course_).size(), acts);
  ASSERT_TRUE(read(officer(), course, "details"));
  EXPECT_EQ(vault().history(course_).size(), acts + 1) << "a person's reads are all written down";
}

// Its key is erased first, then the record says so: who reads a list in between gets what is left.
TEST_F(Booking, WhatIsBeingDestroyedIsLeftOutOfAList_POR_10) {
  const RecordId course = *plan("2026-04-15");
  instance_.live_until("2026-04-15");
  ASSERT_TRUE(step("held", "2026-04-15"));
  const auto grant = vault().gate().decide(policy::the_public(), Act::read, "training", *vault().subject_of(course, "details"));
  ASSERT_TRUE(grant);
  std::vector<std::size_t> seen;
  instance_.store->before_commit([&]() -> Result<void> {
    const auto list = vault().read_list({*grant});
    EXPECT_TRUE(list) << list.error().message;
    if (list) seen.push_back(list->size());
    return {};
  });
  instance_.live_until("2028-04-01");
  ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1u);
  EXPECT_EQ(seen.front(), 1u);
  EXPECT_EQ(seen[1], 0u) << "the commit that marks it as destroyed";
}

// One entry for all of it, found from each case with what it names of that one.
TEST_F(Booking, AListThatSpansCasesIsOneEntryOfTheLedger) {
  const RecordId first = *request("Ada Example"), second = *request("Ben Example");
  const CaseId before = course_;
  course_ = *vault().open_case(*vault().gate().authorise(officer(), charter::Capability::open_case), "course-run", "C-2026-002");
  ASSERT_TRUE(step("open", "2026-04-01"));
  const RecordId elsewhere = *request("Cleo Example");
  std::uint64_t leaves = 0, then = 0;
  instance_.store->read([&](store::Reader& reader) { leaves = reader.leaf_count(); });
  const auto opened = vault().read_allowed(officer(), {elsewhere, first, crypto::new_id<RecordId>(), second}, "contact");
  ASSERT_TRUE(opened && opened->size() == 3) << opened.error().message;
  EXPECT_EQ(opened->front().record, elsewhere);
  EXPECT_EQ(opened->back().values.at("name"), "Ben Example");
  instance_.store->read([&](store::Reader& reader) { then = reader.leaf_count(); });
  EXPECT_EQ(then, leaves + 1);
  for (const CaseId id : {before, course_}) {
    const ledger::Leaf last = vault().history(id).back();
    EXPECT_EQ(last.event, "list.read");
    EXPECT_EQ(last.case_id, id);
    EXPECT_EQ(last.detail, id == before ? "records=" + first.text() + "," + second.text() : "records=" + elsewhere.text());
  }
  EXPECT_TRUE(ledger::fsck(*instance_.store, {}, instance_.ledger->public_key()).problems.empty());
  EXPECT_TRUE(vault().read_allowed(policy::the_public(), {first, second}, "contact")->empty()) << "no rule lets them";
}

// Something happens after one reading of the store.
class InterruptedStore final : public store::Store {
 public:
  explicit InterruptedStore(store::Store& inner) : inner_(inner) {}
  Result<void> write(const Act& act) override { return inner_.write(act); }
  void read(const std::function<void(store::Reader&)>& look) override {
    inner_.read(look);
    if (const auto next = std::exchange(then, nullptr)) next();
  }
  void before_commit(std::function<Result<void>()> hook) override { inner_.before_commit(std::move(hook)); }
  std::function<void()> then;

 private:
  store::Store& inner_;
};

// A list is looked up before its turn to be logged; what another act changed meanwhile is looked up again.
TEST_F(Booking, AListIsLoggedAsItStandsThen) {
  const RecordId id = *request("Ada Example");
  instance_.close();
  instance_.store = std::move(*store::open_sqlite(instance_.folder + "/concordat.db"));
  instance_.ledger = std::make_unique<ledger::Ledger>(*instance_.store, instance_.clock, "concordat/test", crypto::new_signing_key());
  InterruptedStore interrupted(*instance_.store);
  auto keyring = Keyring::open(instance_.folder + "/keyring", instance_.root_key);
  instance_.vault = std::make_unique<Vault>(interrupted, *instance_.ledger, std::move(*keyring), instance_.clock);
  instance_.disposal = std::make_unique<Disposal>(vault());
  const policy::Subject subject = *vault().subject_of(id, "contact");
  const auto grant = vault().gate().decide(officer(), Act::read, "training", subject);
  const auto mandate = vault().gate().authorise_withdrawal(policy::subject_of(id), "training", subject);
  interrupted.then = [&] { EXPECT_TRUE(vault().read(*grant)); };
  EXPECT_EQ(vault().read_list({*grant})->size(), 1u) << "somebody else's reading changes nothing";
  interrupted.then = [&] { EXPECT_TRUE(instance_.disposal->withdraw(*mandate, "training")); };
  const auto list = vault().read_list({*grant});
  EXPECT_TRUE(list && list->empty());
  EXPECT_EQ(vault().history(course_).back().event, "destruction.done") << "what was not there was not read";
  const RecordId other = *request("Ben Example");
  interrupted.then = [&] { EXPECT_TRUE(step("held", "2026-04-01")); };
  EXPECT_FALSE(vault().read_allowed(officer(), {other}, "contact")) << "the case has moved on";
  instance_.close();
}

TEST_F(Booking, AGrantIsForOneStateOfTheCase) {
  const RecordId id = *request("Ada Example");
  const auto grant = vault().gate().decide(officer(), Act::read, "training", *vault().subject_of(id, "contact"));
  instance_.live_until("2026-05-05");
  ASSERT_TRUE(step("held", "2026-05-05"));
  EXPECT_FALSE(vault().read(*grant)) << "the case has moved on since the grant";
}

TEST_F(Booking, AStepThatSomebodyElseTookMeanwhileIsNotTakenTwice) {
  const policy::Subject subject = *vault().subject_of_case(course_);
  const auto& steps = vault().active_charter()->case_kind("course-run")->steps;
  const auto held =
      std::ranges::find_if(steps, [&](const charter::Step& one) { return one.from == subject.case_state && one.to == "held"; });
  ASSERT_NE(held, steps.end());
  const auto first = vault().gate().authorise_step(officer(), *held, subject);
  const auto second = vault().gate().authorise_step(officer(), *held, subject);
  instance_.live_until("2026-05-05");
  ASSERT_TRUE(vault().take_step(*first, *held, *CivilDate::parse("2026-05-05")));
  const auto again = vault().take_step(*second, *held, *CivilDate::parse("2026-05-04"));
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("has moved on"), std::string::npos);
}

TEST_F(Booking, AGrantToReadDoesNotCorrect) {
  const RecordId id = *request("Ada Example");
  const policy::Subject subject = *vault().subject_of(id, "contact");
  const auto to_read = vault().gate().decide(policy::subject_of(id), Act::read, "training", subject);
  const auto named = [](const char* name) {
    return Values{{"name", name}, {"email", "delegate@example.org"}, {"organisation", "Example School"}};
  };
  EXPECT_FALSE(vault().correct(*to_read, named("Eve"), 1));
  const auto to_correct = vault().gate().decide(policy::subject_of(id), Act::correct, "training", subject);
  EXPECT_FALSE(vault().correct(*to_correct, {{"name", "Ada Exampleton"}}, 1)) << "what the charter requires is missing";
  EXPECT_TRUE(vault().correct(*to_correct, named("Ada Exampleton"), 1));
  EXPECT_FALSE(vault().correct(*to_correct, named("Eve"), 1)) << "somebody looked at an older version";
  EXPECT_EQ(read(officer(), id, "contact")->values.at("name"), "Ada Exampleton");
}

TEST_F(Booking, AMandateMovesTheRecordThatItNamesAndNoOther) {
  const RecordId id = *request("Ada Example");
  const RecordId other = *request("Bea Example");
  const auto offer = vault().gate().authorise(officer(), charter::Capability::offer_place, *vault().subject_of(id, "contact"));
  EXPECT_FALSE(vault().set_record_state(*offer, other, "place-offered"));
  EXPECT_FALSE(vault().set_record_state(*offer, id, "attended")) << "that is another capability";
  EXPECT_FALSE(vault().set_record_state(*offer, id, "concluded")) << "no record has such a state";
  EXPECT_TRUE(vault().set_record_state(*offer, id, "place-offered"));
}

TEST_F(Booking, ABookingNeedsAnOpenCourse) {
  instance_.live_until("2026-05-05");
  ASSERT_TRUE(step("held", "2026-05-05"));
  EXPECT_FALSE(request("Ada Example"));
}

TEST_F(Booking, ADayThatHasNotComeCannotBeRecorded) { EXPECT_FALSE(step("held", "2026-05-05")); }

TEST_F(Booking, AClockSetWrongDestroysNothingEarly) {
  const RecordId id = *request("Ada Example");
  instance_.live_until("2026-05-05");
  ASSERT_TRUE(step("held", "2026-05-05"));
  ASSERT_TRUE(instance_.disposal->run());
  instance_.clock.set(london_midnight(*CivilDate::parse("2036-05-05")));
  EXPECT_FALSE(instance_.disposal->run());
  instance_.clock.set(london_midnight(*CivilDate::parse("2016-05-05")));
  EXPECT_FALSE(instance_.disposal->run());
  instance_.clock.set(london_midnight(*CivilDate::parse("2036-05-05")));
  EXPECT_TRUE(read(officer(), id, "contact")) << "an act under the wrong clock is logged, and makes it no truer";
  instance_.close();
  instance_.open();
  EXPECT_FALSE(instance_.disposal->run()) << "ten years of silence need two people";
  EXPECT_TRUE(read(officer(), id, "contact"));
  const auto first = vault().gate().authorise(officer(), charter::Capability::approve_destruction);
  const auto second = vault().gate().authorise(deputy(), charter::Capability::approve_destruction);
  EXPECT_FALSE(*instance_.disposal->confirm_clock(*first));
  EXPECT_FALSE(*instance_.disposal->confirm_clock(*first)) << "one person twice is one person";
  EXPECT_FALSE(instance_.disposal->run());
  EXPECT_TRUE(*instance_.disposal->confirm_clock(*second));
  EXPECT_TRUE(instance_.disposal->run());
  EXPECT_FALSE(read(officer(), id, "contact"));
}

TEST_F(Booking, ASecondProgramIsRefusedTheDirectory) {
  const auto second = Keyring::open(instance_.folder + "/keyring", instance_.root_key);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("Another program"), std::string::npos);
}

TEST_F(Booking, AnIntentThatACrashLeftOpenIsFinishedAtTheNextStart) {
  const RecordId id = *request("Ada Example");
  ASSERT_TRUE(instance_.store->write([&](store::Transaction& transaction) -> Result<void> {
    store::WarrantRow row{crypto::new_id<WarrantId>(), "subject", "intended", course_, AgencyId{}, {}, instance_.clock.now(), std::nullopt};
    row.content = content_of({{row.id, id, "contact"}});
    transaction.insert_warrant(row);
    transaction.insert_warrant_item({row.id, id, "contact"});
    return {};
  }));
  instance_.close();
  instance_.open();
  EXPECT_FALSE(read(officer(), id, "contact"));
  EXPECT_EQ(vault().history(course_).back().event, "destruction.done");
}

TEST_F(Booking, AHoldStopsDestructionAndIsReleasedByTwo) {
  const RecordId id = *request("Ada Example");
  instance_.live_until("2026-05-05");
  ASSERT_TRUE(step("held", "2026-05-05"));
  const auto first = vault().gate().authorise(officer(), charter::Capability::hold);
  const auto second = vault().gate().authorise(deputy(), charter::Capability::hold);
  ASSERT_TRUE(instance_.disposal->hold(*first, "everything", ""));
  instance_.live_until("2028-04-01");
  EXPECT_EQ(instance_.disposal->run()->held, 1u);
  EXPECT_TRUE(read(officer(), id, "contact"));
  EXPECT_FALSE(*instance_.disposal->release(*first, "everything", "")) << "the first request only waits for the second";
  EXPECT_FALSE(instance_.disposal->release(*first, "everything", "")) << "one person twice is one person";
  instance_.close();
  instance_.open();
  EXPECT_EQ(instance_.disposal->run()->held, 1u) << "it stands until the second has confirmed";
  ASSERT_TRUE(*instance_.disposal->release(*second, "everything", "")) << "the first request outlives a restart";
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_FALSE(read(officer(), id, "contact"));
}

}  // namespace
}  // namespace concordat::vault
