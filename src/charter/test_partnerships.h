#pragma once
// For tests: the partnerships of charters/, whatever their number. A charter of a partnership, as against a library, is one
// that extends a library.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "charter/charter.h"

namespace concordat::charter {

inline std::vector<std::string> partnerships() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("charters")) {
    if (entry.path().extension() != ".toml") continue;
    const Compilation done = compile(entry.path().string());
    if (done.charter && !done.charter->base.empty()) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The name of a charter as a part of a test's name, which holds no hyphen.
inline std::string as_test_name(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace concordat::charter
