// What somebody ends by their own link: attestation sees that it was theirs to end, and that it went at once (DDS-29, SOM-20).

#include <gmock/gmock.h>

#include "directory.h"

namespace concordat::evidence {
namespace {

using charter::Act;

class Subscription : public Directory {
 protected:
  Subscription() : Directory("charters/derby-derbyshire.toml", "2026-11-02") {
    const charter::CaseKind& kind = *vault().active_charter()->case_kind("subscription");
    vault::Opening on{crypto::new_id<CaseId>(), 0, {}, {}};
    policy::Subject subject;
    subject.case_id = id_ = on.id;
    subject.case_kind = kind.name;
    subject.case_state = kind.states.front();
    subject.case_version = 1;
    subject.record_kind = "subscriber";
    subject.part = "contact";
    on.grants.push_back(*vault().gate().decide(policy::the_public(), Act::add, "information", subject));
    on.parts["contact"] = {contact(), "news-v1"};
    EXPECT_TRUE(vault().open_case_by_form(kind.name, "S-2026-001", on, "online-form"));
    vault().store().read([&](store::Reader& reader) { record_ = reader.records(id_).front().id; });
  }

  vault::Values contact() {
    vault::Values values;
    for (const charter::Field& field : vault().active_charter()->record_kind("subscriber")->parts.front().fields)
      values[field.name] = !field.choices.empty() ? field.choices.front()
                           : field.type == charter::FieldType::email ? "ada@example.org"
                                                                     : "Ada Example";
    return values;
  }
  void take(const char* to) {
    const policy::Subject subject = *vault().subject_of(record_, "contact");
    for (const charter::Step& step : vault().active_charter()->case_kind("subscription")->steps) {
      if (step.from != subject.case_state || step.to != to) continue;
      const auto mandate = vault().gate().authorise_step(policy::subject_of(record_), step, subject);
      ASSERT_TRUE(mandate) << mandate.error().message;
      if (step.to == "ended") ASSERT_TRUE(instance_.disposal->end_own(*mandate, step));
      else ASSERT_TRUE(vault().take_step(*mandate, step, vault().today()));
    }
  }

  CaseId id_;
  RecordId record_;
};

TEST_F(Subscription, EndedByItsPersonIsDestroyedAsItMustBe_DDS_29) {
  take("active");
  take("ended");
  EXPECT_EQ(status("DDS-29"), "kept") << finding("DDS-29").evidence;
  sql("UPDATE parts SET destroyed = 0");
  EXPECT_EQ(status("DDS-29"), "broken");
}

TEST_F(Subscription, ThatNobodyConfirmedEndsByItself_DDS_29) {
  instance_.live_until("2026-11-10");
  ASSERT_TRUE(instance_.disposal->run());
  instance_.live_until("2026-11-11");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_EQ(status("DDS-29"), "kept") << finding("DDS-29").evidence;
}

TEST_F(Subscription, IsNobodyElsesToEnd) {
  const policy::Subject subject = *vault().subject_of(record_, "contact");
  const charter::Step& step = *vault().active_charter()->case_kind("subscription")->stopping("asked");
  EXPECT_FALSE(vault().gate().authorise_step(policy::subject_of(crypto::new_id<RecordId>()), step, subject));
  EXPECT_FALSE(vault().gate().authorise_step(policy::the_public(), step, subject));
}

}  // namespace
}  // namespace concordat::evidence
