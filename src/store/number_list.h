#pragma once
// Rising numbers as bytes: each as its distance from the one before (the first from 0), seven bits a byte, the lowest first, the
// high bit where more follow. docs/formats/database.md gives it: do not change.

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "base/bytes.h"

namespace concordat::store {

inline Bytes encode_numbers(const std::vector<std::uint64_t>& rising) {
  Bytes bytes;
  std::uint64_t before = 0;
  for (const std::uint64_t number : rising) {
    if (number <= before) throw std::logic_error("the numbers of a list must rise");
    std::uint64_t distance = number - before;
    for (; distance > 0x7f; distance >>= 7) bytes.push_back(static_cast<std::uint8_t>(0x80 | (distance & 0x7f)));
    bytes.push_back(static_cast<std::uint8_t>(distance));
    before = number;
  }
  return bytes;
}

// Calls `see` with each number, until it returns false.
template <class See>
void each_number(ByteView bytes, const See& see) {
  std::uint64_t number = 0, distance = 0;
  unsigned shift = 0;
  for (const std::uint8_t byte : bytes) {
    distance |= static_cast<std::uint64_t>(byte & 0x7f) << (shift & 63);
    shift += 7;
    if ((byte & 0x80) != 0) continue;
    number += distance;
    distance = shift = 0;
    if (!see(number)) return;
  }
}

}  // namespace concordat::store
