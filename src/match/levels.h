#pragma once
// How well two values of one field agree, in a few named steps. Weights are learned for each step (weights.h), so a step only
// has to mean something, not to be right about how much.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "match/birth.h"

namespace concordat::match {

enum class Kind : std::uint8_t { forename, surname, birth_date, postcode, address, place, phone, identifier, text };

// What a step says for each kind is in `level_words`. `missing` is no evidence either way.
enum class Level : std::uint8_t { exact, close, akin, part, near, swapped, different, missing };
inline constexpr std::size_t kLevels = 7;  // without `missing`

struct Value {
  std::string text;         // folded; empty: missing
  std::uint32_t sound = 0;  // of its first word
  std::uint32_t letters = 0;
  BirthDate birth;  // of a birth date
};

// What a name is compared by, wherever its text lives.
struct NameView {
  std::string_view text;
  std::uint32_t sound = 0;
  std::uint32_t letters = 0;

  NameView() = default;
  NameView(std::string_view folded, std::uint32_t sound_key, std::uint32_t letter_mask)
      : text(folded), sound(sound_key), letters(letter_mask) {}
  NameView(const Value& value) : text(value.text), sound(value.sound), letters(value.letters) {}
};

Value make_value(Kind kind, std::string_view raw);  // not for birth dates
Value make_birth_value(const BirthDate& date);

std::string_view kind_name(Kind kind);                     // "birth-date", as in the map
std::string_view level_words(Kind kind, Level level);      // "one slip"
std::array<Level, kLevels> levels_by_strength(Kind kind);  // strongest agreement first

Level compare_values(Kind kind, const Value& left, const Value& right);
Level compare_forenames(const NameView& left, const NameView& right);
Level compare_surnames(const NameView& left, const NameView& right);
Level compare_birth_dates(const BirthDate& left, const BirthDate& right);
Level compare_postcodes(std::string_view left, std::string_view right);

struct NamePair {
  Level forename = Level::missing;
  Level surname = Level::missing;
};
// Both names of both people, so that "Hall, Isla" meets "Isla Hall": then the forename says `swapped` and the surname nothing,
// since one observation must not count twice.
NamePair compare_names(const NameView& left_forename, const NameView& left_surname, const NameView& right_forename,
                       const NameView& right_surname);

// "TA1 1AA" is outward "ta1", sector "ta11", area "ta"; nothing is recognised in a code of another country.
struct Postcode {
  std::string_view area, outward, sector;
};
Postcode postcode_parts(std::string_view folded);  // folded: "ta11aa"

}  // namespace concordat::match
