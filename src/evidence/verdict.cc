#include "evidence/verdict.h"

#include <algorithm>
#include <array>

namespace concordat::evidence {

std::string_view name_of(Status status) {
  constexpr std::array<std::string_view, 5> names = {"not-exercised", "kept", "held", "missing", "broken"};
  return names.at(static_cast<std::size_t>(status));
}

std::string count_of(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string in_sentences(const std::vector<Verdict>& verdicts) {
  std::vector<Verdict> said;
  std::vector<std::string> notes;
  for (const Verdict& verdict : verdicts) {
    if (!verdict.note.empty() && std::ranges::find(notes, verdict.note) == notes.end()) notes.push_back(verdict.note);
    const auto same = std::ranges::find_if(
        said, [&](const Verdict& one) { return one.status == verdict.status && one.evidence == verdict.evidence; });
    if (same == said.end()) said.push_back(verdict);
    else if (same->about.find(verdict.about) == std::string::npos) same->about += "; " + verdict.about;
  }
  std::ranges::stable_sort(said, [](Status one, Status other) { return one > other; }, &Verdict::status);
  std::string text;
  for (const Verdict& one : said)
    text += (text.empty() ? "" : " ") + one.evidence + (one.about.empty() ? "" : ": " + one.about + ".");
  for (const std::string& note : notes)
    if (text.find(note) == std::string::npos) text += (text.empty() ? "" : " ") + note;
  return text;
}

Verdict missing(std::string evidence, std::string todo, std::string about) {
  return {Status::missing, std::move(evidence), std::move(about), {}, std::move(todo)};
}

std::string all_to_do(const std::vector<Verdict>& verdicts) {
  std::string text;
  for (const Verdict& verdict : verdicts)
    if (!verdict.todo.empty() && text.find(verdict.todo) == std::string::npos) text += (text.empty() ? "" : " ") + verdict.todo;
  return text;
}

void Faults::add(std::string_view noun, std::string_view wrong, std::string place) {
  Found& found = found_[{std::string(noun), std::string(wrong)}];
  if (found.count++ == 0 || place < found.first) found.first = std::move(place);
}

void Faults::add(const Faults& others) {
  for (const auto& [what, found] : others.found_) {
    Found& ours = found_[what];
    if (ours.count == 0 || found.first < ours.first) ours.first = found.first;
    ours.count += found.count;
  }
}

std::string Faults::words() const {
  constexpr std::string_view vowels = "aeiou";
  std::string text;
  for (const auto& [what, found] : found_) {
    const auto& [noun, wrong] = what;
    text += (text.empty() ? "" : " ") + std::string(vowels.find(noun[0]) == std::string_view::npos ? "A " : "An ") + noun + " " + wrong;
    text += found.count == 1 ? " (" + found.first + ")." : " (" + std::to_string(found.count) + " in all, one is " + found.first + ").";
  }
  return text;
}

}  // namespace concordat::evidence
