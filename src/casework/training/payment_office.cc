// The office's side: what was paid, what is to be held against the provider's report, what is to be paid back, and what comes in by course.

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/training/office.h"
#include "casework/training/payments.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/events.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;
using payment::Standing;

constexpr const char* kToldField = "told";
constexpr const char* kReferenceField = "reference";
constexpr const char* kOther = "other-way";
constexpr const char* kReport = "report";
constexpr const char* kYearAsked = "year";

struct ByHand {
  const char* word;
  const char* title;
  payment::Told told;
};
constexpr ByHand kByHand[] = {
    {"paid", "Settled", payment::Told::paid},
    {"not-paid", "Not paid", payment::Told::not_paid},
    {"refunded", "Refunded", payment::Told::refunded}};

// To hold a payment against the report is the office's, by whoever gives places.
Result<policy::Mandate> mandate_for(const App& app, const policy::Actor& actor, RecordId booking) {
  const charter::Part* part = payment_part(app.charter());
  return app.vault.gate().authorise(actor, charter::Capability::offer_place, *app.vault.subject_of(booking, part->name));
}

// To write down another way to pay is for whom the charter lets.
bool may_change(const App& app, const policy::Actor& actor, RecordId booking, charter::Act act) {
  const charter::Part* part = payment_part(app.charter());
  const auto subject = part ? app.vault.subject_of(booking, part->name) : std::nullopt;
  return subject && may(app, actor, act, *subject);
}

Result<void> keep(const App& app, const policy::Actor& actor, const Payment& payment, const payment::Attempts& attempts) {
  const charter::Part* part = payment_part(app.charter());
  const auto subject = app.vault.subject_of(payment.booking.id, part->name);
  const auto act = payment.version > 0 ? charter::Act::correct : charter::Act::add;
  const auto grant = TRY(app.vault.gate().decide(actor, act, payment.booking.purpose, *subject));
  if (payment.version == 0) return app.vault.add_part(grant, {values_of(attempts), ""});
  return app.vault.correct(grant, values_of(attempts), payment.version);
}

std::string booking_path(const Payment& payment) { return course_path(payment.course) + "/bookings/" + payment.booking.id.text(); }

// What may become of an attempt by hand.
bool fits(Standing standing, payment::Told told) {
  if (told == payment::Told::refunded) return standing == Standing::settled;
  if (told == payment::Told::paid) return standing != Standing::settled && standing != Standing::refunded;
  return standing == Standing::sent || standing == Standing::said;
}

Html attempt_row(const http::Request& request, const Payment& payment, const payment::Attempt& attempt) {
  Html buttons;
  for (const ByHand& one : kByHand) {
    if (!fits(attempt.standing, one.told)) continue;
    const Html label = html::text(one.title) + "<span class=\"govuk-visually-hidden\"> " + html::text(attempt.reference) + "</span>";
    buttons += html::form(booking_path(payment) + "/payment", csrf(request),
                          html::hidden_input(kReferenceField, attempt.reference) +
                              html::button({.text = label, .name = kToldField, .value = one.word, .prevent_double_click = true,
                                            .classes = "govuk-button--secondary govuk-!-margin-bottom-1"}));
  }
  return buttons;
}

Html other_way_html(const http::Request& request, const Payment& payment) {
  html::Input reference{.name = kOther, .label = {.text = "Paid in another way: its reference", .classes = "govuk-label--s"}};
  reference.id = kOther;
  reference.hint = html::Hint{.text = "As a purchase order or an invoice number; “no charge” where nothing is owed."};
  reference.classes = "govuk-input--width-20";
  return html::form(booking_path(payment) + "/payment", csrf(request),
                    html::input(reference) + html::button({.text = "Record it as settled", .prevent_double_click = true,
                                                           .classes = "govuk-button--secondary"}));
}

// A reference that somebody types stands among ours, so it may not look like a line of them.
std::string cleaned(const std::string& typed) {
  std::string kept;
  for (const char c : typed)
    if (static_cast<unsigned char>(c) >= ' ' && c != ';' && c != ':') kept += c;
  const std::size_t first = kept.find_first_not_of(' ');
  return first == std::string::npos ? "" : kept.substr(first, 60);
}

struct Chosen {
  Payment payment;
  policy::Actor actor;
};

std::optional<Chosen> find_chosen(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  const auto id = RecordId::parse(request.parts.at("booking"));
  if (!row || !id || !may_see_courses(app, actor)) return std::nullopt;
  const auto payment = payment_of(app, actor, *id);
  if (!payment || payment->course.id != row->id) return std::nullopt;
  return mandate_for(app, actor, *id) ? std::optional(Chosen{*payment, actor}) : std::nullopt;
}

Result<bool> put_other_way(const App& app, const Chosen& chosen, const std::string& reference) {
  const Payment& payment = chosen.payment;
  if (payment.is_settled() || payment.attempts.size() >= payment::kMostAttempts) return false;
  payment::Attempts attempts = payment.attempts;
  attempts.push_back({reference, Standing::settled});
  TRY(keep(app, chosen.actor, payment, attempts));
  return true;
}

http::Response take_by_hand(const App& app, const http::Request& request) {
  const auto chosen = find_chosen(app, request);
  if (!chosen) return not_found();
  const std::string back = booking_path(chosen->payment);
  Result<bool> changed = false;
  if (const std::string other = cleaned(request.form.get(kOther)); !other.empty()) changed = put_other_way(app, *chosen, other);
  for (const ByHand& one : kByHand)
    if (request.form.get(kToldField) == one.word && chosen->payment.version > 0)
      changed = note_told(app, *mandate_for(app, chosen->actor, chosen->payment.booking.id), {request.form.get(kReferenceField)}, one.told);
  if (!changed) return problem(app, request, changed.error(), back);
  if (!*changed) return problem(app, request, {"This changes nothing.", "Look at the payment again."}, back);
  return http::Response::redirect(back);
}

// ---- all of them

struct Sums {
  store::CaseRow course;
  std::string title;
  std::int64_t pence = 0;
  bool is_of_year = true;
  std::vector<Payment> payments;

  std::size_t settled() const {
    return static_cast<std::size_t>(std::ranges::count_if(payments, [](const Payment& one) { return one.is_settled() && !one.ended(); }));
  }
  std::size_t owed() const {
    return static_cast<std::size_t>(std::ranges::count_if(payments, [](const Payment& one) { return !one.ended() && one.pence > 0; }));
  }
};

// Those of a year, and whatever is not closed; without a year, all.
std::vector<Sums> all_sums(const App& app, const policy::Actor& actor, std::optional<int> year) {
  std::vector<std::pair<store::CaseRow, bool>> rows;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::CaseRow& row : reader.cases("course-run")) {
      const auto day = vault::planned_day(reader.events(row.id), kCourseHeld);
      const bool is_of_year = !year || (day && day->year() == *year);
      if (is_of_year || !concluded(app.charter(), row)) rows.emplace_back(row, is_of_year);
    }
  });
  std::vector<Sums> all;
  for (const auto& [row, is_of_year] : rows) {
    Sums sums{row, "", fee_of(app, row), is_of_year, payments_of(app, actor, row)};
    if (sums.pence == 0 && sums.payments.empty()) continue;
    sums.title = course_title(app, actor, row);
    all.push_back(std::move(sums));
  }
  return all;
}

// What somebody must do something about stands first; what is in order is not listed, nor who owes something for a course that is closed.
int urgency(const App& app, const Payment& payment) {
  const std::string words = standing_words(payment);
  if (words == "Not paid" && concluded(app.charter(), payment.course)) return 4;
  return words == "To be refunded" ? 0 : words == "To be checked" ? 1 : words == "Sent to pay, not known" ? 2 : words == "Not paid" ? 3 : 4;
}

Html open_table(const App& app, const std::vector<Sums>& all) {
  std::vector<const Payment*> open;
  for (const Sums& sums : all)
    for (const Payment& payment : sums.payments)
      if (urgency(app, payment) < 4) open.push_back(&payment);
  std::ranges::stable_sort(open, {}, [&](const Payment* one) { return urgency(app, *one); });
  if (open.empty()) return html::paragraph("Every place that is charged for is settled.");
  html::Table table;
  table.caption = "What is open";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Course"}, {.text = "Booking"}, {.text = "References"}, {.text = "Payment"}};
  for (const Payment* one : open)
    table.rows.push_back({{.text = one->course.reference, .classes = "concordat-reference"},
                          {.text = html::link("Booking of " + one->booking.collected.words(), booking_path(*one))},
                          {.text = payment::in_words(one->attempts)},
                          {.text = standing_words(*one)}});
  return html::scrolling_table(table);
}

Html year_form(int year) {
  html::Input input{.name = kYearAsked, .label = {.text = "Year of the courses", .classes = "govuk-label--s"}};
  input.id = kYearAsked;
  input.inputmode = "numeric";
  input.value = std::to_string(year);
  input.classes = "govuk-input--width-4";
  return html::query_form(kPaymentsPage, html::input(input) + html::button({.text = "Show", .classes = "govuk-button--secondary"}));
}

Html sums_table(const std::vector<Sums>& all, int year) {
  html::Table table;
  table.caption = "What comes in for the courses of " + std::to_string(year);
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Course"}, {.text = "Fee", .format = "numeric"}, {.text = "Places charged", .format = "numeric"},
                {.text = "Settled", .format = "numeric"}, {.text = "Settled, in money", .format = "numeric"}};
  for (const Sums& sums : all) {
    if (!sums.is_of_year) continue;
    table.rows.push_back({{.text = html::link(sums.course.reference + ", " + sums.title, course_path(sums.course))},
                          {.text = fee_words(sums.pence), .format = "numeric"},
                          {.text = std::to_string(sums.owed()), .format = "numeric"},
                          {.text = std::to_string(sums.settled()), .format = "numeric"},
                          {.text = fee_words(sums.pence * static_cast<std::int64_t>(sums.settled())), .format = "numeric"}});
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

Html report_form(const http::Request& request) {
  html::Textarea lines{.name = kReport};
  lines.label = {.text = "References that the provider’s report shows as paid", .classes = "govuk-label--m"};
  lines.id = kReport;
  lines.hint = html::Hint{.text = "One a line, with the amount beside it if you like. Leave out names and cards: they are not ours to "
                                  "hold, and what is no reference is forgotten at once."};
  return html::form(kPaymentsPage, csrf(request),
                    html::textarea(lines) + html::button({.text = "Mark these as settled", .prevent_double_click = true}));
}

bool sees_payments(const App& app, const policy::Actor& actor) {
  const charter::Part* part = payment_part(app.charter());
  if (!part || !may_see_courses(app, actor)) return false;
  policy::Subject any;
  any.case_kind = "course-run";
  any.record_kind = kBooking;
  any.part = part->name;
  return may(app, actor, charter::Act::read, any);
}

http::Response payments_page(const App& app, const http::Request& request, const Html& news) {
  const policy::Actor actor = app.actor(request);
  const auto first = CivilDate::parse(request.query.get(kYearAsked) + "-01-01");
  const int year = first ? first->year() : app.today().year();
  const std::vector<Sums> all = all_sums(app, actor, year);
  Html content = html::heading(1, "Payments", html::Size::xl) + news;
  if (!app.payments)
    content += html::inset_text({.text = "Paying online is off: whoever runs the server turns it on by a file payment.toml."});
  content += open_table(app, all);
  if (may_reconcile(app, actor)) content += report_form(request);
  content += year_form(year) + sums_table(all, year);
  content += html::paragraph("The money is what the courses cost now: no amount is kept with a payment.");
  return page(app, request, {"Payments", content, html::back_link({.href = kCourseList, .text = "All courses"})});
}

http::Response show_payments(const App& app, const http::Request& request) {
  return sees_payments(app, app.actor(request)) ? payments_page(app, request, {}) : not_found();
}

std::string listed_references(const std::set<std::string>& references) {
  std::string all;
  for (const std::string& one : references) all += (all.empty() ? "" : ", ") + one;
  return all;
}

http::Response take_report(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!sees_payments(app, actor) || !may_reconcile(app, actor)) return not_found();
  std::vector<Payment> payments;
  std::vector<payment::Expected> expected;
  for (const Sums& sums : all_sums(app, actor, std::nullopt))
    for (const Payment& one : sums.payments) {
      payments.push_back(one);
      for (const payment::Attempt& attempt : one.attempts) expected.push_back({attempt.reference, one.pence});
    }
  const payment::Report report = payment::read_report(request.form.get(kReport), expected);
  const std::vector<std::string> paid(report.paid.begin(), report.paid.end());
  std::size_t settled = 0;
  for (const Payment& one : payments) {
    const auto is_paid = [&](const payment::Attempt& attempt) { return report.paid.contains(attempt.reference); };
    if (std::ranges::none_of(one.attempts, is_paid)) continue;
    const auto mandate = mandate_for(app, actor, one.booking.id);
    const auto changed = mandate ? note_told(app, *mandate, paid, payment::Told::paid) : Result<bool>(mandate.error());
    if (!changed) return problem(app, request, changed.error(), kPaymentsPage);
    settled += *changed ? 1 : 0;
  }
  std::string words = std::to_string(settled) + (settled == 1 ? " payment is" : " payments are") + " settled now.";
  if (settled == 0) words = "No payment was marked.";
  if (!report.other_amount.empty())
    words += " Left as they are, for another amount: " + listed_references(report.other_amount) + ".";
  if (!report.unsuccessful.empty())
    words += " Left as they are, not successful there: " + listed_references(report.unsuccessful) + ".";
  return payments_page(app, request, html::notification_banner({.text = words}));
}

}  // namespace

bool may_reconcile(const App& app, const policy::Actor& actor) {
  return sees_payments(app, actor) && app.vault.gate().authorise(actor, charter::Capability::offer_place).ok();
}

Html office_payment_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::RecordRow& booking) {
  const auto payment = payment_of(app, actor, booking.id);
  if (!payment || (payment->pence == 0 && payment->attempts.empty())) return {};
  Html content = html::heading(2, "Payment", html::Size::m) + html::paragraph(html::tag({.text = standing_words(*payment)}));
  const bool changes = mandate_for(app, actor, booking.id).ok();
  const auto act = payment->version > 0 ? charter::Act::correct : charter::Act::add;
  html::SummaryList list;
  for (const payment::Attempt& attempt : payment->attempts)
    list.rows.push_back({.key = {.text = attempt.reference},
                         .value = {.text = html::paragraph(std::string(payment::in_words(attempt.standing))) +
                                           (changes ? attempt_row(request, *payment, attempt) : Html())}});
  if (!list.rows.empty()) content += html::summary_list(list);
  const auto refund = payment::to_refund(payment->attempts, payment->ended());
  if (!refund.empty())
    content += html::inset_text({.text = "Pay back at the provider, then mark it as refunded: " +
                                         listed_references({refund.begin(), refund.end()}) + "."});
  // A part is added while the charter asks it, and corrected at any time.
  const bool may_hold_more = payment->version > 0 || payment->is_open();
  if (changes && may_change(app, actor, booking.id, act) && may_hold_more && !payment->is_settled() && !payment->ended())
    content += other_way_html(request, *payment);
  return content;
}

void add_payment_office_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  router.add(Method::get, kPaymentsPage, Door::signed_in, [&app](const http::Request& request) { return show_payments(app, request); });
  router.add(Method::post, kPaymentsPage, Door::signed_in, [&app](const http::Request& request) { return take_report(app, request); });
  router.add(Method::post, "/workspace/courses/{course}/bookings/{booking}/payment", Door::signed_in,
             [&app](const http::Request& request) { return take_by_hand(app, request); });
}

}  // namespace concordat::casework
