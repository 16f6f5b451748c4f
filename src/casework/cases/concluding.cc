// Before a case is concluded: what is still open in it, and what will be kept and what will go, from when. It forbids nothing: what a
// conclusion waits for is the charter's to say.

#include "casework/cases/concluding.h"

#include <algorithm>

#include "casework/cases/conclusion.h"
#include "casework/cases/sections.h"
#include "casework/checks/checks.h"
#include "casework/checks/involvement_section.h"
#include "casework/clocks.h"
#include "casework/due.h"
#include "casework/fields.h"
#include "casework/recall_view.h"
#include "casework/steps_page.h"
#include "casework/taking_in/taking_in.h"
#include "casework/warrant_view.h"
#include "charter/outputs.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "vault/arrivals.h"
#include "vault/guards.h"

namespace concordat::casework {
namespace {

using html::Html;
using Lines = std::vector<html::Content>;

void add_checks(const Visit& visit, const CaseFile& case_file, Lines& lines) {
  const charter::RecordKind* kind = check_kind(visit.app.charter(), case_file.row.kind);
  if (!kind) return;
  const ChecksOfReview checks = checks_of(visit.app, *kind, case_file);
  const auto open = static_cast<std::size_t>(std::ranges::count_if(checks.checks, &CheckView::waits));
  if (open == 0) return;
  const std::string words = counted(open, within_sentence(kind->title)) + " without an answer";
  lines.emplace_back(has_involvement_section(visit, case_file) ? html::link(words, path_of_involvement(case_file)) : html::text(words));
}

// Actions without completion, meetings without minutes.
void add_unclosed(const Visit& visit, const CaseFile& case_file, Lines& lines) {
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
      if (kind.case_kind != case_file.row.kind || kind.closed_by.empty()) continue;
      const auto open = std::ranges::count_if(case_file.records, [&](const store::RecordRow& one) {
        return one.kind == kind.name && !case_file.destroyed(one.id) && !is_closed(reader, kind, one.id);
      });
      if (open == 0) continue;
      const std::string words = counted(static_cast<std::size_t>(open), within_sentence(kind.title)) + " without “" +
                                kind.part(kind.closed_by)->title + "”";
      const auto shown = own_kinds_on(visit, case_file, kind.section);
      const bool is_shown = std::ranges::find(shown, &kind) != shown.end();
      lines.emplace_back(is_shown ? html::link(words, path_of_section(case_file, kind)) : html::text(words));
    }
  });
}

void add_recalls(const Visit& visit, const CaseFile& case_file, Lines& lines) {
  const bool answers = answers_recalls(visit.app, visit.actor);
  for (const RecallView& one : recalls_of_case(visit.app, case_file.row.id)) {
    if (!one.recall.stands()) continue;
    const std::string words = item_words(one) + ", of " + one.owner + ". " + state_words(visit.app, one);
    lines.emplace_back(answers ? html::link(words, kAskedBack + one.recall.warrant.text()) : html::text(words));
  }
}

void add_holds(const Visit& visit, const CaseFile& case_file, Lines& lines) {
  const auto owns_some = [&](std::string_view agency) {
    return std::ranges::any_of(case_file.records, [&](const store::RecordRow& one) { return one.owner.text() == agency; });
  };
  std::size_t records = 0, restricted = 0;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::HoldRow& hold : reader.holds()) {
      if (hold.scope == "everything") lines.emplace_back(std::string("A hold on everything: nothing is destroyed while it stands"));
      if (hold.scope == "case" && hold.target == case_file.row.id.text())
        lines.emplace_back(std::string("A hold on this case: nothing of it is destroyed while it stands"));
      if (hold.scope == "agency" && owns_some(hold.target))
        lines.emplace_back(std::string("A hold on all that one of the agencies supplied"));
      if (hold.scope == "record" && case_file.record(RecordId::parse(hold.target).value_or(RecordId{}))) ++records;
    }
    for (const store::RecordRow& record : case_file.records)
      if (std::ranges::any_of(reader.restrictions(record.id), [](const store::RestrictionRow& one) {
            return !one.ended && one.right == "restriction";
          }))
        ++restricted;
  });
  if (records > 0) lines.emplace_back("A hold on " + counted(records, "record") + " of it");
  if (restricted > 0)
    lines.emplace_back("A restriction of use on " + counted(restricted, "record") + ", kept while the question about it is open");
}

void add_copies(const Visit& visit, const CaseFile& case_file, Lines& lines) {
  const charter::Charter& charter = visit.app.charter();
  for (const charter::Publication& publication : charter.publications) {
    const charter::RecordKind* kind = charter.record_kind(publication.record);
    if (!kind || kind->case_kind != case_file.row.kind || publication.sent.empty() || case_file.count(kind->name) == 0) continue;
    std::vector<std::string> to;
    for (const charter::Recipient* one : vault::copies_owed(charter, publication.name, case_file.events)) to.push_back(one->title);
    if (!to.empty())
      lines.emplace_back("Copies owed of “" + publication.title + "”: " + charter::joined(to, ", "));
  }
}

void add_clocks(const Visit& visit, const CaseFile& case_file, Lines& lines) {
  for (const RunningClock& clock : clocks_of(visit.app.charter(), case_file.events, case_file.row.opened))
    if (clock.runs())
      lines.emplace_back(clock.clock->title + ": " + within_sentence(words(clock, visit.app.charter(), visit.app.today())) +
                         ". It ends with the case");
}

void add_arrivals(const Visit& visit, const CaseFile& case_file, Lines& lines) {
  const std::size_t waiting = visit.app.vault.arrivals().waiting_in(case_file.row.id);
  if (waiting == 0) return;
  const std::string words = counted(waiting, "file") + " handed in and not confirmed: afterwards it cannot be";
  lines.emplace_back(may_take_in(visit, case_file) ? html::link(words, path_of_taking_in(case_file)) : html::text(words));
}

Html open_html(const Visit& visit, const CaseFile& case_file) {
  Lines lines;
  add_checks(visit, case_file, lines);
  add_unclosed(visit, case_file, lines);
  add_recalls(visit, case_file, lines);
  add_holds(visit, case_file, lines);
  add_copies(visit, case_file, lines);
  add_clocks(visit, case_file, lines);
  add_arrivals(visit, case_file, lines);
  const Html heading = html::heading(2, "Still open", html::Size::m);
  if (lines.empty()) return heading + html::paragraph("Nothing is open.");
  return heading + html::bullets(lines) +
         html::paragraph("It can be concluded all the same. Afterwards only that is added which the charter lets come later.");
}

// What the charter has it wait for, and is not there yet.
Html guards_not_met(const Visit& visit, const CaseFile& case_file, const charter::CaseKind& kind) {
  Lines lines;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const charter::Step& step : kind.steps) {
      if (step.from != case_file.row.state || step.to != kind.states.back()) continue;
      for (const charter::Guard& guard : step.guards)
        if (const auto met = vault::check_guard(reader, visit.app.charter(), case_file.row.id, guard, visit.app.today()); !met)
          lines.emplace_back(met.error().message);
    }
  });
  return lines.empty() ? Html() : html::heading(2, "It cannot be concluded before this", html::Size::m) + html::bullets(lines);
}

// What the step to the end records, from which periods count; empty where it records nothing.
std::string last_event(const charter::CaseKind& kind) {
  for (const charter::Step& step : kind.steps)
    if (step.to == kind.states.back() && !step.event.empty()) return step.event;
  return {};
}

std::string goes_words(const Visit& visit, const charter::Part& part, const std::string& event) {
  if (part.keep.unstated) return "Not by routine: no period is set";
  if (event.empty() || part.keep.from != event) return "Not by this";
  const auto day = charter::last_day(part.keep, visit.app.today());
  if (!day) return "Not by this";
  return "After " + day->words() + (part.keep.weighty ? ", once two people approve it" : "");
}

Html kept_and_gone(const Visit& visit, const CaseFile& case_file, const charter::CaseKind& of) {
  html::Table table{.caption = "What is kept and what goes, if it is concluded today", .caption_classes = "govuk-table__caption--m",
                    .head = {{.text = "What"}, {.text = "Held now", .format = "numeric"}, {.text = "Kept"}, {.text = "Goes"}},
                    .first_cell_is_header = true};
  const std::string event = last_event(of);
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != of.name) continue;
    for (const charter::Part& part : kind.parts)
      if (const std::size_t held = parts_held(visit, case_file, kind, part); held > 0)
        table.rows.push_back({{.text = charter::short_title(kind, part)}, {.text = std::to_string(held), .format = "numeric"},
                              {.text = keeping_words(visit.app.charter(), part)}, {.text = goes_words(visit, part, event)}});
  }
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nothing is held now.");
}

http::Response show_concluding(const Visit& visit, const CaseFile& case_file) {
  const charter::CaseKind* kind = visit.app.charter().case_kind(case_file.row.kind);
  if (visit.business != Business::office || !kind) return not_found();
  const std::string title = "Before " + case_file.row.reference + " is concluded";
  Html content = html::heading(1, title, html::Size::l);
  if (concluded(visit.app.charter(), case_file.row))
    content = html::heading(1, case_file.row.reference + " is concluded", html::Size::l) + html::paragraph("There is nothing more to do.");
  else
    content += guards_not_met(visit, case_file, *kind) + open_html(visit, case_file) + kept_and_gone(visit, case_file, *kind) +
               last_step_html(visit.app, visit.request, visit.actor, case_file.row, path_of(case_file.row) + "/step");
  return page(visit.app, visit.request,
              {title, content, html::back_link({.href = path_of(case_file.row), .text = name_of(visit, case_file)})});
}

}  // namespace

std::string path_of_concluding(const CaseFile& case_file) { return path_of(case_file.row) + "/conclude"; }

void add_concluding_page(http::Router& router, const App& app) {
  router.add(http::Method::get, std::string(kCases) + "/{case}/conclude", http::Door::signed_in,
             [&app](const http::Request& request) { return for_case(app, request, show_concluding); });
}

}  // namespace concordat::casework
