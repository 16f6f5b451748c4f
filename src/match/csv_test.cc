#include "match/csv.h"

#include <gtest/gtest.h>

#include "match/birth.h"
#include "match/map.h"
#include "match/table.h"

namespace concordat::match {
namespace {

struct Read {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint64_t> refused;
};

Read read(std::string_view content) {
  Read result;
  auto reader = CsvReader::over(content);
  EXPECT_TRUE(reader.ok());
  for (auto outcome = reader->next(); outcome != CsvReader::Outcome::end; outcome = reader->next()) {
    if (outcome == CsvReader::Outcome::row) {
      result.rows.push_back(reader->cells());
    } else {
      result.refused.push_back(reader->line());
    }
  }
  return result;
}

TEST(MatchCsv, QuotesGapsBomAndLineEnds) {
  const auto result = read("\xEF\xBB\xBFid, name,note\r\n1, \"Lark, \"\"Jo\"\"\" ,\"two\nlines\"\r\n\r\n2,Fenwick,\n3,x,y");
  EXPECT_EQ(result.rows,
            (std::vector<std::vector<std::string>>{{"1", "Lark, \"Jo\"", "two\nlines"}, {"2", "Fenwick", ""}, {"3", "x", "y"}}));
}

TEST(MatchCsv, OtherSeparatorsAndLatin1) {
  EXPECT_EQ(read("id;name\n1;Zo\xEB\n").rows, (std::vector<std::vector<std::string>>{{"1", "Zoë"}}));
  EXPECT_EQ(read("id\tname\n1\tLark\n").rows, (std::vector<std::vector<std::string>>{{"1", "Lark"}}));
}

TEST(MatchCsv, ABadRowIsRefusedByItsLineAndTheRestIsRead) {
  const auto result = read("id,name\n1,a\n2\n3,b,c\n4,\"never closed\n5,d\n6,\"e\"x\n7,f,,\n");
  EXPECT_EQ(result.refused, (std::vector<std::uint64_t>{3, 4, 5, 7}));
  EXPECT_EQ(result.rows, (std::vector<std::vector<std::string>>{{"1", "a"}, {"5", "d"}, {"7", "f"}}));
}

TEST(MatchCsv, AMegabyteCellIsReadAndMoreIsRefused) {
  const std::string fits(kLongestCell, 'x');
  const auto result = read("id,name\n1," + fits + "\n2," + fits + "y\n3,\"" + fits + "yy\"\n4,z\n");
  ASSERT_EQ(result.rows.size(), 2u);
  EXPECT_EQ(result.rows[0][1].size(), kLongestCell);
  EXPECT_EQ(result.refused, (std::vector<std::uint64_t>{3, 4}));
}

TEST(MatchCsv, WhatOtherProgramsCallNothingIsNothing) {
  EXPECT_EQ(read("id,a,b\n1,NULL,NA\n").rows[0], (std::vector<std::string>{"1", "", ""}));
}

TEST(MatchCsv, RefusesUtf16AndEmptyFiles) {
  EXPECT_FALSE(CsvReader::over(std::string_view("\xFF\xFEi\0", 4)).ok());
  EXPECT_FALSE(CsvReader::over("").ok());
}

TEST(MatchCsv, CellsAreQuotedWhereTheyMustBe) {
  EXPECT_EQ(csv_cell("plain"), "plain");
  EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
}

TEST(MatchMap, SaysWhereItIsWrong) {
  const auto message = [](std::string_view toml) {
    const auto map = parse_column_map(toml, "map.toml");
    return map.ok() ? std::string() : map.error().message;
  };
  EXPECT_EQ(message("id = \"n\"\n[columns]\na = \"forename\"\nb = { kind = \"birth-date\", format = \"%Y\" }\n"), "");
  EXPECT_NE(message("id = \"n\"\n[columns]\na = \"nickname\"\n").find("line 3"), std::string::npos);
  EXPECT_NE(message("id = \"n\"\n[columns]\na = { kind = \"text\", forma = \"\" }\n").find("line 3"), std::string::npos);
  EXPECT_NE(message("id = \"n\"\n[columns]\na = { kind = \"birth-date\", format = \"%Q\" }\n").find("line 3"), std::string::npos);
  EXPECT_NE(message("id = \"n\"\n[columns]\na = { kind = \"surname\", format = \"%Y\" }\n").find("line 3"), std::string::npos);
  EXPECT_NE(message("id = [\n").find("line"), std::string::npos);
  EXPECT_NE(message("[columns]\na = \"text\"\n"), "");
  EXPECT_NE(message("id = \"n\"\ncolums = 1\n"), "");
}

Table table_from(std::string_view toml, std::string_view csv) {
  TableBuilder builder(*parse_column_map(toml, "map.toml"));
  EXPECT_TRUE(builder.add_file("a.csv", csv).ok());
  return builder.finish();
}

TEST(MatchTable, JoinsPartsOfNamesAndDates) {
  const Table table = table_from(
      "id=\"n\"\n[columns]\nf1=\"forename\"\nf2=\"forename\"\ns=\"surname\"\nby=\"birth-year\"\nbm=\"birth-month\"\nbd=\"birth-day\"\n",
      "n,f1,f2,s,by,bm,bd\n1,Jo,Ann,Lark,1984,2,30\n2,,,,,,\n");
  ASSERT_EQ(table.fields.size(), 3u);
  EXPECT_EQ(table.value(0, 0).text, "jo ann");
  EXPECT_EQ(table.value(2, 0).text, "1984-02-30");
  EXPECT_TRUE(table.value(0, 1).text.empty());
}

TEST(MatchTable, SplitsFullNamesWithoutTitles) {
  const Table table = table_from("id=\"n\"\n[columns]\nname=\"full-name\"\n", "n,name\n1,Dr Jo Ann Lark\n2,Suharto\n3,李明\n");
  const auto forename = static_cast<std::size_t>(table.field_of(Kind::forename));
  const auto surname = static_cast<std::size_t>(table.field_of(Kind::surname));
  EXPECT_EQ(table.value(forename, 0).text, "jo ann");
  EXPECT_EQ(table.value(surname, 0).text, "lark");
  EXPECT_EQ(table.value(forename, 1).text, "suharto");
  EXPECT_TRUE(table.value(surname, 1).text.empty());
}

TEST(MatchTable, AFullNameFillsWhatItsOwnColumnsLeaveOpen) {
  const Table table = table_from("id=\"n\"\n[columns]\nname=\"full-name\"\nf=\"forename\"\ns=\"surname\"\n",
                                 "n,name,f,s\n1,Jo Ann Lark,,Lark\n2,Jo Lark,Jo,\n3,Jo Van Lark,,Van Lark\n");
  const auto forename = static_cast<std::size_t>(table.field_of(Kind::forename));
  const auto surname = static_cast<std::size_t>(table.field_of(Kind::surname));
  EXPECT_EQ(table.value(forename, 0).text, "jo ann");
  EXPECT_EQ(table.value(surname, 1).text, "lark");
  EXPECT_EQ(table.value(forename, 2).text, "jo");
}

TEST(MatchTable, ReadsDatesAsTheyAreWrittenAbout) {
  for (const char* text : {"1971-06-24", "24/06/1971", "24.06.71", "24-Jun-1971", "24 June 1971", "June 24, 1971", "19710624", "19710624.0",
                           "1971-06-24 00:00:00", "1971-06-24T00:00:00Z"}) {
    const auto date = parse_birth_date(text, "");
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(date->text(), "1971-06-24") << text;
  }
  EXPECT_EQ(parse_birth_date("1971.0", "").value_or(BirthDate{}), (BirthDate{1971, 0, 0}));
  EXPECT_FALSE(parse_birth_date("71", ""));
}

TEST(MatchTable, SaysWhatIsOddAboutAFile) {
  const Table table = table_from("id=\"n\"\n[columns]\nb=\"birth-date\"\nphones=\"phone\"\n", "n,b\n1,about 1990?\n1,1990-05-01\n");
  ASSERT_EQ(table.notes.size(), 3u);
  EXPECT_NE(table.notes[0].find("no column \"phones\""), std::string::npos);
  EXPECT_NE(table.notes[1].find("1 rows have the id of an earlier row"), std::string::npos);
  EXPECT_NE(table.notes[2].find("1 dates of birth"), std::string::npos);
}

TEST(MatchTable, KeepsNonsenseDatesAsEvidence) {
  const Table table = table_from("id=\"n\"\n[columns]\nb=\"birth-date\"\n", "n,b\n1,about 1990?\n2,about 1990?\n3,1990-05-01\n");
  EXPECT_EQ(table.cells[0][0], table.cells[0][1]);
  EXPECT_NE(table.cells[0][0], 0u);
}

TEST(MatchTable, RowsWithoutAnIdAreLeftOut) {
  const Table table = table_from("id=\"n\"\n[columns]\na=\"text\"\n", "n,a\n,x\n2,y\n");
  EXPECT_EQ(table.rows(), 1u);
  ASSERT_EQ(table.refused.size(), 1u);
  EXPECT_EQ(table.refused[0].line, 2u);
}

}  // namespace
}  // namespace concordat::match
