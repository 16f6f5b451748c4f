// Portsmouth's training: what attestation says of it, and each fault that it must see (POR-08, POR-09, POR-10, POR-15).

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "charter/canonical.h"
#include "directory.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using testing::HasSubstr;

class Training : public Directory {
 protected:
  Training() : Directory("charters/portsmouth.toml", "2026-04-01") {
    officer_ = with_account({"training-officer", "manager"});
    course_ = *vault().open_case(*vault().gate().authorise(officer_, charter::Capability::open_case), "course-run", "C-2026-001");
    EXPECT_TRUE(step(officer_, course_, "open"));
    booking_ = book();
  }

  RecordId book() {
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = "booking";
    subject.part = "contact";
    const auto grant = vault().gate().decide(policy::the_public(), Act::add, "training", subject);
    const vault::NewPart contact{{{"name", "Ada Example"}, {"email", "ada@example.org"}, {"organisation", "Example School"}},
                                 "training-v1"};
    return *vault().add({*grant}, {{"contact", contact}}, "online-form", "requested");
  }
  void offer_and_ask_needs() {
    const auto offer = vault().gate().authorise(officer_, charter::Capability::offer_place, *vault().subject_of(booking_, "contact"));
    ASSERT_TRUE(vault().set_record_state(*offer, booking_, "place-offered"));
    const auto grant = vault().gate().decide(policy::subject_of(booking_), Act::add, "training", *vault().subject_of(booking_, "needs"));
    ASSERT_TRUE(vault().add_part(*grant, {{{"dietary", "no nuts"}}, "needs-v1"}));
  }
  void withdraw_needs() {
    const auto mandate =
        vault().gate().authorise_withdrawal(policy::subject_of(booking_), "needs", *vault().subject_of(booking_, "needs"));
    ASSERT_TRUE(instance_.disposal->withdraw(*mandate, "needs"));
  }
  void hold_course() {
    instance_.live_until("2026-05-05");
    ASSERT_TRUE(step(officer_, course_, "held"));
  }
  void run_on(const char* day) {
    instance_.live_until(day);
    ASSERT_TRUE(instance_.disposal->run());
  }

  policy::Actor officer_;
  CaseId course_;
  RecordId booking_;
};

TEST_F(Training, JoiningInstructionsAreReadByWhoHasAPlaceThen_POR_08) {
  policy::Subject subject = *vault().subject_of_case(course_);
  subject.record_kind = "course";
  std::vector<policy::Grant> grants;
  for (const char* part : {"details", "joining"}) {
    subject.part = part;
    grants.push_back(*vault().gate().decide(officer_, Act::add, "training", subject));
  }
  const vault::NewPart details{{{"course-title", "Neglect"}, {"course-date", "2026-05-05"}, {"course-place", "Town Hall"}}, ""};
  const RecordId course =
      *vault().add(grants, {{"details", details}, {"joining", {{{"joining", "Ring at the side door."}}, ""}}}, "office", "planned");
  const auto read = [&] {
    const policy::Actor delegate = policy::delegate_of(booking_, course_);
    EXPECT_TRUE(vault().read(*vault().gate().decide(delegate, Act::read, "training", *vault().subject_of(course, "joining"))));
  };
  offer_and_ask_needs();
  read();
  EXPECT_EQ(judged(judge_access, "course").status, Status::kept);
  const auto cancel = vault().gate().authorise_own(policy::subject_of(booking_), *vault().subject_of(booking_, ""));
  ASSERT_TRUE(instance_.disposal->end_booking(*cancel, booking_, "cancelled", ""));
  read();
  EXPECT_EQ(judged(judge_access, "course").status, Status::broken) << "nobody had a place any more";
}

TEST_F(Training, SaysWhatIsKeptAndWhatIsNotExercisedYet) {
  EXPECT_EQ(status("POR-01"), "kept");
  EXPECT_EQ(status("POR-08"), "kept") << "by what was asked so far: no payment was";
  EXPECT_EQ(status("POR-09"), "kept") << "by the consent that was given so far: nobody was asked for needs yet";
  EXPECT_EQ(status("POR-10"), "kept");
  EXPECT_EQ(finding("POR-10").proof, "enforced");
  offer_and_ask_needs();
  EXPECT_EQ(status("POR-09"), "kept") << finding("POR-09").evidence;
}

TEST_F(Training, IsKeptThroughoutALifeAndInTheEnd) {
  offer_and_ask_needs();
  hold_course();
  EXPECT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("1 part held, none beyond its last day; the first goes after 31 March 2028"));
  run_on("2026-05-06");
  EXPECT_EQ(status("POR-09"), "kept") << finding("POR-09").evidence;
  run_on("2028-04-01");
  EXPECT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("1 part destroyed by warrant"));
}

TEST_F(Training, CountsFromThePlannedDayWhileNobodyRecordsAnother_POR_10) {
  policy::Subject subject = *vault().subject_of_case(course_);
  subject.record_kind = "course";
  subject.part = "details";
  const auto grant = vault().gate().decide(officer_, Act::add, "training", subject);
  const vault::NewPart details{{{"course-title", "Neglect"}, {"course-date", "2026-05-05"}, {"course-place", "Town Hall"}}, ""};
  ASSERT_TRUE(vault().add({*grant}, {{"details", details}}, "office", "planned"));
  offer_and_ask_needs();
  EXPECT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("the first goes after 31 March 2028"));
  instance_.live_until("2026-05-07");
  EXPECT_EQ(status("POR-10"), "broken") << "nothing destroyed the needs: " << finding("POR-10").evidence;
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  sql("UPDATE events SET day = day + 400 WHERE event = 'expected:course.held'");
  EXPECT_EQ(status("POR-10"), "broken") << "the planned day was edited";
}

TEST_F(Training, AWithdrawalIsKeptAndSaysSo_POR_09) {
  offer_and_ask_needs();
  withdraw_needs();
  EXPECT_EQ(status("POR-09"), "kept") << finding("POR-09").evidence;
  EXPECT_THAT(finding("POR-09").evidence, HasSubstr("1 withdrawn, and what it covered was destroyed"));
}

TEST_F(Training, WhatGoesWithACancelledBookingIsHeldAgainstThatItWasCancelled_POR_10) {
  offer_and_ask_needs();
  const auto own = vault().gate().authorise_own(policy::subject_of(booking_), *vault().subject_of(booking_, ""));
  ASSERT_TRUE(instance_.disposal->end_booking(*own, booking_, "cancelled", ""));
  EXPECT_EQ(status("POR-09"), "kept") << finding("POR-09").evidence;
  EXPECT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  edit_leaf("record.state", "state=cancelled", "state=attended");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("as if its booking had been declined or cancelled, and it had not"));
}

TEST_F(Training, WhatAPersonMustShowIsMissing_POR_15) {
  EXPECT_EQ(status("POR-15"), "missing");
  EXPECT_THAT(finding("POR-15").evidence, HasSubstr("Not on record: “Where the data lies"));
}

TEST_F(Training, SaysWhatEachPurposeRestsOn_POR_22) {
  EXPECT_EQ(status("POR-22"), "kept");
  EXPECT_THAT(finding("POR-22").evidence, HasSubstr("“Training and events”: consent, Article 6(1)(a)"));
}

TEST_F(Training, AnOpenDateOfTheNoticeIsMissing_POR_25) { EXPECT_EQ(status("POR-25"), "missing"); }

TEST_F(Training, SeesAnOverduePart_POR_10) {
  hold_course();
  instance_.live_until("2028-04-01");
  EXPECT_EQ(status("POR-10"), "kept") << "31 March was the last day: today's run will take it";
  instance_.live_until("2028-04-02");
  EXPECT_EQ(status("POR-10"), "broken");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("A part is held beyond its last day"));
}

TEST_F(Training, AHoldAgainstAnOverduePartIsSaidAsSuch) {
  hold_course();
  ASSERT_TRUE(instance_.disposal->hold(*vault().gate().authorise(officer_, charter::Capability::hold), "case", course_.text()));
  run_on("2028-04-05");
  EXPECT_EQ(status("POR-10"), "held") << finding("POR-10").evidence;
}

TEST_F(Training, SeesALastDayThatWasEdited_POR_10) {
  hold_course();
  sql("UPDATE parts SET due = due + 365 WHERE part = 'contact'");
  EXPECT_EQ(status("POR-10"), "broken");
}

TEST_F(Training, SeesTheDayOfTheCourseEdited_POR_10) {
  hold_course();
  sql("UPDATE events SET day = day + 365");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("has other events or days than the ledger says"));
}

TEST_F(Training, SeesARemovedPart) {
  sql("DELETE FROM parts WHERE part = 'contact'");
  EXPECT_EQ(status("POR-10"), "broken");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("A part was removed from the database"));
}

TEST_F(Training, SeesARemovedRecord) {
  sql("DELETE FROM parts WHERE part = 'contact'; DELETE FROM records WHERE kind = 'booking'");
  EXPECT_EQ(status("POR-10"), "broken");
}

TEST_F(Training, SeesARemovedCase) {
  sql("DELETE FROM cases");
  EXPECT_EQ(status("POR-10"), "broken");
}

TEST_F(Training, SeesARecordThatNoActPutIn) {
  sql("INSERT INTO records (id, case_sequence, kind, owner, state, purpose, channel, collected, charter) "
      "SELECT randomblob(16), case_sequence, kind, owner, state, purpose, channel, collected, charter FROM records WHERE kind = 'booking';"
      "INSERT INTO parts (record_sequence, part, version, key, due, destroyed, sealed) "
      "SELECT (SELECT max(sequence) FROM records), part, version, key, due, destroyed, sealed FROM parts WHERE part = 'contact'");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("has no entry in the ledger"));
  EXPECT_EQ(status("POR-10"), "broken");
}

TEST_F(Training, SeesADestructionWithoutAWarrant) {
  sql("UPDATE parts SET destroyed = 1, sealed = x'' WHERE part = 'contact'");
  EXPECT_EQ(status("POR-10"), "broken");
}

TEST_F(Training, SeesAWarrantThatWasRemovedOrChanged) {
  hold_course();
  run_on("2028-04-01");
  ASSERT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  sql("UPDATE warrants SET content = randomblob(32)");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("was destroyed without a warrant for it"));
  sql("DELETE FROM warrants");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("was destroyed without a warrant for it"));
}

TEST_F(Training, SeesADestructionBeforeTheLastDay_POR_10) {
  hold_course();
  run_on("2028-04-01");
  edit_leaf("case.step", "day=2026-05-05", "day=2027-05-05");
  sql("UPDATE events SET day = day + 365");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("was destroyed before its last day"));
}

TEST_F(Training, SeesADestructionAgainstAHold) {
  hold_course();
  run_on("2028-04-01");
  edit_leaf("account.added", "account.added", "hold.placed");  // an earlier act becomes a hold
  sql("UPDATE leaves SET leaf = leaf || ';scope=everything;target=' WHERE leaf LIKE '%hold.placed%'");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("was destroyed while a hold stood against it"));
}

TEST_F(Training, SeesAHoldThatNobodyPlaced) {
  hold_course();
  instance_.live_until("2028-04-05");
  sql("INSERT INTO holds VALUES ('everything', '', 0)");
  EXPECT_EQ(status("POR-10"), "broken");
}

TEST_F(Training, SeesACountThatDoesNotStay_POR_10) {
  hold_course();
  run_on("2028-04-01");
  ASSERT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  sql("DELETE FROM counts");
  EXPECT_EQ(status("POR-10"), "broken");
}

TEST_F(Training, SeesAKeyThatCameBack) {
  offer_and_ask_needs();
  keep_old_keyring();
  withdraw_needs();
  ASSERT_EQ(status("POR-09"), "kept");
  put_old_keyring_back();
  EXPECT_EQ(status("POR-09"), "broken");
  EXPECT_THAT(finding("POR-09").evidence, HasSubstr("its key is still in the keyring"));
}

TEST_F(Training, SeesAKeyThatIsLost) {
  std::filesystem::resize_file(keyring(), 128);
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("its key is not in the keyring"));
  EXPECT_EQ(status("POR-10"), "broken");
}

TEST_F(Training, SeesAMissingConsentAndAnotherWording_POR_09) {
  offer_and_ask_needs();
  sql("UPDATE consents SET wording = 'needs-v0' WHERE consent = 'needs'");
  EXPECT_EQ(status("POR-09"), "broken");
  sql("DELETE FROM consents WHERE consent = 'needs'");
  EXPECT_EQ(status("POR-09"), "broken");
  EXPECT_THAT(finding("POR-09").evidence, HasSubstr("was taken without its consent"));
}

TEST_F(Training, SeesAConsentThatCameAfterwards_POR_09) {
  sql("UPDATE consents SET given = given + 1000000");
  EXPECT_THAT(finding("POR-09").evidence, HasSubstr("was taken without its consent"));
}

TEST_F(Training, SeesAWithdrawalThatDestroyedNothing_POR_09) {
  offer_and_ask_needs();
  withdraw_needs();
  sql("UPDATE parts SET destroyed = 0, sealed = x'00' WHERE part = 'needs'");
  EXPECT_EQ(status("POR-09"), "broken");
  edit_leaf("part.destroyed", "part.destroyed", "part.forgotten");
  EXPECT_THAT(finding("POR-09").evidence, HasSubstr("is held though its consent was withdrawn"));
}

TEST_F(Training, SeesNeedsAskedBeforeAPlaceWasOffered_POR_08) {
  offer_and_ask_needs();
  ASSERT_EQ(status("POR-08"), "kept") << finding("POR-08").evidence;
  edit_leaf("record.state", "state=place-offered", "state=requested");
  EXPECT_EQ(status("POR-08"), "broken");
  EXPECT_THAT(finding("POR-08").evidence, HasSubstr("was asked before its moment"));
}

TEST_F(Training, SeesEachRowThatWasEdited_POR_10) {
  const std::vector<std::pair<const char*, const char*>> edits = {
      {"UPDATE records SET purpose = 'reviews' WHERE kind = 'booking'", "has another purpose than it was collected for"},
      {"UPDATE records SET case_sequence = NULL WHERE kind = 'booking'", "stands in another case than it was put into"},
      {"UPDATE records SET charter = 'another' WHERE kind = 'booking'", "is tied to another charter than it was collected under"},
      {"UPDATE records SET state = 'attended' WHERE kind = 'booking'", "is in another state than the ledger says"},
      {"UPDATE parts SET sealed = x'' WHERE part = 'contact'", "stands as held, but its content is gone"},
      {"UPDATE cases SET state = 'planned'", "A case is in another state than the ledger says"}};
  offer_and_ask_needs();
  for (const auto& [edit, seen] : edits) {
    EXPECT_EQ(finding("POR-10").evidence.find(seen), std::string::npos);
    sql(edit);
    EXPECT_THAT(finding("POR-10").evidence, HasSubstr(seen)) << edit;
    EXPECT_EQ(status("POR-10"), "broken");
  }
}

TEST_F(Training, SeesSealedBytesThatStayed_POR_09) {
  offer_and_ask_needs();
  withdraw_needs();
  sql("UPDATE parts SET sealed = x'00' WHERE part = 'needs'");
  EXPECT_THAT(finding("POR-09").evidence, HasSubstr("its sealed bytes are still there"));
}

TEST_F(Training, SeesAWithdrawalThatWasTakenBack_POR_09) {
  offer_and_ask_needs();
  withdraw_needs();
  sql("UPDATE consents SET withdrawn = NULL");
  EXPECT_THAT(finding("POR-09").evidence, HasSubstr("has another number of withdrawals than the ledger"));
}

TEST_F(Training, SeesADestructionWithoutItsIntent_POR_10) {
  hold_course();
  run_on("2028-04-01");
  edit_leaf("destruction.intended", "destruction.intended", "destruction.imagined");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("the ledger names no intent before it"));
}

TEST_F(Training, SeesAWithdrawalThatThePersonDidNotMake_POR_10) {
  const auto mandate =
      vault().gate().authorise_withdrawal(policy::subject_of(booking_), "training", *vault().subject_of(booking_, "contact"));
  ASSERT_TRUE(instance_.disposal->withdraw(*mandate, "training"));
  ASSERT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  edit_leaf("consent.withdrawn", "subject\t", "system\t");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("as if its person had withdrawn, and had not"));
}

TEST_F(Training, JudgesRightlyWhileTheServerWorks) {
  std::atomic<bool> done = false;
  std::thread server([&] {
    for (int round = 0; round < 10; ++round) {
      booking_ = book();
      offer_and_ask_needs();
      withdraw_needs();
      deposit_head();
    }
    done = true;
  });
  do {
    for (const char* promise : {"POR-08", "POR-09", "POR-10"}) EXPECT_NE(status(promise), "broken") << finding(promise).evidence;
  } while (!done);
  server.join();
}

TEST_F(Training, SeesAnActThatWasRemovedFromTheLedger) {
  ASSERT_TRUE(read(officer_, booking_, "contact", "training"));
  deposit_head();
  EXPECT_EQ(status("POR-10"), "kept");
  sql("DELETE FROM leaves WHERE position = (SELECT max(position) FROM leaves)");
  EXPECT_EQ(status("POR-10"), "broken");
  EXPECT_THAT(finding("POR-01").evidence, HasSubstr("acts were removed, or an old backup was put back"));
}

TEST_F(Training, SeesAnActThatWasChangedInTheLedger) {
  ASSERT_TRUE(read(officer_, booking_, "contact", "training"));
  deposit_head();
  edit_leaf("record.read", officer_.account.text(), "public");
  EXPECT_EQ(status("POR-10"), "broken");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("does not agree with the deposited head deposits/partnership/checkpoint-1.txt"));
}

TEST_F(Training, SeesAGapInTheLedgerWithoutAnyDeposit) {
  sql("DELETE FROM leaves WHERE position = 2");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("Acts were removed from the ledger"));
}

TEST_F(Training, SeesACharterThatWasEdited) {
  sql("UPDATE charters SET canonical = replace(canonical, '\"years\":1', '\"years\":9')");
  EXPECT_EQ(status("POR-01"), "broken");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("is not the one that was activated"));
}

TEST_F(Training, SeesAHoldThatOnePersonReleased) {
  const policy::Mandate mandate = *vault().gate().authorise(officer_, charter::Capability::hold);
  ASSERT_TRUE(instance_.disposal->hold(mandate, "everything", ""));
  EXPECT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  ASSERT_TRUE(vault().store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.remove_hold("everything", "");
    ledger::Leaf leaf;
    leaf.event = "hold.released";
    leaf.actor = officer_.ledger_name();
    leaf.detail = "scope=everything;target=;first=" + officer_.ledger_name();
    vault().ledger().append(transaction, leaf);
    return {};
  }));
  EXPECT_EQ(status("POR-10"), "broken");
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("released by one person alone"));
}

TEST_F(Training, SeesACharterThatOnePersonActivated) {
  edit_leaf("charter.activated", "second=" + std::string(31, '0') + "2", "second=" + std::string(31, '0') + "1");
  EXPECT_THAT(finding("POR-01").evidence, HasSubstr("activated by one person alone"));
}

// Adoption is judged from its entry in the ledger: days that were only written into the database are early or late by it.
TEST_F(Training, FollowsAPeriodThatTwoPeopleAdoptedAndSeesOneThatNobodyDid) {
  const auto activate_changed = [this](const std::function<void(charter::Charter&)>& change) {
    charter::Charter next = *vault().active_charter();
    change(next);
    charter::seal(next);
    ASSERT_TRUE(vault().activate(next, *AccountId::parse(std::string(31, '0') + "1"), *AccountId::parse(std::string(31, '0') + "2")));
  };
  hold_course();
  activate_changed([](charter::Charter& next) {
    for (charter::RecordKind& kind : next.record_kinds)
      for (charter::Part& part : kind.parts)
        if (kind.name == "booking" && part.name == "contact") part.keep.years += 3;
  });
  ASSERT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  sql("UPDATE parts SET due = due + 1095 WHERE part = 'contact'");
  EXPECT_EQ(status("POR-10"), "broken") << "nobody adopted it";
  const auto adopted = [this](const std::string& second) {
    return vault().store().write([&](store::Transaction& transaction) -> Result<void> {
      ledger::Leaf leaf;
      leaf.event = "retention.adopted";
      leaf.actor = officer_.ledger_name();
      leaf.charter = vault().active_charter()->hash;
      leaf.detail = "second=" + second + ";target=booking.contact;law=act:example";
      vault().ledger().append(transaction, leaf);
      return {};
    });
  };
  ASSERT_TRUE(adopted(std::string(31, '0') + "2"));
  EXPECT_EQ(status("POR-10"), "kept") << finding("POR-10").evidence;
  ASSERT_TRUE(adopted(officer_.ledger_name()));
  EXPECT_THAT(finding("POR-10").evidence, HasSubstr("adopted by one person alone"));
}

}  // namespace
}  // namespace concordat::evidence
