// Accounts: joiners, movers, leavers. A role is proposed by one person and approved by another; a role is lent for an absence.

#include <algorithm>

#include "casework/fields.h"
#include "casework/people/people.h"
#include "casework/second_factor.h"
#include "crypto/crypto.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "policy/tasks.h"
#include "vault/people.h"

namespace concordat::casework {
namespace {

using html::Html;

std::string account_path(AccountId id) { return std::string(kAccounts) + "/" + id.text(); }

std::optional<policy::Mandate> manager(const App& app, const http::Request& request) {
  const auto mandate = app.vault.gate().authorise(app.actor(request), charter::Capability::manage_accounts);
  return mandate ? std::optional(*mandate) : std::nullopt;
}

std::string title_of_role(const App& app, const std::string& name) {
  const charter::Role* role = app.charter().role(name);
  return role ? role->title : name;
}

std::string role_titles(const App& app, const parties::Account& account) {
  std::string titles;
  for (const std::string& name : account.roles) titles += (titles.empty() ? "" : ", ") + title_of_role(app, name);
  return titles.empty() ? "none" : titles;
}

// ---- all

std::vector<store::RoleGrantRow> proposed_roles(const App& app, AccountId of = {}) {
  std::vector<store::RoleGrantRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.role_grants_proposed(); });
  if (!of.is_none()) std::erase_if(rows, [&](const store::RoleGrantRow& row) { return row.account != of; });
  return rows;
}

Html proposals_html(const App& app, const http::Request& request, AccountId own, const std::vector<store::RoleGrantRow>& rows) {
  html::Table table;
  table.caption = "Roles that wait for a second person";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Who, and which role"}, {.text = "Decide"}, {.text = "Proposed by"}};
  for (const store::RoleGrantRow& row : rows) {
    const std::string who = name_of_account(app, row.account);
    const Html hidden = "<span class=\"govuk-visually-hidden\">: " + html::text(title_of_role(app, row.role) + ", " + who) + "</span>";
    Html acts = html::button(
        {.text = html::text("Decline") + hidden, .name = "act", .value = "decline", .classes = "govuk-button--secondary"});
    if (row.proposed_by != own && row.account != own)
      acts = html::button({.text = html::text("Approve") + hidden, .name = "act", .value = "approve", .prevent_double_click = true}) + acts;
    const std::string absent = row.principal.is_none() ? "" : ", while " + name_of_account(app, row.principal) + " is away";
    table.rows.push_back({{.text = who + ": " + within_sentence(title_of_role(app, row.role)) + absent},
                          {.text = html::form(std::string(kAccounts) + "/proposals/" + row.id.text(), csrf(request), acts)},
                          {.text = name_of_account(app, row.proposed_by)}});
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

http::Response list_accounts(const App& app, const http::Request& request) {
  const auto mandate = manager(app, request);
  if (!mandate) return not_found();
  html::Table table;
  table.caption = "Accounts";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Name"}, {.text = "Roles"}, {.text = "Of"}, {.text = "Trained"}};
  for (const parties::Account& account : app.accounts.all())
    table.rows.push_back({{.text = html::link(account.name, account_path(account.id))},
                          {.text = account.left ? "left on " + london_date(*account.left).words() : role_titles(app, account)},
                          {.text = parties::title_of(app.charter(), account.agency)},
                          {.text = account.trained ? account.trained->words() : "not recorded"}});
  Html content = html::heading(1, "Accounts", html::Size::xl);
  content += html::button({.text = "Add an account", .href = std::string(kAccounts) + "/new"});
  content += html::paragraph(html::link("Access review, every three months", std::string(kAccounts) + "/access-review"));
  content += html::paragraph(html::link("Mail that waits to be sent", kMail));
  content += html::paragraph(html::link("Health: backups, nights, disk, what else must work", kHealth));
  if (app.messages && exchanges_messages(app.charter()))
    content += html::paragraph(html::link("Other partnerships, for questions by signed messages", kPartners));
  if (app.messages && asks_agencies(app.charter()))
    content += html::paragraph(html::link("Agents of agencies, which answer involvement checks", kAgents));
  content += resets_html(app) + proposals_html(app, request, mandate->actor().account, proposed_roles(app)) + html::scrolling_table(table);
  return page(app, request, {"Accounts", content});
}

http::Response decide_proposal(const App& app, const http::Request& request) {
  const auto mandate = manager(app, request);
  const auto id = RoleGrantId::parse(request.parts.at("proposal"));
  if (!mandate || !id) return not_found();
  vault::People people(app.vault);
  if (request.form.get("act") != "approve") {
    const auto declined = people.decline_role(*mandate, *id);
    return declined ? http::Response::redirect(kAccounts) : problem(app, request, declined.error(), kAccounts);
  }
  const auto approved = people.approve_role(*mandate, *id);
  if (!approved) return problem(app, request, approved.error(), kAccounts);
  app.accounts.renew(*approved);
  return http::Response::redirect(kAccounts);
}

// ---- a joiner

std::vector<charter::Field> joiner_fields(const App& app) {
  charter::Field name;
  name.name = "name";
  name.label = "Full name";
  charter::Field email;
  email.name = "email";
  email.label = "Work email address";
  email.type = charter::FieldType::email;
  charter::Field agency;
  agency.name = "agency";
  agency.label = "Where they work";
  agency.type = charter::FieldType::choice;
  agency.choices = {app.charter().partnership.name};
  for (const charter::Agency& one : app.charter().agencies)
    if (one.title != agency.choices.front()) agency.choices.push_back(one.title);
  return {name, email, agency};
}

http::Response ask_joiner(const App& app, const http::Request& request, const Entered& entered) {
  Html content = html::heading(1, "Add an account", html::Size::xl);
  content += html::paragraph("An account begins without a role. Then invite them, and propose their roles; a second person approves each.");
  content += html::form(std::string(kAccounts) + "/new", csrf(request),
                        fields_html(joiner_fields(app), entered) + html::button({.text = "Add the account", .prevent_double_click = true}));
  return page(app, request,
              {"Add an account", html::two_thirds(content), html::back_link({.href = kAccounts, .text = "All accounts"}), entered.summary(),
               entered.ok() ? 200 : 422});
}

Entered read_joiner(const App& app, const http::Request& request) {
  Entered entered = read_fields(joiner_fields(app), request.form);
  const std::string email = parties::normal_email(entered.values["email"]);
  const auto known = app.accounts.all();
  if (entered.ok() && std::ranges::find(known, email, &parties::Account::email) != known.end())
    entered.errors["email"] = "An account has this email address already";
  return entered;
}

// Before the second factor is asked for.
std::optional<http::Response> wrong_joiner(const App& app, const http::Request& request) {
  if (!manager(app, request)) return not_found();
  const Entered entered = read_joiner(app, request);
  return entered.ok() ? std::nullopt : std::optional(ask_joiner(app, request, entered));
}

http::Response take_joiner(const App& app, const http::Request& request) {
  const auto mandate = manager(app, request);
  if (!mandate) return not_found();
  Entered entered = read_joiner(app, request);
  if (!entered.ok()) return ask_joiner(app, request, entered);
  parties::Account account{crypto::new_id<AccountId>(), {}, entered.values["name"], parties::normal_email(entered.values["email"]), "",
                           {}, {}, {}};
  for (const charter::Agency& one : app.charter().agencies)
    if (one.title == entered.values["agency"] && one.title != app.charter().partnership.name) account.agency = parties::agency_id(one.name);
  const auto added = vault::People(app.vault).add_person(*mandate, account);
  if (!added) return problem(app, request, added.error(), kAccounts);
  app.accounts.renew(account);
  return http::Response::redirect(account_path(account.id));
}

// ---- one account

struct AccountVisit {
  const App& app;
  const http::Request& request;
  policy::Mandate mandate;
  parties::Account account;
};

Html facts_html(const AccountVisit& visit) {
  const parties::Account& account = visit.account;
  html::SummaryList list;
  const auto line = [&](const char* key, const std::string& value) {
    list.rows.push_back({.key = {.text = std::string(key)}, .value = {.text = value}});
  };
  line("Email address", account.email);
  line("Works for", parties::title_of(visit.app.charter(), account.agency));
  line("Roles", role_titles(visit.app, account));
  for (const parties::Deputyship& one : visit.app.actor(account).deputyships)
    line("Stands in", title_of_role(visit.app, one.role) + " for " + name_of_account(visit.app, one.principal) + " until " +
                          end_words(one.ends));
  line("Trained in data protection", account.trained ? account.trained->words() : "not recorded");
  line("Confidentiality", account.confidentiality ? "accepted on " + london_words(*account.confidentiality) : "not accepted yet");
  if (account.left) line("Left", london_words(*account.left));
  return html::summary_list(list);
}

Html act_form(const AccountVisit& visit, const char* act, const Html& fields, const char* words, const char* classes = "") {
  return html::form(account_path(visit.account.id) + "/" + act, csrf(visit.request),
                    fields + html::button({.text = std::string(words), .prevent_double_click = true, .classes = classes}));
}

// Nothing is chosen beforehand: a role is not given, and nobody's place taken, by not looking.
std::vector<html::SelectItem> roles_to_choose(const AccountVisit& visit, bool held) {
  const auto proposed = proposed_roles(visit.app, visit.account.id);
  std::vector<html::SelectItem> items = {{.text = "Choose", .value = ""}};
  for (const charter::Role& role : visit.app.charter().roles) {
    if (visit.account.roles.contains(role.name) != held || (!held && role.of_agency && visit.account.agency.is_none())) continue;
    const bool waits = std::ranges::any_of(
        proposed, [&](const store::RoleGrantRow& row) { return row.role == role.name && row.principal.is_none(); });
    if (held || !waits) items.push_back({.text = role.title, .value = role.name});
  }
  return items;
}

std::vector<html::SelectItem> deputies_to_choose(const AccountVisit& visit) {
  std::vector<html::SelectItem> items = {{.text = "Choose", .value = ""}};
  for (const parties::Account& one : visit.app.accounts.all())
    if (one.id != visit.account.id && !one.left && one.agency == visit.account.agency)
      items.push_back({.text = one.name, .value = one.id.text()});
  return items;
}

// Nothing where there is nothing to choose.
Html choice_html(const char* name, const char* id, const std::string& label, std::vector<html::SelectItem> items, const Entered& entered) {
  if (items.size() == 1) return {};
  html::Select select;
  select.name = name;
  select.id = id;
  select.label = {.text = label, .classes = "govuk-label--s"};
  select.items = std::move(items);
  if (const auto typed = entered.values.find(id); typed != entered.values.end()) select.value = typed->second;
  if (const auto wrong = entered.errors.find(id); wrong != entered.errors.end())
    select.error_message = html::ErrorMessage{.text = wrong->second};
  return html::select(select);
}

// What was chosen, under the id of its select: the three forms with a role name it alike.
void read_choice(const AccountVisit& visit, const char* name, const char* id, const std::vector<html::SelectItem>& offered,
                 const char* wrong, Entered& entered) {
  const std::string typed = visit.request.form.get(name);
  entered.values[id] = typed;
  entered.order.insert(entered.order.begin(), {id, id});
  if (typed.empty() || std::ranges::find(offered, typed, &html::SelectItem::value) == offered.end()) entered.errors[id] = wrong;
}

charter::Field day_field(const char* name, const char* label) {
  charter::Field field;
  field.name = name;
  field.label = label;
  field.type = charter::FieldType::date;
  return field;
}

const std::vector<charter::Field>& training_fields() {
  static const std::vector<charter::Field> fields = {day_field("trained", "Day of the training")};
  return fields;
}

const std::vector<charter::Field>& absence_fields() {
  static const std::vector<charter::Field> fields = {day_field("away-from", "First day away"), day_field("away-until", "Last day away")};
  return fields;
}

Html deputy_html(const AccountVisit& visit, const Entered& entered) {
  const Html deputy = choice_html("deputy", "deputy", "Who stands in", deputies_to_choose(visit), entered);
  const Html role = choice_html("role", "lent-role", "Which role", roles_to_choose(visit, true), entered);
  if (deputy.empty() || role.empty()) return {};
  const bool own = visit.account.id == visit.mandate.actor().account;
  return html::heading(2, own ? "While you are away" : "While they are away", html::Size::m) +
         html::paragraph(own ? "What you lend counts from the first day to the last, and your deputy acts under their own name."
                             : "A second person approves a deputy whom the absent person did not declare.") +
         act_form(visit, "deputy", role + deputy + fields_html(absence_fields(), entered), "Declare a deputy",
                  "govuk-button--secondary");
}

http::Response show_account(const AccountVisit& visit, const Entered& entered) {
  Html content = html::heading(1, visit.account.name, html::Size::xl) + facts_html(visit);
  const bool own = visit.account.id == visit.mandate.actor().account;
  if (!visit.account.left) {
    content += sign_in_html(visit.app, visit.request, visit.account, visit.mandate.actor().account);
    content += html::heading(2, "Roles", html::Size::m);
    content += proposals_html(visit.app, visit.request, visit.mandate.actor().account, proposed_roles(visit.app, visit.account.id));
    if (const Html role = choice_html("role", "role", "Give a role", roles_to_choose(visit, false), entered); !role.empty())
      content += act_form(visit, "propose", role, "Propose this role");
    if (const Html role = choice_html("role", "ended-role", "Take a role away, at once", roles_to_choose(visit, true), entered);
        !role.empty())
      content += act_form(visit, "end", role, "Take this role away", "govuk-button--warning");
    if (!own)
      content += html::heading(2, "Training", html::Size::m) +
                 act_form(visit, "training", fields_html(training_fields(), entered), "Record the training", "govuk-button--secondary");
    content += deputy_html(visit, entered);
    if (!own)
      content += html::heading(2, "They leave", html::Size::m) +
                 html::paragraph("From that moment they cannot sign in, and every role and appointment of theirs ends.") +
                 act_form(visit, "leave", {}, "Record that they have left", "govuk-button--warning");
  }
  return page(visit.app, visit.request,
              {visit.account.name, html::two_thirds(content), html::back_link({.href = kAccounts, .text = "All accounts"}),
               entered.summary(), entered.ok() ? 200 : 422});
}

http::Response refused(const AccountVisit& visit, Entered entered, const Error& error) {
  refuse(entered, error);
  return show_account(visit, entered);
}

http::Response after(const AccountVisit& visit, const Entered& entered, const Result<parties::Account>& changed) {
  if (!changed) return refused(visit, entered, changed.error());
  visit.app.accounts.renew(*changed);
  return http::Response::redirect(account_path(visit.account.id));
}

// ---- each form of it: what was sent, and what is done with it once nothing is wrong

Entered read_proposal(const AccountVisit& visit) {
  Entered entered;
  read_choice(visit, "role", "role", roles_to_choose(visit, false), "Choose the role that is given", entered);
  return entered;
}

http::Response propose(const AccountVisit& visit, const Entered& entered) {
  const auto proposed = vault::People(visit.app.vault).propose_role(visit.mandate, visit.account.id, entered.values.at("role"));
  return proposed ? http::Response::redirect(kAccounts) : refused(visit, entered, proposed.error());
}

Entered read_ending(const AccountVisit& visit) {
  Entered entered;
  read_choice(visit, "role", "ended-role", roles_to_choose(visit, true), "Choose the role that is taken away", entered);
  return entered;
}

http::Response end_role(const AccountVisit& visit, const Entered& entered) {
  return after(visit, entered,
               vault::People(visit.app.vault).end_role(visit.mandate, visit.account.id, entered.values.at("ended-role")));
}

Entered read_training(const AccountVisit& visit) {
  Entered entered = read_fields(training_fields(), visit.request.form);
  const auto day = CivilDate::parse(entered.values["trained"]);
  if (entered.ok() && visit.app.today() < *day) entered.errors["trained"] = "The day of the training must be today or in the past";
  return entered;
}

http::Response train(const AccountVisit& visit, const Entered& entered) {
  const CivilDate day = *CivilDate::parse(entered.values.at("trained"));
  return after(visit, entered, vault::People(visit.app.vault).record_training(visit.mandate, visit.account.id, day));
}

Entered read_absence(const AccountVisit& visit) {
  Entered entered = read_fields(absence_fields(), visit.request.form);
  const auto from = CivilDate::parse(entered.values["away-from"]);
  const auto until = CivilDate::parse(entered.values["away-until"]);
  if (entered.ok() && (*until < *from || *until < visit.app.today()))
    entered.errors["away-until"] = "The last day must not be before the first, or before today";
  read_choice(visit, "deputy", "deputy", deputies_to_choose(visit), "Choose who stands in", entered);
  read_choice(visit, "role", "lent-role", roles_to_choose(visit, true), "Choose which role is lent", entered);
  return entered;
}

http::Response declare_deputy(const AccountVisit& visit, const Entered& entered) {
  const CivilDate from = *CivilDate::parse(entered.values.at("away-from"));
  const CivilDate until = *CivilDate::parse(entered.values.at("away-until"));
  const AccountId deputy = AccountId::parse(entered.values.at("deputy")).value_or(AccountId{});
  const std::string& role = entered.values.at("lent-role");
  const vault::Absence absence{london_midnight(from), london_midnight(until.plus_days(1))};
  vault::People people(visit.app.vault);
  Result<RoleGrantId> made = Error{};
  if (visit.account.id == visit.mandate.actor().account) {
    const auto lend = visit.app.vault.gate().authorise_lending(visit.mandate.actor(), role);
    made = lend ? people.lend_role(*lend, deputy, absence) : lend.error();
  } else {
    made = people.propose_deputy(visit.mandate, visit.account.id, deputy, role, absence);
  }
  return made ? http::Response::redirect(kAccounts) : refused(visit, entered, made.error());
}

// Whoever has left is asked to sign in wherever they still have a page open.
http::Response leave(const AccountVisit& visit) {
  http::Response response = after(visit, {}, vault::People(visit.app.vault).leave(visit.mandate, visit.account.id));
  if (response.status == 303) response.end_sessions_of = visit.account.id;
  return response;
}

std::optional<AccountVisit> visit_of(const App& app, const http::Request& request) {
  const auto mandate = manager(app, request);
  const auto id = AccountId::parse(request.parts.at("account"));
  const auto account = id ? app.accounts.find(*id) : std::nullopt;
  return mandate && account ? std::optional<AccountVisit>({app, request, *mandate, *account}) : std::nullopt;
}

// What is wrong is said before the second factor is asked for.
void add_act(http::Router& router, const App& app, const std::string& act, Entered (*read)(const AccountVisit&),
             http::Response (*carry_out)(const AccountVisit&, const Entered&)) {
  const auto wrong = [&app, read](const http::Request& request) -> std::optional<http::Response> {
    const auto visit = visit_of(app, request);
    if (!visit) return not_found();
    const Entered entered = read(*visit);
    return entered.ok() ? std::nullopt : std::optional(show_account(*visit, entered));
  };
  const auto answer = [&app, read, carry_out](const http::Request& request) {
    const auto visit = visit_of(app, request);
    if (!visit) return not_found();
    const Entered entered = read(*visit);
    return entered.ok() ? carry_out(*visit, entered) : show_account(*visit, entered);
  };
  router.add(http::Method::post, std::string(kAccounts) + "/{account}/" + act, http::Door::signed_in, confirmed(app, answer, wrong));
}

}  // namespace

void add_account_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const std::string list = kAccounts;
  const auto handled = [&app](http::Response (*answer)(const App&, const http::Request&)) -> http::Handler {
    return [&app, answer](const http::Request& request) { return answer(app, request); };
  };
  router.add(Method::get, list, Door::signed_in, handled(list_accounts));
  router.add(Method::get, list + "/new", Door::signed_in, handled([](const App& a, const http::Request& request) {
               return manager(a, request) ? ask_joiner(a, request, {}) : not_found();
             }));
  router.add(Method::post, list + "/new", Door::signed_in,
             confirmed(app, handled(take_joiner), [&app](const http::Request& request) { return wrong_joiner(app, request); }));
  router.add(Method::post, list + "/proposals/{proposal}", Door::signed_in, confirmed(app, handled(decide_proposal)));
  router.add(Method::get, list + "/{account}", Door::signed_in, [&app](const http::Request& request) {
    const auto visit = visit_of(app, request);
    return visit ? show_account(*visit, {}) : not_found();
  });
  add_act(router, app, "propose", read_proposal, propose);
  add_act(router, app, "end", read_ending, end_role);
  add_act(router, app, "training", read_training, train);
  add_act(router, app, "deputy", read_absence, declare_deputy);
  router.add(Method::post, list + "/{account}/leave", Door::signed_in, confirmed(app, [&app](const http::Request& request) {
               const auto visit = visit_of(app, request);
               return visit ? leave(*visit) : not_found();
             }));
}

}  // namespace concordat::casework
