// The list that an organisation sends of those whom it sends to a course: read in a worker, shown row by row with what is wrong in which
// column, and taken in by one act. Where the charter asks each delegate's own consent there is no list: nobody else can give it.

#include "casework/training/list_of_bookings.h"

#include <algorithm>
#include <set>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/adding.h"
#include "casework/columns.h"
#include "casework/fields.h"
#include "casework/training/courses.h"
#include "casework/training/delegate_mail.h"
#include "casework/warrant_view.h"
#include "charter/outputs.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "intake/reading.h"
#include "vault/arrivals.h"
#include "vault/attachments.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kListFile = "file";
constexpr const char* kLeaveOutRows = "leave-out";
constexpr const char* kListName = "list of bookings";

struct ListVisit {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  store::CaseRow course;
  std::vector<charter::FormPart> parts;  // that a row fills in

  std::string path() const { return course_path(course) + "/list"; }
  std::vector<charter::Field> fields() const {
    std::vector<charter::Field> all;
    for (const charter::FormPart& part : parts) all.insert(all.end(), part.fields.begin(), part.fields.end());
    return all;
  }
  const std::string& purpose() const { return app.charter().record_kind(kBooking)->purpose; }
  policy::Subject to_be(const std::string& part) const { return subject_for(app, course.id, {kBooking, part, {}, "", ""}); }
};

// What this person may enter of a booking that is yet to be; empty where a delegate's own consent is asked with any of it.
std::vector<charter::FormPart> parts_of_list(const App& app, const policy::Actor& actor, const store::CaseRow& course) {
  std::vector<charter::FormPart> parts;
  if (actor.kind != policy::ActorKind::person || !app.charter().record_kind(kBooking)) return parts;
  for (const charter::FormPart& part : charter::form(app.charter(), kBooking, charter::Moment::at_request).parts) {
    if (!part.consent.empty()) return {};
    if (may(app, actor, charter::Act::add, subject_for(app, course.id, {kBooking, part.part, {}, "", ""}))) parts.push_back(part);
  }
  return parts;
}

std::optional<ListVisit> find_list_visit(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  if (!row || !may_see_courses(app, actor)) return std::nullopt;
  ListVisit visit{app, request, actor, *row, parts_of_list(app, actor, *row)};
  return visit.parts.empty() ? std::nullopt : std::optional(std::move(visit));
}

// ---- the rows

struct ListRow {
  std::uint64_t line = 0;
  vault::Values values;
  std::vector<std::pair<std::string, std::string>> faults;  // column, what is wrong
};

struct List {
  std::string unread;
  std::vector<std::string> columns;  // as the file calls them
  std::vector<std::string> fields;   // of each; empty: it is not taken in
  std::vector<ListRow> rows;

  std::size_t sound() const {
    return static_cast<std::size_t>(std::ranges::count_if(rows, [](const ListRow& row) { return row.faults.empty(); }));
  }
  std::size_t faults() const { return rows.size() - sound(); }
};

std::string in_small_letters(std::string text) {
  for (char& letter : text)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + 32);
  return text;
}

const charter::Field* address_field(const std::vector<charter::Field>& fields) {
  const auto found = std::ranges::find(fields, charter::FieldType::email, &charter::Field::type);
  return found == fields.end() ? nullptr : &*found;
}

// By which a booking is known again: the address, and the name where several use one.
std::string known_by(const std::vector<charter::Field>& fields, const vault::Values& values) {
  const charter::Field* address = address_field(fields);
  return in_small_letters(value_in(values, "name") + "\n" + (address ? value_in(values, address->name) : ""));
}

Result<std::set<std::string>> booked_already(const ListVisit& visit) {
  std::set<std::string> known;
  auto bookings = records_of(visit.app, visit.course.id, kBooking);
  std::erase_if(bookings, [](const store::RecordRow& row) { return vault::has_ended(row.state); });
  const auto contacts = TRY(read_parts(visit.app, visit.actor, bookings, visit.parts.front().part));
  for (const auto& [id, contact] : contacts) known.insert(known_by(visit.parts.front().fields, contact.values));
  return known;
}

std::string column_of(const List& list, const charter::Field& field) {
  const auto found = std::ranges::find(list.fields, field.name);
  if (found == list.fields.end()) return field.label + " (no such column)";
  return list.columns[static_cast<std::size_t>(found - list.fields.begin())];
}

ListRow checked(const ListVisit& visit, const List& list, const intake::Reading::Row& read, std::set<std::string>& known) {
  ListRow row{read.line, {}, {}};
  if (!read.fault.empty()) {
    row.faults.emplace_back("", "It cannot be read: " + read.fault);
    return row;
  }
  const auto fields = visit.fields();
  for (std::size_t i = 0; i < read.cells.size(); ++i) {
    const auto field = std::ranges::find(fields, list.fields[i], &charter::Field::name);
    if (field != fields.end() && !list.fields[i].empty()) row.values[field->name] = as_the_field_takes_it(*field, read.cells[i]);
  }
  const Entered entered = check_values(fields, row.values, known_days(visit.app, visit.course.id));
  for (const charter::Field& field : fields)
    if (const auto error = entered.errors.find(field.name); error != entered.errors.end()) {
      std::string words = error->second;
      for (const std::string& choice : field.choices) words += (&choice == &field.choices.front() ? ": " : ", ") + choice;
      row.faults.emplace_back(column_of(list, field), words);
    }
  if (entered.ok()) row.values = entered.values;
  if (row.faults.empty() && waits_for_permission(fields, row.values))
    row.faults.emplace_back("", "A parent or guardian must agree first: this person asks for themselves");
  if (row.faults.empty() && !known.insert(known_by(visit.parts.front().fields, row.values)).second)
    row.faults.emplace_back("", "Booked already, or named twice in the list");
  return row;
}

std::string why_not_read(intake::Refusal refusal) {
  if (refusal == intake::Refusal::none) return "";
  if (refusal == intake::Refusal::too_many)
    return "It has more than " + std::to_string(intake::kMostRows) + " rows. Hand it in as several files.";
  if (refusal == intake::Refusal::nothing) return "There are no rows in it under a row of headings.";
  return "It cannot be read as a list. Save it as a spreadsheet (.xlsx) without a password, or as .csv, and hand it in again.";
}

Result<List> read_list(const ListVisit& visit, const vault::Arrival& arrival) {
  const Secret content = TRY(visit.app.vault.arrivals().open(arrival.id, visit.actor.account));
  const auto reading = intake::read(arrival.label.name, as_text(content.expose()));
  List list;
  list.unread = reading ? why_not_read(reading->refusal) : reading.error().message + " " + reading.error().remedy;
  if (!list.unread.empty()) return list;
  list.columns = reading->columns;
  list.fields = fields_of_columns(list.columns, visit.fields());
  std::set<std::string> known = TRY(booked_already(visit));
  for (const intake::Reading::Row& row : reading->rows) list.rows.push_back(checked(visit, list, row, known));
  return list;
}

// ---- the pages

http::Response handing_in(const ListVisit& visit, const std::string& error) {
  html::FileUpload upload{.name = kListFile, .label = {.text = "The list", .classes = "govuk-label--s"}, .id = kListFile};
  upload.hint = html::Hint{.text = "A spreadsheet (.xlsx) or comma-separated values (.csv), with a row of headings and a row a person."};
  if (!error.empty()) upload.error_message = html::ErrorMessage{.text = error};
  std::vector<html::Content> labels;
  for (const charter::Field& field : visit.fields()) labels.emplace_back(field.label + (field.required ? "" : " (optional)"));
  Html content = html::heading(1, "Take in a list of bookings", html::Size::l);
  content += html::paragraph("You see each row, and what is wrong in it, before anything is kept. Those in the list ask for a place like "
                             "anybody else, in the order of the list; where mail is on, each is told, and can take it back.");
  content += html::paragraph("Columns that are taken in:") + html::bullets(labels);
  content += html::upload_form(visit.path(), csrf(visit.request),
                               field_to_be(id_to_be<AttachmentId>(visit.request).text()) + html::file_upload(upload) +
                                   html::button({.text = "Go on", .prevent_double_click = true}));
  std::vector<html::ErrorSummaryItem> errors;
  if (!error.empty()) errors.push_back({.text = error, .href = std::string("#") + kListFile});
  return page(visit.app, visit.request,
              {"Take in a list of bookings", html::two_thirds(content),
               html::back_link({.href = course_path(visit.course), .text = "The course"}), errors, error.empty() ? 200 : 422});
}

Html faults_html(const List& list) {
  html::Table table;
  table.caption = counted(list.faults(), "row") + " with a fault";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Row"}, {.text = "Column"}, {.text = "What is wrong"}};
  for (const ListRow& row : list.rows)
    for (const auto& [column, says] : row.faults)
      table.rows.push_back({{.text = std::to_string(row.line)}, {.text = column.empty() ? "–" : column}, {.text = says}});
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

Html sound_html(const ListVisit& visit, const List& list) {
  html::Table table;
  table.caption = counted(list.sound(), "booking") + " to take in";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Row"}};
  const auto fields = visit.fields();
  for (const charter::Field& field : fields) table.head.push_back({.text = field.label});
  for (const ListRow& row : list.rows) {
    if (!row.faults.empty()) continue;
    std::vector<html::TableCell> cells = {{.text = std::to_string(row.line)}};
    for (const charter::Field& field : fields) cells.push_back({.text = shown(field, row.values)});
    table.rows.push_back(std::move(cells));
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

Html not_taken_in_html(const List& list) {
  std::string names;
  for (std::size_t i = 0; i < list.columns.size(); ++i)
    if (list.fields[i].empty()) names += (names.empty() ? "“" : ", “") + list.columns[i] + "”";
  return names.empty() ? Html() : html::inset_text({.text = "Not taken in, since no field of a booking holds it: " + names + "."});
}

http::Response preview_list(const ListVisit& visit, const vault::Arrival& arrival, const List& list, const std::string& error) {
  Html content = html::heading(1, "What was read", html::Size::l);
  if (!list.unread.empty()) content += html::inset_text({.text = list.unread});
  content += not_taken_in_html(list) + faults_html(list) + sound_html(visit, list);
  Html fields;
  if (list.faults() > 0 && list.sound() > 0) {
    html::Checkboxes boxes;
    boxes.name = kLeaveOutRows;
    boxes.id_prefix = kLeaveOutRows;
    boxes.items.push_back({.text = "Leave out " + counted(list.faults(), "row") + " with a fault", .value = "yes"});
    if (!error.empty()) boxes.error_message = html::ErrorMessage{.text = error};
    fields += html::checkboxes(boxes);
  }
  if (list.sound() > 0)
    fields += html::button({.text = "Take in " + counted(list.sound(), "booking"), .name = "do", .value = "confirm",
                            .prevent_double_click = true}) + html::text(" ");
  fields += html::button({.text = "Delete it and begin anew", .name = "do", .value = "drop", .classes = "govuk-button--warning"});
  content += html::form(visit.path() + "/" + arrival.id.text(), csrf(visit.request), fields);
  std::vector<html::ErrorSummaryItem> errors;
  if (!error.empty()) errors.push_back({.text = error, .href = std::string("#") + kLeaveOutRows});
  return page(visit.app, visit.request,
              {"What was read", content, html::back_link({.href = visit.path(), .text = "Take in a list"}), errors,
               error.empty() ? 200 : 422});
}

http::Response taken_list(const ListVisit& visit, const vault::Arrival& arrival) {
  const std::string title = counted(arrival.taken_in.size(), "booking") + (arrival.taken_in.size() == 1 ? " was" : " were") + " taken in";
  Html content = html::panel({.title = title}) +
                 html::paragraph(html::link("The course, and who asks for a place", course_path(visit.course)));
  return page(visit.app, visit.request, {title, html::two_thirds(content)});
}

// ---- the acts

http::Response take_list(const ListVisit& visit) {
  const AttachmentId id = id_to_be<AttachmentId>(visit.request);
  const std::string at = visit.path() + "/" + id.text();
  const auto before = visit.app.vault.arrivals().find(id, visit.actor.account);
  if (before && before->case_id == visit.course.id) return http::Response::redirect(at);
  const auto file = std::ranges::find(visit.request.files, kListFile, &http::File::field);
  if (file == visit.request.files.end() || file->content.empty())
    return handing_in(visit, "Choose the list, as a file with something in it");
  if (file->content.size() > vault::kLargestFile) return handing_in(visit, "The file is larger than 64 MB: send it in parts");
  const bool is_xlsx = file->content.starts_with("PK");
  const auto grant = visit.app.vault.gate().decide(visit.actor, charter::Act::add, visit.purpose(), visit.to_be(visit.parts.front().part));
  if (!grant) return problem(visit.app, visit.request, grant.error(), visit.path());
  const vault::FileLabel label{std::string(kListName) + (is_xlsx ? ".xlsx" : ".csv"), is_xlsx ? "application/zip" : "text/csv"};
  const auto put = visit.app.vault.arrivals().put(*grant, {"email", visit.app.today(), label, id}, as_bytes(file->content));
  return put ? http::Response::redirect(at) : problem(visit.app, visit.request, put.error(), visit.path());
}

Result<std::vector<vault::Batch::Row>> rows_to_add(const ListVisit& visit, const List& list) {
  std::vector<vault::Batch::Row> rows;
  for (const ListRow& row : list.rows) {
    if (!row.faults.empty()) continue;
    vault::Batch::Row one;
    for (const charter::FormPart& part : visit.parts) {
      vault::NewPart content;
      for (const charter::Field& field : part.fields)
        if (row.values.contains(field.name)) content.values[field.name] = row.values.at(field.name);
      if (content.values.empty()) continue;
      one.grants.push_back(TRY(visit.app.vault.gate().decide(visit.actor, charter::Act::add, visit.purpose(), visit.to_be(part.part))));
      one.parts[part.part] = std::move(content);
    }
    rows.push_back(std::move(one));
  }
  return rows;
}

http::Response confirm_list(const ListVisit& visit, const vault::Arrival& arrival, const List& list) {
  if (list.faults() > 0 && visit.request.form.get(kLeaveOutRows) != "yes")
    return preview_list(visit, arrival, list, "Leave out the rows with a fault, or mend the file and hand it in again");
  auto rows = rows_to_add(visit, list);
  if (!rows) return problem(visit.app, visit.request, rows.error(), visit.path());
  const auto taken =
      visit.app.vault.arrivals().take_in(arrival.id, visit.actor.account, std::move(*rows), "", std::string(vault::kRequested));
  if (!taken) return problem(visit.app, visit.request, taken.error(), visit.path());
  for (const store::RecordRow& row : records_of(visit.app, visit.course.id, kBooking))
    if (std::ranges::find(*taken, row.id) != taken->end())
      tell_delegate(visit.app, row.id, row.state == vault::kWaiting ? Told::waiting : Told::received);
  return http::Response::redirect(visit.path() + "/" + arrival.id.text());
}

http::Response answer_list(const ListVisit& visit) {
  const auto id = AttachmentId::parse(visit.request.parts.at("arrival"));
  const auto arrival = id ? visit.app.vault.arrivals().find(*id, visit.actor.account) : std::nullopt;
  if (!arrival || arrival->case_id != visit.course.id)
    return problem(visit.app, visit.request,
                   {"The list is no longer here: it is kept for a day until it is confirmed, and no longer than the system runs.",
                    "Hand it in again."},
                   visit.path());
  const bool is_post = visit.request.method == http::Method::post;
  if (!arrival->taken_in.empty())
    return is_post ? http::Response::redirect(visit.path() + "/" + id->text()) : taken_list(visit, *arrival);
  const std::string act = visit.request.form.get("do");
  if (is_post && act == "drop") {
    const auto dropped = visit.app.vault.arrivals().drop(*id, visit.actor.account);
    return dropped ? http::Response::redirect(visit.path()) : problem(visit.app, visit.request, dropped.error(), visit.path());
  }
  const auto list = read_list(visit, *arrival);
  if (!list) return problem(visit.app, visit.request, list.error(), visit.path());
  return is_post && act == "confirm" && list->sound() > 0 ? confirm_list(visit, *arrival, *list) : preview_list(visit, *arrival, *list, "");
}

http::Response for_list(const App& app, const http::Request& request, http::Response (*answer)(const ListVisit&)) {
  const auto visit = find_list_visit(app, request);
  return visit ? answer(*visit) : not_found();
}

}  // namespace

Html ways_to_lists(const App& app, const policy::Actor& actor, const store::CaseRow& course) {
  std::vector<html::Content> ways;
  if (!parts_of_list(app, actor, course).empty())
    ways.push_back(html::link("Take in a list of bookings", with_id_to_be(course_path(course) + "/list")));
  if (may_see_courses(app, actor) && !records_of(app, course.id, kBooking).empty())
    ways.push_back(html::link("Take the bookings out as a file, for a spreadsheet", path_of_taking_out(course)));
  return ways.empty() ? Html() : html::bullets(ways);
}

void add_list_pages(http::Router& router, const App& app) {
  const std::string pattern = "/workspace/courses/{course}/list";
  router.add(http::Method::get, pattern, http::Door::signed_in, [&app](const http::Request& request) {
    return for_list(app, request, [](const ListVisit& visit) { return handing_in(visit, ""); });
  });
  router.add_upload(pattern, [&app](const http::Request& request) { return for_list(app, request, take_list); });
  for (const http::Method method : {http::Method::get, http::Method::post})
    router.add(method, pattern + "/{arrival}", http::Door::signed_in,
               [&app](const http::Request& request) { return for_list(app, request, answer_list); });
  add_taking_out_pages(router, app);
}

}  // namespace concordat::casework
