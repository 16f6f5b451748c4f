#pragma once
// For tests: charters of this tree, and which of charters/ are partnerships', whatever their number. A charter of a
// partnership, as against a library, is one that extends a library.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "charter/charter.h"

namespace concordat::charter {

// Compiled once in a program, as nearly every test begins with one; anew where a test has written something else into the file.
inline const Charter& charter_in(const std::string& file) {
  static std::mutex alone;
  static std::map<std::pair<std::string, std::string>, Charter> compiled;  // by file and text
  std::ifstream in(file);
  std::pair key{file, std::string(std::istreambuf_iterator<char>(in), {})};
  const std::lock_guard guard(alone);
  if (const auto known = compiled.find(key); known != compiled.end()) return known->second;
  Compilation done = compile(file);
  if (!done.charter) throw std::runtime_error(file + " is no charter that could be compiled");
  return compiled.emplace(std::move(key), std::move(*done.charter)).first->second;
}

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
