// The bookings of a course as a file, with the headings by which the same list can be taken in again.

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/fields.h"
#include "casework/second_factor.h"
#include "casework/training/list_of_bookings.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "paper/sheet.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kAs = "format";
constexpr const char* kAsXlsx = "xlsx";

http::Response taking_out_page(const App& app, const http::Request& request, const store::CaseRow& course) {
  html::Radios format;
  format.name = kAs;
  format.value = kAsXlsx;
  format.fieldset = html::Fieldset{.legend = {.text = "As what?", .classes = "govuk-fieldset__legend--s"}};
  format.items = {{.text = "A spreadsheet (.xlsx)", .value = kAsXlsx}, {.text = "Comma-separated values (.csv)", .value = "csv"}};
  Html content = html::heading(1, "Take out the bookings", html::Size::l);
  content += html::paragraph("The file holds what you may read, and nothing else. That you read it, and that you took it out, is in the "
                             "ledger. Once it is outside, nothing here destroys it: you do, when it has served.");
  content += html::form(path_of_taking_out(course), csrf(request), html::radios(format) + html::button({.text = "Take it out"}));
  return page(app, request, {"Take out the bookings", html::two_thirds(content),
                             html::back_link({.href = course_path(course), .text = "The course"})});
}

Result<paper::Sheet> sheet_of(const App& app, const policy::Actor& actor, const store::CaseRow& course) {
  const auto bookings = records_of(app, course.id, kBooking);
  paper::Sheet sheet{app.charter().record_kind(kBooking)->title, {"State", "Received"}, {}};
  std::map<RecordId, std::vector<std::string>> rows;
  for (const store::RecordRow& booking : bookings) rows[booking.id] = {title_of_state(booking.state), booking.collected.iso()};
  std::map<RecordId, bool> is_read;
  for (const charter::Part& part : app.charter().record_kind(kBooking)->parts) {
    const auto opened = TRY(read_parts(app, actor, bookings, part.name));
    if (opened.empty()) continue;
    for (const charter::Field& field : part.fields) {
      sheet.head.push_back(field.label);
      for (const store::RecordRow& booking : bookings) {
        const auto found = opened.find(booking.id);
        if (found != opened.end()) is_read[booking.id] = true;
        rows[booking.id].push_back(found == opened.end() ? "" : value_in(found->second.values, field.name));
      }
    }
  }
  for (const store::RecordRow& booking : bookings)
    if (is_read[booking.id]) sheet.rows.push_back(std::move(rows[booking.id]));
  return sheet;
}

http::Response take_out_bookings(const App& app, const http::Request& request, const store::CaseRow& course) {
  const policy::Actor actor = app.actor(request);
  const auto sheet = sheet_of(app, actor, course);
  if (!sheet) return problem(app, request, sheet.error(), path_of_taking_out(course));
  const bool as_xlsx = request.form.get(kAs) == kAsXlsx;
  auto bytes = as_xlsx ? paper::xlsx(*sheet) : Result<std::string>(paper::csv(*sheet));
  if (!bytes) return problem(app, request, bytes.error(), path_of_taking_out(course));
  const auto noted = app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.event = "list.exported";
    leaf.actor = actor.ledger_name();
    leaf.case_id = course.id;
    leaf.charter = app.charter().hash;
    leaf.detail = "cases=course-run;kind=" + std::string(kBooking) + ";format=" + (as_xlsx ? kAsXlsx : "csv") +
                  ";rows=" + std::to_string(sheet->rows.size());
    app.vault.ledger().append(transaction, leaf);
    return {};
  });
  if (!noted) return problem(app, request, noted.error(), path_of_taking_out(course));
  http::Response response;
  response.content_type = as_xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8";
  response.body = std::move(*bytes);
  const std::string name = "bookings-" + course.reference + (as_xlsx ? ".xlsx" : ".csv");
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return response;
}

http::Response for_taking_out(const App& app, const http::Request& request,
                              http::Response (*answer)(const App&, const http::Request&, const store::CaseRow&)) {
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  return row && may_see_courses(app, app.actor(request)) ? answer(app, request, *row) : not_found();
}

}  // namespace

std::string path_of_taking_out(const store::CaseRow& course) { return course_path(course) + "/take-out"; }

void add_taking_out_pages(http::Router& router, const App& app) {
  const std::string pattern = "/workspace/courses/{course}/take-out";
  router.add(http::Method::get, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_taking_out(app, request, taking_out_page); });
  router.add(http::Method::post, pattern, http::Door::signed_in,
             confirmed(app, [&app](const http::Request& request) { return for_taking_out(app, request, take_out_bookings); }));
}

}  // namespace concordat::casework
