// What other programs read in the PDF is judged by tests/documents; here is what they cannot ask.

#include "paper/paper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "paper/links.h"
#include "paper/typeset.h"

namespace concordat::paper {
namespace {

using testing::HasSubstr;

std::vector<std::string> targets_in(std::string_view text) {
  std::vector<std::string> targets;
  for (const TextLink& link : links_in(text))
    targets.push_back(std::string(text.substr(link.first, link.end - link.first)) + " " + link.target);
  return targets;
}

TEST(Links, AreFoundWithoutThePunctuationAroundThem) {
  EXPECT_THAT(targets_in("Write to us@example.org, or see (https://example.org/a?b=c)."),
              testing::ElementsAre("us@example.org mailto:us@example.org", "https://example.org/a?b=c https://example.org/a?b=c"));
  EXPECT_THAT(targets_in("“www.example.org”; www.example.org/x."),
              testing::ElementsAre("www.example.org https://www.example.org", "www.example.org/x https://www.example.org/x"));
  EXPECT_THAT(targets_in("a@b, @example.org, one@two@example.org, (( .,"), testing::IsEmpty());
}

Document document(std::vector<Block> blocks) {
  Document made;
  made.title = "A notice";
  made.publisher = "Invented Partnership";
  made.edition = "Version 2026-11.";
  made.colour = "#003078";
  made.blocks = {Heading{1, "A notice"}};
  made.blocks.insert(made.blocks.end(), blocks.begin(), blocks.end());
  return made;
}

Typeset typeset_of(const Document& given) {
  auto made = typeset(given);
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*made);
}

std::size_t count(const Typeset& made, std::string_view type) {
  return static_cast<std::size_t>(std::ranges::count(made.elements, type, &Element::type));
}

TEST(Paper, ATableGoesOnOverPagesAsOneTableWithOneHead) {
  Table table{"Many rows", {"What", "Until"}, {}};
  for (int i = 0; i < 200; ++i) table.rows.push_back({"Row " + std::to_string(i), "31 March after the course"});
  const Typeset made = typeset_of(document({Heading{2, "How long"}, table}));
  EXPECT_GT(made.artifacts.size(), 5u) << "pages";
  EXPECT_EQ(count(made, "Table"), 1u);
  EXPECT_EQ(count(made, "THead"), 1u);
  EXPECT_EQ(count(made, "TR"), 201u);
  EXPECT_EQ(count(made, "TD"), 200u);
}

TEST(Paper, ARowLongerThanAPageIsSetToItsEnd) {
  std::string words;
  for (int i = 0; i < 4000; ++i) words += "word ";
  const Typeset made = typeset_of(document({Heading{2, "How long"}, Table{"Long", {"What", "Why"}, {{"It", words}}}}));
  EXPECT_GT(made.artifacts.size(), 3u);
  const auto cell = std::ranges::find(made.elements, "TD", &Element::type);
  EXPECT_EQ(cell->kids.size(), made.artifacts.size()) << "a piece on each page";
}

// On which its first piece stands.
std::size_t page_of(const Typeset& made, const Element& element) {
  return element.type.empty() ? element.mark.page : page_of(made, made.elements.at(element.kids.front()));
}

// Whatever stands above the table, its head is never left alone at the foot of a page.
TEST(Paper, AHeadStandsOverItsFirstRow) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "word ";
  for (int lines = 0; lines < 40; ++lines) {
    std::vector<Block> blocks{Heading{2, "How long"}};
    for (int i = 0; i < lines; ++i) blocks.emplace_back(Paragraph{"A line."});
    blocks.emplace_back(Table{"Some rows", {"What", "Why"}, {{"It", words}, {"That", words}}});
    const Typeset made = typeset_of(document(blocks));
    const auto head = std::ranges::find(made.elements, "TH", &Element::type);
    const auto cell = std::ranges::find(made.elements, "TD", &Element::type);
    EXPECT_EQ(page_of(made, *head), page_of(made, *cell)) << lines << " lines above";
  }
}

// Nor is the heading above the table left behind on the page before.
TEST(Paper, AHeadingStandsOverTheFirstRowOfItsTable) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "word ";
  for (int lines = 0; lines < 40; ++lines) {
    std::vector<Block> blocks{Heading{2, "How long"}};
    for (int i = 0; i < lines; ++i) blocks.emplace_back(Paragraph{"A line."});
    blocks.emplace_back(Heading{2, "Meeting"});
    blocks.emplace_back(Table{"Some rows", {"What", "Why"}, {{"It", words}, {"That", words}}});
    const Typeset made = typeset_of(document(blocks));
    const auto cell = std::ranges::find(made.elements, "TD", &Element::type);
    EXPECT_EQ(made.headings.back().page, page_of(made, *cell)) << lines << " lines above";
  }
}

TEST(Paper, AHeadTallerThanAPageEnds) {
  std::string words;
  for (int i = 0; i < 4000; ++i) words += "word ";
  const Typeset made = typeset_of(document({Heading{2, "How long"}, Table{"Odd", {words, "Why"}, {{"It", "is"}}}}));
  EXPECT_EQ(count(made, "TD"), 1u);
}

// A public key or an address that was copied with a hyphen in it would be another one.
TEST(Paper, AWordThatIsBrokenGetsNoHyphen) {
  const std::string key(300, 'f');
  const auto made = pdf(document({Paragraph{key}}));
  ASSERT_TRUE(made) << made.error().message;
  const std::string file = testing::TempDir() + "concordat-broken-word.pdf";
  std::ofstream(file, std::ios::binary) << *made;
  std::unique_ptr<FILE, int (*)(FILE*)> reader(::popen(("pdftotext " + file + " -").c_str(), "r"), ::pclose);
  std::string text;
  for (int character = std::fgetc(reader.get()); character != EOF; character = std::fgetc(reader.get()))
    if (character != '\n') text += static_cast<char>(character);
  EXPECT_THAT(text, HasSubstr(key));
  std::filesystem::remove(file);
}

TEST(Paper, ADocumentOfAPageNeedsNoContents) {
  Document given = document({Heading{2, "First"}});
  given.with_contents = false;
  EXPECT_EQ(count(typeset_of(given), "TOC"), 0u);
}

TEST(Paper, ContentsLeadToTheirHeadings) {
  const Typeset made = typeset_of(document({Heading{2, "First"}, Heading{2, "Second"}}));
  std::vector<std::string> told;
  for (const Element& element : made.elements)
    if (element.type == "Link") told.push_back(element.words + " → " + made.headings.at(element.heading).text);
  EXPECT_THAT(told, testing::ElementsAre("First → First", "Second → Second"));
}

TEST(Paper, TheSameDocumentGivesTheSameBytes) {
  const Document given = document({Heading{2, "One"}, Paragraph{"See https://example.org."}, List{{"a", "b"}}});
  const auto first = pdf(given);
  const auto second = pdf(given);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
}

TEST(Paper, ACharacterThatNoFontHasIsAnErrorAndNotAnEmptyBox) {
  const auto made = pdf(document({Paragraph{"Private use: \xF4\x8F\xBF\xBD"}}));
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("No font here has a character of"));
}

}  // namespace
}  // namespace concordat::paper
