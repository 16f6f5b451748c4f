// The places of a course: who waits, whose turn it is, and what goes with a booking of which nothing comes.

#include <gmock/gmock.h>

#include <barrier>
#include <thread>

#include "vault/places.h"
#include "vault/test_instance.h"

namespace concordat::vault {
namespace {

using charter::Act;
using charter::Capability;

class CoursePlaces : public testing::Test {
 protected:
  CoursePlaces() : instance_("charters/portsmouth.toml", "2026-04-01") {
    course_ = *vault().open_case(*vault().gate().authorise(officer(), Capability::open_case), "course-run", "C-2026-001");
    policy::Subject subject = of_course("course", "details");
    details_ = *vault().add({*vault().gate().decide(officer(), Act::add, "training", subject)}, {{"details", {course("1"), ""}}}, "office",
                            "planned");
    const charter::CaseKind* kind = vault().active_charter()->case_kind("course-run");
    const auto open = std::ranges::find(kind->steps, "open", &charter::Step::to);
    const auto mandate = vault().gate().authorise_step(officer(), *open, *vault().subject_of_case(course_));
    EXPECT_TRUE(vault().take_step(*mandate, *open, vault().today()));
  }

  Vault& vault() { return *instance_.vault; }
  policy::Actor officer() { return instance_.person({"training-officer"}); }
  policy::Subject of_course(const char* kind, const char* part) {
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = kind;
    subject.part = part;
    return subject;
  }
  static Values course(const std::string& places) {
    Values values{{"course-title", "Neglect"}, {"course-date", "2026-05-05"}, {"course-place", "Town Hall"}};
    if (!places.empty()) values["course-places"] = places;
    return values;
  }
  Result<void> correct(const std::string& places, std::uint32_t version) {
    const auto grant = vault().gate().decide(officer(), Act::correct, "training", *vault().subject_of(details_, "details"));
    return vault().correct(*grant, course(places), version);
  }
  RecordId ask(const char* name) {
    const auto grant = vault().gate().decide(policy::the_public(), Act::add, "training", of_course("booking", "contact"));
    const Values values{{"name", name}, {"email", "delegate@example.org"}, {"organisation", "Example School"}};
    return *vault().add({*grant}, {{"contact", {values, "training-v1"}}}, "online-form", kRequested);
  }
  policy::Mandate may(Capability capability, RecordId id) {
    return *vault().gate().authorise(officer(), capability, *vault().subject_of(id, "contact"));
  }
  policy::Mandate own(RecordId id) { return *vault().gate().authorise_own(policy::subject_of(id), *vault().subject_of(id, "")); }
  Result<void> offer(RecordId id, const char* reason = "") {
    return vault().set_record_state(may(Capability::offer_place, id), id, kPlaceOffered, reason);
  }
  std::string state(RecordId id) {
    std::string state;
    vault().store().read([&](store::Reader& reader) { state = reader.find_record(id)->state; });
    return state;
  }
  bool holds(RecordId id, const char* name) {
    std::optional<store::PartRow> part;
    vault().store().read([&](store::Reader& reader) { part = reader.find_part(id, name); });
    return part && !part->destroyed;
  }
  void give_needs(RecordId id) {
    const auto grant = vault().gate().decide(policy::subject_of(id), Act::add, "training", *vault().subject_of(id, "needs"));
    ASSERT_TRUE(grant);
    ASSERT_TRUE(vault().add_part(*grant, {{{"dietary", "no nuts"}}, "needs-v1"}));
  }

  TestInstance instance_;
  CaseId course_;
  RecordId details_;
};

TEST_F(CoursePlaces, WhoAsksOfAFullCourseWaitsInTheOrderOfAsking_HAM_06) {
  const RecordId first = ask("Ada"), second = ask("Ben"), third = ask("Cem");
  EXPECT_EQ(state(first), kRequested);
  EXPECT_EQ(state(second), kWaiting);
  EXPECT_EQ(state(third), kWaiting);
  ASSERT_TRUE(offer(first));
  EXPECT_EQ(offer(second).error().message, "The last place was given meanwhile.");
  ASSERT_TRUE(instance_.disposal->end_booking(own(first), first, kCancelled, ""));
  EXPECT_EQ(state(second), kWaiting) << "no program gives the place that fell free";
  EXPECT_FALSE(offer(third)) << "second asked before";
  EXPECT_TRUE(offer(second));
}

TEST_F(CoursePlaces, SomebodyIsPassedOverOnlyWithAReasonThatIsKept_HAM_06) {
  const RecordId first = ask("Ada"), second = ask("Ben");
  EXPECT_FALSE(offer(second));
  ASSERT_TRUE(offer(second, "Ada cannot come on that day."));
  EXPECT_EQ(*vault().reason_of_state(may(Capability::offer_place, second)), "Ada cannot come on that day.");
  EXPECT_EQ(*vault().reason_of_state(own(second)), "") << "why another was passed over is not for who got the place";
  EXPECT_EQ(*vault().reason_of_state(own(first)), "");
}

TEST_F(CoursePlaces, TwoOfficersGiveTheLastPlaceAtOnceAndOneIsTold) {
  for (int round = 0; round < 20; ++round) {
    const RecordId both[2] = {ask("Ada"), ask("Ben")};
    std::barrier start(2);
    Result<void> done[2];
    {
      std::vector<std::jthread> officers;
      for (int one = 0; one < 2; ++one)
        officers.emplace_back([&, one] {
          const policy::Mandate mandate = may(Capability::offer_place, both[one]);
          start.arrive_and_wait();
          done[one] = vault().set_record_state(mandate, both[one], kPlaceOffered, "They need it for their work.");
        });
    }
    ASSERT_NE(done[0].ok(), done[1].ok()) << "round " << round;
    const int winner = done[0] ? 0 : 1;
    EXPECT_EQ(done[1 - winner].error().message, "The last place was given meanwhile.");
    for (int one = 0; one < 2; ++one) ASSERT_TRUE(instance_.disposal->end_booking(own(both[one]), both[one], kCancelled, ""));
  }
}

TEST_F(CoursePlaces, ANumberThatIsTakenOutLimitsNobodyAndAWrongOneIsRefused) {
  const RecordId first = ask("Ada"), second = ask("Ben");
  EXPECT_FALSE(correct("many", 1));
  ASSERT_TRUE(correct("2", 1));
  EXPECT_TRUE(offer(second));
  EXPECT_TRUE(offer(first));
  EXPECT_EQ(state(ask("Cem")), kWaiting);
  ASSERT_TRUE(correct("", 2));
  EXPECT_EQ(state(ask("Dan")), kRequested);
}

TEST_F(CoursePlaces, WhatACancelledBookingNeedsGoesAtOnceAndTheRestAtItsTime) {
  const RecordId id = ask("Ada");
  ASSERT_TRUE(offer(id));
  give_needs(id);
  ASSERT_TRUE(instance_.disposal->end_booking(own(id), id, kCancelled, ""));
  EXPECT_FALSE(holds(id, "needs"));
  EXPECT_TRUE(holds(id, "contact"));
  EXPECT_FALSE(instance_.disposal->end_booking(own(id), id, kCancelled, "")) << "it is over";
  instance_.live_until("2028-04-02");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_FALSE(holds(id, "contact")) << "a year and the financial year after the day that was planned: POR-10";
}

TEST_F(CoursePlaces, UnderAHoldItStaysUntilItsDay) {
  const RecordId id = ask("Ada");
  ASSERT_TRUE(offer(id));
  give_needs(id);
  const policy::Actor manager = instance_.person({"manager"});
  ASSERT_TRUE(instance_.disposal->hold(*vault().gate().authorise(manager, Capability::hold), "case", course_.text()));
  ASSERT_TRUE(instance_.disposal->end_booking(own(id), id, kCancelled, ""));
  EXPECT_EQ(state(id), kCancelled);
  EXPECT_TRUE(holds(id, "needs"));
}

TEST_F(CoursePlaces, DecliningNeedsAReasonWhichTheDelegateReads) {
  const RecordId id = ask("Ada");
  EXPECT_FALSE(instance_.disposal->end_booking(may(Capability::offer_place, id), id, kDeclined, ""));
  EXPECT_FALSE(instance_.disposal->end_booking(own(id), id, kDeclined, "x")) << "nobody declines their own";
  ASSERT_TRUE(instance_.disposal->end_booking(may(Capability::offer_place, id), id, kDeclined, "It is for social workers."));
  EXPECT_EQ(*vault().reason_of_state(own(id)), "It is for social workers.");
}

TEST_F(CoursePlaces, AMarkOfTheRegisterIsChangedWithAReasonAlone) {
  const RecordId id = ask("Ada");
  ASSERT_TRUE(offer(id));
  ASSERT_TRUE(vault().set_record_state(may(Capability::record_attendance, id), id, kAbsent));
  EXPECT_FALSE(vault().set_record_state(may(Capability::record_attendance, id), id, kAttended));
  EXPECT_TRUE(vault().set_record_state(may(Capability::record_attendance, id), id, kAttended, "She signed the paper list."));
  EXPECT_EQ(state(id), kAttended);
}

}  // namespace
}  // namespace concordat::vault
