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
#include "casework/training/courses.h"
#include "casework/training/delegate_mail.h"
#include "casework/training/evaluation.h"
#include "casework/training/list_of_bookings.h"
#include "casework/training/office.h"
#include "casework/training/payments.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/events.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kCoursesAPage = 50;

// The course itself is open to the public, and so to whoever gives it.
policy::Actor reader_of_course(const App& app, const policy::Actor& actor) {
  return may_see_courses(app, actor) ? actor : policy::the_public();
}

html::Table planned_table(const App& app, const policy::Actor& actor, std::span<const store::CaseRow> rows) {
  html::Table table;
  table.caption = "All courses, the newest first";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Reference"}, {.text = "Course"}, {.text = "Day"}, {.text = "State"}, {.text = "Requests", .format = "numeric"},
                {.text = "Places offered", .format = "numeric"}};
  const auto details = course_details(app, reader_of_course(app, actor), rows);
  for (const store::CaseRow& row : rows) {
    const auto bookings = records_of(app, row.id, kBooking);
    const auto offered = std::ranges::count_if(bookings, [](const store::RecordRow& booking) { return vault::has_place(booking.state); });
    const auto found = details.find(row.id);
    const vault::Values values = found == details.end() ? vault::Values() : found->second;
    const auto day = CivilDate::parse(value_in(values, "course-date"));
    const bool is_past = row.state == "open" && day && *day < app.today();
    table.rows.push_back({{.text = html::link(row.reference, course_path(row)), .classes = "concordat-reference"},
                          {.text = value_in(values, "course-title")},
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
    content += html::button({.text = "Add a course", .href = with_id_to_be(std::string(kCourseList) + "/new")});
  if (app.vault.gate().authorise(actor, charter::Capability::record_attendance))
    content += html::paragraph(html::link("Learning report", std::string(kCourseList) + "/report"));
  if (payment_part(app.charter())) content += html::paragraph(html::link("Payments", kPaymentsPage));
  if (rows.empty()) content += html::paragraph("No course yet. Add the first one: people can then request places.");
  const Paging shown = paging(request, rows.size(), kCoursesAPage);
  if (!rows.empty())
    content += html::scrolling_table(planned_table(app, actor, std::span(rows).subspan(shown.first, shown.end - shown.first)));
  return page(app, request, {"Courses", content + paging_html(shown, kCourseList)});
}

// It is open, and its day to come: nothing is to be done with the course itself before.
bool lies_ahead(const App& app, const store::CaseRow& row) {
  std::optional<CivilDate> day;
  app.vault.store().read([&](store::Reader& reader) { day = vault::planned_day(reader.events(row.id), kCourseHeld); });
  return row.state == "open" && day && app.today() < *day;
}

// The course's record, where this person may correct it.
std::optional<RecordId> correctable_course(const App& app, const policy::Actor& actor, const store::CaseRow& row,
                                           const char* part = "details") {
  for (const store::RecordRow& record : records_of(app, row.id, kCourse)) {
    bool held = false;
    app.vault.store().read([&](store::Reader& reader) {
      const auto found = reader.find_part(record.id, part);
      held = found && !found->destroyed;
    });
    const auto subject = held ? app.vault.subject_of(record.id, part) : std::nullopt;
    if (subject && may(app, actor, charter::Act::correct, *subject)) return record.id;
  }
  return std::nullopt;
}

std::vector<charter::Field> course_fields(const App& app) {
  std::vector<charter::Field> fields;
  for (const charter::Part& part : app.charter().record_kind(kCourse)->parts)
    fields.insert(fields.end(), part.fields.begin(), part.fields.end());
  return fields;
}

// All that the form of a course fills in, each part by itself: who may read one of them need not be let read the other.
std::map<std::string, vault::NewPart> course_parts(const App& app, const vault::Values& values) {
  std::map<std::string, vault::NewPart> parts;
  for (const charter::Part& part : app.charter().record_kind(kCourse)->parts)
    for (const charter::Field& field : part.fields) {
      vault::NewPart& content = parts[part.name];
      if (values.contains(field.name)) content.values[field.name] = values.at(field.name);
    }
  return parts;
}

Html joining_html(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  const charter::Part* part = app.charter().record_kind(kCourse)->part(kJoining);
  const auto opened = part ? read_parts(app, actor, records_of(app, row.id, kCourse), kJoining)
                           : Result<std::map<RecordId, vault::OpenedPart>>(std::map<RecordId, vault::OpenedPart>());
  if (!opened || opened->empty()) return {};
  return html::heading(2, part->title, html::Size::m) + values_html(part->fields, opened->begin()->second.values);
}

http::Response new_form(const App& app, const http::Request& request, const Entered& entered) {
  Html content = html::heading(1, "Add a course", html::Size::xl);
  content += html::form(std::string(kCourseList) + "/new", csrf(request),
                        field_to_be(id_to_be<CaseId>(request).text()) + fields_html(course_fields(app), entered) +
                            html::button({.text = "Add the course", .prevent_double_click = true}));
  return page(app, request,
              {"Add a course", html::two_thirds(content), html::back_link({.href = kCourseList}), entered.summary(),
               entered.ok() ? 200 : 422});
}

// To whoever sends once more the form that has added a course.
std::optional<http::Response> added_course(const App& app, const http::Request& request, const Entered* typed) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, id_to_be<CaseId>(request).text(), "course-run");
  if (!row || !may_see_course(app, actor, *row)) return std::nullopt;
  const std::string another = std::string(kCourseList) + "/new";
  const std::vector<charter::Field> fields = course_fields(app);
  SavedAlready saved{app.charter().record_kind(kCourse)->title, fields, std::nullopt, course_path(*row), "", another,
                     kCourseList};
  const auto details = read_parts(app, reader_of_course(app, actor), records_of(app, row->id, kCourse), "details");
  if (details && !details->empty()) saved.now = details->begin()->second;
  const auto joining = read_parts(app, actor, records_of(app, row->id, kCourse), kJoining);
  if (saved.now && joining && !joining->empty()) saved.now->values.merge(vault::Values(joining->begin()->second.values));
  if (correctable_course(app, actor, *row)) saved.correct = course_path(*row) + "/correct";
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
  if (!opened) return problem(app, request, opened.error(), kCourseList);
  const auto added = add_record(app, actor, *opened, {kCourse, "", {}, "office", "planned"}, course_parts(app, entered.values));
  if (!added) return problem(app, request, added.error(), kCourseList);
  return http::Response::redirect(std::string(kCourseList) + "/" + opened->text());
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
  const std::string title = course_title(app, actor, *row);
  Html content = html::heading(1, title, html::Size::xl);
  content += html::paragraph(html::text(row->reference + " ") + html::tag({.text = title_of_state(row->state)}));
  const auto details = read_parts(app, reader_of_course(app, actor), records_of(app, row->id, kCourse), "details");
  if (details && !details->empty())
    content += values_html(app.charter().record_kind(kCourse)->part("details")->fields, details->begin()->second.values);
  content += joining_html(app, actor, *row);
  if (correctable_course(app, actor, *row))
    content += html::button({.text = "Change the course", .href = course_path(*row) + "/correct", .classes = "govuk-button--secondary"});
  if (correctable_course(app, actor, *row, kJoining))
    content += html::button({.text = "Change the joining instructions", .href = course_path(*row) + "/joining",
                             .classes = "govuk-button--secondary"});
  const StepLook look = lies_ahead(app, *row) ? StepLook::other : StepLook::next;
  content += steps_html(app, request, actor, *row, {course_path(*row) + "/step", "", look});
  if (may_mark_register(app, actor, *row))
    content += html::button({.text = "Register", .href = course_path(*row) + "/register", .classes = "govuk-button--secondary"});
  content += way_to_evaluation(app, actor, *row) + course_bookings_html(app, request, actor, *row) + ways_to_lists(app, actor, *row) +
             counts_html(app, row->id);
  const bool all = may_see_courses(app, actor);
  return page(app, request,
              {title, content,
               html::back_link({.href = all ? kCourseList : "/workspace/tasks", .text = all ? "All courses" : "Your tasks"})});
}

// What a delegate must hear of when it changes.
std::string told_to_delegates(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  std::string all;
  for (const char* part : {"details", kJoining}) {
    const auto opened = read_parts(app, actor, records_of(app, row.id, kCourse), part);
    if (opened && !opened->empty())
      for (const char* field : {"course-date", "course-place", kJoining}) all += value_in(opened->begin()->second.values, field) + "\n";
  }
  return all;
}

http::Response correct_course(const App& app, const http::Request& request, const char* part,
                              http::Response (*answer)(const App&, const http::Request&, const Correcting&)) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  const auto record = row ? correctable_course(app, actor, *row, part) : std::nullopt;
  if (!record) return not_found();
  const charter::RecordKind& kind = *app.charter().record_kind(kCourse);
  const bool is_joining = part == std::string_view(kJoining);
  const Correcting correcting{*record, *kind.part(part), kind.purpose,
                              is_joining ? "Change the joining instructions" : "Change the course", course_path(*row),
                              course_path(*row) + (is_joining ? "/joining" : "/correct")};
  if (request.method == http::Method::get) return answer(app, request, correcting);
  const std::string before = told_to_delegates(app, actor, *row);
  http::Response response = answer(app, request, correcting);
  if (told_to_delegates(app, actor, *row) != before) tell_delegates(app, row->id, Told::changed);
  return response;
}

http::Response step(const App& app, const http::Request& request) {
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  if (!row || !may_see_courses(app, app.actor(request))) return not_found();
  http::Response response = take_posted_step(app, request, *row, course_path(*row));
  const auto now = find_case(app, row->id.text(), "course-run");
  if (now && now->state == kCourseCancelled && row->state != kCourseCancelled) tell_delegates(app, row->id, Told::course_cancelled);
  return response;
}

}  // namespace

bool asks_organisation(const App& app) {
  const std::vector<charter::Field>& fields = app.charter().record_kind(kBooking)->part("contact")->fields;
  return std::ranges::find(fields, "organisation", &charter::Field::name) != fields.end();
}

std::string course_title(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  const auto details = read_parts(app, reader_of_course(app, actor), records_of(app, row.id, kCourse), "details");
  const std::string title = details && !details->empty() ? value_in(details->begin()->second.values, "course-title") : "";
  return title.empty() ? row.reference : title;
}

std::string course_path(const store::CaseRow& row) { return std::string(kCourseList) + "/" + row.id.text(); }

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
      [](const App& a, const http::Request& request) { return correct_course(a, request, "details", show_correction); });
  add(Method::post, "/workspace/courses/{course}/correct",
      [](const App& a, const http::Request& request) { return correct_course(a, request, "details", take_correction); });
  add(Method::get, "/workspace/courses/{course}/joining",
      [](const App& a, const http::Request& request) { return correct_course(a, request, kJoining, show_correction); });
  add(Method::post, "/workspace/courses/{course}/joining",
      [](const App& a, const http::Request& request) { return correct_course(a, request, kJoining, take_correction); });
  add_course_booking_pages(router, app);
  add_register_pages(router, app);
  add_report_pages(router, app);
  add_payment_office_pages(router, app);
  add_evaluation_pages(router, app);
  add_list_pages(router, app);
}

}  // namespace concordat::casework
