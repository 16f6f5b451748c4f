// What is read out of files, and out of files made to do harm: all of it by a worker, as concordat does.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include "intake/kind.h"
#include "intake/readers.h"
#include "intake/reading.h"

namespace concordat::intake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Entries = std::vector<std::pair<std::string, std::string>>;

std::string zipped(const Entries& entries, const char* password = nullptr) {
  zip_error_t error;
  zip_source_t* into = ::zip_source_buffer_create(nullptr, 0, 0, &error);
  ::zip_source_keep(into);
  zip_t* zip = ::zip_open_from_source(into, ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : entries) {
    const auto index = ::zip_file_add(zip, name.c_str(), ::zip_source_buffer(zip, content.data(), content.size(), 0), ZIP_FL_ENC_UTF_8);
    if (password) ::zip_file_set_encryption(zip, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, password);
  }
  EXPECT_EQ(::zip_close(zip), 0);
  zip_stat_t about;
  ::zip_source_stat(into, &about);
  std::string bytes(about.size, '\0');
  ::zip_source_open(into);
  ::zip_source_read(into, bytes.data(), bytes.size());
  ::zip_source_close(into);
  ::zip_source_free(into);
  return bytes;
}

std::string document(const std::string& body) {
  return R"(<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body>)" + body + "</w:body></w:document>";
}
std::string words(const std::string& text) { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>"; }
std::string letter(const std::string& body) { return zipped({{"word/document.xml", document(body)}}); }

Entries book(const std::string& rows) {
  return {{"xl/workbook.xml", R"(<workbook xmlns:r="urn:r"><sheets><sheet name="Contacts" r:id="rId7"/><sheet name="Notes" r:id="rId8"/>)"
                              "</sheets></workbook>"},
          {"xl/_rels/workbook.xml.rels", R"(<Relationships><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>)"},
          {"xl/sharedStrings.xml", "<sst><si><t>Title</t></si><si><r><t>A ward </t></r><r><t>visit</t></r><rPh><t>x</t></rPh></si></sst>"},
          {"xl/styles.xml", R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-809]dd mmm yyyy"/></numFmts>)"
                            R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>)"},
          {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}};
}

constexpr const char* kRows =
    R"(<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>Day</t></is></c></row><row r="3"/>)"
    R"(<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" s="2"><v>46340.5</v></c></row>)"
    R"(<row r="5"><c r="A5" t="str"><f>1+1</f><v>Two</v></c><c r="C5" s="1"><v>46023</v></c></row>)";

constexpr const char* kMail =
    "From: =?iso-8859-1?Q?Zo=EB?= Ward <zoe@ward.example.org>\r\nSubject: =?utf-8?Q?What_the_ward_knows_=E2=80=93_part_1?=\r\n"
    "Date: Fri, 20 Nov 2026 09:30:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    "--B\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "She was \x93seen=94 twice.\r\n--B\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"scan.pdf\"\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--B\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n"
    "Subject: An older one\r\n\r\nOlder words\r\n--B--\r\n";

Reading by_worker(std::string_view name, const std::string& content) {
  auto reading = read(name, content);
  EXPECT_TRUE(reading) << reading.error().message;
  return reading ? std::move(*reading) : Reading{};
}

TEST(Intake, ReadsCommaSeparatedValues) {
  const Reading reading = by_worker("list.CSV", "\xef\xbb\xbfTitle;Day;\r\nA visit;3/5/2026;x\r\n;;\r\n\"Zo\xeb; twice\";;\r\nOne;two\r\n");
  EXPECT_EQ(reading.refusal, Refusal::none);
  EXPECT_THAT(reading.columns, ElementsAre("Title", "Day", "Column 3"));
  ASSERT_EQ(reading.rows.size(), 3u);
  EXPECT_THAT(reading.rows[0].cells, ElementsAre("A visit", "3/5/2026", "x"));
  EXPECT_THAT(reading.rows[1].cells, ElementsAre("Zo\u00eb; twice", "", ""));
  EXPECT_EQ(reading.rows[1].line, 4u);
  EXPECT_THAT(reading.rows[2].fault, HasSubstr("2 cells where the header has 3"));
}

TEST(Intake, ReadsSpreadsheets) {
  const Reading reading = by_worker("list.xlsx", zipped(book(kRows)));
  EXPECT_EQ(reading.refusal, Refusal::none);
  EXPECT_THAT(reading.columns, ElementsAre("Title", "Column 2", "Day"));
  ASSERT_EQ(reading.rows.size(), 2u);
  EXPECT_THAT(reading.rows[0].cells, ElementsAre("A ward visit", "yes", "2026-11-14"));
  EXPECT_EQ(reading.rows[0].line, 4u);
  EXPECT_THAT(reading.rows[1].cells, ElementsAre("Two", "", "2026-01-01"));
  EXPECT_THAT(reading.left_out, ElementsAre("The sheet \"Notes\""));
}

TEST(Intake, ReadsLettersAndTheirTables) {
  const Reading plain = by_worker("letter.docx", letter(words("Dear all,") + words("She was <w:del/> seen.") +
                                                         "<w:p><w:del><w:r><w:delText>struck</w:delText></w:r></w:del></w:p>"));
  EXPECT_THAT(plain.columns, ElementsAre("Text"));
  EXPECT_THAT(plain.rows.at(0).cells.at(0), HasSubstr("Dear all,\n"));
  EXPECT_THAT(plain.rows[0].cells[0], testing::Not(HasSubstr("struck")));
  const auto cell = [](const std::string& text) { return "<w:tc>" + words(text) + "</w:tc>"; };
  const Reading table = by_worker("t.docx", letter(words("About her") + "<w:tbl><w:tr>" + cell("Title") + cell("Day") + "</w:tr><w:tr>" +
                                                   cell("A visit") + cell("3 May 2026") + "</w:tr></w:tbl>"));
  EXPECT_THAT(table.columns, ElementsAre("Title", "Day"));
  EXPECT_THAT(table.rows.at(0).cells, ElementsAre("A visit", "3 May 2026"));
  EXPECT_THAT(table.left_out, ElementsAre("The text around the table"));
}

TEST(Intake, ReadsMails) {
  const Reading reading = by_worker("ward.eml", kMail);
  EXPECT_EQ(reading.refusal, Refusal::none);
  EXPECT_THAT(reading.columns, ElementsAre("Subject", "From", "Sent", "Text"));
  EXPECT_THAT(reading.rows.at(0).cells, ElementsAre("What the ward knows \u2013 part 1", HasSubstr("Zo\u00eb Ward"), "2026-11-20",
                                                    HasSubstr("seen\u201d twice.")));
  EXPECT_THAT(reading.enclosed, ElementsAre("scan.pdf", "A mail: An older one"));
}

TEST(Intake, ReadsPlainText) {
  EXPECT_THAT(by_worker("note.txt", " A note.\r\nTwo lines. ").rows.at(0).cells, ElementsAre("A note.\nTwo lines."));
}

TEST(Intake, SaysWhatNeedsEyes) {
  for (const char* scan : {"%PDF-1.7 ...", "\x89PNG\r\n", "\xff\xd8\xff\xe0"}) EXPECT_EQ(by_worker("s", scan).refusal, Refusal::needs_eyes);
}

TEST(Intake, TellsWhatKindAFileIsByItsContent) {
  const std::string word = letter(words("Dear all")), excel = zipped(book(kRows));
  const std::string open = zipped({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<office/>"}});
  const auto told = [](const char* name, std::string_view content) { return tell_kind(name, content).value(); };
  for (const auto& [name, content, kind] : std::vector<std::tuple<const char*, std::string, Kind>>{
           {"a.PDF", "%PDF-1.7\nstartxref\n9\n%%EOF\n", Kind::pdf}, {"a.docx", word, Kind::word}, {"a.xlsx", excel, Kind::excel},
           {"a.odt", open, Kind::open_document}, {"a.csv", "a,b\n", Kind::text}, {"locked.docx", "\xd0\xcf\x11\xe0", Kind::before_2007},
           {"any", word, Kind::word}, {"any.zip", zipped({{"readme.txt", "hello"}}), Kind::unknown}}) {
    EXPECT_EQ(told(name, content).kind, kind) << name;
    EXPECT_EQ(told(name, content).wrong, "") << name;
  }
  EXPECT_THAT(told("a.docx", excel).wrong, HasSubstr("not a Word document"));
  EXPECT_THAT(told("a.pdf", word).wrong, HasSubstr("save it as PDF"));
  EXPECT_THAT(told("a.png", "\x89PNG\r\n\x1a\n cut").wrong, HasSubstr("not a PNG picture"));
  EXPECT_THAT(told("a.jpeg", "\xff\xd8\xff\xe0").wrong, HasSubstr("or it broke off"));
  EXPECT_THAT(told("a.txt", word).wrong, HasSubstr("not plain text"));
}

TEST(Intake, KeepsOfAPictureWhichWayUpItIsAndNotWhereItWasTaken) {
  const std::string begin("\xff\xd8", 2), where("\xff\xfe\x00\x08Hythe!", 10);
  const std::string exif("\xff\xe1\x00\x2e" "Exif\0\0" "II\x2a\0\x08\0\0\0" "\x02\0" "\x0f\x01\x02\0\x04\0\0\0Cam\0"
                         "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0" "\0\0\0\0", 48);
  const std::string rest("\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
                         "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\xd9", 26);
  const std::string bare = picture_to_show(begin + where + exif + rest).value();
  EXPECT_EQ(bare.size(), begin.size() + 36 + rest.size());
  EXPECT_EQ(bare[2 + 29], 6) << "turned to the right";
  EXPECT_EQ(bare.find("Hythe"), std::string::npos);
  EXPECT_EQ(bare.find("Cam"), std::string::npos);
  EXPECT_EQ(bare_picture(bare), bare);
}

TEST(Intake, RefusesWhatIsLockedBrokenOrEmpty) {
  EXPECT_EQ(by_worker("old.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").refusal, Refusal::locked);
  EXPECT_EQ(by_worker("l.docx", zipped({{"word/document.xml", document(words("secret"))}}, "pass")).refusal, Refusal::locked);
  EXPECT_EQ(by_worker("b.docx", "PK\x03\x04 and then nothing").refusal, Refusal::damaged);
  EXPECT_EQ(by_worker("c.docx", letter(words("cut short")).substr(0, 60)).refusal, Refusal::damaged);
  EXPECT_EQ(by_worker("x.docx", zipped({{"word/document.xml", "<w:document><w:body>"}})).refusal, Refusal::damaged);
  EXPECT_EQ(by_worker("z.zip", zipped({{"readme.txt", "hello"}})).refusal, Refusal::unknown);
  EXPECT_EQ(by_worker("m.eml", "no mail at all").refusal, Refusal::damaged);
  for (const char* empty : {"e.csv", "e.txt"}) EXPECT_EQ(by_worker(empty, "Title\n").rows.size(), empty[2] == 'c' ? 0u : 1u);
}

// Named attacks: XML entities that name a file or grow, a package whose entries lead out of it, one that grows a thousandfold.
TEST(Intake, OpensNoEntityNoPathAndNoBomb) {
  const std::string entity = R"(<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyyyyyyyy">]>)";
  const Reading reading = by_worker("e.docx", zipped({{"word/document.xml", entity + document(words("[&x;&y;]"))}}));
  EXPECT_THAT(reading.rows.at(0).cells, ElementsAre("[&x;&y;]"));
  const Reading slip = by_worker("s.docx", zipped({{"../../../tmp/slipped", "x"}, {"word/document.xml", document(words("here"))}}));
  EXPECT_THAT(slip.rows.at(0).cells, ElementsAre("here"));
  const std::string bomb = zipped({{"word/document.xml", std::string(200u << 20, ' ')}});
  EXPECT_LT(bomb.size(), 1u << 20);
  EXPECT_EQ(by_worker("b.docx", bomb).refusal, Refusal::too_large);
  Entries far = book(R"(<row r="1"><c r="A1" t="str"><v>x</v></c><c r="ZZZ1" t="str"><v>y</v></c></row>)");
  EXPECT_EQ(by_worker("f.xlsx", zipped(far)).refusal, Refusal::too_many);
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<w:p>";
  EXPECT_NE(by_worker("d.docx", letter(deep)).refusal, Refusal::none);
}

TEST(Intake, RefusesMoreThanOneActCanTake) {
  std::string many = "Title\n";
  for (std::size_t i = 0; i <= kMostRows; ++i) many += "row\n";
  EXPECT_EQ(by_worker("many.csv", many).refusal, Refusal::too_many);
  const Reading large = by_worker("long.txt", std::string(64u << 20, 'x'));
  EXPECT_EQ(large.rows.at(0).cells.at(0).size(), kLongestCell + 4) << "a form says that it is too long";
}

TEST(Intake, TakesAnAnswerWholeOrNotAtAll) {
  Reading reading = read_content("list.csv", "A,B\n1,2\n3\n");
  reading.enclosed = {"a"};
  reading.left_out = {"b", "c"};
  const std::string bytes = encode(reading);
  ASSERT_TRUE(decode(bytes));
  EXPECT_EQ(encode(*decode(bytes)), bytes);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) EXPECT_FALSE(decode(bytes.substr(0, cut))) << cut;
  reading.rows[0].cells.pop_back();
  EXPECT_FALSE(decode(encode(reading))) << "a row of another width than the columns";
}

}  // namespace
}  // namespace concordat::intake

int main(int count, char** values) {
  if (count == 2 && values[1] == concordat::worker::kCommand) concordat::worker::serve(concordat::intake::jobs());
  testing::InitGoogleTest(&count, values);
  return RUN_ALL_TESTS();
}
