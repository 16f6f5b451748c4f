#pragma once
// Addresses in running text that can be followed.

#include <string>
#include <string_view>
#include <vector>

namespace concordat::paper {

struct TextLink {
  std::size_t first = 0;  // byte
  std::size_t end = 0;
  std::string target;  // "https://…" or "mailto:…"
};

// Web addresses and e-mail addresses, in order. Punctuation that ends the sentence is not part of them.
std::vector<TextLink> links_in(std::string_view text);

}  // namespace concordat::paper
