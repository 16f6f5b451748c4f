#pragma once
// A delegate who cannot come hands the place on: to a colleague, who asks for it by a link of its own and agrees for themselves, or to
// themselves on another run of the course. Either is a new booking beside the old one; a named person of the office lets it take the old
// one's place (HAM-06), and what was held of the old one ends by its own rule.

#include "casework/training/courses.h"
#include "html/html.h"

namespace concordat::casework {

// What stands for a booking in the address that its delegate gives to a colleague: it opens the request for a place and nothing else.
std::string colleague_token(RecordId booking, const Secret& link_key);
std::optional<RecordId> booking_of_colleague(std::string_view token, const Secret& link_key);

// Notes that one booking asks to take the place of another, before the first is made.
Result<void> note_replacing(const App& app, RecordId next, RecordId before);
// The booking that this one asks to replace and still can: on the same course one that has a place, elsewhere one that stands.
std::optional<store::RecordRow> replaced_by(const App& app, const store::RecordRow& next);
// The booking that asks to replace this one and has not been answered.
std::optional<store::RecordRow> successor_of(const App& app, RecordId before);

// What a delegate reads and can do about it, on the page of a booking that stands; and on that of one that is to replace another.
html::Html transfer_html(const App& app, const http::Request& request, const store::RecordRow& booking, const store::CaseRow& course);
void add_transfer_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
