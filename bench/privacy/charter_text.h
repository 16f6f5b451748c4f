#pragma once
// The charter of the benchmark, as text: 25 kinds of record, each with its own purpose, period, recipient and reader.

#include <array>
#include <string>

#include "workload.h"

namespace concordat::privacy {

struct Terms {  // what the metadata of a purpose is in a charter
  std::array<std::uint32_t, kPurposes> periods;
  std::array<std::uint32_t, kPurposes> sharing{};
  std::array<std::uint32_t, kPurposes> access{};
  Terms() { periods.fill(kValues - 1); }
};

inline constexpr const char* kPart = "text";
inline constexpr const char* kDayPart = "day";
inline constexpr const char* kConsent = "use";
inline constexpr const char* kWording = "use-v1";
inline constexpr const char* kDayKind = "plan";

std::string charter_text(const Terms& terms);

}  // namespace concordat::privacy
