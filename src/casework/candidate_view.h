#pragma once
// Somebody who is asked about beside somebody who is held, for a person to decide on: what agrees, how closely, and what that counts for.
// The numbers decide nothing (UK GDPR Article 22).

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "charter/charter.h"
#include "html/html.h"
#include "match/family.h"

namespace concordat::casework {

enum class Verdict { same, not_same, cannot_tell };
std::string_view verdict_word(Verdict verdict);               // "not-same"
std::optional<Verdict> verdict_from(std::string_view word);
std::string verdict_words(Verdict verdict);                   // "Not the same person"

// Whom to look for: the first field is a name; dates, postcodes and telephone numbers are taken from wherever they stand.
match::PersonRow person_asked(const std::vector<charter::Field>& fields, const std::map<std::string, std::string>& told);

// Those of a look-up that a person is asked to judge.
struct Likely {
  std::vector<match::FamilyCandidate> shown;
  std::size_t left_out = 0;  // less probable, or more than are shown
};
Likely likely_of(std::vector<match::FamilyCandidate> found);

struct CandidateView {
  std::string title;
  const match::PersonRow& asked;
  const match::PersonRow& held;
  const match::FamilyCandidate& found;
};
// Without a heading: the probability, the two beside each other, and the waterfall as a picture and as a table.
html::Html candidate_html(const CandidateView& view);

html::Html verdict_radios(const std::string& name, const std::string& value, const std::string& legend, const std::string& error);

}  // namespace concordat::casework
