// The learning report: how many came in a year, by course, month and sector, for whoever answers for training. Bookings that are
// destroyed are in it by the counts that outlive them.

#include <algorithm>
#include <map>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/training/courses.h"
#include "casework/training/learning_report.h"
#include "casework/training/office.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/events.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kYear = "year";
// What a line of the report counts by.
constexpr const char* kMonthLine = "Month";
constexpr const char* kCourseLine = "Course";
constexpr const char* kSectorLine = "Sector";
constexpr const char* kSector = "sector";  // the field of a booking by which it is counted, where the charter has it

struct Learning {
  int year = 0;
  std::vector<MonthCounted> months;
  bool months_total = true;
  std::vector<Counted> sectors;
  unsigned total = 0;
};

bool may_report(const App& app, const policy::Actor& actor) {
  return may_see_courses(app, actor) && app.vault.gate().authorise(actor, charter::Capability::record_attendance);
}

struct Run {
  store::CaseRow row;
  CivilDate day;
  std::vector<store::RecordRow> came;  // of whom something is held
  unsigned gone = 0;                   // who came, and of whom only a count is left
};

std::vector<Run> runs_of(const App& app, int year) {
  std::vector<Run> runs;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::CaseRow& row : reader.cases("course-run")) {
      const auto day = day_of_course(reader.events(row.id));
      if (!day || day->year() != year || row.state == kCourseCancelled) continue;
      Run run{row, *day, {}, 0};
      for (const store::RecordRow& record : reader.records(row.id)) {
        const auto parts = reader.parts(record.id);
        const bool gone = std::ranges::all_of(parts, &store::PartRow::destroyed);
        if (record.kind == kBooking && record.state == vault::kAttended && !gone) run.came.push_back(record);
      }
      for (const auto& [name, count] : reader.counts(row.id))
        if (name == std::string(kBooking) + ":" + std::string(vault::kAttended)) run.gone += static_cast<unsigned>(count);
      runs.push_back(std::move(run));
    }
  });
  std::ranges::sort(runs, {}, &Run::day);
  return runs;
}

std::string month_in_words(CivilDate day) {
  const std::string words = day.words();
  return words.substr(words.find(' ') + 1);
}

Result<Learning> learning_of(const App& app, const policy::Actor& actor, int year) {
  Learning learning;
  learning.year = year;
  std::map<std::string, unsigned> sectors;
  for (const Run& run : runs_of(app, year)) {
    const auto count = static_cast<unsigned>(run.came.size()) + run.gone;
    const std::string month = month_in_words(run.day);
    if (learning.months.empty() || learning.months.back().month.what != month) learning.months.push_back({{month}, {}});
    learning.months.back().courses.push_back({run.row.reference + ", " + course_title(app, actor, run.row), count});
    learning.total += count;
    const auto contacts = TRY(read_parts(app, actor, run.came, "contact"));
    for (const auto& [id, contact] : contacts)
      if (const std::string sector = value_in(contact.values, kSector); !sector.empty()) ++sectors[sector];
  }
  for (const auto& [sector, count] : sectors) learning.sectors.push_back({sector, count});
  learning.months_total = leave_out_small(learning.months);
  leave_out_small(learning.sectors);
  return learning;
}

std::string count_words(const Counted& one) { return one.shown ? std::to_string(one.count) : "left out"; }

std::string total_of(const Learning& learning) { return learning.months_total ? std::to_string(learning.total) : "left out"; }

// Kind, what, how many; the same lines on the page and in the file.
std::vector<std::vector<std::string>> lines_of(const Learning& learning) {
  std::vector<std::vector<std::string>> lines;
  for (const MonthCounted& one : learning.months) {
    lines.push_back({kMonthLine, one.month.what, count_words(one.month)});
    for (const Counted& course : one.courses) lines.push_back({kCourseLine, course.what, count_words(course)});
  }
  lines.push_back({"Year", std::to_string(learning.year), total_of(learning)});
  for (const Counted& sector : learning.sectors) lines.push_back({kSectorLine, sector.what, count_words(sector)});
  return lines;
}

Html counts_html(const std::vector<std::vector<std::string>>& lines, const char* by, const char* title) {
  html::Table table;
  table.caption = title;
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = by}, {.text = "Who was there", .format = "numeric"}};
  for (const auto& line : lines)
    if (line[0] == by) table.rows.push_back({{.text = line[1]}, {.text = line[2], .format = "numeric"}});
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

int year_wanted(const App& app, const http::Request& request) {
  const auto first = CivilDate::parse(request.query.get(kYear) + "-01-01");
  return first ? first->year() : app.today().year();
}

http::Response show_report(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!may_report(app, actor)) return not_found();
  const auto learning = learning_of(app, actor, year_wanted(app, request));
  if (!learning) return problem(app, request, learning.error(), kCourseList);
  html::Input year{.name = kYear, .label = {.text = "Year", .classes = "govuk-label--s"}};
  year.id = kYear;
  year.inputmode = "numeric";
  year.value = std::to_string(learning->year);
  year.classes = "govuk-input--width-4";
  Html content = html::heading(1, "Learning report", html::Size::xl);
  content += html::query_form("/workspace/courses/report",
                              html::input(year) + html::button({.text = "Show", .classes = "govuk-button--secondary"}));
  content += html::lead("Who was there in " + std::to_string(learning->year) + ": " + total_of(*learning));
  content += html::paragraph("Numbers from 1 to 4 are left out, and with them others from which they would follow. Courses that were "
                             "cancelled are not listed.");
  const auto lines = lines_of(*learning);
  content += counts_html(lines, kMonthLine, "By month") + counts_html(lines, kCourseLine, "By course") +
             counts_html(lines, kSectorLine, "By sector");
  const std::string file = "/workspace/courses/report.csv?year=" + *year.value;
  content += html::paragraph(html::link("The same for a spreadsheet (CSV)", file));
  return page(app, request, {"Learning report", content, html::back_link({.href = kCourseList, .text = "All courses"})});
}

http::Response give_report(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!may_report(app, actor)) return not_found();
  const auto learning = learning_of(app, actor, year_wanted(app, request));
  if (!learning) return problem(app, request, learning.error(), kCourseList);
  http::Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.body = csv_line({"By", "What", "How many"});
  for (const auto& line : lines_of(*learning)) response.body += csv_line(line);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"learning-" + std::to_string(learning->year) + ".csv\"");
  return response;
}

}  // namespace

void add_report_pages(http::Router& router, const App& app) {
  router.add(http::Method::get, "/workspace/courses/report", http::Door::signed_in,
             [&app](const http::Request& request) { return show_report(app, request); });
  router.add(http::Method::get, "/workspace/courses/report.csv", http::Door::signed_in,
             [&app](const http::Request& request) { return give_report(app, request); });
}

}  // namespace concordat::casework
