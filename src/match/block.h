#pragma once
// Which pairs of rows are worth comparing. One set of rules for every file: all pairs where there are few; otherwise rows that share
// a key, where a key that too many rows share is refined by a second and a third.

#include <cstdint>
#include <vector>

#include "match/model.h"

namespace concordat::match {

struct CandidatePair {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  Levels levels = 0;
};

struct Blocking {
  std::vector<CandidatePair> pairs;  // left < right, in order, none twice
  bool all_pairs = false;
  std::uint64_t cut_blocks = 0;  // three keys in common and still too many rows: not compared on that account
  std::uint64_t cut_rows = 0;    // rows in the largest of them
};

Blocking find_candidates(const Table& table, unsigned threads);

}  // namespace concordat::match
