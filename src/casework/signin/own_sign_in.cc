// A person's own sign-in: another password, new recovery codes, another authenticator. Each asks for the second factor again; that of
// the password in its own form, so that no password is sent back in a page.

#include "casework/second_factor.h"
#include "casework/signin/steps.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "parties/passwords.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kOwn = "/workspace/your-sign-in";

Html password_form(const SignInVisit& visit, const parties::Account& account, const std::string& field, const std::string& error) {
  html::PasswordInput now{.name = "now", .label = {.text = "Your password now", .classes = "govuk-label--s"}, .id = "now"};
  html::PasswordInput next{.name = "password",
                           .label = {.text = "A new password", .classes = "govuk-label--s"},
                           .hint = html::Hint{.text = std::to_string(parties::kShortestPassword) + " characters or more."},
                           .id = "password",
                           .autocomplete = "new-password"};
  if (field == "now") now.error_message = html::ErrorMessage{.text = error};
  if (field == "password") next.error_message = html::ErrorMessage{.text = error};
  return html::heading(2, "Change your password", html::Size::m) +
         html::form(std::string(kOwn) + "/password", csrf(visit.request),
                    html::password_input(now) + html::password_input(next) +
                        second_factor_field(visit.app, account.id, field == "second-factor" ? error : "") +
                        html::button({.text = "Change the password", .prevent_double_click = true}));
}

// What one may do here, and what waits for a second person.
Html roles_html(const App& app, const parties::Account& account) {
  const auto title = [&](const std::string& name) {
    const charter::Role* role = app.charter().role(name);
    return role ? role->title : name;
  };
  std::vector<html::Content> lines;
  for (const std::string& name : account.roles) lines.emplace_back(title(name));
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::RoleGrantRow& row : reader.role_grants_proposed())
      if (row.account == account.id) lines.emplace_back(title(row.role) + ": proposed, and waits for a second person");
  });
  return html::heading(2, "Your roles", html::Size::m) +
         (lines.empty() ? html::paragraph("You have none yet.") : html::bullets(lines));
}

http::Response show_own(const SignInVisit& visit, const std::string& field = "", const std::string& error = "") {
  const auto account = visit.app.account(visit.request);
  if (!account) return not_found();
  PageContent content{"Your sign-in", {}, {}, {}, error.empty() ? 200 : 422};
  if (!error.empty()) content.errors.push_back({.text = error, .href = "#" + field});
  const std::size_t left = account->second.recovery.size();
  Html body = html::heading(1, "Your sign-in", html::Size::xl) + html::lead("You sign in as " + account->email + ".");
  body += roles_html(visit.app, *account);
  body += password_form(visit, *account, field, error);
  body += html::heading(2, "Recovery codes", html::Size::m);
  body += html::paragraph("You have " + std::to_string(left) + (left == 1 ? " code" : " codes") + " that were not used yet.");
  body += html::form(std::string(kOwn) + "/recovery-codes", csrf(visit.request),
                     html::button({.text = "Make new codes", .prevent_double_click = true, .classes = "govuk-button--secondary"}));
  body += html::heading(2, "Another authenticator", html::Size::m);
  body += html::paragraph("The one that you have stops working at once, and you set up another.");
  body += html::form(
      std::string(kOwn) + "/authenticator", csrf(visit.request),
      html::button({.text = "Set up another authenticator", .prevent_double_click = true, .classes = "govuk-button--secondary"}));
  content.content = html::two_thirds(body);
  content.before_content = html::back_link({.href = "/workspace"});
  return page(visit.app, visit.request, std::move(content));
}

http::Response change_password(const SignInVisit& visit) {
  const App& app = visit.app;
  const auto account = app.account(visit.request);
  if (!account) return not_found();
  const std::string password = visit.request.form.get("password");
  const std::int64_t uptime = app.vault.clock().uptime_microseconds();
  if (app.accounts.throttle().seconds_to_wait(account->email, "own", uptime) > 0)
    return show_own(visit, "now", "Too many attempts failed. Wait a few minutes, then try again");
  if (!crypto::verify_password(visit.request.form.get("now"), account->password_hash)) {
    app.accounts.throttle().failed(account->email, "own", uptime);
    return show_own(visit, "now", "Enter the password that you sign in with now");
  }
  const auto fit = parties::check_password(password, {account->name, account->email, app.charter().partnership.name});
  if (!fit) return show_own(visit, "password", fit.error().message);
  const auto taken = take_second_factor(app, account->id, visit.request.form.get("second-factor"), "confirmed");
  if (!taken) return problem(app, visit.request, taken.error(), kOwn);
  if (!*taken) {
    app.accounts.throttle().failed(account->email, "own", uptime);
    return show_own(visit, "second-factor", "Enter the code that your authenticator shows now; each code counts once");
  }
  const std::string hash = crypto::hash_password(password);
  const auto changed = app.accounts.change_sign_in(app.vault, account->id, "password-changed", account->id.text(),
                                                   [&](store::Transaction&, parties::Account& one) -> Result<void> {
                                                     one.password_hash = hash;
                                                     return {};
                                                   });
  if (!changed) return problem(app, visit.request, changed.error(), kOwn);
  http::Response response = http::Response::redirect(kOwn);
  response.end_sessions_of = account->id;  // whoever else was signed in with the old one is not any more
  response.begin_session = account->id;
  return response;
}

http::Response make_codes(const SignInVisit& visit) {
  const App& app = visit.app;
  const auto account = app.account(visit.request);
  if (!account) return not_found();
  const std::vector<std::string> codes = new_recovery_codes();
  const auto changed = app.accounts.change_sign_in(app.vault, account->id, "recovery-codes-made", account->id.text(),
                                                   [&](store::Transaction&, parties::Account& one) -> Result<void> {
                                                     one.second.recovery.clear();
                                                     for (const std::string& code : codes)
                                                       one.second.recovery.insert(digest_of_recovery_code(code));
                                                     return {};
                                                   });
  if (!changed) return problem(app, visit.request, changed.error(), kOwn);
  return page(
      app, visit.request,
      {"Your recovery codes", html::two_thirds(recovery_codes_html(codes) + html::button({.text = "I have kept them", .href = kOwn}))});
}

http::Response change_authenticator(const SignInVisit& visit) {
  const App& app = visit.app;
  const auto account = app.account(visit.request);
  if (!account) return not_found();
  const auto changed = app.accounts.change_sign_in(app.vault, account->id, "authenticator-removed", account->id.text(),
                                                   [](store::Transaction&, parties::Account& one) -> Result<void> {
                                                     one.second = {};
                                                     return {};
                                                   });
  if (!changed) return problem(app, visit.request, changed.error(), kOwn);
  http::Request nobody = visit.request;  // from here on it is a sign-in like another
  nobody.session.reset();
  http::Response response = after_password({app, nobody, visit.pending}, *changed, "/workspace");
  response.end_sessions_of = account->id;
  response.end_session = true;
  return response;
}

}  // namespace

void add_own_sign_in_pages(http::Router& router, const App& app, const std::shared_ptr<Pending>& pending) {
  using http::Door;
  using http::Method;
  const auto visit = [&app, pending](http::Response (*answer)(const SignInVisit&)) {
    return [&app, pending, answer](const http::Request& request) { return answer({app, request, *pending}); };
  };
  const std::string own = kOwn;
  router.add(Method::get, own, Door::signed_in, visit([](const SignInVisit& one) { return show_own(one); }));
  router.add(Method::post, own + "/password", Door::signed_in, visit(change_password));
  router.add(Method::post, own + "/recovery-codes", Door::signed_in, confirmed(app, visit(make_codes)));
  router.add(Method::post, own + "/authenticator", Door::signed_in, confirmed(app, visit(change_authenticator)));
}

}  // namespace concordat::casework
