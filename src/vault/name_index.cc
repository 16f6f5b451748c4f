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

// One name as it is spelt, "Smith-O'Brien": parts between hyphens, of pieces between apostrophes.
class Name {
 public:
  void letter(char letter) { piece_ += letter; }
  std::string& letters() { return piece_; }
  void apostrophe() { end(pieces_, piece_); }
  void hyphen() {
    apostrophe();
    if (!pieces_.empty()) parts_.push_back(std::move(pieces_));
    pieces_.clear();
  }
  // The name ends: to each way of spelling it, its words.
  void end(Spellings& spellings) {
    hyphen();
    std::string whole;
    for (const auto& pieces : parts_) {
      std::string part;
      for (const std::string& piece : pieces) part += piece;
      whole += part;
      for (std::string piece : pieces) add_word(spellings.pieces, piece);
      add_word(spellings.parts, part);
    }
    add_word(spellings.wholes, whole);
    for (auto& pieces : parts_)
      for (std::string& piece : pieces) wipe(piece);
    parts_.clear();
  }

 private:
  static void end(std::vector<std::string>& pieces, std::string& piece) {
    if (!piece.empty()) pieces.push_back(piece);
    wipe(piece);
    piece.clear();
  }

  std::string piece_;
  std::vector<std::string> pieces_;
  std::vector<std::vector<std::string>> parts_;
};

Spellings spell_ascii(std::string_view text) {
  Spellings spellings;
  Name name;
  for (const char letter : text) {
    if (letter >= 'A' && letter <= 'Z') name.letter(static_cast<char>(letter - 'A' + 'a'));
    else if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) name.letter(letter);
    else if (letter == '\'' || letter == '`') name.apostrophe();
    else if (letter == '-') name.hyphen();
    else name.end(spellings);
  }
  name.end(spellings);
  return spellings;
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

bool is_apostrophe(UChar32 letter) {
  static constexpr UChar32 kAll[] = {'\'', '`', 0x2018, 0x2019, 0x201B, 0x2032, 0x02B9, 0x02BB, 0x02BC};
  return std::ranges::find(kAll, letter) != std::end(kAll);
}

// What Unicode takes for a letter of its own, and an English keyboard does not have.
const char* plain_letter(UChar32 letter) {
  switch (letter) {
    case 0x0142: return "l";
    case 0x00F8: return "o";
    case 0x0111:
    case 0x00F0: return "d";
    case 0x0127: return "h";
    case 0x0131: return "i";
    case 0x00E6: return "ae";
    case 0x0153: return "oe";
    case 0x00FE: return "th";
    default: return nullptr;
  }
}

Spellings spell_unicode(std::string_view text) {
  constexpr UChar32 kMinus = 0x2212;
  const icu::UnicodeString plain = without_accents(text);
  Spellings spellings;
  Name name;
  for (std::int32_t i = 0; i < plain.length(); i = plain.moveIndex32(i, 1)) {
    const UChar32 letter = plain.char32At(i);
    if (is_apostrophe(letter)) name.apostrophe();
    else if (const char* known = plain_letter(letter)) name.letters() += known;
    else if (u_isalnum(letter)) icu::UnicodeString(letter).toUTF8String(name.letters());
    else if (u_charType(letter) == U_DASH_PUNCTUATION || letter == kMinus) name.hyphen();
    else if (u_charType(letter) != U_NON_SPACING_MARK) name.end(spellings);
  }
  name.end(spellings);
  return spellings;
}

}  // namespace

Spellings spell(std::string_view text, bool is_number) {
  if (!is_number) return is_ascii(text) ? spell_ascii(text) : spell_unicode(text);
  Spellings spellings;
  spellings.parts = spellings.pieces = spellings.wholes = number_word(text);
  return spellings;
}

std::vector<std::string> index_words(std::string_view text, bool is_number) {
  Spellings spellings = spell(text, is_number);
  std::vector<std::string> words;
  for (auto* some : {&spellings.parts, &spellings.pieces, &spellings.wholes})
    for (std::string& word : *some) add_word(words, word);
  return words;
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

std::vector<NameIndex::Number> NameIndex::with_all(const std::vector<std::string>& words) const {
  std::vector<Number> numbers;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::vector<Number> these = beginning_with(words[i]);
    std::vector<Number> both;
    if (i > 0) std::ranges::set_intersection(numbers, these, std::back_inserter(both));
    numbers = i > 0 ? std::move(both) : these;
  }
  return numbers;
}

std::vector<NamedPart> NameIndex::first_of(const std::vector<Number>& numbers, std::size_t most) const {
  std::vector<NamedPart> found;
  for (const Number number : numbers) {
    if (found.size() == most) break;
    found.push_back(entries_.at(number).where);
  }
  return found;
}

std::vector<NamedPart> NameIndex::find(const std::vector<std::string>& words, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  return first_of(with_all(words), most);
}

std::vector<NamedPart> NameIndex::find_spelt(const Spellings& words, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  std::vector<Number> all;
  for (const auto* spelt : {&words.parts, &words.pieces, &words.wholes}) {
    const std::vector<Number> these = with_all(*spelt);
    std::vector<Number> both;
    std::ranges::set_union(all, these, std::back_inserter(both));
    all = std::move(both);
  }
  return first_of(all, most);
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
