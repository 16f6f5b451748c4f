#include "casework/columns.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/civil_date.h"
#include "base/uncertain_date.h"

namespace concordat::casework {
namespace {

using charter::Field;
using charter::FieldType;

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

// Letters and digits alone: "Date of birth" and "date-of-birth" are one.
std::string bare(std::string_view text) {
  std::string bare;
  for (const char letter : text) {
    const char low = lower(letter);
    if ((low >= 'a' && low <= 'z') || (low >= '0' && low <= '9') || static_cast<unsigned char>(low) >= 0x80) bare += low;
  }
  return bare;
}

const Field* first_of(const std::vector<Field>& fields, FieldType type) {
  const auto found = std::ranges::find(fields, type, &Field::type);
  return found == fields.end() ? nullptr : &*found;
}

// What a letter or mail as a whole is made of.
const Field* field_of_letter(std::string_view column, const std::vector<Field>& fields) {
  if (column == intake::kText) return first_of(fields, FieldType::long_text);
  if (column == intake::kSubject) return first_of(fields, FieldType::text);
  return column == intake::kSent ? first_of(fields, FieldType::date) : nullptr;
}

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

// Three pieces: numbers, or the name of a month.
std::vector<std::string> pieces_of(std::string_view text) {
  std::vector<std::string> pieces(1);
  for (const char letter : text) {
    if (letter == '/' || letter == '.' || letter == '-' || letter == ' ' || letter == ',') {
      if (!pieces.back().empty()) pieces.emplace_back();
    } else {
      pieces.back() += lower(letter);
    }
  }
  if (pieces.back().empty()) pieces.pop_back();
  return pieces;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

std::string padded(const std::string& number) { return number.size() == 1 ? "0" + number : number; }

// "3/5/2026" is the third of May: these are papers of England.
std::string day_of(std::string_view cell) {
  if (cell.size() >= 10 && CivilDate::parse(cell.substr(0, 10)) && (cell.size() == 10 || cell[10] == ' ' || cell[10] == 'T'))
    return std::string(cell.substr(0, 10));
  std::vector<std::string> pieces = pieces_of(cell);
  if (pieces.size() == 4 && pieces[0].size() >= 3 && !is_number(pieces[0])) pieces.erase(pieces.begin());  // "Fri 20 November 2026"
  if (pieces.size() != 3 || pieces[2].size() != 4 || !is_number(pieces[2])) return "";
  std::string& day = pieces[0];
  if (day.size() > 2 && !is_number(day)) day.resize(day.size() - 2);  // "3rd"
  std::string month = pieces[1];
  if (!is_number(month) && month.size() >= 3) {
    const auto named = std::ranges::find(kMonths, std::string_view(month).substr(0, 3));
    if (named == kMonths.end()) return "";
    month = std::to_string(named - kMonths.begin() + 1);
  }
  const std::string iso = pieces[2] + "-" + padded(month) + "-" + padded(day);
  return CivilDate::parse(iso) ? iso : "";
}

// ---- what is like what

// Words that say nothing about what a column holds.
constexpr std::array<std::string_view, 16> kSmallWords = {"the", "of", "a", "an", "is", "was", "were", "it",
                                                          "what", "which", "on", "in", "and", "or", "to", "for"};
constexpr std::array<std::string_view, 13> kNarrativeWords = {"note", "narrative", "description", "detail", "event", "text", "comment",
                                                              "summary", "account", "happened", "information", "entry", "content"};

// "Dates received" is date and received; when, and on which day, is a date.
std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  const auto take = [&](std::string word) {
    if (word.size() > 3 && word.ends_with('s')) word.pop_back();
    if (word == "day" || word == "when") word = "date";
    if (word == "dob") {
      words.insert("date");
      word = "birth";
    }
    if (!word.empty() && std::ranges::find(kSmallWords, word) == kSmallWords.end()) words.insert(std::move(word));
  };
  std::string word;
  for (const char letter : text) {
    if (const std::string one = bare(std::string_view(&letter, 1)); !one.empty()) word += one;
    else take(std::exchange(word, {}));
  }
  take(std::move(word));
  return words;
}

// The share of words that two have in common (Dice).
double likeness(const std::set<std::string>& one, const std::set<std::string>& other) {
  const auto common = std::ranges::count_if(one, [&](const std::string& word) { return other.contains(word); });
  return one.empty() || other.empty() ? 0 : 2.0 * static_cast<double>(common) / static_cast<double>(one.size() + other.size());
}

double likeness(std::string_view column, const Field& field) {
  const auto words = words_of(column);
  return std::max(likeness(words, words_of(field.label)), likeness(words, words_of(field.name)));
}

// By the kind of thing that a heading names, whatever the charter calls its field.
bool names_its_kind(std::string_view column, const Field& field) {
  const auto words = words_of(column);
  if (words.size() == 1 && words.contains("date")) return field.type == FieldType::date || field.type == FieldType::uncertain_date;
  if (field.type != FieldType::long_text || words.contains("date")) return false;
  return std::ranges::any_of(kNarrativeWords, [&](std::string_view word) { return words.contains(std::string(word)); });
}

}  // namespace

bool are_days(const std::vector<std::string>& cells) {
  bool any = false;
  for (const std::string& cell : cells) {
    if (!cell.empty() && day_of(cell).empty()) return false;
    any = any || !cell.empty();
  }
  return any;
}

std::vector<std::string> fields_of_columns(const std::vector<std::string>& columns, const std::vector<Field>& fields) {
  std::vector<std::string> of(columns.size());
  const auto is_free = [&](const Field& field) { return std::ranges::find(of, field.name) == of.end(); };
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (const Field& field : fields)
      if (of[i].empty() && is_free(field) && !bare(columns[i]).empty() &&
          (bare(columns[i]) == bare(field.name) || bare(columns[i]) == bare(field.label)))
        of[i] = field.name;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (const Field* field = of[i].empty() ? field_of_letter(columns[i], fields) : nullptr; field && is_free(*field)) of[i] = field->name;
  constexpr double kLikeEnough = 0.5;  // "Full name" is not "First name"
  for (;;) {  // the likest pair first
    double best = kLikeEnough;
    std::string* place = nullptr;
    const Field* found = nullptr;
    for (std::size_t i = 0; i < columns.size(); ++i)
      for (const Field& field : fields)
        if (const double like = of[i].empty() && is_free(field) ? likeness(columns[i], field) : 0; like > best) {
          best = like;
          place = &of[i];
          found = &field;
        }
    if (!found) break;
    *place = found->name;
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (const Field& field : fields)
      if (of[i].empty() && is_free(field) && names_its_kind(columns[i], field)) of[i] = field.name;
  return of;
}

std::string as_the_field_takes_it(const Field& field, std::string_view cell) {
  // By which a file of ours keeps a program from taking what stands there for a formula (paper/sheet.h).
  if (cell.size() > 1 && cell[0] == '\'' && std::string_view("=+-@").find(cell[1]) != std::string_view::npos) cell.remove_prefix(1);
  if (field.type == FieldType::date) {
    const std::string day = day_of(cell);
    return day.empty() ? std::string(cell) : day;
  }
  if (field.type == FieldType::uncertain_date && !UncertainDate::parse(cell)) {
    const std::string day = day_of(cell);
    return day.empty() ? std::string(cell) : day;
  }
  if (field.type == FieldType::yes_no) {
    const std::string said = bare(cell);
    if (said == "y" || said == "yes" || said == "true") return "yes";
    if (said == "n" || said == "no" || said == "false") return "no";
  }
  if (field.type == FieldType::choice)
    for (const std::string& choice : field.choices)
      if (bare(choice) == bare(cell)) return choice;
  return std::string(cell);
}

}  // namespace concordat::casework
