// Holds: which stand, on what, since when; placing one, and releasing one by two people.

#include <algorithm>

#include "casework/clearance.h"
#include "casework/disposal/visit.h"
#include "casework/fields.h"
#include "casework/hold_view.h"
#include "casework/people/people.h"
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
  const std::string who = own ? "You" : name_of_account(visit.app, request->account);
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
  table.head = {{.text = "What is held"}, {.text = "Since"}, {.text = "Why"}, {.text = "Release, by two people"}};
  std::vector<std::pair<store::HoldRow, std::optional<vault::ReleaseRequest>>> holds;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::HoldRow& hold : reader.holds()) holds.emplace_back(hold, vault::release_request(reader, hold.scope, hold.target));
  });
  for (const auto& [hold, request] : holds)
    table.rows.push_back({{.text = hold_words(visit.app, hold)}, {.text = london_date(hold.since).words()},
                          {.text = why_words(visit.app, hold)},
                          {.text = release_html(visit, hold, request)}});
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("No hold stands: what is due and approved is destroyed.");
}

// Why, and until when: no word of one's own, so that nothing about a person stands in the ledger.
std::vector<charter::Field> why_fields() {
  charter::Field ground, review;
  ground.name = "ground";
  ground.label = "Why must it be kept?";
  ground.type = charter::FieldType::choice;
  for (const HoldGround& one : hold_grounds()) ground.choices.emplace_back(one.words);
  review.name = "review";
  review.label = "On which day is it looked at again?";
  review.hint = "The hold does not end by itself: on that day somebody looks whether it must stand.";
  review.type = charter::FieldType::date;
  return {ground, review};
}

// What was typed, and what is wrong with it.
struct HoldTyped {
  std::string scope, reference;
  std::optional<CaseId> of;
  std::string wrong_scope, wrong_reference;
  Entered why;
  bool ok() const { return wrong_scope.empty() && wrong_reference.empty() && why.ok(); }
};

HoldTyped read_hold(const DisposalVisit& visit) {
  const http::Fields& form = visit.request.form;
  HoldTyped typed{form.get("scope"), form.get("reference"), {}, "", "", read_fields(why_fields(), form)};
  if (typed.scope == "case") {
    if (const auto row = case_with_reference(visit.app, typed.reference)) typed.of = row->id;
    if (!typed.of) typed.wrong_reference = "Enter the reference as it stands on the case, like R-2026-001";
  } else if (typed.scope != "everything") {
    typed.wrong_scope = "Choose one case or everything";
  }
  const auto review = typed.why.values.contains("review") ? CivilDate::parse(typed.why.values.at("review")) : std::nullopt;
  if (typed.why.ok() && review && *review <= visit.app.today())
    typed.why.errors["review"] = "Enter a day to come on which it is looked at again";
  return typed;
}

Html hold_form(const DisposalVisit& visit, const HoldTyped* typed) {
  html::Radios scope;
  scope.name = "scope";
  scope.fieldset = html::Fieldset{.legend = {.text = "What must not be destroyed for now?", .classes = "govuk-fieldset__legend--s"}};
  html::Input reference{.name = "reference", .label = {.text = "Reference of the case"},
                        .hint = html::Hint{.text = "Like R-2026-001"}, .id = "reference", .spellcheck = false,
                        .classes = "govuk-input--width-10"};
  if (typed) {
    scope.value = typed->scope;
    reference.value = typed->reference;
    if (!typed->wrong_scope.empty()) scope.error_message = html::ErrorMessage{.text = typed->wrong_scope};
    if (!typed->wrong_reference.empty()) reference.error_message = html::ErrorMessage{.text = typed->wrong_reference};
  }
  scope.items = {{.text = "One case", .value = "case", .conditional = html::input(reference)},
                 {.text = "Everything", .value = "everything"}};
  return html::details({.summary = "Place a hold",
                        .text = html::form(std::string(kDisposalPath) + "/hold", csrf(visit.request),
                                           html::radios(scope) + fields_html(why_fields(), typed ? typed->why : Entered{}) +
                                               html::button({.text = "Place the hold", .prevent_double_click = true})),
                        .open = typed != nullptr});
}

Html with_form(const DisposalVisit& visit, const HoldTyped* typed) {
  const Html content = holds_table(visit) +
                       html::paragraph("A hold stops what is due by rule and what two people approved. When somebody takes back their own "
                                       "consent, what it covered is destroyed all the same.");
  return visit.powers.hold ? content + hold_form(visit, typed) : content;
}

http::Response place(const DisposalVisit& visit) {
  const HoldTyped typed = read_hold(visit);
  if (!typed.ok()) {
    std::vector<html::ErrorSummaryItem> errors;
    if (!typed.wrong_scope.empty()) errors.push_back({.text = typed.wrong_scope, .href = "#scope"});
    if (!typed.wrong_reference.empty()) errors.push_back({.text = typed.wrong_reference, .href = "#reference"});
    std::ranges::move(typed.why.summary(), std::back_inserter(errors));
    return show_disposal(visit, with_form(visit, &typed), std::move(errors));
  }
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::hold);
  if (!mandate) return after_act(visit, mandate.error());
  const auto ground = std::ranges::find(hold_grounds(), typed.why.values.at("ground"), &HoldGround::words);
  return after_act(visit, visit.app.disposal.hold(*mandate, typed.scope, typed.of ? typed.of->text() : "",
                                                  {std::string(ground->name), CivilDate::parse(typed.why.values.at("review"))}));
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

Html holds_html(const DisposalVisit& visit) { return with_form(visit, nullptr); }

http::Response place_hold(const DisposalVisit& visit) { return visit.powers.hold ? place(visit) : not_found(); }
http::Response release_hold(const DisposalVisit& visit) { return visit.powers.hold ? after_act(visit, release(visit)) : not_found(); }
http::Response keep_hold(const DisposalVisit& visit) { return visit.powers.hold ? after_act(visit, keep(visit)) : not_found(); }

}  // namespace concordat::casework
