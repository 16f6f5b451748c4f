// The training officer's bookings: who asked, in which order, who has a place, and the acts by which that changes (HAM-06).

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/fields.h"
#include "casework/training/delegate_mail.h"
#include "casework/training/office.h"
#include "casework/training/payments.h"
#include "casework/training/transfer.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using charter::Capability;
using html::Html;

constexpr const char* kTo = "to";
constexpr const char* kWhy = "why";

vault::Places places_now(const App& app, CaseId course) {
  vault::Places places;
  app.vault.store().read([&](store::Reader& reader) { places = vault::places_of(reader, course); });
  return places;
}

// One booking on the office's pages.
struct Visited {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  store::CaseRow course;
  store::RecordRow booking;
  vault::Places places;
  std::optional<store::RecordRow> replaces = {};  // the booking whose place it asks for

  bool takes_over() const { return replaces && replaces->case_id == course.id; }
  // Nobody is passed over by what is handed on.
  bool passes_over() const { return !takes_over() && places.passes_over(booking.id); }
  std::string path() const { return course_path(course) + "/bookings/" + booking.id.text(); }
  bool may(Capability capability) const {
    const auto subject = app.vault.subject_of(booking.id, "contact");
    return subject && app.vault.gate().authorise(actor, capability, *subject).ok();
  }
  bool asks() const { return booking.state == vault::kRequested || booking.state == vault::kWaiting; }
  bool can_be_offered() const { return asks() && course.state == "open" && (takes_over() || !places.all_given()); }
};

std::string ordinal(std::size_t number) {
  const bool teen = number % 100 >= 11 && number % 100 <= 13;
  const std::size_t last = teen ? 0 : number % 10;
  return std::to_string(number) + (last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th");
}

// "Waiting, 2nd in order of asking"
std::string state_words(const Visited& visited) {
  std::string title = title_of_state(visited.booking.state);
  if (visited.takes_over()) return title + ", asks to take the place of somebody who cannot come";
  if (visited.replaces) title += ", asks to move here from another date";
  if (!visited.asks() || !visited.places.are_too_few()) return title;
  const auto& asking = visited.places.asking;
  const auto place = std::ranges::find(asking, visited.booking.id) - asking.begin();
  return title + ", " + ordinal(static_cast<std::size_t>(place) + 1) + " in order of asking";
}

Html act_button(const Visited& visited, std::string_view to, const char* words, const std::string& name) {
  const Html label = html::text(words) + "<span class=\"govuk-visually-hidden\"> " + html::text(name) + "</span>";
  return html::form(visited.path(), csrf(visited.request),
                    html::button({.text = label, .name = kTo, .value = std::string(to), .prevent_double_click = true,
                                  .classes = "govuk-button--secondary"}));
}

Html row_actions(const Visited& visited, const std::string& name) {
  Html actions = html::text(state_words(visited));
  const bool offer = visited.can_be_offered() && visited.may(Capability::offer_place) && !visited.passes_over();
  if (offer) actions += act_button(visited, vault::kPlaceOffered, visited.takes_over() ? "Hand the place over" : "Offer a place", name);
  return actions;
}

bool is_destroyed(const App& app, RecordId booking) {
  std::optional<store::PartRow> contact;
  app.vault.store().read([&](store::Reader& reader) { contact = reader.find_part(booking, "contact"); });
  return !contact || contact->destroyed;
}

std::string counted(std::uint64_t count, const char* one, const char* several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

Html places_html(const vault::Places& places) {
  if (!places.number) return html::paragraph(counted(places.given, "place is", "places are") + " given. This course has no limit.");
  std::string words = std::to_string(places.given) + " of " + counted(*places.number, "place", "places") + " given.";
  if (places.are_too_few())
    words += places.all_given() ? " Who asked and has none waits, in the order of asking, until a place falls free."
                                : " A place is free: the next in the order of asking stands first below. Whoever gives it to "
                                  "somebody else says why.";
  return html::paragraph(words);
}

std::string joined_values(const std::map<RecordId, vault::OpenedPart>& parts, RecordId id) {
  std::string all;
  if (const auto found = parts.find(id); found != parts.end())
    for (const auto& [field, value] : found->second.values) all += (all.empty() ? "" : "; ") + value;
  return all;
}

// ---- one booking

Html office_reason_html(const Visited& visited) {
  for (const Capability capability : {Capability::offer_place, Capability::record_attendance}) {
    const policy::Subject subject = *visited.app.vault.subject_of(visited.booking.id, "");
    const auto mandate = visited.app.vault.gate().authorise(visited.actor, capability, subject);
    if (!mandate) continue;
    const auto reason = visited.app.vault.reason_of_state(*mandate);
    return reason && !reason->empty() ? html::inset_text({.text = "The reason given: " + *reason}) : Html();
  }
  return {};
}

struct Act {
  std::string_view to;
  const char* title;
  const char* says;
  const char* button;
  bool asks_why = true;
};

std::vector<Act> acts_now(const Visited& visited) {
  std::vector<Act> acts;
  if (!visited.may(Capability::offer_place)) return acts;
  const bool passes_over = visited.passes_over();
  if (visited.can_be_offered() && visited.takes_over())
    acts.push_back({vault::kPlaceOffered, "Hand the place over",
                    "The booking of who cannot come ends with that, and both read it on the pages of their bookings.",
                    "Hand the place over", false});
  else if (visited.can_be_offered())
    acts.push_back({vault::kPlaceOffered, "Offer a place",
                    passes_over ? "Somebody else asked before, and there are fewer places than people who ask. Say why they are passed "
                                  "over."
                                : "They read it on the page of their booking, and are told by mail where mail is on.",
                    "Offer a place", passes_over});
  if (visited.asks())
    acts.push_back({vault::kDeclined, "Decline", "They read the reason on the page of their booking.", "Decline"});
  if (visited.asks() || visited.booking.state == vault::kPlaceOffered)
    acts.push_back({vault::kCancelled, "Cancel the booking", "As when they have told you that they will not come.", "Cancel the booking",
                    false});
  return acts;
}

Html act_html(const Visited& visited, const Act& act, const Entered& entered) {
  Html fields = html::paragraph(act.says);
  const std::string id = std::string(kWhy) + "-" + std::string(act.to);
  if (act.asks_why) {
    html::Textarea why{.name = kWhy, .label = {.text = "Reason", .classes = "govuk-label--s"}, .id = id};
    why.hint = html::Hint{.text = "One sentence. It is sealed, and kept for a year."};
    why.value = value_in(entered.values, id);
    if (const auto error = entered.errors.find(id); error != entered.errors.end())
      why.error_message = html::ErrorMessage{.text = error->second};
    fields += html::textarea(why);
  }
  fields += html::button({.text = act.button, .name = kTo, .value = std::string(act.to), .prevent_double_click = true,
                          .classes = "govuk-button--secondary"});
  return html::heading(2, act.title, html::Size::m) + html::form(visited.path(), csrf(visited.request), fields);
}

http::Response show_office_booking(const Visited& visited, const Entered& entered) {
  const auto contact = read_parts(visited.app, visited.actor, {visited.booking}, "contact");
  if (!contact || contact->empty()) return not_found();
  const vault::Values& values = contact->begin()->second.values;
  const charter::Part* part = visited.app.charter().record_kind(kBooking)->part("contact");
  Html content = html::heading(1, value_in(values, "name"), html::Size::xl) + html::paragraph(html::tag({.text = state_words(visited)}));
  content += office_reason_html(visited);
  if (part) content += values_html(part->fields, values);
  content += office_payment_html(visited.app, visited.request, visited.actor, visited.booking);
  for (const Act& act : acts_now(visited)) content += act_html(visited, act, entered);
  return page(visited.app, visited.request,
              {"Booking", html::two_thirds(content), html::back_link({.href = course_path(visited.course), .text = "The course"}),
               entered.summary(), entered.ok() ? 200 : 422});
}

std::optional<Visited> find_visited(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  const auto id = RecordId::parse(request.parts.at("booking"));
  if (!row || !id || !may_see_course(app, actor, *row)) return std::nullopt;
  for (const store::RecordRow& booking : records_of(app, row->id, kBooking))
    if (booking.id == *id) return Visited{app, request, actor, *row, booking, places_now(app, row->id), replaced_by(app, booking)};
  return std::nullopt;
}

http::Response show_one_booking(const App& app, const http::Request& request) {
  const auto visited = find_visited(app, request);
  return visited ? show_office_booking(*visited, {}) : not_found();
}

Result<void> carry_out(const Visited& visited, const std::string& to, const std::string& why) {
  const App& app = visited.app;
  const auto mandate =
      app.vault.gate().authorise(visited.actor, Capability::offer_place, *app.vault.subject_of(visited.booking.id, "contact"));
  if (!mandate) return mandate.error();
  if (to == vault::kPlaceOffered && visited.course.state != "open")
    return Error{"Places are given while the course is open.", "Look at the course again."};
  if (to == vault::kPlaceOffered && visited.replaces) {
    const auto from =
        app.vault.gate().authorise(visited.actor, Capability::offer_place, *app.vault.subject_of(visited.replaces->id, "contact"));
    return from ? app.disposal.replace_booking(*mandate, *from, why) : Result<void>(from.error());
  }
  if (vault::has_ended(to)) return app.disposal.end_booking(*mandate, visited.booking.id, to, why);
  return app.vault.set_record_state(*mandate, visited.booking.id, to, why);
}

http::Response take_act(const App& app, const http::Request& request) {
  const auto visited = find_visited(app, request);
  if (!visited || !may_see_courses(app, visited->actor)) return not_found();
  const std::string to = request.form.get(kTo);
  const std::string why = request.form.get(kWhy);
  for (const Act& act : acts_now(*visited)) {
    if (act.to != to || !act.asks_why || why.find_first_not_of(" \r\n\t") != std::string::npos) continue;
    Entered entered;
    const std::string id = std::string(kWhy) + "-" + to;
    entered.order.emplace_back(id, id);
    entered.errors[id] = "Say why, in a sentence";
    return show_office_booking(*visited, entered);
  }
  const auto done = carry_out(*visited, to, why);
  if (done && to == vault::kPlaceOffered) tell_delegate(app, visited->booking.id, Told::offered);
  if (done && to == vault::kPlaceOffered && visited->replaces) tell_delegate(app, visited->replaces->id, Told::replaced);
  if (done && vault::has_ended(to)) tell_delegate(app, visited->booking.id, to == vault::kDeclined ? Told::declined : Told::cancelled);
  return done ? http::Response::redirect(course_path(visited->course)) : problem(app, request, done.error(), visited->path());
}

}  // namespace

Html course_bookings_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row) {
  auto bookings = records_of(app, row.id, kBooking);
  // First who has a place, then who asks, in that order, then those of whom nothing comes.
  std::ranges::stable_sort(bookings, {}, [](const store::RecordRow& one) {
    return vault::has_place(one.state) ? 0 : vault::has_ended(one.state) ? 2 : 1;
  });
  const auto contacts = read_parts(app, actor, bookings, "contact");
  const auto needs = read_parts(app, actor, bookings, "needs");
  if (!contacts || !needs) return html::paragraph("The bookings cannot be opened now. Try again; if it lasts, tell the administrator.");
  Html content = html::heading(2, "Bookings", html::Size::m);
  const vault::Places places = places_now(app, row.id);
  content += places_html(places);
  if (bookings.empty()) return content + html::paragraph("Nobody has requested a place yet.");
  html::Table table;
  const bool has_organisation = asks_organisation(app);
  table.head = {{.text = "Name"}, {.text = "Needs"}, {.text = "Place"}};
  if (has_organisation) table.head.insert(table.head.begin() + 1, {.text = "Organisation"});
  const std::vector<Payment> payments = payments_of(app, actor, row);
  if (!payments.empty()) table.head.push_back({.text = "Payment"});
  std::uint64_t gone = 0;
  std::uint64_t closed_to_me = 0;
  for (const store::RecordRow& booking : bookings) {
    const auto contact = contacts->find(booking.id);
    if (contact == contacts->end()) {
      ++(is_destroyed(app, booking.id) ? gone : closed_to_me);
      continue;
    }
    const Visited visited{app, request, actor, row, booking, places, replaced_by(app, booking)};
    const auto value = [&](const char* field) { return value_in(contact->second.values, field); };
    table.rows.push_back({{.text = html::link(value("name"), visited.path())}, {.text = joined_values(*needs, booking.id)},
                          {.text = row_actions(visited, "to " + value("name"))}});
    if (has_organisation) table.rows.back().insert(table.rows.back().begin() + 1, {.text = value("organisation")});
    if (payments.empty()) continue;
    const auto payment = std::ranges::find_if(payments, [&](const Payment& one) { return one.booking.id == booking.id; });
    table.rows.back().push_back({.text = payment == payments.end() ? "" : standing_words(*payment)});
  }
  if (!table.rows.empty()) content += html::scrolling_table(table);
  if (gone > 0) content += html::paragraph(counted(gone, "booking was", "bookings were") + " destroyed, as the privacy notice says.");
  if (closed_to_me > 0)
    content += html::paragraph(counted(closed_to_me, "booking is", "bookings are") + " here that your role does not open.");
  return content;
}

void add_course_booking_pages(http::Router& router, const App& app) {
  constexpr const char* pattern = "/workspace/courses/{course}/bookings/{booking}";
  router.add(http::Method::get, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return show_one_booking(app, request); });
  router.add(http::Method::post, pattern, http::Door::signed_in, [&app](const http::Request& request) { return take_act(app, request); });
}

}  // namespace concordat::casework
