#include "match/text.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>
#include <memory>

namespace concordat::match {
namespace {

bool is_ascii(std::string_view text) {
  for (const char character : text) {
    if (static_cast<unsigned char>(character) >= 0x80) return false;
  }
  return true;
}

// A transliterator is costly to make and not shared between threads.
const icu::Transliterator* to_latin() {
  thread_local const std::unique_ptr<icu::Transliterator> transliterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createInstance("Any-Latin; NFD; [:Nonspacing Mark:] Remove; Latin-ASCII; Lower", UTRANS_FORWARD, status));
  }();
  return transliterator.get();
}

std::string in_latin_letters(std::string_view utf8) {
  if (is_ascii(utf8)) return std::string(utf8);
  auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  if (const auto* transliterator = to_latin()) transliterator->transliterate(text);
  std::string latin;
  text.toUTF8String(latin);
  return latin;
}

char lower(char character) { return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character; }

bool is_letter_or_digit(char character) { return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9'); }

// Quotation marks inside a name are part of its spelling, not a gap: O'Brien, Sa’id.
bool is_apostrophe(char character) { return character == '\'' || character == '`'; }

constexpr std::array<std::uint32_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

}  // namespace

std::string fold(std::string_view utf8) {
  const std::string latin = in_latin_letters(utf8);
  std::string folded;
  folded.reserve(latin.size());
  bool gap = false;
  for (const char raw : latin) {
    const char character = lower(raw);
    if (is_letter_or_digit(character)) {
      if (gap && !folded.empty()) folded += ' ';
      gap = false;
      folded += character;
    } else if (!is_apostrophe(character)) {
      gap = true;
    }
  }
  return folded;
}

std::string fold_identifier(std::string_view utf8) {
  std::string folded;
  for (const char raw : in_latin_letters(utf8)) {
    const char character = lower(raw);
    if (is_letter_or_digit(character) || character == '@') folded += character;
  }
  return folded;
}

std::vector<std::string_view> words(std::string_view folded) {
  std::vector<std::string_view> found;
  while (!folded.empty()) {
    const auto end = std::min(folded.find(' '), folded.size());
    if (end > 0) found.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return found;
}

bool is_utf8(std::string_view bytes) {
  const auto length = static_cast<std::int32_t>(bytes.size());
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::int32_t at = 0;
  while (at < length) {
    UChar32 character;
    U8_NEXT(data, at, length, character);
    if (character < 0) return false;
  }
  return true;
}

std::string latin1_to_utf8(std::string_view bytes) {
  std::string utf8;
  utf8.reserve(bytes.size() + bytes.size() / 8);
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    const std::uint32_t point = value >= 0x80 && value < 0xA0 ? kWindows1252[value - 0x80u] : value;
    if (point < 0x80) {
      utf8 += byte;
    } else if (point < 0x800) {
      utf8 += static_cast<char>(0xC0u | point >> 6);
      utf8 += static_cast<char>(0x80u | (point & 0x3Fu));
    } else {
      utf8 += static_cast<char>(0xE0u | point >> 12);
      utf8 += static_cast<char>(0x80u | (point >> 6 & 0x3Fu));
      utf8 += static_cast<char>(0x80u | (point & 0x3Fu));
    }
  }
  return utf8;
}

std::uint32_t letters_of(std::string_view folded) {
  std::uint32_t mask = 0;
  for (const char character : folded) {
    if (character >= 'a' && character <= 'z') mask |= 1u << (character - 'a');
    if (character >= '0' && character <= '9') mask |= 1u << 26;
  }
  return mask;
}

}  // namespace concordat::match
