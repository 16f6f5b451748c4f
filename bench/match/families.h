#pragma once
// Invented families with names as common as names are in England: parents, step-parents, siblings, twins, communities in which a few
// names are very common. Everything follows from the seed and the number of the family.

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/result.h"
#include "match/person.h"

namespace concordat::bench {

using Random = std::mt19937_64;

struct Family {
  std::vector<match::PersonRow> members;  // parents first, then children
  std::size_t parents = 0;
  bool concentrated_names = false;
};

struct Damage {
  double postcode_wrong = 0.3;  // moved or mistyped
  double postcode_missing = 0.0;
  double forename = 0.15, surname = 0.12, birth = 0.08;  // misspelt, mistyped
  double surname_changed = 0.02;
};

class Families {
 public:
  // The folder with the ONS name frequencies, name variants and sample of postcodes (sdglinkage_*.csv).
  static Result<Families> read(const std::string& folder, std::uint64_t seed);

  Family family(std::uint64_t number) const;
  // The person as somebody else wrote them down: misheard, misspelt, moved.
  match::PersonRow damaged(const match::PersonRow& person, const Damage& damage, Random& random) const;

 private:
  struct Weighted {
    std::vector<std::string> texts;
    std::vector<double> sums;
    void add(std::string text, double weight);
    const std::string& pick(Random& random) const;
  };
  std::string surname(Random& random, bool concentrated) const;
  std::string forename(Random& random, bool female, bool concentrated) const;
  std::string postcode(Random& random) const;
  std::string misspelt(std::string name, Random& random) const;

  std::uint64_t seed_ = 0;
  Weighted boys_, girls_, surnames_, outward_;
  std::vector<std::pair<std::string, std::string>> variants_;  // sorted by the first
};

}  // namespace concordat::bench
