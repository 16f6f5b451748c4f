// Levels of forenames and surnames.
#include <algorithm>

#include "match/levels.h"
#include "match/nicknames.h"
#include "match/similarity.h"
#include "match/text.h"

namespace concordat::match {
namespace {

bool one_slip(const NameView& left, const NameView& right) {
  if (std::min(left.text.size(), right.text.size()) < 3 || !may_be_within(left.letters, right.letters, 1)) return false;
  return edit_distance(left.text, right.text, 1) <= 1;
}

bool is_alike(const NameView& left, const NameView& right) {
  if (left.sound == right.sound && left.sound >= 32) return true;  // one consonant alone says too little
  if (std::min(left.text.size(), right.text.size()) >= 5 && may_be_within(left.letters, right.letters, 2) &&
      edit_distance(left.text, right.text, 2) <= 2) {
    return true;
  }
  return may_be_near(left.text.size(), left.letters, right.text.size(), right.letters, left.text[0] == right.text[0]) &&
         jaro_winkler(left.text, right.text) >= kNear;
}

bool is_initial_of(std::string_view initial, std::string_view name) {
  return initial.size() == 1 && !name.empty() && initial[0] == name[0];
}

// "mary jane" and "jane", "khan ali" and "khan": a whole word of one is a whole word of the other.
bool share_a_word(std::string_view left, std::string_view right) {
  if (left.find(' ') == std::string_view::npos && right.find(' ') == std::string_view::npos) return false;
  const auto left_words = words(left);
  const auto right_words = words(right);
  return std::any_of(left_words.begin(), left_words.end(), [&](std::string_view word) {
    return word.size() > 1 && std::find(right_words.begin(), right_words.end(), word) != right_words.end();
  });
}

bool same_without_gaps(std::string_view left, std::string_view right) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (true) {
    while (i < left.size() && left[i] == ' ') ++i;
    while (j < right.size() && right[j] == ' ') ++j;
    if (i == left.size() || j == right.size()) return i == left.size() && j == right.size();
    if (left[i++] != right[j++]) return false;
  }
}

// Letters are compared first: they are at hand, where the text may be far away in memory.
bool is_same(const NameView& left, const NameView& right) {
  return left.letters == right.letters && (left.text == right.text || same_without_gaps(left.text, right.text));
}

bool agrees(Level level) { return level != Level::different && level != Level::missing; }
bool is_slip(Level level) { return level == Level::exact || level == Level::close || level == Level::missing; }

}  // namespace

Level compare_forenames(const NameView& left, const NameView& right) {
  if (left.text.empty() || right.text.empty()) return Level::missing;
  if (is_same(left, right)) return Level::exact;
  if (are_nicknames(left.text, right.text)) return Level::akin;
  if (one_slip(left, right)) return Level::close;
  const std::string_view left_first = left.text.substr(0, left.text.find(' '));
  const std::string_view right_first = right.text.substr(0, right.text.find(' '));
  if (is_initial_of(left_first, right_first) || is_initial_of(right_first, left_first)) return Level::part;
  if (share_a_word(left.text, right.text) || are_nicknames(left_first, right_first)) return Level::part;
  return is_alike(left, right) ? Level::near : Level::different;
}

Level compare_surnames(const NameView& left, const NameView& right) {
  if (left.text.empty() || right.text.empty()) return Level::missing;
  if (is_same(left, right)) return Level::exact;
  if (one_slip(left, right)) return Level::close;
  if (share_a_word(left.text, right.text) || is_initial_of(left.text, right.text) || is_initial_of(right.text, left.text))
    return Level::part;
  if (left.sound == right.sound && left.sound >= 1024) return Level::akin;
  return is_alike(left, right) ? Level::near : Level::different;
}

NamePair compare_names(const NameView& left_forename, const NameView& left_surname, const NameView& right_forename,
                       const NameView& right_surname) {
  const NamePair straight{compare_forenames(left_forename, right_forename), compare_surnames(left_surname, right_surname)};
  if (agrees(straight.forename) || agrees(straight.surname)) return straight;
  const Level first = compare_surnames(left_forename, right_surname);
  const Level second = compare_surnames(left_surname, right_forename);
  if (first != Level::exact && second != Level::exact) return straight;
  if (!is_slip(first) || !is_slip(second)) return straight;
  return {Level::swapped, Level::missing};
}

}  // namespace concordat::match
