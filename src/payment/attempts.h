#pragma once
// What is kept of the payment of one place: a line of references, each with how it stands, and whether it is settled. No amount, no card,
// nothing of the payer (DDS-20).

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::payment {

enum class Standing {
  sent,      // the payer went to the gateway; whether they paid is not known
  said,      // came back with word that it is paid, which nobody has held against the gateway's own report
  settled,   // the gateway itself, asked by us or by its report, says so
  failed,    // not paid
  refunded,
};

struct Attempt {
  std::string reference;
  Standing standing = Standing::sent;

  bool operator==(const Attempt&) const = default;
};
using Attempts = std::vector<Attempt>;  // the oldest first

inline constexpr std::size_t kMostAttempts = 20;

// "C-2026-001-K7M2Q9TX: not paid; C-2026-001-M3TX8K2Q: settled". What cannot be read is left out.
std::string in_words(const Attempts& attempts);
Attempts read_attempts(std::string_view words);
std::string_view in_words(Standing standing);

// What is told of a payment. What came through the payer's own browser undoes nothing that is known otherwise; what the gateway itself or
// the office says stands.
enum class Told { said_paid, said_failed, paid, not_paid, refunded };
// Whether it changed anything: what is told twice counts once, and what is told of a reference that is not ours does not count.
bool note(Attempts& attempts, std::string_view reference, Told told);

bool is_any(const Attempts& attempts, Standing standing);
inline bool is_settled(const Attempts& attempts) { return is_any(attempts, Standing::settled); }
// What is to be paid back: everything, where nothing comes of the booking any more; else all but the first that was settled.
std::vector<std::string> to_refund(const Attempts& attempts, bool booking_ended);

// A reference of our own: of the course, and letters that nobody can guess. At most 40 of A-Z, 0-9 and "-" (Opayo's VendorTxCode).
std::string new_reference(std::string_view course_reference);

// Lines copied from the provider's report of what was paid. Each line is looked through for one of `references`; everything else of it –
// names, cards – is passed over and forgotten.
struct Report {
  std::set<std::string> paid;
  std::set<std::string> other_amount;  // there, but with another amount
  std::set<std::string> unsuccessful;  // there, as declined, refunded or broken off
};
struct Expected {
  std::string reference;
  std::int64_t pence = 0;
};
Report read_report(std::string_view lines, const std::vector<Expected>& expected);

}  // namespace concordat::payment
