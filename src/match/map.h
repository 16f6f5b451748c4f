#pragma once
// Which column of a file is what: the map, a small TOML file.
//
//   id = "rec_id"
//   [columns]
//   given_name = "forename"
//   date_of_birth = { kind = "birth-date", format = "%Y%m%d" }

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace concordat::match {

enum class ColumnKind {
  forename,
  surname,
  full_name,
  birth_date,
  birth_year,
  birth_month,
  birth_day,
  postcode,
  address,
  place,
  phone,
  identifier,
  text
};

struct MappedColumn {
  std::string name;
  ColumnKind kind = ColumnKind::text;
  std::string format;  // of a birth date; empty: guessed
};

struct ColumnMap {
  std::string id;
  std::vector<MappedColumn> columns;  // in the order of the file
};

Result<ColumnMap> parse_column_map(std::string_view toml, const std::string& where);

}  // namespace concordat::match
