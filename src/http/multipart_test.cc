#include "http/multipart.h"

#include <gmock/gmock.h>

namespace concordat::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Parsed {
  bool whole = false;
  Fields fields;
  std::vector<File> files;
};

Parsed parse(const std::string& body, MultipartForm::Files files = MultipartForm::Files::kept) {
  Parsed parsed;
  MultipartForm form("b", files);
  parsed.whole = form.push(body) && form.finish(parsed.fields, parsed.files);
  return parsed;
}

std::string part(const std::string& disposition, const std::string& content, const std::string& more = "") {
  return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n" + content + "\r\n";
}

TEST(Multipart, OfAFormWhoseFilesAreDroppedTheFieldsAreRead) {
  const std::string file = part("name=\"file\"; filename=\"film.mp4\"", std::string(3 << 20, 'x'));
  const Parsed parsed = parse(file + part("name=\"note\"", "typed") + "--b--\r\n", MultipartForm::Files::named);
  ASSERT_TRUE(parsed.whole);
  EXPECT_EQ(parsed.fields.get("note"), "typed");
  ASSERT_EQ(parsed.files.size(), 1u);
  EXPECT_EQ(parsed.files[0].name, "film.mp4");
  EXPECT_EQ(parsed.files[0].content, "");
  std::string much;
  for (int i = 0; i < 17; ++i) much += part("name=\"note\"", std::string(64 << 10, 'x'));
  EXPECT_FALSE(parse(much + "--b--\r\n", MultipartForm::Files::named).whole) << "more than a megabyte of what nobody signed in sends";
}

TEST(Multipart, GivesFieldsAndFiles) {
  const Parsed parsed = parse(part("name=\"csrf\"", "token") +
                              part("name=\"file\"; filename=\"notes.docx\"", std::string("PK\0\r\n--", 7), "Content-Type: text/plain\r\n") +
                              part("name=\"empty\"", "") + "--b--\r\n");
  EXPECT_TRUE(parsed.whole);
  EXPECT_EQ(parsed.fields.get("csrf"), "token");
  EXPECT_TRUE(parsed.fields.has("empty"));
  ASSERT_EQ(parsed.files.size(), 1u);
  EXPECT_EQ(parsed.files[0].field, "file");
  EXPECT_EQ(parsed.files[0].name, "notes.docx");
  EXPECT_EQ(parsed.files[0].type, "text/plain");
  EXPECT_EQ(parsed.files[0].content, std::string("PK\0\r\n--", 7));
}

// A name may not lead out of the folder that somebody saves it in; what browsers encode in one is as it was.
TEST(Multipart, TakesNoFolderFromAName) {
  const auto name_of = [](const std::string& sent) {
    const Parsed parsed = parse(part("name=\"file\"; filename=\"" + sent + "\"", "x") + "--b--");
    return parsed.files.empty() ? "refused" : parsed.files[0].name;
  };
  EXPECT_EQ(name_of("../../etc/passwd"), "passwd");
  EXPECT_EQ(name_of("C:\\Files\\notes.docx"), "notes.docx");
  EXPECT_EQ(name_of("a %22quoted%22 name.txt"), "a \"quoted\" name.txt");
  EXPECT_EQ(name_of("Zoë 50%.txt"), "Zoë 50%.txt");
  EXPECT_EQ(name_of("two%0D%0Alines.txt"), "refused");
  EXPECT_EQ(name_of("not utf-8 \xff"), "refused");
}

TEST(Multipart, AFileThatWasNotChosenIsNone) {
  const Parsed parsed = parse(part("name=\"file\"; filename=\"\"", "", "Content-Type: application/octet-stream\r\n") + "--b--\r\n");
  EXPECT_TRUE(parsed.whole);
  EXPECT_THAT(parsed.files, IsEmpty());
}

TEST(Multipart, RefusesWhatIsNotWhole) {
  const std::string whole = part("name=\"a\"", "1") + "--b--\r\n";
  for (std::size_t length = 0; length < whole.size() - 2; ++length) EXPECT_FALSE(parse(whole.substr(0, length)).whole) << length;
  EXPECT_TRUE(parse(whole).whole);
}

TEST(Multipart, RefusesWhatHasTwoReadings) {
  const std::string end = "--b--\r\n";
  EXPECT_FALSE(parse("preamble\r\n" + part("name=\"a\"", "1") + end).whole);
  EXPECT_FALSE(parse(part("name=\"a\"", "1") + end + "epilogue").whole);
  EXPECT_FALSE(parse(part("name=\"a\"; name=\"b\"", "1") + end).whole);
  EXPECT_FALSE(parse(part("filename=\"a\"", "1") + end).whole);
  EXPECT_FALSE(parse(part("name=\"a", "1") + end).whole);
  EXPECT_FALSE(parse(part("name=\"a\"", "1", "Content-Disposition: form-data; name=\"b\"\r\n") + end).whole);
  EXPECT_FALSE(parse(part("name=\"a\"", "1", " folded: line\r\n") + end).whole);
  EXPECT_FALSE(parse(part("name=\"a\"", "\xff") + end).whole) << "a field is text";
  EXPECT_FALSE(parse(part("name=\"a\"", std::string(70'000, 'x')) + end).whole) << "of 64 KiB at most";
  std::string many;
  for (int i = 0; i < 300; ++i) many += part("name=\"a\"", "1");
  EXPECT_FALSE(parse(many + end).whole);
}

// What comes in pieces is what comes at once, wherever it is cut.
TEST(Multipart, TakesPiecesOfAnySize) {
  const std::string body = part("name=\"file\"; filename=\"f\"", "one\r\n-\r\n--\r\n--c\r\n\r\n--") + part("name=\"a\"", "2") + "--b--\r\n";
  for (std::size_t piece = 1; piece <= body.size(); ++piece) {
    std::vector<std::string> contents;
    MultipartParser parser("b", {[&](PartHead) { contents.emplace_back(); return true; },
                                 [&](std::string_view data) { contents.back() += data; return true; }, [] { return true; }});
    for (std::size_t at = 0; at < body.size(); at += piece) ASSERT_TRUE(parser.push(std::string_view(body).substr(at, piece)));
    EXPECT_TRUE(parser.is_whole());
    EXPECT_THAT(contents, ElementsAre("one\r\n-\r\n--\r\n--c\r\n\r\n--", "2")) << piece;
  }
}

TEST(Multipart, ReadsTheBoundary) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\""), "a b");
  EXPECT_EQ(multipart_boundary("multipart/form-data"), std::nullopt);
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary="), std::nullopt);
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=a; boundary=b"), std::nullopt);
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')), std::nullopt);
  EXPECT_EQ(multipart_boundary("multipart/mixed; boundary=a"), std::nullopt);
}

}  // namespace
}  // namespace concordat::http
