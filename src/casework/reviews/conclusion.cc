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

html::Table kept_table(const Visit& visit, const Review& review) {
  html::Table table;
  table.caption = "What is kept, and until when";
  table.caption_classes = "govuk-table__caption--s";
  table.first_cell_is_header = true;
  table.head = {{.text = "What"}, {.text = "Held now", .format = "numeric"}, {.text = "Kept"}};
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != review.row.kind) continue;
    const bool agency = visit.business == Business::agency;
    if (agency && !is_supplied(kind)) continue;
    std::size_t held = 0;
    for (const store::RecordRow& record : review.records)
      if (record.kind == kind.name && !review.destroyed(record.id) && (!agency || record.owner == visit.actor.agency)) ++held;
    for (const charter::Part& part : kind.parts)
      table.rows.push_back({{.text = charter::short_title(kind, part)}, {.text = std::to_string(held), .format = "numeric"},
                            {.text = keeping_words(visit.app.charter(), part)}});
  }
  return table;
}

// What comes next for this destruction, where that is this person's.
Html next_link(const Visit& visit, const WarrantView& warrant) {
  const bool may_approve = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction).ok();
  if (warrant.row.state == "proposed" && may_approve)
    return html::text(". ") + html::link("Approve or cancel it", "/workspace/disposal#to-approve");
  if (visit.business != Business::agency || warrant.row.state != "done") return {};
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
  content += html::scrolling_table(kept_table(visit, review));
  return content + warrants_html(visit, review);
}

}  // namespace concordat::casework
