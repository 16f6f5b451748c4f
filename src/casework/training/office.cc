// The training officer's pages: courses, who asked for a place, offering places, the day itself.

#include <algorithm>
#include <span>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/adding.h"
#include "casework/correction.h"
#include "casework/fields.h"
#include "casework/paging.h"
#include "casework/steps_page.h"
#include "casework/training/training.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kList = "/workspace/courses";
constexpr std::size_t kCoursesAPage = 50;

std::string path_of(const store::CaseRow& row) { return std::string(kList) + "/" + row.id.text(); }

// A trainer is let in by the task of giving this course (DDS-24), or by an emergency access to it.
bool gives_course(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  const auto subject = app.vault.subject_of_case(row.id);
  if (actor.kind != policy::ActorKind::person || !subject) return false;
  const auto& glass = subject->emergencies;
  return std::ranges::find(glass, actor.account, &policy::Emergency::account) != glass.end() ||
         std::ranges::any_of(subject->tasks, [&](const policy::Task& task) {
           return task.account == actor.account && actor.roles.contains(task.role);
         });
}

bool may_see_course(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  return may_see_courses(app, actor) || gives_course(app, actor, row);
}

// The course itself is open to the public, and so to whoever gives it.
policy::Actor reader_of_course(const App& app, const policy::Actor& actor) {
  return may_see_courses(app, actor) ? actor : policy::the_public();
}

std::string title_of(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  const auto details = read_parts(app, reader_of_course(app, actor), records_of(app, row.id, kCourse), "details");
  if (!details || details->empty()) return row.reference;
  const auto title = details->begin()->second.values.find("course-title");
  return title == details->begin()->second.values.end() ? row.reference : title->second;
}

std::map<CaseId, vault::Values> details_of(const App& app, const policy::Actor& actor, std::span<const store::CaseRow> rows) {
  std::vector<store::RecordRow> records;
  for (const store::CaseRow& row : rows) std::ranges::move(records_of(app, row.id, kCourse), std::back_inserter(records));
  std::map<CaseId, vault::Values> all;
  const auto opened = read_parts(app, reader_of_course(app, actor), records, "details");
  for (const store::RecordRow& record : records)
    if (opened && opened->contains(record.id)) all[record.case_id] = opened->at(record.id).values;
  return all;
}

html::Table planned_table(const App& app, const policy::Actor& actor, std::span<const store::CaseRow> rows) {
  html::Table table;
  table.caption = "All courses, the newest first";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Reference"}, {.text = "Course"}, {.text = "Day"}, {.text = "State"}, {.text = "Requests", .format = "numeric"},
                {.text = "Places offered", .format = "numeric"}};
  const auto details = details_of(app, actor, rows);
  for (const store::CaseRow& row : rows) {
    const auto bookings = records_of(app, row.id, kBooking);
    const auto offered = std::ranges::count_if(bookings, [](const store::RecordRow& booking) { return booking.state != "requested"; });
    const auto found = details.find(row.id);
    const vault::Values values = found == details.end() ? vault::Values() : found->second;
    const auto day = CivilDate::parse(value_in(values, "course-date"));
    const bool is_past = row.state == "open" && day && *day < app.today();
    table.rows.push_back({{.text = html::link(row.reference, path_of(row))}, {.text = value_in(values, "course-title")},
                          {.text = day ? day->words() : ""},
                          {.text = title_of_state(row.state) + (is_past ? ", its day is past: no more bookings" : "")},
                          {.text = std::to_string(bookings.size()), .format = "numeric"},
                          {.text = std::to_string(offered), .format = "numeric"}});
  }
  return table;
}

http::Response list_planned(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!may_see_courses(app, actor)) return not_found();
  std::vector<store::CaseRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.cases("course-run"); });
  Html content = html::heading(1, "Courses", html::Size::xl);
  if (app.vault.gate().authorise(actor, charter::Capability::open_case))
    content += html::button({.text = "Add a course", .href = with_id_to_be(std::string(kList) + "/new")});
  if (rows.empty()) content += html::paragraph("No course yet. Add the first one: people can then request places.");
  const Paging shown = paging(request, rows.size(), kCoursesAPage);
  if (!rows.empty())
    content += html::scrolling_table(planned_table(app, actor, std::span(rows).subspan(shown.first, shown.end - shown.first)));
  return page(app, request, {"Courses", content + paging_html(shown, kList)});
}

// The course's record, where this person may correct it.
std::optional<RecordId> correctable_course(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  for (const store::RecordRow& record : records_of(app, row.id, kCourse)) {
    const auto subject = app.vault.subject_of(record.id, "details");
    if (subject && may(app, actor, charter::Act::correct, *subject)) return record.id;
  }
  return std::nullopt;
}

const std::vector<charter::Field>& course_fields(const App& app) { return app.charter().record_kind(kCourse)->part("details")->fields; }

http::Response new_form(const App& app, const http::Request& request, const Entered& entered) {
  Html content = html::heading(1, "Add a course", html::Size::xl);
  content += html::form(std::string(kList) + "/new", csrf(request),
                        field_to_be(id_to_be<CaseId>(request).text()) + fields_html(course_fields(app), entered) +
                            html::button({.text = "Add the course", .prevent_double_click = true}));
  return page(app, request,
              {"Add a course", html::two_thirds(content), html::back_link({.href = kList}), entered.summary(), entered.ok() ? 200 : 422});
}

// To whoever sends once more the form that has added a course.
std::optional<http::Response> added_course(const App& app, const http::Request& request, const Entered* typed) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, id_to_be<CaseId>(request).text(), "course-run");
  if (!row || !may_see_course(app, actor, *row)) return std::nullopt;
  const std::string another = std::string(kList) + "/new";
  SavedAlready saved{app.charter().record_kind(kCourse)->title, course_fields(app), std::nullopt, path_of(*row), "", another, kList};
  const auto details = read_parts(app, reader_of_course(app, actor), records_of(app, row->id, kCourse), "details");
  if (details && !details->empty()) saved.now = details->begin()->second;
  if (correctable_course(app, actor, *row)) saved.correct = path_of(*row) + "/correct";
  return saved_already(app, request, saved, typed);
}

http::Response show_new(const App& app, const http::Request& request) {
  if (!app.vault.gate().authorise(app.actor(request), charter::Capability::open_case)) return not_found();
  if (auto before = added_course(app, request, nullptr)) return std::move(*before);
  return new_form(app, request, {});
}

http::Response take_new(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!app.vault.gate().authorise(actor, charter::Capability::open_case)) return not_found();
  const Entered entered = read_fields(course_fields(app), request.form, known_days(app));
  if (auto before = added_course(app, request, &entered)) return std::move(*before);
  if (!entered.ok()) return new_form(app, request, entered);
  const auto opened = open_case(app, actor, "course-run", {id_to_be<CaseId>(request)});
  if (!opened) return problem(app, request, opened.error(), kList);
  const auto added = add_record(app, actor, *opened, {kCourse, "details", {}, "office", "planned"}, {entered.values, ""});
  if (!added) return problem(app, request, added.error(), kList);
  return http::Response::redirect(std::string(kList) + "/" + opened->text());
}

Html booking_actions(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row,
                     const store::RecordRow& booking) {
  const auto subject = app.vault.subject_of(booking.id, "contact");
  const bool offer =
      booking.state == "requested" && row.state == "open" && app.vault.gate().authorise(actor, charter::Capability::offer_place, *subject);
  const bool attend = booking.state == "place-offered" && row.state == "held" &&
                      app.vault.gate().authorise(actor, charter::Capability::record_attendance, *subject);
  if (!offer && !attend) return html::text(title_of_state(booking.state));
  const std::string action = path_of(row) + "/bookings/" + booking.id.text();
  return html::post_button(action, csrf(request), offer ? "Offer a place" : "Record as attended", "govuk-button--secondary");
}

bool is_destroyed(const App& app, RecordId booking) {
  std::optional<store::PartRow> contact;
  app.vault.store().read([&](store::Reader& reader) { contact = reader.find_part(booking, "contact"); });
  return !contact || contact->destroyed;
}

std::string counted(std::uint64_t count, const char* one, const char* several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

Html bookings_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row) {
  const auto bookings = records_of(app, row.id, kBooking);
  const auto contacts = read_parts(app, actor, bookings, "contact");
  const auto needs = read_parts(app, actor, bookings, "needs");
  if (!contacts || !needs) return html::paragraph("The bookings cannot be opened now. Try again; if it lasts, tell the administrator.");
  Html content = html::heading(2, "Bookings", html::Size::m);
  if (bookings.empty()) return content + html::paragraph("Nobody has requested a place yet.");
  html::Table table;
  table.head = {{.text = "Name"}, {.text = "Organisation"}, {.text = "Needs"}, {.text = "Place"}};
  std::uint64_t gone = 0;
  std::uint64_t closed_to_me = 0;
  for (const store::RecordRow& booking : bookings) {
    const auto contact = contacts->find(booking.id);
    if (contact == contacts->end()) {
      ++(is_destroyed(app, booking.id) ? gone : closed_to_me);
      continue;
    }
    std::string needed;
    if (const auto found = needs->find(booking.id); found != needs->end())
      for (const auto& [field, value] : found->second.values) needed += (needed.empty() ? "" : "; ") + value;
    const auto value = [&](const char* field) { return value_in(contact->second.values, field); };
    table.rows.push_back({{.text = value("name")}, {.text = value("organisation")}, {.text = needed},
                          {.text = booking_actions(app, request, actor, row, booking)}});
  }
  if (!table.rows.empty()) content += html::scrolling_table(table);
  if (gone > 0) content += html::paragraph(counted(gone, "booking was", "bookings were") + " destroyed, as the privacy notice says.");
  if (closed_to_me > 0)
    content += html::paragraph(counted(closed_to_me, "booking is", "bookings are") + " here that your role does not open.");
  return content;
}

Html counts_html(const App& app, CaseId id) {
  std::vector<std::pair<std::string, std::uint64_t>> counts;
  app.vault.store().read([&](store::Reader& reader) { counts = reader.counts(id); });
  if (counts.empty()) return {};
  html::SummaryList list;
  for (const auto& [name, count] : counts)
    list.rows.push_back({.key = {.text = title_of_state(name.substr(name.find(':') + 1))}, .value = {.text = std::to_string(count)}});
  return html::heading(2, "Counts that outlive the bookings", html::Size::m) + html::summary_list(list);
}

http::Response show_planned(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  if (!row || !may_see_course(app, actor, *row)) return not_found();
  const std::string title = title_of(app, actor, *row);
  Html content = html::heading(1, title, html::Size::xl);
  content += html::paragraph(html::text(row->reference + " ") + html::tag({.text = title_of_state(row->state)}));
  const auto details = read_parts(app, reader_of_course(app, actor), records_of(app, row->id, kCourse), "details");
  if (details && !details->empty()) content += values_html(course_fields(app), details->begin()->second.values);
  if (correctable_course(app, actor, *row))
    content += html::button({.text = "Change the course", .href = path_of(*row) + "/correct", .classes = "govuk-button--secondary"});
  content += steps_html(app, request, actor, *row, {path_of(*row) + "/step", ""});
  content += bookings_html(app, request, actor, *row) + counts_html(app, row->id);
  const bool all = may_see_courses(app, actor);
  return page(app, request,
              {title, content, html::back_link({.href = all ? kList : "/workspace/tasks", .text = all ? "All courses" : "Your tasks"})});
}

http::Response correct_course(const App& app, const http::Request& request,
                              http::Response (*answer)(const App&, const http::Request&, const Correcting&)) {
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  const auto record = row ? correctable_course(app, app.actor(request), *row) : std::nullopt;
  if (!record) return not_found();
  const charter::RecordKind& kind = *app.charter().record_kind(kCourse);
  return answer(app, request, {*record, *kind.part("details"), kind.purpose, "Change the course", path_of(*row),
                               path_of(*row) + "/correct"});
}

http::Response step(const App& app, const http::Request& request) {
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  if (!row || !may_see_courses(app, app.actor(request))) return not_found();
  return take_posted_step(app, request, *row, path_of(*row));
}

http::Response advance_booking(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  const auto id = RecordId::parse(request.parts.at("booking"));
  if (!row || !id || !may_see_courses(app, actor)) return not_found();
  for (const store::RecordRow& booking : records_of(app, row->id, kBooking)) {
    if (booking.id != *id) continue;
    const bool offer = booking.state == "requested" && row->state == "open";
    const bool attend = booking.state == "place-offered" && row->state == "held";
    if (!offer && !attend) return problem(app, request, {"This booking has moved on.", "Look at the list again."}, path_of(*row));
    const auto mandate =
        app.vault.gate().authorise(actor, offer ? charter::Capability::offer_place : charter::Capability::record_attendance,
                                   *app.vault.subject_of(booking.id, "contact"));
    if (!mandate) return problem(app, request, mandate.error(), path_of(*row));
    const auto done = app.vault.set_record_state(*mandate, booking.id, offer ? "place-offered" : "attended");
    return done ? http::Response::redirect(path_of(*row)) : problem(app, request, done.error(), path_of(*row));
  }
  return not_found();
}

}  // namespace

bool may_see_courses(const App& app, const policy::Actor& actor) {
  policy::Subject any;
  any.case_kind = "course-run";
  any.record_kind = kCourse;
  any.part = "details";
  return actor.kind == policy::ActorKind::person && may(app, actor, charter::Act::read, any);
}

void add_training_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const auto add = [&](Method method, const char* pattern, http::Response (*handler)(const App&, const http::Request&)) {
    router.add(method, pattern, Door::signed_in, [&app, handler](const http::Request& request) { return handler(app, request); });
  };
  add(Method::get, "/workspace/courses", list_planned);
  add(Method::get, "/workspace/courses/new", show_new);
  add(Method::post, "/workspace/courses/new", take_new);
  add(Method::get, "/workspace/courses/{course}", show_planned);
  add(Method::post, "/workspace/courses/{course}/step", step);
  add(Method::get, "/workspace/courses/{course}/correct",
      [](const App& a, const http::Request& request) { return correct_course(a, request, show_correction); });
  add(Method::post, "/workspace/courses/{course}/correct",
      [](const App& a, const http::Request& request) { return correct_course(a, request, take_correction); });
  add(Method::post, "/workspace/courses/{course}/bookings/{booking}", advance_booking);
}

}  // namespace concordat::casework
