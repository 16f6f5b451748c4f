#include "casework/reviews/conclusion.h"

#include <cctype>

#include "casework/deposits.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "charter/sentences.h"
#include "html/components/content.h"

namespace concordat::casework {
namespace {

using html::Html;

bool is_supplied(const charter::RecordKind& kind) { return kind.owner == charter::Owner::supplier; }

struct KeptLine {
  const charter::RecordKind* kind;
  const charter::Part* part;
  std::size_t held = 0;
};

std::vector<KeptLine> kept_lines(const Visit& visit, const Review& review) {
  std::vector<KeptLine> lines;
  const bool agency = visit.business == Business::agency;
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != review.row.kind || (agency && !is_supplied(kind))) continue;
    for (const charter::Part& part : kind.parts) {
      KeptLine line{&kind, &part, 0};
      for (const store::PartRow& row : review.parts) {
        const store::RecordRow* record = review.record(row.record);
        const bool is_mine = record && (!agency || record->owner == visit.actor.agency);
        if (is_mine && record->kind == kind.name && row.part == part.name && !row.destroyed) ++line.held;
      }
      lines.push_back(line);
    }
  }
  return lines;
}

Html kept_html(const Visit& visit, const Review& review) {
  html::Table held{.caption = "What is kept, and until when", .caption_classes = "govuk-table__caption--s",
                   .head = {{.text = "What"}, {.text = "Held now", .format = "numeric"}, {.text = "Kept"}}, .first_cell_is_header = true};
  html::Table other{.caption = "Nothing is held of these", .caption_classes = "govuk-table__caption--s",
                    .head = {{.text = "What"}, {.text = "It would be kept"}}, .first_cell_is_header = true};
  for (const KeptLine& line : kept_lines(visit, review)) {
    const std::string what = charter::short_title(*line.kind, *line.part);
    const std::string kept = keeping_words(visit.app.charter(), *line.part);
    if (line.held > 0) held.rows.push_back({{.text = what}, {.text = std::to_string(line.held), .format = "numeric"}, {.text = kept}});
    else other.rows.push_back({{.text = what}, {.text = kept}});
  }
  Html content = held.rows.empty() ? html::paragraph("Nothing is held of this review.") : html::scrolling_table(held);
  if (!other.rows.empty())
    content += html::details({.summary = "What is not held, and how long it would be kept", .text = html::scrolling_table(other)});
  return content;
}

// What comes next for this destruction, where that is this person's.
Html next_link(const Visit& visit, const WarrantView& warrant) {
  const bool may_approve = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction).ok();
  if (warrant.row.state == "proposed" && may_approve)
    return html::text(". ") + html::link("Approve or cancel it", "/workspace/disposal#to-approve");
  if (visit.business != Business::agency || !has_certificate(visit.app, visit.actor.agency, warrant.row.id)) return {};
  return html::text(". ") + html::link("Certificate", "/workspace/agency/files/" + certificate_name(warrant.row.id));
}

Html warrants_html(const Visit& visit, const Review& review) {
  html::Table table;
  table.caption = "Destructions";
  table.caption_classes = "govuk-table__caption--s";
  table.head = {{.text = "What"}, {.text = "State"}};
  for (const WarrantView& warrant : warrants_of_case(visit.app, review.row.id)) {
    if (visit.business == Business::agency && warrant.row.owner != visit.actor.agency) continue;
    table.rows.push_back({{.text = act_words(warrant)}, {.text = html::text(state_words(warrant)) + next_link(visit, warrant)}});
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

}  // namespace

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

html::Html conclusion_html(const Visit& visit, const Review& review) {
  Html content = html::heading(2, "Conclusion", html::Size::m, "conclusion");
  for (const store::EventRow& event : review.events)
    if (event.event == "case.concluded") content += html::paragraph("This review was concluded on " + event.day.words() + ".");
  return content + kept_html(visit, review) + warrants_html(visit, review);
}

}  // namespace concordat::casework
