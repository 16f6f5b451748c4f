// Public pages: which courses there are, and the request for a place, which asks only what may be asked then (POR-08).

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/adding.h"
#include "casework/fields.h"
#include "casework/links.h"
#include "casework/training/courses.h"
#include "casework/training/delegate_mail.h"
#include "casework/training/payments.h"
#include "casework/training/transfer.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/events.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;

// What is asked with the request for a place on this course; of a course face to face also what only those who come in person need.
std::vector<charter::FormPart> parts_to_ask(const App& app, const Course& course) {
  std::vector<charter::FormPart> parts = charter::form(app.charter(), kBooking, charter::Moment::at_request).parts;
  bool face_to_face = false;
  app.vault.store().read([&](store::Reader& reader) { face_to_face = vault::is_face_to_face(reader.events(course.row.id)); });
  if (face_to_face)
    std::ranges::move(charter::form(app.charter(), kBooking, charter::Moment::face_to_face_request).parts, std::back_inserter(parts));
  return parts;
}

bool is_over(const App& app, const Course& course) {
  const auto day = course.day();
  return day && *day < app.today();
}

std::optional<Course> find_course(const App& app, const http::Request& request) {
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  if (!row || row->state != "open") return std::nullopt;
  const auto details = read_parts(app, policy::the_public(), records_of(app, row->id, kCourse), "details");
  if (!details || details->empty()) return std::nullopt;
  return Course{*row, details->begin()->second.values};
}

std::string day_of(const Course& course) {
  const auto day = course.day();
  return day ? day->words() : "";
}

std::string places_words(const App& app, CaseId course) {
  vault::Places places;
  app.vault.store().read([&](store::Reader& reader) { places = vault::places_of(reader, course); });
  if (!places.number) return "";
  if (places.are_too_few_for_one_more())
    return "More people have asked than there are places. Who asks now is put on the waiting list, in the order of asking.";
  return std::to_string(*places.number - places.given - places.asking.size()) + " of " + std::to_string(*places.number) + " free";
}

// To whoever follows an older link to the form, or had it open overnight.
http::Response too_late(const App& app, const http::Request& request, const Course& course) {
  return problem(app, request, {"This course was on " + day_of(course) + ".", "Its day is past, so no place can be requested any more."},
                 "/courses");
}

http::Response show_course(const App& app, const http::Request& request) {
  const auto course = find_course(app, request);
  if (!course) return not_found();
  const std::string title = course->details.at("course-title");
  html::SummaryList facts;
  facts.rows = {{.key = {.text = "Day"}, .value = {.text = day_of(*course)}},
                {.key = {.text = "Place"}, .value = {.text = course->details.at("course-place")}},
                {.key = {.text = "Reference"}, .value = {.text = course->row.reference}}};
  for (const charter::Field& field : app.charter().record_kind(kCourse)->part("details")->fields)
    if (field.type != charter::FieldType::number && !field.records.empty() && course->details.contains(field.name))
      facts.rows.push_back({.key = {.text = field.label}, .value = {.text = shown(field, course->details)}});
  if (const std::int64_t fee = fee_of(app, course->row); fee > 0)
    facts.rows.push_back({.key = {.text = "Fee"},
                          .value = {.text = fee_words(fee) + ". Who pays: " + charter::lower_first(app.charter().payment->who_pays)}});
  if (const std::string left = places_words(app, course->row.id); !left.empty())
    facts.rows.push_back({.key = {.text = "Places"}, .value = {.text = left}});
  Html content = html::heading(1, title, html::Size::xl) + html::summary_list(facts);
  if (is_over(app, *course)) {
    content += html::paragraph("The day of this course is past: no place can be requested any more.");
  } else {
    const std::string to_be = token_of(crypto::new_id<RecordId>(), app.link_key);
    content += html::button({.text = "Request a place",
                             .href = course->path() + "/book?" + kToBe + "=" + to_be,
                             .is_start_button = true});
    content += html::paragraph(html::link("Add it to your own calendar (iCalendar)", course->path() + "/calendar.ics"));
  }
  return page(app, request, {title, html::two_thirds(content), html::back_link({.href = "/courses", .text = "All courses"})});
}

constexpr const char* kInstead = "instead";  // of whom a colleague asks for the place

std::string colleague_asked_with(const http::Request& request) {
  return request.form.has(kInstead) ? request.form.get(kInstead) : request.query.get(kInstead);
}

// The booking whose place is asked for; one that has none any more, or that somebody else asks for, is nobody's to take.
Result<std::optional<RecordId>> place_asked_for(const App& app, const http::Request& request, const Course& course) {
  const std::string token = colleague_asked_with(request);
  if (token.empty()) return std::optional<RecordId>();
  const auto booking = booking_of_colleague(token, app.link_key);
  bool has_place = false;
  app.vault.store().read([&](store::Reader& reader) {
    const auto row = booking ? reader.find_record(*booking) : std::nullopt;
    has_place = row && row->case_id == course.row.id && row->state == vault::kPlaceOffered;
  });
  if (!has_place || successor_of(app, *booking))
    return Error{"This place cannot be handed over any more.", "Ask who gave you the address, or request a place of your own."};
  return booking;
}

// Of the request that this form makes, by the token that it carries; a new one where it carries none of ours.
RecordId booking_to_be(const App& app, const http::Request& request) {
  const std::string token = request.form.has(kToBe) ? request.form.get(kToBe) : request.query.get(kToBe);
  return booking_of(token, app.link_key).value_or(crypto::new_id<RecordId>());
}

// To whoever sends once more the form that has made a request.
std::optional<http::Response> made_request(const App& app, const http::Request& request, const Course& course) {
  const RecordId id = booking_to_be(app, request);
  const auto bookings = records_of(app, course.row.id, kBooking);
  if (std::ranges::find(bookings, id, &store::RecordRow::id) == bookings.end()) return std::nullopt;
  return http::Response::redirect(link_to(id, app.link_key) + "?again=yes");
}

http::Response request_form(const App& app, const http::Request& request, const Course& course, const Entered& entered) {
  Html fields;
  std::string later;
  for (const charter::FormPart& part : parts_to_ask(app, course)) {
    fields += fields_html(part.fields, entered, About::the_typist);
    if (const charter::Consent* consent = app.charter().consent(part.consent)) fields += consent_html(*consent, entered);
  }
  for (const charter::Part& part : app.charter().record_kind(kBooking)->parts)
    if (std::ranges::find(part.ask, charter::Moment::place_offered) != part.ask.end()) later = part.title;
  fields += html::button({.text = "Request a place", .prevent_double_click = true});
  Html content = html::heading(1, "Request a place", html::Size::xl);
  content += html::lead(course.details.at("course-title") + ", " + day_of(course));
  if (!later.empty()) content += html::paragraph("We ask about " + within_sentence(later) + " only if we can offer you a place.");
  content += html::paragraph(html::text("How we use this, and for how long, is in our ") + html::link("privacy notice", "/notice") +
                             html::text("."));
  fields += field_to_be(token_of(booking_to_be(app, request), app.link_key));
  if (const std::string token = colleague_asked_with(request); !token.empty()) {
    fields += html::hidden_input(kInstead, token);
    content += html::inset_text({.text = "You ask for the place of somebody who cannot come. Somebody of the office decides."});
  }
  content += html::form("/courses/" + course.row.id.text() + "/book", csrf(request), fields);
  return page(app, request, {"Request a place", html::two_thirds(content),
                             html::back_link({.href = "/courses/" + course.row.id.text()}), entered.summary(), entered.ok() ? 200 : 422});
}

http::Response ask(const App& app, const http::Request& request) {
  const auto course = find_course(app, request);
  if (!course) return not_found();
  if (auto before = made_request(app, request, *course)) return std::move(*before);
  if (is_over(app, *course)) return too_late(app, request, *course);
  if (const auto place = place_asked_for(app, request, *course); !place) return problem(app, request, place.error(), course->path());
  return request_form(app, request, *course, {});
}

std::string state_of(const App& app, RecordId booking) {
  std::string state;
  app.vault.store().read([&](store::Reader& reader) {
    if (const auto row = reader.find_record(booking)) state = row->state;
  });
  return state;
}

http::Response take(const App& app, const http::Request& request) {
  const auto course = find_course(app, request);
  if (!course) return not_found();
  if (auto before = made_request(app, request, *course)) return std::move(*before);
  if (is_over(app, *course)) return too_late(app, request, *course);
  const std::vector<charter::FormPart> asked = parts_to_ask(app, *course);
  std::vector<charter::Field> fields;
  for (const charter::FormPart& part : asked) fields.insert(fields.end(), part.fields.begin(), part.fields.end());
  if (fields.empty()) return not_found();
  Entered entered = read_fields(fields, request.form, known_days(app));
  std::map<std::string, vault::NewPart> parts;
  for (const charter::FormPart& part : asked) {
    const charter::Consent* consent = app.charter().consent(part.consent);
    if (consent) require_consent(entered, *consent, request.form);
    vault::NewPart content;
    if (consent) content.consent_wording = consent->wording;
    for (const charter::Field& field : part.fields)
      if (entered.values.contains(field.name)) content.values[field.name] = entered.values.at(field.name);
    if (!content.values.empty()) parts[part.part] = std::move(content);  // whoever has no needs leaves nothing
  }
  if (!entered.ok()) return request_form(app, request, *course, entered);
  const auto instead = place_asked_for(app, request, *course);
  if (!instead) return problem(app, request, instead.error(), course->path());
  // Whoever fills this in does so for themselves: as a member of the public, signed in or not.
  const NewRecord record{kBooking, "", {}, "online-form", "requested", booking_to_be(app, request)};
  if (*instead)
    if (const auto noted = note_replacing(app, record.id, **instead); !noted) return problem(app, request, noted.error(), course->path());
  const auto booking = add_record(app, policy::the_public(), course->row.id, record, parts);
  if (!booking) return problem(app, request, booking.error(), "/courses");
  tell_delegate(app, *booking, state_of(app, *booking) == vault::kWaiting ? Told::waiting : Told::received);
  return http::Response::redirect(link_to(*booking, app.link_key));
}

}  // namespace

std::optional<CivilDate> Course::day() const { return CivilDate::parse(value_in(details, "course-date")); }

std::optional<CivilDate> day_of_course(const std::vector<store::EventRow>& events) {
  const auto held = std::ranges::find(events, kCourseHeld, &store::EventRow::event);
  return held == events.end() ? vault::planned_day(events, kCourseHeld) : held->day;
}

std::map<CaseId, vault::Values> course_details(const App& app, const policy::Actor& reader, std::span<const store::CaseRow> courses) {
  std::vector<store::RecordRow> records;
  for (const store::CaseRow& row : courses) std::ranges::move(records_of(app, row.id, kCourse), std::back_inserter(records));
  std::map<CaseId, vault::Values> all;
  const auto opened = read_parts(app, reader, records, "details");
  for (const store::RecordRow& record : records)
    if (opened && opened->contains(record.id)) all[record.case_id] = opened->at(record.id).values;
  return all;
}

std::vector<Course> open_courses(const App& app, const policy::Actor& actor) {
  std::vector<store::CaseRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.cases("course-run"); });
  std::erase_if(rows, [](const store::CaseRow& row) { return row.state != "open"; });
  const auto details = course_details(app, actor, rows);
  std::vector<Course> courses;
  for (const store::CaseRow& row : rows)
    if (details.contains(row.id)) courses.push_back({row, details.at(row.id)});
  std::erase_if(courses, [&](const Course& course) { return is_over(app, course); });
  std::ranges::sort(courses, {}, [](const Course& course) { return course.details.at("course-date"); });
  return courses;
}

void add_course_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  add_catalogue_pages(router, app);
  router.add(Method::get, "/courses/{course}", Door::public_, [&app](const http::Request& request) { return show_course(app, request); });
  router.add(Method::get, "/courses/{course}/book", Door::public_, [&app](const http::Request& request) { return ask(app, request); });
  router.add(Method::post, "/courses/{course}/book", Door::public_, [&app](const http::Request& request) { return take(app, request); });
}

}  // namespace concordat::casework
