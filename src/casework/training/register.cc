// The register of a course, on the day and after it: who was there, marked on one page by the officer or by whoever gives the
// course (DDS-24). It is a table to print as it is, and needs no camera.

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/training/office.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/events.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using charter::Capability;
using html::Html;

constexpr const char* kReason = "reason";

struct Register {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  store::CaseRow course;
  std::vector<store::RecordRow> bookings;  // who had a place
  std::optional<CivilDate> day;            // that it is planned for

  std::string path() const { return course_path(course) + "/register"; }
  // From its day on; a course that was held earlier than planned is so too.
  bool is_open() const { return course.state != kCourseCancelled && ((day && *day <= app.today()) || course.state != "open"); }
};

bool is_marked(std::string_view state) { return state == vault::kAttended || state == vault::kAbsent; }

std::optional<Register> find_register(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  if (!row || !may_mark_register(app, actor, *row)) return std::nullopt;
  Register found{app, request, actor, *row, {}, std::nullopt};
  for (const store::RecordRow& booking : records_of(app, row->id, kBooking))
    if (vault::has_place(booking.state)) found.bookings.push_back(booking);
  app.vault.store().read([&](store::Reader& reader) { found.day = vault::planned_day(reader.events(row->id), kCourseHeld); });
  return found;
}

Html mark_html(const store::RecordRow& booking, const std::string& name) {
  html::Radios radios;
  radios.name = booking.id.text();
  radios.value = is_marked(booking.state) ? booking.state : "";
  radios.classes = "govuk-radios--inline govuk-radios--small";
  radios.fieldset = html::Fieldset{.legend = {.text = name, .classes = "govuk-visually-hidden"}};
  radios.form_group.classes = "govuk-!-margin-bottom-0";
  radios.items = {{.text = "There", .value = std::string(vault::kAttended)}, {.text = "Not there", .value = std::string(vault::kAbsent)}};
  return html::radios(radios);
}

http::Response show_register(const Register& of, const std::string& error) {
  const auto contacts = read_parts(of.app, of.actor, of.bookings, "contact");
  if (!contacts) return problem(of.app, of.request, contacts.error(), course_path(of.course));
  html::Table table;
  table.caption = "Who has a place";
  table.caption_classes = "govuk-table__caption--m";
  const bool has_organisation = asks_organisation(of.app);
  table.head = {{.text = "Name"}, {.text = "Was there"}};
  if (has_organisation) table.head.insert(table.head.begin() + 1, {.text = "Organisation"});
  bool any_marked = false;
  for (const store::RecordRow& booking : of.bookings) {
    const auto contact = contacts->find(booking.id);
    if (contact == contacts->end()) continue;
    any_marked = any_marked || is_marked(booking.state);
    const std::string name = value_in(contact->second.values, "name");
    table.rows.push_back({{.text = name}, {.text = of.is_open() ? mark_html(booking, name) : html::text("")}});
    if (has_organisation)
      table.rows.back().insert(table.rows.back().begin() + 1, {.text = value_in(contact->second.values, "organisation")});
  }
  Html content = html::heading(1, "Register", html::Size::xl);
  content += html::lead(course_title(of.app, of.actor, of.course) + (of.day ? ", " + of.day->words() : ""));
  if (table.rows.empty()) {
    content += html::paragraph("Nobody has a place on this course.");
  } else if (!of.is_open()) {
    content += html::paragraph("It can be filled in from the day of the course on. You can print it now.") + html::scrolling_table(table);
  } else {
    Html fields = html::scrolling_table(table);
    if (any_marked) {
      html::Input reason{.name = kReason, .label = {.text = "If you change a mark: why", .classes = "govuk-label--s"}};
      reason.id = kReason;
      reason.hint = html::Hint{.text = "Such as: came late; signed the paper list. It is sealed, and kept for a year."};
      reason.value = of.request.form.get(kReason);
      if (!error.empty()) reason.error_message = html::ErrorMessage{.text = error};
      fields += html::input(reason);
    }
    fields += html::button({.text = "Save the register", .prevent_double_click = true});
    content += html::form(of.path(), csrf(of.request), fields);
  }
  std::vector<html::ErrorSummaryItem> errors;
  if (!error.empty()) errors.push_back({.text = error, .href = std::string("#") + kReason});
  return page(of.app, of.request, {"Register", content, html::back_link({.href = course_path(of.course), .text = "The course"}), errors,
                                   error.empty() ? 200 : 422});
}

http::Response show_plain_register(const App& app, const http::Request& request) {
  const auto found = find_register(app, request);
  return found ? show_register(*found, "") : not_found();
}

http::Response take_register(const App& app, const http::Request& request) {
  const auto found = find_register(app, request);
  if (!found) return not_found();
  if (!found->is_open()) return problem(app, request, {"The register opens on the day of the course.", "Come back then."}, found->path());
  const std::string reason = request.form.get(kReason);
  std::vector<std::pair<const store::RecordRow*, std::string>> marks;
  for (const store::RecordRow& booking : found->bookings)
    if (const std::string mark = request.form.get(booking.id.text()); is_marked(mark) && mark != booking.state)
      marks.emplace_back(&booking, mark);
  if (marks.empty()) return problem(app, request, {"Nothing was marked.", "Mark who was there, then save."}, found->path());
  const bool changes = std::ranges::any_of(marks, [](const auto& one) { return is_marked(one.first->state); });
  if (changes && reason.find_first_not_of(' ') == std::string::npos) return show_register(*found, "Say why a mark is changed");
  for (const auto& [booking, mark] : marks) {
    const policy::Subject subject = *app.vault.subject_of(booking->id, "contact");
    const auto mandate = app.vault.gate().authorise(found->actor, Capability::record_attendance, subject);
    if (!mandate) return problem(app, request, mandate.error(), found->path());
    const auto done = app.vault.set_record_state(*mandate, booking->id, mark, is_marked(booking->state) ? reason : "");
    if (!done) return problem(app, request, done.error(), found->path());
  }
  return http::Response::redirect(found->path());
}

}  // namespace

bool may_mark_register(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  const auto subject = app.vault.subject_of_case(row.id);
  return subject && may_see_course(app, actor, row) && app.vault.gate().authorise(actor, Capability::record_attendance, *subject);
}

void add_register_pages(http::Router& router, const App& app) {
  constexpr const char* pattern = "/workspace/courses/{course}/register";
  router.add(http::Method::get, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return show_plain_register(app, request); });
  router.add(http::Method::post, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return take_register(app, request); });
}

}  // namespace concordat::casework
