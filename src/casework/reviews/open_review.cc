// What was typed goes with the page to the answers that are checked, and back: nothing of it is kept before the case is opened.

#include "casework/reviews/open_review.h"

#include <algorithm>

#include "casework/fields.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kCriterion = "criterion";
constexpr const char* kNone = "none";
constexpr const char* kCase = "case";  // the id of the case to be: sent twice, it is opened once

struct OpeningVisit {
  const Visit& visit;
  const charter::CaseKind& kind;
};

const std::vector<charter::Field>& fields_of(const OpeningVisit& opening, std::string_view part) {
  return opening.visit.app.charter().record_kind(opening.kind.notification)->part(part)->fields;
}

const charter::Part* notice_of(const OpeningVisit& opening) {
  const charter::RecordKind* kind = opening.visit.app.charter().record_kind(opening.kind.notification);
  return kind ? &kind->parts.front() : nullptr;
}

// Of what was typed on the form: all of it, and the part that tells of each.
struct Answers {
  Entered all;
  std::size_t criterion = 0;
  std::map<std::string, vault::NewPart> notification;
};

void take_over(Answers& answers, Entered entered, const std::string& part) {
  answers.notification[part].values = entered.values;
  answers.all.values.merge(entered.values);
  answers.all.errors.merge(entered.errors);
  answers.all.order.insert(answers.all.order.end(), entered.order.begin(), entered.order.end());
}

Answers read_answers(const OpeningVisit& opening) {
  const http::Fields& form = opening.visit.request.form;
  Answers answers;
  const std::string chosen = form.get(kCriterion);
  if (!opening.kind.criteria.empty()) {
    answers.all.order.emplace_back(kCriterion, kCriterion);
    answers.all.values[kCriterion] = chosen;
    for (std::size_t i = 0; i < opening.kind.criteria.size(); ++i)
      if (chosen == std::to_string(i + 1)) answers.criterion = i + 1;
    const bool none = chosen == kNone && !opening.kind.without_criterion.empty();
    if (answers.criterion == 0 && !none) answers.all.errors[kCriterion] = "Choose which criterion is met";
    if (none) take_over(answers, read_fields(fields_of(opening, opening.kind.without_criterion), form), opening.kind.without_criterion);
  }
  if (const charter::Part* notice = notice_of(opening))
    take_over(answers, read_fields(notice->fields, form, known_days(opening.visit.app)), notice->name);
  return answers;
}

// Without a script every choice shows what belongs to it; the reason stands beneath the answer that asks for it.
Html criterion_html(const OpeningVisit& opening, const Entered& entered) {
  if (opening.kind.criteria.empty()) return {};
  html::Radios radios;
  radios.name = kCriterion;
  const auto chosen = entered.values.find(kCriterion);
  if (chosen != entered.values.end()) radios.value = chosen->second;
  radios.fieldset = html::Fieldset{.legend = {.text = "Which criterion is met?", .classes = "govuk-fieldset__legend--s"}};
  radios.hint = html::Hint{.text = "The privacy notice promises to open it for these reasons."};
  if (const auto error = entered.errors.find(kCriterion); error != entered.errors.end())
    radios.error_message = html::ErrorMessage{.text = error->second};
  for (std::size_t i = 0; i < opening.kind.criteria.size(); ++i)
    radios.items.push_back({.text = as_sentence(opening.kind.criteria[i]), .value = std::to_string(i + 1)});
  if (!opening.kind.without_criterion.empty()) {
    radios.items.push_back({.divider = "or"});
    html::ChoiceItem none{.text = "None of these is met", .value = kNone};
    none.conditional = fields_html(fields_of(opening, opening.kind.without_criterion), entered);
    radios.items.push_back(std::move(none));
  }
  return html::radios(radios);
}

http::Response form_page(const OpeningVisit& opening, const Entered& entered, const std::string& id) {
  const Visit& visit = opening.visit;
  Html fields = criterion_html(opening, entered);
  if (const charter::Part* notice = notice_of(opening)) fields += fields_html(notice->fields, entered);
  fields += html::hidden_input(kCase, id) + html::button({.text = "Continue"});
  const std::string title = "Open: " + within_sentence(opening.kind.title);
  Html content = html::heading(1, title, html::Size::l) +
                 html::paragraph("Who it is about is recorded afterwards, in records of their own: give no name here.") +
                 html::form(path_to_open(opening.kind), csrf(visit.request), fields);
  return page(visit.app, visit.request, {title, html::two_thirds(content), html::back_link({.href = kReviews, .text = "All reviews"}),
                                         entered.summary(), entered.ok() ? 200 : 422});
}

http::Response check_page(const OpeningVisit& opening, const Answers& answers) {
  const Visit& visit = opening.visit;
  html::SummaryList list;
  if (!opening.kind.criteria.empty())
    list.rows.push_back({.key = {.text = "Criterion that is met"},
                         .value = {.text = answers.criterion == 0 ? "None" : as_sentence(opening.kind.criteria[answers.criterion - 1])}});
  for (const auto& [part, content] : answers.notification)
    for (const charter::Field& field : fields_of(opening, part))
      list.rows.push_back({.key = {.text = field.label}, .value = {.text = shown(field, content.values)}});
  const bool was_asked = !list.rows.empty();
  const std::string title = was_asked ? "Check your answers" : "Open: " + within_sentence(opening.kind.title);
  Html content = html::heading(1, title, html::Size::l) + (was_asked ? html::summary_list(list) : Html());
  std::string words = was_asked ? "When you open it, your answers are sealed, and the ledger says " : "When you open it, the ledger says ";
  if (!opening.kind.criteria.empty()) words += "by which criterion and ";
  content += html::paragraph(words + "by whom.");
  const Html buttons = html::button({.text = "Open it", .name = "do", .value = "open", .prevent_double_click = true}) +
                       (was_asked ? Html(" ") + html::button({.text = "Change an answer", .name = "do", .value = "change",
                                                              .classes = "govuk-button--secondary"})
                                  : Html());
  content += html::form(path_to_open(opening.kind), csrf(visit.request), carried_fields(visit.request.form, "do") + buttons);
  return page(visit.app, visit.request, {title, html::two_thirds(content)});
}

http::Response open(const OpeningVisit& opening, const Answers& answers, CaseId id) {
  const Visit& visit = opening.visit;
  if (find_case(visit.app, id.text(), opening.kind.name)) return http::Response::redirect(std::string(kReviews) + "/" + id.text());
  const auto opened = open_case(visit.app, visit.actor, opening.kind.name, {id, answers.criterion, answers.notification});
  if (!opened) return problem(visit.app, visit.request, opened.error(), path_to_open(opening.kind));
  return http::Response::redirect(std::string(kReviews) + "/" + opened->text());
}

http::Response show_form(const OpeningVisit& opening) { return form_page(opening, {}, crypto::new_id<CaseId>().text()); }

http::Response take_form(const OpeningVisit& opening) {
  const http::Fields& form = opening.visit.request.form;
  const auto id = CaseId::parse(form.get(kCase)).value_or(crypto::new_id<CaseId>());
  Answers answers = read_answers(opening);
  const std::string wish = form.get("do");
  if (!answers.all.ok()) return form_page(opening, answers.all, id.text());
  if (wish == "change") return form_page(opening, answers.all, id.text());
  return wish == "open" ? open(opening, answers, id) : check_page(opening, answers);
}

http::Response for_opening(const App& app, const http::Request& request, http::Response (*answer)(const OpeningVisit&)) {
  return for_visitor(app, request, [&](const Visit& visit) {
    for (const charter::CaseKind* kind : openable_kinds(visit))
      if (kind->name == request.parts.at("kind")) return answer({visit, *kind});
    return not_found();
  });
}

}  // namespace

std::vector<const charter::CaseKind*> openable_kinds(const Visit& visit) {
  auto kinds = cases_on(visit.app.charter(), kReviewPages);
  std::erase_if(kinds, [&](const charter::CaseKind* kind) { return !may_open(visit.app, visit.actor, *kind); });
  return kinds;
}

std::string path_to_open(const charter::CaseKind& kind) { return std::string(kReviews) + "/open/" + kind.name; }

void add_opening_pages(http::Router& router, const App& app) {
  const std::string pattern = std::string(kReviews) + "/open/{kind}";
  router.add(http::Method::get, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_opening(app, request, show_form); });
  router.add(http::Method::post, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_opening(app, request, take_form); });
}

}  // namespace concordat::casework
