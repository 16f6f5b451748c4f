#include "match/table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::array<std::string_view, 12> kTitles = {"mr", "mrs", "miss", "ms", "master", "dr", "sir", "lady", "lord", "rev", "prof", "dame"};

bool is_birth(ColumnKind kind) {
  return kind == ColumnKind::birth_date || kind == ColumnKind::birth_year || kind == ColumnKind::birth_month || kind == ColumnKind::birth_day;
}

Kind kind_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::forename:
    case ColumnKind::full_name: return Kind::forename;
    case ColumnKind::surname: return Kind::surname;
    case ColumnKind::birth_date:
    case ColumnKind::birth_year:
    case ColumnKind::birth_month:
    case ColumnKind::birth_day: return Kind::birth_date;
    case ColumnKind::postcode: return Kind::postcode;
    case ColumnKind::address: return Kind::address;
    case ColumnKind::place: return Kind::place;
    case ColumnKind::phone: return Kind::phone;
    case ColumnKind::identifier: return Kind::identifier;
    case ColumnKind::text: break;
  }
  return Kind::text;
}

// Several columns of names or of a birth date make one field; every other column is a field.
bool is_joined(Kind kind) { return kind == Kind::forename || kind == Kind::surname || kind == Kind::birth_date; }

int number_in(const std::string& text) {
  int value = 0;
  for (const char character : text) {
    if (character < '0' || character > '9') break;
    if (value < 10000) value = value * 10 + (character - '0');
  }
  return value;
}

struct RowParts {
  std::string forename, surname, full_name, birth_raw;
  BirthDate birth;
};

void append(std::string& names, const std::string& more) {
  if (more.empty()) return;
  if (!names.empty()) names += ' ';
  names += more;
}

void gather(const MappedColumn& column, const std::string& cell, RowParts& parts) {
  switch (column.kind) {
    case ColumnKind::forename: append(parts.forename, cell); break;
    case ColumnKind::surname: append(parts.surname, cell); break;
    case ColumnKind::full_name: append(parts.full_name, cell); break;
    case ColumnKind::birth_year: parts.birth.year = static_cast<std::int16_t>(std::min(number_in(cell), 9999)); break;
    case ColumnKind::birth_month: parts.birth.month = static_cast<std::int8_t>(std::min(number_in(cell), 99)); break;
    case ColumnKind::birth_day: parts.birth.day = static_cast<std::int8_t>(std::min(number_in(cell), 99)); break;
    case ColumnKind::birth_date:
      if (const auto date = parse_birth_date(cell, column.format)) {
        parts.birth = *date;
      } else if (const auto guessed = parse_birth_date(cell, "")) {
        parts.birth = *guessed;
      }
      parts.birth_raw = cell;
      break;
    default: break;
  }
}

// A full name stands in only for what no column of its own says.
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
  for (const std::string_view word : all) append(parts.forename, std::string(word));
}

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
  if (files_ == 1) table_.first_rows = table_.rows();
  return {};
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
  if (value.text.empty()) value.text = fold(raw);  // no date at all, but the same nonsense twice is still the same
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
