#pragma once
// The .zip that a .docx or .xlsx is. Its entries are read by name into memory, and nothing of it becomes a path.

#include <optional>
#include <string>
#include <string_view>

#include "intake/reading.h"

struct zip;

namespace concordat::intake {

inline constexpr std::uint64_t kLargestEntry = 24u << 20;  // unpacked: what one can need for 500 rows, many times over
inline constexpr std::int64_t kMostEntries = 10'000;

class Package {
 public:
  explicit Package(std::string_view content);  // which outlives it
  ~Package();
  Package(const Package&) = delete;
  Package& operator=(const Package&) = delete;

  // What keeps anything from being read from now on.
  Refusal refusal() const { return refusal_; }
  bool has(const std::string& name) const;
  // Empty where it is not there; where it cannot be read, `refusal` says why.
  std::string entry(const std::string& name);

 private:
  zip* zip_ = nullptr;
  Refusal refusal_ = Refusal::none;
};

}  // namespace concordat::intake
