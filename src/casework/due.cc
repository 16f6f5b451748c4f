#include "casework/due.h"

#include <algorithm>

#include "casework/access.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"

namespace concordat::casework {
namespace {

bool may_write(const App& app, const policy::Actor& actor, const store::CaseRow& row, const charter::RecordKind& kind) {
  return may(app, actor, charter::Act::add, subject_for(app, row.id, {kind.name, kind.parts.front().name, {}, "", ""}));
}

std::optional<CivilDate> day_in(const charter::RecordKind& kind, const vault::Values& values) {
  const auto found = values.find(kind.due_by);
  return found == values.end() ? std::nullopt : CivilDate::parse(found->second);
}

void add_clocks(const App& app, const store::CaseRow& row, std::vector<DueItem>& due) {
  std::vector<store::EventRow> events;
  app.vault.store().read([&](store::Reader& reader) { events = reader.events(row.id); });
  for (const RunningClock& clock : clocks_of(app.charter(), events, row.opened)) {
    if (!clock.runs()) continue;
    due.push_back({row.reference + ": " + within_sentence(clock.clock->title), words(clock, app.charter(), app.today()), row.id, "",
                   is_late(clock, app.today()), clock.due});
  }
}

void add_records(const App& app, const policy::Actor& actor, const store::CaseRow& row, std::vector<DueItem>& due) {
  for (const charter::RecordKind& kind : app.charter().record_kinds) {
    if (kind.case_kind != row.kind || kind.due_by.empty() || kind.closed_by.empty()) continue;
    std::vector<store::RecordRow> open = records_of(app, row.id, kind.name);
    app.vault.store().read([&](store::Reader& reader) {
      std::erase_if(open, [&](const store::RecordRow& record) { return is_closed(reader, kind, record.id); });
    });
    if (open.empty() || !may_write(app, actor, row, kind)) continue;
    const auto opened = read_parts(app, actor, open, kind.parts.front().name);
    if (!opened) continue;
    std::size_t late = 0;
    for (const auto& [id, part] : *opened)
      late += standing_of(kind, false, day_in(kind, part.values), app.today()) == Standing::overdue ? 1 : 0;
    if (late > 0)
      due.push_back({row.reference + ": " + counted(late, within_sentence(kind.title)) + " overdue, without " +
                         within_sentence(kind.part(kind.closed_by)->title),
                     "", row.id, kind.section, true, {}});
  }
}

// Whoever may move it on, or may write down what its clocks wait for.
bool is_worked_on_by(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  if (!open_steps(app, actor, row).empty()) return true;
  return actor.agency.is_none() && std::ranges::any_of(app.charter().record_kinds, [&](const charter::RecordKind& kind) {
           return kind.case_kind == row.kind && kind.owner == charter::Owner::partnership && may_write(app, actor, row, kind);
         });
}

}  // namespace

bool takes_place(const charter::RecordKind& kind) { return kind.section == "meetings" && !kind.due_by.empty(); }

Standing standing_of(const charter::RecordKind& kind, bool is_closed, const std::optional<CivilDate>& day, CivilDate today) {
  if (kind.closed_by.empty()) return Standing::none;
  if (is_closed) return Standing::closed;
  if (day && *day < today) return Standing::overdue;
  return day && takes_place(kind) ? Standing::planned : Standing::open;
}

bool is_closed(store::Reader& reader, const charter::RecordKind& kind, RecordId record) {
  return !kind.closed_by.empty() && reader.find_part(record, kind.closed_by).has_value();
}

std::vector<DueItem> due_in_reviews(const App& app, const policy::Actor& actor) {
  std::vector<store::CaseRow> rows;
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind* kind : kinds_with_case_pages(app.charter()))
      for (const store::CaseRow& row : reader.cases(kind->name))
        if (row.state != kind->states.back()) rows.push_back(row);
  });
  std::vector<DueItem> due;
  for (const store::CaseRow& row : rows) {
    if (is_worked_on_by(app, actor, row)) add_clocks(app, row, due);
    add_records(app, actor, row, due);
  }
  std::ranges::stable_sort(due, [](const DueItem& one, const DueItem& other) {
    return one.late != other.late ? one.late : one.day < other.day;  // nothing is before any day
  });
  return due;
}

}  // namespace concordat::casework
