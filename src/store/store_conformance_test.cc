#include "store/store_conformance.h"

#include <gmock/gmock.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include "crypto/crypto.h"
#include "store/sqlite_under_test.h"

namespace concordat::store {
namespace {

using crypto::new_id;
using testing::ElementsAre;
using testing::IsEmpty;

const CivilDate kDay = CivilDate::from_days(20'000);

CaseRow a_case(std::string kind = "review") { return {new_id<CaseId>(), std::move(kind), "R-2026-014", "open", "c0ffee", kDay, 1}; }

RecordRow a_record(CaseId case_id, std::string kind = "item") {
  return {new_id<RecordId>(), case_id, std::move(kind), new_id<AgencyId>(), "offered", "review", "online-form", kDay, "c0ffee"};
}

PartRow a_part(RecordId record, std::string name = "contact") {
  return {record, std::move(name), 1, new_id<KeyId>(), kDay, false, {1, 2, 0, 3}};
}

WarrantRow a_warrant(CaseId case_id) {
  return {new_id<WarrantId>(), "weighty", "proposed", case_id, new_id<AgencyId>(), Bytes(32, 7), Instant{5}, std::nullopt};
}

class Conformance : public StoreConformance {
 protected:
  void SetUp() override {
    StoreConformance::SetUp();
    write([&](Transaction& t) {
      t.insert_case(case_);
      t.insert_record(record_);
      t.put_part(part_);
    });
  }
  template <class Value>
  Value look(const std::function<Value(Reader&)>& question) {
    Value answer{};
    store_->read([&](Reader& reader) { answer = question(reader); });
    return answer;
  }
  std::uint64_t leaf_count() {
    return look<std::uint64_t>([](Reader& r) { return r.leaf_count(); });
  }

  CaseRow case_ = a_case();
  RecordRow record_ = a_record(case_.id);
  PartRow part_ = a_part(record_.id);
};

TEST_P(Conformance, CaseComesBackAsWrittenAndItsVersionRisesWithItsState) {
  write([&](Transaction& t) { t.set_case_state(case_.id, "concluded"); });
  reopen();
  store_->read([&](Reader& r) {
    const auto found = r.find_case(case_.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, "review");
    EXPECT_EQ(found->reference, "R-2026-014");
    EXPECT_EQ(found->state, "concluded");
    EXPECT_EQ(found->charter, "c0ffee");
    EXPECT_EQ(found->opened, kDay);
    EXPECT_EQ(found->version, 2u);
    EXPECT_FALSE(r.find_case(new_id<CaseId>()));
    EXPECT_EQ(r.count_cases(), 1u);
  });
}

TEST_P(Conformance, CasesOfAKindComeNewestFirst) {
  const CaseRow second = a_case();
  write([&](Transaction& t) {
    t.insert_case(second);
    t.insert_case(a_case("course-run"));
  });
  store_->read([&](Reader& r) {
    const auto found = r.cases("review");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, second.id);
    EXPECT_EQ(found[1].id, case_.id);
  });
}

TEST_P(Conformance, EventsAndCountsBelongToTheirCase) {
  write([&](Transaction& t) {
    t.insert_event({case_.id, "case.opened", kDay});
    t.insert_event({case_.id, "case.concluded", kDay.plus_days(3)});
    t.add_count(case_.id, "places", 3);
    t.add_count(case_.id, "places", 4);
    t.add_count(case_.id, "attended", 1);
  });
  store_->read([&](Reader& r) {
    const auto events = r.events(case_.id);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].event, "case.opened");
    EXPECT_EQ(events[1].event, "case.concluded");
    EXPECT_EQ(events[1].day, kDay.plus_days(3));
    EXPECT_THAT(r.events(new_id<CaseId>()), IsEmpty());
    using Count = std::pair<std::string, std::uint64_t>;
    EXPECT_THAT(r.counts(case_.id), ElementsAre(Count("attended", 1), Count("places", 7)));
  });
}

TEST_P(Conformance, RecordComesBackAsWritten) {
  const RecordRow second = a_record(case_.id);
  write([&](Transaction& t) {
    t.insert_record(second);
    t.set_record_state(record_.id, "accepted");
  });
  store_->read([&](Reader& r) {
    const auto found = r.find_record(record_.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->case_id, case_.id);
    EXPECT_EQ(found->kind, "item");
    EXPECT_EQ(found->owner, record_.owner);
    EXPECT_EQ(found->state, "accepted");
    EXPECT_EQ(found->purpose, "review");
    EXPECT_EQ(found->channel, "online-form");
    EXPECT_EQ(found->collected, kDay);
    EXPECT_EQ(found->charter, "c0ffee");
    const auto in_order = r.records(case_.id);
    ASSERT_EQ(in_order.size(), 2u);
    EXPECT_EQ(in_order[0].id, record_.id);
    EXPECT_EQ(in_order[1].id, second.id);
  });
}

TEST_P(Conformance, RecordMayBelongToNoCaseButNotToAnUnknownOne) {
  const RecordRow account = a_record(CaseId(), "account");
  write([&](Transaction& t) { t.insert_record(account); });
  store_->read([&](Reader& r) {
    EXPECT_TRUE(r.find_record(account.id)->case_id.is_none());
    EXPECT_EQ(r.records_of_kind("account").size(), 1u);
    EXPECT_EQ(r.records(case_.id).size(), 1u);
  });
  const RecordRow lost = a_record(new_id<CaseId>());
  EXPECT_THROW(write([&](Transaction& t) { t.insert_record(lost); }), std::logic_error);
  store_->read([&](Reader& r) { EXPECT_FALSE(r.find_record(lost.id)); });
}

TEST_P(Conformance, LaterVersionOfAPartReplacesTheEarlierAndAnEarlierIsRefused) {
  PartRow next = part_;
  next.version = 2;
  next.sealed = Bytes(5'000, 9);
  next.due = std::nullopt;
  write([&](Transaction& t) { t.put_part(next); });
  store_->read([&](Reader& r) {
    const auto found = r.find_part(record_.id, "contact");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->version, 2u);
    EXPECT_EQ(found->sealed, next.sealed);
    EXPECT_EQ(found->key, part_.key);
    EXPECT_FALSE(found->due);
    ASSERT_EQ(r.parts(record_.id).size(), 1u);
    EXPECT_THAT(r.parts(record_.id)[0].sealed, IsEmpty());
    EXPECT_FALSE(r.find_part(record_.id, "needs"));
  });
  EXPECT_THROW(write([&](Transaction& t) { t.put_part(part_); }), std::logic_error);
}

TEST_P(Conformance, DestroyedPartKeepsItsRowButNotItsBytes) {
  write([&](Transaction& t) {
    PartRow needs = a_part(record_.id, "needs");
    needs.key = part_.key;
    t.put_part(needs);
  });
  EXPECT_EQ(look<std::uint64_t>([](Reader& r) { return r.count_live_parts(); }), 2u);
  write([&](Transaction& t) { t.mark_part_destroyed(record_.id, "contact"); });
  store_->read([&](Reader& r) {
    const auto found = r.find_part(record_.id, "contact");
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->destroyed);
    EXPECT_THAT(found->sealed, IsEmpty());
    EXPECT_EQ(r.count_live_parts(), 1u);
    EXPECT_THAT(r.live_keys(), ElementsAre(part_.key));
  });
}

TEST_P(Conformance, DuePartsAreTheLiveOnesUpToTheDayEarliestFirst) {
  write([&](Transaction& t) {
    for (const int days : {3, 1, 2, 9}) {
      PartRow part = a_part(record_.id, "p" + std::to_string(days));
      part.due = kDay.plus_days(days);
      t.put_part(part);
    }
    t.set_part_due(record_.id, "contact", std::nullopt);
    t.mark_part_destroyed(record_.id, "p2");
  });
  const auto names = [&](CivilDate day, std::size_t limit) {
    std::vector<std::string> found;
    store_->read([&](Reader& r) {
      for (const auto& part : r.parts_due(day, limit)) found.push_back(part.part);
    });
    return found;
  };
  EXPECT_THAT(names(kDay.plus_days(3), 10), ElementsAre("p1", "p3"));
  EXPECT_THAT(names(kDay.plus_days(3), 1), ElementsAre("p1"));
  EXPECT_THAT(names(kDay, 10), IsEmpty());
}

TEST_P(Conformance, ConsentIsWithdrawnOnce) {
  write([&](Transaction& t) {
    t.insert_consent({record_.id, "needs", "v1", Instant{10}, std::nullopt});
    t.withdraw_consent(record_.id, "needs", Instant{20});
    t.insert_consent({record_.id, "needs", "v2", Instant{30}, std::nullopt});
  });
  store_->read([&](Reader& r) {
    const auto found = r.consents(record_.id);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].wording, "v1");
    EXPECT_EQ(found[0].withdrawn, Instant{20});
    EXPECT_EQ(found[1].given, Instant{30});
    EXPECT_FALSE(found[1].withdrawn);
  });
  EXPECT_THROW(write([&](Transaction& t) { t.withdraw_consent(record_.id, "photograph", Instant{40}); }), std::logic_error);
}

TEST_P(Conformance, WarrantKeepsItsItemsAndApprovals) {
  WarrantRow warrant = a_warrant(case_.id);
  const ApprovalRow approval{warrant.id, new_id<AccountId>(), warrant.content, Instant{8}};
  write([&](Transaction& t) {
    t.insert_warrant(warrant);
    t.insert_warrant_item({warrant.id, record_.id, "contact"});
    t.insert_approval(approval);
    warrant.state = "approved";
    warrant.quarantine_until = Instant{99};
    t.update_warrant(warrant);
  });
  store_->read([&](Reader& r) {
    const auto found = r.find_warrant(warrant.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, "approved");
    EXPECT_EQ(found->kind, "weighty");
    EXPECT_EQ(found->owner, warrant.owner);
    EXPECT_EQ(found->content, warrant.content);
    EXPECT_EQ(found->proposed, Instant{5});
    EXPECT_EQ(found->quarantine_until, Instant{99});
    EXPECT_EQ(r.warrants("approved").size(), 1u);
    EXPECT_THAT(r.warrants("proposed"), IsEmpty());
    EXPECT_EQ(r.warrants_of_case(case_.id).size(), 1u);
    ASSERT_EQ(r.warrant_items(warrant.id).size(), 1u);
    EXPECT_EQ(r.warrant_items(warrant.id)[0].record, record_.id);
    ASSERT_EQ(r.approvals(warrant.id).size(), 1u);
    EXPECT_EQ(r.approvals(warrant.id)[0].account, approval.account);
    EXPECT_EQ(r.approvals(warrant.id)[0].content, warrant.content);
  });
}

TEST_P(Conformance, OnePersonApprovesOneContentOnce) {
  const WarrantRow warrant = a_warrant(case_.id);
  const ApprovalRow approval{warrant.id, new_id<AccountId>(), warrant.content, Instant{8}};
  write([&](Transaction& t) {
    t.insert_warrant(warrant);
    t.insert_approval(approval);
  });
  const auto again = store_->write([&](Transaction& t) -> Result<void> {
    t.insert_approval(approval);
    return {};
  });
  ASSERT_FALSE(again.ok());
  store_->read([&](Reader& r) { EXPECT_EQ(r.approvals(warrant.id).size(), 1u); });
}

TEST_P(Conformance, HoldsCharterAndMeta) {
  write([&](Transaction& t) {
    t.insert_hold({"case", case_.id.text(), Instant{1}});
    t.insert_hold({"everything", "", Instant{2}});
    t.remove_hold("case", case_.id.text());
    t.insert_charter("c0ffee", "canonical");
    t.insert_charter("c0ffee", "canonical");
    t.set_meta("active-charter", to_bytes("one"));
    t.set_meta("active-charter", to_bytes("two"));
    t.set_meta("empty", {});
    t.set_meta("removed", to_bytes("one"));
    t.remove_meta("removed");
    t.remove_meta("never there");
  });
  store_->read([&](Reader& r) {
    ASSERT_EQ(r.holds().size(), 1u);
    EXPECT_EQ(r.holds()[0].scope, "everything");
    EXPECT_EQ(r.holds()[0].since, Instant{2});
    EXPECT_EQ(r.charter("c0ffee"), "canonical");
    EXPECT_FALSE(r.charter("beef"));
    EXPECT_EQ(r.meta("active-charter"), to_bytes("two"));
    EXPECT_EQ(r.meta("empty"), Bytes{});
    EXPECT_FALSE(r.meta("absent"));
    EXPECT_FALSE(r.meta("removed"));
  });
}

TEST_P(Conformance, LeavesAreNumberedFromNoughtWithoutGaps) {
  std::vector<std::uint64_t> positions;
  write([&](Transaction& t) {
    positions.push_back(t.append_leaf("a", case_.id));
    positions.push_back(t.append_leaf("b", CaseId()));
  });
  (void)store_->write([](Transaction& t) -> Result<void> {
    t.append_leaf("undone", CaseId());
    return Error{"no", ""};
  });
  reopen();
  write([&](Transaction& t) { positions.push_back(t.append_leaf("c", case_.id, TellsOf::reading)); });
  EXPECT_THAT(positions, ElementsAre(0, 1, 2));
  store_->read([&](Reader& r) {
    EXPECT_EQ(r.leaf_count(), 3u);
    EXPECT_THAT(r.leaves(0, 10), ElementsAre("a", "b", "c"));
    EXPECT_THAT(r.leaves(1, 1), ElementsAre("b"));
    EXPECT_THAT(r.leaves(3, 1), IsEmpty());
    const auto of_case = r.leaves_of_case(case_.id);
    ASSERT_EQ(of_case.size(), 2u);
    EXPECT_EQ(of_case[0].leaf + of_case[1].leaf, "ac");
    EXPECT_EQ(of_case[1].position, 2u);
    const auto changes = r.changes_of_case(case_.id);
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].leaf, "a");
  });
}

TEST_P(Conformance, ChangingWhatIsNotThereIsAMistakeOfTheProgram) {
  const auto none = new_id<CaseId>();
  EXPECT_THROW(write([&](Transaction& t) { t.set_case_state(none, "x"); }), std::logic_error);
  EXPECT_THROW(write([&](Transaction& t) { t.insert_event({none, "x", kDay}); }), std::logic_error);
  EXPECT_THROW(write([&](Transaction& t) { t.set_record_state(new_id<RecordId>(), "x"); }), std::logic_error);
  EXPECT_THROW(write([&](Transaction& t) { t.put_part(a_part(new_id<RecordId>())); }), std::logic_error);
  EXPECT_THROW(write([&](Transaction& t) { t.mark_part_destroyed(record_.id, "absent"); }), std::logic_error);
  EXPECT_THROW(write([&](Transaction& t) { t.set_part_due(record_.id, "absent", kDay); }), std::logic_error);
  EXPECT_THROW(write([&](Transaction& t) { t.update_warrant(a_warrant(case_.id)); }), std::logic_error);
  EXPECT_THROW(write([&](Transaction& t) { t.remove_hold("case", "absent"); }), std::logic_error);
}

TEST_P(Conformance, FailedActIsUndoneAloneAmongItsNeighbours) {
  constexpr int kThreads = 8;
  constexpr int kActs = 60;
  std::atomic<int> kept = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> thrown = 0;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int act = 0; act < kActs; ++act) {
        try {
          const auto done = store_->write([&](Transaction& t) -> Result<void> {
            t.add_count(case_.id, "acts", 1);
            t.append_leaf(std::to_string(thread) + "." + std::to_string(act), case_.id);
            if (act % 3 == 1) return Error{"refused", ""};
            if (act % 3 == 2) throw std::runtime_error("thrown");
            return {};
          });
          ++(done.ok() ? kept : refused);
        } catch (const std::runtime_error&) {
          ++thrown;
        }
      }
    });
  }
  threads.clear();
  EXPECT_EQ(kept, kThreads * kActs / 3);
  EXPECT_EQ(refused, kThreads * kActs / 3);
  EXPECT_EQ(thrown, kThreads * kActs / 3);
  store_->read([&](Reader& r) {
    ASSERT_EQ(r.counts(case_.id).size(), 1u);
    EXPECT_EQ(r.counts(case_.id)[0].second, static_cast<std::uint64_t>(kept));
    const auto leaves = r.leaves(0, 10'000);
    EXPECT_EQ(std::set<std::string>(leaves.begin(), leaves.end()).size(), static_cast<std::size_t>(kept));
  });
}

TEST_P(Conformance, ReaderStaysOnItsSnapshotWhileOthersWrite) {
  store_->read([&](Reader& r) {
    EXPECT_EQ(r.leaf_count(), 0u);
    std::jthread([&] { write([](Transaction& t) { t.append_leaf("later", CaseId()); }); }).join();
    EXPECT_EQ(r.leaf_count(), 0u);
  });
  EXPECT_EQ(leaf_count(), 1u);
}

TEST_P(Conformance, ManyReadersAndWritersAtOnce) {
  constexpr int kThreads = 8;
  constexpr int kActs = 50;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      std::uint64_t seen = 0;
      for (int act = 0; act < kActs; ++act) {
        write([](Transaction& t) {
          t.append_leaf("one", CaseId());
          t.append_leaf("two", CaseId());
        });
        const auto now = leaf_count();
        EXPECT_GE(now, seen + 2);  // its own act at least
        EXPECT_EQ(now % 2, 0u);    // never half an act
        seen = now;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(leaf_count(), 2u * kThreads * kActs);
}

TEST_P(Conformance, ReadsWithinReadsDoNotWaitForEachOther) {
  const std::function<void(int)> nest = [&](int depth) {
    store_->read([&](Reader& r) {
      EXPECT_EQ(r.count_cases(), 1u);
      if (depth > 0) nest(depth - 1);
    });
  };
  nest(20);
}

TEST_P(Conformance, AnActReadsWhatItHasWritten) {
  write([&](Transaction& t) {
    const CaseRow row = a_case();
    t.insert_case(row);
    EXPECT_TRUE(t.find_case(row.id));
  });
}

TEST_P(Conformance, HookRunsBeforeACommitThatChangesSomethingAndCanRefuseIt) {
  int calls = 0;
  bool refuse = false;
  store_->before_commit([&]() -> Result<void> {
    ++calls;
    if (refuse) return Error{"the keyring is not durable", "look at it"};
    return {};
  });
  write([](Transaction& t) { t.append_leaf("a", CaseId()); });
  EXPECT_EQ(calls, 1);
  write([](Transaction& t) { EXPECT_EQ(t.leaf_count(), 1u); });
  EXPECT_EQ(calls, 1);
  refuse = true;
  const auto refused = store_->write([](Transaction& t) -> Result<void> {
    t.append_leaf("b", CaseId());
    return {};
  });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "the keyring is not durable");
  EXPECT_EQ(leaf_count(), 1u);
  refuse = false;
  write([](Transaction& t) { EXPECT_EQ(t.append_leaf("c", CaseId()), 1u); });
}

TEST_P(Conformance, ErrorsInAReadReachTheCallerAndTheNextReadWorks) {
  EXPECT_THROW(store_->read([](Reader&) { throw std::runtime_error("caller's own"); }), std::runtime_error);
  EXPECT_EQ(leaf_count(), 0u);
}

TEST_P(Conformance, AnActInsideAnActIsRefusedRatherThanWaitingForItself) {
  EXPECT_THROW(write([&](Transaction&) { (void)store_->write([](Transaction&) -> Result<void> { return {}; }); }), std::logic_error);
}

TEST_P(Conformance, WhatIsKeptOfPeopleComesBackAsWrittenAndChanged_SOM_13) {
  AppointmentRow task{new_id<AppointmentId>(), case_.id, new_id<AccountId>(), "reviewer", "by-name", {5}, {}, new_id<AccountId>(), {}, {}};
  RoleGrantRow role{new_id<RoleGrantId>(), task.account, "manager", task.made_by, {5}, Instant{9}, task.made_by, {}, {}, {}};
  EmergencyRow glass{new_id<EmergencyId>(), case_.id, task.account, {5}, {9}, task.made_by, record_.id, {}, {}, ""};
  RestrictionRow stop{new_id<RestrictionId>(), record_.id, "restriction", "unlawful", {5}, task.made_by, {}, {}, {}};
  write([&](Transaction& t) {
    t.insert_appointment(task);
    t.insert_role_grant(role);
    t.insert_emergency(glass);
    t.insert_restriction(stop);
    EXPECT_EQ(t.role_grants_proposed().size(), 1u);
    EXPECT_EQ(t.emergencies_since(Instant{6}).size(), 1u) << "it is not reviewed";
    task.ended = role.approved = glass.reviewed = stop.ended = Instant{7};
    task.agreed = Instant{6};
    role.approved_by = glass.reviewed_by = stop.ended_by = task.made_by;
    glass.outcome = "justified";
    stop.told = kDay;
    t.update_appointment(task);
    t.update_role_grant(role);
    t.update_emergency(glass);
    t.update_restriction(stop);
    EXPECT_TRUE(t.find_appointment(task.id) && t.find_role_grant(role.id) && t.find_emergency(glass.id) && t.find_restriction(stop.id));
  });
  store_->read([&](Reader& r) {
    EXPECT_THAT(r.appointments(case_.id), ElementsAre(task));
    EXPECT_THAT(r.appointments_of(task.account), ElementsAre(task));
    EXPECT_THAT(r.role_grants_of(role.account), ElementsAre(role));
    EXPECT_THAT(r.role_grants_proposed(), IsEmpty());
    EXPECT_THAT(r.emergencies(case_.id), ElementsAre(glass));
    EXPECT_THAT(r.emergencies_since(Instant{6}), IsEmpty());
    EXPECT_THAT(r.restrictions(record_.id), ElementsAre(stop));
    EXPECT_THAT(r.restrictions_of_case(record_.case_id), ElementsAre(stop));
  });
}

INSTANTIATE_TEST_SUITE_P(Sqlite, Conformance, testing::Values(sqlite_under_test()), [](const auto& engine) { return engine.param.name; });

}  // namespace
}  // namespace concordat::store
