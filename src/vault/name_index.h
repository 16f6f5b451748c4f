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

// Lower case, without accents, parted at everything that is neither letter nor digit; a telephone number's digits are one word.
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

  mutable std::mutex mutex_;  // guards all below
  Words words_;
  std::unordered_map<Number, Entry> entries_;
  std::map<NamedPart, Number> numbers_;
  std::unordered_map<KeyId, std::vector<Number>> of_key_;
  Number next_ = 0;
};

}  // namespace concordat::vault
