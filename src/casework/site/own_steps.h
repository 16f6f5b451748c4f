#pragma once
// The steps of a case that are the person's own, by a link and without an account: to confirm what came in their name (double opt-in), and
// to end it, as to unsubscribe, in one press (RFC 8058). What is held until just then is destroyed at once, and the page shows what it was.

#include "casework/app.h"

namespace concordat::casework {

// Mails the link that confirms, to the address that was given; where mail is off the office confirms it. Nothing where nobody is asked to.
void ask_to_confirm(const App& app, CaseId id, const std::string& address);
// What its sender reads on the receipt about confirming and ending it; empty where neither is theirs to do.
html::Html own_steps_html(const App& app, const store::CaseRow& row, RecordId record);

void add_own_step_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
