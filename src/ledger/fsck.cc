// The checker of the ledger. It trusts nothing that is stored but the signatures.

#include <algorithm>
#include <exception>
#include <filesystem>
#include <map>
#include <sstream>

#include "base/whole_file.h"
#include "ledger/ledger.h"

namespace concordat::ledger {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

// Heads over entries that a restore set aside: "size:root", and the backup's name. The restore itself wrote them down.
using LostHeads = std::map<std::string, std::string>;

void note_restore(const Leaf& leaf, LostHeads& lost) {
  if (leaf.event != "instance.restored") return;
  std::istringstream heads(word_of(leaf, "heads"));
  for (std::string head; std::getline(heads, head, ',');) lost[head] = word_of(leaf, "name");
}

Tree read_tree(store::Reader& reader, const FsckProgress& progress, Fsck& report, LostHeads& lost) {
  Tree tree;
  const std::uint64_t stored = reader.leaf_count();
  const std::vector<std::uint64_t> with_list = reader.leaves_with_list();
  for (;;) {
    const auto lines = reader.leaves(tree.size(), kLeavesAtOnce);
    for (const auto& line : lines) {
      const auto leaf = decode(line);
      if (!leaf) report.problems.push_back("Leaf " + number(tree.size()) + " is not in the form of a leaf.");
      else note_restore(*leaf, lost);
      const bool has_list = std::ranges::binary_search(with_list, tree.size());
      if (leaf && !is_list_of(*leaf, has_list ? reader.listed(tree.size()) : std::vector<RecordId>{}))
        report.problems.push_back("Leaf " + number(tree.size()) + " has not the list beside it that it commits to.");
      tree.append(leaf_hash(line));
    }
    report.leaves = tree.size();
    report.stopped = progress && !progress(tree.size());
    if (report.stopped) return tree;
    if (lines.size() < kLeavesAtOnce) break;
  }
  if (tree.size() < stored) {
    report.problems.push_back("Leaf " + number(tree.size()) + " is missing, though leaves up to " + number(stored - 1) + " are there.");
  }
  return tree;
}

struct Head {
  std::size_t position;  // in the list that was given, from 1
  Checkpoint checkpoint;
};

// Sorted by size, so that a change can be placed between the last head that holds and the first that does not.
std::vector<Head> read_heads(const std::vector<std::string>& notes, ByteView public_key, Fsck& report) {
  std::vector<Head> heads;
  for (std::size_t index = 0; index < notes.size(); ++index) {
    auto checkpoint = verify_checkpoint(notes[index], public_key);
    if (checkpoint) {
      heads.push_back({index + 1, std::move(*checkpoint)});
    } else {
      report.problems.push_back("Signed head " + number(index + 1) + ": " + checkpoint.error().message);
    }
  }
  std::ranges::stable_sort(heads, {}, [](const Head& head) { return head.checkpoint.size; });
  return heads;
}

void compare(const Tree& tree, const std::vector<Head>& heads, const LostHeads& lost, Fsck& report) {
  std::uint64_t sound = 0;
  for (const auto& [position, head] : heads) {
    const std::string name = "Signed head " + number(position) + " over " + number(head.size) + " leaves";
    if (head.origin != heads.front().checkpoint.origin) {
      report.problems.push_back(name + " is of another ledger, " + head.origin + ".");
    } else if (const auto by = lost.find(number(head.size) + ":" + to_hex(head.root)); by != lost.end()) {
      report.explained.push_back(name + " is of entries that were lost when the backup " + by->second + " was restored.");
    } else if (head.size > tree.size()) {
      report.problems.push_back(name + ": only " + number(tree.size()) + " leaves are there. The ledger was cut back or replaced.");
    } else if (tree.root(head.size) != head.root) {
      report.problems.push_back(name + " does not match: a leaf from " + number(sound) + " to " + number(head.size - (head.size > 0)) +
                                " was changed, removed or put in after it was signed, or another ledger was signed.");
    } else {
      sound = head.size;
    }
  }
}

}  // namespace

Fsck fsck(store::Store& store, const std::vector<std::string>& signed_heads, ByteView public_key, const FsckProgress& progress) {
  Fsck report;
  report.heads = signed_heads.size();
  try {
    Tree tree;
    LostHeads lost;
    store.read([&](store::Reader& reader) { tree = read_tree(reader, progress, report, lost); });
    if (!report.stopped) compare(tree, read_heads(signed_heads, public_key, report), lost, report);
  } catch (const std::exception& error) {
    report.problems.push_back(std::string("The ledger cannot be read to its end. ") + error.what());
  }
  return report;
}

std::vector<std::string> deposited_heads(const std::string& deposits) {
  std::vector<std::string> heads;
  std::error_code error;
  for (const auto& file : std::filesystem::recursive_directory_iterator(deposits, error)) {
    if (!file.is_regular_file() || file.path().extension() != ".txt") continue;
    if (auto note = read_whole_file(file.path().string())) heads.push_back(std::move(*note));
  }
  std::ranges::sort(heads);
  heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
  return heads;
}

// The heads are listed before the leaves are read: one that is deposited meanwhile may be over leaves that come later.
Fsck fsck_deposits(store::Store& store, const std::string& deposits, ByteView public_key, const FsckProgress& progress) {
  Fsck report = fsck(store, deposited_heads(deposits), public_key, progress);
  if (report.heads == 0) report.problems.push_back("No signed head is in the deposits to hold it against: put their newest copy back.");
  return report;
}

}  // namespace concordat::ledger
