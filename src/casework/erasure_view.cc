#include "casework/erasure_view.h"

#include <algorithm>

#include "casework/fields.h"
#include "charter/outputs.h"
#include "html/components/content.h"

namespace concordat::casework {
namespace {

using html::Html;

const charter::RecordKind* kind_of(const App& app, const store::RecordRow& record) {
  const charter::Charter* charter = app.vault.charter(record.charter);
  return charter ? charter->record_kind(record.kind) : nullptr;
}

std::string thing_words(const App& app, store::Reader& reader, const vault::Erasure& erasure) {
  const auto record = reader.find_record(erasure.record);
  if (!record) return "A record";
  const charter::RecordKind* kind = kind_of(app, *record);
  const charter::Part* part = kind ? kind->part(erasure.part) : nullptr;
  return words_of_record(app, reader, *record) + (part ? ": " + within_sentence(part->title) : "");
}

std::vector<ErasureView> erasure_views(const App& app, const std::vector<vault::Erasure>& erasures) {
  std::vector<ErasureView> views;
  for (const vault::Erasure& one : erasures) {
    auto warrants = warrants_by_id(app, {one.warrant});
    if (warrants.empty()) continue;
    ErasureView view{one, std::move(warrants.front()), "", ""};
    app.vault.store().read([&](store::Reader& reader) {
      view.what = thing_words(app, reader, one);
      if (const auto request = reader.find_case(one.request)) view.request = request->reference;
    });
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace

std::string words_of_record(const App& app, store::Reader& reader, const store::RecordRow& record) {
  const charter::RecordKind* kind = kind_of(app, record);
  return (kind ? kind->title : record.kind) + " " + std::to_string(number_of_its_kind(reader.records(record.case_id), record)) +
         ", on record since " + record.collected.words();
}

std::vector<ErasureView> erasures_of_case(const App& app, CaseId id) {
  std::vector<vault::Erasure> erasures;
  app.vault.store().read([&](store::Reader& reader) { erasures = vault::erasures_of(reader, id); });
  return erasure_views(app, erasures);
}

std::optional<ErasureView> erasure_with(const App& app, WarrantId id) {
  std::optional<vault::Erasure> erasure;
  app.vault.store().read([&](store::Reader& reader) { erasure = vault::erasure_of(reader, id); });
  auto views = erasure ? erasure_views(app, {*erasure}) : std::vector<ErasureView>();
  return views.empty() ? std::nullopt : std::optional(std::move(views.front()));
}

std::string state_words(const ErasureView& view) {
  const std::string ground = within_sentence(std::string(ground_words(view.erasure.ground)));
  const std::string proposed = "proposed on " + london_date(view.erasure.proposed).words() + ": " + ground;
  if (view.is_open()) return "To be erased before its last day, " + proposed + ". " + state_words(view.warrant);
  return "Its erasure was " + proposed + ". " + state_words(view.warrant);
}

Html erasures_html(const App& app, const policy::Actor& actor, CaseId id, std::optional<RecordId> record) {
  const bool looks_into = actor.agency.is_none() && (may_propose_erasure(app, actor, id) ||
                                                     app.vault.gate().authorise(actor, charter::Capability::approve_destruction).ok());
  std::vector<html::Content> lines;
  for (const ErasureView& one : erasures_of_case(app, id)) {
    if (record ? one.erasure.record != *record : !one.is_open()) continue;
    const std::string words = one.what + ". " + state_words(one);
    lines.emplace_back(looks_into ? html::link(words, kErasure + one.erasure.warrant.text()) : html::text(words));
  }
  return lines.empty() ? Html() : html::heading(2, "Erasure before its last day", html::Size::m) + html::bullets(lines);
}

bool may_propose_erasure(const App& app, const policy::Actor& actor, CaseId id) {
  const auto subject = actor.agency.is_none() ? app.vault.subject_of_case(id) : std::nullopt;
  return subject && app.vault.gate().authorise(actor, charter::Capability::propose_destruction, *subject).ok();
}

}  // namespace concordat::casework
