// The second step of signing in: the code of an authenticator, or setting one up.

#include "casework/second_factor.h"
#include "casework/signin/steps.h"
#include "crypto/one_time.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "html/qr_code.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kWrongCode = "Enter the code that your authenticator shows now; each code counts once";

// "JBSW Y3DP …", to be typed where a camera is missing.
std::string in_fours(std::string_view text) {
  std::string spaced;
  for (std::size_t i = 0; i < text.size(); ++i) spaced += (i > 0 && i % 4 == 0 ? " " : "") + std::string(1, text[i]);
  return spaced;
}

std::string address_for_app(const App& app, const parties::Account& account, const std::string& secret) {
  const std::string issuer = http::percent_encode(app.charter().partnership.name);
  return "otpauth://totp/" + issuer + ":" + http::percent_encode(account.email) + "?secret=" + secret + "&issuer=" + issuer;
}

Html demonstration_new_code(const App& app, const Bytes& secret) {
  if (!app.demonstration) return {};
  const std::string code = crypto::totp_code(secret, crypto::totp_step(app.vault.clock().now()));
  return html::inset_text({.text = html::text("An authenticator would show ") + Html("<strong id=\"demonstration-code\">") +
                                   html::text(code) + Html("</strong>") + html::text(" now. In a demonstration alone it stands here.")});
}

}  // namespace

std::optional<parties::Account> account_of(const App& app, const std::optional<HalfDone>& half) {
  const auto account = half ? app.accounts.find(half->account) : std::nullopt;
  return account && !account->left && account->password_hash == half->password_hash ? account : std::nullopt;
}

http::Response begin_again(const SignInVisit& visit) {
  return ask_sign_in(visit.app, visit.request, "/workspace", "", "Sign in again: the time for this step is over", 403);
}

http::Response after_password(const SignInVisit& visit, const parties::Account& account, const std::string& next) {
  HalfDone half{account.id, account.password_hash, next, {}};
  if (account.second.is_set_up()) return ask_code(visit, visit.pending.begin(half), account.id);
  const Secret fresh = crypto::new_totp_secret();
  half.secret.assign(fresh.expose().begin(), fresh.expose().end());
  return ask_authenticator(visit, visit.pending.begin(half), half, account);
}

http::Response ask_code(const SignInVisit& visit, const std::string& token, AccountId id, const std::string& error) {
  PageContent content{"Second factor", {}, {}, {}, error.empty() ? 200 : 403};
  if (!error.empty()) content.errors.push_back({.text = error, .href = "#second-factor"});
  Html body = html::heading(1, "Second factor", html::Size::xl);
  body += html::paragraph("Open your authenticator, and enter the code that it shows for this partnership.");
  body += html::form("/sign-in/code", csrf(visit.request),
                     html::hidden_input("step", token) + second_factor_field(visit.app, id, error) + html::button({.text = "Sign in"}));
  body += html::details(
      {.summary = "I do not have my authenticator",
       .text = html::paragraph("Enter one of the recovery codes that you were shown when you set it up. If you have none left, "
                               "ask those who look after accounts: two of them together can let you begin anew.")});
  content.content = html::two_thirds(body);
  http::Response response = page(visit.app, visit.request, std::move(content));
  response.fleeting = true;  // its step opens the second half of a sign-in
  return response;
}

http::Response take_code(const SignInVisit& visit) {
  const App& app = visit.app;
  const std::string token = visit.request.form.get("step");
  const auto half = visit.pending.find(token);
  const auto account = account_of(app, half);
  if (!account || !account->second.is_set_up()) return begin_again(visit);
  const auto taken = take_second_factor(app, account->id, visit.request.form.get("second-factor"), "signed-in");
  if (!taken) return problem(app, visit.request, taken.error(), "/sign-in");
  Throttle& throttle = app.accounts.throttle();
  if (!*taken) {
    throttle.failed(account->email, visit.request.source, app.vault.clock().uptime_microseconds());
    visit.pending.failed(token);
    return visit.pending.find(token) ? ask_code(visit, token, account->id, kWrongCode) : begin_again(visit);
  }
  visit.pending.end(token);
  throttle.succeeded(account->email, visit.request.source);
  http::Response response = http::Response::redirect(waits_to_be_sent(app, account->id.text()) ? kKeptForms : half->next);
  response.begin_session = account->id;
  return response;
}

// ---- setting one up

http::Response ask_authenticator(const SignInVisit& visit, const std::string& token, const HalfDone& half, const parties::Account& account,
                                 const std::string& error) {
  PageContent content{"Set up your authenticator", {}, {}, {}, error.empty() ? 200 : 422};
  if (!error.empty()) content.errors.push_back({.text = error, .href = "#second-factor"});
  const std::string secret = crypto::to_base32(half.secret);
  Html body = html::heading(1, "Set up your authenticator", html::Size::xl);
  body += html::lead(
      "Beside your password you need a second factor: an app on your telephone or computer that shows a new code every half "
      "minute. Any authenticator app will do.");
  body += html::paragraph("Let the app scan this picture:");
  body += html::qr_code(address_for_app(visit.app, account, secret), "QR code for your authenticator; its text stands below");
  body += html::paragraph("Or choose to enter a key by hand, based on time, and type:");
  body += html::inset_text({.text = Html("<code class=\"concordat-secret\">") + html::text(in_fours(secret)) + Html("</code>")});
  body += demonstration_new_code(visit.app, half.secret);
  html::Input code{.name = "second-factor",
                   .label = {.text = "The code that it shows now", .classes = "govuk-label--s"},
                   .id = "second-factor",
                   .autocomplete = "one-time-code",
                   .inputmode = "numeric",
                   .spellcheck = false,
                   .classes = "govuk-input--width-10"};
  if (!error.empty()) code.error_message = html::ErrorMessage{.text = error};
  body +=
      html::form("/sign-in/authenticator", csrf(visit.request),
                 html::hidden_input("step", token) + html::input(code) + html::button({.text = "Continue", .prevent_double_click = true}));
  content.content = html::two_thirds(body);
  return page(visit.app, visit.request, std::move(content));
}

Html recovery_codes_html(const std::vector<std::string>& codes) {
  std::vector<html::Content> items;
  for (const std::string& code : codes) items.emplace_back(Html("<code class=\"concordat-secret\">") + html::text(code) + Html("</code>"));
  return html::heading(1, "Your recovery codes", html::Size::xl) +
         html::lead("If you lose your authenticator, each of these lets you in once. They are shown now and never again.") +
         html::bullets(items) + html::paragraph("Print them, or keep them where your telephone is not.");
}

// The account is the one whose password was given, whatever the page says.
http::Response take_authenticator(const SignInVisit& visit) {
  const App& app = visit.app;
  const std::string token = visit.request.form.get("step");
  const auto half = visit.pending.find(token);
  const auto account = account_of(app, half);
  if (!account || account->second.is_set_up() || half->secret.empty()) return begin_again(visit);
  const auto step = crypto::accept_totp(half->secret, visit.request.form.get("second-factor"), app.vault.clock().now(), 0);
  if (!step) return ask_authenticator(visit, token, *half, *account, "Enter the six digits that the app shows now");
  const std::vector<std::string> codes = new_recovery_codes();
  const auto changed = app.accounts.change_sign_in(app.vault, account->id, "authenticator-set-up", account->id.text(),
                                                   [&](store::Transaction&, parties::Account& one) -> Result<void> {
                                                     if (one.second.is_set_up() || one.password_hash != half->password_hash)
                                                       return Error{"This account was changed meanwhile.", "Sign in again."};
                                                     one.second = {half->secret, *step, {}};
                                                     for (const std::string& code : codes)
                                                       one.second.recovery.insert(digest_of_recovery_code(code));
                                                     return {};
                                                   });
  if (!changed) return problem(app, visit.request, changed.error(), "/sign-in");
  visit.pending.end(token);
  http::Response response = page(app, visit.request,
                                 {"Your recovery codes", html::two_thirds(recovery_codes_html(codes) +
                                                                          html::button({.text = "I have kept them", .href = half->next}))});
  response.begin_session = account->id;
  return response;
}

}  // namespace concordat::casework
