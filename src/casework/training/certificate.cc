// The certificate of attendance: a paper for whoever was there, and a page on which anybody sees that it is genuine and of which
// course, and nobody's name. Both end with what is held of the booking.

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/links.h"
#include "casework/training/courses.h"
#include "crypto/crypto.h"
#include "html/components/content.h"
#include "paper/paper.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kCodeBytes = 8;  // nobody can make one up, and it leads nowhere but to the page that checks it

struct Attended {
  store::RecordRow booking;
  Course course;
};

bool holds_contact(store::Reader& reader, RecordId booking) {
  const auto contact = reader.find_part(booking, "contact");
  return contact && !contact->destroyed;
}

// "C-2026-004-0123456789abcdef": the course's reference, and a keyed digest of the booking.
std::string code_of(const App& app, const store::CaseRow& course, RecordId booking) {
  const crypto::Digest digest = crypto::commitment(app.link_key.expose(), as_bytes("certificate of attendance " + booking.text()));
  return course.reference + "-" + to_hex(ByteView(digest).first(kCodeBytes));
}

std::optional<Course> course_of(const App& app, const store::CaseRow& row) {
  const auto details = read_parts(app, policy::the_public(), records_of(app, row.id, kCourse), "details");
  if (!details || details->empty()) return std::nullopt;
  return Course{row, details->begin()->second.values};
}

std::optional<Attended> find_attended(const App& app, RecordId id) {
  std::optional<store::RecordRow> booking;
  std::optional<store::CaseRow> row;
  app.vault.store().read([&](store::Reader& reader) {
    booking = reader.find_record(id);
    if (booking && booking->kind == kBooking && booking->state == vault::kAttended && holds_contact(reader, id))
      row = reader.find_case(booking->case_id);
  });
  auto course = row ? course_of(app, *row) : std::nullopt;
  if (!course) return std::nullopt;
  return Attended{*booking, std::move(*course)};
}

paper::Document document_of(const App& app, const Attended& attended, const std::string& name, const std::string& address) {
  const auto day = attended.course.day();
  const charter::Partnership& partnership = app.charter().partnership;
  paper::Document document;
  document.title = "Certificate of attendance – " + attended.course.row.reference;
  document.publisher = partnership.name;
  document.edition = attended.course.row.reference;
  document.colour = partnership.colour;
  document.date = day;
  document.with_contents = false;
  document.blocks = {
      paper::Heading{1, "Certificate of attendance"},
      paper::Paragraph{name, true},
      paper::Paragraph{"attended “" + value_in(attended.course.details, "course-title") + "”" + (day ? " on " + day->words() : "") +
                       ", a course of " + partnership.name + "."},
      paper::Heading{2, "To check it"},
      paper::Paragraph{"Anybody can see at this address that it is genuine, and for which course: " + address +
                       ". The page shows no name. It ends when our record of the attendance ends, as the privacy notice says."},
  };
  return document;
}

http::Response give_paper(const App& app, const http::Request& request) {
  const auto id = booking_of(request.parts.at("booking"), app.link_key);
  const auto attended = id ? find_attended(app, *id) : std::nullopt;
  if (!attended) return not_found();
  const std::string back = link_to(*id, app.link_key);
  const auto contact = read_part(app, policy::subject_of(*id), *id, "contact");
  if (!contact) return problem(app, request, contact.error(), back);
  const std::string address = request.origin + "/certificates/" + code_of(app, attended->course.row, *id);
  auto pdf = paper::pdf(document_of(app, *attended, value_in(contact->values, "name"), address));
  if (!pdf)
    return problem(app, request, {"The certificate could not be set: a font is missing, or lacks a letter of your name.",
                                  "Ask us for one: the contacts are on this site."}, back);
  http::Response response;
  response.content_type = "application/pdf";
  response.body = std::move(*pdf);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"certificate-" + attended->course.row.reference + ".pdf\"");
  return response;
}

// The booking that a code stands for.
std::optional<RecordId> booking_with(const App& app, const std::string& code) {
  const std::size_t end = code.rfind('-');
  if (end == std::string::npos) return std::nullopt;
  std::vector<std::pair<store::CaseRow, RecordId>> attended;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::CaseRow& row : reader.cases("course-run")) {
      if (row.reference != code.substr(0, end)) continue;
      for (const store::RecordRow& record : reader.records(row.id))
        if (record.kind == kBooking && record.state == vault::kAttended) attended.emplace_back(row, record.id);
    }
  });
  for (const auto& [row, id] : attended)
    if (crypto::equal_in_constant_time(as_bytes(code), as_bytes(code_of(app, row, id)))) return id;
  return std::nullopt;
}

http::Response show_genuine(const App& app, const http::Request& request) {
  const auto id = booking_with(app, request.parts.at("code"));
  const auto attended = id ? find_attended(app, *id) : std::nullopt;
  if (!attended) return not_found();
  const auto day = attended->course.day();
  html::SummaryList facts;
  facts.rows = {{.key = {.text = "Course"}, .value = {.text = value_in(attended->course.details, "course-title")}},
                {.key = {.text = "Day"}, .value = {.text = day ? day->words() : ""}},
                {.key = {.text = "Reference"}, .value = {.text = attended->course.row.reference}}};
  const Html content = html::heading(1, "This certificate of attendance is genuine", html::Size::xl) + html::summary_list(facts) +
                       html::paragraph("Whose it is does not stand here: compare course and day with the paper that you were shown.");
  return page(app, request, {"Certificate of attendance", html::two_thirds(content)});
}

}  // namespace

void add_certificate_pages(http::Router& router, const App& app) {
  router.add(http::Method::get, "/bookings/{booking}/certificate.pdf", http::Door::public_,
             [&app](const http::Request& request) { return give_paper(app, request); });
  router.add(http::Method::get, "/certificates/{code}", http::Door::public_,
             [&app](const http::Request& request) { return show_genuine(app, request); });
}

}  // namespace concordat::casework
