#include "match/model.h"

#include <algorithm>
#include <cmath>

namespace concordat::match {
namespace {

// What clerks and families do to each field, from the general experience of linkage: a start for learning, and all there is
// where a field is too seldom filled to learn from.
std::array<double, kLevels> usual_same(Kind kind) {
  switch (kind) {  //              exact close akin  part  near  swapped different
    case Kind::forename:
      return {0.80, 0.07, 0.03, 0.02, 0.03, 0.015, 0.035};
    case Kind::surname:
      return {0.84, 0.07, 0.01, 0.01, 0.02, 0.005, 0.045};
    case Kind::birth_date:
      return {0.88, 0.05, 0.01, 0.03, 0.01, 0.01, 0.01};
    case Kind::postcode:  // of whom several agencies hold: they move more than others, and records are years old
      return {0.60, 0.05, 0.05, 0.05, 0.05, 0.0, 0.20};
    case Kind::address:
      return {0.68, 0.10, 0.01, 0.04, 0.05, 0.0, 0.12};
    case Kind::place:
      return {0.75, 0.08, 0.01, 0.03, 0.03, 0.0, 0.10};
    case Kind::phone:
      return {0.75, 0.05, 0.0, 0.0, 0.02, 0.0, 0.18};
    case Kind::identifier:
      return {0.90, 0.05, 0.01, 0.01, 0.01, 0.0, 0.02};
    case Kind::text:
      break;
  }
  return {0.80, 0.05, 0.01, 0.03, 0.03, 0.0, 0.08};
}

std::array<double, kLevels> usual_stranger(Kind kind) {
  switch (kind) {
    case Kind::forename:
      return {0.005, 0.003, 0.003, 0.03, 0.02, 0.00002, 0.94};
    case Kind::surname:
      return {0.003, 0.002, 0.002, 0.005, 0.02, 0.00002, 0.968};
    case Kind::birth_date:
      return {0.00005, 0.0008, 0.01, 0.004, 0.0015, 0.02, 0.96};
    case Kind::postcode:
      return {0.0001, 0.0005, 0.02, 0.002, 0.0005, 0.0, 0.9769};
    case Kind::phone:
    case Kind::identifier:
      return {0.0001, 0.0002, 0.001, 0.001, 0.005, 0.0, 0.9927};
    default:
      return {0.01, 0.005, 0.005, 0.03, 0.02, 0.0, 0.93};
  }
}

template <std::size_t size>
void normalise(std::array<double, size>& shares) {
  double sum = 0;
  for (double& share : shares) sum += share = std::max(share, 1e-7);
  for (double& share : shares) share /= sum;
}

constexpr double kTwins = 0.02;  // of two people of one household, born on one day

}  // namespace

bool is_shared_by_household(Kind kind) {
  return kind == Kind::surname || kind == Kind::postcode || kind == Kind::address || kind == Kind::place || kind == Kind::phone;
}

FieldWeights default_weights(Kind kind) {
  FieldWeights weights{usual_same(kind), usual_stranger(kind), {}};
  normalise(weights.same);
  normalise(weights.stranger);
  set_household_weights(kind, weights);
  return weights;
}

void set_household_weights(Kind kind, FieldWeights& weights) {
  weights.household = is_shared_by_household(kind) ? weights.same : weights.stranger;
  if (kind == Kind::birth_date) {
    weights.household[static_cast<std::size_t>(Level::exact)] += kTwins;
    normalise(weights.household);
  }
}

Levels compare_rows(const Table& table, std::uint32_t left, std::uint32_t right) {
  Levels levels = 0;
  const int forename = table.field_of(Kind::forename);
  const int surname = table.field_of(Kind::surname);
  for (std::size_t field = 0; field < table.fields.size(); ++field) {
    const std::uint32_t a = table.cells[field][left];
    const std::uint32_t b = table.cells[field][right];
    const Level level = a == 0 || b == 0 ? Level::missing
                        : a == b         ? Level::exact
                                         : compare_values(table.fields[field].kind, table.values[field][a], table.values[field][b]);
    levels |= with_level(field, level);
  }
  if (forename < 0 || surname < 0) return levels;
  const auto first = static_cast<std::size_t>(forename);
  const auto last = static_cast<std::size_t>(surname);
  const auto agrees = [&](std::size_t field) {
    return level_at(levels, field) != Level::different && level_at(levels, field) != Level::missing;
  };
  if (agrees(first) || agrees(last)) return levels;
  const NamePair names =
      compare_names(table.value(first, left), table.value(last, left), table.value(first, right), table.value(last, right));
  levels &= ~(with_level(first, Level::missing) | with_level(last, Level::missing));
  return levels | with_level(first, names.forename) | with_level(last, names.surname);
}

namespace {

// Of names that agree crosswise: P(a stranger is called so) and P(names are swapped at all), against the average of the level.
double swapped_rarity(const Table& table, const Model& model, const Frequencies& frequencies, std::size_t forename, std::uint32_t left,
                      std::uint32_t right) {
  const auto surname = static_cast<std::size_t>(table.field_of(Kind::surname));
  const auto called = [&](std::uint32_t row) {
    return frequencies[forename][table.cells[forename][row]] + frequencies[surname][table.cells[surname][row]];
  };
  for (const std::uint32_t row : {left, right}) {
    if (table.cells[forename][row] == 0 || table.cells[surname][row] == 0) return 0;  // only one of the names was seen to agree
  }
  const auto at = static_cast<std::size_t>(Level::swapped);
  const FieldWeights& weights = model.weights[forename];
  return std::max(called(left), called(right)) + std::log(std::max(weights.same[at], 0.01)) - std::log(weights.stranger[at]);
}

}  // namespace

double field_rarity(const Table& table, const Model& model, const Frequencies& frequencies, std::size_t field, Level level,
                    std::uint32_t left, std::uint32_t right) {
  if (frequencies.empty()) return 0;
  if (level == Level::swapped && model.fields[field].kind == Kind::forename) {
    return swapped_rarity(table, model, frequencies, field, left, right);
  }
  if (level != Level::exact) return 0;
  const double common = std::max(frequencies[field][table.cells[field][left]], frequencies[field][table.cells[field][right]]);
  return common - std::log(model.weights[field].stranger[static_cast<std::size_t>(Level::exact)]);
}

Rarity rarity(const Table& table, const Model& model, const Frequencies& frequencies, Levels levels, std::uint32_t left,
              std::uint32_t right) {
  Rarity total;
  for (std::size_t field = 0; field < model.fields.size(); ++field) {
    const double one = field_rarity(table, model, frequencies, field, level_at(levels, field), left, right);
    (is_shared_by_household(model.fields[field].kind) ? total.shared : total.own) += one;
  }
  return total;
}

Scorer::Scorer(const Model& model)
    : prior_same_(std::log(model.prior_same)),
      prior_household_(std::log(model.prior_household)),
      prior_stranger_(std::log(1 - model.prior_same - model.prior_household)) {
  for (const FieldWeights& weights : model.weights) {
    Ratios& ratios = ratios_.emplace_back();
    for (std::size_t level = 0; level < kLevels; ++level) {
      ratios.same[level] = std::log(weights.same[level] / weights.stranger[level]);
      ratios.household[level] = std::log(weights.household[level] / weights.stranger[level]);
    }
  }
}

double Scorer::same_over_stranger(Levels levels, const Rarity& rarity) const {
  double same = -rarity.shared - rarity.own;
  for (std::size_t field = 0; field < ratios_.size(); ++field)
    same += ratios_[field].same[static_cast<std::size_t>(level_at(levels, field))];
  return same;
}

Posterior Scorer::posterior(Levels levels, const Rarity& rarity) const {
  const double same = prior_same_ + same_over_stranger(levels, rarity);
  double household = prior_household_ - rarity.shared;
  for (std::size_t field = 0; field < ratios_.size(); ++field) {
    household += ratios_[field].household[static_cast<std::size_t>(level_at(levels, field))];
  }
  const double most = std::max({same, household, prior_stranger_});
  const double sum = std::exp(same - most) + std::exp(household - most) + std::exp(prior_stranger_ - most);
  return {std::exp(same - most) / sum, std::exp(household - most) / sum};
}

}  // namespace concordat::match
