// Choosing a password, by the link of an invitation.

#include "casework/invitation.h"
#include "casework/one_time_link.h"
#include "casework/signin/steps.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "parties/passwords.h"

namespace concordat::casework {
namespace {

using html::Html;

// One answer for every link that opens nothing, whether there is such an account or not.
http::Response link_is_over(const SignInVisit& visit) {
  PageContent content{"This link does not work any more", {}, {}, {}, 404};
  content.content =
      html::two_thirds(html::heading(1, "This link does not work any more", html::Size::xl) +
                       html::paragraph("It was used, its time is over, or a part of it is missing.") +
                       html::paragraph("Ask whoever invited you for another. If you chose a password already, sign in with it.") +
                       html::button({.text = "Sign in", .href = "/sign-in"}));
  return page(visit.app, visit.request, std::move(content));
}

std::optional<parties::Account> invited(const SignInVisit& visit) {
  const App& app = visit.app;
  const auto id = AccountId::parse(visit.request.parts.at("account"));
  const auto account = id ? app.accounts.find(*id) : std::nullopt;
  bool opens = false;
  app.vault.store().read([&](store::Reader& reader) {
    opens = id && link_opens(reader, invitation_task(*id), visit.request.parts.at("token"), app.vault.clock().now());
  });
  return opens && account && !account->left && account->password_hash.empty() ? account : std::nullopt;
}

http::Response ask_password(const SignInVisit& visit, const parties::Account& account, const std::string& error) {
  PageContent content{"Choose a password", {}, {}, {}, error.empty() ? 200 : 422};
  if (!error.empty()) content.errors.push_back({.text = error, .href = "#password"});
  html::PasswordInput first{
      .name = "password",
      .label = {.text = "Password", .classes = "govuk-label--s"},
      .hint = html::Hint{.text = std::to_string(parties::kShortestPassword) + " characters or more. Three random words make a good one."},
      .id = "password",
      .autocomplete = "new-password"};
  if (!error.empty()) first.error_message = html::ErrorMessage{.text = error};
  Html body = html::heading(1, "Choose a password", html::Size::xl);
  body += html::lead("Welcome, " + account.name +
                     ". You sign in with your work email address, a password that you choose now, and a second "
                     "factor that you set up next.");
  body += html::form(visit.request.path, csrf(visit.request),
                     html::password_input(first) +
                         html::password_input({.name = "again",
                                               .label = {.text = "The same again", .classes = "govuk-label--s"},
                                               .id = "again",
                                               .autocomplete = "new-password"}) +
                         html::button({.text = "Continue", .prevent_double_click = true}));
  content.content = html::two_thirds(body);
  return page(visit.app, visit.request, std::move(content));
}

}  // namespace

http::Response show_invitation(const SignInVisit& visit) {
  const auto account = invited(visit);
  return account ? ask_password(visit, *account, "") : link_is_over(visit);
}

http::Response take_invitation(const SignInVisit& visit) {
  const App& app = visit.app;
  const auto account = invited(visit);
  if (!account) return link_is_over(visit);
  const std::string password = visit.request.form.get("password");
  const auto fit = parties::check_password(password, {account->name, account->email, app.charter().partnership.name});
  if (!fit) return ask_password(visit, *account, fit.error().message);
  if (password != visit.request.form.get("again")) return ask_password(visit, *account, "Type the same password twice");
  const std::string hash = crypto::hash_password(password);
  const auto changed = app.accounts.change_sign_in(
      app.vault, account->id, "password-chosen", account->id.text(),
      [&](store::Transaction& transaction, parties::Account& one) -> Result<void> {
        TRY(use_link(transaction, invitation_task(one.id), visit.request.parts.at("token"), app.vault.clock().now()));
        one.password_hash = hash;
        return {};
      });
  return changed ? after_password(visit, *changed, "/workspace") : link_is_over(visit);
}

}  // namespace concordat::casework
