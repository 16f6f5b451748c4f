#include "casework/signin/signin.h"

#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kHome = "/workspace";

std::string next_of(const http::Fields& fields) {
  const std::string next = fields.get("next");
  return http::is_local_path(next) ? next : kHome;
}

Html demonstration_sign_ins(const App& app) {
  if (!app.demonstration) return {};
  html::Table table;
  table.head = {{.text = "Role"}, {.text = "Email address"}, {.text = "Password"}};
  for (const Demonstration::SignIn& one : app.demonstration->sign_ins())
    table.rows.push_back({{.text = one.role}, {.text = one.email}, {.text = one.password}});
  return html::details({.summary = "Who can sign in to this demonstration", .text = html::scrolling_table(table), .open = true});
}

http::Response ask(const App& app, const http::Request& request, const std::string& next, const std::string& email,
                   const std::string& error = "", int status = 200) {
  PageContent content{"Sign in", {}, {}, {}, status};
  if (!error.empty()) content.errors.push_back({.text = error, .href = "#email"});
  Html fields = html::input({.name = "email",
                             .label = {.text = "Email address", .classes = "govuk-label--s"},
                             .value = email,
                             .id = "email",
                             .type = "email",
                             .autocomplete = "username",
                             .spellcheck = false});
  fields += html::password_input({.name = "password", .label = {.text = "Password", .classes = "govuk-label--s"}, .id = "password"});
  fields += html::hidden_input("next", next);
  fields += html::button({.text = "Sign in"});
  Html body = html::heading(1, "Sign in", html::Size::xl);
  body += html::paragraph("For people who work on safeguarding here. The public pages need no sign-in.");
  body += html::form("/sign-in", csrf(request), fields);
  body += html::inset_text(
      {.text = "You sign in with a password alone for now. A second factor comes with a later version; until then use this "
               "server only where a password is enough."});
  body += demonstration_sign_ins(app);
  content.content = html::two_thirds(body);
  return page(app, request, std::move(content));
}

http::Response take(const App& app, const http::Request& request) {
  const std::string email = request.form.get("email");
  const auto [account, busy] = app.accounts.sign_in(email, request.form.get("password"));
  const std::string next = next_of(request.form);
  if (busy) return ask(app, request, next, email, "Many people are signing in at this moment. Wait a little, then try again", 503);
  if (!account) return ask(app, request, next, email, "Enter the email address and password of your account", 403);
  http::Response response = http::Response::redirect(next);
  response.begin_session = account->id;
  return response;
}

http::Response sign_out(const http::Request&) {
  http::Response response = http::Response::redirect("/sign-in");
  response.end_session = true;
  return response;
}

http::Response statement(const App& app, const http::Request& request) {
  const auto account = app.account(request);
  if (!account) return not_found();
  Html body = html::heading(1, "Confidentiality", html::Size::xl);
  body += html::lead("Before you see anything about a child or a family, read this and accept it.");
  body += html::bullets({"You look at records only where your work needs it, and only for the purpose that they were collected for.",
                         "You tell nobody what you read, except where your work or the law asks you to.",
                         "You know that every look is recorded, and that the agency which owns a record can see who read it.",
                         "You say at once when something went to the wrong person."});
  if (account->confidentiality) body += html::paragraph("You accepted this on " + london_words(*account->confidentiality) + ".");
  else body += html::form("/confidentiality", csrf(request), html::button({.text = "I accept this"}));
  return page(app, request, {"Confidentiality", html::two_thirds(body)});
}

http::Response accept(const App& app, const http::Request& request) {
  auto account = app.account(request);
  if (!account) return not_found();
  if (!account->confidentiality) {
    account->confidentiality = app.vault.clock().now();
    if (const auto kept = app.accounts.update(app.vault, *account, account->id.text()); !kept)
      return problem(app, request, kept.error(), kHome);
  }
  return http::Response::redirect(kHome);
}

}  // namespace

void add_sign_in_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  router.add(Method::get, "/sign-in", Door::public_,
             [&app](const http::Request& request) { return ask(app, request, next_of(request.query), ""); });
  router.add(Method::post, "/sign-in", Door::public_, [&app](const http::Request& request) { return take(app, request); });
  router.add(Method::post, "/sign-out", Door::signed_in, sign_out);
  router.add(Method::get, "/confidentiality", Door::signed_in, [&app](const http::Request& request) { return statement(app, request); });
  router.add(Method::post, "/confidentiality", Door::signed_in, [&app](const http::Request& request) { return accept(app, request); });
}

}  // namespace concordat::casework
