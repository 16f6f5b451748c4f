#pragma once
// The Fellegi-Sunter model with a third class. A pair of rows is the same person, two people of one household, or strangers.
// Members of a household share surname, address and phone as one person shares them with himself, but not forename, birth date or
// number: without that class a brother living with the person sought looks like the person with a mistyped forename.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "match/levels.h"
#include "match/table.h"

namespace concordat::match {

using Levels = std::uint64_t;  // three bits a field, the first field lowest

inline Level level_at(Levels levels, std::size_t field) { return static_cast<Level>(levels >> (3 * field) & 7); }
inline Levels with_level(std::size_t field, Level level) { return static_cast<Levels>(level) << (3 * field); }

struct FieldWeights {
  std::array<double, kLevels> same{};       // P(level | same person): Fellegi and Sunter's m
  std::array<double, kLevels> stranger{};   // P(level | strangers): their u
  std::array<double, kLevels> household{};  // P(level | two people of one household)
};

struct Model {
  double prior_same = 0;  // of a pair of rows taken at random
  double prior_household = 0;
  std::vector<Field> fields;
  std::vector<FieldWeights> weights;
};

// How often a value occurs, counted in people rather than rows, shrunk where it was seen too seldom to tell: a negative binomial
// whose spread is that of the field. One number a value of each field: ln P(a stranger has this value).
using Frequencies = std::vector<std::vector<float>>;

FieldWeights default_weights(Kind kind);  // before anything is learned
bool is_shared_by_household(Kind kind);
void set_household_weights(Kind kind, FieldWeights& weights);  // from the other two

Levels compare_rows(const Table& table, std::uint32_t left, std::uint32_t right);

// How much rarer than average the values are on which the pair agrees, ln(P(value) / P(average)): of what a household shares, and of
// what is a person's own. 0 where nothing is to adjust.
struct Rarity {
  double shared = 0;
  double own = 0;
};
double field_rarity(const Table& table, const Model& model, const Frequencies& frequencies, std::size_t field, Level level,
                    std::uint32_t left, std::uint32_t right);
Rarity rarity(const Table& table, const Model& model, const Frequencies& frequencies, Levels levels, std::uint32_t left,
              std::uint32_t right);

struct Posterior {
  double same = 0;
  double household = 0;
};

// A model's logarithms, taken once.
class Scorer {
 public:
  explicit Scorer(const Model& model);
  Posterior posterior(Levels levels, const Rarity& rarity) const;
  double same_over_stranger(Levels levels, const Rarity& rarity) const;  // ln of the ratio, without the prior

 private:
  struct Ratios {
    std::array<double, kLevels + 1> same{}, household{};  // over stranger; `missing` is 0
  };
  std::vector<Ratios> ratios_;
  double prior_same_, prior_household_, prior_stranger_;
};

}  // namespace concordat::match
