#include "charter/sentences.h"

#include <algorithm>

#include "charter/dates.h"
#include "charter/outputs.h"

namespace concordat::charter {

std::string listed(const std::vector<std::string>& items, std::string_view last) {
  const bool has_commas = items.size() > 1 && std::ranges::any_of(items, [](const auto& item) { return item.find(", ") != item.npos; });
  const std::string between = has_commas ? "; " : ", ";
  std::string list;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) list += i + 1 < items.size() ? between : (has_commas ? "; " : " ") + std::string(last) + " ";
    list += items[i];
  }
  return list;
}

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : std::string(separator)) + item;
  return text;
}

std::string counted(int number, std::string_view unit) {
  return std::to_string(number) + " " + std::string(unit) + (number == 1 ? "" : "s");
}

std::string lower_first(std::string text) {
  const bool is_word = text.size() > 1 && text[1] >= 'a' && text[1] <= 'z';  // "IMR" stays as it is
  if (is_word && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string upper_first(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string title_of(const RecordKind& kind, const Part& part) { return kind.title + ": " + lower_first(part.title); }

std::string short_title(const RecordKind& kind, const Part& part) { return kind.parts.size() == 1 ? kind.title : title_of(kind, part); }

std::string event_words(std::string_view event) {
  const std::size_t dot = event.find('.');
  if (dot == std::string_view::npos) return "“" + std::string(event) + "”";
  std::string what(event.substr(0, dot));
  std::ranges::replace(what, '-', ' ');
  return "the " + what + (what.ends_with('s') ? " are " : " is ") + std::string(event.substr(dot + 1));
}

std::string moment_words(Moment moment) {
  switch (moment) {
    case Moment::at_request: return "when you ask us or write to us";
    case Moment::face_to_face_request: return "when a place on a face-to-face course is asked for";
    case Moment::place_offered: return "once a place is offered";
    case Moment::course_charged: return "where the course is charged for";
    case Moment::at_supply: return "when an agency supplies it";
    case Moment::on_writing: return "when it is written";
  }
  return "";
}

std::vector<std::string> asked_words(const Part& part) {
  if (part.asked_by_mail == "before") return {"by a mail, shortly before the course"};
  if (const auto months = months_after(part.asked_by_mail))
    return {*months == 0 ? "by a mail, after the course" : "by a mail, " + counted(*months, "month") + " after the course"};
  std::vector<std::string> moments;
  for (const Moment moment : part.ask) moments.push_back(moment_words(moment));
  return moments;
}

std::string ending_words(Ending ending) {
  switch (ending) {
    case Ending::destroy: return "destroyed";
    case Ending::anonymise: return "made anonymous";
    case Ending::keep_counts: return "destroyed; an anonymous count stays";
  }
  return "";
}

std::string capability_words(Capability capability) {
  switch (capability) {
    case Capability::open_case: return "open a case";
    case Capability::offer_place: return "offer a place";
    case Capability::record_attendance: return "record who came";
    case Capability::propose_destruction: return "propose a destruction";
    case Capability::approve_destruction: return "approve a destruction";
    case Capability::hold: return "place a legal hold";
    case Capability::manage_accounts: return "manage accounts";
    case Capability::see_ledger: return "see the ledger";
    case Capability::appoint: return "appoint people to a case";
    case Capability::restrict_use: return "restrict the use of a record";
    case Capability::review_emergency: return "review an emergency access";
  }
  return "";
}

std::string conditions(const Rule& rule) {
  std::vector<std::string> sentences;
  for (const Predicate predicate : rule.when) sentences.push_back(words(predicate));
  return sentences.empty() ? "" : ", while " + listed(sentences);
}

}  // namespace concordat::charter
