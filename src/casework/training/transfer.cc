#include "casework/training/transfer.h"

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/fields.h"
#include "casework/links.h"
#include "casework/training/delegate_mail.h"
#include "charter/outputs.h"
#include "crypto/crypto.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kProofSize = 16;  // bytes, as of the booking's own link
constexpr const char* kTo = "to";

Bytes colleague_proof(RecordId booking, const Secret& link_key) {
  const crypto::Digest digest = crypto::commitment(link_key.expose(), as_bytes("colleague of " + booking.text()));
  return {digest.begin(), digest.begin() + kProofSize};
}

std::string replaces_key(RecordId next) { return "replaces:" + next.text(); }
std::string replaced_key(RecordId before) { return "replaced-by:" + before.text(); }

std::optional<store::RecordRow> named_in(const App& app, const std::string& key) {
  std::optional<store::RecordRow> row;
  app.vault.store().read([&](store::Reader& reader) {
    const auto kept = reader.meta(key);
    const auto id = kept ? RecordId::parse(as_text(*kept)) : std::nullopt;
    if (id) row = reader.find_record(*id);
  });
  return row;
}

bool asks(std::string_view state) { return state == vault::kRequested || state == vault::kWaiting; }

// Other runs of the same course that can be booked.
std::vector<Course> other_runs(const App& app, const store::CaseRow& course) {
  const auto details = read_parts(app, policy::the_public(), records_of(app, course.id, kCourse), "details");
  const std::string title = details && !details->empty() ? value_in(details->begin()->second.values, "course-title") : "";
  std::vector<Course> runs = title.empty() ? std::vector<Course>() : open_courses(app, policy::the_public());
  std::erase_if(runs, [&](const Course& one) {
    return one.row.id == course.id || value_in(one.details, "course-title") != title;
  });
  return runs;
}

// Under which the same was asked with the request; what a course face to face asks besides is asked there anew.
std::vector<charter::FormPart> parts_to_copy(const App& app) {
  return charter::form(app.charter(), kBooking, charter::Moment::at_request).parts;
}

Html move_html(const App& app, const http::Request& request, const store::RecordRow& booking, const store::CaseRow& course) {
  const auto runs = other_runs(app, course);
  if (runs.empty()) return {};
  html::Radios radios;
  radios.name = kTo;
  radios.fieldset = html::Fieldset{.legend = {.text = "Which other date suits you?", .classes = "govuk-fieldset__legend--s"}};
  for (const Course& one : runs) {
    const auto day = one.day();
    radios.items.push_back({.text = (day ? day->words() : one.row.reference) + ", " + value_in(one.details, "course-place"),
                            .value = one.row.id.text()});
  }
  Html fields = html::radios(radios);
  for (const charter::FormPart& part : parts_to_copy(app))
    if (const charter::Consent* consent = app.charter().consent(part.consent)) fields += consent_html(*consent, {});
  fields += html::button({.text = "Ask to move", .prevent_double_click = true, .classes = "govuk-button--secondary"});
  return html::heading(3, "Come on another date", html::Size::s) +
         html::paragraph("You keep this booking until somebody of the office gives you a place on the other date, in the order of "
                         "asking.") +
         html::form(link_to(booking.id, app.link_key) + "/move", csrf(request), fields);
}

Html colleague_html(const App& app, const http::Request& request, const store::RecordRow& booking, const store::CaseRow& course) {
  if (booking.state != vault::kPlaceOffered) return {};
  const std::string address = "/courses/" + course.id.text() + "/book?instead=" + colleague_token(booking.id, app.link_key);
  const std::string origin = app.outbox ? app.outbox->link("") : request.origin;
  return html::heading(3, "Send a colleague in your place", html::Size::s) +
         html::paragraph("Give your colleague this address. They ask for your place there, in their own name; you keep it until "
                         "somebody of the office hands it over. It shows nothing of you.") +
         html::inset_text({.text = html::link(origin + address, address), .classes = "govuk-!-text-break-word"});
}

std::string to_whom(const store::RecordRow& booking, const store::RecordRow& next) {
  if (booking.case_id == next.case_id)
    return "A colleague has asked to take your place. You keep it until somebody of the office hands it over.";
  return "You have asked to move to another date. You keep this booking until you have a place there.";
}

struct Moving {
  store::RecordRow booking;
  store::CaseRow course;
};

std::optional<Moving> find_moving(const App& app, const http::Request& request) {
  const auto id = booking_of(request.parts.at("booking"), app.link_key);
  std::optional<Moving> found;
  app.vault.store().read([&](store::Reader& reader) {
    const auto row = id ? reader.find_record(*id) : std::nullopt;
    const auto course = row ? reader.find_case(row->case_id) : std::nullopt;
    if (course && course->state == "open" && (asks(row->state) || row->state == vault::kPlaceOffered)) found = Moving{*row, *course};
  });
  return found;
}

// One booking of a person on a course: pressed twice, it is the same.
RecordId booking_to_be(const App& app, const Moving& moving, CaseId to) {
  const crypto::Digest digest =
      crypto::commitment(app.link_key.expose(), as_bytes("move of " + moving.booking.id.text() + " to " + to.text()));
  return *RecordId::parse(to_hex(ByteView(digest).first(RecordId::kSize)));
}

Result<RecordId> move(const App& app, const Moving& moving, CaseId to, const http::Fields& form) {
  const RecordId next = booking_to_be(app, moving, to);
  bool is_there = false;
  app.vault.store().read([&](store::Reader& reader) { is_there = reader.find_record(next).has_value(); });
  if (is_there) return next;
  std::map<std::string, vault::NewPart> parts;
  for (const charter::FormPart& part : parts_to_copy(app)) {
    const auto held = read_part(app, policy::subject_of(moving.booking.id), moving.booking.id, part.part);
    if (!held) continue;
    const charter::Consent* consent = app.charter().consent(part.consent);
    Entered entered;
    if (consent) require_consent(entered, *consent, form);
    if (!entered.ok()) return Error{"Your consent is needed for the other booking, too.", "Tick it, and ask again."};
    parts[part.part] = {held->values, consent ? consent->wording : ""};
  }
  if (parts.empty()) return Error{"Nothing of this booking is held any more.", "Request a place on the other date anew."};
  TRY(note_replacing(app, next, moving.booking.id));
  const NewRecord record{kBooking, "", {}, "online-form", std::string(vault::kRequested), next};
  return add_record(app, policy::the_public(), to, record, parts);
}

http::Response take_move(const App& app, const http::Request& request) {
  if (!booking_of(request.parts.at("booking"), app.link_key)) return not_found();
  const std::string back = "/bookings/" + request.parts.at("booking");
  const auto moving = find_moving(app, request);
  if (!moving || successor_of(app, moving->booking.id))
    return problem(app, request, {"This booking cannot be moved now.", "Look at your booking again."}, back);
  const auto runs = other_runs(app, moving->course);
  const auto to = std::ranges::find(runs, request.form.get(kTo), [](const Course& one) { return one.row.id.text(); });
  if (to == runs.end()) return problem(app, request, {"No other date was chosen.", "Choose one of those that can be booked."}, back);
  const auto next = move(app, *moving, to->row.id, request.form);
  if (!next) return problem(app, request, next.error(), back);
  std::string state;
  app.vault.store().read([&](store::Reader& reader) { state = reader.find_record(*next)->state; });
  tell_delegate(app, *next, state == vault::kWaiting ? Told::waiting : Told::received);
  return http::Response::redirect(link_to(*next, app.link_key));
}

}  // namespace

std::string colleague_token(RecordId booking, const Secret& link_key) {
  return booking.text() + to_hex(colleague_proof(booking, link_key));
}

std::optional<RecordId> booking_of_colleague(std::string_view token, const Secret& link_key) {
  if (token.size() != 2 * (RecordId::kSize + kProofSize)) return std::nullopt;
  const auto booking = RecordId::parse(token.substr(0, 2 * RecordId::kSize));
  const auto proof = from_hex(token.substr(2 * RecordId::kSize));
  if (!booking || !proof || !crypto::equal_in_constant_time(*proof, colleague_proof(*booking, link_key))) return std::nullopt;
  return booking;
}

Result<void> note_replacing(const App& app, RecordId next, RecordId before) {
  return app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.set_meta(replaces_key(next), as_bytes(before.text()));
    transaction.set_meta(replaced_key(before), as_bytes(next.text()));
    return {};
  });
}

std::optional<store::RecordRow> replaced_by(const App& app, const store::RecordRow& next) {
  auto before = asks(next.state) ? named_in(app, replaces_key(next.id)) : std::nullopt;
  if (!before) return std::nullopt;
  const bool stands = before->state == vault::kPlaceOffered || (before->case_id != next.case_id && asks(before->state));
  return stands ? before : std::nullopt;
}

std::optional<store::RecordRow> successor_of(const App& app, RecordId before) {
  auto next = named_in(app, replaced_key(before));
  return next && asks(next->state) ? next : std::nullopt;
}

Html transfer_html(const App& app, const http::Request& request, const store::RecordRow& booking, const store::CaseRow& course) {
  if (const auto before = replaced_by(app, booking))
    return html::inset_text({.text = before->case_id == booking.case_id
                                         ? "You asked for the place of somebody who cannot come. Somebody of the office decides."
                                         : "If you get a place here, your booking on the other date ends."});
  if (course.state != "open" || !(asks(booking.state) || booking.state == vault::kPlaceOffered)) return {};
  if (const auto next = successor_of(app, booking.id)) return html::inset_text({.text = to_whom(booking, *next)});
  return move_html(app, request, booking, course) + colleague_html(app, request, booking, course);
}

void add_transfer_pages(http::Router& router, const App& app) {
  router.add(http::Method::post, "/bookings/{booking}/move", http::Door::public_,
             [&app](const http::Request& request) { return take_move(app, request); });
}

}  // namespace concordat::casework
