// What the notice says that no rule can carry: slips of its wording, answers that contradict each other, and claims that
// are narrower than what is allowed. The check weighs them; the bound charter holds none of it.

#include <algorithm>

#include "charter/bind.h"
#include "charter/check_wording.h"
#include "charter/checks.h"
#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {

void Binder::bind_said() {
  for (const Entry& entry : entries("said")) {
    TableReader table(*entry.node, "[said." + entry.name + "]", findings_);
    lines(table);
    const auto has_one = [&](std::string_view key, std::string_view other) {
      const bool has_key = table.find(key) != nullptr;
      return table.find(other) != nullptr || has_key;
    };
    const bool is_slip = has_one("printed", "operates");
    const bool is_answer = has_one("matter", "answer");
    const bool is_limit = has_one("only", "on");
    if (is_slip + is_answer + is_limit != 1) {
      say(findings_, "bad-value", entry.node->where, table.title() + " is not one of the three things that may stand here.",
          "Write printed and operates, or matter and answer, or only and on.");
    } else if (is_slip) {
      weigh_slip(table);
    } else if (is_answer) {
      weigh_answer(table);
    } else {
      weigh_limit(table);
    }
    table.finish();
  }
}

void Binder::weigh_slip(TableReader& table) {
  const Printed slip{table.text("printed"), table.text("operates")};
  if (!slip.printed.empty() && !slip.operates.empty()) check_slip(slip, table.where(), findings_);
}

// Two answers to one question cannot both be kept.
void Binder::weigh_answer(TableReader& table) {
  static const std::vector<std::string> answers = {"never", "with-consent", "always"};
  const std::string matter = table.text("matter");
  const std::string answer = table.text("answer");
  if (answer.empty() || matter.empty()) return;
  if (std::find(answers.begin(), answers.end(), answer) == answers.end()) {
    say(findings_, "not-in-set", table.where(), table.title() + ": \"" + answer + "\" is no answer.", suggestion(answer, answers));
    return;
  }
  const auto [first, is_new] = answers_.try_emplace(matter, answer, table.title());
  if (is_new || first->second.first == answer) return;
  const auto in_words = [](const std::string& one) { return one == "with-consent" ? std::string("with consent") : one; };
  warn(findings_, "contradiction", table.where(),
       "The notice answers \"" + matter + "\" twice: " + in_words(first->second.first) + " (" + first->second.second + "), and " +
           in_words(answer) + ".",
       "Ask which is meant; until then the system keeps the stricter.");
}

// "Only the support team reads it" is untrue once a rule lets in somebody else.
void Binder::weigh_limit(TableReader& table) {
  std::vector<Who> limit;
  for (const Word& word : table.words("only", true)) {
    if (auto found = who(word)) limit.push_back(std::move(*found));
  }
  const std::vector<std::string> records = references(table, "on", "record", true);
  if (limit.empty()) return;
  const auto is_meant = [&](const Who& one) {
    return std::any_of(limit.begin(), limit.end(), [&](const Who& named) { return named.kind == one.kind && named.role == one.role; });
  };
  std::vector<std::string> others;
  for (const Rule& rule : charter_.rules) {
    if (std::find(rule.may.begin(), rule.may.end(), Act::read) == rule.may.end()) continue;
    if (std::none_of(rule.on.begin(), rule.on.end(),
                     [&](const std::string& name) { return std::find(records.begin(), records.end(), name) != records.end(); }))
      continue;
    for (const Who& one : rule.who) {
      const std::string said = words(one, charter_);
      if (!is_meant(one) && std::find(others.begin(), others.end(), said) == others.end()) others.push_back(said);
    }
  }
  if (others.empty()) return;
  std::vector<std::string> named;
  for (const Who& one : limit) named.push_back(words(one, charter_));
  warn(findings_, "claim-too-narrow", table.where(),
       "The notice says that only " + listed(named) + " may see this; by the charter's rules so may " + listed(others) + ".",
       "Have the notice say so, or take the rule out.");
}

}  // namespace concordat::charter
