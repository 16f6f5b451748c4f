#include "casework/field_parts.h"

#include <algorithm>
#include <array>

#include "base/civil_date.h"
#include "base/named_values.h"
#include "base/uncertain_date.h"

namespace concordat::casework {
namespace {

using charter::Field;
using charter::FieldType;
using html::Html;

std::string how_name(const Field& field) { return field.name + "-how"; }

struct How {
  const char* word;  // before the date, as UncertainDate reads it
  const char* title;
};
constexpr How kHows[] = {{"", "It was then"},
                         {"about", "About then (month and year, or year)"},
                         {"before", "Before then"},
                         {"after", "After then"},
                         {"unborn", "Not yet born, expected then"}};

std::string padded(const std::string& number, std::size_t width) {
  return number.size() < width ? std::string(width - number.size(), '0') + number : number;
}

std::string with_word(const std::string& word, const std::string& date) {
  return word.empty() ? date : date.empty() ? word : word + " " + date;
}

// "about" of "about 2014-03"; empty where no word of the list stands before it.
std::string word_of(const std::string& value) {
  for (const How& how : kHows)
    if (*how.word && (value == how.word || value.starts_with(std::string(how.word) + " "))) return how.word;
  return "";
}

// Day, month and year as they go into the boxes, from a date or from what did not make one.
std::array<std::string, 3> boxes_of(const std::string& value) {
  const std::string word = word_of(value);
  const std::string date = word.empty() ? value : value.substr(std::min(value.size(), word.size() + 1));
  if (std::ranges::count(date, '/') >= 2) {
    const std::size_t first = date.find('/');
    const std::size_t second = date.find('/', first + 1);
    return {date.substr(0, first), date.substr(first + 1, second - first - 1), date.substr(second + 1)};
  }
  const auto part = DatePart::parse(date);
  if (!part) return {};
  const CivilDate day = part->first_day();
  return {part->is_day() ? std::to_string(day.day()) : "", part->is_year() ? "" : std::to_string(day.month()), std::to_string(day.year())};
}

bool may_be(const Field& field, std::string_view word) { return word != "unborn" || may_be_unborn(field); }

Html how_html(const Field& field, const std::string& word) {
  html::Select select;
  select.id = how_name(field);
  select.name = how_name(field);
  select.label = {.text = html::text("How sure is this date?") + Html("<span class=\"govuk-visually-hidden\"> ") + html::text(field.label) +
                          Html("</span>")};
  select.value = word;
  for (const How& how : kHows)
    if (may_be(field, how.word)) select.items.push_back({.text = how.title, .value = how.word});
  return html::select(select);
}

}  // namespace

std::string trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::string label_of(const Field& field) { return field.required ? field.label : field.label + " (optional)"; }

html::Label label_for(const Field& field, Stands stands) {
  const bool alone = stands == Stands::alone;
  return {.text = label_of(field), .is_page_heading = alone, .classes = alone ? "govuk-label--l" : "govuk-label--s"};
}

html::Legend legend_for(const std::string& words, Stands stands) {
  const bool alone = stands == Stands::alone;
  return {.text = words, .is_page_heading = alone, .classes = alone ? "govuk-fieldset__legend--l" : "govuk-fieldset__legend--s"};
}

html::Hint hint_of(const Field& field) {
  std::string words = field.hint;
  const auto add = [&](const std::string& more) { words += (words.empty() || more.empty() ? "" : " ") + more; };
  if (field.type == FieldType::uncertain_date) add("Leave the day, or the day and the month, empty where they are not known.");
  add(field.why);
  return {.text = words};
}

std::optional<html::ErrorMessage> message_of(const std::string& name, const Entered& entered) {
  const auto found = entered.errors.find(name);
  if (found == entered.errors.end()) return std::nullopt;
  return html::ErrorMessage{.text = found->second};
}

bool is_a_date(const Field& field) { return field.type == FieldType::date || field.type == FieldType::uncertain_date; }

bool may_be_unborn(const Field& field) { return field.type == FieldType::uncertain_date && field.name.starts_with("birth"); }

std::string read_date(const Field& field, const http::Fields& form) {
  const std::string day = trimmed(form.get(field.name + "-day"));
  const std::string month = trimmed(form.get(field.name + "-month"));
  const std::string year = trimmed(form.get(field.name + "-year"));
  const bool uncertain = field.type == FieldType::uncertain_date;
  std::string word = uncertain ? word_of(form.get(how_name(field))) : "";
  if (!may_be(field, word)) word = "";
  if (day.empty() && month.empty() && year.empty()) return word.empty() || word == "unborn" ? word : with_word(word, "//");
  std::string date = padded(year, 4);
  if (!uncertain || !month.empty() || !day.empty()) date += "-" + padded(month, 2);
  if (!uncertain || !day.empty()) date += "-" + padded(day, 2);
  const bool is_date = uncertain ? UncertainDate::parse(with_word(word, date)).has_value() : CivilDate::parse(date).has_value();
  return with_word(word, year.size() == 4 && is_date ? date : day + "/" + month + "/" + year);
}

Html date_html(const Field& field, const Entered& entered, Stands stands) {
  html::DateInput date;
  date.id = field.name;
  date.name_prefix = field.name;
  date.fieldset = html::Fieldset{.legend = legend_for(label_of(field), stands)};
  date.hint = hint_of(field);
  date.error_message = message_of(field.name, entered);
  const std::string value = value_in(entered.values, field.name);
  const auto boxes = boxes_of(value);
  for (std::size_t i = 0; i < boxes.size(); ++i) date.items[i].value = boxes[i];
  date.items[0].classes = "govuk-input--width-2";
  date.items[1].classes = "govuk-input--width-2";
  date.items[2].classes = "govuk-input--width-4";
  const Html numbers = html::date_input(date);
  return field.type == FieldType::uncertain_date ? numbers + how_html(field, word_of(value)) : numbers;
}

}  // namespace concordat::casework
