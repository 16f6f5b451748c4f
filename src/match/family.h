#pragma once
// A family asked for together: where several of its people are found living together, each of them is the likelier.

#include <vector>

#include "match/index.h"

namespace concordat::match {

struct FamilyCandidate {
  Candidate candidate;           // with the probability that counts the family
  double family_bits = 0;        // for living where others of this family were found
  std::size_t others_there = 0;  // how many others
};

struct FamilyResult {
  std::vector<std::vector<FamilyCandidate>> people;  // in the order asked, each list most probable first
  std::vector<std::vector<KeyFamily>> cut;
};

FamilyResult find_family(const Index& index, const std::vector<PersonRow>& family, std::size_t most = 20);

}  // namespace concordat::match
