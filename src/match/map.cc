#include "match/map.h"

#include "base/toml_settings.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace concordat::match {
namespace {

constexpr std::array<std::string_view, 13> kKinds = {"forename",    "surname",    "full-name", "birth-date", "birth-year",
                                                     "birth-month", "birth-day",  "postcode",  "address",    "place",
                                                     "phone",       "identifier", "text"};

std::string at_line(const std::string& where, const toml::node& node) {
  return where + ", line " + std::to_string(node.source().begin.line) + ": ";
}

std::optional<ColumnKind> kind_named(std::string_view name) {
  const auto* const found = std::find(kKinds.begin(), kKinds.end(), name);
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<ColumnKind>(found - kKinds.begin());
}

// Letters that parse_birth_date knows.
bool is_date_format(std::string_view format) {
  for (std::size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2)) {
    if (at + 1 == format.size() || std::string_view("YymdbB").find(format[at + 1]) == std::string_view::npos) return false;
  }
  return format.find('%') != std::string_view::npos;
}

Result<MappedColumn> parse_column(const std::string& name, const toml::node& node, const std::string& where) {
  MappedColumn column{name, ColumnKind::text, ""};
  std::optional<std::string> kind = node.value<std::string>();
  if (const toml::table* const table = node.as_table()) {
    kind = (*table)["kind"].value<std::string>();
    column.format = (*table)["format"].value_or(std::string());
    for (const auto& [key, unused] : *table) {
      if (key != "kind" && key != "format") {
        return Error{at_line(where, node) + "a column has no \"" + std::string(key.str()) + "\".",
                     "Write kind and, for a birth date, format."};
      }
    }
  }
  const auto known = kind ? kind_named(*kind) : std::nullopt;
  if (!known) {
    std::string kinds;
    for (const std::string_view each : kKinds) kinds += (kinds.empty() ? "" : ", ") + std::string(each);
    return Error{at_line(where, node) + "the kind of column \"" + name + "\" is not known.", "It must be one of: " + kinds + "."};
  }
  column.kind = *known;
  if (!column.format.empty() && (column.kind != ColumnKind::birth_date || !is_date_format(column.format))) {
    return Error{at_line(where, node) + "the format of column \"" + name + "\" cannot be used.",
                 "A birth-date may have one of %Y %y %m %d %b %B, as \"%d/%m/%Y\"; nothing else has a format."};
  }
  return column;
}

struct Placed {
  MappedColumn column;
  toml::source_position position;
};

}  // namespace

Result<ColumnMap> parse_column_map(std::string_view toml_text, const std::string& where) {
  const toml::parse_result parsed = toml::parse(toml_text);
  if (!parsed) {
    std::ostringstream message;
    message << where << ", line " << parsed.error().source().begin.line << ": " << parsed.error().description() << ".";
    return Error{message.str(), "The map is a TOML file with id and [columns]."};
  }
  const toml::table& document = parsed.table();
  ColumnMap map;
  for (const auto& [key, node] : document) {
    if (key != "id" && key != "columns") {
      return Error{at_line(where, node) + "\"" + std::string(key.str()) + "\" is not part of a map.", "A map has id and [columns]."};
    }
  }
  map.id = document["id"].value_or(std::string());
  const toml::table* const columns = document["columns"].as_table();
  if (map.id.empty() || columns == nullptr || columns->empty()) {
    return Error{where + " names no id column or no [columns].", "Write id = \"…\" and under [columns] one line a column."};
  }
  std::vector<Placed> placed;
  for (const auto& [key, node] : *columns) {
    placed.push_back({TRY(parse_column(std::string(key.str()), node, where)), node.source().begin});
  }
  std::stable_sort(placed.begin(), placed.end(), [](const Placed& left, const Placed& right) {
    return std::pair(left.position.line, left.position.column) < std::pair(right.position.line, right.position.column);
  });
  for (Placed& each : placed) map.columns.push_back(std::move(each.column));
  return map;
}

}  // namespace concordat::match
