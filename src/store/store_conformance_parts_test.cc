// What every engine must do with held parts as a whole, and with files that belong to them.

#include <gmock/gmock.h>

#include <stdexcept>

#include "crypto/crypto.h"
#include "store/sqlite_under_test.h"

namespace concordat::store {
namespace {

using crypto::new_id;
using testing::ElementsAre;
using testing::IsEmpty;

RecordRow record_in(CaseId case_id, std::string kind) {
  return {new_id<RecordId>(), case_id, std::move(kind), new_id<AgencyId>(), "offered", "review", "online-form", CivilDate::from_days(2),
          "c0ffee"};
}

PartRow part_of(RecordId record, std::string name) {
  return {record, std::move(name), 1, new_id<KeyId>(), CivilDate::from_days(9), false, {1, 2, 0, 3}};
}

class ConformanceOfParts : public StoreConformance {
 protected:
  void SetUp() override {
    StoreConformance::SetUp();
    write([&](Transaction& t) {
      t.insert_case(case_);
      t.insert_record(record_);
      t.put_part(part_);
    });
  }

  CaseRow case_{new_id<CaseId>(), "review", "R-2026-014", "open", "c0ffee", CivilDate::from_days(1), 1};
  RecordRow record_ = record_in(case_.id, "item");
  PartRow part_ = part_of(record_.id, "contact");
};

TEST_P(ConformanceOfParts, HeldPartsComeInOrderOfArrivalWithTheirRecords) {
  const RecordRow account = record_in(CaseId(), "account");
  PartRow needs = part_of(record_.id, "needs");
  write([&](Transaction& t) {
    t.put_part(needs);
    t.insert_record(account);
    t.put_part(part_of(account.id, "account"));
    t.mark_part_destroyed(record_.id, "needs");
  });
  store_->read([&](Reader& r) {
    EXPECT_EQ(r.parts_ever(), 3u);
    const auto all = r.held_parts(0, 3);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].record.id, record_.id);
    EXPECT_EQ(all[0].record.case_id, case_.id);
    EXPECT_EQ(all[0].part.part, "contact");
    EXPECT_EQ(all[0].part.sealed, part_.sealed);
    EXPECT_EQ(all[0].part.key, part_.key);
    EXPECT_EQ(all[0].part.due, part_.due);
    EXPECT_TRUE(all[1].record.case_id.is_none());
    const auto of_case = r.parts_of_case(case_.id);
    ASSERT_EQ(of_case.size(), 2u);
    EXPECT_EQ(of_case[0].part, "contact");
    EXPECT_THAT(of_case[0].sealed, IsEmpty());
    EXPECT_TRUE(of_case[1].destroyed);
    EXPECT_EQ(r.held_parts(1, 3).size(), 1u);
    EXPECT_EQ(r.held_parts(0, 1).size(), 1u);
  });
}

TEST_P(ConformanceOfParts, AttachmentsArriveInChunksAndGoWithTheirPart) {
  const AttachmentRow kept{new_id<AttachmentId>(), record_.id, "contact", 1, "arriving", 2, 9, {4, 5}};
  const AttachmentRow left{new_id<AttachmentId>(), record_.id, "contact", 1, "arriving", 0, 0, {}};
  write([&](Transaction& t) {
    for (const auto& row : {kept, left}) t.insert_attachment(row);
    t.put_chunk(kept.id, 0, Bytes(70'000, 1));
    t.put_chunk(left.id, 0, Bytes(70'000, 2));
    t.put_chunk(kept.id, 1, Bytes{3});
  });
  store_->read([&](Reader& r) {
    EXPECT_THAT(r.arriving_attachments(), ElementsAre(kept.id, left.id));
    EXPECT_THAT(r.find_attachment(kept.id)->sealed, IsEmpty());
  });
  write([&](Transaction& t) {
    t.keep_attachment(kept);
    t.remove_attachment(left.id);
  });
  EXPECT_THROW(write([&](Transaction& t) { t.put_chunk(kept.id, 2, Bytes{3}); }), std::logic_error);
  EXPECT_THROW(write([&](Transaction& t) { t.remove_attachment(kept.id); }), std::logic_error);
  reopen();
  store_->read([&](Reader& r) {
    const auto found = r.attachments(record_.id, "contact");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].state, "held");
    EXPECT_EQ(found[0].chunks, 2u);
    EXPECT_EQ(found[0].bytes, 9u);
    EXPECT_EQ(found[0].sealed, kept.sealed);
    EXPECT_EQ(r.chunk(kept.id, 0)->size(), 70'000u);
    EXPECT_EQ(r.chunk(kept.id, 1), Bytes{3});
    EXPECT_FALSE(r.chunk(kept.id, 2));
    EXPECT_FALSE(r.chunk(left.id, 0));
  });
  write([&](Transaction& t) { t.mark_attachment_destroyed(kept.id); });
  EXPECT_THROW(write([&](Transaction& t) { t.mark_attachment_destroyed(kept.id); }), std::logic_error);
  store_->read([&](Reader& r) {
    EXPECT_EQ(r.find_attachment(kept.id)->state, "destroyed");
    EXPECT_TRUE(r.find_attachment(kept.id)->sealed.empty());
    EXPECT_FALSE(r.chunk(kept.id, 0));
    EXPECT_THAT(r.attachments(record_.id, "needs"), IsEmpty());
  });
  write([&](Transaction& t) { t.mark_part_destroyed(record_.id, "contact"); });
  store_->read([&](Reader& r) {
    EXPECT_EQ(r.find_attachment(kept.id)->state, "destroyed");
    EXPECT_THAT(r.find_attachment(kept.id)->sealed, IsEmpty());
    EXPECT_FALSE(r.chunk(kept.id, 0));
  });
  EXPECT_THROW(write([&](Transaction& t) { t.insert_attachment(left); }), std::logic_error) << "nothing comes to what was destroyed";
}

TEST_P(ConformanceOfParts, AListedPartSaysWhatIsToBeAskedForBesides) {
  const auto listed = [&] {
    std::optional<ListedPart> found;
    store_->read([&](Reader& r) { found = r.find_listed(record_.id, "contact"); });
    return *found;
  };
  ListedPart plain = listed();
  EXPECT_EQ(plain.number, 1u);
  EXPECT_EQ(plain.record.case_id, case_.id);
  EXPECT_EQ(plain.record.charter, record_.charter);
  EXPECT_EQ(plain.part.sealed, part_.sealed);
  EXPECT_EQ(plain.part.key, part_.key);
  EXPECT_EQ(plain.case_kind + " " + plain.case_state + " " + std::to_string(plain.case_version), "review open 1");
  EXPECT_FALSE(plain.has_attachments || plain.has_restrictions || plain.has_appointments || plain.has_emergencies || plain.has_asked);
  write([&](Transaction& t) { t.insert_event({case_.id, "expected:x", CivilDate::from_days(2)}); });
  EXPECT_FALSE(listed().has_asked);
  write([&](Transaction& t) { t.insert_event({case_.id, "agency-asked:police", CivilDate::from_days(2)}); });
  write([&](Transaction& t) { t.insert_attachment({new_id<AttachmentId>(), record_.id, "contact", 1, "arriving", 0, 0, {}}); });
  write([&](Transaction& t) {
    t.insert_restriction({new_id<RestrictionId>(), record_.id, "objection", "x", {}, {}, {}, {}, {}});
    t.insert_appointment({new_id<AppointmentId>(), case_.id, {}, "role", "group", {}, {}, {}, {}, {}});
    t.insert_emergency({new_id<EmergencyId>(), case_.id, {}, {}, {}, {}, {}, {}, {}, ""});
    t.mark_part_destroyed(record_.id, "contact");
  });
  plain = listed();
  EXPECT_TRUE(plain.has_attachments && plain.has_restrictions && plain.has_appointments && plain.has_emergencies && plain.has_asked);
  EXPECT_TRUE(plain.part.destroyed && plain.part.sealed.empty());
  store_->read([&](Reader& r) {
    EXPECT_FALSE(r.find_listed(record_.id, "needs"));
    EXPECT_THAT(r.record_ids_of_kind("item"), ElementsAre(record_.id));
    EXPECT_THAT(r.record_ids_of_kind("voice"), IsEmpty());
  });
}

TEST_P(ConformanceOfParts, AListIsFoundFromEachCaseThatItSpans) {
  CaseRow other = case_, third = case_;
  other.id = new_id<CaseId>();
  third.id = new_id<CaseId>();
  const RecordRow second = record_in(other.id, "item"), also = record_in(case_.id, "item"), unread = record_in(third.id, "item");
  write([&](Transaction& t) {
    t.append_leaf("opened", case_.id);
    t.insert_case(other);
    t.append_leaf("opened too", other.id);
    t.insert_record(second);
    t.insert_record(also);
    t.insert_case(third);
    t.append_leaf("opened last", third.id);
    t.insert_record(unread);
    t.insert_list(t.append_leaf("list", CaseId()), {1, 2, 3});
    t.insert_list(t.append_leaf("another", CaseId()), {2});
  });
  store_->read([&](Reader& r) {
    EXPECT_THAT(r.leaves_with_list(), ElementsAre(3, 4));
    EXPECT_THAT(r.listed(3), ElementsAre(record_.id, second.id, also.id));
    EXPECT_THAT(r.listed(2), IsEmpty());
    const auto of_first = r.lists_of_case(case_.id);
    ASSERT_EQ(of_first.size(), 1u);
    EXPECT_EQ(of_first[0].leaf, "list");
    EXPECT_EQ(of_first[0].position, 3u);
    EXPECT_THAT(of_first[0].listed, ElementsAre(record_.id, also.id));
    EXPECT_EQ(r.lists_of_case(other.id).size(), 2u);
    EXPECT_THAT(r.lists_of_case(third.id), IsEmpty());
  });
}

INSTANTIATE_TEST_SUITE_P(Sqlite, ConformanceOfParts, testing::Values(sqlite_under_test()),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace
}  // namespace concordat::store
