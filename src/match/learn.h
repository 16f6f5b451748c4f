#pragma once
// Weights without labels: expectation maximisation over the candidate pairs, with a prior that stays near a guess made from the
// number of rows (left free, it runs off to households or to everybody), and strangers' levels from pairs taken at random.

#include <span>

#include "match/block.h"

namespace concordat::match {

struct Learned {
  Model model;
  Frequencies frequencies;
};

Learned learn(const Table& table, std::span<const CandidatePair> candidates);

// How often each value occurs among people: `person` gives each row's, as known so far.
Frequencies count_frequencies(const Table& table, const std::vector<std::uint32_t>& person, Model& model);

}  // namespace concordat::match
