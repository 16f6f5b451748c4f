#pragma once
// Mail to delegates: a link to the page of their booking, and nothing that says who they are or which course it is.

#include "casework/app.h"

namespace concordat::casework {

enum class Told { received, waiting, offered, declined, cancelled, changed, reminder, course_cancelled, replaced };

// Nothing where mail is off, or no address is held (any more). That it cannot be queued undoes nothing: the page says the same.
void tell_delegate(const App& app, RecordId booking, Told what);
// Those of this course who have a place; of a course that is cancelled also those who asked for one.
void tell_delegates(const App& app, CaseId course, Told what);

// The night's work: two working days before a course, or as soon as it is noticed after, once for each day that it is planned for.
// Returns how many were queued.
Result<std::size_t> remind_delegates(vault::Vault& vault, const Secret& link_key, mail::Outbox& outbox);

}  // namespace concordat::casework
