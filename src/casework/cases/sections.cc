#include "casework/cases/sections.h"

#include <algorithm>

#include "casework/cases/access_and_history.h"
#include "casework/cases/next_step.h"
#include "casework/cases/pack.h"
#include "casework/cases/people_section.h"
#include "casework/cases/records.h"
#include "casework/cases/restrictions.h"
#include "casework/cases/work_sections.h"
#include "casework/checks/involvement_section.h"
#include "casework/fields.h"
#include "casework/taking_in/taking_in.h"

namespace concordat::casework {
namespace {

using html::Html;

bool always(const Visit&, const CaseFile&) { return true; }

constexpr Section kAllSections[] = {
    {"", "Overview", always},
    {"people", "People", has_people_section},
    {"involvement", "Involvement", has_involvement_section},
    {"meetings", "Meetings", has_meetings_section},
    {"decision", "Decision", has_decision_section},
    {"findings", "Findings and actions", has_findings_section},
    {"taking-in", "Taking in", may_take_in},
    {"pack", "Papers", may_make_pack},
    {"access", "Access", has_access_section},
    {"history", "History", has_history_section},
    {kRestrictionsSection, "Restrictions", has_restrictions_section},
};

const Section& section_named(std::string_view name) {
  return *std::ranges::find_if(kAllSections, [&](const Section& section) { return section.name == name; });
}

std::string path_of_section(const CaseFile& case_file, const Section& section) {
  return path_of(case_file.row) + (*section.name ? "/" : "") + section.name;
}

// The ways to the other sections; nothing where there is but one.
Html ways_html(const Visit& visit, const CaseFile& case_file, std::string_view here) {
  Html items;
  std::size_t count = 0;
  for (const Section& section : kAllSections) {
    if (!section.is_there(visit, case_file)) continue;
    ++count;
    const bool current = section.name == here;
    items += Html("<li class=\"concordat-sections__item\"><a class=\"govuk-link govuk-link--no-visited-state\"") +
             html::attribute("href", path_of_section(case_file, section)) + (current ? Html(" aria-current=\"page\">") : Html(">")) +
             html::text(section.title) + Html("</a></li>");
  }
  if (count < 2) return {};
  return Html("<nav class=\"concordat-sections\" aria-label=\"Sections of this case\"><ul class=\"concordat-sections__list\">") + items +
         Html("</ul></nav>");
}

}  // namespace

std::string path_of_section(const CaseFile& case_file, const charter::RecordKind& kind) {
  return path_of_section(case_file, section_named(kind.section));
}

bool stands_on(const charter::RecordKind& kind, const CaseFile& case_file, std::string_view section) {
  return kind.case_kind == case_file.row.kind && kind.section == section;
}

std::vector<const charter::RecordKind*> own_kinds_on(const Visit& visit, const CaseFile& case_file, std::string_view section) {
  std::vector<const charter::RecordKind*> kinds;
  if (visit.business == Business::agency) return kinds;
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (!stands_on(kind, case_file, section) || kind.owner != charter::Owner::partnership) continue;
    const bool reads_some = std::ranges::any_of(
        case_file.records, [&](const store::RecordRow& record) { return record.kind == kind.name && may_read(visit, record); });
    if (visit.business == Business::office || reads_some || may_add(visit, case_file, kind.name)) kinds.push_back(&kind);
  }
  return kinds;
}

http::Response section_page(const Visit& visit, const CaseFile& case_file, std::string_view name, const Html& content,
                            std::vector<html::ErrorSummaryItem> errors, const Html& needed) {
  const Section& section = section_named(name);
  const bool overview = *section.name == '\0';
  const std::string reference = name_of(visit, case_file);
  const std::string title = overview ? reference : std::string(section.title) + ", " + within_sentence(reference);
  Html whole = html::heading(1, title, html::Size::l);
  whole += html::paragraph(html::tag({.text = title_of_state(case_file.row.state)}) +
                           html::text(" Opened on " + case_file.row.opened.words() + "."));
  whole += ways_html(visit, case_file, name);
  if (!overview && visit.request.path == path_of_section(case_file, section)) whole += next_html(visit, case_file, name, needed);
  whole += limited_html(visit, case_file, name);
  const int status = errors.empty() ? 200 : 422;
  return page(visit.app, visit.request,
              {title, whole + content, list_of(visit.app.charter(), *visit.app.charter().case_kind(case_file.row.kind)),
               std::move(errors), status});
}

void add_section_page(http::Router& router, const App& app, http::Method method, std::string_view name, std::string_view rest,
                      SectionAnswer answer) {
  const Section& section = section_named(name);
  const std::string pattern = std::string(kCases) + "/{case}/" + std::string(name) + std::string(rest);
  router.add(method, pattern, http::Door::signed_in, [&app, &section, answer](const http::Request& request) {
    return for_case(app, request, [&](const Visit& visit, const CaseFile& case_file) {
      return section.is_there(visit, case_file) ? answer(visit, case_file) : not_found();
    });
  });
}

}  // namespace concordat::casework
