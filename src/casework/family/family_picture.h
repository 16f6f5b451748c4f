#pragma once
// A family drawn in the manner of a genogram: a row a generation, square for male, round for female, a cross where somebody has
// died, a letter a household. A picture is for those who would rather look; whoever shows it shows the same as a table.

#include <string>
#include <vector>

#include "casework/family/kinship.h"
#include "html/html.h"

namespace concordat::casework {

struct Relative {
  std::string name;
  std::string relation;  // as it is recorded, in words: "mother", "extra-familial"
  Kinship kinship;
  std::vector<std::string> facts;  // short lines: "born 2 March 2019"
  bool died = false;
  char household = 0;  // 'A' to 'Z'; 0: not known
};

// Nothing where there is nobody.
html::Html family_picture(const std::vector<Relative>& relatives);
// What its shapes and lines mean, each drawn beside its words.
html::Html family_legend();

}  // namespace concordat::casework
