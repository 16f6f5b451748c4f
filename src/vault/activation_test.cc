// A newer charter over what is held under the one before it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "charter/canonical.h"
#include "vault/ending.h"
#include "vault/test_instance.h"
#include "vault/vault.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

using charter::Charter;
using testing::HasSubstr;

const AccountId kFirst = *AccountId::parse(std::string(31, '0') + "1");
const AccountId kSecond = *AccountId::parse(std::string(31, '0') + "2");

class Activating : public testing::Test {
 protected:
  Activating() : instance_("charters/portsmouth.toml", "2026-04-01") {
    course_ = *vault().open_case(*vault().gate().authorise(officer(), charter::Capability::open_case), "course-run", "C-2026-001");
    step("open", "2026-04-01");
  }

  Vault& vault() { return *instance_.vault; }
  policy::Actor officer() { return instance_.person({"training-officer", "manager"}); }

  void step(std::string_view to, const char* day) {
    const policy::Subject subject = *vault().subject_of_case(course_);
    for (const charter::Step& one : vault().active_charter()->case_kind("course-run")->steps) {
      if (one.to != to || one.from != subject.case_state) continue;
      const auto mandate = vault().gate().authorise_step(officer(), one, subject);
      ASSERT_TRUE(mandate && vault().take_step(*mandate, one, *CivilDate::parse(day)));
    }
  }

  RecordId book() {
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = "booking";
    subject.part = "contact";
    const auto grant = vault().gate().decide(policy::the_public(), charter::Act::add, "training", subject);
    EXPECT_TRUE(grant);
    const Charter& charter = *vault().active_charter();
    const charter::Part& part = *charter.record_kind("booking")->part("contact");
    NewPart content;
    if (const charter::Consent* consent = charter.consent(part.consent)) content.consent_wording = consent->wording;
    for (const charter::Field& field : part.fields)
      content.values[field.name] = !field.choices.empty() ? field.choices.front() : field.name == "email" ? "a@example.org" : "Example";
    const auto made = vault().add({*grant}, {{"contact", content}}, "online-form", "requested");
    EXPECT_TRUE(made) << made.error().message;
    return *made;
  }

  std::optional<CivilDate> due(RecordId record) {
    std::optional<CivilDate> day;
    vault().store().read([&](store::Reader& reader) { day = reader.find_part(record, "contact")->due; });
    return day;
  }

  // The charter in force, changed.
  Charter changed(const std::function<void(Charter&)>& change) {
    Charter next = *vault().active_charter();
    change(next);
    charter::seal(next);
    return next;
  }
  Result<void> activate(const Charter& next) { return vault().activate(next, kFirst, kSecond); }
  std::string why_not(const Charter& next) {
    const std::string before = vault().active_charter()->hash;
    const auto done = activate(next);
    EXPECT_EQ(vault().active_charter()->hash == before, !done);
    return done ? "it was activated" : done.error().message;
  }

  static charter::RecordKind& booking(Charter& charter) {
    return *std::ranges::find(charter.record_kinds, "booking", &charter::RecordKind::name);
  }
  static charter::Part& contact(Charter& charter) {
    return *std::ranges::find(booking(charter).parts, "contact", &charter::Part::name);
  }

  TestInstance instance_;
  CaseId course_;
};

TEST_F(Activating, ALongerPeriodDoesNotKeepWhatIsHeldLonger) {
  const RecordId before = book();
  ASSERT_TRUE(activate(changed([](Charter& next) { contact(next).keep.years += 2; })));
  const RecordId after = book();
  step("held", "2026-04-01");
  ASSERT_TRUE(due(before) && due(after));
  EXPECT_EQ(*due(after), due(before)->plus_years(2));
}

TEST_F(Activating, ALongerPeriodCountsForWhatIsHeldOnceTwoPeopleAdoptItOnALawThatIsCited) {
  const std::string law = "act:children-2004";
  ASSERT_TRUE(activate(changed([&](Charter& next) {
    charter::Law cited;
    cited.code = law;
    std::ranges::find(next.purposes, "training", &charter::Purpose::name)->laws.push_back(cited);
  })));
  const RecordId record = book();
  step("held", "2026-04-01");
  const CivilDate before = *due(record);
  ASSERT_TRUE(activate(changed([](Charter& next) { contact(next).keep.years += 2; })));
  ASSERT_EQ(*due(record), before);
  const auto why_not_adopted = [&](const char* part, const std::string& code, AccountId second) {
    const auto done = vault().adopt("booking", part, code, kFirst, second);
    return done ? "adopted" : done.error().message;
  };
  EXPECT_THAT(why_not_adopted("contact", law, kFirst), HasSubstr("two different people"));
  EXPECT_THAT(why_not_adopted("contact", "act:magna-carta", kSecond), HasSubstr("does not cite act:magna-carta"));
  EXPECT_THAT(why_not_adopted("nothing", law, kSecond), HasSubstr("has no part booking.nothing"));
  EXPECT_EQ(*due(record), before);
  const auto adopted = vault().adopt("booking", "contact", law, kFirst, kSecond);
  ASSERT_TRUE(adopted) << adopted.error().message;
  EXPECT_EQ(*adopted, 1u);
  EXPECT_EQ(*due(record), before.plus_years(2));
  EXPECT_THAT(why_not_adopted("contact", law, kSecond), HasSubstr("Nothing held would be kept longer"));
  ASSERT_TRUE(activate(changed([](Charter& next) { contact(next).keep.years -= 1; })));
  EXPECT_EQ(*due(record), before.plus_years(1)) << "a shorter one counts at once, as ever";
}

TEST_F(Activating, AShorterPeriodCountsAtOnceForWhatIsHeld) {
  const RecordId record = book();
  step("held", "2026-04-01");
  const CivilDate before = *due(record);
  ASSERT_TRUE(activate(changed([](Charter& next) { contact(next).keep.years -= 1; })));
  EXPECT_EQ(*due(record), before.plus_years(-1));
}

// Collected under a charter by which it goes by itself; the newer one has two people approve it: no night destroys it before they did.
TEST_F(Activating, WhatTwoPeopleNowApproveGoesInNoOtherWay_STK_16) {
  const RecordId before = book();
  step("held", "2026-04-01");
  ASSERT_TRUE(activate(changed([](Charter& next) {
    contact(next).keep.years -= 1;
    contact(next).keep.weighty = true;
  })));
  instance_.live_until(due(before)->plus_days(1).iso().c_str());
  Disposal& disposal = *instance_.disposal;
  EXPECT_TRUE(disposal.run()->destroyed.empty());
  const auto in_state = [&](std::string_view state) {
    std::vector<store::WarrantRow> rows;
    vault().store().read([&](store::Reader& reader) { rows = reader.warrants(state); });
    return rows;
  };
  ASSERT_EQ(in_state("proposed").size(), 1u) << "the night puts it before two people";
  EXPECT_EQ(in_state("proposed")[0].kind, "weighty");
  EXPECT_TRUE(disposal.run()->destroyed.empty());
  EXPECT_EQ(in_state("proposed").size(), 1u) << "and does so once";
  const auto cancel = vault().gate().authorise(officer(), charter::Capability::approve_destruction, *vault().subject_of_case(course_));
  ASSERT_TRUE(cancel) << cancel.error().message;
  const auto cancelled = disposal.cancel(*cancel, in_state("proposed")[0].id);
  ASSERT_TRUE(cancelled) << cancelled.error().message;
  EXPECT_TRUE(disposal.run()->destroyed.empty());
  EXPECT_TRUE(in_state("proposed").empty()) << "what a person set aside, a person proposes again";
}

// What a routine run had put before two people, being beyond the day's cap, is carried out by no lighter rule than the newer charter's.
TEST_F(Activating, AnApprovalUnderTheOlderCharterIsNotEnoughForTheNewer_STK_16) {
  const RecordId record = book();
  step("held", "2026-04-01");
  const Instant now = instance_.clock.now();
  store::WarrantRow approved{crypto::new_id<WarrantId>(), "routine", "approved", course_, {}, {}, now, now};
  const std::vector<store::WarrantItemRow> items{{approved.id, record, "contact"}};
  approved.content = content_of(items);
  ASSERT_TRUE(vault().store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.insert_warrant(approved);
    transaction.insert_warrant_item(items[0]);
    return {};
  }));
  ASSERT_TRUE(activate(changed([](Charter& next) {
    contact(next).keep.years -= 1;
    contact(next).keep.weighty = true;
  })));
  instance_.live_until(due(record)->plus_days(1).iso().c_str());
  const auto run = instance_.disposal->run();
  EXPECT_TRUE(run->destroyed.empty());
  EXPECT_EQ(run->refused, 1u);
}

TEST_F(Activating, TellsBeforehandWhatItWouldMakeDueAtOnce) {
  book();
  step("held", "2026-04-01");
  instance_.live_until("2027-05-01");  // kept until 31 March 2028, and without that year until 31 March 2027
  const Charter next = changed([](Charter& charter) {
    contact(charter).keep.years = 0;
    contact(charter).keep.weighty = true;
  });
  const auto due = due_at_once(vault(), next);
  ASSERT_EQ(due.size(), 1u);
  EXPECT_TRUE(due[0].weighty);
  EXPECT_EQ(due[0].parts, 1u);
  EXPECT_TRUE(due_at_once(vault(), *vault().active_charter()).empty());
}

TEST_F(Activating, RefusesToWidenAPurposeOverDataHeld) {
  const auto widened = [](Charter& next) {
    next.purposes.front().bases.push_back({"ukgdpr:6.1.f", "legitimate interests", ""});
    for (charter::Purpose& purpose : next.purposes)
      if (purpose.name == "training") purpose.bases.push_back({"ukgdpr:6.1.f", "legitimate interests", ""});
  };
  EXPECT_TRUE(vault().check_over_held(changed(widened))) << "nothing is held yet";
  book();
  EXPECT_THAT(why_not(changed(widened)), HasSubstr("it widens a purpose"));
}

TEST_F(Activating, RefusesToLeaveDataHeldWithoutRules) {
  book();
  EXPECT_THAT(why_not(changed([](Charter& next) { contact(next).name = "person"; })), HasSubstr("has no part \"contact\" any more"));
  EXPECT_THAT(why_not(changed([](Charter& next) { booking(next).name = "place"; })), HasSubstr("any more"));
  EXPECT_THAT(why_not(changed([](Charter& next) { booking(next).purpose = "reviews"; })), HasSubstr("for another purpose"));
  EXPECT_THAT(why_not(changed([](Charter& next) {
                std::erase(std::ranges::find(next.case_kinds, "course-run", &charter::CaseKind::name)->states, "open");
              })),
              HasSubstr("no place for C-2026-001, which is in the state \"open\""));
}

TEST_F(Activating, RefusesToTakeAwayWhatAConsentGivenCanTakeBack) {
  const auto kept = [](Charter& next) {
    std::ranges::find(next.consents, "training", &charter::Consent::name)->withdrawal_destroys = {"booking.needs"};
  };
  EXPECT_TRUE(vault().check_over_held(changed(kept))) << "nobody has given it yet";
  book();
  EXPECT_THAT(why_not(changed(kept)), HasSubstr("the consent \"training\" was given"));
  EXPECT_THAT(why_not(changed([](Charter& next) { std::erase_if(next.consents, [](const auto& one) { return one.name == "training"; }); })),
              HasSubstr("the consent \"training\" was given"));
}

TEST_F(Activating, IsRememberedWithItsDayAndInOrder) {
  const std::string first = vault().active_charter()->hash;
  instance_.live_until("2026-05-01");
  const Charter next = changed([](Charter& charter) { charter.version = "2027-01"; });
  ASSERT_TRUE(activate(next));
  instance_.live_until("2026-06-01");
  ASSERT_TRUE(activate(*vault().charter(first)));
  std::vector<std::string> told;
  for (const ledger::Leaf& one : vault().activations()) told.push_back(london_date(one.at).iso() + " " + one.charter);
  EXPECT_THAT(told, testing::ElementsAre("2026-04-01 " + first, "2026-05-01 " + next.hash, "2026-06-01 " + first));
}

TEST_F(Activating, WritesAcceptedErrorsIntoTheLedger) {
  const Charter next = changed([](Charter& charter) { charter.version = "2027-01"; });
  ASSERT_TRUE(vault().activate(next, kFirst, kSecond, {{"retention-unstated", "the schedule says it"}}));
  std::vector<std::string> leaves;
  std::optional<Bytes> reason;
  vault().store().read([&](store::Reader& reader) {
    leaves = reader.leaves(reader.leaf_count() - 1, 1);
    reason = reader.meta("accepted:" + next.hash + ":retention-unstated");
  });
  EXPECT_THAT(ledger::decode(leaves.at(0))->detail, HasSubstr(";accepted=retention-unstated"));
  EXPECT_EQ(reason, to_bytes("the schedule says it"));
}

}  // namespace
}  // namespace concordat::vault
