#include "match/row_parts.h"

#include <algorithm>
#include <array>

#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::array<std::string_view, 12> kTitles = {"mr",  "mrs",  "miss", "ms",  "master", "dr",
                                                      "sir", "lady", "lord", "rev", "prof",   "dame"};

int number_in(const std::string& text) {
  int value = 0;
  for (const char character : text) {
    if (character < '0' || character > '9') break;
    if (value < 10000) value = value * 10 + (character - '0');
  }
  return value;
}

void append(std::string& names, const std::string& more) {
  if (more.empty()) return;
  if (!names.empty()) names += ' ';
  names += more;
}

}  // namespace

void gather(const MappedColumn& column, const std::string& cell, RowParts& parts) {
  switch (column.kind) {
    case ColumnKind::forename:
      append(parts.forename, cell);
      break;
    case ColumnKind::surname:
      append(parts.surname, cell);
      break;
    case ColumnKind::full_name:
      append(parts.full_name, cell);
      break;
    case ColumnKind::birth_year:
      parts.birth.year = static_cast<std::int16_t>(std::min(number_in(cell), 9999));
      break;
    case ColumnKind::birth_month:
      parts.birth.month = static_cast<std::int8_t>(std::min(number_in(cell), 99));
      break;
    case ColumnKind::birth_day:
      parts.birth.day = static_cast<std::int8_t>(std::min(number_in(cell), 99));
      break;
    case ColumnKind::birth_date:
      if (const auto date = parse_birth_date(cell, column.format)) {
        parts.birth = *date;
      } else if (const auto guessed = parse_birth_date(cell, "")) {
        parts.birth = *guessed;
      }
      parts.birth_raw = cell;
      break;
    default:
      break;
  }
}

void split_full_name(RowParts& parts) {
  if (parts.full_name.empty() || (!parts.forename.empty() && !parts.surname.empty())) return;
  const std::string folded = fold(parts.full_name);
  auto all = words(folded);
  while (all.size() > 1 && std::find(kTitles.begin(), kTitles.end(), all.front()) != kTitles.end()) all.erase(all.begin());
  if (all.empty()) return;
  if (parts.surname.empty() && (all.size() > 1 || !parts.forename.empty())) {
    parts.surname = std::string(all.back());
    all.pop_back();
  }
  if (!parts.forename.empty()) return;
  const std::string surname = fold(parts.surname);
  for (auto known = words(surname); all.size() > 1 && !known.empty() && all.back() == known.back(); known.pop_back()) all.pop_back();
  for (const std::string_view word : all) append(parts.forename, std::string(word));
}

PersonRow person_of(const ColumnMap& map, const std::vector<int>& at, const std::vector<std::string>& cells) {
  PersonRow row;
  RowParts parts;
  for (std::size_t source = 0; source < map.columns.size(); ++source) {
    if (at[source] < 0) continue;
    const std::string& cell = cells[static_cast<std::size_t>(at[source])];
    const MappedColumn& column = map.columns[source];
    gather(column, cell, parts);
    if (column.kind == ColumnKind::postcode && row.postcode.empty()) row.postcode = cell;
    if (column.kind == ColumnKind::phone && row.phone.empty()) row.phone = cell;
    if (column.kind == ColumnKind::identifier && row.number.empty()) row.number = cell;
  }
  split_full_name(parts);
  row.forename = std::move(parts.forename);
  row.surname = std::move(parts.surname);
  row.birth = parts.birth;
  return row;
}

std::vector<int> places_in(const ColumnMap& map, const std::vector<std::string>& header) {
  std::vector<int> at;
  for (const MappedColumn& column : map.columns) {
    const auto found = std::find(header.begin(), header.end(), column.name);
    at.push_back(found == header.end() ? -1 : static_cast<int>(found - header.begin()));
  }
  return at;
}

}  // namespace concordat::match
