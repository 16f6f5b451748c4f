// A form that was sent after its session had lapsed: what was typed comes back after signing in again.

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

constexpr const char* kKept = "/workspace/kept-form";

// What a page itself put into its form is sent on and not shown: nobody typed it.
bool was_typed(const std::string& name, const std::string& value) {
  constexpr std::array<std::string_view, 5> kOwn = {kToBe, "version", "stage", "do", "content"};
  return std::ranges::find(kOwn, name) == kOwn.end() && !RecordId::parse(value);
}

http::Response show_kept(const App& app, const http::Request& request) {
  const auto account = app.account(request);
  const auto kept = account ? app.accounts.kept_forms().find(account->id.text(), app.vault.clock().uptime_microseconds()) : std::nullopt;
  if (!kept) return not_found();
  html::SummaryList list;
  Html fields;
  for (const auto& [name, value] : kept->fields.values()) {
    if (was_typed(name, value)) list.rows.push_back({.key = {.text = title_of_state(name)}, .value = {.text = value}});
    fields += html::hidden_input(name, value);
  }
  Html body = html::heading(1, "You were signed out before this was sent", html::Size::l);
  if (!list.rows.empty())
    body += html::paragraph("What you typed was kept for you alone, and has not been used yet.") + html::summary_list(list);
  if (kept->had_file) body += html::inset_text({.text = "The file was not kept. Choose it again on the next page."});
  body += html::form(kept->path, csrf(request),
                     fields + html::button({.text = kept->had_file ? "Go on" : "Send it now", .prevent_double_click = true}));
  body += html::form(std::string(kKept) + "/discard", csrf(request),
                     html::button({.text = "Discard it", .classes = "govuk-button--secondary"}));
  return page(app, request, {"You were signed out before this was sent", html::two_thirds(body)});
}

http::Response discard_kept(const App& app, const http::Request& request) {
  if (const auto account = app.account(request)) app.accounts.kept_forms().forget(account->id.text());
  return http::Response::redirect("/workspace");
}

}  // namespace

http::Response keep_late_form(const App& app, AccountId whose, const http::Request& request) {
  const bool kept = app.accounts.kept_forms().keep(whose.text(), request, app.vault.clock().uptime_microseconds());
  return http::Response::redirect(kept ? std::string("/sign-in?next=") + kKept : "/sign-in");
}

void add_kept_form_pages(http::Router& router, const App& app) {
  router.add(http::Method::get, kKept, http::Door::signed_in, [&app](const http::Request& request) { return show_kept(app, request); });
  router.add(http::Method::post, std::string(kKept) + "/discard", http::Door::signed_in,
             [&app](const http::Request& request) { return discard_kept(app, request); });
}

}  // namespace concordat::casework
