#include "match/learn.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <unordered_map>

#include "match/people.h"

namespace concordat::match {
namespace {

constexpr std::size_t kRandomPairs = 500'000;
constexpr std::size_t kMostLearnedFrom = 1'000'000;
constexpr int kRounds = 25;
constexpr double kTrustInUsual = 20;         // pairs' worth of belief in the usual levels of one person
constexpr double kTrustInUsualStranger = 2;  // and of strangers
constexpr double kPriorMayMove = 8;          // factor either way from the guess
constexpr double kHouseholdMembers = 3;      // other people one lives with, at most learned
constexpr double kSamePerson = 0.9;

struct Weighed {
  Levels levels = 0;
  Rarity rarity;
  double count = 1;
};

// Row pairs at random, from a fixed seed: the same files give the same weights.
std::vector<Weighed> random_pairs(const Table& table) {
  std::unordered_map<Levels, double> counts;
  const auto add = [&](std::uint32_t left, std::uint32_t right) { counts[compare_rows(table, left, right)] += 1; };
  if (table.pairs() <= static_cast<double>(kRandomPairs)) {
    for (std::uint32_t left = 0; left < table.rows(); ++left) {
      for (std::uint32_t right = left + 1; right < table.rows(); ++right) {
        if (table.may_pair(left, right)) add(left, right);
      }
    }
  } else {
    std::mt19937_64 random(20040717);
    for (std::size_t taken = 0; taken < kRandomPairs;) {
      const auto left = static_cast<std::uint32_t>(random() % table.rows());
      const auto right = static_cast<std::uint32_t>(random() % table.rows());
      if (!table.may_pair(left, right)) continue;
      add(std::min(left, right), std::max(left, right));
      ++taken;
    }
  }
  std::vector<Weighed> pairs;
  for (const auto& [levels, count] : counts) pairs.push_back({levels, {}, count});
  std::sort(pairs.begin(), pairs.end(), [](const Weighed& a, const Weighed& b) { return a.levels < b.levels; });
  return pairs;
}

// Half of the smaller file, or a third of one file's rows, is taken to have a partner.
double guessed_prior(const Table& table) {
  const double rows = table.rows();
  const double matches = table.two_files ? std::min<double>(table.first_rows, rows - table.first_rows) / 2 : rows / 3;
  return std::min(0.5, std::max(1.0, matches) / std::max(1.0, table.pairs()));
}

class Learner {
 public:
  Learner(const Table& table, std::span<const CandidatePair> candidates) : table_(table), candidates_(candidates) {
    guess_ = guessed_prior(table);
    model_.fields = table.fields;
    model_.prior_same = guess_;
    model_.prior_household = guess_ * 0.1;
    for (const Field& field : table.fields) {
      usual_.push_back(default_weights(field.kind));
      model_.weights.push_back(usual_.back());
    }
    random_ = random_pairs(table);
  }

  Learned run() {
    sample_candidates(true);
    for (int round = 0; round < kRounds; ++round) one_round();
    for (int pass = 0; pass < 2; ++pass) {
      frequencies_ = count_frequencies(table_, people_so_far(), model_);
      sample_candidates(false);
      for (int round = 0; round < kRounds / 2; ++round) one_round();
    }
    return {std::move(model_), std::move(frequencies_)};
  }

 private:
  // Without rarities equal levels are one pair with a count; with them every pair is its own.
  void sample_candidates(bool merge) {
    sample_.clear();
    const std::size_t step = candidates_.size() / kMostLearnedFrom + 1;
    sample_scale_ = static_cast<double>(step);
    if (merge) {
      std::map<Levels, double> counts;
      for (std::size_t at = 0; at < candidates_.size(); at += step) counts[candidates_[at].levels] += 1;
      for (const auto& [levels, count] : counts) sample_.push_back({levels, {}, count});
      return;
    }
    std::map<Levels, double> plain;
    for (std::size_t at = 0; at < candidates_.size(); at += step) {
      const CandidatePair& pair = candidates_[at];
      const Rarity rare = rarity(table_, model_, frequencies_, pair.levels, pair.left, pair.right);
      if (rare.own == 0 && rare.shared == 0) {
        plain[pair.levels] += 1;
      } else {
        sample_.push_back({pair.levels, rare, 1});
      }
    }
    for (const auto& [levels, count] : plain) sample_.push_back({levels, {}, count});
  }

  void one_round() {
    const std::size_t fields = model_.fields.size();
    std::vector<std::array<double, kLevels>> same(fields);
    std::vector<std::array<double, kLevels>> stranger(fields);
    for (std::size_t field = 0; field < fields; ++field) {
      for (std::size_t level = 0; level < kLevels; ++level) {
        same[field][level] = kTrustInUsual * usual_[field].same[level];
        stranger[field][level] = kTrustInUsualStranger * usual_[field].stranger[level];
      }
    }
    double matches = 0;
    double household = 0;
    const Scorer scorer(model_);
    for (const Weighed& pair : sample_) {
      const Posterior is = scorer.posterior(pair.levels, pair.rarity);
      matches += is.same * pair.count;
      household += is.household * pair.count;
      add_levels(same, pair.levels, is.same * pair.count);
    }
    for (const Weighed& pair : random_) {
      const Posterior is = scorer.posterior(pair.levels, pair.rarity);
      add_levels(stranger, pair.levels, std::max(0.0, 1 - is.same - is.household) * pair.count);
    }
    const double all = std::max(1.0, table_.pairs());
    model_.prior_same = std::clamp(matches * sample_scale_ / all, guess_ / kPriorMayMove, std::min(0.5, guess_ * kPriorMayMove));
    model_.prior_household = std::clamp(household * sample_scale_ / all, guess_ * 1e-3, guess_ * kHouseholdMembers);
    for (std::size_t field = 0; field < fields; ++field) set_weights(field, same[field], stranger[field]);
  }

  static void add_levels(std::vector<std::array<double, kLevels>>& sums, Levels levels, double weight) {
    for (std::size_t field = 0; field < sums.size(); ++field) {
      const Level level = level_at(levels, field);
      if (level != Level::missing) sums[field][static_cast<std::size_t>(level)] += weight;
    }
  }

  void set_weights(std::size_t field, const std::array<double, kLevels>& same, const std::array<double, kLevels>& stranger) {
    FieldWeights& weights = model_.weights[field];
    const double exact_stranger = weights.stranger[0];
    weights.same = shares(same);
    weights.stranger = shares(stranger);
    if (!frequencies_.empty()) weights.stranger[0] = exact_stranger;  // counted, not sampled
    keep_order(model_.fields[field].kind, weights);
    set_household_weights(model_.fields[field].kind, weights);
  }

  static std::array<double, kLevels> shares(const std::array<double, kLevels>& sums) {
    const double total = std::accumulate(sums.begin(), sums.end(), 0.0);
    std::array<double, kLevels> result;
    for (std::size_t level = 0; level < kLevels; ++level) result[level] = std::max(sums[level] / total, 1e-7);
    return result;
  }

  // A weaker agreement never speaks louder for one person than a stronger one.
  static void keep_order(Kind kind, FieldWeights& weights) {
    double limit = 1e12;
    for (const Level level : levels_by_strength(kind)) {
      const auto at = static_cast<std::size_t>(level);
      if (level == Level::swapped && kind != Kind::birth_date) continue;
      weights.same[at] = std::min(weights.same[at], limit * weights.stranger[at]);
      limit = weights.same[at] / weights.stranger[at];
    }
  }

  std::vector<std::uint32_t> people_so_far() const {
    People people(table_.rows());
    const Scorer scorer(model_);
    for (const CandidatePair& pair : candidates_) {
      const Rarity rare = rarity(table_, model_, frequencies_, pair.levels, pair.left, pair.right);
      if (scorer.posterior(pair.levels, rare).same >= kSamePerson) people.join(pair.left, pair.right);
    }
    return people.numbers();
  }

  const Table& table_;
  std::span<const CandidatePair> candidates_;
  double guess_ = 0;
  double sample_scale_ = 1;
  Model model_;
  Frequencies frequencies_;
  std::vector<FieldWeights> usual_;
  std::vector<Weighed> random_;
  std::vector<Weighed> sample_;
};

}  // namespace

Learned learn(const Table& table, std::span<const CandidatePair> candidates) { return Learner(table, candidates).run(); }

Frequencies count_frequencies(const Table& table, const std::vector<std::uint32_t>& person, Model& model) {
  Frequencies frequencies;
  for (std::size_t field = 0; field < table.fields.size(); ++field) {
    std::vector<std::uint64_t> seen;  // person and value, each once
    for (std::uint32_t row = 0; row < table.rows(); ++row) {
      if (const std::uint32_t value = table.cells[field][row]) seen.push_back(std::uint64_t{person[row]} << 32 | value);
    }
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    std::vector<double> people(table.values[field].size(), 0);
    for (const std::uint64_t each : seen) people[static_cast<std::uint32_t>(each)] += 1;
    const double all = std::max(2.0, static_cast<double>(seen.size()));
    // Others who share one's value: mean and spread over people.
    double mean = 0;
    double square = 0;
    for (const double count : people) {
      mean += count * (count - 1) / all;
      square += count * (count - 1) * (count - 1) / all;
    }
    mean = std::max(mean, 0.05);
    const double spread = square - mean * mean;
    const double shape = spread > mean * 1.05 ? std::max(0.2, mean * mean / (spread - mean)) : 20;
    const double others = all - 1;
    auto& result = frequencies.emplace_back();
    for (const double count : people) {
      result.push_back(static_cast<float>(std::log((std::max(0.0, count - 1) + shape) / (others + shape * others / mean))));
    }
    model.weights[field].stranger[0] = std::max(1e-9, mean / others);
  }
  return frequencies;
}

}  // namespace concordat::match
