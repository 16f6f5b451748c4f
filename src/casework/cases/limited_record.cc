// A record whose use a person's rights have stopped, as whoever would read it sees it: why it is not shown, and the grounds of UK GDPR,
// Article 18(2), on which it can be used all the same. The ground and its reason stand beside the reading in the ledger.

#include <algorithm>

#include "casework/cases/records.h"
#include "casework/cases/restrictions.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "policy/tasks.h"
#include "vault/people.h"

namespace concordat::casework {
namespace {

using html::Html;
using policy::ExemptionKind;

constexpr ExemptionKind kExemptions[] = {ExemptionKind::consent, ExemptionKind::legal_claims, ExemptionKind::rights_of_another,
                                         ExemptionKind::public_interest};

struct Limits {
  bool objected = false;
  std::vector<std::string> words;
};

Limits limits_of(const Visit& visit, RecordId record, AgencyId owner) {
  Limits limits;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::RestrictionRow& row : reader.restrictions(record)) {
      if (!policy::in_force(row)) continue;
      limits.objected = limits.objected || row.right == "objection";
      if (row.right == policy::kRecallRight)
        limits.words.push_back("Since " + london_words(row.begins) + ": asked back by " + owner_title(visit.app, reader, owner));
      for (const vault::Ground& ground : vault::grounds(row.right))
        if (ground.name == row.ground)
          limits.words.push_back("Since " + london_words(row.begins) + ": " + within_sentence(std::string(ground.words)));
    }
  });
  return limits;
}

Html use_form(const Visit& visit, const store::RecordRow& record, const Limits& limits, const std::string& error) {
  html::Radios radios;
  radios.name = radios.id_prefix = "exemption";
  radios.value = visit.request.form.get("exemption");
  radios.fieldset = html::Fieldset{.legend = {.text = "On which ground do you need it?", .classes = "govuk-fieldset__legend--s"}};
  for (const ExemptionKind kind : kExemptions)
    if (!limits.objected || kind == ExemptionKind::legal_claims)
      radios.items.push_back({.text = policy::words(kind), .value = std::string(policy::name_of(kind))});
  if (!error.empty()) radios.error_message = html::ErrorMessage{.text = error};
  charter::Field reason;
  reason.name = "reason";
  reason.label = "Why";
  reason.hint = "Do not name anybody. It is kept sealed beside this reading.";
  reason.type = charter::FieldType::long_text;
  Entered entered;
  entered.values["reason"] = visit.request.form.get("reason");
  return html::form(path_of(record) + "/use", csrf(visit.request),
                    html::radios(radios) + fields_html({reason}, entered) +
                        html::button({.text = "Open it once", .prevent_double_click = true, .classes = "govuk-button--secondary"}));
}

http::Response limited_page(const Visit& visit, const CaseFile& case_file, const store::RecordRow& record, const std::string& error) {
  const charter::RecordKind& kind = *visit.app.charter().record_kind(record.kind);
  const Limits limits = limits_of(visit, record.id, record.owner);
  const std::string title = kind.title + ": not used now";
  Html content = html::heading(1, title, html::Size::l);
  content += html::paragraph(
      limits.objected ? "The person has objected to the use of this record. It is kept, and used for a legal claim alone."
                      : "The use of this record was stopped. It is kept, and not used but on one of these grounds.");
  std::vector<html::Content> lines;
  for (const std::string& words : limits.words) lines.emplace_back(words);
  content += html::bullets(lines) + use_form(visit, record, limits, error);
  std::vector<html::ErrorSummaryItem> errors;
  if (!error.empty()) errors.push_back({.text = error, .href = "#exemption"});
  return page(visit.app, visit.request,
              {title, html::two_thirds(content), html::back_link({.href = path_of(case_file.row), .text = name_of(visit, case_file)}),
               errors, error.empty() ? 200 : 422});
}

http::Response use_once(const Visit& visit, const CaseFile& case_file, const store::RecordRow& record) {
  const auto kind = policy::exemption_from(visit.request.form.get("exemption"));
  const std::string reason = visit.request.form.get("reason");
  if (!kind || reason.empty()) return limited_page(visit, case_file, record, "Choose a ground, and say why");
  const charter::RecordKind& of = *visit.app.charter().record_kind(record.kind);
  const policy::Exemption exemption{*kind, reason};
  Html content = html::heading(1, of.title, html::Size::l) +
                 html::inset_text({.text = policy::words(*kind) + ". This is on record, and it stands open on this page alone."});
  for (const charter::Part& part : of.parts) {
    const auto subject = visit.app.vault.subject_of(record.id, part.name);
    const bool held = std::ranges::any_of(case_file.parts, [&](const store::PartRow& row) {
      return row.record == record.id && row.part == part.name && !row.destroyed;
    });
    if (!subject || !held) continue;
    const auto grant = visit.app.vault.gate().decide(visit.actor, charter::Act::read, of.purpose, *subject, exemption);
    if (!grant && &part == &of.parts.front()) return limited_page(visit, case_file, record, "This ground does not open it: choose another");
    const auto opened = grant ? visit.app.vault.read(*grant) : Result<vault::OpenedPart>(grant.error());
    if (!opened) continue;
    if (of.parts.size() > 1) content += html::heading(2, part.title, html::Size::m);
    content += values_html(part.fields, opened->values);
  }
  return page(visit.app, visit.request,
              {of.title, content, html::back_link({.href = path_of(case_file.row), .text = name_of(visit, case_file)})});
}

http::Response take_use(const Visit& visit, const CaseFile& case_file) {
  const auto id = RecordId::parse(visit.request.parts.at("record"));
  const store::RecordRow* record = id ? case_file.record(*id) : nullptr;
  return record && is_kept_by_a_right(visit, *record) ? use_once(visit, case_file, *record) : not_found();
}

}  // namespace

bool is_kept_by_a_right(const Visit& visit, const store::RecordRow& record) {
  const charter::RecordKind* kind = visit.app.charter().record_kind(record.kind);
  auto subject = kind ? visit.app.vault.subject_of(record.id, kind->parts.front().name) : std::nullopt;
  if (!subject || kind->is_check() || (!subject->restricted && !subject->objected && !subject->recalled)) return false;
  subject->restricted = subject->objected = subject->recalled = false;
  return may(visit.app, visit.actor, charter::Act::read, *subject);
}

Html limited_html(const Visit& visit, const CaseFile& case_file, std::string_view section) {
  std::vector<html::Content> lines;
  for (const store::RecordRow& record : case_file.records) {
    const charter::RecordKind* kind = visit.app.charter().record_kind(record.kind);
    if (kind && kind->section == section && !case_file.destroyed(record.id) && is_kept_by_a_right(visit, record))
      lines.emplace_back(html::link(kind->title + ", recorded on " + record.collected.words(), path_of(record)));
  }
  if (lines.empty()) return {};
  return html::warning_text({.text = counted(lines.size(), "record") + (lines.size() == 1 ? " is" : " are") +
                                     " not shown here: the use was stopped by a person's right, or its owner has asked for it back."}) +
         html::bullets(lines);
}

http::Response show_limited(const Visit& visit, const CaseFile& case_file, const store::RecordRow& record) {
  return limited_page(visit, case_file, record, "");
}

void add_limited_record_pages(http::Router& router, const App& app) {
  router.add(http::Method::post, std::string(kCases) + "/{case}/records/{record}/use", http::Door::signed_in,
             [&app](const http::Request& request) { return for_case(app, request, take_use); });
}

}  // namespace concordat::casework
