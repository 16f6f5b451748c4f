#pragma once
// What the notice promises, what shows each promise, and what the last attestation found.

#include "casework/app.h"

namespace concordat::casework {

http::Response promises_page(const App& app, const http::Request& request);

}  // namespace concordat::casework
