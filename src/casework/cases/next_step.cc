#include "casework/cases/next_step.h"

#include <algorithm>
#include <functional>

#include "casework/cases/case_page.h"
#include "casework/cases/records.h"
#include "casework/cases/work_sections.h"
#include "casework/checks/answer_checks.h"
#include "casework/checks/checks.h"
#include "casework/checks/involvement_section.h"
#include "casework/due.h"
#include "casework/fields.h"
#include "casework/steps_page.h"
#include "casework/warrant_view.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "vault/guards.h"

namespace concordat::casework {
namespace {

using html::Html;

// Those that lead on from where the review is, and follow from what was decided; not those by which it is opened again.
std::vector<const charter::Step*> steps_on(const Visit& visit, const CaseFile& case_file) {
  std::vector<const charter::Step*> steps;
  const charter::CaseKind* kind = visit.app.charter().case_kind(case_file.row.kind);
  if (!kind) return steps;
  for (const charter::Step& step : kind->steps)
    if (step.from == case_file.row.state && leads_on(*kind, step) && !is_decided_otherwise(visit.app, case_file.row, step))
      steps.push_back(&step);
  return steps;
}

std::string move_words(const charter::Step& step) { return "move on to " + within_sentence(title_of_state(step.to)); }

std::string roles_words(const charter::Charter& charter, const charter::Step& step) {
  std::string words;
  for (const std::string& name : step.who)
    if (const charter::Role* role = charter.role(name)) words += (words.empty() ? "" : " or ") + role->title;
  return words.empty() ? "nobody of this charter" : words;
}

// What became of the destruction that a conclusion brings.
std::string after_conclusion(const Visit& visit, const CaseFile& case_file) {
  std::string words = "Nothing is needed any more: this is over.";
  for (const WarrantView& warrant : warrants_of_case(visit.app, case_file.row.id)) {
    if (warrant.row.state == "proposed") return "It is over, but for its destruction, which waits for two people: see Disposal.";
    if (warrant.row.state == "approved") words = "Nothing is needed: this is over, and its destruction is approved.";
  }
  return words;
}

Html case_line(const Visit& visit, const CaseFile& case_file) {
  const auto steps = steps_on(visit, case_file);
  if (steps.empty()) return html::paragraph(after_conclusion(visit, case_file));
  const auto mine = open_steps(visit.app, visit.actor, case_file.row);
  Html lines;
  for (const charter::Step* step : steps) {
    if (std::ranges::find(mine, step) != mine.end())
      lines += html::paragraph(html::text("Next here: ") + html::link(move_words(*step), path_of(case_file.row)) +
                               html::text(". It is your turn."));
    else
      lines += html::paragraph("Next here: " + move_words(*step) + ". It is the turn of: " +
                               roles_words(visit.app.charter(), *step) + ".");
  }
  return lines;
}

// Of an agency: only what it is asked itself.
Html agency_line(const Visit& visit, const CaseFile& case_file) {
  if (concluded(visit.app.charter(), case_file.row)) return html::paragraph("Nothing is needed of your agency: this is over.");
  for (const OpenChecks& one : open_checks(visit.app, visit.actor))
    if (one.row.id == case_file.row.id)
      return html::paragraph(html::text("Your agency's turn: ") +
                             html::link("say whether it knows " + (one.waiting == 1 ? "1 person" : std::to_string(one.waiting) + " people"),
                                        kOwnChecks + one.row.id.text()));
  const bool supplies = std::ranges::any_of(supplied_kinds(visit.app.charter(), case_file.row.kind),
                                            [&](const charter::RecordKind* kind) { return may_add(visit, case_file, kind->name); });
  if (supplies && case_file.supplied(visit.app.charter(), visit.actor.agency) == 0)
    return html::paragraph(html::text("Your agency's turn: ") + html::link("supply what it knows", path_of(case_file.row)));
  return html::paragraph("Nothing is needed of your agency now.");
}

bool tells_of(const charter::Part& part, std::string_view event) {
  return std::ranges::any_of(part.fields, [&](const charter::Field& field) {
    if (field.records.empty()) return false;
    return field.type == charter::FieldType::choice ? event.starts_with(field.records + ":") : field.records == event;
  });
}

// The record of this review to which this later part can still be added.
const store::RecordRow* record_without(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind,
                                       const charter::Part& part) {
  const auto found = std::ranges::find_if(case_file.records, [&](const store::RecordRow& one) {
    const bool has = std::ranges::any_of(
        case_file.parts, [&](const store::PartRow& row) { return row.record == one.id && row.part == part.name; });
    const auto subject = one.kind == kind.name && !has ? visit.app.vault.subject_of(one.id, part.name) : std::nullopt;
    return subject && may_read(visit, one) && may(visit.app, visit.actor, charter::Act::add, *subject);
  });
  return found == case_file.records.end() ? nullptr : &*found;
}

// ---- what is needed on one section

Html guard_html(const Visit& visit, const CaseFile& case_file, const charter::Guard& guard) {
  if (guard.kind == charter::GuardKind::happened)
    return html::text("it must be on record that " + charter::event_words(guard.target) + ". ") +
           record_event_html(visit, case_file, guard.target);
  if (guard.kind == charter::GuardKind::copies_sent)
    return html::text("each copy must be on record as sent: ") + html::link("Decision", path_of(case_file.row) + "/" + kCopiesSection) +
           html::text(".");
  const charter::RecordKind* kind = visit.app.charter().record_kind(guard.target);
  std::string words = "it must be recorded how the child and family were involved, or why they were not";
  if (guard.kind != charter::GuardKind::voice_recorded && kind) words = "it needs “" + kind->title + "”";
  const bool is_record = kind && may_add(visit, case_file, guard.target);
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
        if (!is_meant(guard) || vault::check_guard(reader, visit.app.charter(), case_file.row.id, guard)) continue;
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
        lines += html::paragraph("Without " + within_sentence(kind.part(kind.closed_by)->title) + " yet: " +
                                 counted(open, within_sentence(kind.title)) + ".");
    }
  });
  return lines;
}

Html waiting_answers(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind* kind = check_kind(visit.app.charter(), case_file.row.kind);
  if (!kind) return {};
  const ChecksOfReview checks = checks_of(visit.app, *kind, case_file);
  const auto waiting = std::ranges::count_if(checks.checks, [](const CheckView& one) { return !one.has_answer; });
  if (checks.checks.empty()) return html::paragraph("No agency was asked yet whether it knows somebody.");
  if (waiting == 0) return {};
  return html::paragraph(counted(static_cast<std::size_t>(waiting), "answer") + (waiting == 1 ? " is" : " are") +
                         " still to come: it is the agencies' turn.");
}

// Whom agencies would be asked about, in the section that holds them.
Html nobody_to_ask(const Visit& visit, const CaseFile& case_file, std::string_view section, bool says_who) {
  const charter::RecordKind* check = check_kind(visit.app.charter(), case_file.row.kind);
  if (!check || concluded(visit.app.charter(), case_file.row)) return {};
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    const bool is_meant = kind.case_kind == case_file.row.kind && kind.section == section && kind.subject == check->subject &&
                          std::ranges::find(check->asks_about, kind.name) != check->asks_about.end();
    if (!is_meant || &kind == check) continue;
    const bool is_there = std::ranges::any_of(
        case_file.records, [&](const store::RecordRow& one) { return one.kind == kind.name && !case_file.destroyed(one.id); });
    if (is_there) continue;
    if (may_add(visit, case_file, kind.name))
      return html::paragraph(html::link("Add the " + within_sentence(kind.title), path_of_add(case_file, kind.name)) +
                             html::text(" first: then agencies can be asked whether they know them."));
    if (!says_who) continue;
    return html::paragraph("No " + within_sentence(kind.title) + " is on record yet. This is added by: " +
                           charter::joined(writers_of(visit.app.charter(), kind), "; ") + ".");
  }
  return {};
}

// ---- what this person may do, where moving the review on is for others

// The record without this later part that was the first to come, and the way to add it.
Html way_to_close(const Visit& visit, const CaseFile& case_file) {
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != case_file.row.kind || kind.closed_by.empty() || takes_place(kind)) continue;
    const charter::Part& closing = *kind.part(kind.closed_by);
    if (const store::RecordRow* record = record_without(visit, case_file, kind, closing))
      return html::link("Add: " + within_sentence(closing.title) + " of " + within_sentence(kind.title),
                        path_of(*record) + "/add/" + closing.name);
  }
  return {};
}

Html way_to_ask(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind* kind = check_kind(visit.app.charter(), case_file.row.kind);
  if (!kind || concluded(visit.app.charter(), case_file.row) || !has_involvement_section(visit, case_file) ||
      case_file.count(kind->name) > 0)
    return {};
  const AgencyId any = parties::agency_id(visit.app.charter().agencies.front().name);
  const bool somebody = std::ranges::any_of(kind->asks_about, [&](const std::string& about) { return case_file.count(about) > 0; });
  if (!somebody || !grant_to_ask(visit, case_file, *kind, any)) return {};
  return html::link("Ask agencies whether they know them", path_of_involvement(case_file) + "/ask");
}

// The first record that a step waits for and this person may add.
Html way_to_meet_guards(const Visit& visit, const CaseFile& case_file) {
  for (const charter::Step* step : steps_on(visit, case_file))
    for (const charter::Guard& guard : step->guards) {
      bool is_met = false;
      visit.app.vault.store().read([&](store::Reader& reader) {
        is_met = vault::check_guard(reader, visit.app.charter(), case_file.row.id, guard).ok();
      });
      const charter::RecordKind* kind = visit.app.charter().record_kind(guard.target);
      if (!is_met && kind && guard.kind != charter::GuardKind::copies_sent && may_add(visit, case_file, kind->name))
        return html::link("Record it: " + within_sentence(kind->title), path_of_add(case_file, kind->name));
    }
  return {};
}

// One thing, the nearest first; nothing where there is none for this person.
Html own_line(const Visit& visit, const CaseFile& case_file) {
  if (concluded(visit.app.charter(), case_file.row)) return {};
  Html way = way_to_meet_guards(visit, case_file);
  for (const RunningClock& clock : clocks_of(visit.app.charter(), case_file.events, case_file.row.opened))
    if (way.empty() && clock.runs()) way = record_event_html(visit, case_file, clock.clock->until);
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds)
    if (way.empty() && kind.case_kind == case_file.row.kind)
      if (Html first = nobody_to_ask(visit, case_file, kind.section, false); !first.empty()) return first;
  if (way.empty()) way = way_to_ask(visit, case_file);
  if (way.empty()) way = way_to_close(visit, case_file);
  return way.empty() ? Html() : html::paragraph(html::text("What you can do next: ") + way + html::text("."));
}

Html section_lines(const Visit& visit, const CaseFile& case_file, std::string_view section, const Html& needed) {
  Html lines = needed;
  lines += guards_of(visit, case_file, steps_on(visit, case_file),
                         [&](const charter::Guard& guard) { return section_of(visit, case_file, guard) == section; });
  lines += open_records(visit, case_file, section);
  lines += nobody_to_ask(visit, case_file, section, true);
  const bool asks = path_of(case_file.row) + "/" + std::string(section) == path_of_involvement(case_file);
  if (asks && !concluded(visit.app.charter(), case_file.row)) lines += waiting_answers(visit, case_file);
  if (!lines.empty()) return lines;
  lines = html::paragraph("Nothing is needed on this page now.");
  return open_steps(visit.app, visit.actor, case_file.row).empty() ? lines + own_line(visit, case_file) : lines;
}

}  // namespace

Html next_html(const Visit& visit, const CaseFile& case_file, std::string_view section, const Html& needed) {
  const Html lines = visit.business == Business::agency ? agency_line(visit, case_file)
                                                        : section_lines(visit, case_file, section, needed) + case_line(visit, case_file);
  return html::inset_text({.text = lines});
}

Html record_event_html(const Visit& visit, const CaseFile& case_file, std::string_view event) {
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != case_file.row.kind || event.empty()) continue;
    for (const charter::Part& part : kind.parts) {
      if (!tells_of(part, event)) continue;
      const bool first = &part == &kind.parts.front();
      if (first && may_add(visit, case_file, kind.name))
        return html::link("Put on record: " + within_sentence(kind.title), path_of_add(case_file, kind.name));
      const store::RecordRow* record = first ? nullptr : record_without(visit, case_file, kind, part);
      if (record) return html::link("Put on record: " + within_sentence(part.title), path_of(*record) + "/add/" + part.name);
      if (case_file.count(kind.name) == 0 && may_add(visit, case_file, kind.name))  // to which this part is added afterwards
        return html::link("Begin with: " + within_sentence(kind.title), path_of_add(case_file, kind.name));
    }
  }
  return {};
}

Html turn_html(const Visit& visit, const CaseFile& case_file) {
  if (visit.business == Business::agency) return html::inset_text({.text = agency_line(visit, case_file)});
  if (!open_steps(visit.app, visit.actor, case_file.row).empty()) return {};
  return html::inset_text({.text = own_line(visit, case_file) + case_line(visit, case_file)});
}

Html guards_html(const Visit& visit, const CaseFile& case_file) {
  const Html lines = guards_of(visit, case_file, open_steps(visit.app, visit.actor, case_file.row),
                               [](const charter::Guard&) { return true; });
  return lines.empty() ? Html() : html::inset_text({.text = lines});
}

}  // namespace concordat::casework
