#include "casework/fields.h"

#include <algorithm>
#include <array>

#include "base/civil_date.h"
#include "base/named_values.h"
#include "base/uncertain_date.h"
#include "casework/field_parts.h"
#include "charter/outputs.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "html/layout.h"

namespace concordat::casework {
namespace {

using charter::Field;
using charter::FieldType;
using html::Html;

constexpr std::size_t kLongestLine = 200;
constexpr std::size_t kLongestText = 20'000;

constexpr const char* kNotPermitted = "not-permitted";  // no choice of the charter: nothing is kept of who has nobody's permission yet

// As somebody counts them who typed them: not the bytes of UTF-8.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// "Sent by", "From whom", "Involved until", "What happened", "Day on which …": nothing that could follow "Enter".
bool is_no_noun(const std::string& label) {
  constexpr std::array<std::string_view, 8> kQuestions = {"who", "what", "where", "when", "how", "which", "why", "day on which"};
  constexpr std::array<std::string_view, 6> kPrepositions = {"by", "from", "until", "to", "on", "with"};
  const std::string words = within_sentence(label);
  const auto begins = [&](std::string_view one) { return (words + " ").starts_with(std::string(one) + " "); };
  const auto ends = [&](std::string_view one) { return label.ends_with(" " + std::string(one)); };
  return std::ranges::any_of(kQuestions, begins) || std::ranges::any_of(kPrepositions, begins) || std::ranges::any_of(kPrepositions, ends);
}

bool is_not_permitted(const Field& field, std::string_view value) { return field.consent_age > 0 && value == kNotPermitted; }

std::string error_of(const Field& field, const std::string& value) {
  const std::string what = within_sentence(field.label);
  if (value.empty()) {
    if (!field.required) return "";
    if (field.type == FieldType::choice || field.type == FieldType::yes_no) return "Choose an answer: " + what;
    if (what.ends_with('?')) return "Write an answer: " + what;
    return is_no_noun(field.label) ? "Fill in “" + field.label + "”" : "Enter " + what;
  }
  const std::size_t longest = field.type == FieldType::long_text ? kLongestText : kLongestLine;
  if (characters(value) > longest)
    return "Shorten what you wrote under “" + field.label + "”: it has " + std::to_string(characters(value)) +
           " characters, and may have " + std::to_string(longest);
  switch (field.type) {
    case FieldType::email:
      if (std::ranges::count(value, '@') != 1 || value.find(' ') != std::string::npos || value.back() == '@' || value.front() == '@')
        return field.label + ": enter an email address in the right form, like name@example.org";
      return "";
    case FieldType::telephone:
      if (std::ranges::count_if(value, [](char c) { return c >= '0' && c <= '9'; }) < 9 || !std::ranges::all_of(value, [](char c) {
            return (c >= '0' && c <= '9') || c == ' ' || c == '+' || c == '(' || c == ')' || c == '-';
          }))
        return field.label + ": enter a telephone number in the right form, like 01632 960 001";
      return "";
    case FieldType::date: return CivilDate::parse(value) ? std::string() : field.label + ": enter a real date, like 27 3 2026";
    case FieldType::uncertain_date:
      return UncertainDate::parse(value)
                 ? std::string()
                 : field.label + ": enter a real date, like 27 3 2019, or its month and year, or its year alone";
    case FieldType::choice:
      if (is_not_permitted(field, value))
        return "Ask a parent or guardian first. Until they agree we keep nothing of what you wrote here";
      return std::ranges::find(field.choices, value) == field.choices.end() ? "Choose one of the answers: " + what : "";
    case FieldType::yes_no: return value == "yes" || value == "no" ? "" : "Choose yes or no: " + what;
    case FieldType::number:
      return charter::whole_number(value) ? "" : "Enter a whole number in digits, like 12: " + what;
    case FieldType::text:
    case FieldType::long_text: return "";
  }
  return "";
}

Html choice_html(const Field& field, const Entered& entered, Stands stands) {
  html::Radios radios;
  radios.name = field.name;
  radios.value = value_in(entered.values, field.name);
  radios.fieldset = html::Fieldset{.legend = legend_for(label_of(field), stands)};
  radios.hint = hint_of(field);
  radios.error_message = message_of(field.name, entered);
  std::vector<std::string> choices = field.choices;
  if (field.type == FieldType::yes_no) choices = {"yes", "no"};
  for (const std::string& choice : choices) radios.items.push_back({.text = charter::upper_first(choice), .value = choice});
  if (field.consent_age > 0)
    radios.items.push_back(
        {.text = "I am under " + std::to_string(field.consent_age) + ", and nobody has agreed yet", .value = kNotPermitted});
  return html::radios(radios);
}

Html field_html(const Field& field, const Entered& entered, About about, Stands stands) {
  switch (field.type) {
    case FieldType::date:
    case FieldType::uncertain_date: return date_html(field, entered, stands);
    case FieldType::choice:
    case FieldType::yes_no: return choice_html(field, entered, stands);
    case FieldType::long_text:
      return html::textarea({.name = field.name,
                             .label = label_for(field, stands),
                             .hint = hint_of(field),
                             .error_message = message_of(field.name, entered),
                             .value = value_in(entered.values, field.name),
                             .id = field.name});
    case FieldType::text:
    case FieldType::email:
    case FieldType::telephone:
    case FieldType::number: break;
  }
  html::Input input;
  input.name = field.name;
  input.id = field.name;
  input.label = label_for(field, stands);
  input.hint = hint_of(field);
  input.error_message = message_of(field.name, entered);
  input.value = value_in(entered.values, field.name);
  const bool own = about == About::the_typist;
  if (field.type == FieldType::email) {
    input.type = "email";
    input.autocomplete = own ? "email" : "off";
    input.spellcheck = false;
  } else if (field.type == FieldType::telephone) {
    input.type = "tel";
    input.autocomplete = own ? "tel" : "off";
    input.classes = "govuk-input--width-20";
  } else if (field.type == FieldType::number) {
    input.inputmode = "numeric";
    input.classes = "govuk-input--width-4";
  } else if (field.name == "name") {
    input.autocomplete = own ? "name" : "off";
    input.spellcheck = false;
  }
  return html::input(input);
}

}  // namespace

bool waits_for_permission(const std::vector<Field>& fields, const vault::Values& values) {
  return std::ranges::any_of(fields, [&](const Field& field) { return is_not_permitted(field, value_in(values, field.name)); });
}

std::string consent_id(const charter::Consent& consent) { return "consent-" + consent.name; }

std::string within_sentence(std::string title) {
  if (title.starts_with("Section ")) return title;  // of an Act
  if (title.size() > 1 && title[0] >= 'A' && title[0] <= 'Z' && !(title[1] >= 'A' && title[1] <= 'Z'))
    title[0] = static_cast<char>(title[0] - 'A' + 'a');
  return title;
}

std::string as_sentence(std::string words) { return charter::upper_first(std::move(words)) + "."; }

std::vector<html::ErrorSummaryItem> Entered::summary() const {
  std::vector<html::ErrorSummaryItem> items;
  for (const auto& [name, target] : order)
    if (const auto found = errors.find(name); found != errors.end()) items.push_back({.text = found->second, .href = "#" + target});
  return items;
}

Entered check_values(const std::vector<Field>& fields, const vault::Values& values, const charter::KnownDays& known) {
  Entered entered;
  for (const Field& field : fields) {
    const std::string value = value_in(values, field.name);
    if (!value.empty()) entered.values[field.name] = value;
    // The summary leads to what can be mended: of a date, its first number.
    entered.order.emplace_back(field.name, is_a_date(field) ? field.name + "-day" : field.name);
    if (std::string error = error_of(field, value); !error.empty()) entered.errors[field.name] = std::move(error);
  }
  hold_dates(entered, fields, entered.values, known);
  return entered;
}

void hold_dates(Entered& entered, const std::vector<Field>& fields, const vault::Values& values, const charter::KnownDays& known) {
  for (const charter::DateFault& fault : charter::date_faults(fields, values, known)) {
    const Field& field = *std::ranges::find(fields, fault.field, &Field::name);
    const auto date = UncertainDate::parse(value_in(values, field.name));
    const bool ahead = date && date->earliest() && known.today && *known.today < *date->earliest();
    entered.errors.try_emplace(fault.field, fault.says + (ahead && may_be_unborn(field) ? ", or “Not yet born”" : ""));
  }
}

Entered read_fields(const std::vector<Field>& fields, const http::Fields& form, const charter::KnownDays& known) {
  vault::Values values;
  for (const Field& field : fields)
    values[field.name] = is_a_date(field) ? read_date(field, form) : trimmed(form.get(field.name));
  return check_values(fields, values, known);
}

void refuse(Entered& entered, const Error& error) {
  constexpr const char* kRefused = "refused";
  const std::string first = entered.order.empty() ? "" : entered.order.front().second;
  entered.order.emplace(entered.order.begin(), kRefused, first);
  entered.errors[kRefused] = error.message + " " + error.remedy;
}

Html carried_fields(const http::Fields& form, std::string_view except) {
  Html all;
  for (const auto& [name, value] : form.values())
    if (name != "csrf" && name != except) all += html::hidden_input(name, value);
  return all;
}

void require_consent(Entered& entered, const charter::Consent& consent, const http::Fields& form) {
  entered.order.emplace_back(consent_id(consent), consent_id(consent));
  if (form.get(consent_id(consent)) != consent.wording)
    entered.errors[consent_id(consent)] = "Tick the box if you agree: without your consent we may not keep this";
}

Html fields_html(const std::vector<Field>& fields, const Entered& entered, About about, Stands stands) {
  Html all;
  for (const Field& field : fields) all += field_html(field, entered, about, stands);
  return all;
}

Html consent_html(const charter::Consent& consent, const Entered& entered, Stands stands) {
  html::Checkboxes boxes;
  boxes.name = consent_id(consent);
  boxes.id_prefix = consent_id(consent);
  boxes.fieldset = html::Fieldset{.legend = legend_for("Your consent", stands)};
  boxes.hint = html::Hint{.text = "You can take it back at any time, as easily as you give it."};
  boxes.error_message = message_of(consent_id(consent), entered);
  boxes.items.push_back({.text = consent.text, .value = consent.wording});
  return html::checkboxes(boxes);
}

std::string shown(const Field& field, const vault::Values& values) {
  const std::string value = value_in(values, field.name);
  if (value.empty()) return "not given";
  if (field.type == FieldType::date)
    if (const auto day = CivilDate::parse(value)) return day->words();
  if (field.type == FieldType::uncertain_date)
    if (const auto date = UncertainDate::parse(value)) return date->words();
  if (field.type == FieldType::choice || field.type == FieldType::yes_no) return charter::upper_first(value);
  return value;
}

Html values_html(const std::vector<Field>& fields, const vault::Values& values) {
  html::SummaryList list;
  for (const Field& field : fields) list.rows.push_back({.key = {.text = field.label}, .value = {.text = shown(field, values)}});
  return html::summary_list(list);
}

}  // namespace concordat::casework
