#pragma once
// Who is named where: words of names, addresses and numbers to the parts that hold them. In memory alone, and gone from it with
// the key of the part: no index of personal data is ever on disk, and no digest of any.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/id.h"

namespace concordat::vault {

struct NamedPart {
  RecordId record;
  std::string part;
  auto operator<=>(const NamedPart&) const = default;
};

// The words of a text in the ways in which people spell a name: of "Smith-O'Brien" the parts "smith" and "obrien", the pieces "smith",
// "o" and "brien", and the whole "smithobrien". Lower case, without accents; a telephone number's digits are one word.
struct Spellings {
  std::vector<std::string> parts;
  std::vector<std::string> pieces;
  std::vector<std::string> wholes;
};
Spellings spell(std::string_view text, bool is_number);
// All of them, each once: what is found by any.
std::vector<std::string> index_words(std::string_view text, bool is_number);

class NameIndex {
 public:
  NameIndex() = default;
  NameIndex(const NameIndex&) = delete;
  NameIndex& operator=(const NameIndex&) = delete;
  ~NameIndex();

  struct Item {
    NamedPart where;
    std::uint32_t version = 1;
    KeyId key;
    std::vector<std::string> words;  // each once
  };
  // Replaces what an earlier version of a part said; a later one stays. Many at once are put in order of their words, which is
  // several times as quick.
  void put(std::vector<Item> items);
  // Forgets every part under these keys; the words of nobody else are overwritten.
  void purge(const std::vector<KeyId>& keys);
  // Parts that hold, for each of these words, one that begins with it; the first `most` of them.
  std::vector<NamedPart> find(const std::vector<std::string>& words, std::size_t most) const;
  // The same for any of the ways in which they are spelt.
  std::vector<NamedPart> find_spelt(const Spellings& words, std::size_t most) const;
  std::size_t parts() const;
  std::size_t words() const;

 private:
  using Number = std::uint32_t;  // of a part, in order of arrival here
  using Words = std::map<std::string, std::vector<Number>, std::less<>>;
  struct Entry {
    NamedPart where;
    std::uint32_t version = 0;
    KeyId key;
    std::vector<Words::iterator> words;
  };
  bool add_entry(const Item& item);
  void forget(Number number);
  std::vector<Number> beginning_with(std::string_view word) const;
  std::vector<Number> with_all(const std::vector<std::string>& words) const;
  std::vector<NamedPart> first_of(const std::vector<Number>& numbers, std::size_t most) const;

  mutable std::mutex mutex_;  // guards all below
  Words words_;
  std::unordered_map<Number, Entry> entries_;
  std::map<NamedPart, Number> numbers_;
  std::unordered_map<KeyId, std::vector<Number>> of_key_;
  Number next_ = 0;
};

}  // namespace concordat::vault
