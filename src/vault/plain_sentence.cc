#include "vault/plain_sentence.h"

#include <algorithm>

namespace concordat::vault {
namespace {

constexpr std::size_t kDigitsOfANumber = 7;  // a telephone or NHS number has more

bool has_long_number(std::string_view text) {
  std::size_t digits = 0;
  for (const char letter : text) {
    if (letter >= '0' && letter <= '9') ++digits;
    else if (letter != ' ') digits = 0;
    if (digits > kDigitsOfANumber) return true;
  }
  return false;
}

}  // namespace

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f; }

Result<void> check_plain_sentence(const std::string& what, const std::string& text) {
  if (text.size() > kLongestSentence) return Error{what + " is longer than 300 bytes.", "Say it in a sentence."};
  if (std::ranges::any_of(text, is_control)) return Error{what + " must stand on one line.", ""};
  if (text.find('@') != std::string::npos || has_long_number(text))
    return Error{what + " holds what may be an address or a number of a person.", "Say it without: nothing about a person belongs here."};
  return {};
}

}  // namespace concordat::vault
