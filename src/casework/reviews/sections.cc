#include "casework/reviews/sections.h"

#include <algorithm>

#include "casework/fields.h"
#include "casework/reviews/access_and_history.h"
#include "casework/reviews/involvement_section.h"
#include "casework/reviews/next_step.h"
#include "casework/reviews/pack.h"
#include "casework/reviews/people_section.h"
#include "casework/reviews/records.h"
#include "casework/reviews/restrictions.h"
#include "casework/reviews/taking_in.h"
#include "casework/reviews/work_sections.h"

namespace concordat::casework {
namespace {

using html::Html;

bool always(const Visit&, const Review&) { return true; }

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

std::string path_of_section(const Review& review, const Section& section) {
  return path_of(review.row) + (*section.name ? "/" : "") + section.name;
}

// The ways to the other sections; nothing where there is but one.
Html ways_html(const Visit& visit, const Review& review, std::string_view here) {
  Html items;
  std::size_t count = 0;
  for (const Section& section : kAllSections) {
    if (!section.is_there(visit, review)) continue;
    ++count;
    const bool current = section.name == here;
    items += Html("<li class=\"concordat-sections__item\"><a class=\"govuk-link govuk-link--no-visited-state\"") +
             html::attribute("href", path_of_section(review, section)) + (current ? Html(" aria-current=\"page\">") : Html(">")) +
             html::text(section.title) + Html("</a></li>");
  }
  if (count < 2) return {};
  return Html("<nav class=\"concordat-sections\" aria-label=\"Sections of this case\"><ul class=\"concordat-sections__list\">") + items +
         Html("</ul></nav>");
}

}  // namespace

std::string path_of_section(const Review& review, const charter::RecordKind& kind) {
  return path_of_section(review, section_named(kind.section));
}

bool stands_on(const charter::RecordKind& kind, const Review& review, std::string_view section) {
  return kind.case_kind == review.row.kind && kind.section == section;
}

std::vector<const charter::RecordKind*> own_kinds_on(const Visit& visit, const Review& review, std::string_view section) {
  std::vector<const charter::RecordKind*> kinds;
  if (visit.business == Business::agency) return kinds;
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    if (!stands_on(kind, review, section) || kind.owner != charter::Owner::partnership) continue;
    const bool reads_some = std::ranges::any_of(
        review.records, [&](const store::RecordRow& record) { return record.kind == kind.name && may_read(visit, record); });
    if (visit.business == Business::office || reads_some || may_add(visit, review, kind.name)) kinds.push_back(&kind);
  }
  return kinds;
}

http::Response section_page(const Visit& visit, const Review& review, std::string_view name, const Html& content,
                            std::vector<html::ErrorSummaryItem> errors, const Html& needed) {
  const Section& section = section_named(name);
  const bool overview = *section.name == '\0';
  const std::string reference = name_of(visit, review);
  const std::string title = overview ? reference : std::string(section.title) + ", " + within_sentence(reference);
  Html whole = html::heading(1, title, html::Size::l);
  whole += html::paragraph(html::tag({.text = title_of_state(review.row.state)}) +
                           html::text(" Opened on " + review.row.opened.words() + "."));
  whole += ways_html(visit, review, name);
  if (!overview && visit.request.path == path_of_section(review, section)) whole += next_html(visit, review, name, needed);
  whole += limited_html(visit, review, name);
  const int status = errors.empty() ? 200 : 422;
  return page(visit.app, visit.request,
              {title, whole + content, list_of(visit.app.charter(), *visit.app.charter().case_kind(review.row.kind)),
               std::move(errors), status});
}

void add_section_page(http::Router& router, const App& app, http::Method method, std::string_view name, std::string_view rest,
                      SectionAnswer answer) {
  const Section& section = section_named(name);
  const std::string pattern = std::string(kCases) + "/{case}/" + std::string(name) + std::string(rest);
  router.add(method, pattern, http::Door::signed_in, [&app, &section, answer](const http::Request& request) {
    return for_review(app, request, [&](const Visit& visit, const Review& review) {
      return section.is_there(visit, review) ? answer(visit, review) : not_found();
    });
  });
}

}  // namespace concordat::casework
