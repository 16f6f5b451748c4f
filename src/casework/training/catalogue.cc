// The catalogue of courses: a list with filters, a month as a table, and both as a calendar for other programs.

#include <algorithm>
#include <array>
#include <set>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/training/courses.h"
#include "casework/training/icalendar.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kMonth = "month";
constexpr const char* kManner = "manner";
constexpr std::array<const char*, 7> kWeekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr int kYearsAhead = 10;  // that the month view can be asked for

std::string month_of(CivilDate day) { return day.iso().substr(0, 7); }

std::optional<CivilDate> first_of(std::string_view month) { return CivilDate::parse(std::string(month) + "-01"); }

std::string month_words(CivilDate first) {
  const std::string words = first.words();  // "1 May 2026"
  return words.substr(words.find(' ') + 1);
}

// How a course is held, where the charter asks for it; null where it does not.
const charter::Field* manner_field(const App& app) {
  const charter::RecordKind* kind = app.charter().record_kind(kCourse);
  const charter::Part* details = kind ? kind->part("details") : nullptr;
  if (!details) return nullptr;
  const auto found = std::ranges::find_if(details->fields, [](const charter::Field& one) {
    return one.type == charter::FieldType::choice && !one.records.empty();
  });
  return found == details->fields.end() ? nullptr : &*found;
}

// Not every partnership trains.
bool has_training(const App& app) { return app.charter().record_kind(kCourse) != nullptr; }

struct Wanted {
  std::string month;
  std::string manner;
};

std::vector<Course> wanted_of(const App& app, std::vector<Course> courses, const Wanted& wanted) {
  const charter::Field* manner = manner_field(app);
  std::erase_if(courses, [&](const Course& course) {
    const auto day = course.day();
    const bool other_month = !wanted.month.empty() && (!day || month_of(*day) != wanted.month);
    return other_month || (manner && !wanted.manner.empty() && value_in(course.details, manner->name) != wanted.manner);
  });
  return courses;
}

html::Select filter(const char* name, const char* label, const std::string& value) {
  html::Select select;
  select.name = name;
  select.id = name;
  select.value = value;
  select.label = {.text = label, .classes = "govuk-label--s"};
  select.items = {{.text = "All", .value = ""}};
  return select;
}

Html filters_html(const App& app, const std::vector<Course>& open, const Wanted& wanted) {
  html::Select month = filter(kMonth, "Month", wanted.month);
  std::set<std::string> months;
  for (const Course& course : open)
    if (const auto day = course.day()) months.insert(month_of(*day));
  for (const std::string& one : months) month.items.push_back({.text = month_words(*first_of(one)), .value = one});
  Html fields = html::select(month);
  if (const charter::Field* field = manner_field(app)) {
    html::Select manner = filter(kManner, "How it is held", wanted.manner);
    for (const std::string& choice : field->choices) manner.items.push_back({.text = charter::upper_first(choice), .value = choice});
    fields += html::select(manner);
  }
  return html::query_form("/courses", fields + html::button({.text = "Show", .classes = "govuk-button--secondary"}));
}

Html list_html(const std::vector<Course>& courses, const charter::Field* manner) {
  html::Table table;
  table.caption = "Open for booking";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Course"}, {.text = "Day"}, {.text = "Place"}};
  if (manner) table.head.push_back({.text = manner->label});
  for (const Course& course : courses) {
    const auto day = course.day();
    table.rows.push_back({{.text = html::link(value_in(course.details, "course-title"), course.path())},
                          {.text = day ? day->words() : ""},
                          {.text = value_in(course.details, "course-place")}});
    if (manner) table.rows.back().push_back({.text = charter::upper_first(value_in(course.details, manner->name))});
  }
  return html::scrolling_table(table);
}

http::Response list_courses(const App& app, const http::Request& request) {
  const Wanted wanted{request.query.get(kMonth), request.query.get(kManner)};
  const std::vector<Course> open = open_courses(app, policy::the_public());
  const std::vector<Course> courses = wanted_of(app, open, wanted);
  Html content = html::heading(1, "Courses", html::Size::xl);
  if (open.empty())
    content += html::paragraph("No course is open for booking at the moment. New courses appear here as soon as they can be booked.");
  else content += filters_html(app, open, wanted);
  if (!open.empty() && courses.empty()) content += html::paragraph("No course is like this. Choose another month, or “All”.");
  if (!courses.empty()) content += list_html(courses, manner_field(app));
  content += html::bullets({html::link("See them by month", "/courses/calendar"),
                            html::link("Add them to your own calendar (iCalendar)", "/courses/calendar.ics")});
  return page(app, request, {"Courses", html::two_thirds(content)});
}

Html day_html(CivilDate day, const std::vector<Course>& courses) {
  Html cell = html::text(std::to_string(day.day()));
  for (const Course& course : courses)
    if (course.day() == day) cell += html::paragraph(html::link(value_in(course.details, "course-title"), course.path()));
  return cell;
}

Html month_table(CivilDate first, const std::vector<Course>& courses) {
  html::Table table;
  table.caption = month_words(first);
  table.caption_classes = "govuk-table__caption--m";
  for (const char* name : kWeekdays) table.head.push_back({.text = name});
  const CivilDate end = first.plus_months(1);
  for (CivilDate monday = first.plus_days(-weekday(first)); monday < end; monday = monday.plus_days(7)) {
    std::vector<html::TableCell> week;
    for (int i = 0; i < 7; ++i) {
      const CivilDate day = monday.plus_days(i);
      week.push_back({.text = day < first || !(day < end) ? html::text("") : day_html(day, courses)});
    }
    table.rows.push_back(std::move(week));
  }
  return html::scrolling_table(table);
}

http::Response show_month(const App& app, const http::Request& request) {
  const CivilDate today = app.today();
  const CivilDate first = first_of(request.query.get(kMonth)).value_or(today.plus_days(1 - static_cast<int>(today.day())));
  if (first < today.plus_years(-1) || today.plus_years(kYearsAhead) < first) return not_found();
  const std::vector<Course> courses = wanted_of(app, open_courses(app, policy::the_public()), {month_of(first), ""});
  const auto to = [](CivilDate month) { return "/courses/calendar?month=" + month_of(month); };
  Html content = html::heading(1, "Courses in " + month_words(first), html::Size::xl);
  content += html::bullets({html::link(month_words(first.plus_months(-1)), to(first.plus_months(-1))),
                            html::link(month_words(first.plus_months(1)), to(first.plus_months(1)))});
  if (courses.empty()) content += html::paragraph("No course that can be booked is in this month.");
  content += month_table(first, courses);
  return page(app, request, {"Courses in " + month_words(first), content, html::back_link({.href = "/courses", .text = "All courses"})});
}

http::Response calendar_of(const App& app, const http::Request& request, const std::vector<Course>& courses) {
  std::vector<CalendarEntry> entries;
  for (const Course& course : courses)
    if (const auto day = course.day())
      entries.push_back({course.row.id.text() + "@concordat", *day, value_in(course.details, "course-title"),
                         value_in(course.details, "course-place"), request.origin + course.path()});
  http::Response response;
  response.content_type = "text/calendar; charset=utf-8";
  response.body = icalendar(entries, app.vault.clock().now());
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"courses.ics\"");
  return response;
}

http::Response give_all(const App& app, const http::Request& request) {
  return calendar_of(app, request, open_courses(app, policy::the_public()));
}

http::Response give_one(const App& app, const http::Request& request) {
  std::vector<Course> courses = open_courses(app, policy::the_public());
  std::erase_if(courses, [&](const Course& course) { return course.row.id.text() != request.parts.at("course"); });
  return courses.empty() ? not_found() : calendar_of(app, request, courses);
}

}  // namespace

void add_catalogue_pages(http::Router& router, const App& app) {
  const auto add = [&](const char* pattern, http::Response (*handler)(const App&, const http::Request&)) {
    router.add(http::Method::get, pattern, http::Door::public_,
               [&app, handler](const http::Request& request) { return has_training(app) ? handler(app, request) : not_found(); });
  };
  add("/courses", list_courses);
  add("/courses/calendar", show_month);
  add("/courses/calendar.ics", give_all);
  add("/courses/{course}/calendar.ics", give_one);
}

}  // namespace concordat::casework
