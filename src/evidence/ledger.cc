// The ledger, by docs/formats/ledger.md: lines of ten fields, a tree over them as RFC 9162 section 2.1 has it, and heads
// in the C2SP checkpoint format. Signatures are `concordat fsck`'s business: it has the key of the instance.

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "base/lists.h"
#include "evidence/data.h"

namespace concordat::evidence {
namespace {

namespace fs = std::filesystem;
using crypto::Digest;

constexpr std::size_t kFields = 10;
constexpr auto kPassOverDeposits = fs::directory_options::skip_permission_denied;

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size();
}

template <class IdType>
bool read_id(std::string_view text, IdType& id) {
  if (text.empty()) return true;
  const auto parsed = IdType::parse(text);
  if (parsed) id = *parsed;
  return parsed.has_value();
}

// The tree grows like a binary counter: the hash of every complete subtree that still stands alone, largest first.
class GrowingTree {
 public:
  void add(std::string_view line) {
    constexpr std::array<std::uint8_t, 1> leaf_mark = {0};
    subtrees_.push_back(crypto::sha256(leaf_mark, as_bytes(line)));
    for (std::size_t size = ++size_; size % 2 == 0; size /= 2) {
      const Digest right = subtrees_.back();
      subtrees_.pop_back();
      subtrees_.back() = node(subtrees_.back(), right);
    }
  }
  Digest root() const {
    if (subtrees_.empty()) return crypto::sha256({});
    Digest root = subtrees_.back();
    for (std::size_t left = subtrees_.size() - 1; left-- > 0;) root = node(subtrees_[left], root);
    return root;
  }

 private:
  static Digest node(const Digest& left, const Digest& right) {
    constexpr std::array<std::uint8_t, 1> node_mark = {1};
    return crypto::sha256(node_mark, left, right);
  }
  std::vector<Digest> subtrees_;
  std::size_t size_ = 0;
};

}  // namespace

std::string Leaf::word(std::string_view key) const {
  std::string_view rest = detail;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    if (pair.starts_with(key) && pair.substr(key.size()).starts_with('=')) return std::string(pair.substr(key.size() + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return "";
}

std::vector<std::string> Leaf::words(std::string_view key) const { return split(word(key), ','); }

std::int64_t Leaf::number(std::string_view key, std::int64_t otherwise) const {
  const std::string text = word(key);
  std::from_chars(text.data(), text.data() + text.size(), otherwise);
  return otherwise;
}

std::optional<Leaf> read_leaf(std::string_view line) {
  std::array<std::string_view, kFields> fields;
  for (std::size_t number = 0; number < kFields; ++number) {
    const std::size_t end = line.find('\t');
    if ((end == std::string_view::npos) != (number + 1 == kFields)) return std::nullopt;
    fields[number] = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    if (end == std::string_view::npos) line = {};
  }
  Leaf leaf;
  const bool read = fields[0] == "1" && !fields[2].empty() && read_number(fields[1], leaf.at.microseconds) &&
                    read_id(fields[4], leaf.case_id) && read_id(fields[5], leaf.record);
  if (!read) return std::nullopt;
  leaf.event = fields[2];
  leaf.actor = fields[3];
  leaf.part = fields[6];
  leaf.purpose = fields[7];
  leaf.charter = fields[8];
  leaf.detail = fields[9];
  return leaf;
}

// The first three lines of a note are origin, size and root.
void read_heads(const std::string& directory, Data& data) {
  std::error_code error;
  for (const auto& file : fs::recursive_directory_iterator(directory + "/deposits", kPassOverDeposits, error)) {
    const bool whole = file.path().extension() == ".txt";  // what is being written has another name until it is complete
    if (!whole || !file.path().filename().string().starts_with("checkpoint-")) continue;
    std::ifstream in(file.path());
    std::string origin, size_line, root_line;
    std::getline(in, origin) && std::getline(in, size_line) && std::getline(in, root_line);
    std::int64_t size = -1;
    const auto root = from_base64(root_line);
    const std::string name = fs::relative(file.path(), directory).string();
    if (!read_number(size_line, size) || size < 0 || !root) data.ledger_faults.push_back("The deposited head " + name + " cannot be read.");
    else data.heads.push_back({name, static_cast<std::uint64_t>(size), *root});
  }
  std::ranges::sort(data.heads, {}, [](const Head& head) { return std::pair(head.size, head.file); });
}

void check_heads(const std::vector<std::string>& lines, Data& data) {
  GrowingTree tree;
  std::uint64_t size = 0;
  for (const Head& head : data.heads) {
    if (head.size > lines.size()) {
      data.ledger_faults.push_back("The deposited head " + head.file + " counts " + std::to_string(head.size) + " acts, the ledger only " +
                                   std::to_string(lines.size()) + ": acts were removed, or an old backup was put back.");
      return;
    }
    while (size < head.size) tree.add(lines[size++]);
    if (!std::ranges::equal(tree.root(), head.root)) {
      data.ledger_faults.push_back("The ledger does not agree with the deposited head " + head.file +
                                   ": acts were changed, removed or put in.");
      return;
    }
  }
}

// A list that spans cases stands beside its leaf, which commits to it.
void check_lists(Data& data) {
  for (std::size_t position = 0; position < data.leaves.size(); ++position) {
    const Leaf& leaf = data.leaves[position];
    const auto list = data.lists.find(position);
    const std::string set = leaf.event == "list.read" ? leaf.word("set") : "";
    if (set.empty() && list == data.lists.end()) continue;
    crypto::Sha256 digest;
    for (const RecordId& id : list == data.lists.end() ? std::vector<RecordId>{} : list->second) digest.add(id.bytes());
    if (list != data.lists.end() && leaf.word("count") == std::to_string(list->second.size()) && set == to_hex(digest.finish())) continue;
    data.ledger_faults.push_back("Which records a list named that somebody read (entry " + std::to_string(position) +
                                 " of the ledger) was changed or removed.");
    return;
  }
}

}  // namespace concordat::evidence
