// How the child and the family were told and heard is on record, whether or not the notice speaks of it: Working Together 2023, chapter 5;
// STK-04, DDS-13.

#include <gmock/gmock.h>

#include "casework/cases/cases.h"
#include "casework/test_app.h"
#include "vault/test_opening.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;

struct Office {
  const char* charter;
  const char* role;  // who writes it down
};

class VoiceOfTheFamily : public testing::TestWithParam<Office> {};

TEST_P(VoiceOfTheFamily, IsPutOnRecordByTheOfficeAndNoAgency_STK_04_DDS_13) {
  TestApp test("charters/" + std::string(GetParam().charter) + ".toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  const charter::Charter& charter = test.app().charter();
  const auto manager = test.person("Mona Manager", {"manager"});
  const auto office = test.person("Ona Office", {GetParam().role});
  const auto agency = test.person("Ada Agency", {"agency-contact"}, charter.agencies.front().name);
  const charter::RecordKind* kind = charter.record_kind("voice");
  ASSERT_TRUE(kind);
  const CaseId id = *vault::open_case(test.app().vault, test.app().actor(TestApp::as(manager)), kind->case_kind, "R-2026-001");
  const std::string path = "/workspace/cases/" + id.text();
  const std::vector<std::pair<std::string, std::string>> heard = {{"heard", "child and family"}, {"voice-account", "Invented words."}};
  EXPECT_EQ(test.post(agency, path + "/add/voice", heard).status, 404);
  EXPECT_THAT(test.post(office, path + "/add/voice", {{"heard", "child"}}).body, HasSubstr("There is a problem"));
  ASSERT_EQ(test.post(office, path + "/add/voice", heard).status, 303);
  const std::string record = path + "/records/" + records_of(test.app(), id, "voice").front().id.text();
  EXPECT_THAT(test.get(office, path).body, HasSubstr(record));
  EXPECT_THAT(test.get(office, record).body, HasSubstr("Invented words."));
  EXPECT_EQ(test.get(agency, record).status, 404);
}

INSTANTIATE_TEST_SUITE_P(Charters, VoiceOfTheFamily,
                         testing::Values(Office{"hampshire", "business-unit"}, Office{"somerset", "business-unit"},
                                         Office{"stockport", "support-team"}),
                         [](const auto& tested) { return std::string(tested.param.charter); });

}  // namespace
}  // namespace concordat::casework
