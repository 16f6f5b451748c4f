#include "casework/training/payments.h"

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/links.h"
#include "payment/opayo_form.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using payment::Standing;

constexpr const char* kDetails = "details";

std::int64_t fee_in(const charter::Charter& charter, const vault::Values& details) {
  const std::string pounds = charter.payment ? value_in(details, charter.payment->fee) : "";
  return payment::pence_of(pounds).value_or(0);
}

// A charter may let whoever fills in another field, as a budget code, be invoiced.
bool is_invoiced(const App& app, const policy::Actor& actor, RecordId booking) {
  const std::string& instead = app.charter().payment->instead;
  if (instead.empty()) return false;
  for (const charter::Part& part : app.charter().record_kind(kBooking)->parts) {
    if (std::ranges::find(part.fields, instead, &charter::Field::name) == part.fields.end()) continue;
    const auto opened = read_part(app, actor, booking, part.name);
    return opened && !value_in(opened->values, instead).empty();
  }
  return false;
}

bool reads_payment(const App& app, const policy::Actor& actor, RecordId booking) {
  const auto subject = app.vault.subject_of(booking, payment_part(app.charter())->name);
  return subject && may(app, actor, charter::Act::read, *subject);
}

void fill(Payment& payment, const vault::OpenedPart& part) {
  payment.attempts = payment::read_attempts(value_in(part.values, std::string(charter::kPaymentReference)));
  payment.version = part.version;
}

}  // namespace

bool Payment::ended() const { return vault::has_ended(booking.state) || course.state == kCourseCancelled; }
bool Payment::is_open() const { return booking.state == vault::kPlaceOffered && course.state == "open"; }
bool Payment::may_be_paid() const {
  return pence > 0 && is_open() && !is_settled() && !payment::is_any(attempts, Standing::said) &&
         attempts.size() < payment::kMostAttempts;
}

const charter::Part* payment_part(const charter::Charter& charter) {
  const charter::RecordKind* kind = charter.payment ? charter.record_kind(kBooking) : nullptr;
  if (!kind) return nullptr;
  const auto found = std::ranges::find_if(kind->parts, [](const charter::Part& part) {
    return std::ranges::find(part.ask, charter::Moment::course_charged) != part.ask.end() &&
           std::ranges::find(part.fields, charter::kPaymentReference, &charter::Field::name) != part.fields.end();
  });
  return found == kind->parts.end() ? nullptr : &*found;
}

std::int64_t fee_of(const App& app, const store::CaseRow& course) {
  if (!app.charter().payment) return 0;
  const auto details = read_parts(app, policy::the_public(), records_of(app, course.id, kCourse), kDetails);
  return details && !details->empty() ? fee_in(app.charter(), details->begin()->second.values) : 0;
}

std::string fee_words(std::int64_t pence) {
  return "£" + (pence % 100 == 0 ? std::to_string(pence / 100) : payment::pounds_and_pence(pence));
}

std::optional<Payment> payment_of(const App& app, const policy::Actor& actor, RecordId booking) {
  const charter::Part* part = payment_part(app.charter());
  if (!part) return std::nullopt;
  std::optional<Payment> found;
  bool held = false;
  app.vault.store().read([&](store::Reader& reader) {
    const auto row = reader.find_record(booking);
    const auto course = row && row->kind == kBooking ? reader.find_case(row->case_id) : std::nullopt;
    if (!course) return;
    found = Payment{*row, *course, 0, {}, 0};
    const auto there = reader.find_part(booking, part->name);
    held = there && !there->destroyed;
  });
  if (!found || !reads_payment(app, actor, booking)) return std::nullopt;
  if (held) {
    const auto opened = read_part(app, actor, booking, part->name);
    if (!opened) return std::nullopt;
    fill(*found, *opened);
  }
  found->pence = found->attempts.empty() && is_invoiced(app, actor, booking) ? 0 : fee_of(app, found->course);
  return found;
}

std::vector<Payment> payments_of(const App& app, const policy::Actor& actor, const store::CaseRow& course) {
  std::vector<Payment> payments;
  const charter::Part* part = payment_part(app.charter());
  if (!part) return payments;
  const auto bookings = records_of(app, course.id, kBooking);
  const auto opened = read_parts(app, actor, bookings, part->name);
  const std::int64_t pence = fee_of(app, course);
  for (const store::RecordRow& booking : bookings) {
    const bool held = opened && opened->contains(booking.id);
    if (!held && (pence == 0 || !vault::has_place(booking.state) || !reads_payment(app, actor, booking.id))) continue;
    Payment payment{booking, course, pence, {}, 0};
    if (held) fill(payment, opened->at(booking.id));
    else if (is_invoiced(app, actor, booking.id)) continue;
    payments.push_back(std::move(payment));
  }
  return payments;
}

std::string standing_words(const Payment& payment) {
  const bool settled = payment.is_settled();
  if (!payment::to_refund(payment.attempts, payment.ended()).empty()) return "To be refunded";
  if (settled) return "Settled";
  if (payment::is_any(payment.attempts, Standing::said)) return "To be checked";
  if (payment::is_any(payment.attempts, Standing::sent)) return "Sent to pay, not known";
  if (payment::is_any(payment.attempts, Standing::refunded)) return "Refunded";
  return payment.ended() ? "Nothing owed" : "Not paid";
}

vault::Values values_of(const payment::Attempts& attempts) {
  return {{std::string(charter::kPaymentReference), payment::in_words(attempts)},
          {std::string(charter::kPaymentSettled), payment::is_settled(attempts) ? "yes" : "no"}};
}

// ---- what the gateway tells

namespace {

using AttemptChange = std::function<bool(payment::Attempts&)>;

Result<payment::Attempts> change_attempts(vault::Vault& vault, RecordId booking, const AttemptChange& change) {
  const charter::Part* part = payment_part(*vault.active_charter());
  if (!part) return Error{"The charter in force knows no payment.", ""};
  const policy::SystemGrant grant = vault.gate().grant_system(policy::SystemTask::settle_payments);
  const auto values = TRY(vault.note_payment(grant, booking, part->name, [&](const vault::Values& before) -> std::optional<vault::Values> {
    payment::Attempts attempts = payment::read_attempts(value_in(before, std::string(charter::kPaymentReference)));
    return change(attempts) ? std::optional(values_of(attempts)) : std::nullopt;
  }));
  return payment::read_attempts(value_in(values, std::string(charter::kPaymentReference)));
}

// Whose payment is held, of courses that go on or went on lately.
std::vector<RecordId> with_payments(vault::Vault& vault) {
  std::vector<RecordId> found;
  const charter::Part* part = payment_part(*vault.active_charter());
  const charter::CaseKind* kind = vault.active_charter()->case_kind("course-run");
  if (!part || !kind) return found;
  vault.store().read([&](store::Reader& reader) {
    for (const store::CaseRow& course : reader.cases(kind->name)) {
      if (course.state == kind->states.back()) continue;
      for (const store::RecordRow& record : reader.records(course.id)) {
        const auto row = record.kind == kBooking ? reader.find_part(record.id, part->name) : std::nullopt;
        if (row && !row->destroyed) found.push_back(record.id);
      }
    }
  });
  return found;
}

// What a course costs, for whoever is nobody: the public reads it too.
std::int64_t fee_now(vault::Vault& vault, RecordId booking) {
  std::vector<RecordId> courses;
  vault.store().read([&](store::Reader& reader) {
    const auto row = reader.find_record(booking);
    if (!row) return;
    for (const store::RecordRow& record : reader.records(row->case_id))
      if (record.kind == kCourse) courses.push_back(record.id);
  });
  const auto details = vault.read_allowed(policy::the_public(), courses, kDetails);
  return details && !details->empty() ? fee_in(*vault.active_charter(), details->front().values) : 0;
}

}  // namespace

Result<bool> note_told(const App& app, const policy::Mandate& mandate, const std::vector<std::string>& references, payment::Told told) {
  bool changed = false;
  TRY(app.vault.note_payment(mandate, [&](const vault::Values& before) -> std::optional<vault::Values> {
    payment::Attempts attempts = payment::read_attempts(value_in(before, std::string(charter::kPaymentReference)));
    for (const std::string& reference : references) changed = payment::note(attempts, reference, told) || changed;
    return changed ? std::optional(values_of(attempts)) : std::nullopt;
  }));
  return changed;
}

Result<bool> note_told(vault::Vault& vault, RecordId booking, std::string_view reference, payment::Told told) {
  bool changed = false;
  TRY(change_attempts(vault, booking, [&](payment::Attempts& attempts) { return changed = payment::note(attempts, reference, told); }));
  return changed;
}

Result<void> note_sent(vault::Vault& vault, RecordId booking, const std::string& reference) {
  TRY(change_attempts(vault, booking, [&](payment::Attempts& attempts) {
    attempts.push_back({reference, Standing::sent});
    return true;
  }));
  return {};
}

bool holds_payment(vault::Vault& vault, RecordId booking) {
  const charter::Part* part = payment_part(*vault.active_charter());
  bool holds = false;
  vault.store().read([&](store::Reader& reader) {
    const auto record = reader.find_record(booking);
    const auto row = part && record && record->kind == kBooking ? reader.find_part(booking, part->name) : std::nullopt;
    holds = row && !row->destroyed;
  });
  return holds;
}

Result<void> ask_gateway(vault::Vault& vault, const payment::Gateway& gateway, RecordId booking) {
  if (!gateway.has_api() || !holds_payment(vault, booking)) return {};
  const std::int64_t pence = fee_now(vault, booking);
  const payment::Attempts attempts = TRY(change_attempts(vault, booking, [](payment::Attempts&) { return false; }));
  for (const payment::Attempt& attempt : attempts) {
    if (attempt.standing != Standing::sent) continue;
    const payment::PayState state = TRY(payment::find_payment(gateway.settings, gateway.api, attempt.reference));
    if (!state.finished || (state.is_paid() && state.pence != pence)) continue;
    TRY(note_told(vault, booking, attempt.reference, state.is_paid() ? payment::Told::paid : payment::Told::not_paid));
  }
  return {};
}

Result<std::size_t> settle_payments(vault::Vault& vault, const payment::Gateway& gateway) {
  if (!gateway.has_api()) return std::size_t{0};
  const std::vector<RecordId> bookings = with_payments(vault);
  std::optional<Error> first;  // that one cannot be asked about keeps none of the others waiting
  for (const RecordId booking : bookings)
    if (const auto asked = ask_gateway(vault, gateway, booking); !asked && !first) first = asked.error();
  if (first) return *first;
  return bookings.size();
}

}  // namespace concordat::casework
