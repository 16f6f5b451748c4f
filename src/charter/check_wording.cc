#include "charter/check_wording.h"

#include <algorithm>
#include <array>

#include "charter/checks.h"

namespace concordat::charter {
namespace {

bool is_letter_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

// In small letters, without what stands between them.
std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (is_letter_of_word(c)) {
      words.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

template <std::size_t count>
bool is_one_of(std::string_view word, const std::array<std::string_view, count>& set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

void check_text(const Node& node, std::vector<Finding>& findings) {
  if (is_placeholder(node.text)) {
    warn(findings, "placeholder", node.where, "\"" + node.text + "\" is a placeholder: nobody put in what was meant.",
         "Have it put in, or write \"unstated\".");
  } else if (breaks_off(node.text)) {
    warn(findings, "list-breaks-off", node.where, "\"" + node.text + "\" breaks off: something was to follow.",
         "Ask what is missing, and have the notice completed.");
  }
}

}  // namespace

bool is_placeholder(std::string_view text) {
  static constexpr std::array<std::string_view, 6> words = {"tbc", "tba", "tbd", "xxx", "xxxx", "lorem"};
  static constexpr std::array<std::string_view, 3> phrases = {"to be confirmed", "dd/mm", "insert "};
  const std::size_t open = text.find('[');
  const std::size_t close = open == std::string_view::npos ? open : text.find(']', open);
  if (close != std::string_view::npos && close > open + 1 && text.substr(close).substr(0, 2) != "](") return true;
  for (const std::string& word : words_in(text)) {
    if (is_one_of(word, words)) return true;
  }
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return small.find(phrases[0]) != std::string::npos || small.find(phrases[1]) != std::string::npos || small.starts_with(phrases[2]);
}

bool breaks_off(std::string_view text) {
  static constexpr std::array<std::string_view, 4> words = {"and", "or", "including", "namely"};
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty()) return false;
  if (text.ends_with(',') || text.ends_with(';') || text.ends_with(':') || text.ends_with(" such as")) return true;
  const std::vector<std::string> all = words_in(text);
  return is_letter_of_word(text.back()) && all.size() > 1 && is_one_of(all.back(), words);
}

bool points_elsewhere(std::string_view text) {
  static constexpr std::array<std::string_view, 10> words = {"below",    "above", "overleaf", "attached", "annex",
                                                             "appendix", "table", "listed",   "page",     "section"};
  const std::vector<std::string> all = words_in(text);
  return std::any_of(all.begin(), all.end(), [](const std::string& word) { return is_one_of(word, words); });
}

bool is_garbled(std::string_view text) {
  const std::vector<std::string> all = words_in(text);
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i] == all[i - 1] && all[i] != "that" && all[i] != "had") return true;
    const bool is_modal = i > 1 && (all[i - 2] == "will" || all[i - 2] == "shall" || all[i - 2] == "must" || all[i - 2] == "may");
    if (is_modal && all[i - 1] == "be" && all[i] == "not") return true;
  }
  return false;
}

void check_texts(const Node& charter, std::vector<Finding>& findings) {
  for (const Node& child : charter.children) {
    if (child.kind == NodeKind::text) check_text(child, findings);
    check_texts(child, findings);
  }
}

void check_slip(const Printed& slip, const Location& where, std::vector<Finding>& findings) {
  if (slip.printed == slip.operates || is_placeholder(slip.printed) || breaks_off(slip.printed)) return;  // said by check_texts
  const std::string prints = "The notice prints \"" + slip.printed + "\"";
  const std::string works = "; the system works with \"" + slip.operates + "\".";
  const bool is_unstated = slip.operates == "unstated";
  if (is_unstated && points_elsewhere(slip.printed)) {
    warn(findings, "reference-missing", where, prints + ", but what it points to is not there.",
         "Have it added to the notice, or the reference taken out.");
  } else if (is_garbled(slip.printed)) {
    warn(findings, "wording-garbled", where, prints + ", which has no readable sense" + (is_unstated ? std::string(".") : works),
         "Have the sentence corrected.");
  } else if (is_unstated) {
    warn(findings, "wording-unclear", where, prints + ", which says nothing that the system could work with.",
         "Ask what is meant, and have it said.");
  } else {
    warn(findings, "printed-differs", where, prints + works, "Have the notice corrected.");
  }
}

}  // namespace concordat::charter
