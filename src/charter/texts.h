#pragma once
// A charter that comes as text, as from a page, rather than as a file beside the library that it extends.

#include <string>

#include "charter/charter.h"

namespace concordat::charter {

struct Texts {
  std::string charter;  // TOML
  std::string library;  // the one that it extends; empty where it extends none
};

// As findings name it.
inline constexpr const char* kSentCharter = "charter.toml";

// Compiles `texts.charter`; the library that it extends is read from `folder` into `texts.library`.
Compilation compile_sent(Texts& texts, const std::string& folder);
// The same again, from these texts and nothing else.
Compilation compile_again(const Texts& texts);

}  // namespace concordat::charter
