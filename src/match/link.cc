#include "match/link.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace concordat::match {
namespace {

constexpr double kLink = 0.9;                // two such links may carry a third
constexpr std::size_t kMostNeighbours = 60;  // a row linked to more is no good witness
constexpr double kContradiction = 1;         // how much the direct evidence against counts

std::uint64_t pair_key(std::uint32_t left, std::uint32_t right) {
  return std::uint64_t{std::min(left, right)} << 32 | std::max(left, right);
}

double log_odds(double probability) { return std::log(std::max(probability, 1e-12) / std::max(1 - probability, 1e-12)); }

class Linker {
 public:
  Linker(const Table& table, const Learned& learned) : table_(table), learned_(learned), scorer_(learned.model) {}

  void score(const std::vector<CandidatePair>& candidates) {
    for (const CandidatePair& pair : candidates) {
      const double probability = scorer_.posterior(pair.levels, rarity_of(pair.left, pair.right, pair.levels)).same;
      if (probability >= kWorthKeeping) add({pair.left, pair.right, pair.levels, probability, false});
    }
  }

  // If one row is the person of a second and of a third, so are those two of each other, unless they disagree themselves.
  void pass_on() {
    std::vector<std::vector<std::size_t>> links(table_.rows());
    for (std::size_t at = 0; at < pairs_.size(); ++at) {
      if (pairs_[at].probability < kLink) continue;
      links[pairs_[at].left].push_back(at);
      links[pairs_[at].right].push_back(at);
    }
    std::unordered_map<std::uint64_t, double> best;
    for (std::uint32_t middle = 0; middle < table_.rows(); ++middle) {
      const auto& around = links[middle];
      if (around.size() > kMostNeighbours) continue;
      for (std::size_t i = 0; i < around.size(); ++i) {
        for (std::size_t j = i + 1; j < around.size(); ++j) consider(middle, pairs_[around[i]], pairs_[around[j]], best);
      }
    }
    for (const auto& [key, probability] : best) raise(key, probability);
  }

  std::vector<ScoredPair> take(double threshold) {
    std::erase_if(pairs_, [&](const ScoredPair& pair) { return pair.probability < threshold; });
    std::sort(pairs_.begin(), pairs_.end(), [](const ScoredPair& a, const ScoredPair& b) {
      if (a.probability != b.probability) return a.probability > b.probability;
      return pair_key(a.left, a.right) < pair_key(b.left, b.right);
    });
    return std::move(pairs_);
  }

 private:
  static constexpr double kWorthKeeping = 1e-4;

  Rarity rarity_of(std::uint32_t left, std::uint32_t right, Levels levels) const {
    return rarity(table_, learned_.model, learned_.frequencies, levels, left, right);
  }

  void add(const ScoredPair& pair) {
    known_[pair_key(pair.left, pair.right)] = pairs_.size();
    pairs_.push_back(pair);
  }

  void consider(std::uint32_t middle, const ScoredPair& first, const ScoredPair& second,
                std::unordered_map<std::uint64_t, double>& best) const {
    const std::uint32_t left = first.left == middle ? first.right : first.left;
    const std::uint32_t right = second.left == middle ? second.right : second.left;
    if (left == right || !table_.may_pair(left, right)) return;
    const Levels levels = compare_rows(table_, left, right);
    const double direct = scorer_.same_over_stranger(levels, rarity_of(left, right, levels));
    const double weaker = std::min(log_odds(first.probability), log_odds(second.probability));
    const double odds = weaker + kContradiction * std::min(0.0, direct);
    const double probability = std::min(1 / (1 + std::exp(-odds)), first.probability * second.probability);
    double& so_far = best[pair_key(left, right)];
    so_far = std::max(so_far, probability);
  }

  void raise(std::uint64_t key, double probability) {
    const auto left = static_cast<std::uint32_t>(key >> 32);
    const auto right = static_cast<std::uint32_t>(key);
    const auto known = known_.find(key);
    if (known == known_.end()) {
      if (probability >= kWorthKeeping) add({left, right, compare_rows(table_, left, right), probability, true});
    } else if (pairs_[known->second].probability < probability) {
      pairs_[known->second].probability = probability;
      pairs_[known->second].through_another = true;
    }
  }

  const Table& table_;
  const Learned& learned_;
  Scorer scorer_;
  std::vector<ScoredPair> pairs_;
  std::unordered_map<std::uint64_t, std::size_t> known_;
};

}  // namespace

Linkage link(const Table& table, double threshold, unsigned threads) {
  Linkage result;
  const Blocking blocking = find_candidates(table, threads);
  result.compared = blocking.pairs.size();
  result.cut_blocks = blocking.cut_blocks;
  result.cut_rows = blocking.cut_rows;
  result.learned = learn(table, blocking.pairs);
  Linker linker(table, result.learned);
  linker.score(blocking.pairs);
  linker.pass_on();
  result.pairs = linker.take(threshold);
  return result;
}

}  // namespace concordat::match
