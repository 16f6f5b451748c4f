#include "casework/cases/next_step.h"

#include <algorithm>
#include <functional>

#include "casework/cases/case_page.h"
#include "casework/cases/next_act.h"
#include "casework/cases/records.h"
#include "casework/cases/work_sections.h"
#include "casework/checks/checks.h"
#include "casework/checks/involvement_section.h"
#include "casework/due.h"
#include "casework/fields.h"
#include "casework/steps_page.h"
#include "casework/warrant_view.h"
#include "charter/outputs.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/guards.h"

namespace concordat::casework {
namespace {

using html::Html;

// What became of the destruction that a conclusion brings.
std::string after_conclusion(const Visit& visit, const CaseFile& case_file) {
  std::string words = "Nothing is needed any more: this is over.";
  for (const WarrantView& warrant : warrants_of_case(visit.app, case_file.row.id)) {
    if (warrant.row.state == "proposed") return "It is over, but for its destruction, which waits for two people: see Disposal.";
    if (warrant.row.state == "approved") words = "Nothing is needed: this is over, and its destruction is approved.";
  }
  return words;
}

// Where moving it on is not for this person, for whom it is.
Html turn_line(const Visit& visit, const CaseFile& case_file) {
  const auto mine = open_steps(visit.app, visit.actor, case_file.row);
  Html lines;
  for (const charter::Step* step : steps_on(visit, case_file))
    if (std::ranges::find(mine, step) == mine.end())
      lines += html::paragraph("To move on to " + within_sentence(title_of_state(step->to)) + ", it is the turn of: " +
                               roles_words(visit.app.charter(), *step) + ".");
  return lines;
}

Html next_line(const Visit& visit, const CaseFile& case_file) {
  const NextAct next = next_act(visit, case_file);
  const bool over = concluded(visit.app.charter(), case_file.row);
  const bool agency = visit.business == Business::agency;
  const Html others = agency ? Html() : turn_line(visit, case_file);
  if (next.mine)
    return html::paragraph(html::text("Next here, and it is your turn: ") + html::link(next.words, next.path) + html::text(".")) +
           others;
  if (agency) return html::paragraph(over ? "Nothing is needed of your agency: this is over." : "Nothing is needed of your agency now.");
  if (over) return html::paragraph(after_conclusion(visit, case_file));
  return others.empty() ? html::paragraph(next.words + ".") : others;
}

// ---- what is needed on one section

Html guard_html(const Visit& visit, const CaseFile& case_file, const charter::Guard& guard) {
  if (guard.kind == charter::GuardKind::happened)
    return html::text("it must be on record that " + charter::event_words(guard.target) + ". ") +
           record_event_html(visit, case_file, guard.target);
  if (guard.kind == charter::GuardKind::months_after) return html::text(charter::words(guard) + ".");
  if (guard.kind == charter::GuardKind::copies_sent)
    return html::text("each copy must be on record as sent: ") + html::link("Decision", path_of(case_file.row) + "/" + kCopiesSection) +
           html::text(".");
  const charter::RecordKind* kind = visit.app.charter().record_kind(guard.target);
  std::string words = "it must be recorded how the child and family were involved, or why they were not";
  if (guard.kind != charter::GuardKind::voice_recorded && kind) words = "it needs “" + kind->title + "”";
  const bool is_record = kind && may_add_now(visit, case_file, guard.target);
  return is_record ? html::text(words + ". ") +
                         html::link("Record it: " + within_sentence(kind->title), path_of_add(case_file, guard.target))
                   : html::text(words + ".");
}

// Where what a step waits for is put on record.
std::string section_of(const Visit& visit, const CaseFile& case_file, const charter::Guard& guard) {
  const charter::Charter& charter = visit.app.charter();
  if (guard.kind == charter::GuardKind::copies_sent) return kCopiesSection;
  if (guard.kind == charter::GuardKind::happened) {
    const auto found = std::ranges::find_if(charter.record_kinds, [&](const charter::RecordKind& one) {
      return one.case_kind == case_file.row.kind && std::ranges::any_of(one.parts, [&](const charter::Part& part) {
               return tells_of(part, guard.target);
             });
    });
    return found == charter.record_kinds.end() ? "" : found->section;
  }
  const charter::RecordKind* kind = charter.record_kind(guard.target);
  return kind ? kind->section : "";
}

Html guards_of(const Visit& visit, const CaseFile& case_file, const std::vector<const charter::Step*>& steps,
               const std::function<bool(const charter::Guard&)>& is_meant) {
  Html lines;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const charter::Step* step : steps)
      for (const charter::Guard& guard : step->guards) {
        if (!is_meant(guard) || vault::check_guard(reader, visit.app.charter(), case_file.row.id, guard, visit.app.today())) continue;
        const bool on = leads_on(*visit.app.charter().case_kind(case_file.row.kind), *step);
        const std::string before = (on ? "Before it moves on to " : "Before it goes back to ") +
                                   within_sentence(title_of_state(step->to)) + ": ";
        lines += html::paragraph(html::text(before) + guard_html(visit, case_file, guard));
      }
  });
  return lines;
}

// Records of this section that are closed by a later part, and are not. Which of those that take place are over, their days tell.
Html open_records(const Visit& visit, const CaseFile& case_file, std::string_view section) {
  Html lines;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
      if (kind.case_kind != case_file.row.kind || kind.section != section || kind.closed_by.empty() || takes_place(kind)) continue;
      const auto open = static_cast<std::size_t>(std::ranges::count_if(case_file.records, [&](const store::RecordRow& one) {
        return one.kind == kind.name && !case_file.destroyed(one.id) && may_read(visit, one) && !is_closed(reader, kind, one.id);
      }));
      if (open > 0)
        lines += html::paragraph("To be added: " + within_sentence(kind.part(kind.closed_by)->title) + ", to " +
                                 counted(open, within_sentence(kind.title)) + ".");
    }
  });
  return lines;
}

Html waiting_answers(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind* kind = check_kind(visit.app.charter(), case_file.row.kind);
  if (!kind) return {};
  const ChecksOfReview checks = checks_of(visit.app, *kind, case_file);
  const auto waiting = std::ranges::count_if(checks.checks, &CheckView::waits);
  if (checks.checks.empty()) return html::paragraph("No agency was asked yet whether it knows somebody.");
  if (waiting == 0) return {};
  return html::paragraph(counted(static_cast<std::size_t>(waiting), "answer") + (waiting == 1 ? " is" : " are") +
                         " still to come: it is the agencies' turn.");
}

// In the section that holds those whom agencies would be asked about.
Html nobody_to_ask(const Visit& visit, const CaseFile& case_file, std::string_view section) {
  const charter::RecordKind* kind = nobody_to_ask_about(visit, case_file);
  if (!kind || kind->section != section) return {};
  if (may_add_now(visit, case_file, kind->name))
    return html::paragraph("Nobody is on record yet. Once the " + within_sentence(kind->title) +
                           " is, agencies can be asked whether they know them.");
  return html::paragraph("No " + within_sentence(kind->title) + " is on record yet. This is added by: " +
                         charter::joined(writers_of(visit.app.charter(), *kind), "; ") + ".");
}

Html section_lines(const Visit& visit, const CaseFile& case_file, std::string_view section, const Html& needed) {
  Html lines = needed;
  lines += guards_of(visit, case_file, steps_on(visit, case_file),
                         [&](const charter::Guard& guard) { return section_of(visit, case_file, guard) == section; });
  lines += open_records(visit, case_file, section);
  lines += nobody_to_ask(visit, case_file, section);
  const bool asks = path_of(case_file.row) + "/" + std::string(section) == path_of_involvement(case_file);
  if (asks && !concluded(visit.app.charter(), case_file.row)) lines += waiting_answers(visit, case_file);
  return lines.empty() ? html::paragraph("Nothing is needed on this page now.") : lines;
}

}  // namespace

Html next_html(const Visit& visit, const CaseFile& case_file, std::string_view section, const Html& needed) {
  const Html lines = visit.business == Business::agency ? Html() : section_lines(visit, case_file, section, needed);
  return html::inset_text({.text = lines + next_line(visit, case_file)});
}

Html record_event_html(const Visit& visit, const CaseFile& case_file, std::string_view event) {
  const NextAct way = way_to_record(visit, case_file, event);
  return way.found() ? html::link(way.words, way.path) : Html();
}

Html next_link(const Visit& visit, const CaseFile& case_file) {
  const NextAct next = next_act(visit, case_file);
  const Html of = Html("<span class=\"govuk-visually-hidden\"> for ") + html::text(case_file.row.reference) + Html("</span>");
  return html::link(html::text(next.words) + of, next.path);
}

Html next_button(const Visit& visit, const CaseFile& case_file) {
  const NextAct next = next_act(visit, case_file);
  return next.mine ? html::button({.text = next.words, .href = next.path}) : Html();
}

Html overview_next_html(const Visit& visit, const CaseFile& case_file) {
  const NextAct next = next_act(visit, case_file);
  if (!next.mine) return html::inset_text({.text = next_line(visit, case_file)});
  const Html button = next.is_step ? Html() : html::button({.text = next.words, .href = next.path});
  const Html others = visit.business == Business::agency ? Html() : turn_line(visit, case_file);
  return button + (others.empty() ? Html() : html::inset_text({.text = others}));
}

Html guards_html(const Visit& visit, const CaseFile& case_file) {
  const Html lines = guards_of(visit, case_file, open_steps(visit.app, visit.actor, case_file.row),
                               [](const charter::Guard&) { return true; });
  return lines.empty() ? Html() : html::inset_text({.text = lines});
}

}  // namespace concordat::casework
