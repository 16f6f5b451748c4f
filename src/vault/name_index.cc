#include "vault/name_index.h"

#include <string.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <iterator>

namespace concordat::vault {
namespace {

constexpr std::string_view kCountry = "44";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) { return static_cast<unsigned char>(letter) < 0x80; });
}

void wipe(std::string& word) { ::explicit_bzero(word.data(), word.size()); }

void add_word(std::vector<std::string>& words, std::string& word) {
  if (!word.empty() && std::ranges::find(words, word) == words.end()) words.push_back(word);
  wipe(word);
  word.clear();
}

// "+44 1632 960777", "01632 960 777": one word, from the first nought on.
std::vector<std::string> number_word(std::string_view text) {
  std::string digits;
  for (const char letter : text)
    if (letter >= '0' && letter <= '9') digits += letter;
  const std::size_t plus = text.find_first_not_of(' ');
  if (plus != std::string_view::npos && text[plus] == '+' && digits.starts_with(kCountry)) digits = "0" + digits.substr(kCountry.size());
  std::vector<std::string> words;
  add_word(words, digits);
  return words;
}

// An apostrophe is part of a name's spelling, not a gap: O'Brien.
std::vector<std::string> ascii_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char letter : text) {
    if (letter >= 'A' && letter <= 'Z') word += static_cast<char>(letter - 'A' + 'a');
    else if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) word += letter;
    else if (letter != '\'') add_word(words, word);
  }
  add_word(words, word);
  return words;
}

// Letters of one meaning become one letter (NFKC), capitals small, and accents go.
icu::UnicodeString without_accents(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const auto* part = icu::Normalizer2::getNFDInstance(status);
  const auto whole = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  if (U_FAILURE(status)) return whole;
  return part->normalize(fold->normalize(whole, status), status);
}

std::vector<std::string> unicode_words(std::string_view text) {
  constexpr UChar32 kRightQuote = 0x2019;
  const icu::UnicodeString plain = without_accents(text);
  std::vector<std::string> words;
  std::string word;
  for (std::int32_t i = 0; i < plain.length(); i = plain.moveIndex32(i, 1)) {
    const UChar32 letter = plain.char32At(i);
    if (u_isalnum(letter)) icu::UnicodeString(letter).toUTF8String(word);
    else if (u_charType(letter) != U_NON_SPACING_MARK && letter != '\'' && letter != kRightQuote) add_word(words, word);
  }
  add_word(words, word);
  return words;
}

}  // namespace

std::vector<std::string> index_words(std::string_view text, bool is_number) {
  if (is_number) return number_word(text);
  return is_ascii(text) ? ascii_words(text) : unicode_words(text);
}

NameIndex::~NameIndex() {
  while (!words_.empty()) wipe(words_.extract(words_.begin()).key());
}

// Its words follow. False: a later version is there.
bool NameIndex::add_entry(const Item& item) {
  if (const auto known = numbers_.find(item.where); known != numbers_.end()) {
    if (entries_.at(known->second).version >= item.version) return false;
    forget(known->second);
  }
  const Number number = next_++;
  entries_.emplace(number, Entry{item.where, item.version, item.key, {}});
  numbers_.emplace(item.where, number);
  of_key_[item.key].push_back(number);
  return true;
}

void NameIndex::put(std::vector<Item> items) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, Number>> words;
  for (Item& item : items) {
    const bool is_new = add_entry(item);
    for (std::string& word : item.words) {
      if (is_new) words.emplace_back(word, next_ - 1);
      wipe(word);
    }
  }
  std::ranges::sort(words);
  auto place = words_.begin();
  for (auto& [word, number] : words) {
    if (place == words_.end() || place->first != word) place = words_.try_emplace(place == words_.end() ? place : std::next(place), word);
    place->second.push_back(number);  // numbers only rise: each list is in order
    entries_.at(number).words.push_back(place);
    wipe(word);
  }
}

void NameIndex::forget(Number number) {
  const auto found = entries_.find(number);
  for (const Words::iterator& word : found->second.words) {
    std::erase(word->second, number);
    if (word->second.empty()) wipe(words_.extract(word).key());
  }
  auto& siblings = of_key_[found->second.key];
  std::erase(siblings, number);
  if (siblings.empty()) of_key_.erase(found->second.key);
  numbers_.erase(found->second.where);
  entries_.erase(found);
}

void NameIndex::purge(const std::vector<KeyId>& keys) {
  const std::lock_guard lock(mutex_);
  for (const KeyId& key : keys) {
    const auto found = of_key_.find(key);
    if (found == of_key_.end()) continue;
    for (const Number number : std::vector<Number>(found->second)) forget(number);
  }
}

std::vector<NameIndex::Number> NameIndex::beginning_with(std::string_view word) const {
  std::vector<Number> numbers;
  for (auto place = words_.lower_bound(word); place != words_.end() && place->first.starts_with(word); ++place)
    numbers.insert(numbers.end(), place->second.begin(), place->second.end());
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::vector<NamedPart> NameIndex::find(const std::vector<std::string>& words, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  std::vector<Number> numbers;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::vector<Number> these = beginning_with(words[i]);
    std::vector<Number> both;
    if (i > 0) std::ranges::set_intersection(numbers, these, std::back_inserter(both));
    numbers = i > 0 ? std::move(both) : these;
  }
  std::vector<NamedPart> found;
  for (const Number number : numbers) {
    if (found.size() == most) break;
    found.push_back(entries_.at(number).where);
  }
  return found;
}

std::size_t NameIndex::parts() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::size_t NameIndex::words() const {
  const std::lock_guard lock(mutex_);
  return words_.size();
}

}  // namespace concordat::vault
