// The Merkle tree of RFC 9162, section 2.1. Function names follow its terms.

#include <bit>
#include <stdexcept>

#include "ledger/ledger.h"

namespace concordat::ledger {
namespace {

constexpr std::uint8_t kLeafPrefix = 0x00;
constexpr std::uint8_t kNodePrefix = 0x01;

// The largest power of two smaller than `size`, which is above 1.
std::uint64_t split_point(std::uint64_t size) { return std::bit_floor(size - 1); }

void must_hold(bool condition, const char* what) {
  if (!condition) throw std::out_of_range(what);
}

}  // namespace

Digest leaf_hash(std::string_view leaf) { return crypto::sha256({&kLeafPrefix, 1}, as_bytes(leaf)); }

Digest node_hash(const Digest& left, const Digest& right) { return crypto::sha256({&kNodePrefix, 1}, left, right); }

void Tree::append(const Digest& leaf) {
  Digest hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].push_back(hash);
    if (levels_[level].size() % 2 != 0) return;
    hash = node_hash(*(levels_[level].end() - 2), hash);
  }
}

std::uint64_t Tree::size() const { return levels_.empty() ? 0 : levels_[0].size(); }

// MTH of the leaves [first, last); `first` is a multiple of the largest complete subtree in that range.
Digest Tree::range(std::uint64_t first, std::uint64_t last) const {
  const std::uint64_t count = last - first;
  if (std::has_single_bit(count)) {
    const auto level = static_cast<std::size_t>(std::countr_zero(count));
    return levels_[level][first >> level];
  }
  const std::uint64_t middle = first + split_point(count);
  return node_hash(range(first, middle), range(middle, last));
}

Digest Tree::root(std::uint64_t size) const {
  must_hold(size <= this->size(), "the tree has not so many leaves");
  return size == 0 ? crypto::sha256({}) : range(0, size);
}

std::vector<Digest> Tree::inclusion(std::uint64_t index, std::uint64_t size) const {
  must_hold(size <= this->size() && index < size, "no such leaf in a tree of that size");
  std::vector<Digest> path;
  std::uint64_t first = 0;
  std::uint64_t last = size;
  while (last - first > 1) {
    const std::uint64_t middle = first + split_point(last - first);
    if (index < middle) {
      path.insert(path.begin(), range(middle, last));
      last = middle;
    } else {
      path.insert(path.begin(), range(first, middle));
      first = middle;
    }
  }
  return path;
}

std::vector<Digest> Tree::consistency(std::uint64_t first, std::uint64_t second) const {
  must_hold(second <= size() && first <= second, "no such pair of sizes in the tree");
  std::vector<Digest> path;
  if (first == 0 || first == second) return path;
  // SUBPROOF(m, D[start:end], known): descends to the subtree that ends where the first tree ended.
  std::uint64_t start = 0;
  std::uint64_t end = second;
  bool known = true;  // the subtree's hash is the first root, which the verifier has
  while (first != end) {
    const std::uint64_t middle = start + split_point(end - start);
    if (first <= middle) {
      path.insert(path.begin(), range(middle, end));
      end = middle;
    } else {
      path.insert(path.begin(), range(start, middle));
      start = middle;
      known = false;
    }
  }
  if (!known) path.insert(path.begin(), range(start, end));
  return path;
}

// 2.1.3.2
bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Digest>& path, const Digest& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : path) {
    if (last == 0) return false;
    if (node % 2 == 1 || node == last) {
      hash = node_hash(sibling, hash);
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

// 2.1.4.2
bool verify_consistency(std::uint64_t first, std::uint64_t second, const Digest& first_root, const Digest& second_root,
                        const std::vector<Digest>& path) {
  if (first > second) return false;
  if (first == second) return path.empty() && first_root == second_root;
  if (first == 0) return path.empty() && first_root == crypto::sha256({});
  std::vector<Digest> nodes = path;
  if (std::has_single_bit(first)) nodes.insert(nodes.begin(), first_root);
  if (nodes.empty()) return false;
  std::uint64_t node = first - 1;
  std::uint64_t last = second - 1;
  while (node % 2 == 1) {
    node >>= 1;
    last >>= 1;
  }
  Digest first_hash = nodes[0];
  Digest second_hash = nodes[0];
  for (std::size_t index = 1; index < nodes.size(); ++index) {
    if (last == 0) return false;
    if (node % 2 == 1 || node == last) {
      first_hash = node_hash(nodes[index], first_hash);
      second_hash = node_hash(nodes[index], second_hash);
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      second_hash = node_hash(second_hash, nodes[index]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && first_hash == first_root && second_hash == second_root;
}

}  // namespace concordat::ledger
