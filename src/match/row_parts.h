#pragma once
// The parts of a person that several columns of a row may say together.

#include <string>

#include "match/birth.h"
#include "match/map.h"
#include "match/person.h"

namespace concordat::match {

struct RowParts {
  std::string forename, surname, full_name, birth_raw;
  BirthDate birth;
};

void gather(const MappedColumn& column, const std::string& cell, RowParts& parts);
// A full name stands in only for what no column of its own says.
void split_full_name(RowParts& parts);

// A row as the index takes it: the first postcode, phone and identifier that it has. `at`: place of each column in the row, or -1.
PersonRow person_of(const ColumnMap& map, const std::vector<int>& at, const std::vector<std::string>& cells);

// Where each of the map's columns is in a header, or -1.
std::vector<int> places_in(const ColumnMap& map, const std::vector<std::string>& header);

}  // namespace concordat::match
