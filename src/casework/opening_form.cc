#include "casework/opening_form.h"

#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kCriterion = "criterion";
constexpr const char* kNone = "none";
constexpr const char* kToday = "today";

const charter::Part* part_of(const OpeningForm& form, std::string_view name) {
  const charter::RecordKind* kind = form.app.charter().record_kind(form.kind.notification);
  return kind ? kind->part(name) : nullptr;
}

// The part that tells what happened; the other, if any, why no criterion is met.
const charter::Part* first_part(const OpeningForm& form) {
  const charter::RecordKind* kind = form.app.charter().record_kind(form.kind.notification);
  return kind ? &kind->parts.front() : nullptr;
}

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
  Html content = fields_html(form.fields_of(part.name), entered, form.online ? About::the_typist : About::somebody_else);
  if (const charter::Consent* consent = form.app.charter().consent(part.consent)) content += consent_html(*consent, entered);
  return content;
}

// Without a script every choice shows what belongs to it; the reason stands beneath the answer that asks for it.
Html criterion_html(const OpeningForm& form, const Entered& entered) {
  html::Radios radios;
  radios.name = kCriterion;
  const auto chosen = entered.values.find(kCriterion);
  if (chosen != entered.values.end()) radios.value = chosen->second;
  radios.fieldset =
      html::Fieldset{.legend = {.text = form.online ? "On what ground do you ask?" : "Which criterion is met?",
                                .classes = "govuk-fieldset__legend--s"}};
  radios.hint = html::Hint{.text = "The privacy notice promises to open it for these reasons."};
  if (const auto error = entered.errors.find(kCriterion); error != entered.errors.end())
    radios.error_message = html::ErrorMessage{.text = error->second};
  for (std::size_t i = 0; i < form.kind.criteria.size(); ++i)
    radios.items.push_back({.text = as_sentence(form.kind.criteria[i]), .value = std::to_string(i + 1)});
  if (const charter::Part* reason = part_of(form, form.kind.without_criterion)) {
    radios.items.push_back({.divider = "or"});
    html::ChoiceItem none{.text = "None of these is met", .value = kNone};
    none.conditional = part_html(form, *reason, entered);
    radios.items.push_back(std::move(none));
  }
  return html::radios(radios);
}

}  // namespace

std::vector<charter::Field> OpeningForm::fields_of(std::string_view part) const {
  std::vector<charter::Field> fields = part_of(*this, part)->fields;
  if (online) std::erase_if(fields, [](const charter::Field& field) { return !field.online.empty(); });
  return fields;
}

bool OpeningForm::asks_anything() const {
  if (!kind.criteria.empty()) return true;
  const charter::Part* part = first_part(*this);
  return part && (!fields_of(part->name).empty() || !part->consent.empty());
}

OpeningAnswers read_opening(const OpeningForm& form, const http::Fields& sent) {
  OpeningAnswers answers;
  const std::string chosen = sent.get(kCriterion);
  if (!form.kind.criteria.empty()) {
    answers.all.order.emplace_back(kCriterion, kCriterion);
    answers.all.values[kCriterion] = chosen;
    for (std::size_t i = 0; i < form.kind.criteria.size(); ++i)
      if (chosen == std::to_string(i + 1)) answers.criterion = i + 1;
    const charter::Part* reason = chosen == kNone ? part_of(form, form.kind.without_criterion) : nullptr;
    if (answers.criterion == 0 && !reason) answers.all.errors[kCriterion] = "Choose which criterion is met";
    if (reason) read_part(form, *reason, sent, answers);
  }
  if (const charter::Part* part = first_part(form)) read_part(form, *part, sent, answers);
  return answers;
}

Html opening_fields_html(const OpeningForm& form, const Entered& entered) {
  Html fields = form.kind.criteria.empty() ? Html() : criterion_html(form, entered);
  if (const charter::Part* part = first_part(form)) fields += part_html(form, *part, entered);
  return fields;
}

html::SummaryList opening_summary(const OpeningForm& form, const OpeningAnswers& answers) {
  html::SummaryList list;
  if (!form.kind.criteria.empty())
    list.rows.push_back({.key = {.text = form.online ? "On what ground" : "Criterion that is met"},
                         .value = {.text = answers.criterion == 0 ? "None" : as_sentence(form.kind.criteria[answers.criterion - 1])}});
  for (const auto& [part, content] : answers.notification)
    for (const charter::Field& field : form.fields_of(part))
      list.rows.push_back({.key = {.text = field.label}, .value = {.text = shown(field, content.values)}});
  return list;
}

}  // namespace concordat::casework
