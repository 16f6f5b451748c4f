// With which other partnerships, and agents of agencies, messages are exchanged: our card for them, their cards, and the two people who
// let one in.

#include <algorithm>

#include "casework/people/people.h"
#include "casework/second_factor.h"
#include "exchange/post.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

// One page lets partnerships in, another agents.
struct Circle {
  bool agents;
  const char* path;
  const char* title;
  const char* lead;
  const char* send_ours;   // what is done with our card
  const char* those_here;  // heading of the list
  const char* add;         // heading of the form
  const char* card_begins;
};

constexpr Circle kPartnerCircle{
    false, kPartners, "Other partnerships", "With these, questions whether somebody is known are asked and answered by signed messages.",
    "Send it to the other partnership. Nothing in it is secret. They add it on this page of theirs, and telephone you: read them our "
    "fingerprint.",
    "Partnerships", "Add a partnership", "concordat partner card"};
constexpr Circle kAgentCircle{
    true, kAgents, "Agents of agencies",
    "An agent runs at an agency, beside its own records. It fetches what that agency is asked, and sends what a person there confirmed.",
    "Send it to the agency. Nothing in it is secret. They give it to their agent, and telephone you: read them our fingerprint.",
    "Agents", "Add an agent", "concordat agent card"};

Result<policy::Mandate> mandate_for(const App& app, const Circle& circle, const http::Request& request) {
  const charter::Charter& charter = app.charter();
  if (!app.messages || !(circle.agents ? asks_agencies(charter) : exchanges_messages(charter)))
    return Error{"The charter names nobody with whom this is exchanged.", ""};
  return app.vault.gate().authorise(app.actor(request), charter::Capability::manage_accounts);
}

std::vector<exchange::Partner> those_in(const App& app, const Circle& circle) {
  std::vector<exchange::Partner> all;
  app.vault.store().read([&](store::Reader& reader) { all = exchange::peers(reader); });
  std::erase_if(all, [&](const exchange::Partner& one) { return one.removed || one.is_agent() != circle.agents; });
  return all;
}

Html preformatted(const std::string& label, const std::string& content) {
  return Html("<pre class=\"concordat-scroll\" role=\"region\" aria-label=\"") + html::text(label) + Html("\" tabindex=\"0\">") +
         html::text(content) + Html("</pre>");
}

Html own_card_html(const App& app, const Circle& circle, const http::Request& request) {
  const std::string host = request.origin.substr(std::min(request.origin.size(), request.origin.find("//") + 2));
  const exchange::Card card = app.messages->card(app.charter().partnership.name, "https://" + host);
  Html content = html::heading(2, "Our card", html::Size::m);
  content += html::paragraph(circle.send_ours);
  content += html::inset_text({.text = html::text("Our fingerprint: ") + Html("<strong>") + html::text(card.keys.fingerprint()) +
                                       Html("</strong>")});
  return content + html::details({.summary = "Show our card", .text = preformatted("Our card", exchange::text_of(card))});
}

Html hidden_name(const exchange::Partner& one) {
  return Html("<span class=\"govuk-visually-hidden\">: ") + html::text(one.card.name) + Html("</span>");
}

Html decide_html(const App& app, const Circle& circle, const http::Request& request, const exchange::Partner& one) {
  Html fields;
  if (!one.is_known() && one.proposed_by != app.actor(request).account) {
    html::Input fingerprint;
    fingerprint.name = "fingerprint";
    fingerprint.id = "fingerprint-" + one.word();
    fingerprint.label = {.text = "Their fingerprint"};
    fingerprint.hint = html::Hint{.text = "Telephone them on a number that you know, and enter what they read to you: 20 characters."};
    fingerprint.autocomplete = "off";
    fingerprint.classes = "govuk-input--width-20";
    fields += html::input(fingerprint);
    fields += html::button({.text = html::text("Confirm") + hidden_name(one), .name = "act", .value = "confirm"});
  } else if (!one.is_known()) {
    fields += html::paragraph("You added it. Somebody else must confirm it.");
  }
  return html::form(std::string(circle.path) + "/" + one.word(), csrf(request),
                    fields + html::button({.text = html::text("Remove") + hidden_name(one),
                                           .name = "act",
                                           .value = "remove",
                                           .classes = "govuk-button--secondary"}));
}

Html whose_html(const App& app, const exchange::Partner& one) {
  html::SummaryList list;
  list.card = html::SummaryCard{.title = one.card.name};
  if (one.is_agent()) {
    list.rows.push_back({.key = {.text = "Agency"}, .value = {.text = parties::title_of(app.charter(), parties::agency_id(one.agency))}});
  } else {
    const bool is_signed = one.card.certificate.empty();
    list.rows.push_back({.key = {.text = "Address"}, .value = {.text = one.card.address}});
    list.rows.push_back({.key = {.text = "Its server's certificate"},
                         .value = {.text = is_signed ? "Signed by an authority that this machine trusts" : "The one on its card"}});
  }
  list.rows.push_back({.key = {.text = "State"},
                       .value = {.text = one.is_known() ? html::tag({.text = "Confirmed", .classes = "govuk-tag--green"})
                                                        : html::tag({.text = "Waits to be confirmed", .classes = "govuk-tag--yellow"})}});
  list.rows.push_back({.key = {.text = "Added by"},
                       .value = {.text = name_of_account(app, one.proposed_by) + ", " + london_words(one.since)}});
  return html::summary_list(list);
}

Html all_html(const App& app, const Circle& circle, const http::Request& request) {
  Html content = html::heading(2, circle.those_here, html::Size::m);
  const std::vector<exchange::Partner> all = those_in(app, circle);
  for (const exchange::Partner& one : all) content += whose_html(app, one) + decide_html(app, circle, request, one);
  return all.empty() ? content + html::paragraph("None was added yet. Add the first one below.") : content;
}

struct Typed {
  std::string card, agency;
  std::string field, error;  // what is wrong with which
};

std::optional<html::ErrorMessage> error_of(const Typed& typed, std::string_view field) {
  return typed.field == field ? std::optional(html::ErrorMessage{.text = typed.error}) : std::nullopt;
}

Html agency_field(const App& app, const Typed& typed) {
  html::Select select;
  select.name = select.id = "agency";
  select.label = {.text = "Whose agent is it?"};
  select.items.push_back({.text = "Choose an agency", .value = ""});
  for (const charter::Agency& agency : app.charter().agencies) select.items.push_back({.text = agency.title, .value = agency.name});
  select.value = typed.agency;
  select.error_message = error_of(typed, "agency");
  return html::select(select);
}

Html adding_html(const App& app, const Circle& circle, const http::Request& request, const Typed& typed) {
  html::Textarea card;
  card.name = card.id = "card";
  card.label = {.text = "Their card"};
  card.hint = html::Hint{.text = "All of the text that they sent you, from “" + std::string(circle.card_begins) + "”."};
  card.rows = 8;
  card.spellcheck = false;
  card.value = typed.card;
  card.error_message = error_of(typed, "card");
  return html::heading(2, circle.add, html::Size::m) +
         html::form(circle.path, csrf(request),
                    (circle.agents ? agency_field(app, typed) : Html()) + html::textarea(card) +
                        html::button({.text = "Add", .prevent_double_click = true}));
}

http::Response circle_page(const App& app, const Circle& circle, const http::Request& request, const Typed& typed = {}) {
  Html content = html::heading(1, circle.title, html::Size::xl) + html::lead(circle.lead);
  content += own_card_html(app, circle, request) + all_html(app, circle, request) + adding_html(app, circle, request, typed);
  std::vector<html::ErrorSummaryItem> errors;
  if (!typed.error.empty()) errors.push_back({.text = typed.error, .href = "#" + typed.field});
  return page(app, request, {circle.title, html::two_thirds(content), html::back_link({.href = kAccounts, .text = "All accounts"}),
                             errors, errors.empty() ? 200 : 422});
}

// The card that was pasted, or the page that says what is wrong with it.
struct Sent {
  Typed typed;
  std::optional<exchange::Card> card;
};

Sent read_card(const App& app, const Circle& circle, const http::Request& request) {
  Sent sent{{request.form.get("card"), circle.agents ? request.form.get("agency") : "", "card", ""}, std::nullopt};
  const auto say = [&](const Error& error) { sent.typed.error = error.message + " " + error.remedy; };
  const auto card = exchange::parse_card(sent.typed.card);
  if (circle.agents && !app.charter().agency(sent.typed.agency)) {
    sent.typed.field = "agency";
    sent.typed.error = "Choose whose agent it is";
  } else if (!card) {
    say(card.error());
  } else if (card->keys == app.messages->card("", "").keys) {
    say({"This is our own card.", "Paste the card that they sent you."});
  } else {
    Result<void> fits;
    app.vault.store().read([&](store::Reader& reader) { fits = exchange::check_card(reader, *card, sent.typed.agency); });
    if (fits) sent.card = *card;
    else say(fits.error());
  }
  return sent;
}

std::optional<http::Response> wrong_card(const App& app, const Circle& circle, const http::Request& request) {
  if (!mandate_for(app, circle, request)) return not_found();
  const Sent sent = read_card(app, circle, request);
  return sent.card ? std::nullopt : std::optional(circle_page(app, circle, request, sent.typed));
}

http::Response add_to_circle(const App& app, const Circle& circle, const http::Request& request) {
  const auto mandate = mandate_for(app, circle, request);
  if (!mandate) return not_found();
  const Sent sent = read_card(app, circle, request);
  if (!sent.card) return circle_page(app, circle, request, sent.typed);
  vault::Vault& vault = app.vault;
  const auto done = exchange::propose_partner(vault.store(), vault.ledger(), *mandate, *sent.card, vault.clock().now(), sent.typed.agency);
  return done ? http::Response::redirect(circle.path) : problem(app, request, done.error(), circle.path);
}

http::Response decide_in_circle(const App& app, const Circle& circle, const http::Request& request) {
  const auto mandate = mandate_for(app, circle, request);
  const std::vector<exchange::Partner> all = those_in(app, circle);
  const auto found = std::ranges::find(all, request.parts.at("partner"), &exchange::Partner::word);
  if (!mandate || found == all.end()) return not_found();
  store::Store& store = app.vault.store();
  const auto done = request.form.get("act") == "remove"
                        ? exchange::remove_partner(store, app.vault.ledger(), *mandate, found->word())
                        : exchange::confirm_partner(store, app.vault.ledger(), *mandate, found->word(), request.form.get("fingerprint"));
  return done ? http::Response::redirect(circle.path) : problem(app, request, done.error(), circle.path);
}

void add_circle(http::Router& router, const App& app, const Circle& circle) {
  using http::Door;
  using http::Method;
  router.add(Method::get, circle.path, Door::signed_in, [&app, &circle](const http::Request& request) {
    return mandate_for(app, circle, request) ? circle_page(app, circle, request) : not_found();
  });
  router.add(Method::post, circle.path, Door::signed_in,
             confirmed(app, [&app, &circle](const http::Request& request) { return add_to_circle(app, circle, request); },
                       [&app, &circle](const http::Request& request) { return wrong_card(app, circle, request); }));
  router.add(Method::post, std::string(circle.path) + "/{partner}", Door::signed_in,
             confirmed(app, [&app, &circle](const http::Request& request) { return decide_in_circle(app, circle, request); }));
}

}  // namespace

void add_partner_pages(http::Router& router, const App& app) {
  add_circle(router, app, kPartnerCircle);
  add_circle(router, app, kAgentCircle);
}

}  // namespace concordat::casework
