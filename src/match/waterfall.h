#pragma once
// How a probability came about: each field's weight, one after another, as a table and as a picture. Ids and levels only, no names.

#include <string>
#include <vector>

#include "match/index.h"

namespace concordat::match {

struct Step {
  std::string what;   // "surname"
  std::string level;  // "one slip"
  double bits = 0;    // of the odds for one person against strangers
};

struct Waterfall {
  std::string left, right;    // ids
  std::vector<Step> steps;    // the first is the prior
  double household_bits = 0;  // against one household, all in all; 0 where it does not matter
  double probability = 0;
};

Waterfall waterfall_of(const std::string& left, const Candidate& candidate);
std::string waterfall_table(const Waterfall& waterfall);
std::string waterfall_svg(const Waterfall& waterfall);

}  // namespace concordat::match
