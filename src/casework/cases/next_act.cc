#include "casework/cases/next_act.h"

#include <algorithm>

#include "casework/cases/concluding.h"
#include "casework/cases/records.h"
#include "casework/cases/work_sections.h"
#include "casework/checks/answer_checks.h"
#include "casework/checks/involvement_section.h"
#include "casework/due.h"
#include "casework/fields.h"
#include "casework/steps_page.h"
#include "casework/warrant_view.h"
#include "vault/guards.h"

namespace concordat::casework {
namespace {

NextAct act(std::string words, std::string path) { return {std::move(words), std::move(path), true}; }

// The record of this case to which this later part can still be added.
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

bool is_met(const Visit& visit, const CaseFile& case_file, const charter::Guard& guard) {
  bool met = false;
  visit.app.vault.store().read([&](store::Reader& reader) {
    met = vault::check_guard(reader, visit.app.charter(), case_file.row.id, guard, visit.app.today()).ok();
  });
  return met;
}

// ---- what this person may do beside moving the case on, each where it is the turn of it

NextAct way_to_name_somebody(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind* kind = nobody_to_ask_about(visit, case_file);
  if (!kind || !may_add_now(visit, case_file, kind->name)) return {};
  return act("Add the " + within_sentence(kind->title), path_of_add(case_file, kind->name));
}

NextAct way_to_ask_who_is_known(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind* kind = check_kind(visit.app.charter(), case_file.row.kind);
  if (!kind || !has_involvement_section(visit, case_file) || case_file.count(kind->name) > 0) return {};
  const AgencyId any = parties::agency_id(visit.app.charter().agencies.front().name);
  const bool somebody = std::ranges::any_of(kind->asks_about, [&](const std::string& about) { return case_file.count(about) > 0; });
  if (!somebody || !grant_to_ask(visit, case_file, *kind, any)) return {};
  return act("Ask agencies whether they know them", path_of_involvement(case_file) + "/ask");
}

NextAct way_to_ask_to_contribute(const Visit& visit, const CaseFile& case_file) {
  const charter::Charter& charter = visit.app.charter();
  if (supplied_kinds(charter, case_file.row.kind).empty() || charter.agencies.empty()) return {};
  const bool asked = std::ranges::any_of(
      charter.agencies, [&](const charter::Agency& agency) { return case_file.asked(parties::agency_id(agency.name)); });
  if (asked || !visit.app.vault.gate().authorise(visit.actor, charter::Capability::open_case)) return {};
  return act("Ask an agency to contribute", path_of(case_file.row) + "#agency");
}

NextAct way_to_meet(const Visit& visit, const CaseFile& case_file, const charter::Guard& guard) {
  if (guard.kind == charter::GuardKind::months_after) return {};
  if (guard.kind == charter::GuardKind::happened) return way_to_record(visit, case_file, guard.target);
  if (guard.kind == charter::GuardKind::copies_sent) {
    const auto& all = visit.app.charter().publications;
    const auto publication = std::ranges::find(all, guard.target, &charter::Publication::name);
    return publication == all.end() ? NextAct() : way_to_record(visit, case_file, publication->sent + ":");
  }
  const charter::RecordKind* kind = visit.app.charter().record_kind(guard.target);
  if (!kind || !may_add_now(visit, case_file, kind->name)) return {};
  return act("Record it: " + within_sentence(kind->title), path_of_add(case_file, kind->name));
}

// What the steps wait for, the first that this person can put on record.
NextAct way_to_meet_guards(const Visit& visit, const CaseFile& case_file) {
  for (const charter::Step* step : steps_on(visit, case_file))
    for (const charter::Guard& guard : step->guards) {
      if (guard.kind == charter::GuardKind::decided || is_met(visit, case_file, guard)) continue;
      if (NextAct way = way_to_meet(visit, case_file, guard); way.found()) return way;
    }
  return {};
}

NextAct way_to_end_a_clock(const Visit& visit, const CaseFile& case_file) {
  for (const RunningClock& clock : clocks_of(visit.app.charter(), case_file.events, case_file.row.opened))
    for (const char* of_choice : {"", ":"})  // copies are done with by whom they went to
      if (NextAct way = clock.runs() ? way_to_record(visit, case_file, clock.clock->until + of_choice) : NextAct(); way.found()) return way;
  return {};
}

// The later part that closes a record, of the first that lacks it.
NextAct way_to_close(const Visit& visit, const CaseFile& case_file) {
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != case_file.row.kind || kind.closed_by.empty() || takes_place(kind)) continue;
    const charter::Part& closing = *kind.part(kind.closed_by);
    if (const store::RecordRow* record = record_without(visit, case_file, kind, closing))
      return act("Add: " + within_sentence(closing.title) + " of " + within_sentence(kind.title),
                 path_of(*record) + "/add/" + closing.name);
  }
  return {};
}

// ---- moving it on

// The step that is this person's to take, once what it waits for is on record. Whoever concludes a case ends its clocks: what they wait
// for comes before that.
NextAct way_to_move_on(const Visit& visit, const CaseFile& case_file) {
  const auto mine = open_steps(visit.app, visit.actor, case_file.row);
  for (const charter::Step* step : steps_on(visit, case_file)) {
    if (std::ranges::find(mine, step) == mine.end()) continue;
    if (!std::ranges::all_of(step->guards, [&](const charter::Guard& guard) { return is_met(visit, case_file, guard); })) continue;
    const bool ends = step->to == visit.app.charter().case_kind(case_file.row.kind)->states.back();
    if (NextAct first = ends ? way_to_end_a_clock(visit, case_file) : NextAct(); first.found()) return first;
    return {"Move on to: " + within_sentence(title_of_state(step->to)), ends ? path_of_concluding(case_file) : path_of(case_file.row),
            true, true};
  }
  return {};
}

NextAct what_it_waits_for(const Visit& visit, const CaseFile& case_file) {
  const std::string path = path_of(case_file.row);
  const auto steps = steps_on(visit, case_file);
  if (steps.empty()) return {"Nothing is needed", path};
  const auto mine = open_steps(visit.app, visit.actor, case_file.row);
  if (std::ranges::find(mine, steps.front()) == mine.end()) return {"Waits for: " + roles_words(visit.app.charter(), *steps.front()), path};
  for (const charter::Guard& guard : steps.front()->guards)
    if (const charter::RecordKind* kind = visit.app.charter().record_kind(guard.target); kind && !is_met(visit, case_file, guard))
      return {"Waits for: " + within_sentence(kind->title), path};
  return {"Waits for what is yet to be put on record", path};
}

// Of an agency: only what it is asked itself.
NextAct next_act_of_agency(const Visit& visit, const CaseFile& case_file) {
  const std::string path = path_of(case_file.row);
  const charter::Charter& charter = visit.app.charter();
  if (concluded(charter, case_file.row)) return {"See what became of your items", path};
  for (const OpenChecks& one : open_checks(visit.app, visit.actor))
    if (one.row.id == case_file.row.id)
      return act("Say whether your agency knows " + (one.waiting == 1 ? "a person" : std::to_string(one.waiting) + " people"),
                 kOwnChecks + one.row.id.text());
  if (case_file.supplied(charter, visit.actor.agency) > 0) return {"Look at your items", path};
  for (const charter::RecordKind* kind : supplied_kinds(charter, case_file.row.kind))
    if (may_add_now(visit, case_file, kind->name)) return act("Supply what your agency knows", path_of_add(case_file, kind->name));
  return {"Nothing is needed of your agency", path};
}

}  // namespace

NextAct next_act(const Visit& visit, const CaseFile& case_file) {
  if (visit.business == Business::agency) return next_act_of_agency(visit, case_file);
  if (concluded(visit.app.charter(), case_file.row)) return {"See the conclusion", path_of(case_file.row)};
  for (const auto way : {way_to_name_somebody, way_to_ask_who_is_known, way_to_ask_to_contribute, way_to_meet_guards, way_to_move_on,
                         way_to_end_a_clock, way_to_close})
    if (NextAct next = way(visit, case_file); next.found()) return next;
  return what_it_waits_for(visit, case_file);
}

std::vector<const charter::Step*> steps_on(const Visit& visit, const CaseFile& case_file) {
  std::vector<const charter::Step*> steps;
  const charter::CaseKind* kind = visit.app.charter().case_kind(case_file.row.kind);
  if (!kind) return steps;
  for (const charter::Step& step : kind->steps)
    if (step.from == case_file.row.state && leads_on(*kind, step) && !is_decided_otherwise(visit.app, case_file.row, step))
      steps.push_back(&step);
  return steps;
}

std::string roles_words(const charter::Charter& charter, const charter::Step& step) {
  std::string words;
  for (const std::string& name : step.who)
    if (const charter::Role* role = charter.role(name)) words += (words.empty() ? "" : " or ") + role->title;
  return words.empty() ? "nobody of this charter" : words;
}

bool tells_of(const charter::Part& part, std::string_view event) {
  return std::ranges::any_of(part.fields, [&](const charter::Field& field) {
    if (field.records.empty()) return false;
    return field.type == charter::FieldType::choice ? event.starts_with(field.records + ":") : field.records == event;
  });
}

NextAct way_to_record(const Visit& visit, const CaseFile& case_file, std::string_view event) {
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (kind.case_kind != case_file.row.kind || event.empty()) continue;
    for (const charter::Part& part : kind.parts) {
      if (!tells_of(part, event)) continue;
      const bool first = &part == &kind.parts.front();
      if (first && may_add_now(visit, case_file, kind.name))
        return act("Put on record: " + within_sentence(kind.title), path_of_add(case_file, kind.name));
      const store::RecordRow* record = first ? nullptr : record_without(visit, case_file, kind, part);
      if (record) return act("Put on record: " + within_sentence(part.title), path_of(*record) + "/add/" + part.name);
      if (case_file.count(kind.name) == 0 && may_add_now(visit, case_file, kind.name))  // to which this part is added afterwards
        return act("Begin with: " + within_sentence(kind.title), path_of_add(case_file, kind.name));
    }
  }
  return {};
}

const charter::RecordKind* nobody_to_ask_about(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind* check = check_kind(visit.app.charter(), case_file.row.kind);
  if (!check || concluded(visit.app.charter(), case_file.row)) return nullptr;
  const charter::RecordKind* first = nullptr;
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    const bool is_meant = kind.case_kind == case_file.row.kind && kind.subject == check->subject && &kind != check &&
                          std::ranges::find(check->asks_about, kind.name) != check->asks_about.end();
    if (!is_meant) continue;
    const bool is_there = std::ranges::any_of(
        case_file.records, [&](const store::RecordRow& one) { return one.kind == kind.name && !case_file.destroyed(one.id); });
    if (is_there) return nullptr;
    if (!first) first = &kind;
  }
  return first;
}

}  // namespace concordat::casework
