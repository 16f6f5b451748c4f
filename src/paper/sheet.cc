#include "paper/sheet.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string_view>

namespace concordat::paper {
namespace {

constexpr std::size_t kLongestCell = 32'767;  // bytes; Excel takes as many characters
constexpr std::size_t kLongestTitle = 31;

bool begins_a_formula(std::string_view text) {
  constexpr std::array<std::string_view, 11> kBeginnings = {"=",  "+",        "-",        "@",        "\t", "\r", "\n",
                                                            "＝", "＋", "－", "＠"};
  return std::ranges::any_of(kBeginnings, [&](std::string_view one) { return text.starts_with(one); });
}

std::string csv_cell(std::string_view text) {
  std::string cell = begins_a_formula(text) ? "\"'" : "\"";
  for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + '"';
}

std::string_view fitting(std::string_view text) {
  std::size_t end = std::min(text.size(), kLongestCell);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;  // between two characters
  return text.substr(0, end);
}

// XML 1.0 has no way to write other control characters.
std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : fitting(text)) {
    if (c == '&') escaped += "&amp;";
    else if (c == '<') escaped += "&lt;";
    else if (c == '>') escaped += "&gt;";
    else if (c == '"') escaped += "&quot;";
    else if (static_cast<unsigned char>(c) >= ' ' || c == '\t' || c == '\n') escaped += c;
  }
  return escaped;
}

// Style 1 has the mark of a text, so that a cell that is edited does not become a formula either.
std::string row_xml(const std::vector<std::string>& cells) {
  std::string row = "<row>";
  for (const std::string& cell : cells)
    row += R"(<c t="inlineStr" s="1"><is><t xml:space="preserve">)" + xml_text(cell) + "</t></is></c>";
  return row + "</row>";
}

// A sheet's name cannot hold these (ECMA-376, part 1, section 18.2.19, and what Excel refuses).
std::string sheet_name(const std::string& title) {
  std::string name = title.substr(0, kLongestTitle);
  std::erase_if(name, [](char c) { return std::strchr("\\/?*[]:'", c) != nullptr || static_cast<unsigned char>(c) >= 0x80; });
  return name.empty() ? "Sheet" : name;
}

constexpr const char* kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr const char* kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr const char* kDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr const char* kPackage = "http://schemas.openxmlformats.org/package/2006/";

struct Entry {
  const char* name;
  std::string content;
};

std::string relationships(const std::vector<std::array<std::string, 3>>& all) {
  std::string xml = std::string(kXml) + "<Relationships xmlns=\"" + kPackage + "relationships\">";
  for (const auto& [id, type, target] : all)
    xml += "<Relationship Id=\"" + id + "\" Type=\"" + kDocument + "/" + type + "\" Target=\"" + target + "\"/>";
  return xml + "</Relationships>";
}

std::string content_types() {
  const std::string part = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  return std::string(kXml) + "<Types xmlns=\"" + kPackage + "content-types\">" +
         "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
         "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + part + "sheet.main+xml\"/>"
         "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" + part + "worksheet+xml\"/>"
         "<Override PartName=\"/xl/styles.xml\" ContentType=\"" + part + "styles+xml\"/></Types>";
}

std::string styles() {
  return std::string(kXml) + "<styleSheet xmlns=\"" + kMain + "\"><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills>" +
         "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
         "<cellXfs count=\"2\"><xf/><xf numFmtId=\"49\" quotePrefix=\"1\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";
}

std::vector<Entry> entries_of(const Sheet& sheet) {
  std::string rows = row_xml(sheet.head);
  for (const auto& row : sheet.rows) rows += row_xml(row);
  const std::string main = std::string("xmlns=\"") + kMain + "\"";
  return {{"[Content_Types].xml", content_types()},
          {"_rels/.rels", relationships({{"r1", "officeDocument", "xl/workbook.xml"}})},
          {"xl/workbook.xml", std::string(kXml) + "<workbook " + main + " xmlns:r=\"" + kDocument + "\"><sheets><sheet name=\"" +
                                  xml_text(sheet_name(sheet.title)) + "\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
          {"xl/_rels/workbook.xml.rels",
           relationships({{"r1", "worksheet", "worksheets/sheet1.xml"}, {"r2", "styles", "styles.xml"}})},
          {"xl/styles.xml", styles()},
          {"xl/worksheets/sheet1.xml",
           std::string(kXml) + "<worksheet " + main + "><sheetData>" + rows + "</sheetData></worksheet>"}};
}

struct SourceFree {
  void operator()(zip_source_t* source) const { ::zip_source_free(source); }
};

Error not_packed() { return {"The spreadsheet could not be put together.", "Try again, or take comma-separated values instead."}; }

}  // namespace

std::string csv(const Sheet& sheet) {
  std::string text = "\xef\xbb\xbf";
  const auto add = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    text += "\r\n";
  };
  add(sheet.head);
  for (const auto& row : sheet.rows) add(row);
  return text;
}

Result<std::string> xlsx(const Sheet& sheet) {
  const std::vector<Entry> entries = entries_of(sheet);  // outlive the archive, which reads them when it is closed
  const std::unique_ptr<zip_source_t, SourceFree> whole(::zip_source_buffer_create(nullptr, 0, 0, nullptr));
  if (!whole) return not_packed();
  ::zip_source_keep(whole.get());  // one for the archive, one to read from
  zip_t* archive = ::zip_open_from_source(whole.get(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  if (!archive) {
    ::zip_source_free(whole.get());
    return not_packed();
  }
  for (const Entry& entry : entries) {
    zip_source_t* content = ::zip_source_buffer(archive, entry.content.data(), entry.content.size(), 0);
    if (content && ::zip_file_add(archive, entry.name, content, ZIP_FL_ENC_UTF_8) >= 0) continue;
    if (content) ::zip_source_free(content);
    ::zip_discard(archive);
    return not_packed();
  }
  if (::zip_close(archive) != 0) {
    ::zip_discard(archive);
    return not_packed();
  }
  if (::zip_source_open(whole.get()) != 0) return not_packed();
  std::string bytes;
  char piece[16 << 10];
  for (zip_int64_t got = 0; (got = ::zip_source_read(whole.get(), piece, sizeof piece)) > 0;)
    bytes.append(piece, static_cast<std::size_t>(got));
  ::zip_source_close(whole.get());
  return bytes;
}

}  // namespace concordat::paper
