// A person's own tasks: the cases they are appointed to, and their answer where they are asked to contribute to one.

#include <algorithm>

#include "casework/fields.h"
#include "casework/people/people.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/people.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kAnswer = "answer";
constexpr const char* kConfidential = "confidential";
constexpr const char* kWhy = "reason";

std::string path_of_task(const store::AppointmentRow& row) { return std::string(kTasks) + "/" + row.id.text(); }

http::Response show_tasks(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (actor.kind != policy::ActorKind::person) return not_found();
  html::Table table;
  table.caption = "Cases that you are appointed to";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Case"}, {.text = "As"}, {.text = "From"}, {.text = "Until"}};
  std::vector<html::Content> asked;
  for (const OwnTask& task : own_tasks(app, actor)) {
    const charter::Role* role = app.charter().role(task.row.role);
    if (task.waits_for_agreement) {
      asked.emplace_back(html::link("You are asked to contribute to " + task.of.reference, path_of_task(task.row)));
      continue;
    }
    const auto way = page_of_case(app, actor, task.of);
    const auto subject = app.vault.subject_of_case(task.of.id);
    const bool open = way && subject && app.vault.gate().reads_some(actor, *subject);
    table.rows.push_back({{.text = open ? html::link(task.of.reference, *way) : html::text(task.of.reference + ", not open to you now")},
                          {.text = role ? role->title : task.row.role},
                          {.text = london_words(task.row.begins)},
                          {.text = end_words(task.row.ends)}});
  }
  std::ranges::reverse(table.rows);  // the newest first
  Html content = html::heading(1, "Your tasks", html::Size::xl);
  if (!asked.empty()) content += html::heading(2, "Waits for your answer", html::Size::m) + html::bullets(asked);
  if (!table.rows.empty()) content += html::scrolling_table(table);
  if (table.rows.empty() && asked.empty())
    content += html::paragraph("You have no task in a case. When you are appointed it appears here.");
  return page(app, request, {"Your tasks", content});
}

// ---- one, to contribute to a case

// What is opened to whoever agrees, in the charter's words.
std::vector<html::Content> opened_by_agreeing(const App& app, const OwnTask& task) {
  std::vector<html::Content> titles;
  for (const charter::RecordKind& kind : app.charter().record_kinds) {
    const bool opened = kind.case_kind == task.of.kind && std::ranges::any_of(app.charter().rules, [&](const charter::Rule& rule) {
      return std::ranges::find(rule.when, charter::Predicate::actor_agreed) != rule.when.end() &&
             std::ranges::find(rule.on, kind.name) != rule.on.end() &&
             std::ranges::any_of(rule.who, [&](const charter::Who& who) { return who.role == task.row.role; });
    });
    if (opened) titles.emplace_back(kind.title);
  }
  return titles;
}

Html what_is_asked_html(const App& app, const OwnTask& task) {
  const charter::CaseKind* kind = app.charter().case_kind(task.of.kind);
  Html content = html::paragraph(name_of_account(app, task.row.made_by) + " of " + app.charter().partnership.name +
                                 " has recorded that you were involved in what " + task.of.reference + " is about" +
                                 (kind ? " (" + within_sentence(kind->title) + ")" : "") +
                                 ", and asks you to contribute what you know. It is your choice.");
  content += html::paragraph("If you agree, this is opened to you, " +
                             std::string(task.row.ends ? "until " + end_words(task.row.ends) : "until the case ends") +
                             ", and each look is recorded:") +
             html::bullets(opened_by_agreeing(app, task));
  return content + html::paragraph("If you decline, nothing is opened to you, and you need not say why.");
}

Html answer_form_html(const http::Request& request, const OwnTask& task, const std::vector<html::ErrorSummaryItem>& errors) {
  const auto error = [&](std::string_view field) -> std::optional<html::ErrorMessage> {
    for (const html::ErrorSummaryItem& one : errors)
      if (one.href == "#" + std::string(field)) return html::ErrorMessage{.text = one.text};
    return std::nullopt;
  };
  html::Checkboxes accept;
  accept.name = accept.id_prefix = kConfidential;
  accept.error_message = error(kConfidential);
  accept.items.push_back({.text = "I tell nobody what I read here and what I say about it, except where the law asks me to.",
                          .value = "yes"});
  if (request.form.get(kConfidential) == "yes") accept.values = {"yes"};
  const html::Textarea why{.name = kWhy,
                           .label = {.text = "Why, if you like to say"},
                           .hint = html::Hint{.text = "Whoever appoints people to the case can read it. Do not name the child or "
                                                      "the family."},
                           .error_message = error(kWhy),
                           .value = request.form.get(kWhy),
                           .id = kWhy,
                           .rows = 3};
  html::Radios answer;
  answer.name = answer.id_prefix = kAnswer;
  answer.fieldset = html::Fieldset{.legend = {.text = "Do you contribute?", .classes = "govuk-fieldset__legend--m"}};
  answer.error_message = error(kAnswer);
  answer.items = {{.text = "I agree to contribute", .value = "agree", .conditional = html::checkboxes(accept)},
                  {.text = "I decline", .value = "decline", .conditional = html::textarea(why)}};
  answer.value = request.form.get(kAnswer);
  return html::form(path_of_task(task.row), csrf(request),
                    html::radios(answer) + html::button({.text = "Send your answer", .prevent_double_click = true}));
}

http::Response ask_for_answer(const App& app, const http::Request& request, const OwnTask& task,
                              std::vector<html::ErrorSummaryItem> errors = {}) {
  const std::string title = "You are asked to contribute to " + task.of.reference;
  const int status = errors.empty() ? 200 : 422;
  const Html content = html::heading(1, title, html::Size::l) + what_is_asked_html(app, task) + answer_form_html(request, task, errors);
  return page(app, request, {title, html::two_thirds(content), html::back_link({.href = kTasks, .text = "Your tasks"}), std::move(errors),
                             status});
}

http::Response ask_for_first_answer(const App& app, const http::Request& request, const OwnTask& task) {
  return ask_for_answer(app, request, task);
}

// What they answered, for whoever comes by the mail's link once more.
http::Response show_answered(const App& app, const http::Request& request, const store::AppointmentRow& row) {
  const auto of = case_of(app, row.case_id);
  std::vector<vault::Declined> declined;
  app.vault.store().read([&](store::Reader& reader) { declined = vault::People::declined(reader, row.case_id); });
  const bool refused = std::ranges::find(declined, row.id, &vault::Declined::appointment) != declined.end();
  if (!of || (!row.agreed && !row.ended)) return not_found();
  const std::string title = row.agreed ? "You agreed to contribute to " + of->reference
                            : refused  ? "You declined to contribute to " + of->reference
                                       : "You are no longer asked to contribute to " + of->reference;
  Html content = html::heading(1, title, html::Size::l);
  if (refused) content += html::paragraph("Nothing is opened to you. If you change your mind, " + how_to_reach_us(app.charter()) + ".");
  const auto way = row.agreed && !row.ended ? page_of_case(app, app.actor(request), *of) : std::nullopt;
  if (way)
    content += html::paragraph(html::link("Open " + of->reference, *way)) +
               html::paragraph("Then tell " + name_of_account(app, row.made_by) + " what you know: they put it on record with you.");
  return page(app, request, {title, html::two_thirds(content), html::back_link({.href = kTasks, .text = "Your tasks"})});
}

// Answers with what of this person's own tasks the address names.
http::Response for_task(const App& app, const http::Request& request,
                        http::Response (*answer)(const App&, const http::Request&, const OwnTask&)) {
  const policy::Actor actor = app.actor(request);
  const auto id = AppointmentId::parse(request.parts.at("task"));
  if (actor.kind != policy::ActorKind::person || !id) return not_found();
  for (const OwnTask& task : own_tasks(app, actor))
    if (task.row.id == *id && task.waits_for_agreement) return answer(app, request, task);
  std::optional<store::AppointmentRow> row;
  app.vault.store().read([&](store::Reader& reader) { row = reader.find_appointment(*id); });
  return row && row->account == actor.account && row->how == "involved" ? show_answered(app, request, *row) : not_found();
}

http::Response take_answer(const App& app, const http::Request& request, const OwnTask& task) {
  const std::string answer = request.form.get(kAnswer);
  if (answer != "agree" && answer != "decline")
    return ask_for_answer(app, request, task, {{.text = "Choose whether you contribute", .href = std::string("#") + kAnswer}});
  if (answer == "agree" && request.form.get(kConfidential) != "yes")
    return ask_for_answer(app, request, task,
                          {{.text = "Tick that you keep it to yourself, or decline", .href = std::string("#") + kConfidential}});
  const auto mandate = app.vault.gate().authorise_agreement(app.actor(request), *app.vault.subject_of_case(task.of.id));
  if (!mandate) return problem(app, request, mandate.error(), kTasks);
  vault::People people(app.vault);
  const auto done = answer == "agree" ? people.agree(*mandate, task.row.id) : people.decline(*mandate, task.row.id, request.form.get(kWhy));
  if (done) return http::Response::redirect(path_of_task(task.row));
  return ask_for_answer(app, request, task, {{.text = done.error().message + " " + done.error().remedy, .href = std::string("#") + kWhy}});
}

}  // namespace

void add_task_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const std::string one = std::string(kTasks) + "/{task}";
  router.add(Method::get, kTasks, Door::signed_in, [&app](const http::Request& request) { return show_tasks(app, request); });
  router.add(Method::get, one, Door::signed_in, [&app](const http::Request& request) {
    return for_task(app, request, ask_for_first_answer);
  });
  router.add(Method::post, one, Door::signed_in, [&app](const http::Request& request) { return for_task(app, request, take_answer); });
}

}  // namespace concordat::casework
