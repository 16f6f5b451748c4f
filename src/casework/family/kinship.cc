#include "casework/family/kinship.h"

#include <algorithm>
#include <string>

namespace concordat::casework {
namespace {

struct SideWord {
  const char* words;
  Side side;
};
// Taken out before the rest is read, so that the mother in "mother's side" is nobody's mother.
constexpr SideWord kSides[] = {{"on the mother's side", Side::mother}, {"mother's side", Side::mother}, {"maternal", Side::mother},
                               {"on the father's side", Side::father}, {"father's side", Side::father}, {"paternal", Side::father}};

struct Term {
  const char* word;
  Kinship means;
};
// The first that stands in the words counts, so the longer word comes before the one that it holds.
constexpr Term kTerms[] = {
    {"foster", {Place::other}},
    {"great-", {Place::other}},
    {"great ", {Place::other}},
    {"god", {Place::other}},
    {"mother's partner", {Place::step_parent, Sex::unknown, Side::mother}},
    {"partner of the mother", {Place::step_parent, Sex::unknown, Side::mother}},
    {"partner of mother", {Place::step_parent, Sex::unknown, Side::mother}},
    {"father's partner", {Place::step_parent, Sex::unknown, Side::father}},
    {"partner of the father", {Place::step_parent, Sex::unknown, Side::father}},
    {"partner of father", {Place::step_parent, Sex::unknown, Side::father}},
    {"stepmother", {Place::step_parent, Sex::female, Side::father}},
    {"step-mother", {Place::step_parent, Sex::female, Side::father}},
    {"stepfather", {Place::step_parent, Sex::male, Side::mother}},
    {"step-father", {Place::step_parent, Sex::male, Side::mother}},
    {"stepbrother", {Place::step_sibling, Sex::male}},
    {"step-brother", {Place::step_sibling, Sex::male}},
    {"stepsister", {Place::step_sibling, Sex::female}},
    {"step-sister", {Place::step_sibling, Sex::female}},
    {"half-brother", {Place::half_sibling, Sex::male}},
    {"half brother", {Place::half_sibling, Sex::male}},
    {"half-sister", {Place::half_sibling, Sex::female}},
    {"half sister", {Place::half_sibling, Sex::female}},
    {"half-sibling", {Place::half_sibling}},
    {"half sibling", {Place::half_sibling}},
    {"grandmother", {Place::grandparent, Sex::female}},
    {"grandfather", {Place::grandparent, Sex::male}},
    {"grandparent", {Place::grandparent}},
    {"grand", {Place::other}},
    {"in-law", {Place::other}},
    {"brother", {Place::sibling, Sex::male}},
    {"sister", {Place::sibling, Sex::female}},
    {"sibling", {Place::sibling}},
    {"twin", {Place::sibling}},
    {"mother", {Place::parent, Sex::female}},
    {"father", {Place::parent, Sex::male}},
    {"parent", {Place::parent}},
    {"aunt", {Place::aunt_or_uncle, Sex::female}},
    {"uncle", {Place::aunt_or_uncle, Sex::male}},
    {"cousin", {Place::cousin}},
    {"boyfriend", {Place::partner, Sex::male}},
    {"girlfriend", {Place::partner, Sex::female}},
    {"husband", {Place::partner, Sex::male}},
    {"wife", {Place::partner, Sex::female}},
    {"partner", {Place::partner}},
    {"son", {Place::own_child, Sex::male}},
    {"daughter", {Place::own_child, Sex::female}},
};

std::string lower(std::string_view words) {
  std::string text(words);
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::string typographic = "\xE2\x80\x99";  // ’
  for (std::size_t at = text.find(typographic); at != std::string::npos; at = text.find(typographic))
    text.replace(at, typographic.size(), "'");
  return text;
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// As words, so that there is no son in "person".
bool begins_a_word(const std::string& text, std::string_view term) {
  for (std::size_t at = text.find(term); at != std::string::npos; at = text.find(term, at + 1))
    if (at == 0 || !is_letter(text[at - 1])) return true;
  return false;
}

}  // namespace

Kinship kinship_of(std::string_view relationship) {
  std::string text = lower(relationship);
  Side side = Side::unknown;
  for (const SideWord& one : kSides) {
    const std::string_view words = one.words;
    const std::size_t at = text.find(words);
    if (at == std::string::npos) continue;
    side = one.side;
    text.erase(at, words.size());
  }
  for (const Term& term : kTerms) {
    if (!begins_a_word(text, term.word)) continue;
    Kinship kinship = term.means;
    if (side != Side::unknown) kinship.side = side;
    if (kinship.place == Place::parent)
      kinship.side = kinship.sex == Sex::female ? Side::mother : kinship.sex == Sex::male ? Side::father : Side::unknown;
    return kinship;
  }
  return {};
}

}  // namespace concordat::casework
