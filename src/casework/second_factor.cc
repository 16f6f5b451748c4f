#include "casework/second_factor.h"

#include "casework/fields.h"
#include "crypto/one_time.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kField = "second-factor";
constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";  // none that looks like another

std::string without_spaces(std::string_view typed) {
  std::string text;
  for (const char c : typed)
    if (c != ' ' && c != '-') text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string new_code() {
  std::string code;
  while (code.size() < 19) {
    std::array<std::uint8_t, 1> byte;
    crypto::fill_random(byte);
    if (byte[0] >= 248) continue;  // a multiple of 31: no letter is likelier than another
    if (code.size() % 5 == 4) code += '-';
    code += kLetters[byte[0] % kLetters.size()];
  }
  return code;
}

std::optional<std::string> demonstration_code_now(const App& app, AccountId id) {
  const auto account = app.demonstration ? app.accounts.find(id) : std::nullopt;
  if (!account || !account->second.is_set_up()) return std::nullopt;
  const std::int64_t current = crypto::totp_step(app.vault.clock().now());
  for (const std::int64_t step : {current, current + 1})  // the one before would lapse while somebody types it
    if (step > account->second.last_step) return crypto::totp_code(account->second.secret, step);
  return std::nullopt;
}

http::Response ask_again(const App& app, const http::Request& request, AccountId id, const std::string& error) {
  PageContent content{"Confirm that it is you", {}, {}, {}, error.empty() ? 200 : 422};
  if (!error.empty()) content.errors.push_back({.text = error, .href = "#second-factor"});
  Html fields = carried_fields(request.form, kField);
  fields += second_factor_field(app, id, error) + html::button({.text = "Continue", .prevent_double_click = true});
  Html body = html::heading(1, "Confirm that it is you", html::Size::xl);
  body += html::lead("What you are about to do weighs much. Give the code of your authenticator again; it then counts for " +
                     std::to_string(http::kConfirmedMinutes) + " minutes.");
  body += html::form(request.path, csrf(request), fields);
  content.content = html::two_thirds(body);
  http::Response response = page(app, request, std::move(content));
  response.fleeting = app.demonstration && !demonstration_code_now(app, id);  // loaded again, it shows the code that there is then
  return response;
}

http::Response confirm(const App& app, const http::Request& request, const http::Handler& handler) {
  const auto account = app.account(request);
  if (!account) return not_found();
  if (request.session->confirmed) return handler(request);
  const std::string typed = request.form.get(kField);
  if (!request.form.has(kField)) return ask_again(app, request, account->id, "");
  Throttle& throttle = app.accounts.throttle();
  const std::int64_t uptime = app.vault.clock().uptime_microseconds();
  const std::string who = "confirm " + account->id.text();
  if (throttle.seconds_to_wait(who, "", uptime) > 0) {  // whoever holds this session guesses
    http::Response response = http::Response::redirect("/sign-in");
    response.end_session = true;
    return response;
  }
  const auto taken = take_second_factor(app, account->id, typed, "confirmed");
  if (!taken) return problem(app, request, taken.error(), "/workspace");
  if (!*taken) {
    throttle.failed(who, "", uptime);
    return ask_again(app, request, account->id, "Enter the code that your authenticator shows now; each code counts once");
  }
  throttle.succeeded(who, "");
  http::Response response = handler(request);
  response.confirm_session = !response.begin_session && !response.end_session;
  return response;
}

}  // namespace

std::vector<std::string> new_recovery_codes() {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) codes.push_back(new_code());
  return codes;
}

// About 79 random bits each: no list of all of them can be made, so that a plain digest is enough.
std::string digest_of_recovery_code(std::string_view typed) { return to_hex(crypto::sha256(as_bytes(without_spaces(typed)))); }

Result<bool> take_second_factor(const App& app, AccountId id, std::string_view typed, std::string_view what) {
  bool right = false;
  const std::string code = without_spaces(typed);
  const auto changed =
      app.accounts.change_sign_in(app.vault, id, what, id.text(), [&](store::Transaction&, parties::Account& account) -> Result<void> {
        right = false;
        if (!account.second.is_set_up() || account.left) return Error{};
        const auto step = crypto::accept_totp(account.second.secret, code, app.vault.clock().now(), account.second.last_step);
        if (step) account.second.last_step = *step;
        else if (account.second.recovery.erase(digest_of_recovery_code(code)) == 0) return Error{};
        right = true;
        return {};
      });
  if (right && !changed) return changed.error();
  return right;
}

Html demonstration_code(const App& app, AccountId id) {
  const auto account = app.demonstration ? app.accounts.find(id) : std::nullopt;
  if (!account || !account->second.is_set_up()) return {};
  if (const auto code = demonstration_code_now(app, id))
    return html::inset_text({.text = html::text("The authenticator of this invented person shows ") +
                                     Html("<strong id=\"demonstration-code\">") + html::text(*code) + Html("</strong>") +
                                     html::text(". In a demonstration alone it stands here.")});
  return html::inset_text(
      {.text = "The authenticator of this invented person shows its next code in half a minute. Load the page again then."});
}

Html second_factor_field(const App& app, AccountId id, const std::string& error) {
  html::Input input{.name = kField,
                    .label = {.text = "Code of your authenticator", .classes = "govuk-label--s"},
                    .hint = html::Hint{.text = "Six digits, or one of your recovery codes."},
                    .id = kField,
                    .autocomplete = "one-time-code",
                    .spellcheck = false,
                    .classes = "govuk-input--width-20"};
  if (!error.empty()) input.error_message = html::ErrorMessage{.text = error};
  return demonstration_code(app, id) + html::input(input);
}

http::Handler confirmed(const App& app, http::Handler handler, FormCheck check) {
  return [&app, handler = std::move(handler), check = std::move(check)](const http::Request& request) {
    auto refused = check ? check(request) : std::nullopt;
    return refused ? std::move(*refused) : confirm(app, request, handler);
  };
}

}  // namespace concordat::casework
