// A delegate's own booking, reached by its link: what is held, until when, what may be asked now, and every consent with
// the way to take it back (POR-08, POR-09).

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/fields.h"
#include "casework/links.h"
#include "casework/training/payments.h"
#include "casework/training/training.h"
#include "casework/training/transfer.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;

struct Booking {
  store::RecordRow row;
  store::CaseRow course;
  std::vector<store::PartRow> parts;
  std::vector<store::ConsentRow> consents;
  std::string path;  // of its own page
};

std::optional<Booking> find_booking(const App& app, const http::Request& request) {
  const auto id = booking_of(request.parts.at("booking"), app.link_key);
  if (!id) return std::nullopt;
  std::optional<Booking> booking;
  app.vault.store().read([&](store::Reader& reader) {
    const auto row = reader.find_record(*id);
    const auto course = row ? reader.find_case(row->case_id) : std::nullopt;
    if (course) booking = Booking{*row, *course, reader.parts(*id), reader.consents(*id), link_to(*id, app.link_key)};
  });
  return booking;
}

const store::PartRow* live(const Booking& booking, std::string_view part) {
  const auto found = std::ranges::find(booking.parts, part, &store::PartRow::part);
  return found == booking.parts.end() || found->destroyed ? nullptr : &*found;
}

// What may be asked now and was not given yet.
std::vector<const charter::Part*> asked_now(const App& app, const Booking& booking) {
  std::vector<const charter::Part*> asked;
  const bool gone = std::ranges::all_of(booking.parts, &store::PartRow::destroyed);
  if (booking.row.state != "place-offered" || booking.course.state != "open" || gone) return asked;
  for (const charter::FormPart& part : charter::form(app.charter(), booking.row.kind, charter::Moment::place_offered).parts)
    if (!live(booking, part.part)) asked.push_back(app.charter().record_kind(booking.row.kind)->part(part.part));
  return asked;
}

std::string state_in_words(const Booking& booking) {
  const std::string& state = booking.row.state;
  if (booking.course.state == kCourseCancelled && !vault::has_ended(state)) return "This course is cancelled. We are sorry.";
  if (state == vault::kRequested) return "We have your request. We will say here whether we can offer you a place.";
  if (state == vault::kWaiting)
    return "More people have asked than there are places: you are on the waiting list, in the order of asking. We will say here "
           "whether a place falls free for you.";
  if (state == vault::kPlaceOffered) return "You have a place on this course.";
  if (state == vault::kDeclined) return "We cannot offer you a place on this course.";
  if (state == vault::kCancelled) return "This booking is cancelled.";
  if (state == vault::kAttended) return "You attended this course.";
  if (state == vault::kAbsent) return "You had a place on this course, and were not there.";
  return title_of_state(booking.row.state);
}

std::string until_in_words(const charter::Part& part, const store::PartRow& row) {
  if (row.due) return "Destroyed after " + row.due->words();
  return "Kept " + charter::words(part.keep);
}

// What who has a place needs to know on the day, and nobody else may read.
Html joining_html(const App& app, const Booking& booking) {
  if (booking.row.state != vault::kPlaceOffered || booking.course.state != "open") return {};
  const policy::Actor delegate = policy::delegate_of(booking.row.id, booking.course.id);
  const auto opened = read_parts(app, delegate, records_of(app, booking.course.id, kCourse), kJoining);
  const std::string joining = opened && !opened->empty() ? value_in(opened->begin()->second.values, "joining") : "";
  if (joining.empty()) return {};
  return html::heading(2, "Joining instructions", html::Size::m) + html::inset_text({.text = joining});
}

// Why the office declined or cancelled it.
Html reason_html(const App& app, const Booking& booking) {
  if (!vault::has_ended(booking.row.state)) return {};
  const auto mandate = app.vault.gate().authorise_own(policy::subject_of(booking.row.id), *app.vault.subject_of(booking.row.id, ""));
  const auto reason = mandate ? app.vault.reason_of_state(*mandate) : Result<std::string>(std::string());
  return reason && !reason->empty() ? html::inset_text({.text = *reason}) : Html();
}

bool may_be_cancelled(const Booking& booking) {
  const std::string& state = booking.row.state;
  const bool stands = state == vault::kRequested || state == vault::kWaiting || state == vault::kPlaceOffered;
  return stands && booking.course.state == "open";
}

Html cancel_html(const Booking& booking, std::string_view token) {
  return html::heading(3, "Cancel", html::Size::s) +
         html::paragraph("Cancel your booking, so that somebody else can have the place. To come after all you would have to ask again.") +
         html::form(booking.path + "/cancel", token,
                    html::button({.text = "Cancel my booking", .name = "act", .value = "cancel", .classes = "govuk-button--secondary"}));
}

Html held_html(const App& app, const Booking& booking) {
  const policy::Actor self = policy::subject_of(booking.row.id);
  Html held;
  for (const charter::Part& part : app.charter().record_kind(booking.row.kind)->parts) {
    const store::PartRow* row = live(booking, part.name);
    if (!row) continue;
    const auto opened = read_part(app, self, booking.row.id, part.name);
    if (!opened) continue;
    held += html::heading(2, part.title, html::Size::m) + values_html(part.fields, opened->values);
    held += html::paragraph(until_in_words(part, *row) + ".");
  }
  return held;
}

Html consents_html(const App& app, const Booking& booking, std::string_view token) {
  Html all;
  for (const store::ConsentRow& given : booking.consents) {
    const charter::Consent* consent = app.charter().consent(given.consent);
    if (!consent) continue;
    all += html::paragraph(consent->text);
    if (given.withdrawn) {
      all += html::paragraph("You took this back on " + london_words(*given.withdrawn) + ". What it covered was destroyed at once.");
      continue;
    }
    all += html::paragraph("Given on " + london_words(given.given) + ".");
    Html fields = html::button({.text = "Take back this consent and destroy what it covers", .name = "consent", .value = consent->name,
                                .classes = "govuk-button--warning"});
    all += html::form(booking.path + "/withdraw", token, fields);
  }
  return all.empty() ? all : html::heading(2, "Your consent", html::Size::m) + all;
}

// Which course it is for, in the words of its public page; its reference where nothing of it is held any more.
Html course_html(const App& app, const Booking& booking) {
  html::SummaryList facts;
  const auto details = read_parts(app, policy::the_public(), records_of(app, booking.course.id, kCourse), "details");
  if (details && !details->empty()) {
    const vault::Values& values = details->begin()->second.values;
    const auto day = CivilDate::parse(value_in(values, "course-date"));
    facts.rows = {{.key = {.text = "Course"}, .value = {.text = value_in(values, "course-title")}},
                  {.key = {.text = "Day"}, .value = {.text = day ? day->words() : ""}},
                  {.key = {.text = "Place"}, .value = {.text = value_in(values, "course-place")}}};
  }
  facts.rows.push_back({.key = {.text = "Reference"}, .value = {.text = booking.course.reference}});
  return html::summary_list(facts);
}

http::Response show_booking(const App& app, const http::Request& request, const Booking& booking, const Entered& entered) {
  Html content;
  if (request.query.get("destroyed") == "yes")
    content += html::notification_banner(
        {.text = "Your consent is withdrawn, and what it covered is destroyed.", .type = html::BannerType::success});
  if (request.query.get("again") == "yes")
    content += html::notification_banner({.text = "This was already sent. Below is what you sent first; nothing was sent a second time."});
  content += html::heading(1, "Your booking", html::Size::xl);
  const bool gone = std::ranges::all_of(booking.parts, &store::PartRow::destroyed);
  if (gone) {
    content += html::lead("We hold nothing of this booking any more.");
  } else {
    content += html::lead(state_in_words(booking)) + reason_html(app, booking) + course_html(app, booking);
    content += html::inset_text({.text = "Keep the address of this page: it is your way back. Anyone who has it can see this booking."});
  }
  if (!gone) content += own_payment_html(app, booking.row, booking.course);
  for (const charter::Part* part : asked_now(app, booking)) {
    content += html::heading(2, part->title, html::Size::m);
    Html fields = fields_html(part->fields, entered, About::the_typist);
    const charter::Consent* consent = app.charter().consent(part->consent);
    if (consent) fields += consent_html(*consent, entered);
    fields += html::button({.text = "Send", .prevent_double_click = true});
    content += html::form(booking.path + "/parts/" + part->name, csrf(request), fields);
  }
  if (!gone && booking.row.state == vault::kAttended)
    content += html::button({.text = "Your certificate of attendance (PDF)", .href = booking.path + "/certificate.pdf"});
  content += joining_html(app, booking) + held_html(app, booking) + consents_html(app, booking, csrf(request));
  if (!gone && may_be_cancelled(booking))
    content += html::heading(2, "If you cannot come", html::Size::m) + transfer_html(app, request, booking.row, booking.course) +
               cancel_html(booking, csrf(request));
  return page(app, request, {"Your booking", html::two_thirds(content), {}, entered.summary(), entered.ok() ? 200 : 422});
}

http::Response show_plain(const App& app, const http::Request& request) {
  const auto booking = find_booking(app, request);
  return booking ? show_booking(app, request, *booking, {}) : not_found();
}

http::Response take_part(const App& app, const http::Request& request) {
  const auto booking = find_booking(app, request);
  if (!booking) return not_found();
  for (const charter::Part* part : asked_now(app, *booking)) {
    if (part->name != request.parts.at("part")) continue;
    const charter::Consent* consent = app.charter().consent(part->consent);
    Entered entered = read_fields(part->fields, request.form, known_days(app));
    if (consent) require_consent(entered, *consent, request.form);
    if (!entered.ok()) return show_booking(app, request, *booking, entered);
    const auto subject = app.vault.subject_of(booking->row.id, part->name);
    const auto grant = app.vault.gate().decide(policy::subject_of(booking->row.id), charter::Act::add, booking->row.purpose, *subject);
    if (!grant) return problem(app, request, grant.error(), booking->path);
    const auto added = app.vault.add_part(*grant, {entered.values, consent ? consent->wording : ""});
    return added ? http::Response::redirect(booking->path) : problem(app, request, added.error(), booking->path);
  }
  return problem(app, request, {"This is not asked now.", "Look at your booking to see what is."}, booking->path);
}

http::Response withdraw(const App& app, const http::Request& request) {
  const auto booking = find_booking(app, request);
  if (!booking) return not_found();
  const std::string consent = request.form.get("consent");
  const auto subject = app.vault.subject_of(booking->row.id, "");
  const auto mandate = app.vault.gate().authorise_withdrawal(policy::subject_of(booking->row.id), consent, *subject);
  if (!mandate) return problem(app, request, mandate.error(), booking->path);
  const auto destroyed = app.disposal.withdraw(*mandate, consent);
  if (!destroyed) return problem(app, request, destroyed.error(), booking->path);
  return http::Response::redirect(booking->path + "?destroyed=yes");
}

http::Response cancel(const App& app, const http::Request& request) {
  const auto booking = find_booking(app, request);
  if (!booking) return not_found();
  if (!may_be_cancelled(*booking) || request.form.get("act") != "cancel")
    return problem(app, request, {"This booking cannot be cancelled any more.", "Look at your booking again."}, booking->path);
  const auto mandate = app.vault.gate().authorise_own(policy::subject_of(booking->row.id), *app.vault.subject_of(booking->row.id, ""));
  if (!mandate) return problem(app, request, mandate.error(), booking->path);
  const auto done = app.disposal.end_booking(*mandate, booking->row.id, vault::kCancelled, "");
  return done ? http::Response::redirect(booking->path) : problem(app, request, done.error(), booking->path);
}

}  // namespace

void add_booking_pages(http::Router& router, const App& app) {
  add_certificate_pages(router, app);
  add_payment_pages(router, app);
  add_transfer_pages(router, app);
  using http::Door;
  using http::Method;
  router.add(Method::get, "/bookings/{booking}", Door::public_, [&app](const http::Request& request) { return show_plain(app, request); });
  router.add(Method::post, "/bookings/{booking}/parts/{part}", Door::public_,
             [&app](const http::Request& request) { return take_part(app, request); });
  router.add(Method::post, "/bookings/{booking}/withdraw", Door::public_,
             [&app](const http::Request& request) { return withdraw(app, request); });
  router.add(Method::post, "/bookings/{booking}/cancel", Door::public_,
             [&app](const http::Request& request) { return cancel(app, request); });
}

}  // namespace concordat::casework
