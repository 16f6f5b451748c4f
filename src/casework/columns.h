#pragma once
// Columns of a file that came, and the fields of the charter that they hold.

#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "intake/reading.h"
#include "vault/vault.h"

namespace concordat::casework {

// The field of each column, by what is like its name or label; empty: none. No field twice.
std::vector<std::string> fields_of_columns(const std::vector<std::string>& columns, const std::vector<charter::Field>& fields);

// Whether each of these is a day or nothing, and one of them a day.
bool are_days(const std::vector<std::string>& cells);

// What stands in a cell, as the field takes it: a day in any of the ways in which it is written, an answer whatever its capitals. What is
// none of these stays as it is, and is a fault.
std::string as_the_field_takes_it(const charter::Field& field, std::string_view cell);

}  // namespace concordat::casework
