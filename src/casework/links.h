#pragma once
// The link by which somebody without an account comes back to what they sent, as a delegate to a booking: the record's id and a keyed
// digest of it, so that nothing needs to be stored and nobody can make one up.

#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/secret.h"

namespace concordat::casework {

// Of whatever was sent by a form: where it is acknowledged, and where its sender ends it, if that is theirs to do.
inline constexpr const char* kSentPath = "/forms/sent/";
inline constexpr const char* kStopPath = "/forms/stop/";

// What stands for a booking in its link. Of one that is yet to be it goes with the form that asks for it: sent twice, the form leads
// to the booking that it made, and nobody else comes there by it.
std::string token_of(RecordId booking, const Secret& link_key);
std::string link_to(RecordId booking, const Secret& link_key);                       // "/bookings/…"
std::optional<RecordId> booking_of(std::string_view token, const Secret& link_key);  // nothing when it was not made here

// Of the page on which a place is paid for. The gateway is told it, so that it opens nothing else: no booking, and no name.
std::string payment_token_of(RecordId booking, const Secret& link_key);
std::optional<RecordId> booking_of_payment(std::string_view token, const Secret& link_key);

}  // namespace concordat::casework
