// Small numbers are left out, and with them what they would follow from.

#include "casework/training/learning_report.h"

#include <gtest/gtest.h>

namespace concordat::casework {
namespace {

std::string counts_in(const std::vector<Counted>& parts) {
  std::string all;
  for (const Counted& part : parts) all += (all.empty() ? "" : " ") + (part.shown ? std::to_string(part.count) : std::string("–"));
  return all;
}

std::string after(std::vector<Counted> parts, bool total = true) {
  EXPECT_EQ(leave_out_small(parts), total);
  return counts_in(parts);
}

TEST(LearningReport, ANumberBelowFiveIsLeftOutAndAnotherWithIt) {
  EXPECT_EQ(after({{"a", 12}, {"b", 5}, {"c", 0}}), "12 5 0");
  EXPECT_EQ(after({{"a", 12}, {"b", 3}, {"c", 7}}), "12 – –") << "or 3 follows from the total";
  EXPECT_EQ(after({{"a", 12}, {"b", 1}, {"c", 1}, {"d", 9}}), "12 – – –") << "together they are still below 5";
  EXPECT_EQ(after({{"a", 4}, {"b", 4}, {"c", 9}}), "– – 9");
  EXPECT_EQ(after({{"a", 3}}, false), "–");
  EXPECT_EQ(after({{"a", 3}, {"b", 0}}, false), "– 0");
  EXPECT_EQ(after({}), "");
}

TEST(LearningReport, AMonthTellsNothingOfACourseThatIsLeftOut) {
  std::vector<MonthCounted> months{
      {{"May"}, {{"a", 3}, {"b", 10}}}, {{"June"}, {{"c", 2}}}, {{"July"}, {{"d", 8}, {"e", 9}}}, {{"August"}, {{"f", 30}}}};
  EXPECT_TRUE(leave_out_small(months));
  EXPECT_EQ(counts_in(months[0].courses), "– –");
  EXPECT_FALSE(months[1].month.shown);
  std::size_t left_out = 0;
  for (const MonthCounted& one : months) {
    left_out += one.month.shown ? 0 : 1;
    if (one.month.shown) continue;
    EXPECT_EQ(counts_in(one.courses).find_first_of("123456789"), std::string::npos) << one.month.what;
  }
  EXPECT_EQ(left_out, 2u) << "June does not follow from the year";
}

TEST(LearningReport, ACellIsNoFormula) {
  EXPECT_EQ(csv_line({"=1+1", "say \"no\"", "C-2026-001"}), "\"'=1+1\",\"say \"\"no\"\"\",\"C-2026-001\"\r\n");
}

}  // namespace
}  // namespace concordat::casework
