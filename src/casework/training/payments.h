#pragma once
// Paying for a place by redirect: who owes what, what was sent to the gateway, and what is known of it since. Its own page stands under a
// link that opens nothing else, for the gateway is told it.

#include <optional>
#include <string>
#include <vector>

#include "casework/training/training.h"
#include "html/html.h"
#include "payment/attempts.h"

namespace concordat::casework {

// What stands of one booking's payment.
struct Payment {
  store::RecordRow booking;
  store::CaseRow course;
  std::int64_t pence = 0;  // the course's fee as it is now; 0: a place costs nothing
  payment::Attempts attempts;
  std::uint32_t version = 0;  // of the part that holds them; 0: there is none

  bool ended() const;      // nothing comes of the booking, so what was paid is to be paid back
  bool is_open() const;    // a place is held, and the course is to come
  bool is_settled() const { return payment::is_settled(attempts); }
  bool may_be_paid() const;
};

const charter::Part* payment_part(const charter::Charter& charter);  // of a booking; null: this charter charges nobody online
std::int64_t fee_of(const App& app, const store::CaseRow& course);   // pence
std::string fee_words(std::int64_t pence);                           // "£45"
// As this actor may see it; nothing where they may not.
std::optional<Payment> payment_of(const App& app, const policy::Actor& actor, RecordId booking);
std::vector<Payment> payments_of(const App& app, const policy::Actor& actor, const store::CaseRow& course);
std::string standing_words(const Payment& payment);  // in a line, for the office

vault::Values values_of(const payment::Attempts& attempts);

// ---- what the gateway tells, noted by the system (vault/vault.h)
// By who gives places, and has held it against the gateway's report: what they choose of what there is to say.
Result<bool> note_told(const App& app, const policy::Mandate& mandate, const std::vector<std::string>& references, payment::Told told);
// Whether anything changed.
Result<bool> note_told(vault::Vault& vault, RecordId booking, std::string_view reference, payment::Told told);
Result<void> note_sent(vault::Vault& vault, RecordId booking, const std::string& reference);
bool holds_payment(vault::Vault& vault, RecordId booking);
// Asks the gateway about every attempt of this booking of which nothing is known. An amount other than the course's fee settles nothing.
Result<void> ask_gateway(vault::Vault& vault, const payment::Gateway& gateway, RecordId booking);
// The same of every booking of the courses that are not concluded, for payers who closed their browser there. How many were asked about.
Result<std::size_t> settle_payments(vault::Vault& vault, const payment::Gateway& gateway);

// ---- pages
html::Html own_payment_html(const App& app, const store::RecordRow& booking, const store::CaseRow& course);  // on a delegate's booking
html::Html office_payment_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::RecordRow& booking);
bool may_reconcile(const App& app, const policy::Actor& actor);  // somebody's, in general
inline constexpr const char* kPaymentsPage = "/workspace/courses/payments";
void add_payment_pages(http::Router& router, const App& app);         // the payer's, and the gateway's
void add_payment_office_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
