// Clocks that lie: ten years on and back, frozen, set while the server runs or while it is stopped; the nights when London's
// clocks change; leap days. Nothing is destroyed before its last day has passed in truth.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "vault/test_instance.h"

namespace concordat::vault {
namespace {

constexpr std::int64_t kHour = 3'600 * kMicrosecondsPerSecond;
const int kLives = std::getenv("CONCORDAT_SAMPLE") == nullptr ? 12 : 4;  // a sanitizer sees the same code in each
constexpr std::uint64_t kClockSeed = 20'261'122;

Instant days_from(Instant truth, std::int64_t days) { return {truth.microseconds + days * kMicrosecondsPerDay}; }

// A part that may be held until the day of its course.
class ClockFaults : public testing::Test {
 protected:
  void begin(const char* first_day) {
    instance_ = std::make_unique<TestInstance>("charters/portsmouth.toml", first_day);
    course_ = *vault().open_case(*vault().gate().authorise(officer(), charter::Capability::open_case), "course-run", "C-2026-001");
    take_step("open", vault().today());
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = "booking";
    subject.part = "contact";
    const NewPart contact{{{"name", "Ada Example"}, {"email", "ada@example.org"}, {"organisation", "Example School"}}, "training-v1"};
    booking_ = *vault().add({*vault().gate().decide(policy::the_public(), charter::Act::add, "training", subject)}, {{"contact", contact}},
                            "online-form", "requested");
    const auto offer = vault().gate().authorise(officer(), charter::Capability::offer_place, *vault().subject_of(booking_, "contact"));
    ASSERT_TRUE(vault().set_record_state(*offer, booking_, "place-offered"));
    const policy::Subject needs = *vault().subject_of(booking_, "needs");
    const auto grant = vault().gate().decide(policy::subject_of(booking_), charter::Act::add, "training", needs);
    ASSERT_TRUE(vault().add_part(*grant, {{{"dietary", "no nuts"}}, "needs-v1"}));
    ASSERT_TRUE(disposal().run());
  }

  Vault& vault() { return *instance_->vault; }
  Disposal& disposal() { return *instance_->disposal; }
  ManualClock& clock() { return instance_->clock; }
  policy::Actor officer() { return instance_->person({"training-officer", "manager"}); }
  void take_step(std::string_view to, CivilDate day) {
    const policy::Subject subject = *vault().subject_of_case(course_);
    for (const charter::Step& one : vault().active_charter()->case_kind("course-run")->steps)
      if (one.to == to && one.from == subject.case_state) {
        ASSERT_TRUE(vault().take_step(*vault().gate().authorise_step(officer(), one, subject), one, day));
      }
  }
  void hold_course() { take_step("held", vault().today()); }
  bool is_held(const char* part = "needs") {
    bool held = false;
    instance_->store->read([&](store::Reader& reader) { held = !reader.find_part(booking_, part)->destroyed; });
    return held;
  }
  CivilDate last_day(const char* part) {
    std::optional<CivilDate> day;
    instance_->store->read([&](store::Reader& reader) { day = reader.find_part(booking_, part)->due; });
    return *day;
  }

  std::unique_ptr<TestInstance> instance_;
  CaseId course_;
  RecordId booking_;
};

// London's clocks go forward on 29 March 2026 and back on 25 October: the day ends at London's midnight, not at UTC's.
TEST_F(ClockFaults, ADayEndsAtLondonsMidnightWhenTheClocksChange) {
  for (const char* day : {"2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"}) {
    begin(day);
    hold_course();
    const Instant midnight = london_midnight(CivilDate::parse(day)->plus_days(1));
    clock().advance(midnight.microseconds - clock().now().microseconds - 1);
    EXPECT_EQ(disposal().run()->destroyed.size(), 0u) << day;
    EXPECT_TRUE(is_held()) << day;
    clock().advance(1);
    EXPECT_EQ(disposal().run()->destroyed.size(), 1u) << day;
    EXPECT_FALSE(is_held()) << day;
  }
}

TEST_F(ClockFaults, ALeapDayIsADay) {
  begin("2028-02-28");
  hold_course();
  instance_->live_until("2028-02-29");
  EXPECT_EQ(disposal().run()->destroyed.size(), 1u) << "the last day was the 28th";
  begin("2028-02-29");
  hold_course();
  EXPECT_EQ(last_day("needs"), CivilDate::parse("2028-02-29"));
  EXPECT_EQ(last_day("contact"), CivilDate::parse("2029-03-31")) << "a year after the end of the financial year";
  EXPECT_EQ(disposal().run()->destroyed.size(), 0u);
  instance_->live_until("2028-03-01");
  EXPECT_EQ(disposal().run()->destroyed.size(), 1u);
}

TEST_F(ClockFaults, AFrozenOrMovedClockFreezesDisposal) {
  constexpr std::int64_t year = 365 * kMicrosecondsPerDay;
  for (const std::int64_t moved : {10 * year, -10 * year, year, -year, kMicrosecondsPerDay, -kMicrosecondsPerDay, kHour, -kHour}) {
    begin("2026-04-01");
    hold_course();
    clock().set({clock().now().microseconds + moved});
    EXPECT_FALSE(disposal().run()) << moved;
    EXPECT_TRUE(is_held()) << moved;
  }
  begin("2026-04-01");
  hold_course();
  const Instant frozen = clock().now();
  clock().advance(3 * kMicrosecondsPerDay);
  clock().set(frozen);
  EXPECT_FALSE(disposal().run()) << "three days went by, and the clock says none did";
}

// Lives of a server: days go by, the clock is set wrong and right again, frozen, the server is stopped and started. (A clock that
// is less than a week ahead when the server starts is believed; nothing here can tell it from a server that stood still.)
TEST_F(ClockFaults, NothingIsDestroyedEarlyWhateverTheClockDoes) {
  std::mt19937_64 random(kClockSeed);
  const AccountId first = *AccountId::parse(std::string(31, '0') + "1");
  const AccountId second = *AccountId::parse(std::string(31, '0') + "2");
  std::uint64_t runs = 0, trusted = 0, destroyed = 0;
  for (int life = 0; life < kLives; ++life) {
    begin("2026-04-01");
    hold_course();
    const CivilDate last = last_day("contact");  // 31 March 2028
    Instant truth = clock().now();
    for (int event = 0; event < 40; ++event) {
      const auto pass = [&](std::int64_t microseconds) {
        truth.microseconds += microseconds;
        clock().advance(microseconds);
      };
      switch (random() % 6) {
        case 0: clock().set(days_from(truth, random() % 2 == 0 ? 3'650 : -3'650)); break;
        case 1: clock().set(days_from(truth, -static_cast<std::int64_t>(random() % 400))); break;
        case 2:  // set right, and two people say so
          clock().set(truth);
          ASSERT_TRUE(disposal().trusted_clock().confirm(first, second));
          break;
        case 3:  // stopped and started
          clock().set(random() % 2 == 0 ? truth : days_from(truth, static_cast<std::int64_t>(8 + random() % 4'000)));
          instance_->close();
          instance_->open();
          break;
        default: pass(static_cast<std::int64_t>(random() % 120) * kMicrosecondsPerDay);
      }
      ++runs;
      if (const auto run = disposal().run()) ++trusted;
      if (!is_held("contact")) {
        EXPECT_GT(london_date(truth), last) << "life " << life << ", event " << event;
        ++destroyed;
        break;
      }
    }
  }
  EXPECT_GT(trusted, runs / 4) << "else disposal never ran";
  EXPECT_GT(destroyed, 0u) << "else nothing ever came to its day";
  RecordProperty("says", std::to_string(runs) + " nights under clocks that lie, " + std::to_string(trusted) +
                             " of them trusted: no part destroyed early");
}

}  // namespace
}  // namespace concordat::vault
