#include "casework/cases/work_sections.h"

#include <algorithm>

#include "casework/cases/records.h"
#include "casework/cases/sections.h"
#include "casework/clocks.h"
#include "casework/due.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/guards.h"

namespace concordat::casework {
namespace {

using html::Html;

struct Line {
  const store::RecordRow* record = nullptr;
  const vault::Values* values = nullptr;
  bool closed = false;
  std::optional<CivilDate> day;
};

Html standing_html(const charter::RecordKind& kind, const Line& line, CivilDate today) {
  const charter::Part& closing = *kind.part(kind.closed_by);
  switch (standing_of(kind, line.closed, line.day, today)) {
    case Standing::closed: return html::tag({.text = closing.title + ": on record", .classes = "govuk-tag--green"});
    case Standing::overdue: return html::tag({.text = "Overdue: " + within_sentence(closing.title), .classes = "govuk-tag--red"});
    case Standing::planned: return html::tag({.text = "Planned", .classes = "govuk-tag--blue"});
    case Standing::open:
    case Standing::none: break;
  }
  return html::tag({.text = "To be added: " + within_sentence(closing.title), .classes = "govuk-tag--grey"});
}

// Of a record whose day is sealed, what the charter lets this person open; the others are not there for them.
std::vector<Line> lines_of(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind,
                           const std::map<RecordId, vault::OpenedPart>& opened) {
  std::vector<Line> lines;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : case_file.records) {
      const auto found = opened.find(record.id);
      if (found == opened.end()) continue;
      Line line{&record, &found->second.values, is_closed(reader, kind, record.id), std::nullopt};
      if (const auto due = line.values->find(kind.due_by); due != line.values->end()) line.day = CivilDate::parse(due->second);
      lines.push_back(line);
    }
  });
  // What is open and due first stands first.
  if (!kind.due_by.empty())
    std::ranges::stable_sort(lines, [](const Line& one, const Line& other) {
      return std::pair(one.closed, one.day.value_or(CivilDate())) < std::pair(other.closed, other.day.value_or(CivilDate()));
    });
  return lines;
}

html::Table table_of(const Visit& visit, const charter::RecordKind& kind, const std::vector<Line>& lines) {
  html::Table table;
  table.caption = kind.title + ": " + std::to_string(lines.size());
  table.caption_classes = "govuk-table__caption--m";
  std::vector<const charter::Field*> columns;
  for (const std::string& name : kind.lists)
    for (const charter::Field& field : kind.parts.front().fields)
      if (field.name == name) columns.push_back(&field);
  for (const charter::Field* field : columns) table.head.push_back({.text = field->label});
  if (columns.empty()) table.head.push_back({.text = "Recorded on"});
  if (!kind.closed_by.empty()) table.head.push_back({.text = "State"});
  for (const Line& line : lines) {
    std::vector<html::TableCell> row;
    for (const charter::Field* field : columns) {
      const std::string value = shown(*field, *line.values);
      row.push_back({.text = row.empty() ? html::link(value, path_of(*line.record)) : html::text(value)});
    }
    if (columns.empty()) row.push_back({.text = html::link(line.record->collected.words(), path_of(*line.record))});
    if (!kind.closed_by.empty()) row.push_back({.text = standing_html(kind, line, visit.app.today())});
    table.rows.push_back(std::move(row));
  }
  return table;
}

// Of records that take place: those that are over and not closed.
Html needed_html(const charter::RecordKind& kind, const std::vector<Line>& lines, CivilDate today) {
  const auto over = takes_place(kind) ? std::ranges::count_if(lines, [&](const Line& line) {
    return standing_of(kind, line.closed, line.day, today) == Standing::overdue;
  }) : 0;
  if (over == 0) return {};
  return html::paragraph("To be added: " + within_sentence(kind.part(kind.closed_by)->title) + ", to " +
                         counted(static_cast<std::size_t>(over), within_sentence(kind.title)) + ".");
}

// A list of records, and what is needed of them.
struct Listed {
  Html content;
  Html needed;
};

void add_list(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind, Listed& listed) {
  std::vector<store::RecordRow> records = case_file.records;
  std::erase_if(records, [&](const store::RecordRow& one) { return one.kind != kind.name || case_file.destroyed(one.id); });
  const auto opened = read_parts(visit.app, visit.actor, records, kind.parts.front().name);
  if (!opened) {
    listed.content += html::paragraph("These records cannot be opened now. Try again; if it lasts, tell the administrator.");
    return;
  }
  const std::vector<Line> lines = lines_of(visit, case_file, kind, *opened);
  listed.needed += needed_html(kind, lines, visit.app.today());
  const bool hidden = visit.business == Business::office && !records.empty();
  std::string none = hidden ? counted(records.size(), "record") + " held, and not yours to open." : destroyed_words(visit, case_file, kind);
  if (none.empty()) none = "Nothing is recorded yet.";
  listed.content += lines.empty() ? html::heading(2, kind.title, html::Size::m) + html::paragraph(none)
                                  : html::scrolling_table(table_of(visit, kind, lines));
  if (!may_add(visit, case_file, kind.name)) return;
  if (const auto timely = has_its_time(visit, case_file, kind); !timely)
    listed.content += html::paragraph(timely.error().message);
  else
    listed.content += html::button({.text = "Add: " + within_sentence(kind.title), .href = path_of_add(case_file, kind.name),
                                    .classes = "govuk-button--secondary"});
}

http::Response lists_page(const Visit& visit, const CaseFile& case_file, std::string_view section, const Html& before,
                          const Html& after = {}) {
  Listed listed{before, {}};
  for (const charter::RecordKind* kind : own_kinds_on(visit, case_file, section)) add_list(visit, case_file, *kind, listed);
  return section_page(visit, case_file, section, listed.content + after, {}, listed.needed);
}

bool is_waited_for(const charter::Charter& charter, const std::string& case_kind, const std::string& publication) {
  const charter::Guard guard{charter::GuardKind::copies_sent, publication};
  return std::ranges::any_of(charter.case_kind(case_kind)->steps, [&](const charter::Step& step) {
    return std::ranges::find(step.guards, guard) != step.guards.end();
  });
}

// Once it is written, or its publication is planned, a copy of it is owed.
bool is_published(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind, const charter::Publication& publication) {
  const auto clocks = clocks_of(visit.app.charter(), case_file.events, case_file.row.opened);
  return case_file.count(kind.name) > 0 ||
         std::ranges::any_of(clocks, [&](const RunningClock& one) { return one.clock->until == publication.sent; });
}

// What is owed to whom until it is on record as sent: of publications made from records of this kind of case.
Html copies_html(const Visit& visit, const CaseFile& case_file) {
  const charter::Charter& charter = visit.app.charter();
  Html content;
  for (const charter::Publication& publication : charter.publications) {
    const charter::RecordKind* kind = charter.record_kind(publication.record);
    if (!kind || kind->case_kind != case_file.row.kind || publication.copies.empty() || publication.sent.empty()) continue;
    const std::string title = "Copies: " + within_sentence(publication.title);
    if (case_file.count(kind->name) == 0 && !is_waited_for(charter, case_file.row.kind, publication.name)) continue;
    if (!is_published(visit, case_file, *kind, publication)) {
      content += html::heading(2, title, html::Size::m) + html::paragraph("None is owed yet: there is nothing to send.");
      continue;
    }
    html::SummaryList list;
    const auto owed = vault::copies_owed(charter, publication.name, case_file.events);
    for (const charter::Recipient& recipient : charter.recipients) {
      if (std::ranges::find(publication.copies, recipient.name) == publication.copies.end()) continue;
      const bool is_owed = std::ranges::find(owed, &recipient) != owed.end();
      std::string sent;
      for (const store::EventRow& event : case_file.events)
        if (event.event == publication.sent + ":" + charter::event_word(recipient.title)) sent = "Sent on " + event.day.words();
      list.rows.push_back({.key = {.text = recipient.title},
                           .value = {.text = is_owed ? html::tag({.text = "Owed", .classes = "govuk-tag--orange"}) : html::text(sent)}});
    }
    content += html::heading(2, title, html::Size::m) + html::summary_list(list);
  }
  return content;
}

http::Response show_decision(const Visit& visit, const CaseFile& case_file) {
  Html content = html::paragraph("What is decided and when, and what moves its clocks. Nobody is named here.");
  return lists_page(visit, case_file, kCopiesSection, content, copies_html(visit, case_file));
}

http::Response show_meetings(const Visit& visit, const CaseFile& case_file) {
  Html content = html::paragraph("Open a meeting to add its papers as files, and its minutes afterwards.");
  return lists_page(visit, case_file, "meetings", content);
}

http::Response show_findings(const Visit& visit, const CaseFile& case_file) {
  Html content = html::paragraph("What was found, what is recommended, and who does what by when. What is overdue stands first.");
  return lists_page(visit, case_file, "findings", content);
}

}  // namespace

Html list_html(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  Listed listed;
  add_list(visit, case_file, kind, listed);
  return listed.needed + listed.content;
}

bool has_decision_section(const Visit& visit, const CaseFile& case_file) { return !own_kinds_on(visit, case_file, "decision").empty(); }
bool has_meetings_section(const Visit& visit, const CaseFile& case_file) { return !own_kinds_on(visit, case_file, "meetings").empty(); }
bool has_findings_section(const Visit& visit, const CaseFile& case_file) { return !own_kinds_on(visit, case_file, "findings").empty(); }

void add_work_sections(http::Router& router, const App& app) {
  add_section_page(router, app, http::Method::get, "decision", "", show_decision);
  add_section_page(router, app, http::Method::get, "meetings", "", show_meetings);
  add_section_page(router, app, http::Method::get, "findings", "", show_findings);
}

}  // namespace concordat::casework
