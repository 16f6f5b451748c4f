#include "parties/passwords.h"

#include <algorithm>
#include <array>

namespace concordat::parties {
namespace {

// Stems of the passwords that lists of leaked ones begin with, and what people here would think of next.
constexpr std::array kCommon = {"password",
                                "passwort",
                                "passphrase",
                                "secret",
                                "welcome",
                                "letmein",
                                "iloveyou",
                                "admin",
                                "administrator",
                                "login",
                                "changeme",
                                "default",
                                "guest",
                                "master",
                                "monkey",
                                "dragon",
                                "sunshine",
                                "princess",
                                "football",
                                "baseball",
                                "superman",
                                "batman",
                                "pokemon",
                                "starwars",
                                "shadow",
                                "michael",
                                "charlie",
                                "jordan",
                                "liverpool",
                                "arsenal",
                                "chelsea",
                                "everton",
                                "rangers",
                                "celtic",
                                "united",
                                "manchester",
                                "london",
                                "england",
                                "britain",
                                "ashley",
                                "daniel",
                                "thomas",
                                "george",
                                "jessica",
                                "summer",
                                "winter",
                                "spring",
                                "autumn",
                                "january",
                                "february",
                                "march",
                                "april",
                                "june",
                                "july",
                                "august",
                                "september",
                                "october",
                                "november",
                                "december",
                                "monday",
                                "tuesday",
                                "wednesday",
                                "thursday",
                                "friday",
                                "saturday",
                                "sunday",
                                "qwerty",
                                "qwertyuiop",
                                "asdfgh",
                                "asdfghjkl",
                                "zxcvbn",
                                "zxcvbnm",
                                "qazwsx",
                                "abc",
                                "abcdef",
                                "abcdefghijklmnopqrstuvwxyz",
                                "safeguarding",
                                "safeguard",
                                "children",
                                "child",
                                "partnership",
                                "concordat",
                                "council",
                                "police",
                                "hospital",
                                "school",
                                "office",
                                "test",
                                "hello",
                                "love",
                                "angel",
                                "computer",
                                "internet",
                                "whatever",
                                "trustno",
                                "my",
                                "is",
                                "the",
                                "and",
                                "in",
                                "at",
                                "new",
                                "pass",
                                "word",
                                "user",
                                "work",
                                "home"};

// Letters alone, in lower case, with the signs read that stand for letters: "P4$$w0rd!" is "password".
std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    else if (c >= 'a' && c <= 'z') letters += c;
    else if (static_cast<unsigned char>(c) >= 0x80) letters += c;
    else if (c == '0') letters += 'o';
    else if (c == '1' || c == '!') letters += 'i';
    else if (c == '3') letters += 'e';
    else if (c == '4' || c == '@') letters += 'a';
    else if (c == '5' || c == '$') letters += 's';
  }
  return letters;
}

std::string only_letters(std::string_view text) {
  std::string letters;
  for (const char c : text)
    if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) letters += c;
    else if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
  return letters;
}

// Whether nothing is left of it when these words are taken out, in some order.
bool is_made_of(std::string_view text, const std::vector<std::string>& words) {
  std::vector<bool> reachable(text.size() + 1, false);
  reachable[0] = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!reachable[at]) continue;
    for (const std::string& word : words)
      if (!word.empty() && text.substr(at).starts_with(word)) reachable[at + word.size()] = true;
  }
  return reachable[text.size()];
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "987654321098"
bool is_pattern(std::string_view text) {
  for (std::size_t unit = 1; unit <= 6; ++unit) {
    bool repeats = true;
    for (std::size_t i = unit; i < text.size() && repeats; ++i) repeats = text[i] == text[i - unit];
    if (repeats) return true;
  }
  for (const int by : {1, -1}) {
    bool climbs = true;
    for (std::size_t i = 1; i < text.size() && climbs; ++i) {
      const int step = text[i] - text[i - 1];
      climbs = step == by || (by == 1 && text[i - 1] == '9' && text[i] == '0') || (by == -1 && text[i - 1] == '0' && text[i] == '9');
    }
    if (climbs) return true;
  }
  return false;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words{""};
  for (const char c : only_letters(text).empty() ? std::string_view() : text) {
    const std::string letter = only_letters(std::string_view(&c, 1));
    if (!letter.empty()) words.back() += letter;
    else if (!words.back().empty()) words.emplace_back();
  }
  std::erase_if(words, [](const std::string& word) { return word.size() < 3; });
  return words;
}

}  // namespace

Result<void> check_password(std::string_view password, const std::vector<std::string>& known) {
  const char* const remedy = "Three random words make a good one.";
  if (characters_in(password) < kShortestPassword)
    return Error{"Your password must have " + std::to_string(kShortestPassword) + " characters or more", remedy};
  if (password.size() > kLongestPassword)
    return Error{"Your password must have " + std::to_string(kLongestPassword) + " characters or fewer", "Shorten it."};
  if (is_pattern(password)) return Error{"Your password must not be a pattern that repeats or counts", remedy};
  std::vector<std::string> common(kCommon.begin(), kCommon.end());
  if (is_made_of(letters_of(password), common) || is_made_of(only_letters(password), common))
    return Error{"Your password must not be made of the commonest passwords, which are tried first", remedy};
  for (const std::string& one : known)
    for (std::string& word : words_in(one)) common.push_back(std::move(word));
  if (is_made_of(letters_of(password), common) || is_made_of(only_letters(password), common))
    return Error{"Your password must not be made of your name, your address or your partnership's name", remedy};
  return {};
}

}  // namespace concordat::parties
