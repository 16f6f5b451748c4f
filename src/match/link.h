#pragma once
// Files in, scored pairs out.

#include <string>
#include <vector>

#include "match/block.h"
#include "match/learn.h"

namespace concordat::match {

struct ScoredPair {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  Levels levels = 0;
  double probability = 0;
  bool through_another = false;  // more probable by way of a third row than by itself
};

struct Linkage {
  Learned learned;
  std::uint64_t compared = 0;
  std::uint64_t cut_blocks = 0;  // as Blocking says
  std::uint64_t cut_rows = 0;
  std::vector<ScoredPair> pairs;  // at or above the threshold, most probable first
};

Linkage link(const Table& table, double threshold, unsigned threads);

}  // namespace concordat::match
