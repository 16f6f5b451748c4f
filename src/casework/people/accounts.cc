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

Html proposals_html(const App& app, const http::Request& request, AccountId own) {
  std::vector<store::RoleGrantRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.role_grants_proposed(); });
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
  content += resets_html(app) + proposals_html(app, request, mandate->actor().account) + html::scrolling_table(table);
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

http::Response take_joiner(const App& app, const http::Request& request) {
  const auto mandate = manager(app, request);
  if (!mandate) return not_found();
  Entered entered = read_fields(joiner_fields(app), request.form);
  const std::string email = parties::normal_email(entered.values["email"]);
  const auto known = app.accounts.all();
  if (entered.ok() && std::ranges::find(known, email, &parties::Account::email) != known.end())
    entered.errors["email"] = "An account has this email address already";
  if (!entered.ok()) return ask_joiner(app, request, entered);
  parties::Account account{crypto::new_id<AccountId>(), {}, entered.values["name"], email, "", {}, {}, {}};
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

Html role_select(const AccountVisit& visit, const char* id, const std::string& label, bool held) {
  html::Select select;
  select.name = "role";
  select.id = id;
  select.label = {.text = label, .classes = "govuk-label--s"};
  select.items.push_back({.text = "Choose", .value = ""});  // none beforehand: a role is not given by not looking
  for (const charter::Role& role : visit.app.charter().roles) {
    if (visit.account.roles.contains(role.name) != held || (!held && role.of_agency && visit.account.agency.is_none())) continue;
    select.items.push_back({.text = role.title, .value = role.name});
  }
  return select.items.size() == 1 ? Html() : html::select(select);
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
  html::Select deputy;
  deputy.name = deputy.id = "deputy";
  deputy.label = {.text = "Who stands in", .classes = "govuk-label--s"};
  for (const parties::Account& one : visit.app.accounts.all())
    if (one.id != visit.account.id && !one.left && one.agency == visit.account.agency)
      deputy.items.push_back({.text = one.name, .value = one.id.text()});
  const Html role = role_select(visit, "lent-role", "Which role", true);
  if (deputy.items.empty() || role.empty()) return {};
  const bool own = visit.account.id == visit.mandate.actor().account;
  return html::heading(2, own ? "While you are away" : "While they are away", html::Size::m) +
         html::paragraph(own ? "What you lend counts from the first day to the last, and your deputy acts under their own name."
                             : "A second person approves a deputy whom the absent person did not declare.") +
         act_form(visit, "deputy", role + html::select(deputy) + fields_html(absence_fields(), entered), "Declare a deputy",
                  "govuk-button--secondary");
}

http::Response show_account(const AccountVisit& visit, const Entered& entered) {
  Html content = html::heading(1, visit.account.name, html::Size::xl) + facts_html(visit);
  const bool own = visit.account.id == visit.mandate.actor().account;
  if (!visit.account.left) {
    content += sign_in_html(visit.app, visit.request, visit.account, visit.mandate.actor().account);
    content += html::heading(2, "Roles", html::Size::m);
    if (const Html role = role_select(visit, "role", "Give a role", false); !role.empty())
      content += act_form(visit, "propose", role, "Propose this role");
    if (const Html role = role_select(visit, "ended-role", "Take a role away, at once", true); !role.empty())
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

http::Response after(const AccountVisit& visit, const Result<parties::Account>& changed) {
  if (!changed) return problem(visit.app, visit.request, changed.error(), account_path(visit.account.id));
  visit.app.accounts.renew(*changed);
  return http::Response::redirect(account_path(visit.account.id));
}

http::Response propose(const AccountVisit& visit) {
  const auto proposed = vault::People(visit.app.vault).propose_role(visit.mandate, visit.account.id, visit.request.form.get("role"));
  if (!proposed) return problem(visit.app, visit.request, proposed.error(), account_path(visit.account.id));
  return http::Response::redirect(kAccounts);
}

http::Response end_role(const AccountVisit& visit) {
  return after(visit, vault::People(visit.app.vault).end_role(visit.mandate, visit.account.id, visit.request.form.get("role")));
}

http::Response train(const AccountVisit& visit) {
  Entered entered = read_fields(training_fields(), visit.request.form);
  const auto day = CivilDate::parse(entered.values["trained"]);
  if (entered.ok() && visit.app.today() < *day) entered.errors["trained"] = "The day of the training must be today or in the past";
  if (!entered.ok()) return show_account(visit, entered);
  return after(visit, vault::People(visit.app.vault).record_training(visit.mandate, visit.account.id, *day));
}

http::Response declare_deputy(const AccountVisit& visit) {
  Entered entered = read_fields(absence_fields(), visit.request.form);
  const auto from = CivilDate::parse(entered.values["away-from"]);
  const auto until = CivilDate::parse(entered.values["away-until"]);
  if (entered.ok() && (*until < *from || *until < visit.app.today()))
    entered.errors["away-until"] = "The last day must not be before the first, or before today";
  if (!entered.ok()) return show_account(visit, entered);
  const AccountId deputy = AccountId::parse(visit.request.form.get("deputy")).value_or(AccountId{});
  const std::string role = visit.request.form.get("role");
  const vault::Absence absence{london_midnight(*from), london_midnight(until->plus_days(1))};
  vault::People people(visit.app.vault);
  Result<RoleGrantId> made = Error{};
  if (visit.account.id == visit.mandate.actor().account) {
    const auto lend = visit.app.vault.gate().authorise_lending(visit.mandate.actor(), role);
    made = lend ? people.lend_role(*lend, deputy, absence) : lend.error();
  } else {
    made = people.propose_deputy(visit.mandate, visit.account.id, deputy, role, absence);
  }
  if (!made) return problem(visit.app, visit.request, made.error(), account_path(visit.account.id));
  return http::Response::redirect(kAccounts);
}

http::Response leave(const AccountVisit& visit) {
  return after(visit, vault::People(visit.app.vault).leave(visit.mandate, visit.account.id));
}

}  // namespace

void add_account_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const std::string list = kAccounts;
  const auto add = [&](Method method, const std::string& pattern, http::Response (*answer)(const App&, const http::Request&)) {
    const http::Handler handler = [&app, answer](const http::Request& request) { return answer(app, request); };
    router.add(method, pattern, Door::signed_in, method == Method::post ? confirmed(app, handler) : handler);
  };
  const auto add_one = [&](Method method, const std::string& pattern, http::Response (*answer)(const AccountVisit&)) {
    const http::Handler handler = [&app, answer](const http::Request& request) {
      const auto mandate = manager(app, request);
      const auto id = AccountId::parse(request.parts.at("account"));
      const auto account = id ? app.accounts.find(*id) : std::nullopt;
      return mandate && account ? answer({app, request, *mandate, *account}) : not_found();
    };
    router.add(method, pattern, Door::signed_in, method == Method::post ? confirmed(app, handler) : handler);
  };
  add(Method::get, list, list_accounts);
  add(Method::get, list + "/new", [](const App& a, const http::Request& request) {
    return manager(a, request) ? ask_joiner(a, request, {}) : not_found();
  });
  add(Method::post, list + "/new", take_joiner);
  add(Method::post, list + "/proposals/{proposal}", decide_proposal);
  add_one(Method::get, list + "/{account}", [](const AccountVisit& visit) { return show_account(visit, {}); });
  add_one(Method::post, list + "/{account}/propose", propose);
  add_one(Method::post, list + "/{account}/end", end_role);
  add_one(Method::post, list + "/{account}/training", train);
  add_one(Method::post, list + "/{account}/deputy", declare_deputy);
  add_one(Method::post, list + "/{account}/leave", leave);
}

}  // namespace concordat::casework
