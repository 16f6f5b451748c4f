// With which other partnerships messages are exchanged: our card for them, their cards, and the two people who let one in.

#include "casework/people/people.h"
#include "casework/second_factor.h"
#include "exchange/post.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

Result<policy::Mandate> partner_mandate(const App& app, const http::Request& request) {
  if (!app.messages || !exchanges_messages(app.charter())) return Error{"The charter names no other partnership as a recipient.", ""};
  return app.vault.gate().authorise(app.actor(request), charter::Capability::manage_accounts);
}

Html preformatted(const std::string& label, const std::string& content) {
  return Html("<pre class=\"concordat-scroll\" role=\"region\" aria-label=\"") + html::text(label) + Html("\" tabindex=\"0\">") +
         html::text(content) + Html("</pre>");
}

Html own_card_html(const App& app, const http::Request& request) {
  const std::string host = request.origin.substr(std::min(request.origin.size(), request.origin.find("//") + 2));
  const exchange::Card card = app.messages->card(app.charter().partnership.name, "https://" + host);
  Html content = html::heading(2, "Our card", html::Size::m);
  content += html::paragraph("Send it to the other partnership. Nothing in it is secret. They add it on this page of theirs, and telephone "
                             "you: read them our fingerprint.");
  content += html::inset_text({.text = html::text("Our fingerprint: ") + Html("<strong>") + html::text(card.keys.fingerprint()) +
                                       Html("</strong>")});
  return content + html::details({.summary = "Show our card", .text = preformatted("Our card", exchange::text_of(card))});
}

std::string path_of_partner(const exchange::Partner& one) { return std::string(kPartners) + "/" + one.word(); }

Html hidden_name(const exchange::Partner& one) {
  return Html("<span class=\"govuk-visually-hidden\">: ") + html::text(one.card.name) + Html("</span>");
}

Html decide_html(const App& app, const http::Request& request, const exchange::Partner& one) {
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
  return html::form(path_of_partner(one), csrf(request),
                    fields + html::button({.text = html::text("Remove") + hidden_name(one),
                                           .name = "act",
                                           .value = "remove",
                                           .classes = "govuk-button--secondary"}));
}

Html partners_html(const App& app, const http::Request& request) {
  std::vector<exchange::Partner> all;
  app.vault.store().read([&](store::Reader& reader) { all = exchange::partners(reader); });
  Html content = html::heading(2, "Partnerships", html::Size::m);
  bool any = false;
  for (const exchange::Partner& one : all) {
    if (one.removed) continue;
    any = true;
    html::SummaryList list;
    list.card = html::SummaryCard{.title = one.card.name};
    list.rows.push_back({.key = {.text = "Address"}, .value = {.text = one.card.address}});
    const bool is_signed = one.card.certificate.empty();
    list.rows.push_back({.key = {.text = "Its server's certificate"},
                         .value = {.text = is_signed ? "Signed by an authority that this machine trusts" : "The one on its card"}});
    list.rows.push_back({.key = {.text = "State"},
                         .value = {.text = one.is_known() ? html::tag({.text = "Confirmed", .classes = "govuk-tag--green"})
                                                          : html::tag({.text = "Waits to be confirmed", .classes = "govuk-tag--yellow"})}});
    list.rows.push_back({.key = {.text = "Added by"},
                         .value = {.text = name_of_account(app, one.proposed_by) + ", " + london_words(one.since)}});
    content += html::summary_list(list) + decide_html(app, request, one);
  }
  return any ? content : content + html::paragraph("None was added yet. Add the first one below.");
}

Html adding_html(const http::Request& request, const std::string& typed, const std::string& error) {
  html::Textarea card;
  card.name = card.id = "card";
  card.label = {.text = "Their card"};
  card.hint = html::Hint{.text = "All of the text that they sent you, from “concordat partner card”."};
  card.rows = 8;
  card.spellcheck = false;
  card.value = typed;
  if (!error.empty()) card.error_message = html::ErrorMessage{.text = error};
  return html::heading(2, "Add a partnership", html::Size::m) +
         html::form(kPartners, csrf(request), html::textarea(card) + html::button({.text = "Add", .prevent_double_click = true}));
}

http::Response partners_page(const App& app, const http::Request& request, const std::string& typed = "", const std::string& error = "") {
  Html content = html::heading(1, "Other partnerships", html::Size::xl);
  content += html::lead("With these, questions whether somebody is known are asked and answered by signed messages.");
  content += own_card_html(app, request) + partners_html(app, request) + adding_html(request, typed, error);
  std::vector<html::ErrorSummaryItem> errors;
  if (!error.empty()) errors.push_back({.text = error, .href = "#card"});
  return page(app, request, {"Other partnerships", html::two_thirds(content), html::back_link({.href = kAccounts, .text = "All accounts"}),
                             errors, error.empty() ? 200 : 422});
}

http::Response add_partner(const App& app, const http::Request& request) {
  const auto mandate = partner_mandate(app, request);
  if (!mandate) return not_found();
  const std::string typed = request.form.get("card");
  const auto card = exchange::parse_card(typed);
  if (!card) return partners_page(app, request, typed, card.error().message + " " + card.error().remedy);
  const auto done = card->keys == app.messages->card("", "").keys
                        ? Result<void>(Error{"This is our own card.", "Paste the card of the other partnership."})
                        : exchange::propose_partner(app.vault.store(), app.vault.ledger(), *mandate, *card, app.vault.clock().now());
  return done ? http::Response::redirect(kPartners) : partners_page(app, request, typed, done.error().message + " " + done.error().remedy);
}

http::Response decide_partner(const App& app, const http::Request& request) {
  const auto mandate = partner_mandate(app, request);
  std::optional<exchange::Partner> partner;
  if (mandate)
    app.vault.store().read([&](store::Reader& reader) { partner = exchange::find_partner(reader, request.parts.at("partner")); });
  if (!partner || partner->removed) return not_found();
  store::Store& store = app.vault.store();
  const auto done = request.form.get("act") == "remove"
                        ? exchange::remove_partner(store, app.vault.ledger(), *mandate, partner->word())
                        : exchange::confirm_partner(store, app.vault.ledger(), *mandate, partner->word(), request.form.get("fingerprint"));
  return done ? http::Response::redirect(kPartners) : problem(app, request, done.error(), kPartners);
}

}  // namespace

void add_partner_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  router.add(Method::get, kPartners, Door::signed_in, [&app](const http::Request& request) {
    return partner_mandate(app, request) ? partners_page(app, request) : not_found();
  });
  router.add(Method::post, kPartners, Door::signed_in,
             confirmed(app, [&app](const http::Request& request) { return add_partner(app, request); }));
  router.add(Method::post, std::string(kPartners) + "/{partner}", Door::signed_in,
             confirmed(app, [&app](const http::Request& request) { return decide_partner(app, request); }));
}

}  // namespace concordat::casework
