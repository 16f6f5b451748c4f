#include "charter/reader.h"

#include <algorithm>
#include <numeric>

namespace concordat::charter {
namespace {

constexpr std::size_t kMaxTextBytes = 2000;
constexpr std::size_t kMaxNameBytes = 64;
constexpr std::size_t kMaxFindings = 200;
constexpr std::size_t kMostToPrint = 12;

// Levenshtein's distance: insertions, deletions and exchanges of one letter.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t exchanged = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchanged, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

void say(Findings& findings, std::string_view rule, const Location& where, std::string message, std::string remedy) {
  if (findings.size() >= kMaxFindings) return;
  findings.push_back({Severity::error, std::string(rule), where, std::move(message), std::move(remedy)});
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = std::max<std::size_t>(2, word.size() / 4) + 1;
  if (word.size() > kMaxNameBytes) return best;
  for (const std::string& candidate : candidates) {
    const std::size_t apart = candidate.size() > kMaxNameBytes ? least : distance(word, candidate);
    if (apart < least) {
      least = apart;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = nearest(word, candidates);
  if (!near.empty()) return "Did you mean \"" + near + "\"?";
  if (candidates.empty()) return "There is nothing yet that it could name; write it first, or take it out.";
  std::string list = "Write one of: ";
  for (std::size_t i = 0; i < std::min(candidates.size(), kMostToPrint); ++i) list += (i == 0 ? "" : ", ") + candidates[i];
  return list + (candidates.size() > kMostToPrint ? ", …" : ".");
}

bool fits(std::string_view word, Charset charset) {
  const auto allowed = [charset](char c) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') return true;
    if (charset == Charset::code) return c == ':' || c == '.';
    return charset == Charset::promise && c >= 'A' && c <= 'Z';
  };
  return !word.empty() && word.size() <= kMaxNameBytes && word.front() != '-' && std::all_of(word.begin(), word.end(), allowed);
}

TableReader::TableReader(const Node& table, std::string title, Findings& findings)
    : table_(table), title_(std::move(title)), findings_(findings) {
  if (table.kind != NodeKind::table) wrong_kind(table, "a table");
}

const Node* TableReader::find(std::string_view key) {
  asked_.emplace(key);
  return table_.child(key);
}

const Node& TableReader::required(std::string_view key) {
  static const Node nothing = [] {
    Node node;
    node.kind = NodeKind::text;
    return node;
  }();
  if (const Node* node = find(key)) return *node;
  if (table_.kind == NodeKind::table) {
    say(findings_, "missing-key", table_.where, title_ + " lacks \"" + std::string(key) + "\".",
        "Add it; docs/formats/charter.md says what it means.");
  }
  return nothing;
}

std::string TableReader::text_of(const Node& node) {
  if (node.where.line == 0) return "";
  if (node.kind != NodeKind::text) {
    wrong_kind(node, "a text");
    return "";
  }
  const bool has_control =
      std::any_of(node.text.begin(), node.text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (node.text.find_first_not_of(' ') == std::string::npos || has_control || node.text.size() > kMaxTextBytes) {
    say(findings_, "bad-value", node.where, title_ + ": the text of \"" + node.key + "\" is empty, too long or holds control characters.",
        "Write it as one plain line of at most " + std::to_string(kMaxTextBytes) + " bytes, or take the key out.");
    return "";
  }
  return node.text;
}

std::string TableReader::text(std::string_view key) { return text_of(required(key)); }

std::string TableReader::text_or(std::string_view key, std::string fallback) {
  const Node* node = find(key);
  return node == nullptr ? fallback : text_of(*node);
}

bool TableReader::flag_or(std::string_view key, bool fallback) {
  const Node* node = find(key);
  if (node == nullptr) return fallback;
  if (node->kind != NodeKind::boolean) wrong_kind(*node, "true or false");
  return node->kind == NodeKind::boolean ? node->boolean : fallback;
}

int TableReader::integer_or(std::string_view key, int fallback, int least, int most) {
  const Node* node = find(key);
  if (node == nullptr) return fallback;
  if (node->kind != NodeKind::integer) {
    wrong_kind(*node, "a whole number");
    return fallback;
  }
  if (node->integer < least || node->integer > most) {
    say(findings_, "bad-value", node->where, title_ + ": \"" + std::string(key) + "\" is out of bounds.",
        "Write a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    return fallback;
  }
  return static_cast<int>(node->integer);
}

std::vector<Word> TableReader::words(std::string_view key, bool is_required) {
  const Node* node = is_required ? &required(key) : find(key);
  std::vector<Word> list;
  if (node == nullptr || node->where.line == 0) return list;
  if (node->kind == NodeKind::text) {
    list.push_back({text_of(*node), node->where});
  } else if (node->kind == NodeKind::array) {
    for (const Node& item : node->children) list.push_back({text_of(item), item.where});
    if (is_required && list.empty()) {
      say(findings_, "missing-key", node->where, title_ + ": the list \"" + std::string(key) + "\" is empty.", "Name at least one.");
    }
  } else {
    wrong_kind(*node, "a list of texts");
  }
  std::erase_if(list, [](const Word& word) { return word.text.empty(); });
  std::set<std::string> seen;
  for (const Word& word : list) {
    if (seen.insert(word.text).second) continue;
    say(findings_, "duplicate", word.where, title_ + ": \"" + std::string(key) + "\" names \"" + word.text + "\" twice.",
        "Keep one of them.");
  }
  return list;
}

const Node* TableReader::table(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr || node->kind == NodeKind::table) return node;
  wrong_kind(*node, "a table");
  return nullptr;
}

std::vector<const Node*> TableReader::tables(std::string_view key) {
  std::vector<const Node*> list;
  const Node* node = find(key);
  if (node == nullptr) return list;
  if (node->kind != NodeKind::array) {
    wrong_kind(*node, "a list of tables, each under a heading in double brackets");
    return list;
  }
  for (const Node& item : node->children) {
    if (item.kind == NodeKind::table) {
      list.push_back(&item);
    } else {
      wrong_kind(item, "a table");
    }
  }
  return list;
}

void TableReader::finish() {
  if (table_.kind != NodeKind::table) return;
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  for (const Node& child : table_.children) {
    if (asked_.contains(child.key)) continue;
    say(findings_, "unknown-key", child.where, title_ + " has no key \"" + child.key + "\".", suggestion(child.key, known));
  }
}

void TableReader::wrong_kind(const Node& node, std::string_view wanted) {
  const std::string what = node.key.empty() ? title_ : title_ + ": \"" + node.key + "\"";
  say(findings_, "wrong-type", node.where, what + " is " + std::string(name_of(node.kind)) + ", not " + std::string(wanted) + ".",
      "Write " + std::string(wanted) + " here.");
}

}  // namespace concordat::charter
