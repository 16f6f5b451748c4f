#include "casework/app.h"

#include <algorithm>

#include "casework/cases/visit.h"
#include "casework/people/people.h"
#include "casework/site/concern.h"
#include "casework/training/training.h"
#include "casework/workspace/search.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

html::Site site_of(const App& app) {
  html::Site site;
  site.partnership = app.charter().partnership.name;
  site.asset_path = app.assets.path();
  site.footer = {{"Privacy notice", "/notice"}, {"Your rights", "/rights"},         {"Promises kept", "/promises"},
                 {"Contact us", "/contacts"},   {"For children", "/notice/children"}, {"Accessibility", "/accessibility"},
                 {"Cookies", "/cookies"}};
  site.footer_note = app.charter().sending;
  site.feed = {"News of " + site.partnership, "/news.atom"};
  return site;
}

bool serves(const App& app, std::string_view case_kind) { return app.charter().case_kind(case_kind) != nullptr; }

bool has(const App& app, const policy::Actor& actor, charter::Capability capability) {
  return app.vault.gate().authorise(actor, capability).ok();
}

// Only where somebody has business: to others those pages do not exist.
std::vector<html::Link> ways_on(const App& app, const http::Request& request) {
  std::vector<html::Link> links;
  if (!request.session) {
    links.push_back({"Your information", "/notice"});
    if (serves(app, "course-run")) links.push_back({"Courses", "/courses"});
    if (std::ranges::any_of(app.charter().case_kinds, [&](const charter::CaseKind& kind) { return may_open_online(app, kind); }))
      links.push_back({"Tell us or ask us", "/forms"});
    links.push_back({"Promises kept", "/promises"});
    links.push_back({"Sign in", "/sign-in"});
    return links;
  }
  const policy::Actor actor = app.actor(request);
  links.push_back({"Today", "/workspace"});
  if (serves(app, "course-run") && may_see_courses(app, actor)) links.push_back({"Courses", "/workspace/courses"});
  if (business_with(app.charter(), actor, kinds_of_reviews(app.charter())) != Business::none) links.push_back({"Reviews", kReviews});
  if (business_with(app.charter(), actor, kinds_of_other_work(app.charter())) != Business::none)
    links.push_back({"Other work", kCases});
  if (may_search(app, actor)) links.push_back({"Search", kSearch});
  if (!actor.agency.is_none()) links.push_back({"Your agency", "/workspace/agency"});
  using enum charter::Capability;
  if (has(app, actor, approve_destruction) || has(app, actor, propose_destruction) || has(app, actor, hold))
    links.push_back({"Disposal", "/workspace/disposal"});
  if (may_appoint(app, actor)) links.push_back({"Appointments", kPeople});
  if (has(app, actor, manage_accounts)) links.push_back({"Accounts", kAccounts});
  if (has(app, actor, see_ledger)) {
    links.push_back({"Ledger", "/workspace/ledger"});
    links.push_back({"Charter", "/workspace/charter"});
  }
  return links;
}

// The address by which a page stands under one of the ways: a review stands under Reviews, though its address is that of any case.
std::string place_of(const App& app, const http::Request& request) {
  const auto account = app.account(request);
  const bool cleared = account && parties::cleared(*account, app.charter(), app.today());  // to others each address looks the same
  if (!cleared || !request.path.starts_with(std::string(kCases) + "/")) return request.path;
  const auto id = request.parts.find("case");
  const auto kind = request.parts.find("kind");
  const auto row = id == request.parts.end() ? std::nullopt : find_case(app, id->second);
  const std::string of = row ? row->kind : kind == request.parts.end() ? "" : kind->second;
  const CaseKinds reviews = kinds_of_reviews(app.charter());
  const bool is_review = std::ranges::find(reviews, of, &charter::CaseKind::name) != reviews.end();
  return is_review ? std::string(kReviews) + "/" : request.path;
}

std::vector<html::ServiceNavigationItem> navigation(const App& app, const http::Request& request) {
  std::vector<html::ServiceNavigationItem> navigation;
  const std::string place = place_of(app, request);
  for (const html::Link& link : ways_on(app, request)) {
    html::ServiceNavigationItem item;
    item.text = link.text;
    item.href = link.href;
    item.current = request.path == link.href;
    item.active = !item.current && link.href != "/workspace" && place.starts_with(link.href + "/");
    navigation.push_back(std::move(item));
  }
  return navigation;
}

Html who_is_signed_in(const App& app, const http::Request& request) {
  const auto account = app.account(request);
  if (!account) return {};
  return html::link(account->name, "/workspace/your-sign-in") +
         html::text(" " + parties::title_of(app.charter(), account->agency) + " ") +
         html::post_button("/sign-out", csrf(request), "Sign out", "govuk-button--secondary");
}

Html demonstration_bar(const App& app, const http::Request& request) {
  if (!app.demonstration) return {};
  Html bar = html::text("All people here are invented. It is " + app.today().words() + ". ");
  bar += html::link("Go on in time", "/demonstration?from=" + http::percent_encode(request.path));
  return bar;
}

struct StatusWords {
  const char* title;
  const char* what;
};

StatusWords words_of(int status) {
  switch (status) {
    case 400: return {"We could not read that request", "Go back, look at what you entered, and send it again."};
    case 403:
      return {"That could not be accepted",
              "The page it came from was not ours, or has been open for too long. Go back, load it again, and repeat what you did."};
    case 404:
      return {"Page not found",
              "If you typed the address, check it. If you followed a link, it may be out of date, or the page may not be for you."};
    case 405: return {"That cannot be done here", "Go back and use the buttons on the page."};
    case 413: return {"That is too much at once", "Send less: shorten the text."};
    case 503: return {"We are busy", "Wait a minute, then try again. Nothing you entered was kept."};
    default: return {"Something went wrong on our side", "Nothing was lost that we had confirmed. Try again in a few minutes."};
  }
}

}  // namespace

// ---- accounts

Accounts::Accounts() : nobodys_hash_(crypto::hash_password(to_hex(crypto::random_secret(16).expose()))) {}

Result<std::unique_ptr<Accounts>> Accounts::load(vault::Vault& vault) {
  std::unique_ptr<Accounts> accounts(new Accounts);
  for (parties::Account& account : TRY(vault.open_accounts(vault.gate().grant_system(policy::SystemTask::index_accounts))))
    accounts->by_id_[account.id] = std::move(account);
  return accounts;
}

std::optional<parties::Account> Accounts::find(AccountId id) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<parties::Account> Accounts::all() const {
  std::vector<parties::Account> list;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, account] : by_id_) list.push_back(account);
  }
  std::ranges::sort(list, {}, [](const parties::Account& one) { return std::pair(one.name, one.id); });
  return list;
}

Accounts::SignIn Accounts::sign_in(std::string_view email, std::string_view password) const {
  if (!entrances_.try_acquire()) return {{}, true};
  const struct Leaving {
    Entrances& entrances;
    ~Leaving() { entrances.release(); }
  } leaving{entrances_};
  std::optional<parties::Account> known;
  {
    const std::lock_guard lock(mutex_);
    const std::string normal = parties::normal_email(email);
    for (const auto& [id, account] : by_id_)
      if (account.email == normal && !account.left) known = account;
  }
  const bool has_one = known && !known->password_hash.empty();
  const bool right = crypto::verify_password(password, has_one ? known->password_hash : nobodys_hash_);
  return {right && has_one ? known : std::nullopt, false};
}

Result<void> Accounts::add(vault::Vault& vault, const parties::Account& account, std::string_view by) {
  TRY(vault.add_account(account, by));
  const std::lock_guard lock(mutex_);
  by_id_[account.id] = account;
  return {};
}

Result<void> Accounts::update(vault::Vault& vault, const parties::Account& account, std::string_view by) {
  TRY(vault.update_account(account, by));
  const std::lock_guard lock(mutex_);
  by_id_[account.id] = account;
  return {};
}

Result<parties::Account> Accounts::change_sign_in(vault::Vault& vault, AccountId id, std::string_view what, std::string_view by,
                                                  const vault::Vault::AccountChange& change) {
  const std::lock_guard one_at_a_time(changes_);
  parties::Account changed = TRY(vault.change_sign_in(id, what, by, change));
  renew(changed);
  return changed;
}

void Accounts::renew(const parties::Account& account) {
  const std::lock_guard lock(mutex_);
  by_id_[account.id] = account;
}

// ---- who asks

std::optional<parties::Account> App::account(const http::Request& request) const {
  const auto found = request.session ? accounts.find(request.session->account) : std::nullopt;
  return found && !found->left ? found : std::nullopt;
}

policy::Actor App::actor(const http::Request& request) const {
  const auto signed_in = account(request);
  return signed_in ? actor(*signed_in) : policy::the_public();
}

policy::Actor App::actor(const parties::Account& account) const {
  std::vector<parties::Deputyship> lent = vault.deputyships(account.id);
  std::erase_if(lent, [&](const parties::Deputyship& one) {
    const auto principal = accounts.find(one.principal);
    return !principal || principal->left || !principal->roles.contains(one.role);
  });
  return policy::person(account, charter(), today(), lent);
}

std::string how_to_reach_us(const charter::Charter& charter) {
  for (const char* name : {"officer", "requests", "complaints"})  // the regulator's and the lines for concerns are not ours
    for (const charter::Contact& contact : charter.contacts)
      if (contact.name == name && contact.telephone) return "telephone us on " + contact.telephone->operates;
  return "ask us, at an address or a number that you know to be ours";
}

std::string csrf(const http::Request& request) { return request.session ? request.session->csrf : ""; }

// ---- pages

http::Response page(const App& app, const http::Request& request, PageContent content) {
  html::Page whole;
  whole.title = std::move(content.title);
  whole.content = std::move(content.content);
  whole.before_content = std::move(content.before_content);
  whole.errors = std::move(content.errors);
  if (!content.one_task) {
    whole.navigation = navigation(app, request);
    whole.navigation_end = who_is_signed_in(app, request);
  }
  whole.demonstration = demonstration_bar(app, request);
  if (content.one_task) whole.help = html::Help{.page = kConcern};
  else if (!request.session) whole.help = help(app);
  http::Response response;
  response.status = content.status;
  html::Site site = site_of(app);
  if (content.one_task) {
    site.footer = {{"Privacy notice", "/notice"}, {"Contact us", "/contacts"}, {"Accessibility", "/accessibility"}};
    site.footer_note.clear();
  }
  response.body = html::page(site, whole);
  response.fleeting = response.body.find("\"concordat-secret\"") != std::string::npos;
  return response;
}

http::Response not_found() {
  http::Response response;
  response.status = 404;
  return response;
}

http::Response problem(const App& app, const http::Request& request, const Error& error, std::string_view back) {
  PageContent content{"That could not be done", {}, {}, {}, 409};
  content.content = html::two_thirds(html::heading(1, "That could not be done", html::Size::l) + html::paragraph(error.message) +
                                     html::paragraph(error.remedy) + html::paragraph("Nothing was changed.") +
                                     html::paragraph(html::link("Go back", back)));
  return page(app, request, std::move(content));
}

std::string error_page(const App& app, int status) {
  const StatusWords words = words_of(status);
  html::Page whole;
  whole.title = words.title;
  whole.content = html::two_thirds(html::heading(1, words.title, html::Size::l) + html::paragraph(words.what) +
                                   html::paragraph("You can go on from here:") +
                                   html::bullets({html::link("the start page", "/"),
                                                  html::link("your work here, if you sign in", "/workspace"),
                                                  html::link("our privacy notice", "/notice"), html::link("your rights", "/rights"),
                                                  html::link("contacts", "/contacts")}));
  whole.help = html::Help{.page = kConcern};  // these pages are made once, so that they name no line for an hour
  return html::page(site_of(app), whole);
}

}  // namespace concordat::casework
