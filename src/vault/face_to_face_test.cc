// SOM-18: dietary and other needs are asked for courses face to face only, with the request for a place.

#include "vault/test_instance.h"

namespace concordat::vault {
namespace {

class FaceToFace : public testing::Test {
 protected:
  CaseId course(const std::string& manner) {
    const policy::Actor officer = instance_.person({"training-officer"});
    const CaseId id = *vault().open_case(*vault().gate().authorise(officer, charter::Capability::open_case), "course-run", "C-2026-001");
    Values details{{"course-title", "Neglect"}, {"course-date", "2026-12-01"}, {"course-manner", manner}, {"course-place", "Library"}};
    course_ = *vault().add({grant(id, officer, charter::Act::add, "course", "details")}, {{"details", {details, ""}}}, "office", "planned");
    const charter::Step& step = vault().active_charter()->case_kind("course-run")->steps.front();
    EXPECT_TRUE(vault().take_step(*vault().gate().authorise_step(officer, step, *vault().subject_of_case(id)), step, vault().today()));
    return id;
  }
  policy::Grant grant(CaseId id, const policy::Actor& actor, charter::Act act, const char* kind, const char* part) {
    policy::Subject subject = *vault().subject_of_case(id);
    subject.record_kind = kind;
    subject.part = part;
    return *vault().gate().decide(actor, act, "training", subject);
  }
  Result<RecordId> book(CaseId id) {
    const auto as_anybody = [&](const char* part) { return grant(id, policy::the_public(), charter::Act::add, "booking", part); };
    const Values contact{{"name", "Ada Example"}, {"job-role", "Nurse"}, {"organisation", "An example"}, {"sector", "Health"},
                         {"email", "ada@example.org"}};
    const std::map<std::string, NewPart> parts{{"contact", {contact, ""}}, {"needs", {{{"requirements", "No nuts"}}, ""}}};
    return vault().add({as_anybody("contact"), as_anybody("needs")}, parts, "online-form", "requested");
  }
  Vault& vault() { return *instance_.vault; }

  TestInstance instance_{"charters/somerset.toml", "2026-11-20"};
  RecordId course_;
};

TEST_F(FaceToFace, NeedsAreTakenWithTheRequestForACourseFaceToFaceAndNoOther_SOM_18) {
  EXPECT_FALSE(book(course("online")));
  EXPECT_TRUE(book(course("face to face")));
}

TEST_F(FaceToFace, TheLastWordOnHowACourseIsHeldCounts_SOM_18) {
  const CaseId id = course("face to face");
  const policy::Actor officer = instance_.person({"training-officer"});
  const auto subject = vault().subject_of(course_, "details");
  const auto grant = vault().gate().decide(officer, charter::Act::correct, "training", *subject);
  ASSERT_TRUE(vault().correct(*grant, {{"course-title", "Neglect"}, {"course-date", "2026-12-01"}, {"course-manner", "online"},
                                       {"course-place", "At your desk"}}, 1));
  EXPECT_FALSE(book(id));
}

}  // namespace
}  // namespace concordat::vault
