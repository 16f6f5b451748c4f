#include "match/block.h"

#include <algorithm>
#include <functional>
#include <thread>
#include <unordered_set>

#include "match/text.h"

namespace concordat::match {
namespace {

constexpr double kFewPairs = 2'000'000;
constexpr std::size_t kDepth = 3;
constexpr std::size_t kMostRows[kDepth] = {40, 80, 300};  // in one block, by how many keys define it

using Key = std::uint64_t;

Key mix(Key key, Key more) {
  key ^= more + 0x9E3779B97F4A7C15u + (key << 6) + (key >> 2);
  key *= 0xFF51AFD7ED558CCDu;
  return key ^ key >> 32;
}

Key hashed(std::string_view text) { return std::hash<std::string_view>{}(text); }

class Keys {
 public:
  explicit Keys(std::vector<Key>& out) : out_(out) {}
  void add(std::uint64_t group, Key key) {
    const Key both = mix(group, key) | 1;
    if (std::find(out_.begin(), out_.end(), both) == out_.end()) out_.push_back(both);
  }

 private:
  std::vector<Key>& out_;
};

// Forenames and surnames share a group, so that swapped names meet.
void name_keys(const Value& value, Keys& keys) {
  constexpr std::uint64_t kNames = 1;
  constexpr std::uint64_t kBeginnings = 2;
  for (const std::string_view word : words(value.text)) {
    if (word.size() < 2) continue;
    keys.add(kNames, sound_of(word));
    keys.add(kBeginnings, hashed(word.substr(0, 4)));
  }
}

void birth_keys(const Value& value, Keys& keys) {
  const BirthDate& date = value.birth;
  keys.add(3, hashed(value.text));
  if (!date.is_known()) return;
  const auto pack = [](int a, int b) { return static_cast<Key>(a) * 10007 + static_cast<Key>(b); };
  if (date.year != 0) keys.add(4, static_cast<Key>(date.year));
  if (date.year != 0 && date.month != 0) keys.add(5, pack(date.year, date.month));
  if (date.month != 0 && date.day != 0) keys.add(6, pack(std::min(date.month, date.day), std::max(date.month, date.day)));
  if (date.year != 0 && date.day != 0) keys.add(7, pack(date.year, date.day));
}

void code_keys(std::uint64_t group, std::string_view text, Keys& keys) {
  keys.add(group, hashed(text));
  const std::string_view local = text.substr(0, text.find('@'));
  if (local.size() < text.size()) keys.add(group + 1, hashed(local));
  if (local.size() < 6) return;
  keys.add(group + 2, hashed(local.substr(0, local.size() / 2)));
  keys.add(group + 3, hashed(local.substr(local.size() / 2)));
}

void text_keys(std::uint64_t group, std::string_view text, Keys& keys) {
  keys.add(group, hashed(text));
  std::string_view longest;
  for (const std::string_view word : words(text)) {
    if (word.size() > longest.size()) longest = word;
  }
  keys.add(group + 1, hashed(longest));
  keys.add(group + 2, sound_of(longest));
}

std::vector<Key> keys_of(const Table& table, std::uint32_t row) {
  std::vector<Key> found;
  Keys keys(found);
  for (std::size_t field = 0; field < table.fields.size(); ++field) {
    const Value& value = table.value(field, row);
    if (value.text.empty()) continue;
    const std::uint64_t group = 100 * (field + 1);
    switch (table.fields[field].kind) {
      case Kind::forename:
      case Kind::surname:
        name_keys(value, keys);
        break;
      case Kind::birth_date:
        birth_keys(value, keys);
        break;
      case Kind::postcode:
        keys.add(group, hashed(value.text));
        keys.add(group + 1, hashed(std::string_view(value.text).substr(0, std::max<std::size_t>(2, value.text.size() - 3))));
        break;
      case Kind::phone:
      case Kind::identifier:
        code_keys(group, value.text, keys);
        break;
      default:
        text_keys(group, value.text, keys);
        break;
    }
  }
  return found;
}

struct KeyEntry {
  Key key;
  std::uint32_t row;
  auto operator<=>(const KeyEntry&) const = default;
};

class Blocker {
 public:
  Blocker(const Table& table, Blocking& result) : table_(table), result_(result) {
    for (std::uint32_t row = 0; row < table.rows(); ++row) keys_.push_back(keys_of(table, row));
  }

  // Blocks of one key, then of two where each is crowded, then of three.
  std::vector<std::uint64_t> run() {
    for (std::size_t depth = 0; depth < kDepth; ++depth) {
      std::vector<KeyEntry> entries;
      for (std::uint32_t row = 0; row < table_.rows(); ++row) combine(row, depth, 0, 0, entries);
      std::sort(entries.begin(), entries.end());
      take_blocks(entries, depth);
      if (depth == 0) keep_crowded_keys();
      std::sort(pairs_.begin(), pairs_.end());
      pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    }
    return std::move(pairs_);
  }

 private:
  void combine(std::uint32_t row, std::size_t more, std::size_t from, Key so_far, std::vector<KeyEntry>& entries) const {
    const auto& keys = keys_[row];
    for (std::size_t at = from; at < keys.size(); ++at) {
      const Key key = so_far == 0 ? keys[at] : mix(so_far, keys[at]);
      if (more == 0) {
        entries.push_back({key, row});
      } else if (crowded_.contains(key)) {
        combine(row, more - 1, at + 1, key, entries);
      }
    }
  }

  void take_blocks(const std::vector<KeyEntry>& entries, std::size_t depth) {
    for (std::size_t begin = 0; begin < entries.size();) {
      std::size_t end = begin;
      while (end < entries.size() && entries[end].key == entries[begin].key) ++end;
      if (end - begin <= kMostRows[depth]) {
        for (std::size_t i = begin; i < end; ++i) {
          for (std::size_t j = i + 1; j < end; ++j) {
            if (table_.may_pair(entries[i].row, entries[j].row)) {
              pairs_.push_back(std::uint64_t{entries[i].row} << 32 | entries[j].row);
            }
          }
        }
      } else if (depth + 1 < kDepth) {
        crowded_.insert(entries[begin].key);
      } else {
        ++result_.cut_blocks;
        result_.cut_rows = std::max<std::uint64_t>(result_.cut_rows, end - begin);
      }
      begin = end;
    }
  }

  // A key that few rows share has had all its pairs compared.
  void keep_crowded_keys() {
    for (auto& keys : keys_) std::erase_if(keys, [this](Key key) { return !crowded_.contains(key); });
  }

  const Table& table_;
  Blocking& result_;
  std::vector<std::vector<Key>> keys_;
  std::unordered_set<Key> crowded_;
  std::vector<std::uint64_t> pairs_;
};

void compare_all(const Table& table, std::vector<CandidatePair>& pairs, unsigned threads) {
  const auto work = [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) pairs[at].levels = compare_rows(table, pairs[at].left, pairs[at].right);
  };
  std::vector<std::jthread> workers;
  const std::size_t share = pairs.size() / threads + 1;
  for (unsigned worker = 0; worker < threads; ++worker) {
    const std::size_t begin = std::min(pairs.size(), worker * share);
    workers.emplace_back(work, begin, std::min(pairs.size(), begin + share));
  }
}

}  // namespace

Blocking find_candidates(const Table& table, unsigned threads) {
  Blocking result;
  result.all_pairs = table.pairs() <= kFewPairs;
  if (result.all_pairs) {
    for (std::uint32_t left = 0; left < table.rows(); ++left) {
      for (std::uint32_t right = left + 1; right < table.rows(); ++right) {
        if (table.may_pair(left, right)) result.pairs.push_back({left, right, 0});
      }
    }
  } else {
    for (const std::uint64_t pair : Blocker(table, result).run()) {
      result.pairs.push_back({static_cast<std::uint32_t>(pair >> 32), static_cast<std::uint32_t>(pair), 0});
    }
  }
  compare_all(table, result.pairs, std::max(1u, threads));
  return result;
}

}  // namespace concordat::match
