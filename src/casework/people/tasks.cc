// A person's own tasks: the cases they are appointed to, and agreeing to contribute to one.

#include <algorithm>

#include "casework/people/people.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/people.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kNotTicked = "Tick the box if you agree, or tell the office that you do not";

Html agreement_html(const http::Request& request, const OwnTask& task, bool forgotten) {
  html::Checkboxes boxes;
  boxes.name = "confidential";
  boxes.id_prefix = "confidential-" + task.row.id.text();
  boxes.fieldset = html::Fieldset{.legend = {.text = "Confidentiality for " + task.of.reference, .classes = "govuk-fieldset__legend--s"}};
  if (forgotten) boxes.error_message = html::ErrorMessage{.text = kNotTicked};
  boxes.items.push_back({.text = "I contribute to this case, and tell nobody what I read and say there, except where the law asks me to.",
                         .value = "yes"});
  return html::form(std::string(kTasks) + "/" + task.row.id.text(), csrf(request),
                    html::checkboxes(boxes) + html::button({.text = "Agree to contribute", .prevent_double_click = true}));
}

http::Response show_tasks(const App& app, const http::Request& request, const std::optional<AppointmentId>& forgotten) {
  const policy::Actor actor = app.actor(request);
  if (actor.kind != policy::ActorKind::person) return not_found();
  html::Table table;
  table.caption = "Cases that you are appointed to";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Case"}, {.text = "As"}, {.text = "From"}, {.text = "Until"}};
  Html asked;
  for (const OwnTask& task : own_tasks(app, actor)) {
    const charter::Role* role = app.charter().role(task.row.role);
    if (task.waits_for_agreement) {
      asked += html::heading(2, "You are asked to contribute to " + task.of.reference, html::Size::m);
      asked += html::paragraph("You were involved in what is reviewed here. It is your choice to contribute. If you agree, you can open "
                               "what the charter gives to those who contribute, and each look is recorded.");
      asked += agreement_html(request, task, forgotten == task.row.id);
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
  Html content = html::heading(1, "Your tasks", html::Size::xl) + asked;
  if (!table.rows.empty()) content += html::scrolling_table(table);
  if (table.rows.empty() && asked.empty())
    content += html::paragraph("You have no task in a case. When you are appointed it appears here.");
  PageContent whole{"Your tasks", content, {}, {}, forgotten ? 422 : 200};
  if (forgotten)
    whole.errors.push_back({.text = kNotTicked, .href = "#confidential-" + forgotten->text()});
  return page(app, request, std::move(whole));
}

http::Response agree(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  const auto id = AppointmentId::parse(request.parts.at("task"));
  for (const OwnTask& task : own_tasks(app, actor)) {
    if (!id || task.row.id != *id || !task.waits_for_agreement) continue;
    if (request.form.get("confidential") != "yes") return show_tasks(app, request, *id);
    const auto mandate = app.vault.gate().authorise_agreement(actor, *app.vault.subject_of_case(task.of.id));
    if (!mandate) return problem(app, request, mandate.error(), kTasks);
    const auto agreed = vault::People(app.vault).agree(*mandate, *id);
    return agreed ? http::Response::redirect(kTasks) : problem(app, request, agreed.error(), kTasks);
  }
  return not_found();
}

}  // namespace

void add_task_pages(http::Router& router, const App& app) {
  router.add(http::Method::get, kTasks, http::Door::signed_in,
             [&app](const http::Request& request) { return show_tasks(app, request, std::nullopt); });
  router.add(http::Method::post, std::string(kTasks) + "/{task}", http::Door::signed_in,
             [&app](const http::Request& request) { return agree(app, request); });
}

}  // namespace concordat::casework
