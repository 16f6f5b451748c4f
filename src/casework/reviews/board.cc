// The board: every review that this person may know of, by state, with what comes next. References only, no names.

#include "casework/reviews/board.h"

#include <algorithm>

#include "casework/cases/case_list.h"
#include "casework/cases/next_step.h"
#include "casework/cases/opening.h"
#include "casework/fields.h"
#include "casework/reviews/wall.h"
#include "casework/warrant_view.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

std::string since(const store::CaseRow& row, CivilDate today) {
  const auto days = static_cast<std::size_t>(std::max(0, today.days() - row.opened.days()));
  return row.opened.words() + ", " + (days == 0 ? "today" : counted(days, "day") + " ago");
}

std::size_t agencies_asked(const App& app, const CaseFile& case_file) {
  return static_cast<std::size_t>(std::ranges::count_if(
      app.charter().agencies, [&](const charter::Agency& agency) { return case_file.asked(parties::agency_id(agency.name)); }));
}

html::Table state_table(const Visit& visit, const charter::CaseKind& kind, const std::string& state, const std::vector<CaseFile>& reviews) {
  const bool office = visit.business == Business::office;
  html::Table table;
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  const bool task = visit.business == Business::task;
  table.head = {{.text = "Reference"}, {.text = "Opened"}};
  if (!task) {
    table.head.push_back({.text = office ? "Agencies asked" : "You were asked", .format = office ? "numeric" : ""});
    table.head.push_back({.text = office ? "Items received" : "Items from you", .format = "numeric"});
  }
  const bool clocks = state != kind.states.back() && visit.business != Business::agency;  // whose pages tell of none
  if (clocks) table.head.push_back({.text = "Due"});
  table.head.push_back({.text = "Next"});
  for (const CaseFile& case_file : reviews) {
    if (case_file.row.kind != kind.name || case_file.row.state != state) continue;
    const auto asked = case_file.day_asked(visit.actor.agency);
    const std::string whom = office ? std::to_string(agencies_asked(visit.app, case_file)) : asked ? asked->words() : "not asked";
    const std::size_t items = case_file.supplied(visit.app.charter(), office ? std::nullopt : std::optional(visit.actor.agency));
    const bool over = state == kind.states.back();
    std::vector<html::TableCell> row = {
        {.text = html::link(case_file.row.reference, path_of(case_file.row)), .classes = "concordat-reference"},
        {.text = over ? case_file.row.opened.words() : since(case_file.row, visit.app.today())}};
    if (!task) {
      row.push_back({.text = whom, .format = office ? "numeric" : ""});
      row.push_back({.text = std::to_string(items), .format = "numeric"});
    }
    if (clocks) row.push_back({.text = clock_html(visit.app, nearest_clock(visit.app.charter(), case_file.events, case_file.row.opened))});
    row.push_back({.text = next_link(visit, case_file)});
    table.rows.push_back(std::move(row));
  }
  table.caption = kind.title + ", " + within_sentence(title_of_state(state)) + ": " + std::to_string(table.rows.size());
  return table;
}

http::Response list(const Visit& visit) {
  const App& app = visit.app;
  const std::vector<CaseFile> reviews = cases_for(visit, kinds_of_reviews(app.charter()));
  Html content = html::heading(1, "Reviews", html::Size::xl);
  Html buttons;
  for (const charter::CaseKind* kind : openable_kinds(visit, kinds_of_reviews(app.charter())))
    buttons += html::button({.text = "Open: " + within_sentence(kind->title), .href = path_to_open(*kind),
                             .classes = buttons.empty() ? "" : "govuk-button--secondary"});
  if (!buttons.empty()) content += Html("<div class=\"govuk-button-group\">") + buttons + Html("</div>");
  if (visit.business == Business::office && !reviews.empty()) content += html::paragraph(html::link("The board, for the wall", kWall));
  if (reviews.empty()) {
    content += html::paragraph(visit.business == Business::agency
                                   ? "Your agency has not been asked to contribute to a review. When it is, the review appears here."
                                   : "No review yet. When one is opened it appears here, with what comes next.");
  }
  for (const charter::CaseKind* kind : kinds_of_reviews(app.charter())) {
    for (const std::string& state : kind->states) {
      const html::Table table = state_table(visit, *kind, state, reviews);
      if (!table.rows.empty()) content += html::scrolling_table(table);
    }
  }
  return page(app, visit.request, {"Reviews", content});
}

}  // namespace

void add_board(http::Router& router, const App& app) {
  router.add(http::Method::get, kReviews, http::Door::signed_in,
             [&app](const http::Request& request) { return for_visitor(app, request, kinds_of_reviews(app.charter()), list); });
}

}  // namespace concordat::casework
