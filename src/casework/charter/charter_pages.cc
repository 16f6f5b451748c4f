#include "casework/charter/charter_pages.h"

#include "casework/charter/newer_charter.h"
#include "casework/people/people.h"
#include "casework/site/attestation_file.h"
#include "html/components/content.h"

namespace concordat::casework {
namespace {

using html::Html;

// The entry of the charter's latest activation.
ledger::Leaf activation_of(const App& app) {
  ledger::Leaf latest;
  for (ledger::Leaf& leaf : app.vault.activations())
    if (leaf.charter == app.charter().hash) latest = std::move(leaf);
  return latest;
}

std::string name_of_officer(const App& app, std::string_view id) {
  return name_of_account(app, AccountId::parse(id).value_or(AccountId{}));
}

Html accepted_html(const App& app, const ledger::Leaf& activation) {
  const std::vector<std::string> rules = ledger::words_of(activation, "accepted");
  if (rules.empty()) return html::paragraph("It came into force without an error that somebody had to accept.");
  html::Table table{.caption = "Errors that were accepted", .caption_classes = "govuk-table__caption--m", .first_cell_is_header = true};
  table.head = {{.text = "Rule"}, {.text = "Reason"}};
  app.vault.store().read([&](store::Reader& reader) {
    for (const std::string& rule : rules) {
      const auto reason = reader.meta("accepted:" + activation.charter + ":" + rule);
      table.rows.push_back({{.text = rule}, {.text = reason ? std::string(as_text(*reason)) : ""}});
    }
  });
  return html::scrolling_table(table);
}

// Which promises need somebody to do something, the broken ones first.
Html promises_html(const App& app) {
  const Attestation attestation = read_attestation(app.attestation_file);
  Html content = html::heading(2, "What needs you", html::Size::m);
  if (attestation.judged_at.empty()) return content + html::paragraph("No promise was judged yet. It is done every night.");
  html::Table table{.caption = "Promises that are not shown to be kept",
                    .caption_classes = "govuk-visually-hidden",
                    .first_cell_is_header = true};
  table.head = {{.text = "Promise"}, {.text = "State"}, {.text = "What was found"}, {.text = "What to do"}};
  for (const char* status : {"broken", "held", "missing"})
    for (const charter::Promise& promise : app.charter().promises) {
      const Attested found = attestation.of(promise.id);
      if (found.status != status) continue;
      const std::string colour = found.status == "broken" ? "govuk-tag--red" : "govuk-tag--yellow";
      table.rows.push_back({{.text = html::link(promise.id, "/promises#" + promise.id)},
                            {.text = html::tag({.text = found.status == "held" ? "on hold" : found.status, .classes = colour})},
                            {.text = found.evidence},
                            {.text = found.todo}});
    }
  if (table.rows.empty()) return content + html::paragraph("Every promise that has been put to use is kept.");
  const auto at = from_rfc3339(attestation.judged_at);
  return content + html::paragraph("As judged on " + (at ? london_words(*at) : attestation.judged_at) + ".") + html::scrolling_table(table);
}

html::Content newer_link(const App& app, const policy::Actor& actor) {
  return html::link(charter_waits_for(app, actor) ? "A newer charter waits for your decision" : "Propose a newer charter", kNewerCharter);
}

http::Response charter_page(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!app.vault.gate().authorise(actor, charter::Capability::see_ledger)) return not_found();
  const charter::Charter& charter = app.charter();
  const ledger::Leaf activation = activation_of(app);
  html::SummaryList facts;
  const auto fact = [&](const char* key, std::string value) {
    facts.rows.push_back({.key = {.text = key}, .value = {.text = std::move(value)}});
  };
  fact("Version", charter.version);
  fact("In force since", london_words(activation.at));
  fact("Activated by", name_of_officer(app, activation.actor) + " and " + name_of_officer(app, ledger::word_of(activation, "second")));
  fact("Promises", std::to_string(charter.promises.size()));
  fact("Hash of all of it", charter.hash);
  fact("Hash of its rules", charter.rules_hash);
  Html content = html::heading(1, "Charter", html::Size::xl);
  content += html::lead("The privacy notice, written as rules. It decides what is asked, who sees it, and when it goes.");
  content += html::summary_list(facts) + accepted_html(app, activation);
  if (app.vault.gate().authorise(actor, charter::Capability::approve_destruction)) content += html::paragraph(newer_link(app, actor));
  content += html::bullets({html::link("Evidence that only a person can give", kEvidencePath),
                            html::link("The notice, as the public reads it", "/notice"),
                            html::link("Earlier versions, and what changed", "/notice/versions")});
  content += html::details({.summary = "How a newer charter comes into force",
                            .text = html::paragraph("One officer who may approve a destruction proposes it, another approves it, here "
                                                    "or with the server stopped by the command concordat activate. Both see first, in "
                                                    "words, what changes for whom; to widen a purpose over what is held already is "
                                                    "refused.")});
  return page(app, request, {"Charter", html::two_thirds(content) + promises_html(app)});
}

}  // namespace

void add_charter_pages(http::Router& router, const App& app) {
  router.add(http::Method::get, kCharterPath, http::Door::signed_in,
             [&app](const http::Request& request) { return charter_page(app, request); });
  add_evidence_pages(router, app);
  add_newer_charter_pages(router, app);
}

}  // namespace concordat::casework
