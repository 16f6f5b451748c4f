#pragma once
// A person as an agency holds them, and as they are asked for.

#include <string>
#include <vector>

#include "match/birth.h"

namespace concordat::match {

// One name-and-address pair. A person with several names or addresses is several of these with one id.
struct PersonRow {
  std::string id;
  std::string forename, surname;
  BirthDate birth;
  std::string postcode, phone;
  std::string number;        // a strong identifier, as the NHS number, where it is lawfully held
  int since = 0, until = 0;  // years in which the name or address was used; 0: not known, or still
};

}  // namespace concordat::match
