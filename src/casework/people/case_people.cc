// Who is appointed to a case: by name, as a group, or as somebody who was involved and is asked to contribute.

#include <algorithm>

#include "casework/clearance.h"
#include "casework/fields.h"
#include "casework/people/contributions.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kStage = "stage";
constexpr const char* kWays[] = {"by-name", "group", "involved"};

struct CaseVisit {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  store::CaseRow row;

  std::string path() const { return std::string(kPeople) + "/" + row.id.text(); }
};

bool has_tasks(const App& app, const store::CaseRow& row) {
  return std::ranges::any_of(kWays, [&](const char* how) { return !vault::task_roles(app.charter(), row.kind, how).empty(); });
}

std::string role_title(const App& app, const std::string& name) {
  const charter::Role* role = app.charter().role(name);
  return role ? role->title : "a role that the charter no longer names";
}

// ---- the list of cases

http::Response list(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!may_appoint(app, actor)) return not_found();
  html::Table table;
  table.caption = "Cases to which people can be appointed, the newest first";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Case"}, {.text = "Kind"}, {.text = "State"}, {.text = "Tasks in force", .format = "numeric"}};
  const Instant now = app.vault.clock().now();
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind& kind : app.charter().case_kinds)
      for (const store::CaseRow& row : reader.cases(kind.name)) {
        if (!has_tasks(app, row)) break;
        const auto tasks = reader.appointments(row.id);
        const auto in_force = std::ranges::count_if(tasks, [&](const auto& task) { return is_in_force(app, row, task, now); });
        table.rows.push_back({{.text = html::link(row.reference, std::string(kPeople) + "/" + row.id.text())},
                              {.text = kind.title},
                              {.text = title_of_state(row.state)},
                              {.text = std::to_string(in_force), .format = "numeric"}});
      }
  });
  Html content = html::heading(1, "Appointments to cases", html::Size::xl);
  content += html::paragraph("Whoever is appointed can open what the charter lets their role open in that case, from the beginning of the "
                             "appointment to its end, and nothing else.");
  content += table.rows.empty() ? html::paragraph("No case yet. When one is opened it appears here.") : html::scrolling_table(table);
  return page(app, request, {"Appointments to cases", content});
}

// ---- one case

bool is_over(const App& app, const store::CaseRow& of, const store::AppointmentRow& row, Instant now) {
  return row.ended || (row.ends && *row.ends <= now) || is_over_for(app, of, row.role);
}

std::string state_of(const App& app, const store::CaseRow& of, const store::AppointmentRow& row, Instant now) {
  if (row.ended && row.how == "involved" && !row.agreed) return "Not in force";  // whether it was declined stands below
  if (row.ended) return "Ended on " + london_words(*row.ended);
  if (row.ends && *row.ends <= now) return "Over";
  if (is_over_for(app, of, row.role)) return "Ended with the case";
  if (row.how == "involved" && !row.agreed) return "Asked; has not agreed yet";
  return now < row.begins ? "To come" : "In force";
}

Html tasks_html(const CaseVisit& visit) {
  const Instant now = visit.app.vault.clock().now();
  std::vector<store::AppointmentRow> rows;
  visit.app.vault.store().read([&](store::Reader& reader) { rows = reader.appointments(visit.row.id); });
  html::Table table;
  table.caption = "Appointed to this case";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Who"}, {.text = "Now"}, {.text = "From"}, {.text = "Until"}, {.text = "By"}};
  for (const store::AppointmentRow& row : rows) {
    const std::string who = row.how == "group" ? "Everybody of the group" : name_of_account(visit.app, row.account);
    Html now_cell = html::text(state_of(visit.app, visit.row, row, now));
    if (!is_over(visit.app, visit.row, row, now)) {
      const Html label = "End<span class=\"govuk-visually-hidden\"> the task of " + html::text(who) + "</span>";
      now_cell += html::form(visit.path() + "/" + row.id.text() + "/end", csrf(visit.request),
                             html::button({.text = label, .prevent_double_click = true, .classes = "govuk-button--secondary"}));
    }
    table.rows.push_back({{.text = who + ", " + within_sentence(role_title(visit.app, row.role))},
                          {.text = now_cell},
                          {.text = london_words(row.begins)},
                          {.text = end_words(row.ends)},
                          {.text = name_of_account(visit.app, row.made_by)}});
  }
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nobody is appointed yet.");
}

// "by-name trainer 0123…": how, which role, whose account; a group has none.
std::vector<html::SelectItem> whom(const CaseVisit& visit) {
  std::vector<html::SelectItem> items = {{.text = "Choose", .value = ""}};
  for (const char* how : kWays)
    for (const charter::Role* role : vault::task_roles(visit.app.charter(), visit.row.kind, how)) {
      if (is_over_for(visit.app, visit.row, role->name)) continue;
      const std::string prefix = std::string(how) + " " + role->name;
      if (std::string_view(how) == "group") items.push_back({.text = role->title + ": the whole group", .value = prefix});
      for (const parties::Account& account : visit.app.accounts.all()) {
        if (std::string_view(how) == "group" || account.left || !account.roles.contains(role->name)) continue;
        if (account.id == visit.actor.account) continue;
        const char* words = std::string_view(how) == "involved" ? ", asked to contribute: " : ": ";
        items.push_back({.text = role->title + words + account.name, .value = prefix + " " + account.id.text()});
      }
    }
  return items;
}

const std::vector<charter::Field>& day_fields() {
  static const std::vector<charter::Field> fields = [] {
    charter::Field from;
    from.name = "from";
    from.label = "First day";
    from.hint = "Access begins at midnight in London, or now where that has passed.";
    from.type = charter::FieldType::date;
    charter::Field until = from;
    until.name = "until";
    until.label = "Last day";
    until.hint = "Access ends with this day. Leave it empty where it lasts as long as the charter's conditions hold.";
    until.required = false;
    return std::vector<charter::Field>{from, until};
  }();
  return fields;
}

http::Response show(const CaseVisit& visit, const Entered& entered) {
  const bool asked = !entered.values.empty() || !entered.ok();
  Entered shown = entered;
  if (!asked) shown.values["from"] = visit.app.today().iso();
  const auto items = whom(visit);
  html::Select select;
  select.name = select.id = "whom";
  select.label = {.text = "Who, and as what", .classes = "govuk-label--s"};
  select.items = items;
  if (const auto typed = shown.values.find("whom"); typed != shown.values.end()) select.value = typed->second;
  if (const auto error = entered.errors.find("whom"); error != entered.errors.end())
    select.error_message = html::ErrorMessage{.text = error->second};
  Html content = html::heading(1, "People on " + visit.row.reference, html::Size::l);
  content += html::paragraph(html::tag({.text = title_of_state(visit.row.state)}));
  content += tasks_html(visit) + contributions_html(visit.app, visit.actor, visit.row) + html::heading(2, "Appoint", html::Size::m);
  if (items.size() == 1) {
    content += html::paragraph(concluded(visit.app.charter(), visit.row)
                                   ? "It is over: nobody is appointed to it any more."
                                   : "Nobody holds a role that can be given a task in this case. Give somebody such a role first.");
  } else {
    content += html::two_thirds(html::form(visit.path(), csrf(visit.request), html::select(select) + fields_html(day_fields(), shown) +
                                           html::button({.text = "Appoint", .prevent_double_click = true})));
  }
  return page(visit.app, visit.request,
              {"People on " + visit.row.reference, content, html::back_link({.href = kPeople, .text = "All cases"}), entered.summary(),
               entered.ok() ? 200 : 422});
}

Result<policy::Mandate> mandate(const CaseVisit& visit) {
  return visit.app.vault.gate().authorise(visit.actor, charter::Capability::appoint, *visit.app.vault.subject_of_case(visit.row.id));
}

// The same person or group for the same time: the form was sent twice.
bool stands_already(const CaseVisit& visit, const vault::NewAppointment& wanted) {
  std::vector<store::AppointmentRow> rows;
  visit.app.vault.store().read([&](store::Reader& reader) { rows = reader.appointments(visit.row.id); });
  return std::ranges::any_of(rows, [&](const store::AppointmentRow& row) {
    return !row.ended && row.how == wanted.how && row.role == wanted.role && row.account == wanted.account &&
           row.ends == wanted.ends && london_date(row.begins) == london_date(wanted.begins);
  });
}

// Who will be told, before anybody is.
http::Response look_at_telling(const CaseVisit& visit, const parties::Account& account) {
  const std::string title = "Ask " + account.name + " to contribute to " + visit.row.reference + "?";
  const bool mails = visit.app.outbox != nullptr;
  const Html content = html::heading(1, title, html::Size::l) + about_telling_html(visit.app, account) +
                       html::form(visit.path(), csrf(visit.request),
                                  carried_fields(visit.request.form, kStage) +
                                      html::button({.text = mails ? "Ask and send the mail" : "Ask", .name = kStage, .value = "send",
                                                    .prevent_double_click = true}));
  return page(visit.app, visit.request, {title, html::two_thirds(content),
                                         html::back_link({.href = visit.path(), .text = "People on " + visit.row.reference})});
}

// Why somebody declined to contribute: each look is recorded.
http::Response show_reason(const CaseVisit& visit) {
  const auto id = AppointmentId::parse(visit.request.parts.at("task"));
  const auto allowed = mandate(visit);
  const auto reason = id && allowed ? vault::People(visit.app.vault).reason_declined(*allowed, *id) : Result<std::string>(Error{});
  if (!reason) return not_found();
  const std::string title = "Why they declined to contribute to " + visit.row.reference;
  return page(visit.app, visit.request,
              {title, html::two_thirds(html::heading(1, title, html::Size::l) + html::inset_text({.text = *reason}) +
                                       html::paragraph("They owe no reason. It is destroyed a year after it was given.")),
               html::back_link({.href = visit.path(), .text = "People on " + visit.row.reference})});
}

http::Response appoint(const CaseVisit& visit) {
  Entered entered = read_fields(day_fields(), visit.request.form);
  const std::string chosen = visit.request.form.get("whom");
  entered.values["whom"] = chosen;
  entered.order.insert(entered.order.begin(), {"whom", "whom"});
  if (std::ranges::none_of(whom(visit), [&](const html::SelectItem& item) { return !chosen.empty() && item.value == chosen; }))
    entered.errors["whom"] = "Choose who is appointed";
  const auto from = CivilDate::parse(entered.values["from"]);
  const auto until = CivilDate::parse(entered.values["until"]);
  if (until && *until < visit.app.today()) entered.errors["until"] = "The last day must be today or later";
  if (from && until && *until < *from) entered.errors["until"] = "The last day must not be before the first";
  if (!entered.ok()) return show(visit, entered);
  const std::size_t role = chosen.find(' ') + 1;
  const std::size_t person = chosen.find(' ', role);
  vault::NewAppointment wanted;
  wanted.how = chosen.substr(0, role - 1);
  wanted.role = chosen.substr(role, person - role);
  if (person != std::string::npos) wanted.account = AccountId::parse(std::string_view(chosen).substr(person + 1)).value_or(AccountId{});
  wanted.begins = london_midnight(*from);
  if (until) wanted.ends = london_midnight(until->plus_days(1));
  if (stands_already(visit, wanted)) {
    refuse(entered, {"This was already saved.", "It stands in the list above."});
    return show(visit, entered);
  }
  const auto allowed = mandate(visit);
  if (!allowed) return problem(visit.app, visit.request, allowed.error(), visit.path());
  const auto asked = wanted.how == "involved" ? visit.app.accounts.find(wanted.account) : std::nullopt;
  if (asked && visit.request.form.get(kStage) != "send") return look_at_telling(visit, *asked);
  const auto made = vault::People(visit.app.vault).appoint(*allowed, wanted);
  if (!made) return problem(visit.app, visit.request, made.error(), visit.path());
  const auto told = asked ? tell_practitioner(visit.app, *asked, *made) : Result<void>();
  if (told) return http::Response::redirect(visit.path());
  const Error untold{"They are asked, but the mail could not be sent: " + told.error().message, "Tell them yourself."};
  return problem(visit.app, visit.request, untold, visit.path());
}

http::Response end(const CaseVisit& visit) {
  const auto id = AppointmentId::parse(visit.request.parts.at("task"));
  const auto allowed = mandate(visit);
  if (!id) return not_found();
  if (!allowed) return problem(visit.app, visit.request, allowed.error(), visit.path());
  const auto ended = vault::People(visit.app.vault).end_appointment(*allowed, *id);
  return ended ? http::Response::redirect(visit.path()) : problem(visit.app, visit.request, ended.error(), visit.path());
}

http::Response for_case(const App& app, const http::Request& request, http::Response (*answer)(const CaseVisit&)) {
  const policy::Actor actor = app.actor(request);
  const auto id = CaseId::parse(request.parts.at("case"));
  const auto row = id ? case_of(app, *id) : std::nullopt;
  if (!may_appoint(app, actor) || !row || !has_tasks(app, *row)) return not_found();
  return answer({app, request, actor, *row});
}

}  // namespace

void add_case_people_pages(http::Router& router, const App& app) {
  using http::Method;
  const std::string one = std::string(kPeople) + "/{case}";
  const auto add = [&](Method method, const std::string& pattern, http::Response (*answer)(const CaseVisit&)) {
    router.add(method, pattern, http::Door::signed_in,
               [&app, answer](const http::Request& request) { return for_case(app, request, answer); });
  };
  router.add(Method::get, kPeople, http::Door::signed_in, [&app](const http::Request& request) { return list(app, request); });
  add(Method::get, one, [](const CaseVisit& visit) { return show(visit, {}); });
  add(Method::post, one, appoint);
  add(Method::post, one + "/{task}/end", end);
  add(Method::get, one + "/{task}/reason", show_reason);
}

}  // namespace concordat::casework
