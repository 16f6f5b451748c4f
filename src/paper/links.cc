#include "paper/links.h"

#include <algorithm>

namespace concordat::paper {
namespace {

constexpr std::string_view kEndsWord = " \t\n<>\"";
constexpr std::string_view kOpens = "([{'";
constexpr std::string_view kEndsSentence = ".,;:!?)]}'";
// Quotation marks around an address, as the notice is set with.
constexpr std::string_view kQuotes[] = {"“", "”", "‘", "’"};

bool is_web(std::string_view word) { return word.starts_with("https://") || word.starts_with("http://") || word.starts_with("www."); }

bool is_email(std::string_view word) {
  const std::size_t at = word.find('@');
  if (at == 0 || at == std::string_view::npos || word.find('@', at + 1) != std::string_view::npos) return false;
  const std::string_view host = word.substr(at + 1);
  return host.find('.') != std::string_view::npos && !host.starts_with('.') && !host.ends_with('.');
}

std::string target_of(std::string_view word) {
  if (word.starts_with("www.")) return "https://" + std::string(word);
  if (is_web(word)) return std::string(word);
  return is_email(word) ? "mailto:" + std::string(word) : "";
}

// Without what stands around the word rather than in it.
TextLink trimmed(std::string_view text, std::size_t first, std::size_t end) {
  for (bool changed = true; changed && first < end;) {
    changed = false;
    for (const std::string_view quote : kQuotes) {
      const std::string_view word = text.substr(first, end - first);
      if (word.starts_with(quote)) first += quote.size(), changed = true;
      else if (word.ends_with(quote)) end -= quote.size(), changed = true;
    }
    if (first < end && kOpens.find(text[first]) != kOpens.npos) ++first, changed = true;
    if (first < end && kEndsSentence.find(text[end - 1]) != kEndsSentence.npos) --end, changed = true;
  }
  return {first, end, target_of(text.substr(first, end - first))};
}

}  // namespace

std::vector<TextLink> links_in(std::string_view text) {
  std::vector<TextLink> links;
  for (std::size_t first = 0; first < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kEndsWord, first), text.size());
    if (TextLink link = trimmed(text, first, end); !link.target.empty()) links.push_back(std::move(link));
    first = end + 1;
  }
  return links;
}

}  // namespace concordat::paper
