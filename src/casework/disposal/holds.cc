// Holds: which stand, on what, since when; placing one, and releasing one by two people.

#include "casework/clearance.h"
#include "casework/disposal/visit.h"
#include "casework/recall_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

// The item that an agency asked back and was refused until a day: the hold ends after that day by itself.
std::string record_words(const App& app, const store::HoldRow& hold) {
  const RecordId id = RecordId::parse(hold.target).value_or(RecordId{});
  std::optional<store::RecordRow> row;
  app.vault.store().read([&](store::Reader& reader) { row = reader.find_record(id); });
  for (const RecallView& one : row ? recalls_of_case(app, row->case_id) : std::vector<RecallView>())
    if (one.recall.record == id && one.recall.state == vault::Recall::State::put_off)
      return "An item of " + one.owner + " for " + one.reference + ", asked back and needed until " + one.recall.until->words() +
             ", when this hold ends by itself";
  return "One record";
}

std::string hold_words(const App& app, const store::HoldRow& hold) {
  if (hold.scope == "everything") return "Everything";
  if (hold.scope == "agency") {
    const auto id = AgencyId::parse(hold.target);
    return "All of " + (id ? parties::title_of(app.charter(), *id) : "an agency");
  }
  if (hold.scope == "record") return record_words(app, hold);
  std::optional<store::CaseRow> row;
  if (const auto id = CaseId::parse(hold.target)) app.vault.store().read([&](store::Reader& reader) { row = reader.find_case(*id); });
  return row ? "Case " + row->reference : "A case";
}

Html hold_act(const DisposalVisit& visit, const store::HoldRow& hold, const char* act, const char* words, const char* classes) {
  const Html label = html::text(words) + "<span class=\"govuk-visually-hidden\">: " + html::text(hold_words(visit.app, hold)) + "</span>";
  const Html content = html::hidden_input("scope", hold.scope) + html::hidden_input("target", hold.target) +
                       html::button({.text = label, .prevent_double_click = true, .classes = classes});
  return html::form(std::string(kDisposalPath) + "/hold/" + act, csrf(visit.request), content);
}

// What came of the release so far, and what this person may do about it.
Html release_html(const DisposalVisit& visit, const store::HoldRow& hold, const std::optional<vault::ReleaseRequest>& request) {
  if (!request && !visit.powers.hold) return html::text("Not asked for");
  if (!request) return hold_act(visit, hold, "release", "Ask for the release", "govuk-button--secondary");
  const bool own = request->account == visit.actor.account;
  const auto account = visit.app.accounts.find(request->account);
  const std::string who = own ? "You" : account ? account->name : "An account no longer here";
  Html content = html::paragraph(who + " asked for it on " + london_date(request->at).words() +
                                 (own ? ". Somebody else confirms it." : ". A second person confirms it."));
  if (!visit.powers.hold) return content;
  if (!own) content += hold_act(visit, hold, "release", "Confirm the release", "govuk-button--warning");
  return content + hold_act(visit, hold, "keep", "Keep the hold", "govuk-button--secondary");
}

Html holds_table(const DisposalVisit& visit) {
  html::Table table;
  table.caption = "Holds";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "What is held"}, {.text = "Since"}, {.text = "Release, by two people"}};
  std::vector<std::pair<store::HoldRow, std::optional<vault::ReleaseRequest>>> holds;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::HoldRow& hold : reader.holds()) holds.emplace_back(hold, vault::release_request(reader, hold.scope, hold.target));
  });
  for (const auto& [hold, request] : holds)
    table.rows.push_back({{.text = hold_words(visit.app, hold)}, {.text = london_date(hold.since).words()},
                          {.text = release_html(visit, hold, request)}});
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("No hold stands: what is due and approved is destroyed.");
}

Html hold_form(const DisposalVisit& visit) {
  html::Radios scope;
  scope.name = "scope";
  scope.fieldset = html::Fieldset{.legend = {.text = "What must not be destroyed for now?", .classes = "govuk-fieldset__legend--s"}};
  const Html reference = html::input({.name = "reference", .label = {.text = "Reference of the case"},
                                      .hint = html::Hint{.text = "Like R-2026-001"}, .spellcheck = false,
                                      .classes = "govuk-input--width-10"});
  scope.items = {{.text = "One case", .value = "case", .conditional = reference}, {.text = "Everything", .value = "everything"}};
  return html::details({.summary = "Place a hold",
                        .text = html::form(std::string(kDisposalPath) + "/hold", csrf(visit.request),
                                           html::radios(scope) + html::button({.text = "Place the hold", .prevent_double_click = true}))});
}

std::optional<CaseId> case_with(const App& app, std::string_view reference) {
  std::optional<CaseId> found;
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind& kind : app.charter().case_kinds)
      for (const store::CaseRow& row : reader.cases(kind.name))
        if (row.reference == reference) found = row.id;
  });
  return found;
}

Result<void> place(const DisposalVisit& visit) {
  const policy::Mandate mandate = TRY(visit.app.vault.gate().authorise(visit.actor, charter::Capability::hold));
  const std::string scope = visit.request.form.get("scope");
  if (scope == "everything") return visit.app.disposal.hold(mandate, scope, "");
  if (scope != "case") return Error{"It was not said what must not be destroyed.", "Go back and choose one case or everything."};
  const auto id = case_with(visit.app, visit.request.form.get("reference"));
  if (!id) return Error{"There is no case with that reference.", "Go back and enter it as it stands on the case, like R-2026-001."};
  return visit.app.disposal.hold(mandate, scope, id->text());
}

Result<void> release(const DisposalVisit& visit) {
  const policy::Mandate mandate = TRY(visit.app.vault.gate().authorise(visit.actor, charter::Capability::hold));
  TRY(visit.app.disposal.release(mandate, visit.request.form.get("scope"), visit.request.form.get("target")));
  return {};
}

Result<void> keep(const DisposalVisit& visit) {
  const policy::Mandate mandate = TRY(visit.app.vault.gate().authorise(visit.actor, charter::Capability::hold));
  return visit.app.disposal.keep_hold(mandate, visit.request.form.get("scope"), visit.request.form.get("target"));
}

}  // namespace

Html holds_html(const DisposalVisit& visit) {
  const Html content = holds_table(visit) +
                       html::paragraph("A hold stops what is due by rule and what two people approved. When somebody takes back their own "
                                       "consent, what it covered is destroyed all the same.");
  return visit.powers.hold ? content + hold_form(visit) : content;
}

http::Response place_hold(const DisposalVisit& visit) { return visit.powers.hold ? after_act(visit, place(visit)) : not_found(); }
http::Response release_hold(const DisposalVisit& visit) { return visit.powers.hold ? after_act(visit, release(visit)) : not_found(); }
http::Response keep_hold(const DisposalVisit& visit) { return visit.powers.hold ? after_act(visit, keep(visit)) : not_found(); }

}  // namespace concordat::casework
