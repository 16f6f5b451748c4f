#pragma once
// Rows gathered into people (union-find).

#include <cstdint>
#include <numeric>
#include <vector>

namespace concordat::match {

class People {
 public:
  explicit People(std::uint32_t rows) : parent_(rows) { std::iota(parent_.begin(), parent_.end(), 0u); }
  void join(std::uint32_t left, std::uint32_t right) { parent_[find(left)] = find(right); }
  std::uint32_t find(std::uint32_t row) {
    while (parent_[row] != row) row = parent_[row] = parent_[parent_[row]];
    return row;
  }
  std::vector<std::uint32_t> numbers() {
    std::vector<std::uint32_t> result(parent_.size());
    for (std::uint32_t row = 0; row < result.size(); ++row) result[row] = find(row);
    return result;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace concordat::match
