// The board that fits a wall. It is read from three metres and by passers-by: a card says a reference, a day, a number of answers
// and what comes next, and nothing else. What is late is said in words; a colour only repeats it.

#include "casework/reviews/wall.h"

#include <algorithm>

#include "casework/cases/next_act.h"
#include "casework/cases/next_step.h"
#include "casework/clocks.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kSeconds = "60";  // after which a browser asks for the board again

struct Card {
  const CaseFile* of = nullptr;
  std::optional<RunningClock> clock;  // the nearest; none where none runs
};

// In a few words, read from far: "day 3 of 15", "2 working days late", "due 4 January 2027".
std::string day_words(const Visit& visit, const RunningClock& clock) {
  const charter::Charter& charter = visit.app.charter();
  if (is_late(clock, visit.app.today())) {
    const std::string all = words(clock, charter, visit.app.today());
    return all.substr(0, all.find(','));
  }
  const std::string count = day_count(clock, charter, visit.app.today());
  return count.empty() ? "due " + clock.due.words() : count;
}

Html state_tag(const Visit& visit, const RunningClock& clock) {
  const bool late = is_late(clock, visit.app.today());
  const bool pressing = is_pressing(clock, visit.app.charter(), visit.app.today());
  const std::string state = late ? "Late" : clock.paused ? "Stands still" : pressing ? "Due soon" : "In time";
  const std::string calm = clock.paused ? "govuk-tag--grey" : "govuk-tag--green";
  return html::tag({.text = state, .classes = late ? "govuk-tag--red" : pressing ? "govuk-tag--orange" : calm});
}

Html day_html(const Visit& visit, const RunningClock& clock) {
  Html content = Html("<p class=\"concordat-card__day\">") + html::text(day_words(visit, clock)) + Html("</p>");
  content += html::paragraph(state_tag(visit, clock) + html::text(" " + clock.clock->title));
  return content + html::paragraph(words(clock, visit.app.charter(), visit.app.today()));
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

// As a button where it is this person's turn.
Html next_button_html(const Visit& visit, const CaseFile& case_file) {
  const NextAct next = next_act(visit, case_file);
  const Html of = Html("<span class=\"govuk-visually-hidden\"> for ") + html::text(case_file.row.reference) + Html("</span>");
  if (next.mine) return html::button({.text = html::text(next.words) + of, .href = next.path});
  return html::paragraph(next.words) + html::button({.text = html::text("Open") + of, .href = path_of(case_file.row),
                                                     .classes = "govuk-button--secondary"});
}

Html open_card(const Visit& visit, const Card& card, const char* size) {
  const bool late = card.clock && is_late(*card.clock, visit.app.today());
  const bool pressing = card.clock && is_pressing(*card.clock, visit.app.charter(), visit.app.today());
  const std::string look = late ? " concordat-card--late" : pressing ? " concordat-card--pressing" : "";
  return Html("<li") + html::attribute("class", "concordat-card" + look + size) + Html("><h3 class=\"concordat-card__reference\">") +
         html::text(card.of->row.reference) + Html("</h3>");
}

Html card_html(const Visit& visit, const Card& card) {
  Html content = open_card(visit, card, "");
  content += card.clock ? day_html(visit, *card.clock) : html::paragraph("No clock runs");
  return content + html::paragraph(answers(visit, *card.of)) + next_button_html(visit, *card.of) + Html("</li>");
}

// Of which many fit one screen.
Html small_card_html(const Visit& visit, const Card& card) {
  Html content = open_card(visit, card, " concordat-card--small");
  std::string days = card.clock ? day_words(visit, *card.clock) : "No clock runs";
  if (days.ends_with(" late")) days.erase(days.size() - 5);  // the tag says it
  const Html day = (card.clock ? state_tag(visit, *card.clock) + html::text(" ") : Html()) + html::text(days);
  return content + Html("<p class=\"govuk-body-s\">") + day + Html("</p><p class=\"govuk-body-s\">") + next_link(visit, *card.of) +
         Html("</p></li>");
}

// The first due first.
std::vector<Card> cards_of(const Visit& visit, const charter::CaseKind& kind, const std::string& state,
                           const std::vector<CaseFile>& reviews) {
  std::vector<Card> cards;
  for (const CaseFile& one : reviews)
    if (one.row.kind == kind.name && one.row.state == state)
      cards.push_back({&one, nearest_clock(visit.app.charter(), one.events, one.row.opened)});
  std::ranges::stable_sort(cards, [](const Card& one, const Card& other) {
    return one.clock && (!other.clock || one.clock->due < other.clock->due);
  });
  return cards;
}

Html column_html(const Visit& visit, const charter::CaseKind& kind, const std::string& state, const std::vector<CaseFile>& reviews) {
  constexpr std::size_t kMostLarge = 4;
  const std::vector<Card> cards = cards_of(visit, kind, state, reviews);
  const bool small = cards.size() > kMostLarge;
  Html items;
  for (const Card& card : cards) items += small ? small_card_html(visit, card) : card_html(visit, card);
  // Where reviews are of more than one kind, two columns can have one state.
  const bool alone = kinds_of_reviews(visit.app.charter()).size() == 1;
  const std::string title = alone ? title_of_state(state) : kind.title + ", " + within_sentence(title_of_state(state));
  Html column = Html("<section") +
                html::attribute("class", small ? "concordat-wall__column concordat-wall__column--many" : "concordat-wall__column") +
                Html(">") + html::heading(2, title + ": " + std::to_string(cards.size()), html::Size::m);
  column += cards.empty() ? html::paragraph("None") : Html("<ul class=\"concordat-wall__cards\">") + items + Html("</ul>");
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
