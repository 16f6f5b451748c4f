#include "casework/cases/other_work.h"

#include <algorithm>

#include "casework/cases/case_list.h"
#include "casework/cases/export.h"
#include "casework/cases/next_step.h"
#include "casework/cases/opening.h"
#include "casework/fields.h"
#include "casework/paging.h"
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

std::string first_due(std::vector<ListedCase> cases) {
  sort_by_day_due(cases);
  return cases.empty() || !cases.front().clock ? "" : cases.front().clock->due.words();
}

http::Response overview(const Visit& visit) {
  html::Table table;
  table.caption = "Kinds of work";
  table.caption_classes = "govuk-visually-hidden";
  table.first_cell_is_header = true;
  table.head = {{.text = "What it is"}, {.text = "Open", .format = "numeric"}, {.text = "Late", .format = "numeric"},
                {.text = "Next due"}, {.text = "Over", .format = "numeric"}};
  for (const charter::CaseKind* kind : kinds_of_other_work(visit.app.charter())) {
    auto rows = known(visit, *kind);
    if (!rows) continue;
    const auto over = std::erase_if(*rows, [&](const store::CaseRow& one) { return concluded(visit.app.charter(), one); });
    const std::vector<ListedCase> open = with_clocks(visit.app, std::move(*rows));
    table.rows.push_back({{.text = html::link(kind->title, path_of_list(*kind))},
                          {.text = std::to_string(open.size()), .format = "numeric"},
                          {.text = std::to_string(late_among(open, visit.app.today())), .format = "numeric"},
                          {.text = first_due(open)},
                          {.text = std::to_string(over), .format = "numeric"}});
  }
  const Html content = html::heading(1, "Other work", html::Size::xl) +
                       html::paragraph("What the charter knows beside reviews and courses. Open one kind to see its list, or to begin.") +
                       html::scrolling_table(table);
  return page(visit.app, visit.request, {"Other work", content});
}

// What the list shows, and how, as its address asks: `?state=received&sort=opened`.
struct Choice {
  std::string state;       // empty: all that are open
  bool by_opening = false;  // else by the day due

  std::string query() const {
    return (state.empty() ? "" : "state=" + state) + (!state.empty() && by_opening ? "&" : "") + (by_opening ? "sort=opened" : "");
  }
  std::string path(const charter::CaseKind& kind) const { return path_of_list(kind) + (query().empty() ? "" : "?" + query()); }
};

Choice choice_of(const Visit& visit, const charter::CaseKind& kind) {
  const std::string typed = visit.request.query.get("state");
  return {std::ranges::find(kind.states, typed) == kind.states.end() ? "" : typed, visit.request.query.get("sort") == "opened"};
}

bool is_meant(const Visit& visit, const Choice& choice, const store::CaseRow& row) {
  return choice.state.empty() ? !concluded(visit.app.charter(), row) : row.state == choice.state;
}

// None runs in what is over, and an agency's pages tell of none.
bool has_clocks(const Visit& visit, const charter::CaseKind& kind, const Choice& choice) {
  return choice.state != kind.states.back() && visit.business != Business::agency;
}

// One way among several, of which one is taken: links, so that they work everywhere.
struct Way {
  std::string words;
  std::string path;
  bool is_taken = false;
};
Html ways_html(const char* label, const std::vector<Way>& ways) {
  Html items;
  for (const Way& way : ways)
    items += Html("<li class=\"concordat-sections__item\"><a class=\"govuk-link govuk-link--no-visited-state\"") +
             html::attribute("href", way.path) + (way.is_taken ? Html(" aria-current=\"true\">") : Html(">")) + html::text(way.words) +
             Html("</a></li>");
  return Html("<nav class=\"concordat-sections\"") + html::attribute("aria-label", label) +
         Html("><ul class=\"concordat-sections__list\">") + items + Html("</ul></nav>");
}

Html choices_html(const Visit& visit, const charter::CaseKind& kind, const std::vector<store::CaseRow>& all, const Choice& taken) {
  std::vector<Way> states;
  const auto add = [&](const std::string& words, const std::string& state) {
    const Choice choice{state, taken.by_opening};
    const auto count = std::ranges::count_if(all, [&](const store::CaseRow& row) { return is_meant(visit, choice, row); });
    states.push_back({words + ": " + std::to_string(count), choice.path(kind), state == taken.state});
  };
  add("All that are open", "");
  for (const std::string& state : kind.states) add(title_of_state(state), state);
  const Choice by_due{taken.state, false}, by_opening{taken.state, true};
  Html content = ways_html("Which are shown", states);
  if (!has_clocks(visit, kind, taken)) return content;
  const Html sorted = taken.by_opening
                          ? html::text("The newest first. ") + html::link("Sort by the day due", by_due.path(kind))
                          : html::text("The first due first. ") + html::link("Sort by the day opened", by_opening.path(kind));
  return content + html::paragraph(sorted);
}

Html table_html(const Visit& visit, const charter::CaseKind& kind, const std::vector<ListedCase>& cases, const Choice& choice,
                const Paging& shown) {
  const bool clocks = has_clocks(visit, kind, choice);
  html::Table table;
  table.caption = kind.title + ": " + std::to_string(cases.size());
  const std::size_t late = clocks ? late_among(cases, visit.app.today()) : 0;
  if (late > 0) table.caption += ", " + std::to_string(late) + " late";
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  table.head = {{.text = "Reference"}, {.text = "State"}, {.text = "Opened"}};
  if (clocks) table.head.push_back({.text = "Due"});
  table.head.push_back({.text = "Next"});
  for (std::size_t i = shown.first; i < shown.end; ++i) {
    const store::CaseRow& row = cases[i].row;
    std::vector<html::TableCell> cells = {{.text = html::link(row.reference, path_of(row)), .classes = "concordat-reference"},
                                          {.text = title_of_state(row.state)}, {.text = row.opened.words()}};
    if (clocks) cells.push_back({.text = clock_html(visit.app, cases[i].clock)});
    cells.push_back({.text = next_link(visit, what_it_holds(visit.app, row))});
    table.rows.push_back(std::move(cells));
  }
  return html::scrolling_table(table);
}

http::Response list(const Visit& visit, const charter::CaseKind& kind) {
  const std::vector<store::CaseRow> all = rows_for(visit, {&kind});
  const Choice choice = choice_of(visit, kind);
  std::vector<store::CaseRow> rows = all;
  std::erase_if(rows, [&](const store::CaseRow& one) { return !is_meant(visit, choice, one); });
  std::vector<ListedCase> cases = with_clocks(visit.app, std::move(rows));
  if (has_clocks(visit, kind, choice) && !choice.by_opening) sort_by_day_due(cases);
  const Paging shown = paging(visit.request, cases.size(), kCasesAPage);
  Html content = html::heading(1, kind.title, html::Size::xl);
  if (!openable_kinds(visit, {&kind}).empty())
    content += html::button({.text = "Open: " + within_sentence(kind.title), .href = path_to_open(kind)});
  if (all.empty()) content += html::paragraph("There is none yet. When one is opened it appears here, with what comes next.");
  else content += choices_html(visit, kind, all, choice);
  if (!all.empty() && cases.empty()) content += html::paragraph(choice.state.empty() ? "None is open." : "None is in this state.");
  if (!cases.empty()) content += table_html(visit, kind, cases, choice, shown);
  content += paging_html(shown, path_of_list(kind), choice.query());
  if (!all.empty()) content += html::paragraph(html::link("Take it out as a file, for a spreadsheet", path_of_export(kind)));
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
