// What stands in a field of a demonstration is what the field asks for.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/invented.h"

namespace concordat::ops {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class InventedValues : public testing::Test {
 protected:
  InventedValues() { kind_.subject = "child"; }
  std::string value(const char* name, const char* label, const InventedPerson& about) {
    charter::Field field;
    field.name = name;
    field.label = label;
    field.type = charter::FieldType::text;
    field.required = true;
    const Scene scene{kind_, about, [&]() -> const InventedFamily& { return family_; }, [&](std::string_view) { return today_; }, today_,
                      today_};
    return *invent_value(inventor_, field, scene);
  }

  CivilDate today_ = *CivilDate::from(2026, 11, 22);
  Inventor inventor_{7};
  charter::RecordKind kind_;
  InventedFamily family_ = inventor_.family(today_);
};

TEST_F(InventedValues, WhoSentItIsNoLessonAndNoStoryOfTheFamily) {
  EXPECT_THAT(value("sent-by", "Sent by", family_.child), AnyOf("The business team", "The deputy of the manager"));
  EXPECT_THAT(value("meeting-group", "Which group meets", family_.child), HasSubstr("group"));
  for (const auto& [name, label] : std::vector<std::pair<const char*, const char*>>{
           {"notified-by", "Who told us: body and team"}, {"answer-contact", "Who can tell us more"}, {"agenda", "Agenda"},
           {"decision", "Decision, with its ground"}, {"answer", "Answer"}, {"services-involved", "Which services"}})
    EXPECT_THAT(value(name, label, family_.child), Not(HasSubstr(family_.child.name))) << name;
  EXPECT_THAT(value("circumstances", "What happened and how", family_.child), HasSubstr(family_.child.name));
}

TEST_F(InventedValues, WhomAnAgencyIsAskedAboutIsNamedAndNoStoryIsTold_SOM_09) {
  EXPECT_EQ(value("asked-about", "About whom", family_.child).find(family_.child.name + ", born "), 0u);
  EXPECT_THAT(value("asked-about", "About whom", family_.child), testing::EndsWith(", father."));
}

TEST_F(InventedValues, AMotherIsTheMotherAndOldEnough) {
  EXPECT_EQ(value("relationship", "Relationship to the child", family_.mother), "mother");
  EXPECT_EQ(value("relationship", "Relationship to the child", family_.father), "father");
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const InventedFamily family = Inventor(seed).family(today_);
    EXPECT_LE(family.mother.birth.plus_years(17), family.child.birth) << seed;
    for (const InventedPerson& sibling : family.siblings) EXPECT_THAT(sibling.relation, AnyOf("brother", "sister"));
  }
}

}  // namespace
}  // namespace concordat::ops
