#include "casework/cases/conclusion.h"

#include <algorithm>
#include <cctype>

#include "casework/deposits.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "parties/parties.h"

namespace concordat::casework {
namespace {

using html::Html;

bool is_supplied(const charter::RecordKind& kind) { return kind.owner == charter::Owner::supplier; }

// Two tables: of what something is held, and of what could still come, which is long and opened by whoever wants it.
Html kept_html(const Visit& visit, const CaseFile& case_file) {
  const bool agency = visit.business == Business::agency;
  html::Table held{.caption = "What is kept, and until when", .caption_classes = "govuk-table__caption--s",
                   .head = {{.text = "What"}, {.text = "Held now", .format = "numeric"}, {.text = "Kept"}}, .first_cell_is_header = true};
  html::Table rest{.caption = "What is not held now", .caption_classes = "govuk-visually-hidden",
                   .head = {{.text = "What"}, {.text = "Kept"}}, .first_cell_is_header = true};
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != case_file.row.kind || (agency && !is_supplied(kind))) continue;
    for (const charter::Part& part : kind.parts) {
      const html::TableCell what{.text = charter::short_title(kind, part)};
      const html::TableCell keeping{.text = keeping_words(visit.app.charter(), part)};
      const std::size_t count = parts_held(visit, case_file, kind, part);
      if (count == 0) rest.rows.push_back({what, keeping});
      else held.rows.push_back({what, {.text = std::to_string(count), .format = "numeric"}, keeping});
    }
  }
  const Html now = held.rows.empty() ? html::paragraph("Nothing is held now.") : html::scrolling_table(held);
  if (rest.rows.empty()) return now;
  return now + html::details({.summary = "What is not held now, and how long it would be kept", .text = html::scrolling_table(rest)});
}

// What comes next for this destruction, where that is this person's.
Html next_link(const Visit& visit, const WarrantView& warrant) {
  const bool may_approve = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction).ok();
  if (warrant.row.state == "proposed" && may_approve)
    return html::text(". ") + html::link("Approve or cancel it", "/workspace/disposal#to-approve");
  // Of names gone with an answer no certificate is made.
  if (visit.business != Business::agency || !has_certificate(visit.app, visit.actor.agency, warrant.row.id)) return {};
  return html::text(". ") + html::link("Certificate", "/workspace/agency/files/" + certificate_name(warrant.row.id));
}

Html warrants_html(const Visit& visit, const CaseFile& case_file) {
  html::Table table;
  table.caption = "Destructions";
  table.caption_classes = "govuk-table__caption--s";
  table.head = {{.text = "What"}, {.text = "State"}};
  for (const WarrantView& warrant : warrants_of_case(visit.app, case_file.row.id)) {
    if (visit.business == Business::agency && warrant.row.owner != visit.actor.agency) continue;
    table.rows.push_back({{.text = act_words(warrant)}, {.text = html::text(state_words(warrant)) + next_link(visit, warrant)}});
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

}  // namespace

std::size_t parts_held(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind, const charter::Part& part) {
  std::size_t held = 0;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : case_file.records) {
      if (record.kind != kind.name || (visit.business == Business::agency && record.owner != visit.actor.agency)) continue;
      const auto row = reader.find_part(record.id, part.name);
      if (row && !row->destroyed) ++held;
    }
  });
  return held;
}

std::string keeping_words(const charter::Charter& charter, const charter::Part& part) {
  const charter::Retention& keep = part.keep;
  std::string words = charter::words(keep);
  words.replace(0, 1, 1, static_cast<char>(std::toupper(static_cast<unsigned char>(words[0]))));
  if (keep.unstated) return words + "; not destroyed by routine";
  words += "; then destroyed";
  if (keep.weighty) words += " after two people have approved it";
  words += ", with nothing readable left at most " +
           counted(static_cast<std::size_t>(charter::longest_days_until_unreadable(charter, keep)), "day") + " later";
  return keep.certificate ? words + ". Each agency gets a certificate" : words;
}

html::Html conclusion_html(const Visit& visit, const CaseFile& case_file) {
  Html content = html::heading(2, "Conclusion", html::Size::m, "conclusion");
  for (const store::EventRow& event : case_file.events)
    if (event.event == "case.concluded") content += html::paragraph("It was concluded on " + event.day.words() + ".");
  content += kept_html(visit, case_file);
  return content + warrants_html(visit, case_file);
}

}  // namespace concordat::casework
