#pragma once
// Mail of a data directory, and the signed heads that go out by it: docs/formats/mail.md.

#include <iosfwd>
#include <memory>

#include "mail/outbox.h"
#include "ops/instance.h"

namespace concordat::ops {

inline constexpr const char* kMailFile = "mail.toml";

// None where the directory has no mail.toml: then mail is off. Errors: what is wrong in it.
Result<std::unique_ptr<mail::Outbox>> open_outbox(Instance& instance, const Clock& clock);

// Queues the newest deposited head for each agency that has an address for it, once a night at most and each head once.
Result<void> queue_heads(Instance& instance, mail::Outbox& outbox);

// Queues what tells delegates of a course that it is soon, and what asks them to evaluate it.
Result<void> queue_reminders(Instance& instance, mail::Outbox& outbox);

// Queues what a step of a case lets be mailed, for whoever asked for it and is not served yet.
Result<void> queue_news(Instance& instance, mail::Outbox& outbox);

// Tries what is due; that a head was sent is noted in the ledger.
Result<mail::Round> send_mail(Instance& instance, mail::Outbox& outbox);

// What somebody must see to after a round: in words, without an address. Empty: nothing.
std::string left_unsent(const mail::Round& round);

}  // namespace concordat::ops
