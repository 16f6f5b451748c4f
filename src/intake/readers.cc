#include "intake/readers.h"

#include <algorithm>

#include "match/csv.h"
#include "match/text.h"

namespace concordat::intake {
namespace {

bool ends_with_letters(std::string_view name, std::string_view ending) {
  if (name.size() < ending.size()) return false;
  return std::ranges::equal(name.substr(name.size() - ending.size()), ending,
                            [](char one, char other) { return (one >= 'A' && one <= 'Z' ? one + 32 : one) == other; });
}

bool is_empty(const std::vector<std::string>& cells) {
  return std::ranges::all_of(cells, [](const std::string& cell) { return cell.empty(); });
}

// A column without a name is called by its place, and one of a name that was there before by both.
std::vector<std::string> named(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < header.size(); ++i) {
    std::string name = header[i].empty() ? "Column " + std::to_string(i + 1) : header[i];
    if (std::ranges::find(names, name) != names.end()) name += " (column " + std::to_string(i + 1) + ")";
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Reading refused(Refusal why) {
  Reading reading;
  reading.refusal = why;
  return reading;
}

std::string tidied(std::string_view text) {
  const auto is_space = [](char letter) { return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  std::string tidy = match::is_utf8(text) ? std::string(text) : match::latin1_to_utf8(text);
  std::erase_if(tidy, [](char letter) { return letter == '\r' || letter == '\0'; });
  // One byte more than is taken stays, so that a form says that it is too long instead of keeping half of it.
  if (tidy.size() > kLongestCell + 4) {
    std::size_t end = kLongestCell + 4;
    while (end > 0 && (static_cast<unsigned char>(tidy[end]) & 0xc0) == 0x80) --end;
    tidy.resize(end);
  }
  return tidy;
}

Reading one_text(std::string text) {
  Reading reading;
  text = tidied(text);
  if (text.empty()) return refused(Refusal::nothing);
  reading.columns = {std::string(kText)};
  reading.rows.push_back({1, {std::move(text)}, ""});
  return reading;
}

Reading table_of(std::vector<RawRow> rows) {
  std::erase_if(rows, [](const RawRow& row) { return is_empty(row.cells); });
  if (rows.size() < 2) return refused(Refusal::nothing);
  std::size_t width = 0;
  for (RawRow& row : rows) {
    while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
    width = std::max(width, row.cells.size());
  }
  if (width > kMostColumns || rows.size() - 1 > kMostRows) return refused(Refusal::too_many);
  Reading reading;
  rows.front().cells.resize(width);
  reading.columns = named(rows.front().cells);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    rows[i].cells.resize(width);
    reading.rows.push_back({rows[i].line, std::move(rows[i].cells), ""});
  }
  return reading;
}

Reading read_text(std::string_view content) { return one_text(std::string(content)); }

Reading read_table(std::string_view content) {
  auto reader = match::CsvReader::over(content);
  if (!reader) return refused(Refusal::damaged);
  if (reader->header().size() > kMostColumns) return refused(Refusal::too_many);
  Reading reading;
  for (const std::string& name : reader->header()) reading.columns.push_back(tidied(name));
  reading.columns = named(reading.columns);
  for (auto outcome = reader->next(); outcome != match::CsvReader::Outcome::end; outcome = reader->next()) {
    if (reading.rows.size() == kMostRows) return refused(Refusal::too_many);
    Reading::Row row{reader->line(), {}, ""};
    if (outcome == match::CsvReader::Outcome::refused) row.fault = reader->why_refused();
    else if (is_empty(reader->cells())) continue;
    else
      for (const std::string& cell : reader->cells()) row.cells.push_back(tidied(cell));
    reading.rows.push_back(std::move(row));
  }
  return reading.rows.empty() ? refused(Refusal::nothing) : reading;
}

Reading read_content(std::string_view name, std::string_view content) {
  if (content.empty()) return refused(Refusal::nothing);
  if (content.starts_with("%PDF-") || content.starts_with("\x89PNG") || content.starts_with("\xff\xd8\xff"))
    return refused(Refusal::needs_eyes);
  if (content.starts_with("\xd0\xcf\x11\xe0")) return refused(Refusal::locked);
  if (content.starts_with("PK")) {
    if (Reading letter = read_letter(content); letter.refusal != Refusal::unknown) return letter;
    return read_spreadsheet(content);
  }
  if (content.find('\0') != std::string_view::npos) return refused(Refusal::unknown);
  if (ends_with_letters(name, ".eml")) return read_mail(content);
  if (ends_with_letters(name, ".csv") || ends_with_letters(name, ".tsv")) return read_table(content);
  return read_text(content);
}

}  // namespace concordat::intake
