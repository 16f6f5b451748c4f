#include "casework/reviews/access_and_history.h"

#include <algorithm>

#include "casework/acts.h"
#include "casework/people/people.h"
#include "casework/reviews/records.h"
#include "casework/reviews/review_page.h"
#include "casework/reviews/sections.h"
#include "html/components/content.h"
#include "policy/tasks.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kActsAtOnce = 200;

// ---- access

Html readers_table(const Visit& visit, const Review& review) {
  html::Table table;
  table.caption = "Who may open what";
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  table.head = {{.text = "Records"}, {.text = "Held now", .format = "numeric"}, {.text = "May be opened by"}};
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != review.row.kind) continue;
    std::vector<html::Content> readers;
    for (const std::string& who : readers_of(visit.app.charter(), kind)) readers.emplace_back(who);
    const auto held = std::ranges::count_if(
        review.records, [&](const store::RecordRow& one) { return one.kind == kind.name && !review.destroyed(one.id); });
    table.rows.push_back({{.text = kind.title},
                          {.text = std::to_string(held), .format = "numeric"},
                          {.text = readers.empty() ? html::text("Nobody") : html::bullets(readers)}});
  }
  return html::scrolling_table(table);
}

Html tasks_table(const Visit& visit, const Review& review) {
  const Instant now = visit.app.vault.clock().now();
  html::Table table;
  table.caption = "Who has a task in it now";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Who"}, {.text = "As"}, {.text = "Since"}, {.text = "Until"}};
  std::vector<store::AppointmentRow> tasks;
  visit.app.vault.store().read([&](store::Reader& reader) { tasks = reader.appointments(review.row.id); });
  for (const store::AppointmentRow& task : tasks) {
    if (!policy::in_force(task, now)) continue;
    const charter::Role* role = visit.app.charter().role(task.role);
    table.rows.push_back({{.text = task.how == "group" ? "Everybody of the group" : name_of_account(visit.app, task.account)},
                          {.text = role ? role->title : task.role},
                          {.text = london_words(task.begins)},
                          {.text = task.ends ? london_words(*task.ends) : "the case ends"}});
  }
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nobody was given a task in this review.");
}

http::Response show_access(const Visit& visit, const Review& review) {
  Html content = html::paragraph("This follows from the charter, record by record; nobody else can open anything, and whoever opens "
                                "something is written down.");
  if (may_appoint(visit.app, visit.actor))
    content += html::paragraph(html::link("Appoint people, or end a task", std::string(kPeople) + "/" + review.row.id.text()));
  return section_page(visit, review, "access", content + tasks_table(visit, review) + readers_table(visit, review));
}

// ---- history

bool is_of_agency(const Review& review, const ledger::Leaf& act, AgencyId agency) {
  const store::RecordRow* record = review.record(act.record);
  return record && record->owner == agency;
}

Html record_link(const Visit& visit, const Review& review, const ledger::Leaf& act) {
  const store::RecordRow* record = review.record(act.record);
  const charter::RecordKind* kind = record ? visit.app.charter().record_kind(record->kind) : nullptr;
  if (!kind) return {};
  const bool opens = may_read(visit, *record) && !review.destroyed(record->id);
  return opens ? html::link(kind->title, path_of(*record)) : html::text(kind->title);
}

http::Response show_history(const Visit& visit, const Review& review) {
  std::vector<ledger::Leaf> acts = visit.app.vault.history(review.row.id);
  if (visit.business == Business::agency)
    std::erase_if(acts, [&](const ledger::Leaf& act) { return !is_of_agency(review, act, visit.actor.agency); });
  std::ranges::reverse(acts);
  html::Table table;
  table.caption = visit.business == Business::agency ? "What was done with your agency's data" : "What was done in this review";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "When"}, {.text = "What"}, {.text = "Record"}, {.text = "Who"}};
  for (const ledger::Leaf& act : acts) {
    if (table.rows.size() == kActsAtOnce) break;
    table.rows.push_back({{.text = london_words(act.at)},
                          {.text = act_words(visit.app.charter(), act)},
                          {.text = record_link(visit, review, act)},
                          {.text = actor_words(visit.app, act.actor)}});
  }
  Html content = html::paragraph(
      "The newest first. Each is an entry of the ledger, which nobody can change or take away without it showing.");
  if (acts.size() > kActsAtOnce)
    content += html::paragraph("The last " + std::to_string(kActsAtOnce) + " of " + std::to_string(acts.size()) + " acts are shown.");
  content += table.rows.empty() ? html::paragraph("Nothing was done yet.") : html::scrolling_table(table);
  return section_page(visit, review, "history", content);
}

}  // namespace

bool has_access_section(const Visit& visit, const Review&) { return visit.business == Business::office; }

bool has_history_section(const Visit& visit, const Review&) {
  return visit.business == Business::office || visit.business == Business::agency;
}

void add_access_and_history(http::Router& router, const App& app) {
  add_section_page(router, app, http::Method::get, "access", "", show_access);
  add_section_page(router, app, http::Method::get, "history", "", show_history);
}

}  // namespace concordat::casework
