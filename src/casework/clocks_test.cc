// Clocks over bank holidays, pauses and extensions. The days are counted by hand, beside the list of england.toml.

#include "casework/clocks.h"

#include <gtest/gtest.h>

namespace concordat::casework {
namespace {

CivilDate day_of(const char* iso) { return *CivilDate::parse(iso); }

charter::Charter with_calendar() {
  charter::Charter charter;
  charter.calendar = charter::Calendar{};
  charter.calendar->known_from = day_of("2026-01-01");
  charter.calendar->known_until = day_of("2027-12-31");
  for (const char* holiday : {"2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29"})
    charter.calendar->bank_holidays.push_back(day_of(holiday));
  charter::StatutoryClock clock;
  clock.name = "rapid";
  clock.title = "Rapid review";
  clock.working_days = 15;
  clock.from = "told";
  clock.until = "done";
  clock.paused_by = "paused";
  clock.resumed_by = "resumed";
  clock.extended_to = "extended";
  clock.reopened_by = "reopened";
  charter.clocks.push_back(clock);
  return charter;
}

RunningClock after(const charter::Charter& charter, const std::vector<std::pair<const char*, const char*>>& events) {
  std::vector<store::EventRow> rows;
  for (const auto& [event, day] : events) rows.push_back({CaseId{}, event, day_of(day)});
  const auto clocks = clocks_of(charter, rows, day_of("2026-01-01"));
  EXPECT_EQ(clocks.size(), 1U);
  return clocks.at(0);
}

// Told on Monday 14 December: 15 to 18, 21 to 24, 29 to 31 December, 4 to 7 January are fifteen working days.
TEST(Clocks, FifteenWorkingDaysLeaveOutChristmasAndNewYear) {
  const charter::Charter charter = with_calendar();
  const RunningClock clock = after(charter, {{"told", "2026-12-14"}});
  EXPECT_EQ(clock.due, day_of("2027-01-07"));
  EXPECT_EQ(day_count(clock, charter, day_of("2026-12-14")), "day 0 of 15");
  EXPECT_EQ(day_count(clock, charter, day_of("2026-12-27")), "day 8 of 15");
  EXPECT_EQ(day_count(clock, charter, day_of("2027-01-08")), "day 16 of 15");
  EXPECT_FALSE(is_late(clock, day_of("2027-01-07")));
  EXPECT_TRUE(is_late(clock, day_of("2027-01-08")));
  EXPECT_FALSE(is_pressing(clock, charter, day_of("2027-01-04")));
  EXPECT_TRUE(is_pressing(clock, charter, day_of("2027-01-05")));
}

// A publication planned two days ahead in a case that was opened today: seven working days before it there was no case.
TEST(Clocks, NothingIsDueBeforeTheCaseBegan) {
  charter::Charter charter = with_calendar();
  charter.clocks.front().working_days = 0;
  charter.clocks.front().working_days_before = 7;
  charter.clocks.front().from = "planned";
  const auto due = [&](const std::vector<store::EventRow>& events) { return clocks_of(charter, events, day_of("2026-11-02")).at(0).due; };
  const store::EventRow planned{CaseId{}, "planned", day_of("2026-11-04")};
  EXPECT_EQ(due({planned}), day_of("2026-11-02")) << "the day on which it was opened";
  EXPECT_FALSE(is_late(clocks_of(charter, {planned}, day_of("2026-11-02")).at(0), day_of("2026-11-02")));
  EXPECT_EQ(due({{CaseId{}, "told", day_of("2026-10-30")}, planned}), day_of("2026-10-30")) << "what it is about was known before";
  EXPECT_EQ(due({{CaseId{}, "told", day_of("2026-10-01")}, planned}), day_of("2026-10-26")) << "counted back, where there was time";
}

TEST(Clocks, OfAChoiceThatOwesNothingDoesNotRun_SOM_25) {
  charter::Charter charter = with_calendar();
  charter.clocks.front().unless = "kind:compliment";
  const auto running = [&](const std::vector<const char*>& choices) {
    std::vector<store::EventRow> events = {{CaseId{}, "told", day_of("2026-12-14")}};
    for (const char* choice : choices) events.push_back({CaseId{}, choice, day_of("2026-12-14")});
    return clocks_of(charter, events, day_of("2026-12-14")).size();
  };
  EXPECT_EQ(running({}), 1u);
  EXPECT_EQ(running({"kind:complaint"}), 1u);
  EXPECT_EQ(running({"kind:compliment"}), 0u);
  EXPECT_EQ(running({"kind:compliment", "kind:complaint"}), 1u) << "corrected: the last counts";
}

TEST(Clocks, OfACaseThatIsConcludedIsAtRest) {
  const charter::Charter charter = with_calendar();
  const RunningClock clock = after(charter, {{"told", "2026-12-14"}, {"case.concluded", "2027-02-01"}});
  EXPECT_FALSE(clock.runs());
  EXPECT_FALSE(is_late(clock, day_of("2027-06-01")));
  EXPECT_FALSE(is_pressing(clock, charter, day_of("2027-06-01")));
  EXPECT_EQ(words(clock, charter, day_of("2027-06-01")),
            "Ended on Monday 1 February 2027, nothing is waited for; it was due on Thursday 7 January 2027");
}

// Decided, opened again, and decided otherwise: what followed from the first decision is waited for no more.
TEST(Clocks, OfADecisionThatIsNoLongerTheLastIsAtRest) {
  charter::Charter charter = with_calendar();
  charter.clocks.front().from = "decision:review";
  EXPECT_TRUE(after(charter, {{"decision:review", "2026-12-14"}}).runs());
  EXPECT_FALSE(after(charter, {{"decision:review", "2026-12-14"}, {"decision:none", "2026-12-21"}}).runs());
  EXPECT_TRUE(after(charter, {{"decision:none", "2026-12-14"}, {"decision:review", "2026-12-21"}}).runs());
}

// Paused on 23 December, on again on 4 January: 24, 29, 30, 31 December and 4 January do not count.
TEST(Clocks, APauseOverBankHolidaysMovesTheLastDayByItsWorkingDays) {
  const charter::Charter charter = with_calendar();
  const RunningClock still = after(charter, {{"told", "2026-12-14"}, {"paused", "2026-12-23"}});
  EXPECT_TRUE(still.paused);
  EXPECT_EQ(day_count(still, charter, day_of("2027-03-01")), "day 7 of 15");
  EXPECT_FALSE(is_late(still, day_of("2027-03-01")));
  EXPECT_EQ(words(still, charter, day_of("2027-01-02")),
            "Stands still since Wednesday 23 December 2026; before that it was due on Thursday 7 January 2027");
  const RunningClock on = after(charter, {{"told", "2026-12-14"}, {"paused", "2026-12-23"}, {"resumed", "2027-01-04"}});
  EXPECT_EQ(on.days_paused, 5);
  EXPECT_EQ(on.due, day_of("2027-01-14"));
  EXPECT_EQ(day_count(on, charter, day_of("2027-01-04")), "day 7 of 15");
  EXPECT_EQ(day_count(on, charter, day_of("2027-01-14")), "day 15 of 15");
}

// Extended to Thursday before Easter; two working days stand still within the extension, so it ends after Easter Monday.
TEST(Clocks, APauseInsideAnExtensionIsAddedToIt) {
  const charter::Charter charter = with_calendar();
  const std::vector<std::pair<const char*, const char*>> extended = {{"told", "2026-12-14"}, {"extended", "2027-03-25"}};
  EXPECT_EQ(after(charter, extended).due, day_of("2027-03-25"));
  auto events = extended;
  events.insert(events.end(), {{"paused", "2027-03-22"}, {"resumed", "2027-03-24"}});
  const RunningClock clock = after(charter, events);
  EXPECT_EQ(clock.due, day_of("2027-03-31"));
  EXPECT_EQ(words(clock, charter, day_of("2027-03-30")),
            "1 working day left, due on Wednesday 31 March 2027 (agreed instead of Thursday 7 January 2027)");
}

TEST(Clocks, AnExtensionAgreedAfterAPauseIsTheDayThatWasAgreed) {
  const charter::Charter charter = with_calendar();
  const RunningClock clock =
      after(charter, {{"told", "2026-12-14"}, {"paused", "2026-12-16"}, {"resumed", "2026-12-18"}, {"extended", "2027-01-20"}});
  EXPECT_EQ(clock.due, day_of("2027-01-20"));
  EXPECT_FALSE(clock.paused);
}

// Agreed while it stands still: it stands still all the same, and the two working days of the pause are added once it goes on.
TEST(Clocks, AnExtensionInAnOpenPauseDoesNotEndIt) {
  const charter::Charter charter = with_calendar();
  std::vector<std::pair<const char*, const char*>> events = {{"told", "2026-12-14"}, {"paused", "2026-12-16"}, {"extended", "2027-01-20"}};
  const RunningClock still = after(charter, events);
  EXPECT_TRUE(still.paused);
  EXPECT_EQ(words(still, charter, day_of("2026-12-17")),
            "Stands still since Wednesday 16 December 2026; before that it was due on Wednesday 20 January 2027 (agreed instead of "
            "Thursday 7 January 2027)");
  events.emplace_back("resumed", "2026-12-18");
  const RunningClock on = after(charter, events);
  EXPECT_FALSE(on.paused);
  EXPECT_EQ(on.due, day_of("2027-01-22"));
  EXPECT_EQ(on.set, day_of("2027-01-11"));
}

// The copy of a first decision is none of the second: opened again, neither is there any more.
TEST(Clocks, WhatCameOfADecisionIsUndoneWithIt) {
  charter::Charter charter = with_calendar();
  charter::StatutoryClock copy;
  copy.name = "copy";
  copy.working_days = 1;
  copy.from = "done";
  copy.until = "sent";
  charter.clocks.push_back(copy);
  std::vector<store::EventRow> rows;
  const auto then = [&](const char* event, const char* day) {
    rows.push_back({CaseId{}, event, day_of(day)});
    return clocks_of(charter, rows, day_of("2026-01-01"));
  };
  then("told", "2026-12-14");
  EXPECT_EQ(then("done", "2026-12-16").size(), 2U);
  EXPECT_TRUE(then("sent", "2026-12-16").at(1).done);
  EXPECT_EQ(then("reopened", "2026-12-16").size(), 1U) << "nothing is to be sent before it is decided again";
  const auto owed = then("done", "2026-12-16").at(1);
  EXPECT_FALSE(owed.done);
  EXPECT_EQ(owed.due, day_of("2026-12-17"));
  EXPECT_TRUE(then("sent", "2026-12-17").at(1).done);
}

TEST(Clocks, APauseAfterTheLastDayMendsNothing) {
  const charter::Charter charter = with_calendar();
  const RunningClock clock = after(charter, {{"told", "2026-12-14"}, {"paused", "2027-01-08"}, {"resumed", "2027-02-08"}});
  EXPECT_EQ(clock.due, day_of("2027-01-07"));
  EXPECT_TRUE(is_late(clock, day_of("2027-02-08")));
}

TEST(Clocks, OpenedAgainItCountsOnFromTheNotification) {
  const charter::Charter charter = with_calendar();
  const RunningClock clock = after(charter, {{"told", "2026-12-14"}, {"done", "2026-12-21"}, {"reopened", "2026-12-22"}});
  EXPECT_FALSE(clock.done);
  EXPECT_EQ(clock.due, day_of("2027-01-07"));
  EXPECT_EQ(words(clock, charter, day_of("2027-01-07")), "Due today. Opened again on 22 December 2026, which gives no new days");
  EXPECT_TRUE(after(charter, {{"told", "2026-12-14"}, {"done", "2026-12-21"}, {"reopened", "2026-12-22"}, {"done", "2026-12-23"}}).done);
}

// Seven working days before Thursday 7 January: 6, 5, 4 January, 31, 30, 29, 24 December.
TEST(Clocks, CountsBackFromAPlannedDayOverBankHolidays) {
  charter::Charter charter = with_calendar();
  charter.clocks.front().working_days = 0;
  charter.clocks.front().working_days_before = 7;
  EXPECT_EQ(after(charter, {{"told", "2027-01-07"}}).due, day_of("2026-12-24"));
}

TEST(Clocks, CopiesAreSentOnceEachRecipientHasOne) {
  charter::Charter charter = with_calendar();
  charter.clocks.front().until = "sent";
  charter.recipients = {{"panel", "The panel", "", {}, {}}, {"ofsted", "Ofsted", "", {}, {}}};
  charter::Publication publication;
  publication.name = "report";
  publication.copies = {"panel", "ofsted"};
  publication.sent = "sent";
  charter.publications.push_back(publication);
  EXPECT_FALSE(after(charter, {{"told", "2026-12-14"}, {"sent:The-panel", "2026-12-15"}}).done);
  const RunningClock both = after(charter, {{"told", "2026-12-14"}, {"sent:Ofsted", "2026-12-18"}, {"sent:The-panel", "2026-12-15"}});
  EXPECT_EQ(both.done, day_of("2026-12-18"));
}

}  // namespace
}  // namespace concordat::casework
