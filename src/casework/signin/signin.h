#pragma once
// Signing in and out, and the confidentiality statement that stands before any personal data (STK-05).

#include "casework/app.h"

namespace concordat::casework {

void add_sign_in_pages(http::Router& router, const App& app);

// Keeps a form whose session was over when it came, and leads through the sign-in back to it (http::LateForm).
http::Response keep_late_form(const App& app, std::optional<AccountId> whose, const http::Request& request);

}  // namespace concordat::casework
