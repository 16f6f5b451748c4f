// Dates held against each other by what is sure of them.

#include "charter/dates.h"

#include <gtest/gtest.h>

namespace concordat::charter {
namespace {

Field date(const char* name, std::vector<std::string> not_before, std::vector<std::string> not_after) {
  Field field;
  field.name = name;
  field.label = name;
  field.type = FieldType::uncertain_date;
  field.not_before = std::move(not_before);
  field.not_after = std::move(not_after);
  return field;
}

std::string says(const char* birth, const char* death) {
  const std::vector<Field> fields = {date("birth", {}, {kBoundToday}), date("death", {"birth", "incident.aware"}, {})};
  KnownDays known{CivilDate::parse("2026-11-04"), {{"incident.aware", {*CivilDate::parse("2014-03-03"), "Aware"}}}};
  std::string all;
  for (const DateFault& fault : date_faults(fields, {{"birth", birth}, {"death", death}}, known)) all += fault.field + ": " + fault.says;
  return all;
}

TEST(Dates, WhatIsSureIsHeld) {
  EXPECT_EQ(says("2014-03-05", "2014-03-05"), "");
  EXPECT_EQ(says("2014-03-05", "2014-03-04"), "death: “death” must be the same as or after “birth”");
  EXPECT_EQ(says("2015", "2014-12"), "death: “death” must be the same as or after “birth”");
  EXPECT_EQ(says("2012", "2013"), "death: “death” must be the same as or after 3 March 2014, “Aware”");
  EXPECT_EQ(says("2026-11-05", "2026-12"), "birth: “birth” must be today or in the past");
}

TEST(Dates, WhatIsNotSureIsLeft) {
  EXPECT_EQ(says("2014", "2014-03-04"), "") << "of a year alone nothing is impossible within it";
  EXPECT_EQ(says("2014-03-05", "2014"), "");
  EXPECT_EQ(says("about 2015", "2014"), "");
  EXPECT_EQ(says("2026", "2026"), "");
  EXPECT_EQ(says("unborn 2027-02", "2026"), "");
  EXPECT_EQ(says("5/3/2014", "2014-03-04"), "") << "what is no date is said elsewhere";
}

TEST(Dates, WhatLiesTooLongAgoIsASlip) {
  const std::vector<Field> fields = {date("birth", {"120-years-ago"}, {kBoundToday})};
  const KnownDays known{CivilDate::parse("2026-11-04"), {}};
  EXPECT_EQ(date_faults(fields, {{"birth", "1850"}}, known).at(0).says, "“birth” must be the same as or after 4 November 1906");
  EXPECT_TRUE(date_faults(fields, {{"birth", "1906"}}, known).empty());
  EXPECT_TRUE(date_faults(fields, {{"birth", "1850"}}, {}).empty());
  for (const char* none : {"-years-ago", "0-years-ago", "-5-years-ago", "x-years-ago", "1000-years-ago", "10-years", "today"})
    EXPECT_FALSE(years_ago(none)) << none;
}

TEST(Dates, WhatIsNotKnownBoundsNothing) {
  const std::vector<Field> fields = {date("death", {"birth", "incident.aware"}, {kBoundToday})};
  EXPECT_TRUE(date_faults(fields, {{"death", "2030"}}, {}).empty());
}

}  // namespace
}  // namespace concordat::charter
