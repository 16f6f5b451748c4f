// The board that fits a wall. It is read from three metres and by passers-by: a card says a reference, a day, a number of answers
// and what comes next, and nothing else. What is late is said in words; a colour only repeats it.

#include "casework/reviews/wall.h"

#include <algorithm>

#include "casework/clocks.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kSeconds = "60";  // after which a browser asks for the board again

// Of the clocks that run, the one that ends first; none where none does.
std::optional<RunningClock> next_clock(const Visit& visit, const CaseFile& case_file) {
  std::optional<RunningClock> next;
  for (const RunningClock& clock : clocks_of(visit.app.charter(), case_file.events, case_file.row.opened))
    if (clock.runs() && (!next || clock.due < next->due)) next = clock;
  return next;
}

Html clock_html(const Visit& visit, const RunningClock& clock) {
  const charter::Charter& charter = visit.app.charter();
  const CivilDate today = visit.app.today();
  const bool late = is_late(clock, today);
  const bool pressing = is_pressing(clock, charter, today);
  const std::string state = late ? "Late" : clock.paused ? "Stands still" : pressing ? "Due soon" : "In time";
  const std::string calm = clock.paused ? "govuk-tag--grey" : "govuk-tag--green";
  const std::string colour = late ? "govuk-tag--red" : pressing ? "govuk-tag--orange" : calm;
  const std::string count = day_count(clock, charter, today);
  Html content = Html("<p class=\"concordat-card__day\">") + html::text(count.empty() ? "due " + clock.due.words() : count) + Html("</p>");
  content += html::paragraph(html::tag({.text = state, .classes = colour}) + html::text(" " + clock.clock->title));
  return content + html::paragraph(words(clock, charter, today));
}

std::string answers(const Visit& visit, const CaseFile& case_file) {
  std::size_t asked = 0;
  std::size_t answered = 0;
  for (const charter::Agency& agency : visit.app.charter().agencies) {
    const AgencyId id = parties::agency_id(agency.name);
    if (!case_file.asked(id)) continue;
    ++asked;
    answered += case_file.supplied(visit.app.charter(), id) > 0 ? 1 : 0;
  }
  return asked == 0 ? "No agency asked yet" : "Answers: " + std::to_string(answered) + " of " + std::to_string(asked);
}

std::string next_words(const Visit& visit, const CaseFile& case_file) {
  const auto steps = open_steps(visit.app, visit.actor, case_file.row);
  return steps.empty() ? "Open" : "Next: " + within_sentence(title_of_state(steps.front()->to));
}

Html card_html(const Visit& visit, const CaseFile& case_file) {
  const auto clock = next_clock(visit, case_file);
  const bool late = clock && is_late(*clock, visit.app.today());
  const bool pressing = clock && is_pressing(*clock, visit.app.charter(), visit.app.today());
  const std::string look = late ? " concordat-card--late" : pressing ? " concordat-card--pressing" : "";
  Html content = Html("<li") + html::attribute("class", "concordat-card" + look) + Html(">");
  content += Html("<h3 class=\"concordat-card__reference\">") + html::text(case_file.row.reference) + Html("</h3>");
  content += clock ? clock_html(visit, *clock) : html::paragraph("No clock runs");
  content += html::paragraph(answers(visit, case_file));
  const Html label = html::text(next_words(visit, case_file)) + Html("<span class=\"govuk-visually-hidden\"> for ") +
                     html::text(case_file.row.reference) + Html("</span>");
  return content + html::button({.text = label, .href = path_of(case_file.row)}) + Html("</li>");
}

Html column_html(const Visit& visit, const charter::CaseKind& kind, const std::string& state, const std::vector<CaseFile>& reviews) {
  Html cards;
  std::size_t count = 0;
  for (const CaseFile& case_file : reviews) {
    if (case_file.row.kind != kind.name || case_file.row.state != state) continue;
    cards += card_html(visit, case_file);
    ++count;
  }
  // Where reviews are of more than one kind, two columns can have one state.
  const bool alone = kinds_of_reviews(visit.app.charter()).size() == 1;
  const std::string title = alone ? title_of_state(state) : kind.title + ", " + within_sentence(title_of_state(state));
  Html column = Html("<section class=\"concordat-wall__column\">") +
                html::heading(2, title + ": " + std::to_string(count), html::Size::m);
  column += count == 0 ? html::paragraph("None") : Html("<ul class=\"concordat-wall__cards\">") + cards + Html("</ul>");
  return column + Html("</section>");
}

// What is over is on the list of reviews; a column stands for each state that leads on.
Html kind_columns(const Visit& visit, const charter::CaseKind& kind, const std::vector<CaseFile>& reviews) {
  const bool any = std::ranges::any_of(reviews, [&](const CaseFile& one) {
    return one.row.kind == kind.name && !concluded(visit.app.charter(), one.row);
  });
  if (!any) return {};
  Html columns;
  for (const std::string& state : kind.states)
    if (state != kind.states.back()) columns += column_html(visit, kind, state, reviews);
  return Html("<div class=\"concordat-wall\" role=\"group\"") + html::attribute("aria-label", kind.title) + Html(">") + columns +
         Html("</div>");
}

http::Response show_wall(const Visit& visit) {
  if (visit.business != Business::office) return not_found();
  const bool still = visit.request.query.get("still") == "yes";
  const std::vector<CaseFile> reviews = cases_for(visit, kinds_of_reviews(visit.app.charter()));
  Html content = html::heading(1, "Board", html::Size::l);
  Html columns;
  for (const charter::CaseKind* kind : kinds_of_reviews(visit.app.charter())) columns += kind_columns(visit, *kind, reviews);
  if (columns.empty()) columns = html::paragraph("No review is open. When one is opened it appears here.");
  content += columns;
  content += html::paragraph(still ? html::text("This board stays as it is. ") + html::link("Let it refresh by itself each minute", kWall)
                                   : html::text("This board refreshes by itself each minute. ") +
                                         html::link("Stop that", std::string(kWall) + "?still=yes"));
  http::Response answer = page(visit.app, visit.request, {"Board", content, html::back_link({.href = kReviews, .text = "All reviews"})});
  if (!still) answer.headers.emplace_back("Refresh", kSeconds);
  return answer;
}

}  // namespace

void add_wall(http::Router& router, const App& app) {
  router.add(http::Method::get, kWall, http::Door::signed_in,
             [&app](const http::Request& request) { return for_visitor(app, request, kinds_of_reviews(app.charter()), show_wall); });
}

}  // namespace concordat::casework
