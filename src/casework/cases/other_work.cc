#include "casework/cases/other_work.h"

#include <algorithm>

#include "casework/cases/export.h"
#include "casework/cases/opening.h"
#include "casework/fields.h"
#include "casework/paging.h"
#include "casework/reviews/board.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kCasesAPage = 50;

std::string path_of_list(const charter::CaseKind& kind) { return std::string(kCases) + "/of/" + kind.name; }

// What this person knows of one kind; nothing where they have no business with it.
std::optional<std::vector<store::CaseRow>> known(const Visit& visit, const charter::CaseKind& kind) {
  Visit theirs = visit;
  theirs.business = business_with(visit.app.charter(), visit.actor, {&kind});
  if (theirs.business == Business::none) return std::nullopt;
  return rows_for(theirs, {&kind});
}

http::Response overview(const Visit& visit) {
  html::Table table;
  table.caption = "Kinds of work";
  table.caption_classes = "govuk-visually-hidden";
  table.first_cell_is_header = true;
  table.head = {{.text = "What it is"}, {.text = "Open", .format = "numeric"}, {.text = "Over", .format = "numeric"}};
  for (const charter::CaseKind* kind : kinds_of_other_work(visit.app.charter())) {
    const auto cases = known(visit, *kind);
    if (!cases) continue;
    const auto over = std::ranges::count_if(*cases, [&](const store::CaseRow& one) { return concluded(visit.app.charter(), one); });
    table.rows.push_back({{.text = html::link(kind->title, path_of_list(*kind))},
                          {.text = std::to_string(cases->size() - static_cast<std::size_t>(over)), .format = "numeric"},
                          {.text = std::to_string(over), .format = "numeric"}});
  }
  const Html content = html::heading(1, "Other work", html::Size::xl) +
                       html::paragraph("What the charter knows beside reviews and courses. Open one kind to see its list, or to begin.") +
                       html::table(table);
  return page(visit.app, visit.request, {"Other work", content});
}

Html filter_form(const charter::CaseKind& kind, const std::string& state) {
  html::Select select;
  select.name = "state";
  select.label = {.text = "State", .classes = "govuk-label--s"};
  select.value = state;
  select.items.push_back({.text = "All that are open", .value = ""});
  for (const std::string& one : kind.states) select.items.push_back({.text = title_of_state(one), .value = one});
  return html::query_form(path_of_list(kind), html::select(select) + html::button({.text = "Show", .classes = "govuk-button--secondary"}));
}

Html table_html(const Visit& visit, const charter::CaseKind& kind, const std::vector<store::CaseRow>& cases, const Paging& shown) {
  html::Table table;
  table.caption = kind.title + ": " + std::to_string(cases.size());
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  table.head = {{.text = "Reference"}, {.text = "State"}, {.text = "Opened"}, {.text = "Next"}};
  for (std::size_t i = shown.first; i < shown.end; ++i) {
    const store::CaseRow& row = cases[i];
    table.rows.push_back({{.text = html::link(row.reference, path_of(row))}, {.text = title_of_state(row.state)},
                          {.text = row.opened.words()}, {.text = next_of(visit, what_it_holds(visit.app, row))}});
  }
  return html::scrolling_table(table);
}

http::Response list(const Visit& visit, const charter::CaseKind& kind) {
  std::vector<store::CaseRow> cases = rows_for(visit, {&kind});
  const bool any = !cases.empty();
  const std::string typed = visit.request.query.get("state");
  const std::string state = std::ranges::find(kind.states, typed) == kind.states.end() ? "" : typed;
  std::erase_if(cases, [&](const store::CaseRow& one) {
    return state.empty() ? concluded(visit.app.charter(), one) : one.state != state;
  });
  const Paging shown = paging(visit.request, cases.size(), kCasesAPage);
  Html content = html::heading(1, kind.title, html::Size::xl);
  if (!openable_kinds(visit, {&kind}).empty())
    content += html::button({.text = "Open: " + within_sentence(kind.title), .href = path_to_open(kind)});
  if (!any) content += html::paragraph("There is none yet. When one is opened it appears here, with what comes next.");
  if (any) content += filter_form(kind, state);
  if (any && cases.empty()) content += html::paragraph("None is in this state.");
  if (!cases.empty()) content += table_html(visit, kind, cases, shown);
  content += paging_html(shown, path_of_list(kind), state.empty() ? "" : "state=" + state);
  if (any) content += html::paragraph(html::link("Take it out as a file, for a spreadsheet", path_of_export(kind)));
  return page(visit.app, visit.request, {kind.title, content, html::back_link({.href = kCases, .text = "Other work"})});
}

http::Response answer_list(const App& app, const http::Request& request) {
  const CaseKinds kinds = kinds_of_other_work(app.charter());
  const auto kind = std::ranges::find(kinds, request.parts.at("kind"), &charter::CaseKind::name);
  if (kind == kinds.end()) return not_found();
  return for_visitor(app, request, {*kind}, [&](const Visit& visit) { return list(visit, **kind); });
}

}  // namespace

void add_other_work(http::Router& router, const App& app) {
  router.add(http::Method::get, kCases, http::Door::signed_in, [&app](const http::Request& request) {
    return for_visitor(app, request, kinds_of_other_work(app.charter()), overview);
  });
  router.add(http::Method::get, std::string(kCases) + "/of/{kind}", http::Door::signed_in,
             [&app](const http::Request& request) { return answer_list(app, request); });
}

}  // namespace concordat::casework
