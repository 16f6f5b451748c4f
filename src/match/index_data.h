#pragma once
// The inside of the index: people as fixed-size entries, and for each key the entries that share it, laid end to end with what a
// comparison needs inside each posting, so that a look-up reads memory in order and touches an entry only when it is shown.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/dictionary.h"
#include "match/large_pages.h"
#include "match/person.h"

namespace concordat::match {

// Which keys find a person. Each is a bucket; what else falls into the same bucket is compared as well, which does no harm.
enum class KeyFamily : std::uint8_t { birth_date, postcode, surname_and_year, both_names, forename_and_month, number_or_phone };
inline constexpr std::size_t kKeyFamilies = 6;
std::string_view key_family_words(KeyFamily family);

inline constexpr std::uint32_t kMostNames = 1u << 23;
inline constexpr std::uint32_t kMostPostcodes = 1u << 22;
inline constexpr std::uint32_t kMostPeople = (1u << 28) - 2;

// Year since 1870 (8 bits), month (4), day (5): an impossible day or month is kept as it was written, up to 15 and 31.
std::uint32_t pack_birth(const BirthDate& date);  // 0: unknown
BirthDate unpack_birth(std::uint32_t packed);

struct Entry {
  std::uint32_t forename = 0, surname = 0;  // in the dictionary of names
  std::uint32_t postcode = 0;               // in the dictionary of postcodes
  std::uint32_t birth_and_years = 0;        // birth 17 bits, since and until 7 bits each (years from 1950, 0 unknown)
  std::uint32_t phone = 0, number = 0;      // digests of 32 bits, 0 for none; in memory only, sealed on disk
  std::uint32_t person = 0;

  std::uint32_t birth() const { return birth_and_years & 0x1FFFF; }
  int since() const { return (birth_and_years >> 17 & 0x7F) == 0 ? 0 : 1950 + static_cast<int>(birth_and_years >> 17 & 0x7F); }
  int until() const { return birth_and_years >> 25 == 0 ? 0 : 1950 + static_cast<int>(birth_and_years >> 25); }
};

struct Posting {
  std::uint64_t first = 0;   // entry 32 bits, postcode 22, mark of the forename 5, of the surname 5
  std::uint64_t second = 0;  // birth 17 bits, forename 23, surname 24

  std::uint32_t entry() const { return static_cast<std::uint32_t>(first); }
  std::uint32_t postcode() const { return static_cast<std::uint32_t>(first >> 32 & 0x3FFFFF); }
  std::uint32_t marks() const { return static_cast<std::uint32_t>(first >> 54); }  // of both names
  std::uint32_t birth() const { return static_cast<std::uint32_t>(second & 0x1FFFF); }
  std::uint32_t forename() const { return static_cast<std::uint32_t>(second >> 17 & 0x7FFFFF); }
  std::uint32_t surname() const { return static_cast<std::uint32_t>(second >> 40); }
};

// The external ids, end to end, and which person has which.
class PersonIds {
 public:
  std::uint32_t add(std::string_view id);         // its person, new or known
  std::uint32_t find(std::string_view id) const;  // kNone when unknown
  std::string_view id(std::uint32_t person) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(offsets_.size()); }
  void fetch_place(std::uint32_t person) const { __builtin_prefetch(&offsets_[person]); }
  void fetch_text(std::uint32_t person) const { __builtin_prefetch(&texts_[offsets_[person]]); }
  void reserve(std::size_t people);
  void shrink() {
    texts_.shrink_to_fit();
    shrink_to_large_pages(offsets_);
  }
  std::size_t bytes() const { return texts_.capacity() + 4 * offsets_.capacity() + 4 * slots_.capacity(); }
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

 private:
  static constexpr std::uint32_t kPerson = (1u << 28) - 1;
  static std::uint32_t mark_of(std::size_t hash);
  std::size_t slot_of(std::string_view id, std::size_t hash) const;

  std::string texts_;                   // length byte, then the id
  std::vector<std::uint32_t> offsets_;  // in units of one byte: 4 GB of ids
  std::vector<std::uint32_t> slots_;    // person + 1, and in the highest four bits some of the id's hash; open addressing
};

// Postings of one family by bucket.
struct Family {
  std::vector<std::uint32_t> begins;  // bucket → first posting; one more than buckets
  std::vector<Posting> postings;
  std::uint32_t bucket_of(std::uint64_t key) const {
    return static_cast<std::uint32_t>(key >> 32) & static_cast<std::uint32_t>(begins.size() - 2);
  }
  std::span<const Posting> bucket(std::uint64_t key) const;
  void fetch_begin(std::uint64_t key) const {
    if (!postings.empty()) __builtin_prefetch(&begins[bucket_of(key)]);
  }
  void fetch_postings(std::uint64_t key) const {
    const auto found = bucket(key);
    for (std::size_t at = 0; at < found.size() && at < 64; at += 4) __builtin_prefetch(&found[at]);
  }
};

struct Core {
  Dictionary names;
  Dictionary postcodes;
  std::vector<std::uint32_t> forename_counts, surname_counts, postcode_counts;  // by number, how many entries
  std::uint32_t ordered_postcodes = 0;      // so many have their numbers in the order of the alphabet
  std::vector<std::uint32_t> code_begins;  // by the first two characters of a postcode: the first of those numbers
  std::vector<Entry> entries;
  PersonIds ids;
  std::array<Family, kKeyFamilies> families;
};

Posting posting_of(const Core& core, std::uint32_t number);

// What a posting says of a name: its first letter by the sound that it may stand for, and whether it is in parts or one letter, and
// so may agree with names that begin otherwise. 0 for no name.
inline constexpr std::uint32_t kNameMarks = 32, kInitial = 15, kInParts = 16;
std::uint32_t initial_of(char first_letter);  // 1 to 15
std::uint32_t mark_of(const Dictionary& names, std::uint32_t number);

std::uint64_t key_of(KeyFamily family, std::uint64_t first, std::uint64_t second = 0);
std::uint64_t surname_and_year_key(std::uint32_t sound, const BirthDate& birth);
std::uint64_t forename_and_month_key(std::uint32_t sound, const BirthDate& birth);
std::uint64_t both_names_key(std::uint32_t one, std::uint32_t other);  // in either order, so that swapped names meet
std::uint64_t pack_postcode(std::string_view folded);  // eight characters, the first highest
void order_postcodes(Core& core);  // numbers them anew, so that an area's are neighbours
// Of the postcodes that begin as this one does, the first number and how many: those of its area, and nothing alike is left out but
// what is one slip away.
std::pair<std::uint32_t, std::uint32_t> numbers_nearby(const Core& core, std::string_view folded);
std::uint32_t digest_of(std::string_view folded);  // never 0 for text

// The sounds of a name's words, at most three, the whole name's first.
struct Sounds {
  std::array<std::uint32_t, 3> sounds{};
  std::size_t count = 0;
};
Sounds sounds_of(std::string_view folded_name);
Sounds sounds_of(const Dictionary& names, std::uint32_t number);

// Calls `each(key)` for every key of one family that an entry has, those of each part of a double name included.
template <class Each>
void for_each_key(const Core& core, const Entry& entry, KeyFamily family, Each each) {
  const BirthDate birth = unpack_birth(entry.birth());
  switch (family) {
    case KeyFamily::birth_date:
      if (birth.is_whole()) each(key_of(family, entry.birth()));
      return;
    case KeyFamily::postcode:
      if (entry.postcode != 0) each(key_of(family, entry.postcode));
      return;
    case KeyFamily::number_or_phone:
      if (entry.phone != 0) each(key_of(family, entry.phone));
      if (entry.number != 0) each(key_of(family, entry.number));
      return;
    case KeyFamily::surname_and_year: {
      const Sounds surname = sounds_of(core.names, entry.surname);
      for (std::size_t i = 0; i < surname.count && birth.year != 0; ++i) each(surname_and_year_key(surname.sounds[i], birth));
      return;
    }
    case KeyFamily::forename_and_month: {
      const Sounds forename = sounds_of(core.names, entry.forename);
      for (std::size_t i = 0; i < forename.count && birth.month != 0; ++i) each(forename_and_month_key(forename.sounds[i], birth));
      return;
    }
    case KeyFamily::both_names: {
      const Sounds forename = sounds_of(core.names, entry.forename);
      const Sounds surname = sounds_of(core.names, entry.surname);
      for (std::size_t i = 0; i < forename.count; ++i) {
        for (std::size_t j = 0; j < surname.count; ++j) each(both_names_key(forename.sounds[i], surname.sounds[j]));
      }
      return;
    }
  }
}

void count_entry(Core& core, const Entry& entry, bool added);

}  // namespace concordat::match
