#pragma once
// Reads one table of a charter, key by key. What is asked is known; what is left over in the end is an unknown key. Every
// mistake becomes a finding and a harmless value, so that binding goes on and finds the next one.

#include <functional>
#include <set>

#include "charter/names.h"
#include "charter/syntax.h"

namespace concordat::charter {

using Findings = std::vector<Finding>;

// A word of a list, with the place where it stands.
struct Word {
  std::string text;
  Location where;
};

void say(Findings& findings, std::string_view rule, const Location& where, std::string message, std::string remedy);
// The candidate that a slip of the pen away from `word`, or empty.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
// ` Did you mean "x"?`, or the whole set where nothing is near and it is short enough to print.
std::string suggestion(std::string_view word, const std::vector<std::string>& candidates);

enum class Charset { name, code, promise };  // [a-z0-9-], [a-z0-9:.-], [A-Za-z0-9-]
bool fits(std::string_view word, Charset charset);

class TableReader {
 public:
  // `title` names the table to people: "[record.booking]".
  TableReader(const Node& table, std::string title, Findings& findings);

  const Node* find(std::string_view key);      // any kind; nothing where it is absent
  const Node& required(std::string_view key);  // an empty text node after a finding where it is absent
  std::string text(std::string_view key);      // required
  std::string text_or(std::string_view key, std::string fallback = "");
  bool flag_or(std::string_view key, bool fallback);
  int integer_or(std::string_view key, int fallback, int least, int most);
  std::vector<Word> words(std::string_view key, bool is_required);  // a list of texts, or one text alone
  const Node* table(std::string_view key);                          // optional; a finding where it is of another kind
  std::vector<const Node*> tables(std::string_view key);            // [[key]]
  void finish();                                                    // reports the keys nobody asked for

  template <class Set>
  Set choice(std::string_view key) {
    const Node& node = required(key);
    return node.where.line == 0 ? Set{} : member<Set>(text_of(node), node.where).value_or(Set{});
  }
  template <class Set>
  Set choice_or(std::string_view key, Set fallback) {
    const Node* node = find(key);
    return node == nullptr ? fallback : member<Set>(text_of(*node), node->where).value_or(fallback);
  }
  template <class Set>
  std::vector<Set> choices(std::string_view key, bool is_required) {
    std::vector<Set> found;
    for (const Word& word : words(key, is_required)) {
      if (const auto value = member<Set>(word.text, word.where)) found.push_back(*value);
    }
    return found;
  }
  template <class Set>
  std::optional<Set> member(const std::string& word, const Location& where) {
    const auto value = from_name<Set>(word);
    if (!value && !word.empty()) {
      std::vector<std::string> names;
      for (const Named<Set>& named : all_of<Set>()) names.emplace_back(named.name);
      say(findings_, "not-in-set", where, title_ + ": \"" + word + "\" is none of the words that may stand here.", suggestion(word, names));
    }
    return value;
  }

  std::string text_of(const Node& node);  // checks kind, emptiness, length and control characters
  const Location& where() const { return table_.where; }
  const std::string& title() const { return title_; }

 private:
  void wrong_kind(const Node& node, std::string_view wanted);

  const Node& table_;
  std::string title_;
  Findings& findings_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace concordat::charter
