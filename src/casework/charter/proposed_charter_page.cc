// The charter that waits for a second person: the same page as who proposed it saw, and the decision.

#include "casework/charter/charter_pages.h"
#include "casework/charter/newer_charter.h"
#include "casework/people/people.h"
#include "casework/second_factor.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/proposed_charter.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kContent = "content";
constexpr const char* kReason = "reason";

std::optional<vault::ProposedCharter> waiting_charter(const App& app) {
  std::optional<vault::ProposedCharter> one;
  app.vault.store().read([&](store::Reader& reader) { one = vault::proposed_charter(reader); });
  return one;
}

Html proposal_facts(const App& app, const vault::ProposedCharter& one) {
  html::SummaryList facts;
  const auto fact = [&](const std::string& key, html::Content value) {
    facts.rows.push_back({.key = {.text = key}, .value = {.text = std::move(value)}});
  };
  fact("Proposed by", name_of_account(app, one.by) + ", " + london_words(one.at));
  for (const auto& [rule, reason] : one.accepted) fact("Error accepted: " + rule, reason);
  fact("Hash of what is decided on", one.content);
  Html texts = html::link("The charter, as it was sent", std::string(kNewerCharter) + "/charter.toml");
  if (!one.texts.library.empty())
    texts += html::text(", ") + html::link("the library that it extends", std::string(kNewerCharter) + "/library.toml");
  fact("Its text", texts);
  return html::summary_list(facts);
}

Html act_form_of(const http::Request& request, const vault::ProposedCharter& one, const char* act, const Html& fields) {
  return html::form(std::string(kNewerCharter) + "/" + act, csrf(request), html::hidden_input(kContent, one.content) + fields);
}

Html decline_html(const http::Request& request, const vault::ProposedCharter& one, const std::string& error) {
  html::Input reason{.name = kReason,
                     .label = {.text = "Why do you decline it?", .classes = "govuk-label--s"},
                     .hint = html::Hint{.text = "In a sentence, without anything about a person."},
                     .value = request.form.get(kReason),
                     .id = kReason};
  if (!error.empty()) reason.error_message = html::ErrorMessage{.text = error};
  return act_form_of(request, one, "decline",
                     html::input(reason) + html::button({.text = "Decline the proposal",
                                                         .prevent_double_click = true,
                                                         .classes = "govuk-button--secondary"}));
}

Html decision_html(const http::Request& request, const vault::ProposedCharter& one, const NewerCharter& newer, bool own, bool stale,
                   const std::string& error) {
  Html content = html::heading(2, "Decide", html::Size::m);
  if (own)
    return content + html::inset_text({.text = "You proposed this. Another officer who may approve a destruction decides on it."}) +
           act_form_of(request, one, "withdraw",
                       html::button({.text = "Withdraw the proposal", .prevent_double_click = true, .classes = "govuk-button--secondary"}));
  if (newer.compilation.charter && newer.refusals.empty() && !stale)
    content += html::paragraph("From that moment everything new is collected and opened under it. The charter before is kept, and still "
                               "rules what was collected under it.") +
               act_form_of(request, one, "approve",
                           html::button({.text = "Put version " + newer.compilation.charter->version + " into force",
                                         .prevent_double_click = true,
                                         .classes = "govuk-button--warning"}));
  return content + decline_html(request, one, error);
}

std::optional<http::Response> waiting_page(const App& app, const http::Request& request, const policy::Mandate& mandate,
                                           const std::string& error) {
  const auto one = waiting_charter(app);
  if (!one) return std::nullopt;
  const NewerCharter newer = look_at(app, one->texts, charter::compile_again(one->texts));
  const bool own = one->by == mandate.actor().account;
  const bool stale = one->active != app.charter().hash;
  PageContent whole{"A newer charter waits for a second person", {}, html::back_link({.href = kCharterPath, .text = "Charter"})};
  if (!error.empty()) {
    whole.errors.push_back({.text = error, .href = own ? kNewerCharter : std::string("#") + kReason});
    whole.status = 422;
  }
  whole.content = html::heading(1, whole.title, html::Size::xl);
  if (stale)
    whole.content += html::warning_text({.text = "Another charter came into force since this was proposed, so that it cannot be approved "
                                                 "any more. Withdraw or decline it, and propose it again."});
  whole.content += proposal_facts(app, *one) + newer_charter_html(app, newer) +
                   decision_html(request, *one, newer, own, stale, error);
  return page(app, request, std::move(whole));
}

http::Response after_decision(const App& app, const http::Request& request, const Result<void>& done, const char* next) {
  return done ? http::Response::redirect(next) : problem(app, request, done.error(), kNewerCharter);
}

http::Response approve_newer(const App& app, const http::Request& request, const policy::Mandate& mandate) {
  if (const auto one = waiting_charter(app)) {
    const NewerCharter newer = look_at(app, one->texts, charter::compile_again(one->texts));
    if (!newer.refusals.empty()) return problem(app, request, newer.refusals.front(), kNewerCharter);
  }
  const auto done = vault::approve_charter(app.vault, mandate, request.form.get(kContent), app.accounts.all());
  return after_decision(app, request, done, kCharterPath);
}

http::Response decline_newer(const App& app, const http::Request& request, const policy::Mandate& mandate) {
  const auto done = vault::decline_charter(app.vault, mandate, request.form.get(kContent), request.form.get(kReason));
  if (!done)
    if (auto again = waiting_page(app, request, mandate, done.error().message + " " + done.error().remedy)) return std::move(*again);
  return after_decision(app, request, done, kNewerCharter);
}

http::Response withdraw_newer(const App& app, const http::Request& request, const policy::Mandate& mandate) {
  return after_decision(app, request, vault::withdraw_charter(app.vault, mandate, request.form.get(kContent)), kNewerCharter);
}

http::Response text_of_newer(const App& app, const http::Request& request, const policy::Mandate&) {
  const auto one = waiting_charter(app);
  const std::string& name = request.parts.at("text");
  if (!one || (name != "charter.toml" && name != "library.toml")) return not_found();
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = name == "charter.toml" ? one->texts.charter : one->texts.library;
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return response;
}

}  // namespace

std::optional<http::Response> proposed_charter_page(const App& app, const http::Request& request, const policy::Mandate& mandate) {
  return waiting_page(app, request, mandate, "");
}

Html decided_charters_html(const App& app) {
  std::vector<vault::DecidedCharter> all;
  app.vault.store().read([&](store::Reader& reader) { all = vault::decided_charters(reader); });
  html::Table table{.caption = "Earlier proposals", .caption_classes = "govuk-table__caption--m"};
  table.head = {{.text = "When"}, {.text = "What became of it"}, {.text = "By"}};
  for (const vault::DecidedCharter& one : all) {
    const std::string words = one.event == "charter.approved"   ? "Put into force"
                              : one.event == "charter.declined" ? "Declined: " + one.reason
                                                                : "Withdrawn";
    table.rows.push_back({{.text = london_words(one.at)}, {.text = words}, {.text = name_of_account(app, one.by)}});
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

bool charter_waits_for(const App& app, const policy::Actor& actor) {
  if (!app.vault.gate().authorise(actor, charter::Capability::approve_destruction)) return false;
  const auto one = waiting_charter(app);
  return one && one->by != actor.account;
}

void add_proposed_charter_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const std::string path = kNewerCharter;
  router.add(Method::get, path + "/{text}", Door::signed_in, for_activating_officer(app, text_of_newer));
  router.add(Method::post, path + "/approve", Door::signed_in, confirmed(app, for_activating_officer(app, approve_newer)));
  router.add(Method::post, path + "/decline", Door::signed_in, for_activating_officer(app, decline_newer));
  router.add(Method::post, path + "/withdraw", Door::signed_in, for_activating_officer(app, withdraw_newer));
}

}  // namespace concordat::casework
