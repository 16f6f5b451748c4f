#include "paper/sheet.h"

#include <gmock/gmock.h>

#include "intake/readers.h"

namespace concordat::paper {
namespace {

using testing::HasSubstr;
using testing::Not;

// OWASP, CSV injection.
TEST(Sheet, NoCellOfTheValuesIsTakenForAFormula) {
  for (const char* bad : {"=1+1", "+44 161", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"})
    EXPECT_THAT(csv({"List", {"What"}, {{bad}}}), HasSubstr(std::string("\"'") + bad + "\"")) << bad;
  EXPECT_THAT(csv({"List", {"What"}, {{"1=1"}}}), HasSubstr("\"1=1\""));
}

TEST(Sheet, QuotesAndLineBreaksStayInTheirCell_RFC_4180) {
  EXPECT_EQ(csv({"List", {"A", "B"}, {{"said \"no\", twice", "two\nlines"}}}),
            "\xef\xbb\xbf\"A\",\"B\"\r\n\"said \"\"no\"\", twice\",\"two\nlines\"\r\n");
}

TEST(Sheet, ASpreadsheetIsReadBackAsItWasWrittenAndHoldsNoFormula) {
  const auto bytes = xlsx({"Complaints: all", {"Reference", "What"}, {{"K-2026-001", "=1+1 <&> \"x\"\x01"}, {"K-2026-002", "é"}}});
  ASSERT_TRUE(bytes) << bytes.error().message;
  const intake::Reading read = intake::read_spreadsheet(*bytes);
  ASSERT_EQ(read.refusal, intake::Refusal::none);
  EXPECT_THAT(read.columns, testing::ElementsAre("Reference", "What"));
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_THAT(read.rows[0].cells, testing::ElementsAre("K-2026-001", "=1+1 <&> \"x\""));
  EXPECT_THAT(read.rows[1].cells, testing::ElementsAre("K-2026-002", "é"));
}

}  // namespace
}  // namespace concordat::paper
