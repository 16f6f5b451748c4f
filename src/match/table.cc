#include "match/table.h"

#include <algorithm>
#include <span>
#include <unordered_set>
#include <utility>

#include "match/row_parts.h"
#include "match/text.h"

namespace concordat::match {
namespace {

bool is_birth(ColumnKind kind) {
  return kind == ColumnKind::birth_date || kind == ColumnKind::birth_year || kind == ColumnKind::birth_month ||
         kind == ColumnKind::birth_day;
}

Kind kind_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::forename:
    case ColumnKind::full_name:
      return Kind::forename;
    case ColumnKind::surname:
      return Kind::surname;
    case ColumnKind::birth_date:
    case ColumnKind::birth_year:
    case ColumnKind::birth_month:
    case ColumnKind::birth_day:
      return Kind::birth_date;
    case ColumnKind::postcode:
      return Kind::postcode;
    case ColumnKind::address:
      return Kind::address;
    case ColumnKind::place:
      return Kind::place;
    case ColumnKind::phone:
      return Kind::phone;
    case ColumnKind::identifier:
      return Kind::identifier;
    case ColumnKind::text:
      break;
  }
  return Kind::text;
}

// Several columns of names or of a birth date make one field; every other column is a field.
bool is_joined(Kind kind) { return kind == Kind::forename || kind == Kind::surname || kind == Kind::birth_date; }

}  // namespace

double Table::pairs() const {
  const double all = rows();
  if (!two_files) return all * (all - 1) / 2;
  return static_cast<double>(first_rows) * (all - first_rows);
}

int Table::field_of(Kind kind) const {
  for (std::size_t at = 0; at < fields.size(); ++at) {
    if (fields[at].kind == kind) return static_cast<int>(at);
  }
  return -1;
}

TableBuilder::TableBuilder(const ColumnMap& map) : map_(map) {
  const auto field_for = [this](Kind kind, const std::string& name) {
    const int existing = is_joined(kind) ? table_.field_of(kind) : -1;
    if (existing >= 0) return static_cast<std::size_t>(existing);
    table_.fields.push_back({name, kind});
    return table_.fields.size() - 1;
  };
  for (const MappedColumn& column : map_.columns) {
    if (column.kind == ColumnKind::full_name) field_for(Kind::surname, "surname");
    sources_.push_back({column, field_for(kind_of(column.kind), is_birth(column.kind) ? "birth date" : column.name)});
  }
  table_.values.assign(table_.fields.size(), {Value{}});
  table_.cells.resize(table_.fields.size());
  known_.resize(table_.fields.size());
}

Result<void> TableBuilder::add_file(const std::string& name, std::string_view content) {
  if (table_.fields.size() > kMostFields) return Error{"The map has more than 20 fields.", "Leave out the columns that say least."};
  auto opened = CsvReader::over(content);
  if (!opened) return Error{name + ": " + opened.error().message, opened.error().remedy};
  CsvReader& reader = opened.value();
  const auto place_of = [&](const std::string& column) {
    const auto found = std::find(reader.header().begin(), reader.header().end(), column);
    return found == reader.header().end() ? -1 : static_cast<int>(found - reader.header().begin());
  };
  const int id_at = place_of(map_.id);
  if (id_at < 0) return Error{name + " has no column \"" + map_.id + "\" for the id.", "Name the id column as the header writes it."};
  std::vector<int> at;
  bool any = false;
  for (const Source& source : sources_) {
    at.push_back(place_of(source.column.name));
    any = any || at.back() >= 0;
  }
  if (!any) return Error{name + " has none of the columns that the map names.", "Compare the map with the header of the file."};
  ++files_;
  unread_dates_ = 0;
  const std::uint32_t first_row = table_.rows();
  while (true) {
    const auto outcome = reader.next();
    if (outcome == CsvReader::Outcome::end) break;
    if (outcome == CsvReader::Outcome::refused) {
      table_.refused.push_back({name, reader.line(), reader.why_refused()});
    } else if (reader.cells()[static_cast<std::size_t>(id_at)].empty()) {
      table_.refused.push_back({name, reader.line(), "the id is empty"});
    } else {
      add_row(reader.cells(), at, id_at);
    }
  }
  note_oddities(name, at, first_row);
  if (files_ == 1) table_.first_rows = table_.rows();
  return {};
}

void TableBuilder::note_oddities(const std::string& file, const std::vector<int>& at, std::uint32_t first_row) {
  for (std::size_t source = 0; source < sources_.size(); ++source) {
    if (at[source] < 0) table_.notes.push_back(file + " has no column \"" + sources_[source].column.name + "\": compared without it.");
  }
  std::unordered_set<std::string_view> known;
  const auto ids = std::span(table_.ids).subspan(first_row);
  const auto again = std::count_if(ids.begin(), ids.end(), [&](const std::string& id) { return !known.insert(id).second; });
  if (again > 0)
    table_.notes.push_back(file + ": " + std::to_string(again) + " rows have the id of an earlier row, so that a pair may name either.");
  if (unread_dates_ > 0)
    table_.notes.push_back(file + ": " + std::to_string(unread_dates_) +
                           " dates of birth are not in a form that is known: kept as written, and alike only where they are the same.");
}

void TableBuilder::add_row(const std::vector<std::string>& cells, const std::vector<int>& at, int id_at) {
  static const std::string nothing;
  RowParts parts;
  table_.ids.push_back(cells[static_cast<std::size_t>(id_at)]);
  for (std::size_t source = 0; source < sources_.size(); ++source) {
    const std::string& cell = at[source] < 0 ? nothing : cells[static_cast<std::size_t>(at[source])];
    gather(sources_[source].column, cell, parts);
    const std::size_t field = sources_[source].field;
    if (!is_joined(table_.fields[field].kind)) put(field, cell);
  }
  split_full_name(parts);
  for (std::size_t field = 0; field < table_.fields.size(); ++field) {
    if (table_.fields[field].kind == Kind::forename) put(field, parts.forename);
    if (table_.fields[field].kind == Kind::surname) put(field, parts.surname);
    if (table_.fields[field].kind == Kind::birth_date) put_birth(field, parts.birth, parts.birth_raw);
  }
}

void TableBuilder::put(std::size_t field, const std::string& raw) {
  Value value = make_value(table_.fields[field].kind, raw);
  if (value.text.empty()) {
    table_.cells[field].push_back(0);
    return;
  }
  const auto [known, is_new] = known_[field].try_emplace(value.text, static_cast<std::uint32_t>(table_.values[field].size()));
  if (is_new) table_.values[field].push_back(std::move(value));
  table_.cells[field].push_back(known->second);
}

void TableBuilder::put_birth(std::size_t field, const BirthDate& date, const std::string& raw) {
  Value value = make_birth_value(date);
  if (value.text.empty()) {
    value.text = fold(raw);  // no date at all, but the same nonsense twice is still the same
    unread_dates_ += value.text.empty() ? 0 : 1;
  }
  const std::string key = value.text;
  if (key.empty()) {
    table_.cells[field].push_back(0);
    return;
  }
  const auto [known, is_new] = known_[field].try_emplace(key, static_cast<std::uint32_t>(table_.values[field].size()));
  if (is_new) table_.values[field].push_back(std::move(value));
  table_.cells[field].push_back(known->second);
}

Table TableBuilder::finish() {
  table_.two_files = files_ > 1;
  return std::move(table_);
}

}  // namespace concordat::match
