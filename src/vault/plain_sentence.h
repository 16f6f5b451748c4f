#pragma once
// A sentence of an officer that is kept in the clear: it must hold nothing about a person.

#include <string>

#include "base/result.h"

namespace concordat::vault {

inline constexpr std::size_t kLongestSentence = 300;  // bytes

bool is_control(char letter);
// `what` begins the error: "What was seen". Names cannot be told from other words; addresses and numbers of people can.
Result<void> check_plain_sentence(const std::string& what, const std::string& text);

}  // namespace concordat::vault
