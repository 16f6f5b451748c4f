#include "casework/signin/signin.h"

#include "casework/signin/steps.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "html/components/page.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kHome = "/workspace";

std::string next_of(const http::Fields& fields) {
  const std::string next = fields.get("next");
  return http::is_local_path(next) ? next : kHome;
}

std::string waiting_words(std::int64_t seconds) {
  if (seconds <= 90) return std::to_string(seconds) + (seconds == 1 ? " second" : " seconds");
  return std::to_string((seconds + 59) / 60) + " minutes";
}

// Why somebody who was at work is asked to sign in, and what became of what they sent.
Html session_ended_html(const std::string& ended) {
  if (ended != kEndedKept && ended != kEndedLost && ended != kEndedIdle) return {};
  const std::string why = "Your session has ended: after " + std::to_string(http::kSessionIdleMinutes) +
                          " minutes without use, because you signed out in another window, or because our server was started anew.";
  const char* what = "What you asked for was not done. Sign in, and ask for it again.";
  if (ended == kEndedKept)
    what = "What you typed is kept for you alone, and was not sent yet. Sign in to send it. A file is not kept: choose it again then.";
  if (ended == kEndedLost)
    what = "What you sent could not be kept, and nothing was done with it. Use “Back” to copy what you typed before you sign in.";
  return html::notification_banner({.text = html::paragraph(why) + html::paragraph(what)});
}

Html demonstration_sign_ins(const App& app) {
  if (!app.demonstration) return {};
  html::Table table;
  table.head = {{.text = "Role"}, {.text = "Email address"}, {.text = "Password"}};
  for (const Demonstration::SignIn& one : app.demonstration->sign_ins())
    table.rows.push_back({{.text = one.role}, {.text = one.email}, {.text = one.password}});
  const Html rest = html::paragraph("The code of the second factor is shown when it is asked for.");
  return html::details({.summary = "Who can sign in to this demonstration", .text = html::scrolling_table(table) + rest, .open = true});
}

http::Response take(const SignInVisit& visit) {
  const App& app = visit.app;
  const std::string email = visit.request.form.get("email");
  const std::string next = next_of(visit.request.form);
  const std::string who = parties::normal_email(email);
  Throttle& throttle = app.accounts.throttle();
  const std::int64_t uptime = app.vault.clock().uptime_microseconds();
  const std::int64_t wait = throttle.seconds_to_wait(who, visit.request.source, uptime);
  if (wait > 0)
    return ask_sign_in(app, visit.request, next, email, "Too many attempts failed. Wait " + waiting_words(wait) + ", then try again", 429);
  const auto [account, busy] = app.accounts.sign_in(email, visit.request.form.get("password"));
  if (busy)
    return ask_sign_in(app, visit.request, next, email, "Many people are signing in at this moment. Wait a little, then try again", 503);
  if (account) return after_password(visit, *account, next);
  throttle.failed(who, visit.request.source, uptime);
  return ask_sign_in(app, visit.request, next, email,
                     "The email address and the password are not those of an account here. Check both, and enter the password again", 403);
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

http::Response ask_sign_in(const App& app, const http::Request& request, const std::string& next, const std::string& email,
                           const std::string& error, int status) {
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
  const std::string ended = request.query.has(kEnded) ? request.query.get(kEnded) : request.form.get(kEnded);
  const Html session_ended = session_ended_html(ended);
  if (!session_ended.empty()) fields += html::hidden_input(kEnded, ended);
  fields += html::button({.text = "Continue"});
  Html body = session_ended + html::heading(1, "Sign in", html::Size::xl);
  body += html::paragraph("For people who work on safeguarding here. The public pages need no sign-in.");
  body += html::form("/sign-in", csrf(request), fields);
  body += html::details({.summary = "I cannot sign in",
                         .text = html::paragraph("Accounts are made by invitation. If you lost your password or your second factor, ask "
                                                 "those who look after accounts here: two of them together let you begin anew.")});
  body += demonstration_sign_ins(app);
  content.content = html::two_thirds(body);
  return page(app, request, std::move(content));
}

void add_sign_in_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const auto pending = std::make_shared<Pending>(app.vault.clock());
  const auto add_step = [&](Method method, const char* pattern, http::Response (*answer)(const SignInVisit&)) {
    router.add(method, pattern, Door::public_,
               [&app, pending, answer](const http::Request& request) { return answer({app, request, *pending}); });
  };
  router.add(Method::get, "/sign-in", Door::public_,
             [&app](const http::Request& request) { return ask_sign_in(app, request, next_of(request.query), ""); });
  add_step(Method::post, "/sign-in", take);
  add_step(Method::post, "/sign-in/code", take_code);
  add_step(Method::post, "/sign-in/authenticator", take_authenticator);
  add_step(Method::get, "/sign-in/invitation/{account}/{token}", show_invitation);
  add_step(Method::post, "/sign-in/invitation/{account}/{token}", take_invitation);
  router.add(Method::post, "/sign-out", Door::signed_in, sign_out);
  router.add(Method::get, "/confidentiality", Door::signed_in, [&app](const http::Request& request) { return statement(app, request); });
  router.add(Method::post, "/confidentiality", Door::signed_in, [&app](const http::Request& request) { return accept(app, request); });
  add_kept_form_pages(router, app);
  add_own_sign_in_pages(router, app, pending);
}

}  // namespace concordat::casework
