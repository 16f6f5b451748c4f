// The sound of a name. A key of consonant classes, as Metaphone's, but with the respellings that matter here: Stephen/Steven,
// Catherine/Kathryn, Siân/Shan, Mohammed/Muhamad, Hussain/Husayn, Wasim/Vaseem, Choudhury/Chowdhry.
#include <array>
#include <cstddef>

#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::size_t kLongestSound = 6;

struct Spelling {
  std::string_view letters;
  std::string_view sounds;
};

// Longest first. What is not listed here is one letter, looked up in `sound_of_letter`.
constexpr Spelling kAtStart[] = {{"mac", "mk"}, {"kn", "n"}, {"gn", "n"}, {"wr", "r"}, {"ps", "s"}, {"pn", "n"},
                                 {"wh", "v"},   {"x", "s"},  {"ll", "l"}, {"ff", "f"}, {"mc", "mk"}};
constexpr Spelling kAnywhere[] = {{"tch", "x"}, {"sch", "x"}, {"chr", "kr"}, {"ough", ""}, {"augh", ""}, {"eigh", ""}, {"ight", "t"},
                                  {"ph", "f"},  {"sh", "x"},  {"ch", "x"},   {"ck", "k"},  {"th", "t"},  {"dh", "d"},  {"bh", "b"},
                                  {"kh", "k"},  {"gh", "g"},  {"jh", "j"},   {"qu", "k"},  {"dge", "j"}, {"dgi", "j"}, {"ce", "s"},
                                  {"ci", "s"},  {"cy", "s"},  {"ge", "j"},   {"gi", "j"},  {"gy", "j"}};

bool is_vowel(char letter) { return letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u' || letter == 'y'; }

char sound_of_letter(char letter, bool first) {
  switch (letter) {
    case 'c':
    case 'q':
    case 'k':
      return 'k';
    case 'z':
    case 's':
      return 's';
    case 'x':
      return 's';
    case 'v':
      return first ? 'v' : 'f';
    case 'w':
      return first ? 'v' : 0;
    case 'h':
      return first ? 'h' : 0;
    default:
      break;
  }
  if (is_vowel(letter)) return first ? 'a' : 0;
  return letter >= 'a' && letter <= 'z' ? letter : 0;
}

const Spelling* spelling_at(std::string_view rest, bool first) {
  if (first) {
    for (const Spelling& spelling : kAtStart) {
      if (rest.starts_with(spelling.letters) && rest.size() > spelling.letters.size()) return &spelling;
    }
  }
  for (const Spelling& spelling : kAnywhere) {
    if (rest.starts_with(spelling.letters)) return &spelling;
  }
  return nullptr;
}

}  // namespace

std::uint32_t sound_of(std::string_view word) {
  std::uint32_t key = 0;
  std::size_t length = 0;
  char last = 0;
  const auto add = [&](char sound) {
    if (sound == 0 || length == kLongestSound) return;
    if (sound != last) {
      key = key << 5 | static_cast<std::uint32_t>(sound - 'a' + 1);
      ++length;
    }
    last = sound;
  };
  for (std::size_t at = 0; at < word.size() && word[at] != ' ';) {
    const bool first = at == 0;
    if (const Spelling* spelling = spelling_at(word.substr(at), first)) {
      for (const char sound : spelling->sounds) add(sound);
      at += spelling->letters.size();
      continue;
    }
    // The same sound on both sides of a vowel, or of the h that stands for one in Arabic, counts twice: Mohammed and Mhmd are m-m-d.
    if (is_vowel(word[at]) || word[at] == 'h') last = 0;
    add(sound_of_letter(word[at], first));
    ++at;
  }
  return key;
}

}  // namespace concordat::match
