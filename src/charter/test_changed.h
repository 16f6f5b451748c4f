#pragma once
// For tests: a partnership's charter with one sentence of it changed, beside a copy of its library.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace concordat::charter {

// Its path. What was `from` is `to`, everywhere in it; `name` keeps those of different tests apart.
inline std::string changed_charter(const std::string& file, const std::string& name, const std::string& from, const std::string& to) {
  const std::string folder = testing::TempDir() + "concordat-charter-" + name;
  std::filesystem::create_directories(folder);
  std::filesystem::copy("charters/england.toml", folder, std::filesystem::copy_options::overwrite_existing);
  std::ifstream in(file);
  std::string text(std::istreambuf_iterator<char>(in), {});
  EXPECT_NE(text.find(from), std::string::npos) << "the charter does not say so any more: " << from;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  std::ofstream(folder + "/charter.toml") << text;
  return folder + "/charter.toml";
}

}  // namespace concordat::charter
