// The text of a leaf. docs/formats/ledger.md freezes its bytes.

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "ledger/ledger.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view kVersion = "1";
constexpr std::size_t kFields = 10;

// Printable ASCII only: a leaf is words of the charter and ids, and no byte in it can be taken for a separator.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
}

template <class IdType>
std::string id_text(const IdType& id) {
  return id.is_none() ? std::string() : id.text();
}

template <class IdType>
bool read_id(std::string_view text, IdType& id) {
  if (text.empty()) return true;
  const auto parsed = IdType::parse(text);
  if (parsed) id = *parsed;
  return parsed.has_value();
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  for (std::size_t start = 0;;) {
    const auto end = line.find('\t', start);
    fields.push_back(line.substr(start, end - start));
    if (end == std::string_view::npos) return fields;
    start = end + 1;
  }
}

}  // namespace

std::string encode(const Leaf& leaf) {
  std::string line(kVersion);
  const auto add = [&line](std::string_view field) {
    if (!is_plain(field)) throw std::logic_error("a ledger leaf holds printable ASCII only");
    line += '\t';
    line += field;
  };
  add(std::to_string(leaf.at.microseconds));
  add(leaf.event);
  add(leaf.actor);
  add(id_text(leaf.case_id));
  add(id_text(leaf.record));
  add(leaf.part);
  add(leaf.purpose);
  add(leaf.charter);
  add(leaf.detail);
  return line;
}

Result<Leaf> decode(std::string_view line) {
  const Error malformed{"A leaf of the ledger is not in the form that docs/formats/ledger.md gives.",
                        "Run `concordat fsck`: the database was changed by something else than Concordat."};
  const auto fields = split(line);
  if (fields.size() != kFields || fields[0] != kVersion || fields[2].empty()) return malformed;
  Leaf leaf;
  const auto [end, failed] = std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), leaf.at.microseconds);
  if (failed != std::errc() || end != fields[1].data() + fields[1].size()) return malformed;
  if (!read_id(fields[4], leaf.case_id) || !read_id(fields[5], leaf.record)) return malformed;
  for (const auto field : fields) {
    if (!is_plain(field)) return malformed;
  }
  leaf.event = fields[2];
  leaf.actor = fields[3];
  leaf.part = fields[6];
  leaf.purpose = fields[7];
  leaf.charter = fields[8];
  leaf.detail = fields[9];
  if (encode(leaf) != line) return malformed;  // one leaf, one spelling
  return leaf;
}

std::vector<std::string> words_of(const Leaf& leaf, std::string_view key) {
  std::vector<std::string> words;
  for (std::string_view rest = leaf.detail; !rest.empty();) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    if (pair.starts_with(key) && pair.substr(key.size()).starts_with('=')) words.emplace_back(pair.substr(key.size() + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

std::string word_of(const Leaf& leaf, std::string_view key) {
  const std::vector<std::string> words = words_of(leaf, key);
  return words.empty() ? "" : words.front();
}

}  // namespace concordat::ledger
