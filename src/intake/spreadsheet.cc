// The first sheet of an .xlsx (ECMA-376, part 1, SpreadsheetML): its values as a person sees them, days as days. Formulas are not
// calculated; what stands in the cell was calculated when it was saved.

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/civil_date.h"
#include "intake/office_xml.h"
#include "intake/package.h"
#include "intake/readers.h"

namespace concordat::intake {
namespace {

struct Book {
  std::vector<std::string> texts;  // shared by the cells
  std::set<std::size_t> days;      // styles that show a number as a day
  bool from_1904 = false;
};

std::optional<std::size_t> whole_number(std::string_view digits) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

// Of a text with formatted pieces; how it is pronounced (rPh) is left out.
std::string text_of(const pugi::xml_node& of) {
  std::string text;
  for (const pugi::xml_node& one : of.children()) {
    if (local_name(one) == "t") text += one.text().get();
    if (local_name(one) == "r") text += child(one, "t").text().get();
  }
  return text;
}

// Part 1, 18.8.30: what is built in; else a format that holds a day or a year outside quotation marks and brackets.
bool shows_a_day(std::size_t format, const std::map<std::size_t, std::string>& formats) {
  const auto own = formats.find(format);
  if (own == formats.end()) return (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 36);
  bool quoted = false, bracketed = false;
  for (const char letter : own->second) {
    if (letter == '"') quoted = !quoted;
    else if (letter == '[' || letter == ']') bracketed = letter == '[';
    else if (!quoted && !bracketed && (letter == 'd' || letter == 'y' || letter == 'D' || letter == 'Y')) return true;
  }
  return false;
}

std::set<std::size_t> styles_of_days(Package& package) {
  pugi::xml_document document;
  std::set<std::size_t> days;
  if (!parse(document, package.entry("xl/styles.xml"))) return days;
  std::map<std::size_t, std::string> formats;
  const pugi::xml_node sheet = document.document_element();
  for (const pugi::xml_node& one : child(sheet, "numFmts").children())
    if (const auto id = whole_number(attribute(one, "numFmtId"))) formats[*id] = attribute(one, "formatCode");
  std::size_t style = 0;
  for (const pugi::xml_node& one : child(sheet, "cellXfs").children()) {
    const auto format = whole_number(attribute(one, "numFmtId"));
    if (format && shows_a_day(*format, formats)) days.insert(style);
    ++style;
  }
  return days;
}

// Days since the end of 1899, counting a 29 February 1900 that never was; or since the first of 1904.
std::string day_of(std::string_view number, bool from_1904) {
  const auto days = whole_number(number.substr(0, number.find('.')));
  if (!days || *days < 61 || *days > 200'000) return std::string(number);
  const CivilDate first = *CivilDate::parse(from_1904 ? "1904-01-01" : "1899-12-30");
  return first.plus_days(static_cast<int>(*days)).iso();
}

std::string value_of(const pugi::xml_node& cell, const Book& book) {
  const std::string_view type = attribute(cell, "t");
  if (type == "inlineStr") return tidied(text_of(child(cell, "is")));
  const std::string_view value = child(cell, "v").text().get();
  if (type == "s") {
    const auto number = whole_number(value);
    return number && *number < book.texts.size() ? book.texts[*number] : "";
  }
  if (type == "b") return value == "1" ? "yes" : "no";
  const auto style = whole_number(attribute(cell, "s"));
  if (type.empty() || type == "n")
    return !value.empty() && style && book.days.contains(*style) ? day_of(value, book.from_1904) : std::string(value);
  return tidied(value.substr(0, type == "d" ? 10 : value.size()));
}

// "BC12" is in column 54, from 0.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t letters = 0;
  for (; letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z'; ++letters) {
    if (letters == 3) return std::nullopt;
    column = column * 26 + static_cast<std::size_t>(reference[letters] - 'A' + 1);
  }
  return letters == 0 ? std::nullopt : std::optional(column - 1);
}

std::optional<std::vector<RawRow>> rows_of(const pugi::xml_node& sheet, const Book& book) {
  std::vector<RawRow> rows;
  for (const pugi::xml_node& one : child(sheet, "sheetData").children()) {
    if (local_name(one) != "row") continue;
    RawRow row{whole_number(attribute(one, "r")).value_or(rows.size() + 1), {}};
    for (const pugi::xml_node& cell : one.children()) {
      std::string value = value_of(cell, book);
      const std::size_t column = column_of(attribute(cell, "r")).value_or(row.cells.size());
      if (value.empty()) continue;
      if (column >= kMostColumns) return std::nullopt;
      if (row.cells.size() <= column) row.cells.resize(column + 1);
      row.cells[column] = std::move(value);
    }
    if (row.cells.empty()) continue;
    if (rows.size() > kMostRows) return std::nullopt;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string address_of_sheet(Package& package, std::string_view relation) {
  pugi::xml_document document;
  if (!parse(document, package.entry("xl/_rels/workbook.xml.rels"))) return "";
  for (const pugi::xml_node& one : document.document_element().children()) {
    if (attribute(one, "Id") != relation) continue;
    const std::string_view target = attribute(one, "Target");
    return target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
  }
  return "";
}

Book book_of(Package& package) {
  Book book;
  pugi::xml_document document;
  if (parse(document, package.entry("xl/sharedStrings.xml")))
    for (const pugi::xml_node& one : document.document_element().children()) book.texts.push_back(tidied(text_of(one)));
  book.days = styles_of_days(package);
  return book;
}

}  // namespace

Reading read_spreadsheet(std::string_view content) {
  Package package(content);
  if (package.refusal() != Refusal::none) return refused(package.refusal());
  if (!package.has("xl/workbook.xml")) return refused(Refusal::unknown);
  pugi::xml_document workbook;
  const bool sound = parse(workbook, package.entry("xl/workbook.xml"));
  if (package.refusal() != Refusal::none || !sound) return refused(sound ? package.refusal() : Refusal::damaged);
  std::vector<std::string> others;
  std::string first;
  for (const pugi::xml_node& one : child(workbook.document_element(), "sheets").children()) {
    if (first.empty()) first = address_of_sheet(package, attribute(one, "id"));
    else others.push_back("The sheet \"" + tidied(attribute(one, "name")) + "\"");
  }
  Book book = book_of(package);
  book.from_1904 = attribute(child(workbook.document_element(), "workbookPr"), "date1904") == "1";
  pugi::xml_document sheet;
  const bool has_sheet = parse(sheet, package.entry(first));
  if (package.refusal() != Refusal::none) return refused(package.refusal());
  if (!has_sheet) return refused(Refusal::damaged);
  auto rows = rows_of(sheet.document_element(), book);
  if (!rows) return refused(Refusal::too_many);
  Reading reading = table_of(std::move(*rows));
  reading.left_out = std::move(others);
  return reading;
}

}  // namespace concordat::intake
