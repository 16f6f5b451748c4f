#pragma once
// A charter as written: a tree of values that remember their file and line. Nothing is resolved yet; binding makes
// other types of it (charter.h).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"

namespace concordat::charter {

inline constexpr std::size_t kMaxFileBytes = 256 * 1024;
inline constexpr int kMaxDepth = 12;                // tables within tables
inline constexpr std::size_t kMaxDotsInLine = 100;  // bounds the depth that dotted keys can reach inside the parser

enum class NodeKind { table, array, text, integer, boolean, date, other };

struct Node {
  NodeKind kind = NodeKind::table;
  std::string key;  // in its table; empty for an item of an array
  Location where;
  std::string text;
  std::int64_t integer = 0;
  bool boolean = false;
  CivilDate date;
  bool unresolved = false;     // an entry whose `use` failed: what it lacks is no further mistake
  std::vector<Node> children;  // of a table in the order written, of an array in its own

  const Node* child(std::string_view child_key) const;
};

std::string_view name_of(NodeKind kind);  // "a list"

// The tree of `text`, or nothing where it is no TOML at all; says why in `findings`.
std::optional<Node> parse(std::string_view text, const std::string& file, std::vector<Finding>& findings);

}  // namespace concordat::charter
