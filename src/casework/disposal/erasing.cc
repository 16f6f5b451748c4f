// One record, or one part of it, erased before its last day: finding it, proposing it on a ground, and for who approves why it was
// proposed, and cancelling it with a reason (UK GDPR, Articles 17 and 5(1)(d); docs/decisions/0116).

#include <algorithm>

#include "base/named_values.h"
#include "casework/disposal/visit.h"
#include "casework/erasure_view.h"
#include "casework/fields.h"
#include "casework/people/people.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/events.h"

namespace concordat::casework {
namespace {

using html::Html;

const std::string kFindToErase = std::string(kDisposalPath) + "/erase";
constexpr const char* kWhole = "All of it";

struct ToErase {
  store::CaseRow of;
  store::RecordRow row;
  std::string words;  // "Child 2, on record since 1 April 2026"
  std::vector<const charter::Part*> held;
};

// ---- finding it

charter::Field case_field() {
  charter::Field field;
  field.name = "case";
  field.label = "Reference of the case that it stands in";
  field.hint = "Like R-2026-001";
  field.type = charter::FieldType::text;
  return field;
}

Html find_form(const DisposalVisit& visit, const Entered& entered) {
  return html::form(kFindToErase, csrf(visit.request),
                    fields_html({case_field()}, entered) +
                        html::button({.text = "Find the record", .prevent_double_click = true, .classes = "govuk-button--secondary"}));
}

std::optional<ToErase> to_erase(const App& app, store::Reader& reader, const store::CaseRow& of, const store::RecordRow& row) {
  const charter::Charter* charter = app.vault.charter(row.charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(row.kind) : nullptr;
  if (!kind) return std::nullopt;  // the reason of an act, which goes by itself
  ToErase found{of, row, words_of_record(app, reader, row), {}};
  for (const store::PartRow& part : reader.parts(row.id))
    if (const charter::Part* declared = part.destroyed ? nullptr : kind->part(part.part)) found.held.push_back(declared);
  return found.held.empty() ? std::nullopt : std::optional(std::move(found));
}

std::optional<store::CaseRow> case_named(const DisposalVisit& visit) {
  return visit.powers.propose ? find_case(visit.app, visit.request.parts.at("case")) : std::nullopt;
}

// ---- proposing it

std::vector<charter::Field> erasure_fields(const ToErase& record) {
  charter::Field part, ground, request, reason;
  part.name = "part";
  part.label = "What is to be erased?";
  part.type = charter::FieldType::choice;
  part.choices = {kWhole};
  for (const charter::Part* one : record.held) part.choices.push_back(one->title);
  ground.name = "ground";
  ground.label = "On which ground?";
  ground.type = charter::FieldType::choice;
  for (const vault::ErasureGround one : vault::kErasureGrounds) ground.choices.emplace_back(ground_words(one));
  request.name = "request";
  request.label = "Where a request was granted: its reference";
  request.hint = "Like Q-2026-001. Its decision must be on record.";
  request.type = charter::FieldType::text;
  request.required = false;
  reason.name = "reason";
  reason.label = "Why";
  reason.hint = "Do not name anybody. It is sealed, shown to who approves, and gone after a year.";
  reason.type = charter::FieldType::long_text;
  std::vector<charter::Field> fields;
  if (record.held.size() > 1) fields.push_back(part);
  std::ranges::move(std::vector{ground, request, reason}, std::back_inserter(fields));
  return fields;
}

Html what_follows(const charter::Charter& charter) {
  std::vector<html::Content> lines;
  lines.emplace_back(std::string("Two other people approve it; you are neither of them."));
  lines.emplace_back("Then it rests for " + counted(static_cast<std::size_t>(charter.quarantine_days), "day") +
                     ", in which it can be cancelled with a reason. Then it is destroyed for good.");
  lines.emplace_back(std::string("A hold stops it, and so does a restriction by the person whom it is about."));
  return html::bullets(lines);
}

http::Response erase_page(const DisposalVisit& visit, const ToErase& record, const Entered& entered) {
  Html content = html::heading(1, "Erase before its last day", html::Size::l);
  content += html::paragraph(record.words + ", in " + record.of.reference + ". It belongs to: " +
                             owner_title(visit.app, record.row.owner) + ".");
  content += what_follows(visit.app.charter());
  content += html::form(kErase + record.of.id.text() + "/" + record.row.id.text(), csrf(visit.request),
                        fields_html(erasure_fields(record), entered) +
                            html::button({.text = "Propose its erasure", .prevent_double_click = true}));
  return page(visit.app, visit.request,
              {"Erase before its last day", html::two_thirds(content), html::back_link({.href = kErase + record.of.id.text()}),
               entered.summary(), entered.ok() ? 200 : 422});
}

std::optional<ToErase> record_named(const DisposalVisit& visit) {
  const auto of = case_named(visit);
  const auto id = RecordId::parse(visit.request.parts.at("record"));
  std::optional<ToErase> found;
  if (of && id)
    visit.app.vault.store().read([&](store::Reader& reader) {
      const auto row = reader.find_record(*id);
      if (row && row->case_id == of->id) found = to_erase(visit.app, reader, *of, *row);
    });
  return found;
}

// Questions of other partnerships may bear the same reference: the request is the one that has an answer under a right.
CaseId request_with(const App& app, std::string_view reference) {
  CaseId found;
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind& kind : app.charter().case_kinds)
      for (const store::CaseRow& row : reader.cases(kind.name)) {
        if (row.reference != reference) continue;
        const auto events = reader.events(row.id);
        if (std::ranges::find(events, vault::kRightsAnswered, &store::EventRow::event) != events.end()) found = row.id;
      }
  });
  return found;
}

vault::ErasureAsked asked_for(const App& app, const ToErase& record, const vault::Values& values) {
  const auto value = [&](const char* name) { return value_in(values, name); };
  vault::ErasureAsked asked{record.row.id, "", vault::ErasureGround::mistake, {}, value("reason")};
  for (const charter::Part* part : record.held)
    if (part->title == value("part")) asked.part = part->name;
  for (const vault::ErasureGround one : vault::kErasureGrounds)
    if (ground_words(one) == value("ground")) asked.ground = one;
  if (asked.ground == vault::ErasureGround::request) asked.request = request_with(app, value("request"));
  return asked;
}

Result<WarrantId> propose_it(const DisposalVisit& visit, const ToErase& record, const vault::Values& values) {
  const auto subject = visit.app.vault.subject_of_case(record.of.id);
  const policy::Mandate mandate =
      TRY(visit.app.vault.gate().authorise(visit.actor, charter::Capability::propose_destruction, *subject));
  return vault::Erasures(visit.app.vault).propose(mandate, asked_for(visit.app, record, values));
}

// ---- what was proposed

charter::Field why_cancelled_field() {
  charter::Field field;
  field.name = "reason";
  field.label = "Why it is not erased";
  field.hint = "Do not name anybody. It is sealed, and gone after a year.";
  field.type = charter::FieldType::long_text;
  return field;
}

// For the capability that this person has of the two.
Result<policy::Mandate> mandate_to_decide(const DisposalVisit& visit) {
  const auto capability = visit.powers.approve ? charter::Capability::approve_destruction : charter::Capability::propose_destruction;
  return visit.app.vault.gate().authorise(visit.actor, capability);
}

std::string reason_words(const DisposalVisit& visit, const policy::Mandate& mandate, const vault::Erasure& erasure, RecordId reason) {
  const auto opened = vault::Erasures(visit.app.vault).reason_of(mandate, erasure, reason);
  return opened ? *opened : "It is not kept any more";
}

Html erasure_facts(const DisposalVisit& visit, const policy::Mandate& mandate, const ErasureView& view) {
  const vault::Erasure& erasure = view.erasure;
  html::SummaryList facts;
  const auto line = [&](const char* key, const std::string& value) {
    facts.rows.push_back({.key = {.text = std::string(key)}, .value = {.text = value}});
  };
  line("What", view.what);
  line("Case", view.warrant.reference);
  line("Belongs to", view.warrant.owner);
  line("Ground", std::string(ground_words(erasure.ground)) + (view.request.empty() ? "" : ": " + view.request));
  line("Why", reason_words(visit, mandate, erasure, erasure.reason));
  line("Proposed by", name_of_account(visit.app, erasure.proposed_by) + " on " + london_words(erasure.proposed));
  line("Approved by", approvers_words(visit.app, view.warrant));
  line("Now", state_words(view.warrant));
  if (!erasure.cancelled) return html::summary_list(facts);
  line("Cancelled by", name_of_account(visit.app, erasure.cancelled_by) + " on " + london_words(*erasure.cancelled));
  line("Why it is kept", reason_words(visit, mandate, erasure, erasure.why_cancelled));
  return html::summary_list(facts);
}

http::Response erasure_page(const DisposalVisit& visit, const ErasureView& view, const Entered& entered) {
  const auto mandate = mandate_to_decide(visit);
  if (!mandate) return not_found();
  Html content = html::heading(1, "Erasure before its last day", html::Size::l) + erasure_facts(visit, *mandate, view);
  if (view.is_open() && view.warrant.on_hold)
    content += html::warning_text({.text = "A hold or a person's right stands against this: nothing of it is destroyed while that lasts."});
  if (view.warrant.row.state == "proposed")
    content += html::heading(2, "Approve it", html::Size::m) + html::paragraph(afterwards_words(visit.app.charter(), view.warrant) + ".") +
               approve_form(visit, view.warrant);
  if (view.is_open())
    content += html::heading(2, "Cancel it", html::Size::m) +
               html::form(kErasure + view.erasure.warrant.text() + "/cancel", csrf(visit.request),
                          fields_html({why_cancelled_field()}, entered) +
                              html::button({.text = "Cancel, and keep it", .prevent_double_click = true,
                                            .classes = "govuk-button--secondary"}));
  return page(visit.app, visit.request,
              {"Erasure before its last day", html::two_thirds(content), html::back_link({.href = kDisposalPath, .text = "Disposal"}),
               entered.summary(), entered.ok() ? 200 : 422});
}

std::optional<ErasureView> erasure_named(const DisposalVisit& visit) {
  const auto id = WarrantId::parse(visit.request.parts.at("warrant"));
  return id && (visit.powers.approve || visit.powers.propose) ? erasure_with(visit.app, *id) : std::nullopt;
}

}  // namespace

Html erase_html(const DisposalVisit& visit) {
  if (!visit.powers.propose) return {};
  const Html words = html::paragraph("A request for erasure that was granted, a record that was entered by mistake, or one that may not be "
                                     "held: one record, or one part of it, can go before its last day.");
  return html::details({.summary = "Erase one record before its last day", .text = words + find_form(visit, {})});
}

http::Response find_to_erase(const DisposalVisit& visit) {
  if (!visit.powers.propose) return not_found();
  Entered entered = read_fields({case_field()}, visit.request.form);
  const auto found = entered.ok() ? case_with_reference(visit.app, entered.values["case"]) : std::nullopt;
  if (found) return http::Response::redirect(kErase + found->id.text());
  if (entered.ok()) entered.errors["case"] = "Enter the reference as it stands on the case, like R-2026-001";
  const Html content = html::heading(1, "Erase one record before its last day", html::Size::l) + find_form(visit, entered);
  return page(visit.app, visit.request,
              {"Erase one record", html::two_thirds(content), html::back_link({.href = kDisposalPath, .text = "Disposal"}),
               entered.summary(), 422});
}

http::Response show_records_to_erase(const DisposalVisit& visit) {
  const auto of = case_named(visit);
  if (!of) return not_found();
  html::Table table;
  table.caption = "What is held in " + of->reference;
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Record"}, {.text = "Belongs to"}};
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& row : reader.records(of->id))
      if (const auto one = to_erase(visit.app, reader, *of, row))
        table.rows.push_back({{.text = html::link(one->words, kErase + of->id.text() + "/" + row.id.text())},
                              {.text = owner_title(visit.app, reader, row.owner)}});
  });
  const Html content = html::heading(1, "Erase one record before its last day", html::Size::l) +
                       (table.rows.empty() ? html::paragraph("Nothing is held in " + of->reference + ".") : html::scrolling_table(table));
  return page(visit.app, visit.request, {"Erase one record", content, html::back_link({.href = kDisposalPath, .text = "Disposal"})});
}

http::Response show_to_erase(const DisposalVisit& visit) {
  const auto record = record_named(visit);
  return record ? erase_page(visit, *record, {}) : not_found();
}

http::Response propose_erasure(const DisposalVisit& visit) {
  const auto record = record_named(visit);
  if (!record) return not_found();
  Entered entered = read_fields(erasure_fields(*record), visit.request.form);
  if (!entered.ok()) return erase_page(visit, *record, entered);
  const auto proposed = propose_it(visit, *record, entered.values);
  if (proposed) return http::Response::redirect(kErasure + proposed->text());
  refuse(entered, proposed.error());
  return erase_page(visit, *record, entered);
}

http::Response show_erasure(const DisposalVisit& visit) {
  const auto view = erasure_named(visit);
  return view ? erasure_page(visit, *view, {}) : not_found();
}

http::Response cancel_erasure(const DisposalVisit& visit) {
  const auto view = erasure_named(visit);
  const auto mandate = mandate_to_decide(visit);
  if (!view || !mandate) return not_found();
  Entered entered = read_fields({why_cancelled_field()}, visit.request.form);
  if (!entered.ok()) return erasure_page(visit, *view, entered);
  const auto cancelled = vault::Erasures(visit.app.vault).cancel(*mandate, view->erasure.warrant, entered.values["reason"]);
  if (cancelled) return http::Response::redirect(kErasure + view->erasure.warrant.text());
  refuse(entered, cancelled.error());
  return erasure_page(visit, *view, entered);
}

}  // namespace concordat::casework
