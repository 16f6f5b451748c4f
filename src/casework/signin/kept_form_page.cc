// Forms that were sent when their session was over: what was typed comes back after signing in again, to who typed it alone.

#include <algorithm>
#include <array>

#include "casework/access.h"
#include "casework/adding.h"
#include "casework/signin/signin.h"
#include "casework/signin/steps.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kId = "kept-form";

// What a page itself put into its form is sent on and not shown: nobody typed it.
bool was_typed(const std::string& name, const std::string& value) {
  constexpr std::array<std::string_view, 5> kOwn = {kToBe, "version", "stage", "do", "content"};
  return std::ranges::find(kOwn, name) == kOwn.end() && !RecordId::parse(value);
}

std::string whose_of(const App& app, const http::Request& request) {
  const auto account = app.account(request);
  return account ? account->id.text() : "";
}

Html kept_html(const http::Request& request, const KeptForm& kept) {
  html::SummaryList list;
  Html fields = html::hidden_input(kId, kept.id);
  for (const auto& [name, value] : kept.fields.values()) {
    if (was_typed(name, value)) list.rows.push_back({.key = {.text = title_of_state(name)}, .value = {.text = value}});
    fields += html::hidden_input(name, value);
  }
  Html body = list.rows.empty() ? Html{} : html::summary_list(list);
  if (kept.had_file) body += html::inset_text({.text = "The file was not kept. Choose it again on the next page."});
  body += html::form(std::string(kKeptForms) + "/send", csrf(request),
                     fields + html::button({.text = kept.had_file ? "Go on" : "Send it now", .prevent_double_click = true}));
  return body + html::form(std::string(kKeptForms) + "/discard", csrf(request),
                           html::hidden_input(kId, kept.id) +
                               html::button({.text = "Discard it", .classes = "govuk-button--secondary"}));
}

http::Response show_kept(const App& app, const http::Request& request) {
  const auto kept = app.accounts.kept_forms().all(whose_of(app, request), app.vault.clock().uptime_microseconds());
  const char* title = kept.empty() ? "Nothing waits to be sent" : "You were signed out before this was sent";
  Html body = html::heading(1, title, html::Size::l);
  if (kept.empty())
    body += html::paragraph("What was typed is kept for whoever typed it, for " + std::to_string(kKeptFormHours) +
                            " hours, and until it is sent or discarded.") +
            html::paragraph(html::link("Go on to your work", "/workspace"));
  else
    body += html::paragraph("What you typed was kept for you alone, and has not been used yet.");
  for (const KeptForm& one : kept) body += kept_html(request, one);
  return page(app, request, {title, html::two_thirds(body)});
}

// The browser sends the same form on to where it was meant for (RFC 9110, section 15.4.8).
http::Response send_kept(const App& app, const http::Request& request) {
  const auto path = app.accounts.kept_forms().hand_back(whose_of(app, request), request.form.get(kId));
  http::Response response = http::Response::redirect(path.value_or(kKeptForms));
  if (path) response.status = 307;
  return response;
}

http::Response discard_kept(const App& app, const http::Request& request) {
  app.accounts.kept_forms().hand_back(whose_of(app, request), request.form.get(kId));
  return http::Response::redirect(waits_to_be_sent(app, whose_of(app, request)) ? kKeptForms : "/workspace");
}

}  // namespace

bool waits_to_be_sent(const App& app, const std::string& whose) {
  return app.accounts.kept_forms().newest(whose, app.vault.clock().uptime_microseconds()).has_value();
}

http::Response keep_late_form(const App& app, std::optional<AccountId> whose, const http::Request& request) {
  const bool kept = whose && app.accounts.kept_forms().keep(whose->text(), request, app.vault.clock().uptime_microseconds());
  if (kept && request.session && request.session->account == *whose) return http::Response::redirect(kKeptForms);
  http::Response open_for_too_long;
  open_for_too_long.status = 403;
  if (request.session && !kept) return open_for_too_long;
  const bool typed = std::ranges::any_of(request.form.values(), [](const auto& one) { return one.first != "csrf"; });
  const char* ended = kept ? kEndedKept : typed ? kEndedLost : kEndedIdle;
  return http::Response::redirect(std::string("/sign-in?") + kEnded + "=" + ended + (kept ? std::string("&next=") + kKeptForms : ""));
}

void add_kept_form_pages(http::Router& router, const App& app) {
  router.add(http::Method::get, kKeptForms, http::Door::signed_in,
             [&app](const http::Request& request) { return show_kept(app, request); });
  router.add(http::Method::post, std::string(kKeptForms) + "/send", http::Door::signed_in,
             [&app](const http::Request& request) { return send_kept(app, request); });
  router.add(http::Method::post, std::string(kKeptForms) + "/discard", http::Door::signed_in,
             [&app](const http::Request& request) { return discard_kept(app, request); });
}

}  // namespace concordat::casework
