#pragma once
// Text as people and their clerks write it, folded so that spelling alone is compared: lower-case Latin letters, digits and
// single spaces. Names in other scripts are transliterated, accents and apostrophes go, hyphens part words.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::match {

std::string fold(std::string_view utf8);             // "O’Brien-Ní Cheallaigh" is "obrien ni cheallaigh"
std::string fold_identifier(std::string_view utf8);  // letters, digits and @ only; "943 476 5919" is "9434765919"
std::vector<std::string_view> words(std::string_view folded);
bool is_utf8(std::string_view bytes);                // well-formed, RFC 3629
std::string latin1_to_utf8(std::string_view bytes);  // Windows-1252 for the bytes that ISO 8859-1 leaves to controls

// How a word sounds in the mouths this project hears: English, Irish and Welsh spellings, and South Asian and Arabic names in
// Latin letters. Up to six consonant classes, five bits each; 0 for no letters.
std::uint32_t sound_of(std::string_view folded_word);
std::uint32_t letters_of(std::string_view folded);  // one bit a letter, one for all digits

}  // namespace concordat::match
