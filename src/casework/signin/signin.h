#pragma once
// Signing in and out, and the confidentiality statement that stands before any personal data (STK-05).

#include "casework/app.h"

namespace concordat::casework {

void add_sign_in_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
