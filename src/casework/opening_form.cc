#include "casework/opening_form.h"

#include <algorithm>

#include "casework/field_parts.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kCriterion = "criterion";
constexpr const char* kNone = "none";
constexpr const char* kToday = "today";
constexpr std::size_t kFew = 3;  // fields that one page may ask where each is short

const charter::Part* part_of(const OpeningForm& form, std::string_view name) { return form.record ? form.record->part(name) : nullptr; }

// The part that tells what happened; the other, if any, why no criterion is met.
const charter::Part* told_part(const OpeningForm& form) {
  if (!form.part.empty()) return part_of(form, form.part);
  return form.record ? &form.record->parts.front() : nullptr;
}

const charter::Part* reason_part(const OpeningForm& form) {
  return form.opens ? part_of(form, form.opens->without_criterion) : nullptr;
}

About about(const OpeningForm& form) { return form.online ? About::the_typist : About::somebody_else; }

void read_part(const OpeningForm& form, const charter::Part& part, const http::Fields& sent, OpeningAnswers& answers) {
  Entered entered = read_fields(form.fields_of(part.name), sent, known_days(form.app));
  if (const charter::Consent* consent = form.app.charter().consent(part.consent)) {
    require_consent(entered, *consent, sent);
    answers.notification[part.name].consent_wording = consent->wording;
  }
  vault::Values& values = answers.notification[part.name].values;
  values = entered.values;
  for (const charter::Field& field : part.fields)
    if (form.online && !field.online.empty()) values[field.name] = field.online == kToday ? form.app.today().iso() : field.online;
  answers.all.values.merge(entered.values);
  answers.all.errors.merge(entered.errors);
  answers.all.order.insert(answers.all.order.end(), entered.order.begin(), entered.order.end());
}

Html part_html(const OpeningForm& form, const charter::Part& part, const Entered& entered) {
  Html content = fields_html(form.fields_of(part.name), entered, about(form));
  if (const charter::Consent* consent = form.app.charter().consent(part.consent)) content += consent_html(*consent, entered);
  return content;
}

// Without a script every choice shows what belongs to it; the reason stands beneath the answer that asks for it.
Html criterion_html(const OpeningForm& form, const Entered& entered, Stands stands) {
  html::Radios radios;
  radios.name = kCriterion;
  const auto chosen = entered.values.find(kCriterion);
  if (chosen != entered.values.end()) radios.value = chosen->second;
  radios.fieldset = html::Fieldset{.legend = legend_for(form.online ? "On what ground do you ask?" : "Which criterion is met?", stands)};
  radios.hint = html::Hint{.text = "The privacy notice promises to open it for these reasons."};
  if (const auto error = entered.errors.find(kCriterion); error != entered.errors.end())
    radios.error_message = html::ErrorMessage{.text = error->second};
  for (std::size_t i = 0; i < form.criteria(); ++i)
    radios.items.push_back({.text = as_sentence(form.opens->criteria[i]), .value = std::to_string(i + 1)});
  if (const charter::Part* reason = reason_part(form)) {
    radios.items.push_back({.divider = "or"});
    html::ChoiceItem none{.text = "None of these is met", .value = kNone};
    none.conditional = part_html(form, *reason, entered);
    radios.items.push_back(std::move(none));
  }
  return html::radios(radios);
}

OpeningPage page_of_part(const OpeningForm& form, const charter::Part& part) {
  OpeningPage page;
  page.part = part.name;
  page.fields = form.fields_of(part.name);
  page.consent = form.app.charter().consent(part.consent);
  for (const charter::Field& field : page.fields) page.asked.push_back(field.name);
  if (page.consent) page.asked.push_back(consent_id(*page.consent));
  return page;
}

void add_pages(std::vector<OpeningPage>& pages, OpeningPage part) {
  const bool are_few = part.fields.size() <= kFew && std::ranges::none_of(part.fields, [](const charter::Field& field) {
    return field.type == charter::FieldType::long_text;
  });
  if (part.asked.empty()) return;
  part.name = part.asked.front();
  if (are_few && pages.empty()) return pages.push_back(std::move(part));
  for (const charter::Field& field : part.fields)
    pages.push_back({.name = field.name, .part = part.part, .fields = {field}, .asked = {field.name}});
  if (part.consent)
    pages.push_back({.name = part.asked.back(), .part = part.part, .consent = part.consent, .asked = {part.asked.back()}});
}

}  // namespace

OpeningForm opening_form(const App& app, const charter::CaseKind& kind, bool online) {
  return {app, app.charter().record_kind(kind.notification), &kind, "", online};
}

std::vector<charter::Field> OpeningForm::fields_of(std::string_view part_name) const {
  std::vector<charter::Field> fields = part_of(*this, part_name)->fields;
  if (online) std::erase_if(fields, [](const charter::Field& field) { return !field.online.empty(); });
  return fields;
}

std::vector<OpeningPage> pages_of(const OpeningForm& form) {
  std::vector<OpeningPage> pages;
  if (form.criteria() > 0) {
    OpeningPage page;
    if (const charter::Part* reason = reason_part(form)) page = page_of_part(form, *reason);
    page.name = kCriterion;
    page.asks_criterion = true;
    page.asked.insert(page.asked.begin(), kCriterion);
    pages.push_back(std::move(page));
  }
  if (const charter::Part* part = told_part(form)) add_pages(pages, page_of_part(form, *part));
  return pages;
}

OpeningAnswers read_opening(const OpeningForm& form, const http::Fields& sent) {
  OpeningAnswers answers;
  const std::string chosen = sent.get(kCriterion);
  if (form.criteria() > 0) {
    answers.all.order.emplace_back(kCriterion, kCriterion);
    answers.all.values[kCriterion] = chosen;
    for (std::size_t i = 0; i < form.criteria(); ++i)
      if (chosen == std::to_string(i + 1)) answers.criterion = i + 1;
    const charter::Part* reason = chosen == kNone ? reason_part(form) : nullptr;
    if (answers.criterion == 0 && !reason) answers.all.errors[kCriterion] = "Choose which criterion is met";
    if (reason) read_part(form, *reason, sent, answers);
  }
  if (const charter::Part* part = told_part(form)) read_part(form, *part, sent, answers);
  return answers;
}

Html opening_fields_html(const OpeningForm& form, const Entered& entered) {
  Html fields = form.criteria() == 0 ? Html() : criterion_html(form, entered, Stands::among_others);
  if (const charter::Part* part = told_part(form)) fields += part_html(form, *part, entered);
  return fields;
}

Html opening_page_html(const OpeningForm& form, const OpeningPage& page, const Entered& entered) {
  if (page.asks_criterion) return criterion_html(form, entered, Stands::alone);
  const Stands stands = page.asks_one() ? Stands::alone : Stands::among_others;
  Html content = fields_html(page.fields, entered, about(form), stands);
  if (page.consent) content += consent_html(*page.consent, entered, stands);
  return content;
}

html::SummaryList opening_summary(const OpeningForm& form, const OpeningAnswers& answers, const std::string& change) {
  html::SummaryList list;
  const auto add = [&](const OpeningPage& page, const std::string& what, const std::string& answer) {
    html::SummaryListRow row{.key = {.text = what}, .value = {.text = answer}};
    if (!change.empty())
      row.actions.items.push_back(
          {.text = "Change", .href = change + http::percent_encode(page.name), .visually_hidden_text = within_sentence(what)});
    list.rows.push_back(std::move(row));
  };
  for (const OpeningPage& page : pages_of(form)) {
    if (page.asks_criterion)
      add(page, form.online ? "On what ground" : "Criterion that is met",
          answers.criterion == 0 ? "None" : as_sentence(form.opens->criteria[answers.criterion - 1]));
    const auto part = answers.notification.find(page.part);
    if (part == answers.notification.end()) continue;
    for (const charter::Field& field : page.fields) add(page, field.label, shown(field, part->second.values));
    if (page.consent) add(page, "Your consent", page.consent->text);
  }
  return list;
}

}  // namespace concordat::casework
