// What came and waits to be confirmed: sealed, for who handed it in, for a day, once.

#include "vault/arrivals.h"

#include <gmock/gmock.h>

#include "vault/attachments.h"
#include "vault/test_instance.h"

namespace concordat::vault {
namespace {

using charter::Act;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class WhatCame : public testing::Test {
 protected:
  WhatCame() : instance_("charters/stockport.toml", "2026-11-02") {
    const policy::Actor manager = instance_.person({"manager"});
    Opening opening{crypto::new_id<CaseId>(), 1, {}, {{"notice", {told_, ""}}}};
    policy::Subject subject;
    subject.case_id = review_ = opening.id;
    subject.case_kind = "review";
    subject.case_state = vault().active_charter()->case_kind("review")->states.front();
    subject.case_version = 1;
    subject.record_kind = "notification";
    subject.part = "notice";
    opening.grants.push_back(*vault().gate().decide(manager, Act::add, purpose("notification"), subject));
    EXPECT_TRUE(vault().open_case(*vault().gate().authorise(manager, charter::Capability::open_case), "review", "R-2026-001", opening));
    const auto mandate = vault().gate().authorise(manager, charter::Capability::open_case, *vault().subject_of_case(review_));
    EXPECT_TRUE(vault().ask_agency(*mandate, "police"));
  }

  Vault& vault() { return *instance_.vault; }
  Arrivals& arrivals() { return vault().arrivals(); }
  policy::Actor officer() { return instance_.person({"support-team"}); }
  std::string purpose(const char* kind) { return vault().active_charter()->record_kind(kind)->purpose; }
  policy::Grant grant() {
    policy::Subject subject = *vault().subject_of_case(review_);
    subject.record_kind = "agency-item";
    subject.part = "item";
    subject.owner = parties::agency_id("police");
    return *vault().gate().decide(officer(), Act::add, purpose("agency-item"), subject);
  }
  Batch::Row row(const char* title) {
    return {{grant()}, {{"item", {{{"title", title}, {"category", "police"}, {"narrative", "Invented."}}, ""}}}};
  }
  AttachmentId put(std::string_view content) {
    return *arrivals().put(grant(), {"email", vault().today().plus_days(-2), {"ward.csv", "text/plain"}}, as_bytes(content));
  }
  std::vector<std::string> events() {
    std::vector<std::string> lines;
    instance_.store->read([&](store::Reader& reader) { lines = reader.leaves(0, reader.leaf_count()); });
    std::vector<std::string> events;
    for (const std::string& line : lines) events.push_back(ledger::decode(line)->event + " " + ledger::decode(line)->detail);
    return events;
  }
  bool anything_waits() {
    bool waits = false;
    instance_.store->read([&](store::Reader& reader) { waits = reader.meta("arrivals").has_value(); });
    return waits;
  }

  const Values told_ = {{"notified-by", "Ward"}, {"notified-channel", "telephone"}, {"aware-on", "2026-11-02"}};
  TestInstance instance_;
  CaseId review_;
};

TEST_F(WhatCame, BecomesRecordsOnceWithTheOriginal) {
  const std::string content(600'000, 'x');
  const AttachmentId id = put(content);
  EXPECT_EQ(as_text(arrivals().open(id, officer().account)->expose()), content);
  const auto records = arrivals().take_in(id, officer().account, {row("One"), row("Two")}, "item");
  ASSERT_TRUE(records) << records.error().message;
  ASSERT_THAT(*records, SizeIs(2));
  EXPECT_EQ(*arrivals().take_in(id, officer().account, {row("One"), row("Two")}, "item"), *records) << "sent twice, done once";
  EXPECT_FALSE(arrivals().open(id, officer().account)) << "it waits no longer";
  EXPECT_FALSE(anything_waits());
  std::optional<store::RecordRow> first;
  std::vector<store::AttachmentRow> files;
  instance_.store->read([&](store::Reader& reader) {
    first = reader.find_record(records->front());
    files = reader.attachments(records->front(), "item");
    EXPECT_THAT(reader.records(review_), SizeIs(3)) << "with the notification";
  });
  EXPECT_EQ(first->channel, "email");
  EXPECT_EQ(first->collected, *CivilDate::parse("2026-10-31")) << "the day on which it came";
  ASSERT_THAT(files, SizeIs(1));
  const auto read = vault().gate().decide(officer(), Act::read, purpose("agency-item"), *vault().subject_of(first->id, "item"));
  const auto download = vault().open_attachment(*read, files[0].id);
  ASSERT_TRUE(download);
  EXPECT_EQ((*download)->about().label.name, "ward.csv");
  std::string back;
  for (auto piece = (*download)->next(); *piece; piece = (*download)->next()) back += as_text((**piece).expose());
  EXPECT_EQ(back, content);
  const std::string put = "record.put kind=agency-item;state=received;came-as=" + id.text() + ";received=2026-10-31";
  EXPECT_THAT(events(), testing::Contains(HasSubstr(put)).Times(2));
  EXPECT_THAT(events(), testing::Contains(HasSubstr("arrival.confirmed arrival=" + id.text())));
}

TEST_F(WhatCame, IsAllOrNothing) {
  const AttachmentId id = put("x");
  Batch::Row wrong = row("Two");
  wrong.parts.at("item").values["no-such-field"] = "x";
  EXPECT_FALSE(arrivals().take_in(id, officer().account, {row("One"), wrong}, "item"));
  instance_.store->read([&](store::Reader& reader) { EXPECT_THAT(reader.records(review_), SizeIs(1)); });
  EXPECT_THAT(arrivals().find(id, officer().account)->taken_in, IsEmpty());
  EXPECT_TRUE(arrivals().take_in(id, officer().account, {row("One")}, "item")) << "it still waits";
}

TEST_F(WhatCame, IsForWhoHandedItInAlone) {
  const AttachmentId id = put("x");
  const AccountId other = instance_.person({"manager"}).account;
  EXPECT_FALSE(arrivals().find(id, other));
  EXPECT_FALSE(arrivals().open(id, other));
  EXPECT_FALSE(arrivals().take_in(id, other, {row("One")}, "item"));
  policy::Subject subject = *vault().subject_of_case(review_);
  EXPECT_TRUE(arrivals().drop(id, other));
  EXPECT_TRUE(arrivals().find(id, officer().account)) << "nor can another drop it";
}

TEST_F(WhatCame, GoesAfterADayWhereNobodyConfirmsIt) {
  const AttachmentId id = put("x");
  instance_.clock.advance(23 * 3600 * 1'000'000ll);
  EXPECT_TRUE(arrivals().find(id, officer().account));
  instance_.clock.advance(2 * 3600 * 1'000'000ll);
  arrivals().drop_old();
  EXPECT_FALSE(arrivals().find(id, officer().account));
  EXPECT_FALSE(anything_waits());
  EXPECT_THAT(events(), testing::Contains(HasSubstr("arrival.dropped arrival=" + id.text())));
}

TEST_F(WhatCame, EndsWithTheProcess) {
  const AttachmentId id = put(std::string(600'000, 'x'));
  const std::string account = officer().account.text();
  instance_.close();
  instance_.open();
  EXPECT_FALSE(arrivals().find(id, officer().account));
  EXPECT_FALSE(anything_waits());
  instance_.store->read([&](store::Reader& reader) { EXPECT_FALSE(reader.meta("arrival:" + id.text() + ":0")); });
}

TEST_F(WhatCame, CameOnADayThatIsNotToCome) {
  EXPECT_FALSE(arrivals().put(grant(), {"email", vault().today().plus_days(1), {"a", "b"}}, as_bytes("x")));
}

}  // namespace
}  // namespace concordat::vault
