#include "match/family.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace concordat::match {
namespace {

constexpr double kLivesWithThem = 0.6;  // of the person sought, where others of the family were found
constexpr double kMostFamilyBits = 10;  // neighbours share postcodes, and finding the others may be wrong too
constexpr double kPeopleOfAPostcode = 40;

double odds_with(const Candidate& candidate, double family_bits) {
  double same = candidate.prior_bits + candidate.names_bits + family_bits;
  double household = candidate.household_prior_bits + family_bits;
  for (const Weight& weight : candidate.weights) {
    same += weight.bits;
    household += weight.household_bits;
  }
  return std::exp2(same + candidate.rival_bits) / (1 + std::exp2(household));
}

}  // namespace

FamilyResult find_family(const Index& index, const std::vector<PersonRow>& family, std::size_t most) {
  FamilyResult result;
  std::vector<LookupResult> found;
  for (const PersonRow& person : family) found.push_back(index.find(person, most));
  // How surely some candidate for each of them lives at a postcode.
  std::vector<std::map<std::string, double>> lives_at(family.size());
  for (std::size_t at = 0; at < found.size(); ++at) {
    for (const Candidate& candidate : found[at].candidates) {
      if (candidate.held.postcode.empty()) continue;
      double& sure = lives_at[at][candidate.held.postcode];
      sure = std::max(sure, candidate.probability);
    }
  }
  const double strangers_there = kPeopleOfAPostcode / std::max(kPeopleOfAPostcode, static_cast<double>(index.people()));
  for (std::size_t at = 0; at < found.size(); ++at) {
    auto& list = result.people.emplace_back();
    result.cut.push_back(found[at].cut);
    for (Candidate& candidate : found[at].candidates) {
      FamilyCandidate one;
      const bool already_counted = candidate.weights[static_cast<std::size_t>(IndexField::postcode)].level == Level::exact;
      for (std::size_t other = 0; other < found.size(); ++other) {
        const auto there = lives_at[other].find(candidate.held.postcode);
        if (other == at || there == lives_at[other].end()) continue;
        ++one.others_there;
        if (!already_counted) one.family_bits += std::log2(1 + there->second * kLivesWithThem / strangers_there);
      }
      one.family_bits = std::min(one.family_bits, kMostFamilyBits);
      if (one.family_bits > 0) {
        const double odds = odds_with(candidate, one.family_bits);
        candidate.probability = std::isinf(odds) ? 1 : odds / (1 + odds);
      }
      one.candidate = std::move(candidate);
      list.push_back(std::move(one));
    }
    std::stable_sort(list.begin(), list.end(),
                     [](const FamilyCandidate& a, const FamilyCandidate& b) { return a.candidate.probability > b.candidate.probability; });
  }
  return result;
}

}  // namespace concordat::match
