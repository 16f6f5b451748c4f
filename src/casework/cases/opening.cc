// What was typed goes with the page to the answers that are checked, and back: nothing of it is kept before the case is opened.

#include "casework/cases/opening.h"

#include <algorithm>

#include "casework/opening_form.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

struct OpeningVisit {
  const Visit& visit;
  const charter::CaseKind& kind;

  OpeningForm form() const { return opening_form(visit.app, kind); }
};

// What a case of this kind is opened on tells of a person; else who it is about is recorded afterwards.
bool is_about_somebody(const OpeningVisit& opening) {
  const charter::RecordKind* notification = opening.visit.app.charter().record_kind(opening.kind.notification);
  return notification && !notification->subject.empty();
}

bool asks_anything(const OpeningVisit& opening) { return !pages_of(opening.form()).empty(); }

// Of a kind without questions: one page, one button, and what it does.
http::Response only_button(const OpeningVisit& opening, const std::string& id) {
  const Visit& visit = opening.visit;
  const std::string kind = within_sentence(opening.kind.title);
  const std::string title = "Open: " + kind;
  Html content = html::heading(1, title, html::Size::l);
  content += html::paragraph("Nothing is asked to begin. It gets the reference " + next_reference(visit.app, opening.kind) +
                             " and begins as “" + within_sentence(title_of_state(opening.kind.states.front())) +
                             "”; the ledger says that you opened it. What it is about is recorded on its own pages.");
  content += html::form(path_to_open(opening.kind), csrf(visit.request),
                        html::hidden_input(kCaseToBe, id) + html::button({.text = "Open it: " + kind, .name = "do", .value = "open",
                                                                          .prevent_double_click = true}));
  return page(visit.app, visit.request, {title, html::two_thirds(content), list_of(visit.app.charter(), opening.kind)});
}

http::Response form_page(const OpeningVisit& opening, const Entered& entered, const std::string& id) {
  if (!asks_anything(opening)) return only_button(opening, id);
  const Visit& visit = opening.visit;
  const Html fields =
      opening_fields_html(opening.form(), entered) + html::hidden_input(kCaseToBe, id) + html::button({.text = "Continue"});
  const std::string title = "Open: " + within_sentence(opening.kind.title);
  Html content = html::heading(1, title, html::Size::l);
  if (!is_about_somebody(opening))
    content += html::paragraph("Who it is about is recorded afterwards, in records of their own: give no name here.");
  content += html::form(path_to_open(opening.kind), csrf(visit.request), fields);
  return page(visit.app, visit.request, {title, html::two_thirds(content), list_of(visit.app.charter(), opening.kind),
                                         entered.summary(), entered.ok() ? 200 : 422});
}

http::Response check_page(const OpeningVisit& opening, const OpeningAnswers& answers) {
  const Visit& visit = opening.visit;
  const std::string title = "Check your answers";
  Html content = html::heading(1, title, html::Size::l) + html::summary_list(opening_summary(opening.form(), answers));
  std::string words = "When you open it, your answers are sealed, and the ledger says ";
  if (!opening.kind.criteria.empty()) words += "by which criterion and ";
  content += html::paragraph(words + "by whom.");
  const Html buttons =
      html::button({.text = "Open it", .name = "do", .value = "open", .prevent_double_click = true}) + Html(" ") +
      html::button({.text = "Change an answer", .name = "do", .value = "change", .classes = "govuk-button--secondary"});
  content += html::form(path_to_open(opening.kind), csrf(visit.request), carried_fields(visit.request.form, "do") + buttons);
  return page(visit.app, visit.request, {title, html::two_thirds(content)});
}

http::Response open(const OpeningVisit& opening, const OpeningAnswers& answers, CaseId id) {
  const Visit& visit = opening.visit;
  if (find_case(visit.app, id.text(), opening.kind.name)) return http::Response::redirect(std::string(kCases) + "/" + id.text());
  const auto opened = open_case(visit.app, visit.actor, opening.kind.name, {id, answers.criterion, answers.notification});
  if (!opened) return problem(visit.app, visit.request, opened.error(), path_to_open(opening.kind));
  return http::Response::redirect(std::string(kCases) + "/" + opened->text());
}

http::Response show_form(const OpeningVisit& opening) { return form_page(opening, {}, crypto::new_id<CaseId>().text()); }

http::Response take_form(const OpeningVisit& opening) {
  const http::Fields& form = opening.visit.request.form;
  const auto id = CaseId::parse(form.get(kCaseToBe)).value_or(crypto::new_id<CaseId>());
  const OpeningAnswers answers = read_opening(opening.form(), form);
  const std::string wish = form.get("do");
  if (!answers.all.ok()) return form_page(opening, answers.all, id.text());
  if (wish == "change") return form_page(opening, answers.all, id.text());
  if (wish == "open") return open(opening, answers, id);
  return asks_anything(opening) ? check_page(opening, answers) : only_button(opening, id.text());
}

http::Response for_opening(const App& app, const http::Request& request, http::Response (*answer)(const OpeningVisit&)) {
  const charter::CaseKind* kind = app.charter().case_kind(request.parts.at("kind"));
  if (!kind || !has_case_pages(app.charter(), kind->name)) return not_found();
  return for_visitor(app, request, {kind}, [&](const Visit& visit) {
    return openable_kinds(visit, {kind}).empty() ? not_found() : answer({visit, *kind});
  });
}

}  // namespace

CaseKinds openable_kinds(const Visit& visit, CaseKinds kinds) {
  std::erase_if(kinds, [&](const charter::CaseKind* kind) {  // whoever has no business with it would not see what they opened
    return !may_open(visit.app, visit.actor, *kind) || business_with(visit.app.charter(), visit.actor, {kind}) == Business::none;
  });
  return kinds;
}

std::string path_to_open(const charter::CaseKind& kind) { return std::string(kCases) + "/open/" + kind.name; }

void add_opening_pages(http::Router& router, const App& app) {
  const std::string pattern = std::string(kCases) + "/open/{kind}";
  router.add(http::Method::get, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_opening(app, request, show_form); });
  router.add(http::Method::post, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_opening(app, request, take_form); });
}

}  // namespace concordat::casework
