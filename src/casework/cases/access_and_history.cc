#include "casework/cases/access_and_history.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "casework/acts.h"
#include "casework/cases/case_page.h"
#include "casework/cases/records.h"
#include "casework/cases/sections.h"
#include "casework/deposits.h"
#include "casework/paging.h"
#include "casework/people/people.h"
#include "html/components/content.h"
#include "ledger/proof.h"
#include "vault/entries.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kActsAPage = 200;

// ---- access

Html readers_table(const Visit& visit, const CaseFile& case_file) {
  html::Table table;
  table.caption = "Who may open what";
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  table.head = {{.text = "Records"}, {.text = "Held now", .format = "numeric"}, {.text = "May be opened by"}};
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != case_file.row.kind) continue;
    std::vector<html::Content> readers;
    for (const std::string& who : readers_of(visit.app.charter(), kind)) readers.emplace_back(who);
    const auto held = std::ranges::count_if(
        case_file.records, [&](const store::RecordRow& one) { return one.kind == kind.name && !case_file.destroyed(one.id); });
    table.rows.push_back({{.text = kind.title},
                          {.text = std::to_string(held), .format = "numeric"},
                          {.text = readers.empty() ? html::text("Nobody") : html::bullets(readers)}});
  }
  return html::scrolling_table(table);
}

Html tasks_table(const Visit& visit, const CaseFile& case_file) {
  const Instant now = visit.app.vault.clock().now();
  html::Table table;
  table.caption = "Who has a task in it now";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Who"}, {.text = "As"}, {.text = "Since"}, {.text = "Until"}};
  std::vector<store::AppointmentRow> tasks;
  visit.app.vault.store().read([&](store::Reader& reader) { tasks = reader.appointments(case_file.row.id); });
  for (const store::AppointmentRow& task : tasks) {
    if (!is_in_force(visit.app, case_file.row, task, now)) continue;
    const charter::Role* role = visit.app.charter().role(task.role);
    table.rows.push_back({{.text = task.how == "group" ? "Everybody of the group" : name_of_account(visit.app, task.account)},
                          {.text = role ? role->title : task.role},
                          {.text = london_words(task.begins)},
                          {.text = end_words(task.ends)}});
  }
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nobody was given a task here.");
}

http::Response show_access(const Visit& visit, const CaseFile& case_file) {
  Html content = html::paragraph("This follows from the charter, record by record; nobody else can open anything, and whoever opens "
                                "something is written down.");
  if (may_appoint(visit.app, visit.actor))
    content += html::paragraph(html::link("Appoint people, or end a task", std::string(kPeople) + "/" + case_file.row.id.text()));
  content += tasks_table(visit, case_file) + contributions_html(visit.app, visit.actor, case_file.row);
  return section_page(visit, case_file, "access", content + readers_table(visit, case_file));
}

// ---- history

bool is_of_agency(const CaseFile& case_file, const ledger::Leaf& act, AgencyId agency) {
  const store::RecordRow* record = case_file.record(act.record);
  return record && record->owner == agency;
}

Html record_link(const Visit& visit, const CaseFile& case_file, const ledger::Leaf& act) {
  const store::RecordRow* record = case_file.record(act.record);
  const charter::RecordKind* kind = record ? visit.app.charter().record_kind(record->kind) : nullptr;
  if (!kind) return {};
  const bool opens = !kind->is_check() && may_read(visit, *record) && !case_file.destroyed(record->id);  // a check has no page of its own
  return opens ? html::link(kind->title, path_of(*record)) : html::text(kind->title);
}

// What this person may see of what was done, oldest first.
std::vector<vault::EntryOfCase> acts_for(const Visit& visit, const CaseFile& case_file) {
  std::vector<vault::EntryOfCase> acts;
  visit.app.vault.store().read([&](store::Reader& reader) { acts = vault::entries_of_case(reader, case_file.row.id); });
  if (visit.business == Business::agency)
    std::erase_if(acts, [&](const vault::EntryOfCase& one) { return !is_of_agency(case_file, one.leaf, visit.actor.agency); });
  return acts;
}

// The checkpoint that its reader's agency holds, or that any agency holds.
std::optional<DepositedHead> head_for(const Visit& visit) {
  const charter::Agency* own = parties::find_agency(visit.app.charter(), visit.actor.agency);
  return newest_head(visit.app, own ? own->name : "");
}

std::string path_of_proof(const CaseFile& case_file, std::uint64_t position) {
  return path_of(case_file.row) + "/history/" + std::to_string(position + 1);
}

html::Table acts_table(const Visit& visit, const CaseFile& case_file, std::span<const vault::EntryOfCase> acts, std::uint64_t proven) {
  html::Table table;
  table.caption = visit.business == Business::agency ? "What was done with your agency's data" : "What was done here";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "When"}, {.text = "What"}, {.text = "Record"}, {.text = "Who"}, {.text = "Entry of the ledger"}};
  for (const auto& [position, act] : acts) {
    const std::string number = std::to_string(position + 1);
    table.rows.push_back({{.text = london_words(act.at)},
                          {.text = act_words(visit.app.charter(), act)},
                          {.text = record_link(visit, case_file, act)},
                          {.text = who_words(visit.app, act)},
                          {.text = position < proven ? html::link("Proof of " + number, path_of_proof(case_file, position))
                                                     : html::text(number + ", proof from tomorrow")}});
  }
  return table;
}

Html how_to_check(const Visit& visit, const std::optional<DepositedHead>& head) {
  if (!head) return html::paragraph("The first proofs can be had tomorrow: each night a checkpoint is given to the agencies.");
  const bool disposes = visit.app.vault.gate().authorise(visit.actor, charter::Capability::hold).ok();
  const bool agency = visit.business == Business::agency;
  const std::string folder = agency ? "/workspace/agency/files/" : "/workspace/disposal/files/" + head->agency + "/";
  Html text = html::paragraph("A proof is a file that anybody can check without asking us, with the program of this system, the "
                              "checkpoint below, which the agencies hold, and our public key, which they were handed when the "
                              "partnership began to use this system. It names nobody.");
  text += html::paragraph(html::text("Checkpoint: ") + (agency || disposes ? html::link(head->file, folder + head->file)
                                                                          : html::text(head->file)));
  text += Html("<pre class=\"concordat-scroll\" role=\"region\" aria-label=\"The command\" tabindex=\"0\">") +
          html::text("concordat verify-proof proof-NUMBER.txt \\\n  --checkpoint " + head->file + " \\\n  --public-key " +
                     to_hex(visit.app.vault.ledger().public_key())) + Html("</pre>");
  return html::details({.summary = "How to check a proof", .text = text});
}

http::Response show_history(const Visit& visit, const CaseFile& case_file) {
  std::vector<vault::EntryOfCase> acts = acts_for(visit, case_file);
  std::ranges::reverse(acts);
  const auto head = head_for(visit);
  Html content = html::paragraph(
      "The newest first. Each is an entry of the ledger, which nobody can change or take away without it showing.");
  content += how_to_check(visit, head);
  if (acts.empty()) return section_page(visit, case_file, "history", content + html::paragraph("Nothing was done yet."));
  const Paging shown = paging(visit.request, acts.size(), kActsAPage);
  if (shown.pages > 1)
    content += html::paragraph("Acts " + std::to_string(shown.first + 1) + " to " + std::to_string(shown.end) + " of " +
                               std::to_string(acts.size()) + ".");
  const auto of_page = std::span(acts).subspan(shown.first, shown.end - shown.first);
  content += html::scrolling_table(acts_table(visit, case_file, of_page, head ? head->entries : 0));
  content += paging_html(shown, path_of(case_file.row) + "/history");
  return section_page(visit, case_file, "history", content);
}

// The proof of one of the acts that the page lists; of others nothing is there.
http::Response give_proof(const Visit& visit, const CaseFile& case_file) {
  const std::string& number = visit.request.parts.at("entry");
  std::uint64_t entry = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), entry);
  const auto acts = acts_for(visit, case_file);
  const bool is_listed = error == std::errc() && end == number.data() + number.size() && entry > 0 &&
                         std::ranges::find(acts, entry - 1, &vault::EntryOfCase::position) != acts.end();
  if (!is_listed) return not_found();
  const auto head = head_for(visit);
  const auto proof = head ? ledger::prove_entry(visit.app.vault.ledger(), visit.app.vault.store(), entry - 1, head->note)
                          : Result<std::string>(Error{"No checkpoint was deposited yet.", "Come back tomorrow."});
  if (!proof) return problem(visit.app, visit.request, proof.error(), path_of(case_file.row) + "/history");
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"proof-" + number + ".txt\"");
  response.body = *proof;
  return response;
}

}  // namespace

bool has_access_section(const Visit& visit, const CaseFile&) { return visit.business == Business::office; }

bool has_history_section(const Visit& visit, const CaseFile&) {
  return visit.business == Business::office || visit.business == Business::agency;
}

void add_access_and_history(http::Router& router, const App& app) {
  add_section_page(router, app, http::Method::get, "access", "", show_access);
  add_section_page(router, app, http::Method::get, "history", "", show_history);
  add_section_page(router, app, http::Method::get, "history", "/{entry}", give_proof);
}

}  // namespace concordat::casework
